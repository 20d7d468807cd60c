"""Conversations of the person at the browser."""

import uuid
from typing import Annotated

from fastapi import APIRouter, Query
from sqlmodel import Session, col, select
from starlette.responses import Response

from todo_backend import conversation_list
from todo_backend.caller import Caller
from todo_backend.conversation_list import ConversationPage, MessagePage
from todo_backend.dependencies import Access, Reading, ServicesDep, writing
from todo_backend.idempotency import Once
from todo_backend.models import Conversation, Run, now
from todo_backend.problems import responses
from todo_backend.runs.conversation import own_conversation
from todo_backend.schemas_chat import (
    ConversationChanges,
    ConversationList,
    ConversationView,
    ConversationWithMessages,
    MessageList,
    NewConversation,
)

router = APIRouter(prefix="/api/conversations", tags=["conversations"])
Writing = Annotated[Access, writing("writes")]
# Whoever looks at a run that has lost its replica ends it.
Looking = Annotated[Access, writing(None)]


@router.get(
    "",
    summary="List conversations",
    responses=responses(401, 422, 429),
)
async def list_conversations(reading: Reading, wanted: Annotated[ConversationPage, Query()]) -> ConversationList:
    """List conversations by page, or those with some text; first those in which something was said last."""
    asked = reading if wanted.q is None else reading.counted("search")
    return await asked.run(
        lambda session, caller: conversation_list.list_conversations(session, caller.user.id, wanted)
    )


@router.post(
    "",
    status_code=201,
    summary="Begin a conversation",
    response_model=ConversationView,
    responses=responses(401, 409, 413, 422, 429),
)
async def add_conversation(body: NewConversation, writing: Writing, once: Once) -> Response:
    """Begin a conversation in which nothing is said yet; `chat` does without this too."""
    return await writing.run(once.answer, body, _add)


@router.get("/{conversation_id}", summary="Get a conversation", responses=responses(401, 404, 422))
async def get_conversation(conversation_id: uuid.UUID, looking: Looking) -> ConversationWithMessages:
    """Get one conversation with its newest 100 messages, and the run that is under way or waits."""
    return await looking.run(_look, conversation_id)


@router.get("/{conversation_id}/messages", summary="List messages", responses=responses(401, 404, 422))
async def list_messages(
    conversation_id: uuid.UUID,
    reading: Reading,
    wanted: Annotated[MessagePage, Query()],
) -> MessageList:
    """List a conversation's messages by page, from the newest page to older ones; each page is in order."""
    return await reading.run(_messages, conversation_id, wanted)


@router.patch(
    "/{conversation_id}",
    summary="Rename a conversation",
    response_model=ConversationView,
    responses=responses(401, 404, 413, 422, 429),
)
async def change_conversation(conversation_id: uuid.UUID, body: ConversationChanges, writing: Writing) -> Conversation:
    """Give a conversation another title."""
    return await writing.run(_rename, conversation_id, body.title)


@router.delete(
    "/{conversation_id}",
    status_code=204,
    summary="Delete a conversation",
    responses=responses(401, 404, 422, 429),
)
async def delete_conversation(conversation_id: uuid.UUID, writing: Writing, services: ServicesDep) -> None:
    """Delete a conversation with its messages for good; an answer that is being written is stopped."""
    for run_id in await writing.run(_delete, conversation_id):
        services.runs.stop(run_id)


def _look(session: Session, caller: Caller, conversation_id: uuid.UUID) -> ConversationWithMessages:
    return conversation_list.with_messages(session, own_conversation(session, caller.user.id, conversation_id))


def _messages(session: Session, caller: Caller, conversation_id: uuid.UUID, wanted: MessagePage) -> MessageList:
    own_conversation(session, caller.user.id, conversation_id)
    return conversation_list.list_messages(session, conversation_id, wanted)


def _add(session: Session, caller: Caller, body: NewConversation) -> ConversationView:
    created_at = now()
    conversation = Conversation(
        user_id=caller.user.id, title=body.title or "", created_at=created_at, updated_at=created_at
    )
    session.add(conversation)
    session.flush()
    return ConversationView.model_validate(conversation)


def _rename(session: Session, caller: Caller, conversation_id: uuid.UUID, title: str) -> Conversation:
    conversation = own_conversation(session, caller.user.id, conversation_id)
    conversation.title = title
    session.commit()
    return conversation


def _delete(session: Session, caller: Caller, conversation_id: uuid.UUID) -> list[uuid.UUID]:
    """Delete a conversation; the runs that were writing in it."""
    conversation = own_conversation(session, caller.user.id, conversation_id)
    runs = select(Run.id).where(Run.conversation_id == conversation.id, col(Run.status) == "running")
    running = list(session.exec(runs))
    session.delete(conversation)
    session.commit()
    return running
