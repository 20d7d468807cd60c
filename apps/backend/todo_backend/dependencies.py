"""What handlers ask for, as typed aliases."""

import functools
import inspect
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from dataclasses import dataclass
from typing import Annotated, Any, Concatenate, ParamSpec, TypeVar

from fastapi import Depends, HTTPException, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from sqlalchemy import bindparam
from sqlmodel import Session, col, select
from starlette.concurrency import run_in_threadpool

from todo_backend.database import Database
from todo_backend.metrics import Metrics
from todo_backend.models import LoginSession, PersonalToken, User, now
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


@dataclass(frozen=True)
class Caller:
    """Whose token it is, and what the token allows."""

    user: User
    session_id: uuid.UUID | None = None
    """Where the person is logged in; None for MCP."""
    deletable: frozenset[uuid.UUID] | None = None
    """The tasks that it may delete; None: all of the person's."""

    def check_deletable(self, task_ids: Collection[uuid.UUID]) -> None:
        """Refuse what the person did not confirm.

        Raises:
            HTTPException: 403, which does not tell whether there are such tasks.
        """
        if self.deletable is not None and not self.deletable.issuperset(task_ids):
            raise HTTPException(403, "The person whose tasks these are did not confirm that they be deleted.")


# Not a plain function, for which FastAPI goes to a thread; so of all that waits for nothing.
async def _services(request: Request) -> Services:
    services = request.app.state.services
    assert isinstance(services, Services)
    return services


ServicesDep = Annotated[Services, Depends(_services)]


async def _session(request: Request, services: ServicesDep) -> AsyncIterator[Session]:
    async with services.database.session(reads=request.method == "GET") as session:
        yield session


# Scope "function": given back before the response is sent, so that a stream does not keep a connection.
SessionDep = Annotated[Session, Depends(_session, scope="function")]

_bearer = HTTPBearer(auto_error=False, description="The `access_token` of register, login or refresh.")
_Credentials = Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]


# Made once: to make them takes as long as to ask for them.
_LOGGED_IN = (
    select(User)
    .join(LoginSession, col(LoginSession.user_id) == User.id)
    .where(col(LoginSession.id) == bindparam("session_id"), col(User.id) == bindparam("user_id"))
    .where(col(LoginSession.expires_at) > bindparam("now"))
)
_KNOWN = select(User).where(col(User.id) == bindparam("user_id"))


def authenticate(session: Session, claims: Claims) -> Caller:
    """Whose token it is, in one query: what is gone by now is seen at once.

    Raises:
        HTTPException: 401 when the user, the session or the personal token is gone.
    """
    if claims.audience == Audience.API:
        wanted = {"session_id": claims.session_id, "user_id": claims.user_id, "now": now()}
        user = session.exec(_LOGGED_IN, params=wanted).one_or_none()
        if user is not None:
            return Caller(user, claims.session_id)
    elif claims.token_id is not None:
        tokens = select(User, PersonalToken.may_delete).join(PersonalToken)
        found = session.exec(tokens.where(User.id == claims.user_id, PersonalToken.id == claims.token_id)).one_or_none()
        if found is not None:
            return Caller(found[0], deletable=None if found[1] else frozenset())
    else:
        user = session.exec(_KNOWN, params={"user_id": claims.user_id}).one_or_none()
        if user is not None:
            return Caller(user, deletable=claims.delete)
    raise _invalid_token()


# Cached: the same function for the same audiences, which FastAPI then asks once in a request.


@functools.cache
def _claims_for(audiences: frozenset[Audience]) -> Callable[..., Awaitable[Claims]]:
    async def claims(credentials: _Credentials, services: ServicesDep) -> Claims:
        if credentials is None:
            raise _unauthorized('Bearer realm="todo"')
        try:
            return services.tokens.read(credentials.credentials, audiences)
        except InvalidTokenError:
            raise _invalid_token() from None

    return claims


@functools.cache
def _caller_for(audiences: frozenset[Audience]) -> Callable[..., Caller]:
    def caller(session: SessionDep, claims: Annotated[Claims, Depends(_claims_for(audiences))]) -> Caller:
        return authenticate(session, claims)

    return caller


@functools.cache
def _user_for(audiences: frozenset[Audience]) -> Callable[..., Awaitable[User]]:
    async def user(caller: Annotated[Caller, Depends(_caller_for(audiences))]) -> User:
        return caller.user

    return user


def _invalid_token() -> HTTPException:
    return _unauthorized('Bearer realm="todo", error="invalid_token"')


