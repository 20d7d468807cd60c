"""Who asks, by the token of a request."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass, fields
from datetime import datetime

from fastapi import HTTPException
from sqlalchemy import Connection, bindparam, select
from sqlmodel import SQLModel

from todo_backend.models import now
from todo_backend.security.tokens import Audience, Claims


@dataclass(frozen=True)
class Account:
    """A person's row in `users`: not the class of the table, whose objects take longer to make."""

    id: uuid.UUID
    email: str
    password_hash: str
    created_at: datetime


@dataclass(frozen=True)
class Caller:
    """Whose token it is, and what the token allows."""

    user: Account
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


_USERS, _SESSIONS, _TOKENS = (SQLModel.metadata.tables[name] for name in ("users", "sessions", "personal_tokens"))

# Made once: to make them takes as long as to ask for them.
_KNOWN = select(*(_USERS.c[field.name] for field in fields(Account))).where(_USERS.c.id == bindparam("user"))
_LOGGED_IN = _KNOWN.join(_SESSIONS, _SESSIONS.c.user_id == _USERS.c.id).where(
    _SESSIONS.c.id == bindparam("session"), _SESSIONS.c.expires_at > bindparam("now")
)
_PERSONAL = (
    _KNOWN.add_columns(_TOKENS.c.may_delete)
    .join(_TOKENS, _TOKENS.c.user_id == _USERS.c.id)
    .where(_TOKENS.c.id == bindparam("token"))
)


def authenticate(connection: Connection, claims: Claims) -> Caller:
    """Whose token it is, in one query: what is gone by now is seen at once.

    Raises:
        HTTPException: 401 when the user, the session or the personal token is gone.
    """
    wanted: dict[str, object] = {"user": claims.user_id}
    if claims.audience == Audience.API:
        wanted_session = {**wanted, "session": claims.session_id, "now": now()}
        found = connection.execute(_LOGGED_IN, wanted_session).one_or_none()
        if found is not None:
            return Caller(Account(*found), claims.session_id)
    elif claims.token_id is not None:
        found = connection.execute(_PERSONAL, {**wanted, "token": claims.token_id}).one_or_none()
        if found is not None:
            *account, may_delete = found
            return Caller(Account(*account), deletable=None if may_delete else frozenset())
    else:
        found = connection.execute(_KNOWN, wanted).one_or_none()
        if found is not None:
            return Caller(Account(*found), deletable=claims.delete)
    raise invalid_token()


def invalid_token() -> HTTPException:
    """The answer to a token that is not accepted, or no longer."""
    return unauthorized('Bearer realm="todo", error="invalid_token"')


def unauthorized(challenge: str) -> HTTPException:
    """The answer to somebody who is not logged in."""
    return HTTPException(401, "Log in first: there is no valid access token.", {"WWW-Authenticate": challenge})
