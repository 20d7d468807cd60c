"""The client of the agent: starts a run and reads its events."""

import json
import uuid
from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import dataclass
from typing import Any, Literal, NoReturn, TypedDict

import httpx

from todo_backend import tracing
from todo_backend.logs import request_id

MAX_EVENT_BYTES = 1_000_000
"""Tool results come along with their events."""


class ChatMessage(TypedDict):
    """What one side said, for the model."""

    role: Literal["user", "assistant"]
    content: str


class Resume(TypedDict):
    """How a run goes on that waited: with what the agent gave to keep, and what the person decided."""

    state: Any
    approved: bool


@dataclass(frozen=True)
class AgentEvent:
    """An event of a run: token, tool, confirm, done or error."""

    name: str
    data: dict[str, Any]


class AgentError(Exception):
    """A run that cannot go on; the message is for the person."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(code)
        self.code = code
        self.message = message


class Agent:
    """The agent behind one URL."""

    def __init__(self, base_url: str, silence_seconds: float) -> None:
        # trust_env: the agent is a neighbour, a proxy for the outside must not get the tokens.
        timeout = httpx.Timeout(5, read=silence_seconds)
        limits = httpx.Limits(max_connections=None, max_keepalive_connections=20)
        self._http = httpx.AsyncClient(base_url=base_url, timeout=timeout, limits=limits, trust_env=False)

    async def run(
        self,
        messages: list[ChatMessage],
        *,
        agent_token: str,
        mcp_token: str,
        run_id: uuid.UUID,
        scope: uuid.UUID,
        resume: Resume | None = None,
    ) -> AsyncGenerator[AgentEvent, None]:
        """Start a run, or go on with one that waited, and give its events as they come.

        `scope` stays the same when a run is tried again: what the first try made is not made twice.

        Raises:
            AgentError: when the agent cannot be reached, refuses, breaks off or does not speak as agreed.
        """
        body: dict[str, Any] = {"run_id": str(run_id), "scope": str(scope), "messages": messages}
        body["mcp_token"] = mcp_token
        if resume is not None:
            body["resume"] = resume
        headers = {"Authorization": f"Bearer {agent_token}", "X-Request-Id": request_id.get() or str(run_id)}
        tracing.pass_on(headers)
        try:
            async with self._http.stream("POST", "/v1/runs", json=body, headers=headers) as response:
                if response.status_code != 200:
                    raise busy() if response.status_code == 503 else unavailable()
                if not response.headers.get("content-type", "").startswith("text/event-stream"):
                    raise broken()
                async for event in _events(response.aiter_bytes()):
                    yield event
        except httpx.ReadTimeout:
            raise timed_out() from None
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout):
            raise unavailable() from None
        except httpx.HTTPError:
            raise broken() from None

    async def close(self) -> None:
        """Close all connections."""
        await self._http.aclose()


def unavailable() -> AgentError:
    """Nobody answers, or the answer is a refusal."""
    return AgentError(
        "agent_unavailable", "The assistant cannot be reached at this moment. Your tasks still work; try again soon."
    )


def busy() -> AgentError:
    """It has as much to do as it takes."""
    return AgentError("busy", "The assistant has too much to do at this moment. Please try again soon.")


def broken() -> AgentError:
    """The answer broke off or makes no sense."""
    return AgentError("agent_broken", "The assistant's answer broke off. Please try again.")


def timed_out() -> AgentError:
    """Nothing came for too long."""
    return AgentError("timeout", "The assistant took too long to answer. Please try again.")


async def _events(chunks: AsyncIterator[bytes]) -> AsyncIterator[AgentEvent]:
    # Read by bytes: httpx's own lines also end at U+2028, which JSON may contain.
    name, data = "message", [b""]
    async for line in _lines(chunks):
        field, _, value = line.partition(b":")
        value = value.removeprefix(b" ")
        if field == b"event":
            name = value.decode("utf-8", "replace")
        elif field == b"data":
            data.append(value)
        elif not line:
            if len(data) > 1:
                yield AgentEvent(name, _object(b"\n".join(data[1:])))
            name, data = "message", [b""]


async def _lines(chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    rest = b""
    async for chunk in chunks:
        *lines, rest = (rest + chunk).split(b"\n")
        if len(rest) > MAX_EVENT_BYTES:
            raise broken()
        for line in lines:
            yield line.removesuffix(b"\r")


def _object(data: bytes) -> dict[str, Any]:
    try:
        value = json.loads(data, parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise broken() from None
    if not isinstance(value, dict):
        raise broken()
    return value


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not JSON")