def _unauthorized(challenge: str) -> HTTPException:
    return HTTPException(401, "Log in first: there is no valid access token.", {"WWW-Authenticate": challenge})


CurrentUser = Annotated[User, Depends(_user_for(API))]
"""The person at the browser."""

DelegatingUser = Annotated[User, Depends(_user_for(DELEGATED))]
"""The person at the browser, or an MCP client on that person's behalf."""

DelegatingCaller = Annotated[Caller, Depends(_caller_for(DELEGATED))]
"""The same, with what its token allows."""


@dataclass(frozen=True)
class Reading:
    """For what is asked most often: goes to a thread once, and there finds out who asks, too."""

    _services: Services
    _claims: Claims

    async def run(
        self,
        work: Callable[Concatenate[Session, User, Parameters], ResultT],
        *arguments: Parameters.args,
        **named: Parameters.kwargs,
    ) -> ResultT:
        """Do something with a session that only reads, for whose token it is.

        Raises:
            HTTPException: 401 when the user, the session or the personal token is gone.
        """

        def asked(session: Session) -> ResultT:
            return work(session, authenticate(session, self._claims).user, *arguments, **named)

        return await self._services.database.read(asked)


async def _reading(services: ServicesDep, claims: Annotated[Claims, Depends(_claims_for(DELEGATED))]) -> Reading:
    return Reading(services, claims)


DelegatedReading = Annotated[Reading, Depends(_reading)]
"""Reads for the person at the browser, or for an MCP client on that person's behalf."""


@dataclass(frozen=True)
class Writing:
    """The same for what writes: goes to a thread once, and there finds out who asks, and counts the request."""

    _services: Services
    _claims: Claims
    _limit: Limit

    async def run(
        self,
        work: Callable[Concatenate[Session, Caller, Parameters], ResultT],
        *arguments: Parameters.args,
        **named: Parameters.kwargs,
    ) -> ResultT:
        """Do something with a session, for whose token it is; `work` commits.

        Raises:
            HTTPException: 401 when the user, the session or the personal token is gone; 429 when that was too often.
        """

        def asked(session: Session) -> ResultT:
            caller = authenticate(session, self._claims)
            self._services.rate_limits.hit(session, self._limit, str(caller.user.id))
            return work(session, caller, *arguments, **named)

        return await self._services.database.run(asked)


@functools.cache
def writing(name: Limit, audiences: frozenset[Audience] = API) -> Any:
    """Write for those whom `audiences` name, counted by user: `Annotated[Writing, writing("chat")]`."""

    async def made(services: ServicesDep, claims: Annotated[Claims, Depends(_claims_for(audiences))]) -> Writing:
        return Writing(services, claims, name)

    return Depends(made)


async def _brief_caller(services: ServicesDep, claims: Annotated[Claims, Depends(_claims_for(API))]) -> Caller:
    async with services.database.session() as session:
        caller = await run_in_threadpool(authenticate, session, claims)
        await run_in_threadpool(services.rate_limits.hit, session, "password", str(caller.user.id))
    return caller


PasswordCaller = Annotated[Caller, Depends(_brief_caller)]
"""The person at the browser, for what takes a password: counted, and no connection waits for argon2."""


def limit(name: Limit, audiences: frozenset[Audience] = API, only_with: str | None = None) -> Any:
    """Count requests by user: `dependencies=[limit("chat")]` in a route's decorator.

    With more than a certain number it answers 429. `audiences` are those of the route's user (`DELEGATED` beside
    `DelegatingUser`); with `only_with` a request counts when it has a query parameter of that name. Commits the
    request's session, before the handler begins.
    """

    async def count(
        request: Request,
        services: ServicesDep,
        session: SessionDep,
        caller: Annotated[Caller, Depends(_caller_for(audiences))],
    ) -> None:
        if only_with is None or only_with in request.query_params:
            await run_in_threadpool(services.rate_limits.hit, session, name, str(caller.user.id))

    return Depends(count)


def query_parameters(made: Callable[..., ResultT]) -> Callable[..., Awaitable[ResultT]]:
    """A class whose fields are query parameters, as a dependency: FastAPI would make a plain one in a thread."""

    async def make(**parameters: Any) -> ResultT:
        return made(**parameters)

    make.__signature__ = inspect.signature(made)  # type: ignore[attr-defined]
    return make


def not_found(what: str) -> HTTPException:
    """The answer for a thing that is not there, or is another user's: nobody can tell which."""
    return HTTPException(404, f"There is no such {what}.")
