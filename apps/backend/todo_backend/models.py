"""The tables."""

import uuid
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, DateTime, Dialect, Index, Integer, MetaData, String, Text
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


class UtcDateTime(TypeDecorator[datetime]):
    """A time in UTC; SQLite forgets the zone, so it is put back."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """The stored time, with its zone."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def now() -> datetime:
    """The current time in UTC."""
    return datetime.now(UTC)


def _created_at() -> Any:
    return Field(default_factory=now, sa_type=UtcDateTime)


def _owner() -> Any:
    return Field(foreign_key="users.id", ondelete="CASCADE")


class User(SQLModel, table=True):
    """A person with an account."""

    __tablename__ = "users"

    id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True)
    email: str = Field(max_length=254, unique=True)
    password_hash: str = Field(max_length=255)
    created_at: datetime = _created_at()


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
    created_at: datetime = _created_at()
    updated_at: datetime = _created_at()


class Conversation(SQLModel, table=True):
    """Messages between a person and the assistant that belong together."""

    __tablename__ = "conversations"
    __table_args__ = (Index(None, "user_id", "created_at"),)

    id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True)
    user_id: uuid.UUID = _owner()
    title: str = Field(max_length=80)
    created_at: datetime = _created_at()


class Message(SQLModel, table=True):
    """What one side said; `number` keeps the order, which times alone would not."""

    __tablename__ = "messages"
    __table_args__ = (
        CheckConstraint("role IN ('user', 'assistant')", name="role"),
        Index(None, "conversation_id", "number"),
    )

    number: int | None = Field(default=None, primary_key=True, sa_type=BigInteger().with_variant(Integer, "sqlite"))
    id: uuid.UUID = Field(default_factory=uuid.uuid4, unique=True)
    conversation_id: uuid.UUID = Field(foreign_key="conversations.id", ondelete="CASCADE")
    role: str = Field(sa_type=String(9))
    content: str = Field(sa_type=Text)
    created_at: datetime = _created_at()
