"""What goes over the wire of tasks and tags."""

import uuid
from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator
from pydantic.config import JsonDict

from todo_backend.schemas import Request
from todo_backend.text import DateText, StorableText, without_doubles

Priority = Literal["low", "normal", "high"]
Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200), StorableText]
Notes = Annotated[str, StringConstraints(max_length=4000), StorableText]
DueDate = Annotated[date, DateText]
Tag = Annotated[str, StringConstraints(strip_whitespace=True, to_lower=True, min_length=1, max_length=40), StorableText]
Tags = Annotated[list[Tag], Field(max_length=10), AfterValidator(without_doubles)]

_EXAMPLE: JsonDict = {
    "title": "Buy milk",
    "notes": "2 l",
    "due_date": "2026-12-01",
    "priority": "high",
    "tags": ["home"],
}


class NewTask(Request):
    """A task to add."""

    model_config = ConfigDict(json_schema_extra={"examples": [_EXAMPLE]})

    title: Title
    notes: Notes | None = None
    due_date: DueDate | None = None
    priority: Priority = "normal"
    tags: Tags = Field(default=[], description="In any case; they are kept in lower case, without doubles.")


class TaskChanges(Request):
    """What to change of a task; what is left out stays. `notes` and `due_date` may be null: then they are removed."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"done": True}, {"due_date": None, "tags": ["work"]}]})

    title: Title | None = None
    notes: Notes | None = None
    due_date: DueDate | None = None
    priority: Priority | None = None
    done: bool | None = None
    tags: Tags | None = None

    @model_validator(mode="after")
    def _refuse_null(self) -> "TaskChanges":
        for name in ("title", "priority", "done", "tags"):
            if name in self.model_fields_set and getattr(self, name) is None:
                raise ValueError(f"{name} may be left out, but not null")
        return self


class TaskView(BaseModel):
    """A task."""

    model_config = ConfigDict(from_attributes=True)

    id: uuid.UUID
    title: str
    notes: str | None
    due_date: date | None
    priority: Priority
    done: bool
    tags: list[str]
    created_at: datetime
    updated_at: datetime


class TaskList(BaseModel):
    """A page of tasks."""

    items: list[TaskView]
    next_cursor: str | None = Field(description="Gets the next page; null on the last one.")
    total: int = Field(description="How many tasks there are on all pages.")


class TasksToDelete(Request):
    """Tasks to delete all at once."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"ids": ["0e6f7ae0-5f3c-4a3e-9d0d-0d6a4f1f8a51"]}]})

    ids: Annotated[list[uuid.UUID], Field(min_length=1, max_length=100)]


class DeletedTasks(BaseModel):
    """Which tasks were there, and are no more."""

    deleted: list[uuid.UUID]


class TagCount(BaseModel):
    """A tag, and how many open tasks have it."""

    tag: str
    count: int


class TagList(BaseModel):
    """All tags of a person, in the order of the alphabet."""

    items: list[TagCount]
