"""Works on runs with the agent, each in a task of its own, so that none depends on who listens."""

import asyncio
import time
import uuid
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, aclosing, suppress
from typing import Any

from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from todo_backend import tracing
from todo_backend.agent import Agent, AgentError, AgentEvent, broken, timed_out
from todo_backend.database import Database
from todo_backend.logs import log
from todo_backend.metrics import Metrics
from todo_backend.runs import ending
from todo_backend.runs.answer import Answer
from todo_backend.runs.channel import Channel
from todo_backend.runs.confirmation import pause
from todo_backend.runs.events import Event, data_of, error_data
from todo_backend.runs.track import Track
from todo_backend.runs.work import (
    Done,
    Ending,
    Failed,
    Lost,
    Outcome,
    Paused,
    Stopped,
    Unstored,
    Work,
    interrupted,
    unstored,
)
from todo_backend.runs.writer import Writer, patiently
from todo_backend.security.tokens import Tokens

LAST_BYTES_SECONDS = 1.0
"""How long the agent's response may take to end after its last event."""


class Runner:
    """The runs of this process."""

    def __init__(self, database: Database, agent: Agent, tokens: Tokens, metrics: Metrics, turn_seconds: float) -> None:
        self._database, self._agent, self._tokens, self._metrics = database, agent, tokens, metrics
        self._turn_seconds = turn_seconds
        self._writer = Writer(database)
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self, work: Work) -> None:
        """Begin to work on a stored run."""
        track = self._writer.open(work)
        self._keep(asyncio.create_task(self._run(work, track)))

    def channel(self, run_id: uuid.UUID) -> Channel | None:
        """The events of a run, when it is here."""
        track = self._writer.track(run_id)
        return None if track is None else track.channel

    def stop(self, run_id: uuid.UUID) -> None:
        """Stop a run, when it is here."""
        if (track := self._writer.track(run_id)) is not None:
            track.end(Stopped())

    def running(self) -> int:
        """How many runs are here."""
        return len(self._writer)

    async def drain(self, deadline: float) -> None:
        """Let runs go on until a moment of the monotonic clock; what has not ended by then is interrupted."""
        while self._tasks and (left := deadline - time.monotonic()) > 0:
            await asyncio.wait(self._tasks, timeout=left)
        for track in self._writer.tracks():
            track.end(Failed(interrupted()))
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._writer.finish()

    def _keep(self, task: asyncio.Task[None]) -> None:
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _run(self, work: Work, track: Track) -> None:
        last: Event | None = None
        outcome: Outcome = Unstored()
        try:
            with tracing.span("chat run"):
                outcome = await self._outcome(work, track)
                outcome, last = await self._conclude(work, track, outcome)
        except Exception:
            log.exception("a run broke")
            last = Event(None, "error", error_data(unstored().code, unstored().message))
        finally:
            self._writer.close(track)
            track.channel.close(last)
            self._metrics.turn(_name(outcome))

    async def _outcome(self, work: Work, track: Track) -> Outcome:
        answering = asyncio.create_task(self._answer(work, track))
        either: set[asyncio.Future[Any]] = {answering, track.cut}
        await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
        outcome: Outcome
        if answering.done():
            outcome = answering.result()
        else:
            answering.cancel()
            await asyncio.gather(answering, return_exceptions=True)
            outcome = track.cut.result()
        await track.flushed()
        return track.gone or outcome

    async def _answer(self, work: Work, track: Track) -> Outcome:
        """Pass the agent's events on until the last one."""
        answer = Answer(work, track)
        try:
            run = self._agent.run(
                work.messages,
                agent_token=self._tokens.for_agent(work.user_id),
                mcp_token=self._tokens.for_mcp(work.user_id, delete=work.may_delete),
                run_id=work.run_id,
                scope=work.question_id,
                resume=work.resume,
            )
            with tracing.span("POST /v1/runs", kind="client"):
                async with asyncio.timeout(self._turn_seconds), AsyncExitStack() as leaving:
                    await leaving.enter_async_context(aclosing(run))
                    async for event in run:
                        if (outcome := answer.take(event)) is not None:
                            leaving.pop_all()
                            if isinstance(outcome, Done):
                                track.hold()
                            self._keep(asyncio.create_task(_read_to_end(run)))
                            return outcome
            error = broken()
        except TimeoutError:
            error = timed_out()
        except AgentError as found:
            error = found
        except Exception:
            log.exception("a run failed")
            error = broken()
        log.warning("chat turn failed", extra={"fields": {"code": error.code, "run_id": str(work.run_id)}})
        return Failed(error)

    async def _conclude(self, work: Work, track: Track, outcome: Outcome) -> tuple[Outcome, Event | None]:
        """Store how it ended, and tell the listeners; an event that is not stored is given back."""
        try:
            rest = track.rest() if isinstance(outcome, Done) else []
            if isinstance(outcome, (Done, Stopped, Failed)):
                last = await patiently(self._database, _end, work.run_id, outcome, rest)
            elif isinstance(outcome, Paused):
                last = await patiently(self._database, pause, work.run_id, track.seq + 1, outcome)
            else:
                last = None
            if last is not None:
                # Its number is the next one, unless events got lost that nobody has got either.
                track.channel.publish([*rest, last])
                return outcome, None
            if not isinstance(outcome, Unstored):
                # Somebody else has ended it: what that one has stored is the rest.
                rest = await patiently(self._database, ending.stored_events, work.run_id, track.channel.newest)
                track.channel.publish(rest)
                stopped = Event(None, "stopped", data_of(message_id=str(work.message_id)))
                return Lost(), None if rest else stopped
        except SQLAlchemyError:
            log.exception("an answer could not be stored")
        return Unstored(), Event(None, "error", error_data(unstored().code, unstored().message))


async def _read_to_end(run: AsyncGenerator[AgentEvent, None]) -> None:
    """Let the agent finish its response: a connection whose response was read can take the next question."""
    with suppress(AgentError, TimeoutError):
        async with asyncio.timeout(LAST_BYTES_SECONDS), aclosing(run):
            async for _ in run:
                pass


def _end(session: Session, run_id: uuid.UUID, how: Ending, rest: list[Event]) -> Event | None:
    last = ending.end(session, run_id, how, rest=rest)
    session.commit()
    return last


def _name(outcome: Outcome) -> str:
    if isinstance(outcome, Failed):
        return outcome.error.code
    return "waiting" if isinstance(outcome, Paused) else type(outcome).__name__.lower()
