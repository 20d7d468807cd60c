"""What a person says, and how the assistant's answer is streamed."""

import uuid
from typing import Annotated

from fastapi import APIRouter

from todo_backend.dependencies import Access, Services, ServicesDep, writing
from todo_backend.idempotency import REPLAYED, IdempotencyHeader
from todo_backend.problems import responses
from todo_backend.runs.begin import Begun, begin_again, begin_chat
from todo_backend.runs.events import EventStream
from todo_backend.schemas_chat import ChatRequest

router = APIRouter(prefix="/api", tags=["chat"])
Writing = Annotated[Access, writing("chat")]


@router.post(
    "/chat",
    summary="Say something to the assistant",
    response_class=EventStream,
    responses=responses(401, 404, 409, 413, 422, 429),
)
async def chat(
    body: ChatRequest, writing: Writing, services: ServicesDep, key: IdempotencyHeader = None
) -> EventStream:
    """Store what a person says, begin a run that answers it, and stream the run's events.

    Events, each with its number as id and JSON data: `start` {run_id, conversation_id, question_id, message_id},
    `token` {text}, `tool` {name, ok}, and at the end one of `done` {message_id, text}, `stopped` {message_id},
    `error` {code, message} whose message is for the person, or `confirm` {action, tasks: [{id, title}]}, after which
    the run waits for the person's confirmation. The tokens joined are the text that is stored.

    Each event is stored before it is sent, and the run goes on when nobody listens: continue with
    `GET /api/runs/{id}/events`.
    """
    begun = await writing.run(lambda session, caller: begin_chat(session, caller.user.id, body, key))
    return _stream(services, begun)


@router.post(
    "/conversations/{conversation_id}/regenerate",
    summary="Answer the last question anew",
    response_class=EventStream,
    responses=responses(401, 404, 409, 422, 429),
)
async def regenerate(
    conversation_id: uuid.UUID, writing: Writing, services: ServicesDep, key: IdempotencyHeader = None
) -> EventStream:
    """Remove the last answer, begin a new run for the same question, and stream its events as `chat` does.

    What the first try has made, such as a task, is not made again by the same call of a tool.
    """
    begun = await writing.run(lambda session, caller: begin_again(session, caller.user.id, conversation_id, key))
    return _stream(services, begun)


def _stream(services: Services, begun: Begun) -> EventStream:
    return EventStream(services.runs.begin(begun), headers=REPLAYED if begun.work is None else None)
