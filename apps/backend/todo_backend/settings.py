"""Settings, from environment variables only; what is unsafe or malformed is refused before anything starts."""

import re
import socket
from pathlib import Path
from typing import Annotated, Literal, Self, TypeVar
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, PrivateAttr, ValidationError, model_validator
from pydantic_settings import BaseSettings

from todo_backend.database_settings import DatabaseSettings
from todo_backend.secret_file import read_secret

MIN_KEY_BYTES = 32
"""HS256 wants a key at least as long as its hash (RFC 7518, 3.2)."""

MIN_DISTINCT_KEY_BYTES = 8
"""32 random hex digits have fewer than this with a chance below 1e-7; "aaaa..." and "changeme..." have fewer."""

SettingsT = TypeVar("SettingsT", bound=BaseSettings)


class SettingsError(Exception):
    """A setting that the program refuses to start with; the text is one sentence for the person who set it."""


def _listening_address(value: str) -> str:
    try:
        socket.getaddrinfo(value, None, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except (OSError, UnicodeError):
        raise ValueError("cannot be listened on: it is no address, like 0.0.0.0 or ::") from None
    return value


def _base_url(value: str) -> str:
    if not _is_base_url(value):
        raise ValueError("should be an http or https URL without user, query or fragment, like http://agent:8100")
    return value.rstrip("/")


def _is_base_url(value: str) -> bool:
    if not re.fullmatch(r"https?://[!-~]+", value):
        return False
    try:
        parts = urlsplit(value)
        _ = parts.port  # a ValueError when there is no such port
    except ValueError:
        return False
    return bool(parts.hostname) and not (parts.query or parts.fragment or parts.username)


def _read_key(name: str, path: Path) -> bytes:
    key = read_secret(name, path)
    if len(key) < MIN_KEY_BYTES:
        raise ValueError(f"{name} holds {len(key)} bytes, but a key needs at least {MIN_KEY_BYTES}")
    if len(set(key)) < MIN_DISTINCT_KEY_BYTES or b"changeme" in key.lower().replace(b"-", b"").replace(b"_", b""):
        raise ValueError(f"{name} holds a key that is easy to guess; make one with: openssl rand -base64 48")
    return key


class Settings(DatabaseSettings):
    """Everything that serving needs."""

    host: Annotated[str, AfterValidator(_listening_address)] = "0.0.0.0"  # noqa: S104  a container listens on all of its interfaces
    port: int = Field(default=8000, ge=0, le=65535)
    jwt_key_file: Path
    agent_key_file: Path
    agent_url: Annotated[str, AfterValidator(_base_url)] = "http://localhost:8100"
    access_token_minutes: int = Field(default=15, ge=1, le=1440)
    refresh_token_days: int = Field(default=30, ge=1, le=365)
    """How long somebody stays logged in who does not come back."""
    rate_limits: Literal["on", "off"] = "on"
    redis_url_file: Path | None = None
    """Where rate limits are counted; without it, in the database."""
    turn_seconds: int = Field(default=150, ge=1, le=3600)
    """For a whole chat turn; the agent's own limit should be a little lower, since it says what took so long."""
    otel_exporter_otlp_endpoint: Annotated[str, AfterValidator(_base_url)] | None = None
    """Where traces go, by OTLP over HTTP; without it there are none."""
    drain_seconds: int = Field(default=60, ge=1, le=3600)
    """How long running requests and streams may take to finish after SIGTERM."""

    _jwt_key: bytes = PrivateAttr()
    _agent_key: bytes = PrivateAttr()
    _redis_url: str | None = PrivateAttr(default=None)

    @model_validator(mode="after")
    def _read_keys(self) -> Self:
        self._jwt_key = _read_key("JWT_KEY_FILE", self.jwt_key_file)
        self._agent_key = _read_key("AGENT_KEY_FILE", self.agent_key_file)
        if self._jwt_key == self._agent_key:
            raise ValueError("JWT_KEY_FILE and AGENT_KEY_FILE hold the same key: the agent could sign in as anybody")
        return self

    @model_validator(mode="after")
    def _read_redis_url(self) -> Self:
        if self.redis_url_file is not None:
            url = read_secret("REDIS_URL_FILE", self.redis_url_file).decode("utf-8", "replace")
            if not re.fullmatch(r"rediss?://[^\s/]+(/\d+)?", url):
                raise ValueError("REDIS_URL_FILE should hold a URL like redis://:password@host:6379/0")
            self._redis_url = url
        return self

    @property
    def jwt_key(self) -> bytes:
        """Signs what the backend itself accepts."""
        return self._jwt_key

    @property
    def redis_url(self) -> str | None:
        """Where rate limits are counted, password included."""
        return self._redis_url

    @property
    def agent_key(self) -> bytes:
        """Signs what the agent accepts; the agent has it too."""
        return self._agent_key


def load(settings: type[SettingsT]) -> SettingsT:
    """Read settings from the environment.

    Raises:
        SettingsError: with one sentence that names each variable at fault and never quotes a value.
    """
    try:
        return settings()
    except ValidationError as error:
        raise SettingsError("; ".join(_sentence(dict(fault)) for fault in error.errors(include_url=False))) from None


def _sentence(fault: dict[str, object]) -> str:
    location = fault["loc"]
    name = str(location[0]).upper() if isinstance(location, tuple) and location else ""
    if fault["type"] == "missing":
        return f"{name} is not set"
    message = str(fault["msg"]).removeprefix("Value error, ")
    if not name:
        return message
    return f"{name} {message[0].lower()}{message[1:]}".replace(f"{name} input should", f"{name} should")
