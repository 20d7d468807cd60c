"""What goes over the wire; of accounts, tasks and the chat, in modules of their own."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class Request(BaseModel):
    """A body that people send: what it does not name is an error, not ignored."""

    model_config = ConfigDict(extra="forbid")


class Health(BaseModel):
    """Whether the program is alive."""

    status: Literal["ok"] = "ok"


class Readiness(BaseModel):
    """Whether the program can do its work, and which of its dependencies keep it from that."""

    status: Literal["ok", "unavailable"]
    checks: dict[str, str] = Field(examples=[{"database": "ok"}])
