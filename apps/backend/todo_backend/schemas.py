"""What goes over the wire."""

import uuid
from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, StringConstraints, model_validator

from todo_backend.text import DateText, Email, StorableText

Priority = Literal["low", "normal", "high"]
Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200), StorableText]
Notes = Annotated[str, StringConstraints(max_length=4000), StorableText]
DueDate = Annotated[date, DateText]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000), StorableText]


class Request(BaseModel):
    """A body that people send: what it does not name is an error, not ignored."""

    model_config = ConfigDict(extra="forbid")


class Credentials(Request):
    """Who logs in; any password may be tried."""

    email: Annotated[Email, Field(max_length=254, examples=["ada@example.com"])]
    password: Annotated[SecretStr, StorableText, Field(min_length=1, max_length=1024)]


class Registration(Credentials):
    """Who gets an account."""

    password: Annotated[SecretStr, StorableText, Field(min_length=10, max_length=1024)]


class AccessToken(BaseModel):
    """Shows who somebody is, as `Authorization: Bearer <access_token>`."""

    access_token: str
    token_type: Literal["bearer"] = "bearer"  # noqa: S105
    expires_in: int = Field(description="Seconds.")


class Me(BaseModel):
    """The person whose token it is."""

    model_config = ConfigDict(from_attributes=True)

    id: uuid.UUID
    email: str
    created_at: datetime


class NewTask(Request):
    """A task to add."""

    title: Title
    notes: Notes | None = None
    due_date: DueDate | None = None
    priority: Priority = "normal"


class TaskChanges(Request):
    """What to change of a task; what is left out stays. `notes` and `due_date` may be null: then they are removed."""

    title: Title | None = None
    notes: Notes | None = None
    due_date: DueDate | None = None
    priority: Priority | None = None
    done: bool | None = None

    @model_validator(mode="after")
    def _refuse_null(self) -> "TaskChanges":
        for name in ("title", "priority", "done"):
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
    created_at: datetime
    updated_at: datetime


class TaskList(BaseModel):
    """Tasks, oldest first."""

    items: list[TaskView]


class ConversationView(BaseModel):
    """A conversation without its messages; its title is how it began."""

    model_config = ConfigDict(from_attributes=True)

    id: uuid.UUID
    title: str
    created_at: datetime


class ConversationList(BaseModel):
    """Conversations, newest first."""

    items: list[ConversationView]


class MessageView(BaseModel):
    """What one side said."""

    model_config = ConfigDict(from_attributes=True)

    id: uuid.UUID
    role: Literal["user", "assistant"]
    content: str
    created_at: datetime


class ConversationWithMessages(ConversationView):
    """A conversation with all that was said, in order."""

    messages: list[MessageView]


class ChatRequest(Request):
    """What a person says to the assistant; without a conversation a new one begins."""

    message: Words
    conversation_id: uuid.UUID | None = None


class Health(BaseModel):
    """Whether the program is alive."""

    status: Literal["ok"] = "ok"


class Readiness(BaseModel):
    """Whether the program can do its work, and which of its dependencies keep it from that."""

    status: Literal["ok", "unavailable"]
    checks: dict[str, str] = Field(examples=[{"database": "ok"}])
