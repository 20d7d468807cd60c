"""The front of the runs: what routes and the program's end ask for."""

import asyncio
import time
import uuid
from collections.abc import AsyncGenerator, Sequence

from sqlalchemy import update
from sqlmodel import Session, col

from todo_backend.agent import Agent
from todo_backend.database import Database
from todo_backend.metrics import Metrics
from todo_backend.models import Run
from todo_backend.runs import ending
from todo_backend.runs.begin import Begun
from todo_backend.runs.confirmation import own_run
from todo_backend.runs.events import Event
from todo_backend.runs.follower import Follower
from todo_backend.runs.runner import Runner
from todo_backend.runs.work import Stopped, Work
from todo_backend.security.tokens import Tokens

CLOSING_SECONDS = 1.0
"""Before the end of the time to drain: to store what is interrupted, and to let listeners go."""


class Runs:
    """All runs, as far as this process has to do with them."""

    def __init__(self, database: Database, agent: Agent, tokens: Tokens, metrics: Metrics, turn_seconds: float) -> None:
        self._runner = Runner(database, agent, tokens, metrics, turn_seconds)
        self._follower = Follower(database, self._runner.channel)
        self._draining: asyncio.Task[None] | None = None
        metrics.watch_runs(self._runner.running)

    def begin(self, begun: Begun) -> AsyncGenerator[Sequence[Event], None]:
        """Work on a run that was stored, unless an equal request began it; its events from the first one on."""
        if begun.work is not None:
            self._runner.start(begun.work)
        return self._follower.follow(begun.run_id, 0)

    def go_on(self, work: Work) -> AsyncGenerator[Sequence[Event], None]:
        """Work on a run that waited; the events that come after."""
        self._runner.start(work)
        return self._follower.follow(work.run_id, work.seq)

    def follow(self, run_id: uuid.UUID, after: int) -> AsyncGenerator[Sequence[Event], None]:
        """The events of a run after number `after`."""
        return self._follower.follow(run_id, after)

    def stop(self, run_id: uuid.UUID) -> None:
        """Stop a run at once, when it is here; elsewhere `request_stop` does."""
        self._runner.stop(run_id)

    def drain(self, seconds: float) -> None:
        """The program ends: let runs go on for so long at most, also those that nobody listens to."""
        if self._draining is None:
            self._draining = asyncio.create_task(self._drain(time.monotonic() + max(seconds - CLOSING_SECONDS, 0)))

    async def close(self) -> None:
        """Wait for the end of `drain`; without it, interrupt what runs."""
        self.drain(0)
        if self._draining is not None:
            await self._draining

    async def _drain(self, deadline: float) -> None:
        await self._runner.drain(deadline)
        await self._follower.close()


def request_stop(session: Session, user_id: uuid.UUID, run_id: uuid.UUID) -> Run:
    """Tell a run to stop, wherever it runs; one that waits ends at once. Commits.

    Raises:
        HTTPException: 404 when it is not there, or is another user's.
    """
    run = own_run(session, user_id, run_id)
    told = update(Run).where(col(Run.id) == run_id, col(Run.status) == "running").values(stop_requested=True)
    told_one = told.returning(col(Run.id)).execution_options(synchronize_session=False)
    if session.execute(told_one).first() is None:
        ending.end(session, run_id, Stopped(), col(Run.status) == "waiting")
    session.commit()
    session.refresh(run)
    return run
