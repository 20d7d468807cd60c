"""Where the database is, from environment variables; what is unsafe or malformed is refused."""

import ssl
from pathlib import Path
from typing import Literal, Self, get_args

from psycopg import ProgrammingError, conninfo
from pydantic import Field, PrivateAttr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from todo_backend.secret_file import read_secret
from todo_backend.weak_passwords import weakness

SslMode = Literal["disable", "allow", "prefer", "require", "verify-ca", "verify-full"]

_SYSTEM_AUTHORITIES = ("/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem")

_PARTS = {
    "database_host",
    "database_direct_host",
    "database_port",
    "database_name",
    "database_user",
    "database_password_file",
    "database_sslmode",
    "database_sslrootcert",
}


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
        parts = self.model_fields_set & _PARTS
        if self.database_url is not None:
            if parts:
                raise ValueError(f"DATABASE_URL and {_named(parts)} exclude each other")
            self._url = _parse_database_url(self.database_url)
            _refuse_weak("DATABASE_URL", self._url)
        elif parts:
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
            found = _named(self.model_fields_set & _PARTS)
            raise ValueError(f"{' and '.join(missing)} should be set too, when {found} is")
        password = None
        if self.database_password_file is not None:
            password = read_secret("DATABASE_PASSWORD_FILE", self.database_password_file).decode("utf-8", "replace")
        query: dict[str, str] = {"sslmode": self.database_sslmode}
        if self.database_sslrootcert is not None:
            if not read_secret("DATABASE_SSLROOTCERT", self.database_sslrootcert):
                raise ValueError("DATABASE_SSLROOTCERT names a file that is empty")
            query["sslrootcert"] = str(self.database_sslrootcert)
        elif self.database_sslmode == "verify-ca":
            raise ValueError("DATABASE_SSLROOTCERT should be set too, when DATABASE_SSLMODE is verify-ca")
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


def _named(fields: set[str]) -> str:
    return " and ".join(sorted(field.upper() for field in fields))


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
    except (ValueError, ArgumentError):
        raise ValueError("DATABASE_URL is not a database URL, like postgresql://user@host:5432/name") from None
    # Other drivers are not installed, and many services still hand out postgres://.
    if url.drivername in ("postgres", "postgresql", "postgresql+psycopg"):
        _refuse_options(url)
        return url.set(drivername="postgresql+psycopg")
    if url.drivername not in ("sqlite", "sqlite+pysqlite"):
        raise ValueError("DATABASE_URL should begin with postgresql:// or sqlite:///")
    if url.database in (None, "", ":memory:"):
        raise ValueError(
            "DATABASE_URL should name a file when it begins with sqlite: a database in memory is not shared"
        )
    if not Path(str(url.database)).absolute().parent.is_dir():
        raise ValueError("DATABASE_URL names a file in a folder that is not there")
    return url


def _refuse_options(url: URL) -> None:
    if url.port is not None and not 1 <= url.port <= 65535:
        raise ValueError("DATABASE_URL should have a port from 1 to 65535")
    if url.query.get("sslmode", "prefer") not in get_args(SslMode):
        raise ValueError(f"DATABASE_URL should have an sslmode of {', '.join(get_args(SslMode))}")
    try:
        conninfo.make_conninfo("", **{name: str(value) for name, value in url.query.items()})
    except ProgrammingError:
        raise ValueError("DATABASE_URL has an option that PostgreSQL does not know") from None
