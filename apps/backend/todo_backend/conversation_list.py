"""Lists of conversations and of their messages: pages, search."""

import re
import uuid
from datetime import datetime
from typing import Annotated, Any

from fastapi import Query
from pydantic import BaseModel, StringConstraints
from sqlalchemy import ColumnElement, exists, func
from sqlmodel import Session, col, select

from todo_backend.models import Conversation, Message, Run
from todo_backend.pagination import Cursor, Key, Keyset
from todo_backend.runs import ending
from todo_backend.schemas_chat import (
    ConversationFound,
    ConversationList,
    ConversationView,
    ConversationWithMessages,
    MessageList,
    MessageView,
    RunView,
)
from todo_backend.text import StorableText

NEWEST_MESSAGES = 100
"""Those that come with their conversation."""

EXCERPT_CHARACTERS = 60
"""What is shown on each side of a hit."""

_BY_UPDATE = Keyset(
    "conversations by update",
    Key(col(Conversation.updated_at), datetime, descending=True),
    Key(col(Conversation.id), uuid.UUID, descending=True),
)
_NEWEST_FIRST = Keyset("newest messages", Key(col(Message.number), int, descending=True))


class ConversationPage(BaseModel):
    """Which conversations; the query parameters of the list."""

    q: Annotated[
        Annotated[str, StringConstraints(min_length=1, max_length=200), StorableText] | None,
        Query(description="Part of the title or of a message, in any case."),
    ] = None
    limit: Annotated[int, Query(ge=1, le=200)] = 50
    cursor: Cursor = None


class MessagePage(BaseModel):
    """Which messages; the query parameters of the list."""

    limit: Annotated[int, Query(ge=1, le=200)] = NEWEST_MESSAGES
    cursor: Cursor = None


def list_conversations(session: Session, user_id: uuid.UUID, wanted: ConversationPage) -> ConversationList:
    """One page of a person's conversations."""
    query = select(Conversation).where(Conversation.user_id == user_id)
    if wanted.q is not None:
        said = exists().where(col(Message.conversation_id) == Conversation.id, _has(Message.content, wanted.q))
        query = query.where(_has(Conversation.title, wanted.q) | said)
    page = _BY_UPDATE.page(session, query, wanted.cursor, wanted.limit)
    items = [ConversationFound.model_validate(found) for found in page.items]
    if wanted.q is not None:
        matches = _matches(session, [item.id for item in items], wanted.q)
        for item in items:
            item.match = matches.get(item.id)
    return ConversationList(items=items, next_cursor=page.next_cursor)


def list_messages(session: Session, conversation_id: uuid.UUID, wanted: MessagePage) -> MessageList:
    """One page of a conversation's messages; the first page is the newest."""
    query = select(Message).where(Message.conversation_id == conversation_id)
    page = _NEWEST_FIRST.page(session, query, wanted.cursor, wanted.limit)
    items = [MessageView.model_validate(message) for message in reversed(page.items)]
    return MessageList(items=items, older_cursor=page.next_cursor)


def with_messages(session: Session, conversation: Conversation) -> ConversationWithMessages:
    """A conversation with its newest messages and the run that has not ended."""
    ending.interrupt_stale(session, col(Run.conversation_id) == conversation.id)
    unended = select(Run).where(Run.conversation_id == conversation.id, col(Run.status).in_(("running", "waiting")))
    # The run first: one that ends in between has its answer among the messages.
    run = session.exec(unended).one_or_none()
    messages = list_messages(session, conversation.id, MessagePage())
    if run is None and messages.items and messages.items[-1].role == "user":
        # Its answer is on its way, or has come: it began after the first look.
        run = session.exec(unended).one_or_none()
    return ConversationWithMessages(
        **ConversationView.model_validate(conversation).model_dump(),
        messages=messages.items,
        older_cursor=messages.older_cursor,
        run=None if run is None else RunView.model_validate(run),
    )


def _has(text: Any, part: str) -> ColumnElement[bool]:
    escaped = part.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return func.lower(text).like(func.lower(f"%{escaped}%"), escape="\\")


def _matches(session: Session, conversation_ids: list[uuid.UUID], part: str) -> dict[uuid.UUID, str]:
    """An excerpt of the newest message with the text, by conversation."""
    having = (col(Message.conversation_id).in_(conversation_ids), _has(Message.content, part))
    newest = select(func.max(Message.number)).where(*having).group_by(col(Message.conversation_id))
    found = session.exec(select(Message).where(col(Message.number).in_(newest)))
    return {message.conversation_id: _excerpt(message.content, part) for message in found}


def _excerpt(content: str, part: str) -> str:
    hit = re.search(re.escape(part), content, re.IGNORECASE)
    # The database may know more about letters than this does: then the message's beginning has to do.
    begin, end = hit.span() if hit else (0, 0)
    first, last = max(begin - EXCERPT_CHARACTERS, 0), end + EXCERPT_CHARACTERS
    shown = " ".join(content[first:last].split())
    return f"{'…' if first > 0 else ''}{shown}{'…' if last < len(content) else ''}"
