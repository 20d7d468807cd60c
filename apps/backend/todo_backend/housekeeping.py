"""What is too old is deleted now and then, in batches, by every replica."""

import asyncio
import random
import time
from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import ColumnElement, delete, tuple_
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session, SQLModel, col, select

from todo_backend.database import Database
from todo_backend.idempotency import KEPT
from todo_backend.logs import log
from todo_backend.models import IdempotencyKey, LoginSession, PersonalToken, RateLimit, Run, now
from todo_backend.runs import ending

PERIOD_SECONDS = 600.0
JITTER = 0.2
"""Replicas that start together do not clean up together for long."""

BATCH = 500
"""Rows that one transaction deletes at most."""

MAX_BATCHES = 200
"""Of one table in one round; the rest waits for the next one."""

EVENTS_KEPT = timedelta(hours=24)
"""How long a run and its events can be asked for; its answer stays."""

TOKENS_KEPT = timedelta(days=1)
"""How long the list of a person's tokens shows one that has expired."""


class Housekeeping:
    """Cleans up every 10 minutes, give or take two."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin; the first round is after the first pause."""
        self._task = asyncio.create_task(self._work())

    async def close(self) -> None:
        """End after the batch that is under way."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _work(self) -> None:
        while True:
            await asyncio.sleep(random.uniform(*_pause()))  # noqa: S311
            try:
                await self.clean()
            except SQLAlchemyError:
                log.warning("cleaning up failed; the next round tries again")

    async def clean(self) -> None:
        """Do one round."""
        await self._until_done(ending.interrupt_stale, ending.BATCH)
        for table, old in _old():
            await self._until_done(_delete(table, old), BATCH)

    async def _until_done(self, work: Callable[[Session], int], batch: int) -> None:
        for _ in range(MAX_BATCHES):
            if await asyncio.shield(self._database.run(work)) < batch:
                return


def _pause() -> tuple[float, float]:
    return PERIOD_SECONDS * (1 - JITTER), PERIOD_SECONDS * (1 + JITTER)


def _old() -> list[tuple[type[SQLModel], ColumnElement[bool]]]:
    moment = now()
    ended = col(Run.status).not_in(("running", "waiting"))
    return [
        (Run, ended & (col(Run.created_at) < moment - EVENTS_KEPT)),  # its events go with it
        (IdempotencyKey, col(IdempotencyKey.created_at) < moment - KEPT),
        (LoginSession, col(LoginSession.expires_at) < moment),
        (PersonalToken, col(PersonalToken.expires_at) < moment - TOKENS_KEPT),
        (RateLimit, col(RateLimit.expires_at) < time.time()),
    ]


def _delete(table: type[SQLModel], old: ColumnElement[bool]) -> Callable[[Session], int]:
    key = tuple_(*table.__table__.primary_key.columns)  # type: ignore[attr-defined]

    def delete_batch(session: Session) -> int:
        # Rows that another replica is deleting are left to it.
        query = select(*table.__table__.primary_key.columns).where(old)  # type: ignore[attr-defined]
        some = query.limit(BATCH).with_for_update(skip_locked=True)
        keys = [tuple(row) for row in session.execute(some)]
        if keys:
            session.execute(delete(table).where(key.in_(keys)).execution_options(synchronize_session=False))
            session.commit()
        return len(keys)

    return delete_batch
