"""Runs: follow, stop, confirm."""

import uuid
from typing import Annotated

from fastapi import APIRouter, Header
from sqlmodel import Session

from todo_backend.caller import Caller
from todo_backend.dependencies import Access, ServicesDep, writing
from todo_backend.models import Run
from todo_backend.problems import responses
from todo_backend.runs.confirmation import own_run, resume
from todo_backend.runs.events import EventStream
from todo_backend.runs.service import request_stop
from todo_backend.schemas_chat import Confirmation, RunView

router = APIRouter(prefix="/api/runs/{run_id}", tags=["chat"])
Writing = Annotated[Access, writing("writes")]
# Whoever looks at a run that has lost its replica ends it.
Looking = Annotated[Access, writing(None)]

LastEventId = Annotated[
    int, Header(alias="Last-Event-ID", ge=0, lt=2**31, description="The number of the last event that arrived.")
]


@router.get("", summary="Get a run", response_model=RunView, responses=responses(401, 404, 422))
async def get_run(run_id: uuid.UUID, looking: Looking) -> Run:
    """Get how a chat turn stands; for 24 hours."""
    return await looking.run(_own, run_id)


@router.get(
    "/events",
    summary="Continue a run's stream",
    response_class=EventStream,
    responses=responses(401, 404, 422),
)
async def get_run_events(
    run_id: uuid.UUID, looking: Looking, services: ServicesDep, last_event_id: LastEventId = 0
) -> EventStream:
    """Stream the events after `Last-Event-ID` as `chat` does: what is stored, then what comes, on any replica.

    The stream ends with the run, and when it waits for a confirmation.
    """
    await looking.run(_own, run_id)
    return EventStream(services.runs.follow(run_id, last_event_id))


@router.post(
    "/stop",
    status_code=202,
    summary="Stop a run",
    response_model=RunView,
    responses=responses(401, 404, 422, 429),
)
async def stop_run(run_id: uuid.UUID, writing: Writing, services: ServicesDep) -> Run:
    """Stop an answer, on whichever replica it is written; what came of it is kept. One that has ended stays so."""
    run = await writing.run(lambda session, caller: request_stop(session, caller.user.id, run_id))
    services.runs.stop(run_id)
    return run


@router.post(
    "/confirmation",
    summary="Confirm or decline",
    response_class=EventStream,
    responses=responses(401, 404, 409, 413, 422, 429),
)
async def confirm(run_id: uuid.UUID, body: Confirmation, writing: Writing, services: ServicesDep) -> EventStream:
    """Let a waiting run go on, and stream the events that come after `confirm`.

    Only with `approve` it may delete the tasks that the event named, and no others. Declined, it says so and changes
    nothing. After 10 minutes, or with the next message in its conversation, it is declined for good.
    """
    work = await writing.run(lambda session, caller: resume(session, caller.user.id, run_id, body.approve))
    return EventStream(services.runs.go_on(work))


def _own(session: Session, caller: Caller, run_id: uuid.UUID) -> Run:
    return own_run(session, caller.user.id, run_id)
