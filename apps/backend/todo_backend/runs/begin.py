"""How a run begins: a question is stored with the run that answers it, in one transaction."""

import hashlib
import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from fastapi import HTTPException
from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from todo_backend.agent import ChatMessage
from todo_backend.idempotency import KEPT, other_request
from todo_backend.models import Conversation, Message, Run, RunEvent, now
from todo_backend.runs import ending
from todo_backend.runs.events import Event, data_of
from todo_backend.runs.work import STALE_SECONDS, Failed, Stopped, Work, interrupted
from todo_backend.schemas_chat import ChatRequest

HISTORY_MESSAGES = 40
"""Newest messages of a conversation that the agent gets, the question included."""


@dataclass(frozen=True)
class Begun:
    """A stored run; without work when an equal request with the same key began it."""

    run_id: uuid.UUID
    work: Work | None


def begin_chat(session: Session, user_id: uuid.UUID, body: ChatRequest, key: str | None) -> Begun:
    """Store what a person says, in a new conversation when none is named, and commit.

    Raises:
        HTTPException: 404 when the conversation or the message to replace is not there, or is another user's; 409 when
            an answer in this conversation is still being written; 422 when the key was used for another request.
    """

    def make() -> tuple[Conversation, Message]:
        if body.conversation_id is None:
            conversation = Conversation(user_id=user_id, title=_title(body.message))
            session.add(conversation)
        else:
            conversation = _locked(session, user_id, body.conversation_id)
            if body.replaces is not None:
                _remove_from(session, conversation, body.replaces)
            conversation.title = conversation.title or _title(body.message)
            conversation.updated_at = now()
        question = Message(conversation_id=conversation.id, role="user", content=body.message)
        session.add(question)
        return conversation, question

    return _begin(session, user_id, key, ("chat", body.model_dump(mode="json")), make)


def begin_again(session: Session, user_id: uuid.UUID, conversation_id: uuid.UUID, key: str | None) -> Begun:
    """Begin another answer to a conversation's last question, without the old one, and commit.

    Raises:
        HTTPException: as `begin_chat`; 409 also when nothing was asked yet.
    """

    def make() -> tuple[Conversation, Message]:
        conversation = _locked(session, user_id, conversation_id)
        mine = select(Message).where(Message.conversation_id == conversation.id, Message.role == "user")
        question = session.exec(mine.order_by(col(Message.number).desc()).limit(1)).one_or_none()
        if question is None:
            raise HTTPException(409, "There is no question in this conversation yet.")
        _remove(session, conversation, col(Message.number) > question.number)
        conversation.updated_at = now()
        return conversation, question

    return _begin(session, user_id, key, ("regenerate", str(conversation_id)), make)


def own_conversation(session: Session, user_id: uuid.UUID, conversation_id: uuid.UUID) -> Conversation:
    """The user's conversation.

    Raises:
        HTTPException: 404 when there is none, or it is another user's.
    """
    query = select(Conversation).where(Conversation.id == conversation_id, Conversation.user_id == user_id)
    conversation = session.exec(query).one_or_none()
    if conversation is None:
        raise HTTPException(404, "There is no such conversation.")
    return conversation


def history(session: Session, conversation_id: uuid.UUID) -> list[ChatMessage]:
    """The newest messages with text, in order."""
    query = select(Message.role, Message.content)
    query = query.where(Message.conversation_id == conversation_id, Message.content != "")
    newest = session.exec(query.order_by(col(Message.number).desc()).limit(HISTORY_MESSAGES)).all()
    return [
        {"role": "user" if role == "user" else "assistant", "content": content} for role, content in reversed(newest)
    ]


def _begin(
    session: Session,
    user_id: uuid.UUID,
    key: str | None,
    request: object,
    make: Callable[[], tuple[Conversation, Message]],
) -> Begun:
    fingerprint = hashlib.sha256(json.dumps(request).encode()).hexdigest()
    if key is not None and (earlier := _earlier(session, user_id, key, fingerprint)) is not None:
        return Begun(earlier, None)
    try:
        conversation, question = make()
        run = Run(user_id=user_id, conversation_id=conversation.id, question_id=question.id)
        if key is not None:
            run.idempotency_key, run.fingerprint = key, fingerprint
        session.add(run)
        work = _first_stretch(session, run)
        session.commit()
    except IntegrityError:
        # Another request was faster: with the same key, or in the same conversation.
        session.rollback()
        if key is not None and (earlier := _earlier(session, user_id, key, fingerprint)) is not None:
            return Begun(earlier, None)
        raise _answering() from None
    return Begun(run.id, work)


def _first_stretch(session: Session, run: Run) -> Work:
    start = data_of(
        run_id=str(run.id),
        conversation_id=str(run.conversation_id),
        question_id=str(run.question_id),
        message_id=str(run.message_id),
    )
    session.add(RunEvent(run_id=run.id, seq=1, event="start", data=start))
    return Work(
        run_id=run.id,
        user_id=run.user_id,
        question_id=run.question_id,
        message_id=run.message_id,
        messages=history(session, run.conversation_id),
        seq=1,
        first=Event(1, "start", start),
    )


def _earlier(session: Session, user_id: uuid.UUID, key: str, fingerprint: str) -> uuid.UUID | None:
    run = session.exec(select(Run).where(Run.user_id == user_id, Run.idempotency_key == key)).one_or_none()
    if run is None:
        return None
    if run.created_at < now() - KEPT:
        run.idempotency_key = run.fingerprint = None
        session.flush()
        return None
    if run.fingerprint != fingerprint:
        raise other_request()
    return run.id


def _locked(session: Session, user_id: uuid.UUID, conversation_id: uuid.UUID) -> Conversation:
    """The user's conversation, with no run in it that has not ended: one that waits is declined."""
    mine = select(Conversation).where(Conversation.id == conversation_id, Conversation.user_id == user_id)
    conversation = session.exec(mine.with_for_update()).one_or_none()
    if conversation is None:
        raise HTTPException(404, "There is no such conversation.")
    unended = select(Run).where(Run.conversation_id == conversation_id, col(Run.status).in_(("running", "waiting")))
    for run in session.exec(unended):
        if run.status == "waiting":
            ending.end(session, run.id, Stopped(), col(Run.status) == "waiting")
        elif run.heartbeat_at < now() - timedelta(seconds=STALE_SECONDS):
            ending.end(session, run.id, Failed(interrupted()))
        else:
            raise _answering()
    return conversation


def _remove_from(session: Session, conversation: Conversation, message_id: uuid.UUID) -> None:
    query = select(Message.number).where(
        Message.id == message_id, Message.conversation_id == conversation.id, Message.role == "user"
    )
    number = session.exec(query).one_or_none()
    if number is None:
        raise HTTPException(404, "There is no such message of yours in this conversation.")
    _remove(session, conversation, col(Message.number) >= number)


def _remove(session: Session, conversation: Conversation, which: object) -> None:
    session.flush()  # a run that was just ended has stored its answer
    removal = delete(Message).where(col(Message.conversation_id) == conversation.id, which)  # type: ignore[arg-type]
    session.execute(removal.execution_options(synchronize_session=False))


def _answering() -> HTTPException:
    return HTTPException(409, "An answer in this conversation is still being written; wait for it, or stop it.")


def _title(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= 60 else f"{line[:59]}…"
