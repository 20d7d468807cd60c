"""Conversations of the person at the browser."""

import uuid

from fastapi import APIRouter
from sqlmodel import col, select

from todo_backend.chat import messages_of, own_conversation
from todo_backend.dependencies import CurrentUser, SessionDep
from todo_backend.models import Conversation
from todo_backend.problems import responses
from todo_backend.schemas import ConversationList, ConversationView, ConversationWithMessages, MessageView

router = APIRouter(prefix="/api/conversations", tags=["conversations"])


@router.get("", summary="List conversations", responses=responses(401))
def list_conversations(user: CurrentUser, session: SessionDep) -> ConversationList:
    """List all conversations, newest first."""
    query = select(Conversation).where(Conversation.user_id == user.id)
    newest_first = query.order_by(col(Conversation.created_at).desc(), col(Conversation.id))
    return ConversationList(items=[ConversationView.model_validate(found) for found in session.exec(newest_first)])


@router.get("/{conversation_id}", summary="Get a conversation", responses=responses(401, 404, 422))
def get_conversation(conversation_id: uuid.UUID, user: CurrentUser, session: SessionDep) -> ConversationWithMessages:
    """Get one conversation with all its messages, in order."""
    conversation = own_conversation(session, user.id, conversation_id)
    messages = [MessageView.model_validate(message) for message in messages_of(session, conversation.id)]
    return ConversationWithMessages(**ConversationView.model_validate(conversation).model_dump(), messages=messages)
