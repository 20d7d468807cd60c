"""The tables of a chat turn: statements on tables take a third of the time of those on classes."""

from sqlmodel import SQLModel

from todo_backend import models  # noqa: F401  # it fills the metadata

CONVERSATIONS, MESSAGES, RUNS, EVENTS = (
    SQLModel.metadata.tables[name] for name in ("conversations", "messages", "runs", "run_events")
)
