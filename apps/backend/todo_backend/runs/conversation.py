"""The conversation that a run belongs to: who may speak in it, and what was said."""

import uuid
from datetime import timedelta

from fastapi import HTTPException
from sqlalchemy import ColumnElement, bindparam, delete, update
from sqlmodel import Session, select

from todo_backend.agent import ChatMessage
from todo_backend.models import Conversation, Message, now
from todo_backend.problems import not_found
from todo_backend.runs import ending
from todo_backend.runs.tables import CONVERSATIONS, MESSAGES, RUNS
from todo_backend.runs.work import STALE_SECONDS, Failed, Stopped, interrupted

HISTORY_MESSAGES = 40
"""Newest messages of a conversation that the agent gets, the question included."""


# Made once, as they are asked most often.
_LOCK = (
    select(CONVERSATIONS.c.title)
    .where(CONVERSATIONS.c.id == bindparam("conversation"), CONVERSATIONS.c.user_id == bindparam("user"))
    .with_for_update()
)
SPOKEN_IN = update(CONVERSATIONS).where(CONVERSATIONS.c.id == bindparam("conversation"))
"""Give it a title, and the moment at which something was said in it."""

_UNENDED = select(RUNS.c.id, RUNS.c.status, RUNS.c.heartbeat_at).where(
    RUNS.c.conversation_id == bindparam("conversation"), RUNS.c.status.in_(("running", "waiting"))
)
_NEWEST = (
    select(MESSAGES.c.role, MESSAGES.c.content)
    .where(MESSAGES.c.conversation_id == bindparam("conversation"), MESSAGES.c.content != "")
    .order_by(MESSAGES.c.number.desc())
    .limit(bindparam("most"))
)


def own_conversation(session: Session, user_id: uuid.UUID, conversation_id: uuid.UUID) -> Conversation:
    """The user's conversation.

    Raises:
        HTTPException: 404 when there is none, or it is another user's.
    """
    query = select(Conversation).where(Conversation.id == conversation_id, Conversation.user_id == user_id)
    conversation = session.exec(query).one_or_none()
    if conversation is None:
        raise not_found("conversation")
    return conversation


def history(session: Session, conversation_id: uuid.UUID) -> list[ChatMessage]:
    """The newest messages with text, in order."""
    newest = session.connection().execute(_NEWEST, {"conversation": conversation_id, "most": HISTORY_MESSAGES}).all()
    return [
        {"role": "user" if role == "user" else "assistant", "content": content} for role, content in reversed(newest)
    ]


def locked(session: Session, user_id: uuid.UUID, conversation_id: uuid.UUID) -> str:
    """The title of the user's conversation, in which no run is left that has not ended: one that waits is declined.

    Raises:
        HTTPException: 404 when there is none, or it is another user's; 409 when an answer is still being written in it.
    """
    connection = session.connection()
    title = connection.execute(_LOCK, {"conversation": conversation_id, "user": user_id}).scalar_one_or_none()
    if title is None:
        raise not_found("conversation")
    for run in connection.execute(_UNENDED, {"conversation": conversation_id}).all():
        if run.status == "waiting":
            ending.end(session, run.id, Stopped(), RUNS.c.status == "waiting")
        elif run.heartbeat_at < now() - timedelta(seconds=STALE_SECONDS):
            ending.end(session, run.id, Failed(interrupted()))
        else:
            raise answering()
    return str(title)


def remove_from(session: Session, conversation_id: uuid.UUID, message_id: uuid.UUID) -> None:
    """Remove a message of the person's and all that came after it.

    Raises:
        HTTPException: 404 when it is not there.
    """
    query = select(Message.number).where(
        Message.id == message_id, Message.conversation_id == conversation_id, Message.role == "user"
    )
    number = session.exec(query).one_or_none()
    if number is None:
        raise not_found("message of yours in this conversation")
    remove(session, conversation_id, MESSAGES.c.number >= number)


def remove(session: Session, conversation_id: uuid.UUID, which: ColumnElement[bool]) -> None:
    """Remove messages."""
    session.connection().execute(delete(MESSAGES).where(MESSAGES.c.conversation_id == conversation_id, which))


def answering() -> HTTPException:
    """The refusal while another answer comes."""
    return HTTPException(409, "An answer in this conversation is still being written; wait for it, or stop it.")
