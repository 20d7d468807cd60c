"""What handlers ask for, as typed aliases."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Annotated, Any, Concatenate, Generic, ParamSpec, TypeVar

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from fastapi.security.base import SecurityBase
from sqlalchemy import Connection
from sqlmodel import Session

from todo_backend.caller import Caller, authenticate, invalid_token, unauthorized
from todo_backend.database import BindT, Database
from todo_backend.metrics import Metrics
from todo_backend.rate_limits import Limit, RateLimits
from todo_backend.runs.service import Runs
from todo_backend.security.passwords import Passwords
from todo_backend.security.sessions import Sessions
from todo_backend.security.tokens import Audience, Claims, InvalidTokenError, Tokens

Parameters = ParamSpec("Parameters")
ResultT = TypeVar("ResultT")
AccessT = TypeVar("AccessT", bound="Access")

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
    _limit: Limit | None = None

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
        return await self._services.database.run(self._admitted(work, *arguments, **named))

    def _admitted(
        self,
        work: Callable[Concatenate[BindT, Caller, Parameters], ResultT],
        *arguments: Parameters.args,
        **named: Parameters.kwargs,
    ) -> Callable[[BindT], ResultT]:
        def do(bind: BindT) -> ResultT:
            caller = authenticate(bind.connection() if isinstance(bind, Session) else bind, self._claims)
            if self._limit is not None:
                self._services.rate_limits.hit(bind, self._limit, str(caller.user.id))
            return work(bind, caller, *arguments, **named)

        return do


@dataclass(frozen=True)
class ReadAccess(Access):
    """The same for what only reads, without a transaction."""

    def counted(self, limit: Limit) -> "ReadAccess":
        """The same, where the request counts for a limit."""
        return replace(self, _limit=limit)

    async def run(
        self,
        work: Callable[Concatenate[Session, Caller, Parameters], ResultT],
        *arguments: Parameters.args,
        **named: Parameters.kwargs,
    ) -> ResultT:
        """As the other's, for objects."""
        return await self._services.database.read(self._admitted(work, *arguments, **named))

    async def ask(
        self,
        work: Callable[Concatenate[Connection, Caller, Parameters], ResultT],
        *arguments: Parameters.args,
        **named: Parameters.kwargs,
    ) -> ResultT:
        """As `run`, for columns."""
        return await self._services.database.ask(self._admitted(work, *arguments, **named))


_BEARER = HTTPBearer(auto_error=False, description="The `access_token` of register, login or refresh.")


class _Entrance(SecurityBase, Generic[AccessT]):
    """What a route depends on: the scheme for the OpenAPI document, and the access.

    One dependency, not one for each of its steps: they are solved anew for each request.
    """

    model, scheme_name = _BEARER.model, _BEARER.scheme_name

    def __init__(self, kind: type[AccessT], audiences: frozenset[Audience], limit: Limit | None = None) -> None:
        self._kind, self._audiences, self._limit = kind, audiences, limit

    async def __call__(self, request: Request) -> AccessT:
        services, credentials = _of(request), await _BEARER(request)
        return self._kind(services, _claims(services.tokens, credentials, self._audiences), self._limit)


def writing(limit: Limit | None, audiences: frozenset[Audience] = API) -> Any:
    """Write for those whom `audiences` name, counted by user: `Annotated[Access, writing("chat")]`.

    The count is committed before the work begins. With None nothing is counted: for what is read, and may have to be
    brought up to date first.
    """
    return Depends(_Entrance(Access, audiences, limit))


Reading = Annotated[ReadAccess, Depends(_Entrance(ReadAccess, API))]
"""Reads for the person at the browser, without a transaction."""

DelegatedReading = Annotated[ReadAccess, Depends(_Entrance(ReadAccess, DELEGATED))]
"""Reads for the person at the browser, or for an MCP client on that person's behalf."""
