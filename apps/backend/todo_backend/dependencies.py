"""What handlers ask for, as typed aliases."""

import functools
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, HTTPException, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
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


def _services(request: Request) -> Services:
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


def authenticate(session: Session, claims: Claims) -> Caller:
    """Whose token it is, in one query: what is gone by now is seen at once.

    Raises:
        HTTPException: 401 when the user, the session or the personal token is gone.
    """
    if claims.audience == Audience.API:
        of_user = (col(LoginSession.user_id) == User.id) & (col(LoginSession.expires_at) > now())
        logged_in = select(User).join(LoginSession, of_user).where(LoginSession.id == claims.session_id)
        user = session.exec(logged_in.where(User.id == claims.user_id)).one_or_none()
        if user is not None:
            return Caller(user, claims.session_id)
    elif claims.token_id is not None:
        tokens = select(User, PersonalToken.may_delete).join(PersonalToken)
        found = session.exec(tokens.where(User.id == claims.user_id, PersonalToken.id == claims.token_id)).one_or_none()
        if found is not None:
            return Caller(found[0], deletable=None if found[1] else frozenset())
    elif (user := session.get(User, claims.user_id)) is not None:
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


def not_found(what: str) -> HTTPException:
    """The answer for a thing that is not there, or is another user's: nobody can tell which."""
    return HTTPException(404, f"There is no such {what}.")
