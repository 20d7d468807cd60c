"""Conversations of the person at the browser."""

import uuid
from typing import Annotated

from fastapi import APIRouter, Depends
from sqlmodel import Session, col, select
from starlette.responses import Response

from todo_backend import conversation_list
from todo_backend.conversation_list import ConversationPage, MessagePage
from todo_backend.dependencies import CurrentUser, ServicesDep, SessionDep, limit
from todo_backend.idempotency import Once
from todo_backend.models import Conversation, Run, now
from todo_backend.problems import responses
from todo_backend.runs.begin import own_conversation
from todo_backend.schemas_chat import (
    ConversationChanges,
    ConversationList,
    ConversationView,
    ConversationWithMessages,
    MessageList,
    NewConversation,
)

router = APIRouter(prefix="/api/conversations", tags=["conversations"])
WRITES = [limit("writes")]


@router.get(
    "",
    summary="List conversations",
    responses=responses(401, 422, 429),
    dependencies=[limit("search", only_with="q")],
)
def list_conversations(
    user: CurrentUser, session: SessionDep, wanted: Annotated[ConversationPage, Depends()]
) -> ConversationList:
    """List conversations by page, or those with some text; first those in which something was said last."""
    return conversation_list.list_conversations(session, user.id, wanted)


@router.post(
    "",
    status_code=201,
    summary="Begin a conversation",
    response_model=ConversationView,
    responses=responses(401, 409, 413, 422, 429),
    dependencies=WRITES,
)
def add_conversation(body: NewConversation, user: CurrentUser, session: SessionDep, once: Once) -> Response:
    """Begin a conversation in which nothing is said yet; `chat` does without this too."""
    return once.answer(session, user.id, body, lambda: _add(session, user.id, body))


@router.get("/{conversation_id}", summary="Get a conversation", responses=responses(401, 404, 422))
def get_conversation(conversation_id: uuid.UUID, user: CurrentUser, session: SessionDep) -> ConversationWithMessages:
    """Get one conversation with its newest 100 messages, and the run that is under way or waits."""
    return conversation_list.with_messages(session, own_conversation(session, user.id, conversation_id))


@router.get("/{conversation_id}/messages", summary="List messages", responses=responses(401, 404, 422))
def list_messages(
    conversation_id: uuid.UUID, user: CurrentUser, session: SessionDep, wanted: Annotated[MessagePage, Depends()]
) -> MessageList:
    """List a conversation's messages by page, from the newest page to older ones; each page is in order."""
    own_conversation(session, user.id, conversation_id)
    return conversation_list.list_messages(session, conversation_id, wanted)


@router.patch(
    "/{conversation_id}",
    summary="Rename a conversation",
    response_model=ConversationView,
    responses=responses(401, 404, 413, 422, 429),
    dependencies=WRITES,
)
def change_conversation(
    conversation_id: uuid.UUID, body: ConversationChanges, user: CurrentUser, session: SessionDep
) -> Conversation:
    """Give a conversation another title."""
    conversation = own_conversation(session, user.id, conversation_id)
    conversation.title = body.title
    session.commit()
    return conversation


def _deleted(conversation_id: uuid.UUID, user: CurrentUser, session: SessionDep) -> list[uuid.UUID]:
    conversation = own_conversation(session, user.id, conversation_id)
    runs = select(Run.id).where(Run.conversation_id == conversation.id, col(Run.status) == "running")
    running = list(session.exec(runs))
    session.delete(conversation)
    session.commit()
    return running


@router.delete(
    "/{conversation_id}",
    status_code=204,
    summary="Delete a conversation",
    responses=responses(401, 404, 422, 429),
    dependencies=WRITES,
)
async def delete_conversation(running: Annotated[list[uuid.UUID], Depends(_deleted)], services: ServicesDep) -> None:
    """Delete a conversation with its messages for good; an answer that is being written is stopped."""
    for run_id in running:
        services.runs.stop(run_id)


def _add(session: Session, user_id: uuid.UUID, body: NewConversation) -> ConversationView:
    created_at = now()
    conversation = Conversation(user_id=user_id, title=body.title or "", created_at=created_at, updated_at=created_at)
    session.add(conversation)
    session.flush()
    return ConversationView.model_validate(conversation)
