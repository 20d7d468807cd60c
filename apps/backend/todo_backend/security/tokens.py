"""Tokens: each is for one audience and valid nowhere else."""

import time
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Any

import jwt

from todo_backend.models import PersonalToken

ISSUER = "todo-backend"
ALGORITHM = "HS256"
TURN_LIFETIME = timedelta(minutes=5)
"""How long the tokens of a chat turn are valid at least; longer where a turn may take longer."""


VERIFIED = 1000
"""Tokens whose signature was verified last, and is not again; when they expire is looked at each time."""


class Audience(StrEnum):
    """Whom a token is for."""

    API = "todo-api"
    MCP = "todo-mcp"
    AGENT = "todo-agent"


class InvalidTokenError(Exception):
    """A token that is not accepted, for whatever reason."""


@dataclass(frozen=True)
class Claims:
    """What an accepted token says."""

    user_id: uuid.UUID
    audience: str
    session_id: uuid.UUID | None = None
    """`sid`: where somebody is logged in; every token for this API has one."""
    token_id: uuid.UUID | None = None
    """`jti`: the personal token that it is; those for a chat turn have none."""
    delete: frozenset[uuid.UUID] = frozenset()
    """Tasks that a chat turn may delete, since the person confirmed it."""


class Tokens:
    """Mints and reads tokens."""

    def __init__(
        self,
        jwt_key: bytes,
        agent_key: bytes,
        access_lifetime: timedelta,
        turn_lifetime: timedelta = TURN_LIFETIME,
    ) -> None:
        self._jwt_key = jwt_key
        self._agent_key = agent_key
        self.access_lifetime = access_lifetime
        self.turn_lifetime = max(turn_lifetime, TURN_LIFETIME)
        # A signature stays right; a turn's token comes with each of its tool calls.
        self._verified = lru_cache(VERIFIED)(self._verify)

    def for_person(self, user_id: uuid.UUID, session_id: uuid.UUID) -> str:
        """What a browser shows to this API."""
        return _encode(user_id, Audience.API, self._jwt_key, self.access_lifetime, sid=str(session_id))

    def for_mcp(self, user_id: uuid.UUID, delete: Collection[uuid.UUID] = ()) -> str:
        """What the MCP server shows to this API on a person's behalf, for one chat turn.

        It deletes nothing but the tasks in `delete`: those whose deletion the person confirmed.
        """
        claims: dict[str, Any] = {"delete": [str(task_id) for task_id in delete]} if delete else {}
        return _encode(user_id, Audience.MCP, self._jwt_key, self.turn_lifetime, **claims)

    def for_client(self, token: PersonalToken) -> str:
        """What a person's own MCP client shows; the same each time."""
        lifetime = token.expires_at - token.created_at
        return _encode(token.user_id, Audience.MCP, self._jwt_key, lifetime, token.created_at, jti=str(token.id))

    def for_agent(self, user_id: uuid.UUID) -> str:
        """What this program shows to the agent, for one chat turn."""
        return _encode(user_id, Audience.AGENT, self._agent_key, self.turn_lifetime)

    def read(self, token: str, audiences: Collection[Audience]) -> Claims:
        """What a token says.

        Raises:
            InvalidTokenError: when it is not ours, not for one of the audiences, expired or incomplete.
        """
        claims, expires_at = self._verified(token)
        if claims.audience not in audiences or time.time() >= expires_at:
            raise InvalidTokenError
        return claims

    def _verify(self, token: str) -> tuple[Claims, int]:
        """What a token of ours says, and until when it is valid, in seconds since 1970."""
        try:
            claims = jwt.decode(
                token,
                self._jwt_key,
                algorithms=[ALGORITHM],
                audience=[Audience.API, Audience.MCP],
                issuer=ISSUER,
                # iat is information only: clocks of two replicas may differ by a second.
                options={"require": ["exp", "sub", "iss", "aud"], "verify_iat": False},
            )
            return _claims(claims), int(claims["exp"])
        except (jwt.PyJWTError, ValueError, TypeError, AttributeError) as error:
            raise InvalidTokenError from error


def _claims(claims: dict[str, Any]) -> Claims:
    audience = claims["aud"]
    # A list of audiences would make one token valid in several places.
    if not isinstance(audience, str) or (audience == Audience.API and "sid" not in claims):
        raise InvalidTokenError
    return Claims(
        user_id=uuid.UUID(claims["sub"]),
        audience=audience,
        session_id=uuid.UUID(claims["sid"]) if "sid" in claims else None,
        token_id=uuid.UUID(claims["jti"]) if "jti" in claims else None,
        delete=frozenset(uuid.UUID(task_id) for task_id in claims.get("delete", ())),
    )


def _encode(
    user_id: uuid.UUID,
    audience: Audience,
    key: bytes,
    lifetime: timedelta,
    begin: datetime | None = None,
    **more: Any,
) -> str:
    begin = begin or datetime.now(UTC)
    claims = {"iss": ISSUER, "aud": audience.value, "sub": str(user_id), "iat": begin, "exp": begin + lifetime, **more}
    return jwt.encode(claims, key, algorithm=ALGORITHM)
