"""Runs: follow, stop, confirm."""

import uuid
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Depends, Header
from fastapi.sse import EventSourceResponse, ServerSentEvent

from todo_backend.dependencies import Access, ServicesDep, writing
from todo_backend.models import Run
from todo_backend.problems import responses
from todo_backend.runs.confirmation import own_run, resume
from todo_backend.runs.events import as_sse
from todo_backend.runs.service import request_stop
from todo_backend.runs.work import Work
from todo_backend.schemas_chat import Confirmation, RunView

router = APIRouter(prefix="/api/runs/{run_id}", tags=["chat"])
Writing = Annotated[Access, writing("writes")]
# Whoever looks at a run that has lost its replica ends it.
Looking = Annotated[Access, writing(None)]

LastEventId = Annotated[
    int, Header(alias="Last-Event-ID", ge=0, lt=2**31, description="The number of the last event that arrived.")
]


# Dependencies: what goes wrong before the stream begins is an ordinary error with its status.


async def _own(run_id: uuid.UUID, looking: Looking) -> Run:
    return await looking.run(lambda session, caller: own_run(session, caller.user.id, run_id))


async def _confirmed(run_id: uuid.UUID, body: Confirmation, writing: Writing) -> Work:
    return await writing.run(lambda session, caller: resume(session, caller.user.id, run_id, body.approve))


OwnRun = Annotated[Run, Depends(_own)]


@router.get("", summary="Get a run", response_model=RunView, responses=responses(401, 404, 422))
async def get_run(run: OwnRun) -> Run:
    """Get how a chat turn stands; for 24 hours."""
    return run


@router.get(
    "/events",
    summary="Continue a run's stream",
    response_class=EventSourceResponse,
    responses=responses(401, 404, 422),
)
async def get_run_events(
    run: OwnRun, services: ServicesDep, last_event_id: LastEventId = 0
) -> AsyncIterator[ServerSentEvent]:
    """Stream the events after `Last-Event-ID` as `chat` does: what is stored, then what comes, on any replica.

    The stream ends with the run, and when it waits for a confirmation.
    """
    async for event in as_sse(services.runs.follow(run.id, last_event_id)):
        yield event


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
    response_class=EventSourceResponse,
    responses=responses(401, 404, 409, 413, 422, 429),
)
async def confirm(work: Annotated[Work, Depends(_confirmed)], services: ServicesDep) -> AsyncIterator[ServerSentEvent]:
    """Let a waiting run go on, and stream the events that come after `confirm`.

    Only with `approve` it may delete the tasks that the event named, and no others. Declined, it says so and changes
    nothing. After 10 minutes, or with the next message in its conversation, it is declined for good.
    """
    async for event in as_sse(services.runs.go_on(work)):
        yield event
