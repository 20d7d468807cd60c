"""A run waits until the person has confirmed, or declined, what the agent wants to do."""

import json
import uuid
from collections.abc import Sequence
from typing import Any

from fastapi import HTTPException
from sqlalchemy import update
from sqlmodel import Session, col, select

from todo_backend.agent import AgentEvent, broken
from todo_backend.models import Run, RunEvent, Task, now
from todo_backend.problems import not_found
from todo_backend.runs import ending
from todo_backend.runs.conversation import history
from todo_backend.runs.events import Event, data_of
from todo_backend.runs.work import Paused, Stopped, Work
from todo_backend.text import repaired

MAX_CALLS = 20
MAX_CALL_CHARACTERS = 100_000
MAX_STATE_CHARACTERS = 1_000_000
"""Of JSON; the agent keeps in it what was said so far."""

MAX_LEVELS = 100
"""Of nesting; what is deeper could be read here and not written, or by the next program not read."""

MAX_TASKS = 100
"""Tasks that one confirmation covers; a token that names more would be too long for a header."""

DELETING_TOOLS = frozenset({"delete_task", "delete_tasks"})


def paused(event: AgentEvent) -> Paused:
    """Read the agent's `confirm` event.

    Raises:
        AgentError: when it is not {calls: [{id, name, arguments}], state}, or too large.
    """
    calls, state = event.data.get("calls"), event.data.get("state")
    if not isinstance(calls, list) or not 1 <= len(calls) <= MAX_CALLS or state is None:
        raise broken()
    if not all(_is_call(call) for call in calls):
        raise broken()
    if not _is_flat([calls, state]):
        raise broken()
    written = json.dumps(state)
    if len(written) > MAX_STATE_CHARACTERS or len(json.dumps(calls)) > MAX_CALL_CHARACTERS:
        raise broken()
    return Paused(calls, written)


def pause(session: Session, run_id: uuid.UUID, seq: int, wanted: Paused) -> Event | None:
    """Let a run wait, and commit; the event for the person. None when the run is not there, or is no longer ours.

    When the person has told it to stop meanwhile, it ends instead.
    """
    changed = session.execute(
        update(Run)
        .where(col(Run.id) == run_id, col(Run.status) == "running", col(Run.stop_requested).is_(False))
        .values(status="waiting", heartbeat_at=now(), calls=json.dumps(wanted.calls), state=wanted.state)
        .returning(col(Run.user_id))
        .execution_options(synchronize_session=False)
    ).scalar_one_or_none()
    if changed is None:
        session.rollback()
        last = ending.end(session, run_id, Stopped())
    else:
        last = Event(seq, "confirm", _shown(session, changed, wanted.calls))
        session.add(RunEvent(run_id=run_id, seq=seq, event=last.name, data=last.data))
    session.commit()
    return last


def resume(session: Session, user_id: uuid.UUID, run_id: uuid.UUID, approved: bool) -> Work:
    """Let a run go on that waits, and commit.

    Raises:
        HTTPException: 404 when it is not there, or is another user's; 409 when it does not wait (any more).
    """
    run = own_run(session, user_id, run_id)
    calls, state = run.calls, run.state
    ending.lock_conversation(session, run_id)
    changed = session.execute(
        update(Run)
        .where(col(Run.id) == run_id, col(Run.status) == "waiting")
        .values(status="running", heartbeat_at=now(), calls=None, state=None)
        .returning(col(Run.id))
        .execution_options(synchronize_session=False)
    ).first()
    if changed is None or calls is None or state is None:
        raise HTTPException(409, "Nothing waits for a confirmation here.")
    work = Work(
        run_id=run.id,
        user_id=user_id,
        question_id=run.question_id,
        message_id=run.message_id,
        messages=history(session, run.conversation_id),
        seq=ending.newest_seq(session, run_id),
        has_text=ending.has_text(session, run_id),
        resume={"state": json.loads(state), "approved": approved},
        may_delete=_deletions(json.loads(calls)) if approved else [],
    )
    session.commit()
    return work


def own_run(session: Session, user_id: uuid.UUID, run_id: uuid.UUID) -> Run:
    """The user's run, as it is now: one that has lost its replica, or waited too long, is ended first.

    Raises:
        HTTPException: 404 when there is none, or it is another user's.
    """
    query = select(Run).where(Run.id == run_id, Run.user_id == user_id)
    run = session.exec(query).one_or_none()
    if run is None:
        raise not_found("run")
    if ending.interrupt_stale(session, col(Run.id) == run_id):
        session.refresh(run)
    return run


def _is_flat(value: object) -> bool:
    level = [value]
    for _ in range(MAX_LEVELS):
        inner: list[object] = []
        for item in level:
            if isinstance(item, dict):
                inner.extend(item.values())
            elif isinstance(item, list):
                inner.extend(item)
        if not inner:
            return True
        level = inner
    return False


def _is_call(call: object) -> bool:
    return (
        isinstance(call, dict)
        and isinstance(call.get("id"), str)
        and isinstance(call.get("name"), str)
        and isinstance(call.get("arguments"), dict)
    )


def _shown(session: Session, user_id: uuid.UUID, calls: list[dict[str, Any]]) -> str:
    """What the person is asked; titles come from the database, for a model may claim any."""
    wanted = _task_ids(calls)
    query = select(Task.id, Task.title).where(Task.user_id == user_id, col(Task.id).in_(wanted))
    titles: dict[uuid.UUID, str] = dict(session.exec(query).all())
    tasks = [{"id": str(task_id), "title": titles[task_id]} for task_id in wanted if task_id in titles]
    names = dict.fromkeys(repaired(call["name"])[:100] for call in calls)
    return data_of(action=", ".join(names), tasks=tasks)


def _deletions(calls: list[dict[str, Any]]) -> list[uuid.UUID]:
    shown = set(_task_ids(calls))
    wanted = _task_ids([call for call in calls if call["name"] in DELETING_TOOLS])
    return [task_id for task_id in wanted if task_id in shown]


def _task_ids(calls: Sequence[dict[str, Any]]) -> list[uuid.UUID]:
    """The tasks that calls name, in order, without doubles."""
    found: dict[uuid.UUID, None] = {}
    for call in calls:
        ids = call["arguments"].get("ids")
        for value in [call["arguments"].get("id"), *(ids if isinstance(ids, list) else [])]:
            try:
                found[uuid.UUID(value)] = None
            except (ValueError, TypeError, AttributeError):
                continue
    return list(found)[:MAX_TASKS]
