"""The engine, and slots for its connections that are waited for on the event loop."""

import asyncio
import os
import sqlite3
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from contextvars import copy_context
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

from pydantic_core import from_json
from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, event, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.pool import ConnectionPoolEntry
from sqlmodel import Session, SQLModel

from todo_backend.tracing import Tracing

Parameters = ParamSpec("Parameters")
ResultT = TypeVar("ResultT")
BindT = TypeVar("BindT", Session, Connection)

SLOTS = 10
"""Connections that one process keeps; with 8 replicas this stays under PostgreSQL's default of 100."""

SLOT_TIMEOUT_SECONDS = 5

IDLE_SECONDS = 0.2
"""A connection that was idle for longer is tried before it is used again."""

REPETITIONS = 3
"""A statement is asked so often on one connection before its plan is kept."""

SCHEMA_REVISION = "0003"
"""The newest migration, which this program needs; revisions sort as text."""

# libpq sends it for each connection, through PgBouncer too: times come in UTC, whatever the server, the role or the
# database say (https://www.postgresql.org/docs/current/libpq-envars.html).
os.environ["PGTZ"] = "UTC"

_POSTGRES_DEFAULTS: dict[str, Any] = {
    "application_name": "todo-backend",
    "connect_timeout": 5,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    # A database whose node vanished is noticed after 10 s instead of after the kernel's 15 minutes.
    "tcp_user_timeout": 10_000,
}


def make_engine(url: URL, *, pooler: bool = True, connect_timeout_seconds: int = 5, **options: Any) -> Engine:
    """An engine with time limits on its connections; what the URL says itself has precedence.

    Without a pooler in between, the server keeps the plans of statements that are asked several times. A pooler like
    PgBouncer may give each transaction another session, which knows nothing of them.
    """
    if url.get_backend_name() == "sqlite":
        engine = create_engine(url, hide_parameters=True, connect_args={"timeout": connect_timeout_seconds}, **options)
        event.listen(engine, "connect", _prepare_sqlite)
        return engine
    arguments = {**_POSTGRES_DEFAULTS, "connect_timeout": connect_timeout_seconds}
    arguments = {name: value for name, value in arguments.items() if name not in url.query}
    arguments["prepare_threshold"] = None if pooler else REPETITIONS
    # Each task has tags, and the standard library takes ten times as long to read them.
    return create_engine(url, hide_parameters=True, connect_args=arguments, json_deserializer=from_json, **options)


def _ping_after_idling(engine: Engine) -> None:
    # As pool_pre_ping, which tries them each time: under load that is a third of what the database is asked.
    @event.listens_for(engine, "checkin")
    def note(_connection: object, record: ConnectionPoolEntry) -> None:
        record.info["used_at"] = time.monotonic()

    @event.listens_for(engine, "checkout")
    def ping(connection: Any, record: ConnectionPoolEntry, _proxy: object) -> None:
        used_at = record.info.get("used_at")  # none: it is new
        if used_at is None or time.monotonic() - used_at < IDLE_SECONDS:
            return
        try:
            engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error:
            raise InvalidatePoolError from None


def insert_into(bind: Session | Connection, table: type[SQLModel]) -> postgresql.Insert:
    """An insert that may say `on_conflict_do_update`, which both kinds of databases spell the same."""
    if is_sqlite(bind):
        return cast(postgresql.Insert, sqlite.insert(table))
    return postgresql.insert(table)


def is_sqlite(bind: Session | Connection) -> bool:
    """Whether the database is SQLite, not PostgreSQL."""
    return (bind.get_bind() if isinstance(bind, Session) else bind).dialect.name == "sqlite"


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    # SQLite's own knows ASCII only.
    connection.create_function("lower", 1, lambda value: value and str(value).lower(), deterministic=True)
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA journal_mode = WAL")
    # In that mode no crash of the program loses anything, and only one of the machine the newest transactions.
    connection.execute("PRAGMA synchronous = NORMAL")


