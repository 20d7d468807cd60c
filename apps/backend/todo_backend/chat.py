"""The chat turn: what a person says is stored, the agent's answer is streamed and stored."""

import asyncio
import json
import uuid
from collections.abc import AsyncIterator, Coroutine
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Any

from fastapi import HTTPException
from fastapi.sse import ServerSentEvent
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session, col, select
from starlette.concurrency import run_in_threadpool

from todo_backend.agent import Agent, AgentError, AgentEvent, ChatMessage, broken, timed_out
from todo_backend.database import Database
from todo_backend.logs import log
from todo_backend.metrics import Metrics
from todo_backend.models import Conversation, Message
from todo_backend.security.tokens import Tokens
from todo_backend.text import repaired

HISTORY_MESSAGES = 40
"""Newest messages of a conversation that the agent gets, the new one included."""

MAX_ANSWER_CHARACTERS = 100_000

AGENT_CODES = frozenset(
    {"model_unavailable", "model_invalid", "tools_unavailable", "too_many_turns", "timeout", "internal"}
)


@dataclass(frozen=True)
class Turn:
    """A turn whose first half, what the person said, is stored."""

    user_id: uuid.UUID
    conversation_id: uuid.UUID
    messages: list[ChatMessage]
    message_id: uuid.UUID = field(default_factory=uuid.uuid4)
    """The id that the answer will have."""


@dataclass
class _Answer:
    text: str = ""
    outcome: str = "left"


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


def messages_of(session: Session, conversation_id: uuid.UUID) -> list[Message]:
    """All messages of a conversation, in order."""
    query = select(Message).where(Message.conversation_id == conversation_id)
    return list(session.exec(query.order_by(col(Message.number))))


def begin_turn(session: Session, user_id: uuid.UUID, words: str, conversation_id: uuid.UUID | None) -> Turn:
    """Store what a person says, in a new conversation when none is named.

    Raises:
        HTTPException: 404 when the conversation is not there, or is another user's.
    """
    if conversation_id is None:
        conversation = Conversation(user_id=user_id, title=_title(words))
        session.add(conversation)
        session.flush()
    else:
        conversation = own_conversation(session, user_id, conversation_id)
    session.add(Message(conversation_id=conversation.id, role="user", content=words))
    session.flush()
    turn = Turn(user_id=user_id, conversation_id=conversation.id, messages=_history(session, conversation.id))
    session.commit()
    return turn


