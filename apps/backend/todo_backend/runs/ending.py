"""How a run ends: its answer is stored, together with the event that says so."""

import json
import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Update, bindparam, func, insert, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from todo_backend.models import Conversation, Run, RunEvent, now
from todo_backend.runs.events import Event, data_of, error_data
from todo_backend.runs.tables import CONVERSATIONS, EVENTS, MESSAGES, RUNS
from todo_backend.runs.work import STALE_SECONDS, WAITING_SECONDS, Done, Ending, Failed, Stopped, interrupted

MAX_SEQ = 2**31 - 1
"""The largest number that an event can have."""

BATCH = 100
"""Runs that one sweep ends at most."""


def _statements(*guards: ColumnElement[bool]) -> tuple[Update, Update]:
    """What ends a run for which the guards hold: first its conversation is written to, see lock_conversation."""
    this = (RUNS.c.id == bindparam("this"), *guards)
    mine = select(RUNS.c.conversation_id).where(*this).scalar_subquery()
    ended = update(RUNS).where(*this).returning(RUNS.c.conversation_id, RUNS.c.message_id)
    return update(CONVERSATIONS).where(CONVERSATIONS.c.id == mine), ended


# Made once, as they are asked most often.
_END_RUNNING = _statements(RUNS.c.status == "running")
_ADD_ANSWER = insert(MESSAGES)
_STORED = (
    select(EVENTS.c.seq, EVENTS.c.event, EVENTS.c.data)
    .where(EVENTS.c.run_id == bindparam("run"), EVENTS.c.seq > bindparam("after"), EVENTS.c.seq <= bindparam("until"))
    .order_by(EVENTS.c.seq)
)
_STORE = {kind.dialect.name: kind.insert(EVENTS).on_conflict_do_nothing() for kind in (postgresql, sqlite)}


def end(
    session: Session,
    run_id: uuid.UUID,
    ending: Ending,
    *guards: ColumnElement[bool],
    rest: Sequence[Event] = (),
) -> Event | None:
    """End a run in the session's transaction; None when it is not there, or a guard does not hold (any more).

    The answer is what was sent: the joined tokens. `rest` are its last events, which are not stored yet.
    """
    session.flush()
    connection = session.connection()
    moment = now()
    spoken_in, ended = _statements(*guards) if guards else _END_RUNNING
    connection.execute(spoken_in, {"this": run_id, "updated_at": moment})
    code, explanation = (ending.error.code, ending.error.message) if isinstance(ending, Failed) else (None, None)
    error = {"error_code": code, "error_message": explanation}
    state = {"status": _status(ending), "calls": None, "state": None, **error}
    changed = connection.execute(ended, {"this": run_id, **state}).one_or_none()
    if changed is None:
        return None
    events = [*stored_events(session, run_id, 0), *rest]
    text = "".join(str(json.loads(event.data)["text"]) for event in events if event.name == "token")
    last = _last_event(ending, len(events) + 1, changed.message_id, text)
    store(session, [(run_id, event) for event in (*rest, last)])
    answer = {
        "id": changed.message_id,
        "conversation_id": changed.conversation_id,
        "role": "assistant",
        "content": text,
        "created_at": moment,
        "status": "complete" if isinstance(ending, Done) else _status(ending),
        "tools": [json.loads(event.data) for event in events if event.name == "tool"],
    }
    connection.execute(_ADD_ANSWER, {**answer, **error})
    return last


def interrupt_stale(session: Session, *which: ColumnElement[bool]) -> int:
    """End running runs whose replica died and waiting ones that nobody confirmed; how many. Commits if there were."""
    moment = now()
    running, waiting = (_dead(moment), _expired(moment))
    ended = 0
    for guard, ending in ((running, Failed(interrupted())), (waiting, Stopped())):
        found = session.exec(select(Run.id).where(guard, *which).limit(BATCH)).all()
        for run_id in found:
            if end(session, run_id, ending, guard) is not None:
                session.commit()
                ended += 1
    return ended


def lock_conversation(session: Session, run_id: uuid.UUID) -> None:
    """Whoever changes a conversation and a run of it locks them in this order, or two could wait for each other."""
    mine = select(Run.conversation_id).where(Run.id == run_id).scalar_subquery()
    session.exec(select(Conversation.id).where(col(Conversation.id) == mine).with_for_update()).first()


def stored_events(session: Session, run_id: uuid.UUID, after: int, until: int = MAX_SEQ) -> list[Event]:
    """The stored events with numbers over `after`, and not over `until`, in order."""
    wanted = {"run": run_id, "after": after, "until": until}
    return [Event(*row) for row in session.connection().execute(_STORED, wanted)]


def store(session: Session, events: Sequence[tuple[uuid.UUID, Event]]) -> None:
    """Store events. Those that are there stay: a commit whose answer got lost may have worked."""
    rows = [{"run_id": run_id, "seq": event.seq, "event": event.name, "data": event.data} for run_id, event in events]
    # One by itself: a list of rows is a round trip more.
    session.connection().execute(_STORE[session.get_bind().dialect.name], rows if len(rows) > 1 else rows[0])


def newest_seq(session: Session, run_id: uuid.UUID) -> int:
    """The number of a run's newest event, 0 when it has none."""
    return session.exec(select(func.max(RunEvent.seq)).where(RunEvent.run_id == run_id)).one() or 0


def has_text(session: Session, run_id: uuid.UUID) -> bool:
    """Whether a run has said something yet."""
    tokens = select(RunEvent.seq).where(RunEvent.run_id == run_id, RunEvent.event == "token")
    return session.exec(tokens.limit(1)).first() is not None


def _dead(moment: datetime) -> ColumnElement[bool]:
    return (col(Run.status) == "running") & (col(Run.heartbeat_at) < moment - timedelta(seconds=STALE_SECONDS))


def _expired(moment: datetime) -> ColumnElement[bool]:
    return (col(Run.status) == "waiting") & (col(Run.heartbeat_at) < moment - timedelta(seconds=WAITING_SECONDS))


def _status(ending: Ending) -> str:
    return {Done: "done", Stopped: "stopped", Failed: "failed"}[type(ending)]


def _last_event(ending: Ending, seq: int, message_id: uuid.UUID, text: str) -> Event:
    if isinstance(ending, Failed):
        return Event(seq, "error", error_data(ending.error.code, ending.error.message))
    if isinstance(ending, Stopped):
        return Event(seq, "stopped", data_of(message_id=str(message_id)))
    return Event(seq, "done", data_of(message_id=str(message_id), text=text))