class Database:
    """The pool of one process, and as many slots as it has connections.

    Requests wait for a slot on the event loop and not in a thread: otherwise requests that hold a connection and need
    a thread, and threads that need a connection, could wait for each other.
    """

    def __init__(self, url: URL, *, pooler: bool = True) -> None:
        pool: dict[str, Any] = {"pool_size": SLOTS, "max_overflow": 0, "pool_recycle": 1800, "pool_use_lifo": True}
        is_postgres = url.get_backend_name() == "postgresql"
        if is_postgres:
            # What only reads is the default: nothing has to be set on a connection for it, nor set back.
            pool |= {"isolation_level": "AUTOCOMMIT", "skip_autocommit_rollback": True}
        self._reading = make_engine(url, pooler=pooler, **pool)
        self._engine: Engine = self._reading
        if is_postgres:
            self._engine = self._reading.execution_options(isolation_level="READ COMMITTED")
        _ping_after_idling(self._reading)
        # Readiness asks on a connection of its own: a reused one can stay broken, or look well when new ones fail.
        self._fresh = make_engine(url, connect_timeout_seconds=2, poolclass=NullPool)
        # Not Starlette's threads, whose way there and back takes longer. With one for each slot none waits for another.
        self._threads = ThreadPoolExecutor(SLOTS, "database")
        self._slots = asyncio.Semaphore(SLOTS)
        self.waiting = 0
        """How many wait for a slot."""

    def trace(self, traces: Tracing) -> None:
        """Make statements visible in traces."""
        traces.watch(self._reading)

    async def run(
        self,
        work: Callable[Concatenate[Session, Parameters], ResultT],
        *arguments: Parameters.args,
        **named: Parameters.kwargs,
    ) -> ResultT:
        """Do something in a thread with a session whose objects outlive it; what `work` does not commit is rolled back.

        Raises:
            sqlalchemy.exc.TimeoutError: when no connection became free within 5 s.
        """
        return await self._do(lambda: Session(self._engine, expire_on_commit=False), work, *arguments, **named)

    async def read(
        self,
        work: Callable[Concatenate[Session, Parameters], ResultT],
        *arguments: Parameters.args,
        **named: Parameters.kwargs,
    ) -> ResultT:
        """The same for what only reads.

        It has no transaction on PostgreSQL: that saves asking twice, to begin it and to end it.
        """
        return await self._do(lambda: Session(self._reading, expire_on_commit=False), work, *arguments, **named)

    async def ask(
        self,
        work: Callable[Concatenate[Connection, Parameters], ResultT],
        *arguments: Parameters.args,
        **named: Parameters.kwargs,
    ) -> ResultT:
        """The same for what wants columns and no objects: a session takes a tenth of the time of a short list."""
        return await self._do(self._reading.connect, work, *arguments, **named)

    async def _do(
        self,
        opened: Callable[[], AbstractContextManager[BindT]],
        work: Callable[Concatenate[BindT, Parameters], ResultT],
        *arguments: Parameters.args,
        **named: Parameters.kwargs,
    ) -> ResultT:
        def do() -> ResultT:
            with opened() as bind:
                return work(bind, *arguments, **named)

        await self._take_slot()
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, copy_context().run, do)
        finally:
            self._slots.release()

    async def _take_slot(self) -> None:
        if not self._slots.locked():
            await self._slots.acquire()  # at once
            return
        self.waiting += 1
        try:
            async with asyncio.timeout(SLOT_TIMEOUT_SECONDS):
                await self._slots.acquire()
        except TimeoutError:
            raise PoolTimeoutError("no connection became free") from None
        finally:
            self.waiting -= 1

    def schema_revision(self) -> str | None:
        """The revision of the schema, asked on a fresh connection; None when no migration ran yet.

        Raises:
            sqlalchemy.exc.DBAPIError: when the database cannot be reached, or has no revision.
        """
        with self._fresh.connect() as connection:
            return connection.execute(text("SELECT max(version_num) FROM alembic_version")).scalar()

    def close(self) -> None:
        """Wait for what is under way, and close all connections."""
        self._threads.shutdown()
        self._reading.dispose()
        self._fresh.dispose()
