"""Stores the events of all runs of this process: those of one moment in one transaction, before anybody gets them."""

import asyncio
import time
import uuid
from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy import bindparam, update
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlmodel import Session

from todo_backend.database import Database
from todo_backend.logs import log
from todo_backend.models import now
from todo_backend.runs import ending
from todo_backend.runs.events import Event
from todo_backend.runs.tables import RUNS
from todo_backend.runs.track import Track
from todo_backend.runs.work import Lost, Stopped, Unstored, Work

HEARTBEAT_SECONDS = 1.0
"""Silent runs are written to so often; that also bounds how long `stop` on another replica takes."""

PATIENCE_SECONDS = 5.0
"""How long a write is tried again while the database is away."""

RETRY_SECONDS = 0.25

MAX_PAUSE_SECONDS = 0.02
"""Where several runs are written, half of the time is left to others; a token waits for this at most."""

Parameters = ParamSpec("Parameters")
ResultT = TypeVar("ResultT")


class Writer:
    """Works as long as there are tracks."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._tracks: dict[uuid.UUID, Track] = {}
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._beat = 0.0

    def open(self, work: Work) -> Track:
        """Begin to store the events of a run."""
        track = self._tracks[work.run_id] = Track(work, self._wake.set)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._work())
        return track

    def close(self, track: Track) -> None:
        """The run has ended, or waits."""
        del self._tracks[track.run_id]
        self._wake.set()

    def __len__(self) -> int:
        """How many runs this process works on."""
        return len(self._tracks)

    def track(self, run_id: uuid.UUID) -> Track | None:
        """The track of a run of this process."""
        return self._tracks.get(run_id)

    def tracks(self) -> list[Track]:
        """All tracks."""
        return list(self._tracks.values())

    async def finish(self) -> None:
        """Wait until the last track was closed."""
        if self._task is not None:
            await self._task

    async def _work(self) -> None:
        while self._tracks:
            try:
                async with asyncio.timeout(HEARTBEAT_SECONDS):
                    await self._wake.wait()
            except TimeoutError:
                pass
            self._wake.clear()
            began = time.perf_counter()
            await self._write()
            if len(self._tracks) > 1:
                await asyncio.sleep(min(time.perf_counter() - began, MAX_PAUSE_SECONDS))

    async def _write(self) -> None:
        due = time.monotonic() - self._beat >= HEARTBEAT_SECONDS
        batch = {track: track.take() for track in self.tracks() if due or track.waits}
        if not batch:
            return
        if due:
            self._beat = time.monotonic()
        events = {track.run_id: taken for track, taken in batch.items()}
        try:
            alive = await patiently(self._database, _store, events)
        except Exception:
            log.exception("events could not be stored")
            for track in batch:
                track.lose(Unstored())
            return
        for track, taken in batch.items():
            stop = alive.get(track.run_id)
            if stop is None:
                track.lose(Lost())
                continue
            track.channel.publish(taken)
            track.settled()
            if stop:
                track.end(Stopped())


async def patiently(
    database: Database,
    work: Callable[Concatenate[Session, Parameters], ResultT],
    *arguments: Parameters.args,
    **named: Parameters.kwargs,
) -> ResultT:
    """Do something with the database, again and again while it is away; so it has to bear being done twice.

    Raises:
        SQLAlchemyError: when it did not work for 5 s.
    """
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            return await database.run(work, *arguments, **named)
        except IntegrityError:
            raise
        except SQLAlchemyError:
            if time.monotonic() >= deadline:
                raise
        await asyncio.sleep(RETRY_SECONDS)


# Made once, as it is asked most often.
_BEAT = (
    update(RUNS)
    .where(RUNS.c.id.in_(bindparam("runs", expanding=True)), RUNS.c.status == "running")
    .values(heartbeat_at=bindparam("moment"))
    .returning(RUNS.c.id, RUNS.c.stop_requested)
)


def _store(session: Session, events: dict[uuid.UUID, list[Event]]) -> dict[uuid.UUID, bool]:
    """Store events of runs that are still running; for each of those whether it is told to stop."""
    # The rows stay locked until the commit, so nobody can end or delete these runs in between.
    alive: dict[uuid.UUID, bool] = dict(
        session.connection().execute(_BEAT, {"runs": list(events), "moment": now()}).all()
    )
    if stored := [(run_id, event) for run_id in alive for event in events[run_id]]:
        ending.store(session, stored)
    session.commit()
    return alive
