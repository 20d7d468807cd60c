"""Settings, from environment variables only; what is unsafe or malformed is refused before anything starts."""

import re
from pathlib import Path
from typing import Annotated, Literal, Self, TypeVar
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, PrivateAttr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

MIN_KEY_BYTES = 32
"""HS256 wants a key at least as long as its hash (RFC 7518, 3.2)."""

MIN_DISTINCT_KEY_BYTES = 8
"""32 random hex digits have fewer than this with a chance below 1e-7; "aaaa..." and "changeme..." have fewer."""

SslMode = Literal["disable", "allow", "prefer", "require", "verify-ca", "verify-full"]
SettingsT = TypeVar("SettingsT", bound=BaseSettings)


class SettingsError(Exception):
    """A setting that the program refuses to start with; the text is one sentence for the person who set it."""


def _base_url(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment or parts.username:
        raise ValueError("should be an http or https URL without user, query or fragment, like http://agent:8100")
    return value.rstrip("/")


def _read_secret(name: str, path: Path) -> bytes:
    try:
        return path.read_bytes().rstrip(b"\r\n")
    except OSError as error:
        raise ValueError(f"{name} names a file that cannot be read: {error.strerror}") from None


def _read_key(name: str, path: Path) -> bytes:
    key = _read_secret(name, path)
    if len(key) < MIN_KEY_BYTES:
        raise ValueError(f"{name} holds {len(key)} bytes, but a key needs at least {MIN_KEY_BYTES}")
    if len(set(key)) < MIN_DISTINCT_KEY_BYTES or b"changeme" in key.lower().replace(b"-", b"").replace(b"_", b""):
        raise ValueError(f"{name} holds a key that is easy to guess; make one with: openssl rand -base64 48")
    return key


class DatabaseSettings(BaseSettings):
    """Where the database is: one URL, or its parts; none of them means the SQLite file ./todo.sqlite3."""

    model_config = SettingsConfigDict(env_ignore_empty=True, extra="ignore", frozen=True, hide_input_in_errors=True)

    database_url: str | None = Field(default=None, repr=False)
    database_host: str | None = None
    database_port: int = Field(default=5432, ge=1, le=65535)
    database_name: str | None = None
    database_user: str | None = None
    database_password_file: Path | None = None
    database_sslmode: SslMode = "prefer"
    log_level: Literal["debug", "info", "warning", "error"] = "info"

    _url: URL = PrivateAttr()

    @model_validator(mode="after")
    def _resolve_database(self) -> Self:
        parts = (self.database_host, self.database_name, self.database_user, self.database_password_file)
        if self.database_url is not None:
            if any(parts):
                raise ValueError("DATABASE_URL and DATABASE_HOST, _NAME, _USER or _PASSWORD_FILE exclude each other")
            self._url = _parse_database_url(self.database_url)
        elif any(parts):
            self._url = self._url_of_parts()
        else:
            self._url = make_url("sqlite:///todo.sqlite3")
        return self

    def _url_of_parts(self) -> URL:
        named = {
            "DATABASE_HOST": self.database_host,
            "DATABASE_NAME": self.database_name,
            "DATABASE_USER": self.database_user,
        }
        missing = [name for name, value in named.items() if value is None]
        if missing:
            raise ValueError(f"{' and '.join(missing)} should be set too, when a part of the database's address is")
        password = None
        if self.database_password_file is not None:
            password = _read_secret("DATABASE_PASSWORD_FILE", self.database_password_file).decode("utf-8", "replace")
        return URL.create(
            "postgresql+psycopg",
            username=self.database_user,
            password=password,
            host=self.database_host,
            port=self.database_port,
            database=self.database_name,
            query={"sslmode": self.database_sslmode},
        )

    @property
    def url(self) -> URL:
        """The database's address for SQLAlchemy, password included."""
        return self._url


class Settings(DatabaseSettings):
    """Everything that serving needs."""

    host: str = "0.0.0.0"  # noqa: S104  a container listens on all of its interfaces
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
            url = _read_secret("REDIS_URL_FILE", self.redis_url_file).decode("utf-8", "replace")
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


def _parse_database_url(text: str) -> URL:
    try:
        url = make_url(text)
    except ArgumentError:
        raise ValueError("DATABASE_URL is not a database URL, like postgresql://user@host:5432/name") from None
    # Other drivers are not installed, and many services still hand out postgres://.
    if url.drivername in ("postgres", "postgresql", "postgresql+psycopg"):
        return url.set(drivername="postgresql+psycopg")
    if url.drivername not in ("sqlite", "sqlite+pysqlite"):
        raise ValueError("DATABASE_URL should begin with postgresql:// or sqlite:///")
    if url.database in (None, "", ":memory:"):
        raise ValueError(
            "DATABASE_URL should name a file when it begins with sqlite: a database in memory is not shared"
        )
    return url


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
