"""How a run begins: a question is stored with the run that answers it, in one transaction."""

import hashlib
import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass

from fastapi import HTTPException
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from todo_backend.agent import ChatMessage
from todo_backend.idempotency import KEPT, other_request
from todo_backend.models import Message, Run, now
from todo_backend.runs import ending
from todo_backend.runs.conversation import SPOKEN_IN, answering, history, locked, remove, remove_from
from todo_backend.runs.events import Event, data_of
from todo_backend.runs.tables import CONVERSATIONS, MESSAGES, RUNS
from todo_backend.runs.work import Work
from todo_backend.schemas_chat import ChatRequest


@dataclass(frozen=True)
class Asked:
    """A question that a run is to answer."""

    conversation_id: uuid.UUID
    question_id: uuid.UUID
    messages: list[ChatMessage]
    """What was said, the question last."""


@dataclass(frozen=True)
class Begun:
    """A stored run; without work when an equal request with the same key began it."""

    run_id: uuid.UUID
    work: Work | None


# Made once, as they are asked most often.
_ADD_CONVERSATION, _ADD_MESSAGE, _ADD_RUN = insert(CONVERSATIONS), insert(MESSAGES), insert(RUNS)


def begin_chat(session: Session, user_id: uuid.UUID, body: ChatRequest, key: str | None) -> Begun:
    """Store what a person says, in a new conversation when none is named, and commit.

    Raises:
        HTTPException: 404 when the conversation or the message to replace is not there, or is another user's; 409 when
            an answer in this conversation is still being written; 422 when the key was used for another request.
    """

    def make() -> Asked:
        moment, title = now(), _title(body.message)
        connection = session.connection()
        if body.conversation_id is None:
            conversation_id = uuid.uuid4()
            new = {"id": conversation_id, "user_id": user_id, "title": title}
            connection.execute(_ADD_CONVERSATION, {**new, "created_at": moment, "updated_at": moment})
        else:
            conversation_id = body.conversation_id
            title = locked(session, user_id, conversation_id) or title
            if body.replaces is not None:
                remove_from(session, conversation_id, body.replaces)
            connection.execute(SPOKEN_IN, {"conversation": conversation_id, "title": title, "updated_at": moment})
        question_id = uuid.uuid4()
        question = {"id": question_id, "conversation_id": conversation_id, "role": "user", "content": body.message}
        connection.execute(_ADD_MESSAGE, {**question, "created_at": moment, "status": "complete", "tools": []})
        if body.conversation_id is None:
            return Asked(conversation_id, question_id, [{"role": "user", "content": body.message}])
        return Asked(conversation_id, question_id, history(session, conversation_id))

    return _begin(session, user_id, key, ("chat", body.model_dump(mode="json")), make)


def begin_again(session: Session, user_id: uuid.UUID, conversation_id: uuid.UUID, key: str | None) -> Begun:
    """Begin another answer to a conversation's last question, without the old one, and commit.

    Raises:
        HTTPException: as `begin_chat`; 409 also when nothing was asked yet.
    """

    def make() -> Asked:
        title = locked(session, user_id, conversation_id)
        mine = select(Message.id, Message.number).where(Message.conversation_id == conversation_id)
        mine = mine.where(Message.role == "user").order_by(col(Message.number).desc())
        question = session.exec(mine.limit(1)).one_or_none()
        if question is None:
            raise HTTPException(409, "There is no question in this conversation yet.")
        question_id, number = question
        remove(session, conversation_id, MESSAGES.c.number > number)
        session.connection().execute(SPOKEN_IN, {"conversation": conversation_id, "title": title, "updated_at": now()})
        return Asked(conversation_id, question_id, history(session, conversation_id))

    return _begin(session, user_id, key, ("regenerate", str(conversation_id)), make)


def _begin(
    session: Session,
    user_id: uuid.UUID,
    key: str | None,
    request: object,
    make: Callable[[], Asked],
) -> Begun:
    fingerprint = hashlib.sha256(json.dumps(request).encode()).hexdigest()
    if key is not None and (earlier := _earlier(session, user_id, key, fingerprint)) is not None:
        return Begun(earlier, None)
    try:
        asked = make()
        work = _first_stretch(session, user_id, asked, key, None if key is None else fingerprint)
        session.commit()
    except IntegrityError:
        # Another request was faster: with the same key, or in the same conversation.
        session.rollback()
        if key is not None and (earlier := _earlier(session, user_id, key, fingerprint)) is not None:
            return Begun(earlier, None)
        raise answering() from None
    return Begun(work.run_id, work)


def _first_stretch(
    session: Session, user_id: uuid.UUID, asked: Asked, key: str | None, fingerprint: str | None
) -> Work:
    moment, run_id, message_id = now(), uuid.uuid4(), uuid.uuid4()
    of = {"conversation_id": asked.conversation_id, "question_id": asked.question_id, "message_id": message_id}
    run = {"id": run_id, "user_id": user_id, **of, "idempotency_key": key, "fingerprint": fingerprint}
    beginning = {"status": "running", "stop_requested": False, "created_at": moment, "heartbeat_at": moment}
    first = Event(1, "start", data_of(run_id=str(run_id), **{name: str(value) for name, value in of.items()}))
    session.connection().execute(_ADD_RUN, {**run, **beginning})
    ending.store(session, [(run_id, first)])
    return Work(
        run_id=run_id,
        user_id=user_id,
        question_id=asked.question_id,
        message_id=message_id,
        messages=asked.messages,
        seq=1,
        first=first,
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


def _title(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= 60 else f"{line[:59]}…"
