"""What is too old is deleted, in batches; what is not stays."""

import asyncio
import time
import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, update
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, SQLModel, col, select

from tests.api import Api, Person
from tests.conftest import NewDatabase
from tests.stand_in_agent import StandInAgent, confirm, done, tokens
from todo_backend import housekeeping as housekeeping_module
from todo_backend.database import Database
from todo_backend.housekeeping import Housekeeping
from todo_backend.migrate import upgrade
from todo_backend.models import (
    IdempotencyKey,
    LoginSession,
    Message,
    PersonalToken,
    RateLimit,
    Run,
    RunEvent,
    User,
    now,
)
from todo_backend.runs.work import STALE_SECONDS, WAITING_SECONDS


def clean(database: Database) -> None:
    # In a loop and with slots of its own: those of the running backend belong to its loop.
    own = Database(database._engine.url)
    asyncio.run(Housekeeping(own).clean())
    own.close()


def count(database: Database, table: type[SQLModel]) -> int:
    with Session(database._engine) as session:
        return session.exec(select(func.count()).select_from(table)).one()


@pytest.fixture
def database(new_database: NewDatabase) -> Iterator[Database]:
    url = new_database()
    upgrade(url)
    database = Database(url)
    yield database
    database.close()


def test_what_is_old_goes_and_the_rest_stays(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(housekeeping_module, "BATCH", 2)  # and five rows of each kind
    old, young = now() - timedelta(hours=49), now()
    with Session(database._engine) as session:
        user = User(email="ada@example.com", password_hash="x")
        session.add(user)
        session.flush()
        for number, moment in enumerate([old] * 5 + [young]):
            hash_ = bytes([number])
            session.add(IdempotencyKey(user_id=user.id, key=str(number), fingerprint=hash_, created_at=moment))
            session.add(LoginSession(user_id=user.id, token_hash=hash_, expires_at=moment + timedelta(hours=1)))
            session.add(PersonalToken(user_id=user.id, name="x", expires_at=moment + timedelta(hours=1)))
            session.add(RateLimit(key=str(number), hits=1, expires_at=moment.timestamp() + 60))
        session.commit()
    clean(database)
    for table in (IdempotencyKey, LoginSession, PersonalToken, RateLimit):
        assert count(database, table) == 1, table
    assert count(database, User) == 1


def test_a_round_is_bounded(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(housekeeping_module, "BATCH", 2)
    monkeypatch.setattr(housekeeping_module, "MAX_BATCHES", 2)
    with Session(database._engine) as session:
        session.add_all(RateLimit(key=str(number), hits=1, expires_at=time.time() - 60) for number in range(5))
        session.commit()
    clean(database)
    assert count(database, RateLimit) == 1


def test_runs_and_their_events_go_after_a_day_and_answers_stay(api: Api, ada: Person, agent: StandInAgent) -> None:
    agent.play(done("kept"))
    starts = [ada.chat("go")[0][1] for _ in range(2)]
    database = api.services.database
    change(database, starts[0]["run_id"], created_at=now() - timedelta(hours=25))
    clean(database)
    assert ada.ask("GET", f"/api/runs/{starts[0]['run_id']}").status_code == 404
    assert ada.ask("GET", f"/api/runs/{starts[0]['run_id']}/events").status_code == 404
    with Session(database._engine) as session:
        gone = select(RunEvent).where(RunEvent.run_id == uuid.UUID(starts[0]["run_id"]))
        assert session.exec(gone).all() == []
        assert session.get(Run, uuid.UUID(starts[1]["run_id"])) is not None
        kept = select(Message.content).where(Message.id == uuid.UUID(starts[0]["message_id"]))
        assert session.exec(kept).one() == "kept"
    assert len(ada.follow(starts[1]["run_id"])) == 3


def test_dead_runs_are_ended(api: Api, ada: Person, agent: StandInAgent) -> None:
    database = api.services.database
    agent.play(*tokens("half"), confirm(("delete_task", {"id": "x"})))
    dead, expired, waiting = [ada.chat("go")[0][1] for _ in range(3)]
    change(database, dead["run_id"], status="running", heartbeat_at=now() - timedelta(seconds=STALE_SECONDS + 1))
    change(database, expired["run_id"], heartbeat_at=now() - timedelta(seconds=WAITING_SECONDS + 1))
    clean(database)
    with Session(database._engine) as session:
        ended = [session.get(Run, uuid.UUID(start["run_id"])) for start in (dead, expired, waiting)]
    assert [run and (run.status, run.error_code) for run in ended] == [
        ("failed", "interrupted"), ("stopped", None), ("waiting", None),
    ]  # fmt: skip


def change(database: Database, run_id: str, **values: object) -> None:
    with Session(database._engine) as session:
        session.execute(update(Run).where(col(Run.id) == uuid.UUID(run_id)).values(**values))
        session.commit()


def test_it_works_again_after_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(housekeeping_module, "PERIOD_SECONDS", 0.001)
    rounds: list[Callable[..., Any]] = []

    class Failing:
        async def run(self, work: Callable[..., Any]) -> int:
            rounds.append(work)
            raise OperationalError("DELETE", {}, Exception("away"))

    async def work() -> None:
        housekeeping = Housekeeping(Failing())  # type: ignore[arg-type]
        housekeeping.start()
        while len(rounds) < 3:
            await asyncio.sleep(0.001)
        await housekeeping.close()
        made = len(rounds)
        await asyncio.sleep(0.02)
        assert len(rounds) == made

    asyncio.run(asyncio.wait_for(work(), 120))


def test_replicas_do_not_clean_up_together() -> None:
    least, most = housekeeping_module._pause()
    assert least < housekeeping_module.PERIOD_SECONDS < most
    asyncio.run(Housekeeping(None).close())  # type: ignore[arg-type]  # one that never began
