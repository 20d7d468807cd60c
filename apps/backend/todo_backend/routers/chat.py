"""The chat turn over HTTP."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.sse import EventSourceResponse, ServerSentEvent

from todo_backend.chat import Turn, begin_turn
from todo_backend.dependencies import CurrentUser, ServicesDep, SessionDep
from todo_backend.problems import responses
from todo_backend.schemas import ChatRequest

router = APIRouter(prefix="/api/chat", tags=["chat"])


def _begun(body: ChatRequest, user: CurrentUser, session: SessionDep) -> Turn:
    return begin_turn(session, user.id, body.message, body.conversation_id)


# A dependency: what goes wrong before the stream begins is an ordinary error with its status.
BegunTurn = Annotated[Turn, Depends(_begun)]


@router.post(
    "",
    summary="Say something to the assistant",
    response_class=EventSourceResponse,
    responses=responses(401, 404, 413, 422),
)
async def chat(turn: BegunTurn, services: ServicesDep) -> AsyncIterator[ServerSentEvent]:
    """Store what a person says and stream the assistant's answer.

    Events, each with JSON data: `start` {conversation_id, message_id}, `token` {text}, `tool` {name, ok}, and at the
    end either `done` {message_id, text} or `error` {code, message}, whose message is for the person. The answer is
    stored under `message_id` before `done` is sent. Closing the connection stops the answer; what came is stored.
    """
    async for event in services.turns.stream(turn):
        yield event
