"""Who asks, by the token of a request."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass

from fastapi import HTTPException
from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from todo_backend.models import LoginSession, PersonalToken, User, now
from todo_backend.security.tokens import Audience, Claims


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
    raise invalid_token()


def invalid_token() -> HTTPException:
    """The answer to a token that is not accepted, or no longer."""
    return unauthorized('Bearer realm="todo", error="invalid_token"')


def unauthorized(challenge: str) -> HTTPException:
    """The answer to somebody who is not logged in."""
    return HTTPException(401, "Log in first: there is no valid access token.", {"WWW-Authenticate": challenge})
