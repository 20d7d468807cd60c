"""What goes over the wire of conversations, messages and runs."""

import uuid
from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from todo_backend.schemas import Request
from todo_backend.text import StorableText

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000), StorableText]
ConversationTitle = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80), StorableText]


class ChatRequest(Request):
    """What a person says to the assistant; without a conversation a new one begins."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"message": "What is due this week?"},
                {"message": "Move milk to Friday", "conversation_id": "5d0ba1f2-6f3e-4f0c-9d51-1c8d3a2be7f4"},
            ]
        }
    )

    message: Words
    conversation_id: uuid.UUID | None = None
    replaces: uuid.UUID | None = Field(
        default=None,
        description="A message of the person's own in this conversation: it and all after it are removed first.",
    )

    @model_validator(mode="after")
    def _refuse_replacing_nowhere(self) -> "ChatRequest":
        if self.replaces is not None and self.conversation_id is None:
            raise ValueError("replaces needs the conversation_id too")
        return self


class Confirmation(Request):
    """What the person decides."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"approve": True}, {"approve": False}]})

    approve: bool = Field(strict=True)


class Trouble(BaseModel):
    """Why an answer is not complete."""

    code: str = Field(examples=["model_unavailable"])
    message: str = Field(description="In plain words, for the person.")


class UsedTool(BaseModel):
    """A tool that was used for an answer."""

    name: str = Field(examples=["add_task"])
    ok: bool


class _Failing(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    error: Trouble | None


class RunView(_Failing):
    """A chat turn. `waiting`: for the person's confirmation."""

    id: uuid.UUID
    conversation_id: uuid.UUID
    message_id: uuid.UUID = Field(description="The id that the answer has, or will have.")
    status: Literal["running", "waiting", "done", "stopped", "failed"]
    created_at: datetime


class NewConversation(Request):
    """A conversation to begin; without a title it gets one from the first question, and is empty until then."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"title": "Garden"}, {}]})

    title: ConversationTitle | None = None


class ConversationChanges(Request):
    """What to change of a conversation."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"title": "Garden in spring"}]})

    title: ConversationTitle


class ConversationView(BaseModel):
    """A conversation without its messages."""

    model_config = ConfigDict(from_attributes=True)

    id: uuid.UUID
    title: str
    created_at: datetime
    updated_at: datetime = Field(description="When something was said in it for the last time.")


class ConversationFound(ConversationView):
    """A conversation in a list."""

    match: str | None = Field(default=None, description="With `q`: what is around the hit in its newest such message.")


class ConversationList(BaseModel):
    """A page of conversations, those first in which something was said last."""

    items: list[ConversationFound]
    next_cursor: str | None


class MessageView(_Failing):
    """What one side said. `stopped` and `failed` answers have what came of them, maybe nothing."""

    id: uuid.UUID
    role: Literal["user", "assistant"]
    content: str
    created_at: datetime
    status: Literal["complete", "stopped", "failed"]
    tools: list[UsedTool]


class MessageList(BaseModel):
    """A page of messages, in order."""

    items: list[MessageView]
    older_cursor: str | None = Field(description="For the page before, if there is one.")


class ConversationWithMessages(ConversationView):
    """A conversation with its newest messages, in order, and the run that has not ended, if there is one."""

    messages: list[MessageView]
    older_cursor: str | None = Field(description="For the messages before these, if there are any.")
    run: RunView | None
