"""Tokens: each is for one audience and valid nowhere else."""

import uuid
from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from enum import StrEnum

import jwt

ISSUER = "todo-backend"
ALGORITHM = "HS256"
TURN_LIFETIME = timedelta(minutes=5)
"""How long the tokens of a chat turn are valid."""


class Audience(StrEnum):
    """Whom a token is for."""

    API = "todo-api"
    MCP = "todo-mcp"
    AGENT = "todo-agent"


class InvalidTokenError(Exception):
    """A token that is not accepted, for whatever reason."""


class Tokens:
    """Mints and reads tokens."""

    def __init__(self, jwt_key: bytes, agent_key: bytes, access_lifetime: timedelta) -> None:
        self._jwt_key = jwt_key
        self._agent_key = agent_key
        self.access_lifetime = access_lifetime

    def for_person(self, user_id: uuid.UUID) -> str:
        """What a browser shows to this API."""
        return _encode(user_id, Audience.API, self._jwt_key, self.access_lifetime)

    def for_mcp(self, user_id: uuid.UUID) -> str:
        """What the MCP server shows to this API on a person's behalf, for one chat turn."""
        return _encode(user_id, Audience.MCP, self._jwt_key, TURN_LIFETIME)

    def for_agent(self, user_id: uuid.UUID) -> str:
        """What this program shows to the agent, for one chat turn."""
        return _encode(user_id, Audience.AGENT, self._agent_key, TURN_LIFETIME)

    def user_id(self, token: str, audiences: Collection[Audience]) -> uuid.UUID:
        """Whose token it is.

        Raises:
            InvalidTokenError: when it is not ours, not for one of the audiences, expired or incomplete.
        """
        try:
            claims = jwt.decode(
                token,
                self._jwt_key,
                algorithms=[ALGORITHM],
                audience=list(audiences),
                issuer=ISSUER,
                # iat is information only: clocks of two replicas may differ by a second.
                options={"require": ["exp", "sub", "iss", "aud"], "verify_iat": False},
            )
            # A list of audiences would make one token valid in several places.
            if not isinstance(claims["aud"], str):
                raise InvalidTokenError
            return uuid.UUID(claims["sub"])
        except (jwt.PyJWTError, ValueError) as error:
            raise InvalidTokenError from error


def _encode(user_id: uuid.UUID, audience: Audience, key: bytes, lifetime: timedelta) -> str:
    now = datetime.now(UTC)
    claims = {"iss": ISSUER, "aud": audience.value, "sub": str(user_id), "iat": now, "exp": now + lifetime}
    return jwt.encode(claims, key, algorithm=ALGORITHM)
