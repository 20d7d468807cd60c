"""Hands the events of a run to a listener: from this process where the run is here, else from the database."""

import asyncio
import time
import uuid
from collections.abc import AsyncGenerator, Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import or_
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session, and_, col, select

from todo_backend.database import Database
from todo_backend.logs import log
from todo_backend.models import Run, RunEvent
from todo_backend.runs import ending
from todo_backend.runs.channel import Channel
from todo_backend.runs.events import Event

POLL_SECONDS = 0.2
SWEEP_SECONDS = 2.0
"""How often runs of other replicas are looked at for a heart that no longer beats."""

PATIENCE_SECONDS = 15.0
"""Listeners are let go when the database was away for so long; they can continue later."""


@dataclass
class _Watch:
    """A run of another replica that somebody here listens to."""

    channel: Channel
    listeners: int = 0


class Follower:
    """One poll asks for all runs that are watched."""

    def __init__(self, database: Database, local: Callable[[uuid.UUID], Channel | None]) -> None:
        self._database, self._local = database, local
        self._watched: dict[uuid.UUID, _Watch] = {}
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._closed = False

    async def follow(self, run_id: uuid.UUID, after: int) -> AsyncGenerator[Sequence[Event], None]:
        """The events of a run after number `after`, as a channel gives them, until it ends or waits."""
        channel = self._local(run_id)
        watch = None
        if channel is None:
            watch = self._watch(run_id, after)
            channel = watch.channel
        try:
            if channel.base > after:
                # This listener has missed more than what this process knows.
                yield await self._database.run(ending.stored_events, run_id, after, channel.base)
            async for events in channel.after(after):
                yield events
        finally:
            if watch is not None:
                self._leave(run_id, watch)

    async def close(self) -> None:
        """Let all listeners of other replicas' runs go."""
        self._closed = True
        self._wake.set()
        if self._task is not None:
            await self._task

    def _watch(self, run_id: uuid.UUID, after: int) -> _Watch:
        watch = self._watched.get(run_id)
        if watch is None:
            watch = self._watched[run_id] = _Watch(Channel(after))
            if self._task is None or self._task.done():
                self._task = asyncio.create_task(self._poll())
        watch.listeners += 1
        self._wake.set()
        return watch

    def _leave(self, run_id: uuid.UUID, watch: _Watch) -> None:
        watch.listeners -= 1
        if watch.listeners == 0 and self._watched.get(run_id) is watch:
            del self._watched[run_id]

    async def _poll(self) -> None:
        answered = swept = time.monotonic()
        while self._watched and not self._closed:
            self._wake.clear()
            sweep = time.monotonic() - swept >= SWEEP_SECONDS
            watched = dict(self._watched)
            cursors = {run_id: watch.channel.newest for run_id, watch in watched.items()}
            try:
                found = await self._database.run(_look, cursors, sweep)
                answered = time.monotonic()
                swept = answered if sweep else swept
            except Exception as error:
                if not isinstance(error, SQLAlchemyError):
                    log.exception("events could not be read")
                if time.monotonic() - answered >= PATIENCE_SECONDS:
                    break
                found = {}
            for run_id, (running, events) in found.items():
                watched[run_id].channel.publish(events)
                if not running:
                    self._let_go(run_id, watched[run_id])
            await self._pause()
        if self._watched and not self._closed:
            log.warning("listeners let go: the database is away")
        for run_id, watch in list(self._watched.items()):
            self._let_go(run_id, watch)

    def _let_go(self, run_id: uuid.UUID, watch: _Watch) -> None:
        # Another one may have begun meanwhile, which knows nothing yet.
        if self._watched.get(run_id) is watch:
            del self._watched[run_id]
        watch.channel.close()

    async def _pause(self) -> None:
        try:
            async with asyncio.timeout(POLL_SECONDS):
                await self._wake.wait()
        except TimeoutError:
            pass


def _look(session: Session, cursors: dict[uuid.UUID, int], sweep: bool) -> dict[uuid.UUID, tuple[bool, list[Event]]]:
    """Of each run whether it is running, and its events after those that are known."""
    if sweep:
        ending.interrupt_stale(session, col(Run.id).in_(cursors))
    # The status first: of a run that has ended by then, all events are stored.
    running = set(session.exec(select(Run.id).where(col(Run.id).in_(cursors), Run.status == "running")))
    newer = [and_(RunEvent.run_id == run_id, RunEvent.seq > seq) for run_id, seq in cursors.items()]
    found: dict[uuid.UUID, tuple[bool, list[Event]]] = {run_id: (run_id in running, []) for run_id in cursors}
    query = select(RunEvent).where(or_(*newer)).order_by(col(RunEvent.run_id), col(RunEvent.seq))
    for row in session.exec(query):
        found[row.run_id][1].append(Event(row.seq, row.event, row.data))
    return found
