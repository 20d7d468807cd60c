"""Brings the schema up to date; safe when several start at once."""

import time
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import URL, Connection, NullPool, text
from sqlalchemy.exc import OperationalError

from todo_backend.database import make_engine
from todo_backend.logs import log

WAIT_SECONDS = 60.0
"""How long to wait for a database that does not answer yet."""

LOCK_SECONDS = 120
"""How long SQLite may wait for another migration; PostgreSQL's advisory lock waits as long as it takes."""

_LOCK_KEY = 0x746F646F  # "todo"


class MigrationError(Exception):
    """A migration that could not begin; the text is one sentence."""


def upgrade(url: URL, *, revision: str = "head", wait_seconds: float = WAIT_SECONDS) -> None:
    """Upgrade the schema to a revision; one at a time, each waits for the one before it.

    Raises:
        MigrationError: when the database does not answer in time.
    """
    with _connect(url, wait_seconds) as connection, connection.begin():
        _lock(connection)
        command.upgrade(_config(connection), revision)
    log.info("schema is up to date", extra={"fields": {"revision": revision}})


def downgrade(url: URL, revision: str) -> None:
    """Take the schema back to a revision; what newer revisions added is lost."""
    with _connect(url, 0) as connection, connection.begin():
        _lock(connection)
        command.downgrade(_config(connection), revision)


def _connect(url: URL, wait_seconds: float) -> Connection:
    timeout = LOCK_SECONDS if url.get_backend_name() == "sqlite" else 5
    engine = make_engine(url, connect_timeout_seconds=timeout, poolclass=NullPool)
    deadline = time.monotonic() + wait_seconds
    while True:
        try:
            return engine.connect()
        except OperationalError as error:
            reason = str(error.orig).strip().splitlines()[0] if str(error.orig).strip() else "no reason given"
            if time.monotonic() >= deadline:
                where = url.render_as_string(hide_password=True)
                raise MigrationError(f"no connection to {where} within {wait_seconds:g} s: {reason}") from None
            log.warning("waiting for the database", extra={"fields": {"reason": reason}})
            time.sleep(1)


def _lock(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        # Held until the transaction's end, so it also works through a pooler.
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK_KEY})


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    return config
