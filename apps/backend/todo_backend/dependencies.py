"""What handlers ask for, as typed aliases."""

from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, HTTPException, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from sqlmodel import Session
from starlette.concurrency import run_in_threadpool

from todo_backend.chat import ChatTurns
from todo_backend.database import Database
from todo_backend.metrics import Metrics
from todo_backend.models import User
from todo_backend.security.passwords import Passwords
from todo_backend.security.tokens import Audience, InvalidTokenError, Tokens


@dataclass
class Services:
    """What lives as long as the app."""

    database: Database
    passwords: Passwords
    tokens: Tokens
    turns: ChatTurns
    metrics: Metrics
    draining: bool = False
    """Set when the program was told to end."""


def _services(request: Request) -> Services:
    services = request.app.state.services
    assert isinstance(services, Services)
    return services


ServicesDep = Annotated[Services, Depends(_services)]


async def _session(services: ServicesDep) -> AsyncIterator[Session]:
    async with services.database.session() as session:
        yield session


# Scope "function": given back before the response is sent, so that a stream does not keep a connection.
SessionDep = Annotated[Session, Depends(_session, scope="function")]

_bearer = HTTPBearer(auto_error=False, description="The `access_token` of register or login.")
_Credentials = Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]


def _user_with(audiences: Collection[Audience]) -> Callable[..., Awaitable[User]]:
    async def current_user(credentials: _Credentials, services: ServicesDep, session: SessionDep) -> User:
        if credentials is None:
            raise _unauthorized('Bearer realm="todo"')
        try:
            user_id = services.tokens.user_id(credentials.credentials, audiences)
        except InvalidTokenError:
            raise _unauthorized('Bearer realm="todo", error="invalid_token"') from None
        user = await run_in_threadpool(session.get, User, user_id)
        if user is None:  # deleted since
            raise _unauthorized('Bearer realm="todo", error="invalid_token"')
        return user

    return current_user


def _unauthorized(challenge: str) -> HTTPException:
    return HTTPException(401, "Log in first: there is no valid access token.", {"WWW-Authenticate": challenge})


CurrentUser = Annotated[User, Depends(_user_with([Audience.API]))]
"""The person at the browser."""

DelegatingUser = Annotated[User, Depends(_user_with([Audience.API, Audience.MCP]))]
"""The person at the browser, or the MCP server on that person's behalf."""


def not_found(what: str) -> HTTPException:
    """The answer for a thing that is not there, or is another user's: nobody can tell which."""
    return HTTPException(404, f"There is no such {what}.")