def _title(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= 60 else f"{line[:59]}…"


def _history(session: Session, conversation_id: uuid.UUID) -> list[ChatMessage]:
    query = select(Message).where(Message.conversation_id == conversation_id, Message.content != "")
    newest = session.exec(query.order_by(col(Message.number).desc()).limit(HISTORY_MESSAGES)).all()
    return [
        {"role": "user" if message.role == "user" else "assistant", "content": message.content}
        for message in reversed(newest)
    ]


class ChatTurns:
    """Runs turns, each in a task of its own, so that storing an answer does not depend on who still listens."""

    def __init__(self, database: Database, agent: Agent, tokens: Tokens, metrics: Metrics, turn_seconds: float) -> None:
        self._database, self._agent, self._tokens, self._metrics = database, agent, tokens, metrics
        self._turn_seconds = turn_seconds
        self._answering: set[asyncio.Task[None]] = set()
        self._storing: set[asyncio.Task[None]] = set()

    async def stream(self, turn: Turn) -> AsyncIterator[ServerSentEvent]:
        """The events of a turn for the browser; whoever stops listening stops the turn."""
        events: asyncio.Queue[ServerSentEvent | None] = asyncio.Queue(maxsize=64)
        task = _spawn(self._answer(turn, events), self._answering)
        try:
            yield _event("start", conversation_id=str(turn.conversation_id), message_id=str(turn.message_id))
            while (event := await events.get()) is not None:
                yield event
        finally:
            task.cancel()  # does nothing when the turn has ended

    async def close(self) -> None:
        """Stop all turns and store what came of them."""
        for task in self._answering:
            task.cancel()
        await asyncio.gather(*self._answering, return_exceptions=True)
        await asyncio.gather(*self._storing, return_exceptions=True)

    async def _answer(self, turn: Turn, events: asyncio.Queue[ServerSentEvent | None]) -> None:
        answer = _Answer()
        last: ServerSentEvent | None = None
        try:
            last = await self._follow(turn, answer, events)
        finally:  # also when cancelled
            storing = _spawn(self._store(turn, answer), self._storing)
            await asyncio.shield(storing)
        if answer.outcome == "not_stored":
            last = _event("error", code="internal", message="The answer could not be saved. Please try again.")
        await events.put(last)
        await events.put(None)

    async def _follow(
        self, turn: Turn, answer: _Answer, events: asyncio.Queue[ServerSentEvent | None]
    ) -> ServerSentEvent:
        """Pass the agent's events on until the last one, and return that one."""
        run = self._agent.run(
            turn.messages,
            agent_token=self._tokens.for_agent(turn.user_id),
            mcp_token=self._tokens.for_mcp(turn.user_id),
            run_id=turn.message_id,
        )
        try:
            async with asyncio.timeout(self._turn_seconds), aclosing(run):
                async for event in run:
                    if event.name == "error":
                        raise _agents_own(event)
                    if (passed := _take(event, answer)) is not None:
                        await events.put(passed)
                    if event.name == "done":
                        answer.outcome = "done"
                        return _event("done", message_id=str(turn.message_id), text=answer.text)
            raise broken()
        except TimeoutError:
            failure = timed_out()
        except AgentError as error:
            failure = error
        answer.outcome = failure.code
        log.warning("chat turn failed", extra={"fields": {"code": failure.code}})
        return _event("error", code=failure.code, message=failure.message)

    async def _store(self, turn: Turn, answer: _Answer) -> None:
        text = repaired(answer.text)
        if text or answer.outcome == "done":
            message = Message(id=turn.message_id, conversation_id=turn.conversation_id, role="assistant", content=text)
            try:
                async with self._database.session() as session:
                    await run_in_threadpool(_add, session, message)
            except SQLAlchemyError:
                log.exception("an answer could not be stored")
                answer.outcome = "not_stored"
        self._metrics.turn(answer.outcome)


def _add(session: Session, message: Message) -> None:
    session.add(message)
    session.commit()


def _take(event: AgentEvent, answer: _Answer) -> ServerSentEvent | None:
    """Take in an event of the agent; what the browser gets of it, without a tool's arguments and result."""
    if event.name == "token":
        text = _text_of(event)
        answer.text += text
        if len(answer.text) > MAX_ANSWER_CHARACTERS:
            raise broken()
        return _event("token", text=text)
    if event.name == "tool":
        return _event("tool", name=str(event.data.get("name"))[:100], ok=event.data.get("ok") is True)
    if event.name == "done":
        answer.text = _text_of(event)[:MAX_ANSWER_CHARACTERS]
    return None


def _text_of(event: AgentEvent) -> str:
    text = event.data.get("text")
    if not isinstance(text, str):
        raise broken()
    return text.replace("\x00", "\ufffd")


def _agents_own(event: AgentEvent) -> AgentError:
    code, message = event.data.get("code"), event.data.get("message")
    if code not in AGENT_CODES or not isinstance(message, str):
        return broken()
    return AgentError(code, message[:500])


def _event(name: str, /, **data: object) -> ServerSentEvent:
    # In ASCII: a token may end in half of a surrogate pair, and the next begin with the other.
    return ServerSentEvent(event=name, raw_data=json.dumps(data))


def _spawn(work: Coroutine[Any, Any, None], running: set[asyncio.Task[None]]) -> asyncio.Task[None]:
    task = asyncio.create_task(work)
    running.add(task)
    task.add_done_callback(running.discard)
    return task
