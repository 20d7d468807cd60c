"""What handlers ask for, as typed aliases."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Annotated, Any, Concatenate, ParamSpec, TypeVar

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from sqlmodel import Session

from todo_backend.caller import Caller, authenticate, invalid_token, unauthorized
from todo_backend.database import Database
from todo_backend.metrics import Metrics
from todo_backend.rate_limits import Limit, RateLimits
from todo_backend.runs.service import Runs
from todo_backend.security.passwords import Passwords
from todo_backend.security.sessions import Sessions
from todo_backend.security.tokens import Audience, Claims, InvalidTokenError, Tokens

Parameters = ParamSpec("Parameters")
ResultT = TypeVar("ResultT")

API = frozenset({Audience.API})
"""The person at the browser."""

DELEGATED = frozenset({Audience.API, Audience.MCP})
"""The person at the browser, or an MCP client on that person's behalf."""


@dataclass
class Services:
    """What lives as long as the app."""

    database: Database
    passwords: Passwords
    tokens: Tokens
    sessions: Sessions
    rate_limits: RateLimits
    runs: Runs
    metrics: Metrics
    draining: bool = False
    """Set when the program was told to end."""


def _of(request: Request) -> Services:
    services = request.app.state.services
    assert isinstance(services, Services)
    return services


# Not a plain function, for which FastAPI goes to a thread; so of all that waits for nothing.
async def _services(request: Request) -> Services:
    return _of(request)


ServicesDep = Annotated[Services, Depends(_services)]

_bearer = HTTPBearer(auto_error=False, description="The `access_token` of register, login or refresh.")
_Credentials = Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]


def _claims(tokens: Tokens, credentials: HTTPAuthorizationCredentials | None, audiences: frozenset[Audience]) -> Claims:
    if credentials is None:
        raise unauthorized('Bearer realm="todo"')
    try:
        return tokens.read(credentials.credentials, audiences)
    except InvalidTokenError:
        raise invalid_token() from None


@dataclass(frozen=True)
class Access:
    """A request's way to the database: one trip to a thread, which also finds out who asks, and counts the request."""

    _services: Services
    _claims: Claims
    _reads: bool
    _limit: Limit | None = None

    def counted(self, limit: Limit) -> "Access":
        """The same, where the request counts for a limit."""
        return replace(self, _limit=limit)

    async def run(
        self,
        work: Callable[Concatenate[Session, Caller, Parameters], ResultT],
        *arguments: Parameters.args,
        **named: Parameters.kwargs,
    ) -> ResultT:
        """Do something with a session, for whose token it is; `work` commits what it writes.

        Raises:
            HTTPException: 401 when the user, the session or the personal token is gone; 429 when that was too often.
        """

        def asked(session: Session) -> ResultT:
            caller = authenticate(session, self._claims)
            if self._limit is not None:
                self._services.rate_limits.hit(session, self._limit, str(caller.user.id))
            return work(session, caller, *arguments, **named)

        database = self._services.database
        return await (database.read(asked) if self._reads else database.run(asked))


def _access(audiences: frozenset[Audience], *, reads: bool, limit: Limit | None = None) -> Any:
    # The services are taken from the request: each dependency more is solved anew for each.
    async def access(request: Request, credentials: _Credentials) -> Access:
        services = _of(request)
        return Access(services, _claims(services.tokens, credentials, audiences), reads, limit)

    return Depends(access)


def writing(limit: Limit | None, audiences: frozenset[Audience] = API) -> Any:
    """Write for those whom `audiences` name, counted by user: `Annotated[Access, writing("chat")]`.

    The count is committed before the work begins. With None nothing is counted: for what is read, and may have to be
    brought up to date first.
    """
    return _access(audiences, reads=False, limit=limit)


Reading = Annotated[Access, _access(API, reads=True)]
"""Reads for the person at the browser, without a transaction."""

DelegatedReading = Annotated[Access, _access(DELEGATED, reads=True)]
"""Reads for the person at the browser, or for an MCP client on that person's behalf."""
