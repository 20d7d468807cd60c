"""The tables."""

import uuid
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    DateTime,
    Dialect,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, SQLModel

SQLModel.metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class SqliteUtcDateTime(TypeDecorator[datetime]):
    """A time in UTC; SQLite forgets the zone, so it is put back."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """The stored time, with its zone."""
        return None if value is None else value.replace(tzinfo=UTC)


# PostgreSQL's connections are in UTC (database.py), so nothing is done to each of a list's many times.
_UtcDateTime = DateTime(timezone=True).with_variant(SqliteUtcDateTime(), "sqlite")


def now() -> datetime:
    """The current time in UTC."""
    return datetime.now(UTC)


_Json = JSON().with_variant(JSONB(), "postgresql")
_OPEN = text("status IN ('running', 'waiting')")


def _created_at() -> Any:
    return Field(default_factory=now, sa_type=_UtcDateTime)


def _owner() -> Any:
    return Field(foreign_key="users.id", ondelete="CASCADE")


def _error(code: str | None, message: str | None) -> dict[str, str | None] | None:
    return None if code is None else {"code": code, "message": message}


class User(SQLModel, table=True):
    """A person with an account."""

    __tablename__ = "users"

    id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True)
    email: str = Field(max_length=254, unique=True)
    password_hash: str = Field(max_length=255)
    created_at: datetime = _created_at()


class LoginSession(SQLModel, table=True):
    """Where somebody is logged in; revoked by being deleted. Valid until `expires_at`."""

    __tablename__ = "sessions"
    __table_args__ = (Index(None, "user_id"), Index(None, "expires_at"))

    id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True)
    user_id: uuid.UUID = _owner()
    token_hash: bytes = Field(sa_type=LargeBinary)
    """SHA-256 of the refresh token."""
    previous_hash: bytes | None = Field(default=None, sa_type=LargeBinary)
    """SHA-256 of the one that it was exchanged for, at `rotated_at`."""
    rotated_at: datetime = _created_at()
    created_at: datetime = _created_at()
    expires_at: datetime = Field(sa_type=_UtcDateTime)


class PersonalToken(SQLModel, table=True):
    """A token for an MCP client of a person's own, by its `jti`; revoked by being deleted."""

    __tablename__ = "personal_tokens"
    __table_args__ = (Index(None, "user_id"), Index(None, "expires_at"))

    id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True)
    user_id: uuid.UUID = _owner()
    name: str = Field(max_length=80)
    may_delete: bool = False
    created_at: datetime = _created_at()
    expires_at: datetime = Field(sa_type=_UtcDateTime)


class IdempotencyKey(SQLModel, table=True):
    """A request that made something, and how it was answered; good for 24 h from `created_at`."""

    __tablename__ = "idempotency_keys"
    __table_args__ = (Index(None, "created_at"),)

    user_id: uuid.UUID = Field(foreign_key="users.id", ondelete="CASCADE", primary_key=True)
    key: str = Field(max_length=255, primary_key=True)
    fingerprint: bytes = Field(sa_type=LargeBinary)
    """SHA-256 of the request; of one with a secret in it, of its operation only."""
    status: int | None = None
    body: str | None = Field(default=None, sa_type=Text)
    """JSON; none where it held a secret."""
    created_at: datetime = _created_at()


class RateLimit(SQLModel, table=True):
    """How often something was done since a window began; good until `expires_at`, in seconds since 1970."""

    __tablename__ = "rate_limits"
    __table_args__ = (Index(None, "expires_at"),)

    key: str = Field(max_length=80, primary_key=True)
    hits: int
    expires_at: float


class Task(SQLModel, table=True):
    """Something that a person wants to do."""

    __tablename__ = "tasks"
    __table_args__ = (
        CheckConstraint("priority IN ('low', 'normal', 'high')", name="priority"),
        Index(None, "user_id", "created_at"),
    )

    id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True)
    user_id: uuid.UUID = _owner()
    title: str = Field(max_length=200)
    notes: str | None = Field(default=None, sa_type=Text)
    due_date: date | None = None
    priority: str = Field(default="normal", sa_type=String(6))
    done: bool = False
    tags: list[str] = Field(default_factory=list, sa_type=_Json)
    """In lower case, without doubles."""
    created_at: datetime = _created_at()
    updated_at: datetime = _created_at()


