"""Sessions: where somebody is logged in, kept alive by a refresh token that is exchanged for a new one at each use.

A refresh token is the session's id and 256 bits that only its holder knows; the database has a hash of them. The next
one is derived from it with the server's key: two tabs that exchange the same one within the grace time get the same
next one, whichever answer the browser keeps. Whoever shows an older one has a copy, so its session ends.
"""

import base64
import binascii
import hashlib
import hmac
import secrets
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, update
from sqlmodel import Session, col

from todo_backend.logs import log
from todo_backend.models import LoginSession, now

GRACE = timedelta(seconds=30)
"""How long a token that was exchanged is accepted still."""

SECRET_BYTES = 32
TOKEN_CHARACTERS = 64
"""Base64 of 16 and 32 bytes."""


@dataclass(frozen=True)
class OpenSession:
    """A session, and the refresh token that keeps it alive."""

    id: uuid.UUID
    user_id: uuid.UUID
    refresh_token: str
    expires_at: datetime


class Sessions:
    """Opens, renews and ends sessions; each method works in a session of the database and commits."""

    def __init__(self, key: bytes, lifetime: timedelta) -> None:
        self._key = key
        self._lifetime = lifetime
        """Counted from the last exchange."""

    def open(self, database: Session, user_id: uuid.UUID) -> OpenSession:
        """Begin a session."""
        session_id, secret = uuid.uuid4(), secrets.token_bytes(SECRET_BYTES)
        expires_at = now() + self._lifetime
        row = LoginSession(id=session_id, user_id=user_id, token_hash=_hash(secret), expires_at=expires_at)
        database.add(row)
        database.commit()
        return OpenSession(session_id, user_id, _token(session_id, secret), expires_at)

    def exchange(self, database: Session, token: str) -> OpenSession | None:
        """Exchange a refresh token for the next one; None when it is not valid."""
        parts = _parts(token)
        if parts is None:
            return None
        session_id, secret = parts
        following = hmac.digest(self._key, b"refresh\x00" + secret, "sha256")
        rotated_at = now()
        rotated = (
            update(LoginSession)
            .where(col(LoginSession.id) == session_id, col(LoginSession.token_hash) == _hash(secret))
            .where(col(LoginSession.expires_at) > rotated_at)
            .values(
                token_hash=_hash(following),
                previous_hash=_hash(secret),
                rotated_at=rotated_at,
                expires_at=rotated_at + self._lifetime,
            )
        )
        done = database.execute(rotated.returning(col(LoginSession.user_id))).one_or_none()
        database.commit()
        if done is not None:
            expires_at = rotated_at + self._lifetime
            return OpenSession(session_id, done[0], _token(session_id, following), expires_at)
        return self._exchange_again(database, session_id, secret, following)

    def end(self, database: Session, token: str) -> None:
        """End the session of a refresh token, also of one that was exchanged; of any other do nothing."""
        parts = _parts(token)
        row = None if parts is None else database.get(LoginSession, parts[0])
        if parts is not None and row is not None and _hash(parts[1]) in (row.token_hash, row.previous_hash):
            self._end(database, row.id)

    def end_others(self, database: Session, user_id: uuid.UUID, kept: uuid.UUID | None) -> None:
        """End a person's sessions but one; the caller commits."""
        database.execute(delete(LoginSession).where(col(LoginSession.user_id) == user_id, col(LoginSession.id) != kept))

    def _exchange_again(
        self, database: Session, session_id: uuid.UUID, secret: bytes, following: bytes
    ) -> OpenSession | None:
        row = database.get(LoginSession, session_id)
        if row is None or row.expires_at <= now():
            return None
        once_more = row.previous_hash == _hash(secret) and row.token_hash == _hash(following)
        if once_more and now() - row.rotated_at <= GRACE:
            return OpenSession(session_id, row.user_id, _token(session_id, following), row.expires_at)
        log.warning("an old refresh token was used, its session is ended")
        self._end(database, session_id)
        return None

    def _end(self, database: Session, session_id: uuid.UUID) -> None:
        database.execute(delete(LoginSession).where(col(LoginSession.id) == session_id))
        database.commit()


def _token(session_id: uuid.UUID, secret: bytes) -> str:
    return base64.urlsafe_b64encode(session_id.bytes + secret).decode()


def _parts(token: str) -> tuple[uuid.UUID, bytes] | None:
    if len(token) != TOKEN_CHARACTERS:
        return None
    try:
        content = base64.b64decode(token, b"-_", validate=True)
    except (ValueError, binascii.Error):
        return None
    return uuid.UUID(bytes=content[:16]), content[16:]


def _hash(secret: bytes) -> bytes:
    return hashlib.sha256(secret).digest()
