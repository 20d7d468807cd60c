"""What a runner needs to know of the run that it works on, and how the run can end."""

import uuid
from dataclasses import dataclass, field
from typing import Any, Literal

from todo_backend.agent import AgentError, ChatMessage, Resume
from todo_backend.runs.events import Event

Status = Literal["running", "waiting", "done", "stopped", "failed"]

STALE_SECONDS = 15
"""A running run whose heart did not beat for so long has lost its replica."""

WAITING_SECONDS = 600
"""How long a run waits for a person's confirmation."""


@dataclass(frozen=True)
class Work:
    """A stretch of a run: from its question, or from a confirmation, until it ends or waits."""

    run_id: uuid.UUID
    user_id: uuid.UUID
    question_id: uuid.UUID
    message_id: uuid.UUID
    messages: list[ChatMessage]
    seq: int
    """The number of the newest event that is stored."""
    first: Event | None = None
    """The newest event, when nobody has got it yet."""
    has_text: bool = False
    """Whether an earlier stretch has said something."""
    resume: Resume | None = None
    may_delete: list[uuid.UUID] = field(default_factory=list)
    """Tasks whose deletion the person has confirmed."""


@dataclass(frozen=True)
class Done:
    """The agent has finished its answer."""


@dataclass(frozen=True)
class Stopped:
    """The person does not want the rest."""


@dataclass(frozen=True)
class Failed:
    """It cannot go on."""

    error: AgentError


@dataclass(frozen=True)
class Paused:
    """The agent wants the person's confirmation for some tool calls."""

    calls: list[dict[str, Any]]
    state: str
    """JSON."""


@dataclass(frozen=True)
class Lost:
    """The run is no longer this process's: deleted, or taken for dead by another replica."""


@dataclass(frozen=True)
class Unstored:
    """The database takes no events."""


Ending = Done | Stopped | Failed
Cut = Stopped | Failed | Lost | Unstored
"""Why a stretch can end before the agent does."""

Outcome = Done | Paused | Cut


def interrupted() -> AgentError:
    """The program that worked on the answer has ended."""
    return AgentError("interrupted", "The answer was interrupted. Please try again.")


def unstored() -> AgentError:
    """The answer cannot be kept."""
    return AgentError("internal", "The answer could not be saved. Please try again.")