class Conversation(SQLModel, table=True):
    """Messages between a person and the assistant that belong together."""

    __tablename__ = "conversations"
    __table_args__ = (Index(None, "user_id", "created_at"), Index(None, "user_id", "updated_at"))

    id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True)
    user_id: uuid.UUID = _owner()
    title: str = Field(max_length=80)
    """Empty until something is said in it, when it was made without a title."""
    created_at: datetime = _created_at()
    updated_at: datetime = _created_at()
    """When something was said in it for the last time."""


class Message(SQLModel, table=True):
    """What one side said; `number` keeps the order, which times alone would not."""

    __tablename__ = "messages"
    __table_args__ = (
        CheckConstraint("role IN ('user', 'assistant')", name="role"),
        CheckConstraint("status IN ('complete', 'stopped', 'failed')", name="status"),
        Index(None, "conversation_id", "number"),
    )

    number: int | None = Field(default=None, primary_key=True, sa_type=BigInteger().with_variant(Integer, "sqlite"))
    id: uuid.UUID = Field(default_factory=uuid.uuid4, unique=True)
    conversation_id: uuid.UUID = Field(foreign_key="conversations.id", ondelete="CASCADE")
    role: str = Field(sa_type=String(9))
    content: str = Field(sa_type=Text)
    created_at: datetime = _created_at()
    status: str = Field(default="complete", sa_type=String(8))
    error_code: str | None = Field(default=None, sa_type=String(40))
    error_message: str | None = Field(default=None, sa_type=Text)
    tools: list[dict[str, Any]] = Field(default_factory=list, sa_type=_Json)
    """The tools that were used for an answer: {name, ok} of each."""

    @property
    def error(self) -> dict[str, str | None] | None:
        """Why the answer is not complete."""
        return _error(self.error_code, self.error_message)


class Run(SQLModel, table=True):
    """A chat turn: the answer to one question. It belongs to the replica that has its heart beat."""

    __tablename__ = "runs"
    __table_args__ = (
        CheckConstraint("status IN ('running', 'waiting', 'done', 'stopped', 'failed')", name="status"),
        UniqueConstraint("user_id", "idempotency_key"),
        Index("uq_runs_open", "conversation_id", unique=True, postgresql_where=_OPEN, sqlite_where=_OPEN),
        Index(None, "conversation_id"),
        Index(None, "created_at"),
    )

    id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True)
    user_id: uuid.UUID = _owner()
    conversation_id: uuid.UUID = Field(foreign_key="conversations.id", ondelete="CASCADE")
    question_id: uuid.UUID
    message_id: uuid.UUID = Field(default_factory=uuid.uuid4)
    """The id that the answer has, or will have."""
    status: str = Field(default="running", sa_type=String(7))
    error_code: str | None = Field(default=None, sa_type=String(40))
    error_message: str | None = Field(default=None, sa_type=Text)
    heartbeat_at: datetime = _created_at()
    """When its replica wrote for the last time, or since when it waits."""
    stop_requested: bool = False
    calls: str | None = Field(default=None, sa_type=Text)
    """While it waits: the tool calls that want the person's confirmation, as JSON."""
    state: str | None = Field(default=None, sa_type=Text)
    """While it waits: what the agent needs to go on, as JSON."""
    idempotency_key: str | None = Field(default=None, max_length=255)
    fingerprint: str | None = Field(default=None, max_length=64)
    """SHA-256 of the request that the key came with."""
    created_at: datetime = _created_at()

    @property
    def error(self) -> dict[str, str | None] | None:
        """Why it failed."""
        return _error(self.error_code, self.error_message)


class RunEvent(SQLModel, table=True):
    """What a listener of a run gets; stored before it is sent."""

    __tablename__ = "run_events"

    run_id: uuid.UUID = Field(foreign_key="runs.id", ondelete="CASCADE", primary_key=True)
    seq: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    event: str = Field(sa_type=String(16))
    data: str = Field(sa_type=Text)
    """JSON in ASCII."""
