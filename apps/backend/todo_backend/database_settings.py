"""Where the database is, from environment variables; what is unsafe or malformed is refused."""

import ssl
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, PrivateAttr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from todo_backend.secret_file import read_secret
from todo_backend.weak_passwords import weakness

SslMode = Literal["disable", "allow", "prefer", "require", "verify-ca", "verify-full"]

_SYSTEM_AUTHORITIES = ("/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem")


class DatabaseSettings(BaseSettings):
    """Where the database is: one URL, or its parts; none of them means the SQLite file ./todo.sqlite3."""

    model_config = SettingsConfigDict(env_ignore_empty=True, extra="ignore", frozen=True, hide_input_in_errors=True)

    database_url: str | None = Field(default=None, repr=False)
    database_host: str | None = None
    database_direct_host: str | None = None
    """For migrations, where a pooler stands before `database_host`."""
    database_pooler: Literal["on", "off"] = "on"
    """Whether one may stand there; where none does, the server keeps the plans of statements."""
    database_port: int = Field(default=5432, ge=1, le=65535)
    database_name: str | None = None
    database_user: str | None = None
    database_password_file: Path | None = None
    database_sslmode: SslMode = "prefer"
    database_sslrootcert: Path | None = None
    """Who may vouch for the server; without it, for `verify-full`, whom the system trusts."""
    log_level: Literal["debug", "info", "warning", "error"] = "info"

    _url: URL = PrivateAttr()

    @model_validator(mode="after")
    def _resolve_database(self) -> Self:
        parts = (self.database_host, self.database_name, self.database_user, self.database_password_file)
        if self.database_url is not None:
            if any(parts) or self.database_direct_host is not None:
                raise ValueError("DATABASE_URL and DATABASE_HOST, _NAME, _USER or _PASSWORD_FILE exclude each other")
            self._url = _parse_database_url(self.database_url)
            _refuse_weak("DATABASE_URL", self._url)
        elif any(parts):
            self._url = self._url_of_parts()
            _refuse_weak("DATABASE_PASSWORD_FILE", self._url)
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
            password = read_secret("DATABASE_PASSWORD_FILE", self.database_password_file).decode("utf-8", "replace")
        query: dict[str, str] = {"sslmode": self.database_sslmode}
        if self.database_sslrootcert is not None:
            query["sslrootcert"] = str(self.database_sslrootcert)
        elif self.database_sslmode == "verify-full":
            query["sslrootcert"] = _system_authorities()
        return URL.create(
            "postgresql+psycopg",
            username=self.database_user,
            password=password,
            host=self.database_host,
            port=self.database_port,
            database=self.database_name,
            query=query,
        )

    @property
    def url(self) -> URL:
        """The database's address for SQLAlchemy, password included."""
        return self._url

    @property
    def direct_url(self) -> URL:
        """The same without a pooler on the way: for migrations, whose lock needs a session of its own."""
        return self._url if self.database_direct_host is None else self._url.set(host=self.database_direct_host)


def _refuse_weak(variable: str, url: URL) -> None:
    # Without a password the server decides by other means; SQLite has none.
    if url.get_backend_name() == "sqlite" or url.password is None:
        return
    if (found := weakness(str(url.password), (url.username, url.database))) is not None:
        raise ValueError(f"{variable} holds {found}")


def _system_authorities() -> str:
    # psycopg brings an OpenSSL of its own, whose idea of where the system's are is not this system's.
    known = (ssl.get_default_verify_paths().cafile, *_SYSTEM_AUTHORITIES)
    return next((path for path in known if path and Path(path).is_file()), "system")


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
