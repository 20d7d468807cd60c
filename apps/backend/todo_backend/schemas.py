"""What goes over the wire; of accounts and of tasks, in modules of their own."""

import uuid
from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from todo_backend.text import StorableText

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000), StorableText]


class Request(BaseModel):
    """A body that people send: what it does not name is an error, not ignored."""

    model_config = ConfigDict(extra="forbid")


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

    model_config = ConfigDict(json_schema_extra={"examples": [{"message": "What is due this week?"}]})

    message: Words
    conversation_id: uuid.UUID | None = None


class Health(BaseModel):
    """Whether the program is alive."""

    status: Literal["ok"] = "ok"


class Readiness(BaseModel):
    """Whether the program can do its work, and which of its dependencies keep it from that."""

    status: Literal["ok", "unavailable"]
    checks: dict[str, str] = Field(examples=[{"database": "ok"}])
