"""Takes in the agent's events: what is sent of them, and how the run goes on."""

from todo_backend.agent import AgentError, AgentEvent, broken
from todo_backend.runs.confirmation import paused
from todo_backend.runs.track import Track
from todo_backend.runs.work import Done, Paused, Work
from todo_backend.text import repaired

MAX_ANSWER_CHARACTERS = 100_000
MAX_TOOLS = 500

AGENT_CODES = frozenset(
    {
        "busy",
        "internal",
        "model_invalid",
        "model_unavailable",
        "timeout",
        "too_expensive",
        "too_many_turns",
        "tools_unavailable",
    }
)


class Answer:
    """What came of one stretch of a run. The joined tokens are the answer that will be stored."""

    def __init__(self, work: Work, track: Track) -> None:
        self._track = track
        self._new_paragraph = work.has_text
        self._held = ""
        self._characters = 0
        self._tools = 0

    def take(self, event: AgentEvent) -> Done | Paused | None:
        """Take in an event; how the stretch ends, when this is the last one.

        Raises:
            AgentError: when it is an error, or nothing that the agent should say.
        """
        if event.name == "token":
            self._say(_text_of(event))
        elif event.name == "tool":
            self._use_tool(event)
        elif event.name == "error":
            raise _agents_own(event)
        elif event.name == "done":
            text = _text_of(event)
            if self._characters == 0:
                self._say(text)
            self._say("", last=True)
            return Done()
        elif event.name == "confirm":
            self._say("", last=True)
            return paused(event)
        return None

    def _say(self, text: str, *, last: bool = False) -> None:
        """Send text. Half of a surrogate pair is held back until the other half comes, or nothing more."""
        text, self._held = self._held + text, ""
        if not last and text and "\ud800" <= text[-1] <= "\udbff":
            text, self._held = text[:-1], text[-1]
        if not text:
            return
        text = repaired(text)
        if self._new_paragraph:
            self._new_paragraph = False
            text = text if text[0].isspace() else f"\n\n{text}"
        self._characters += len(text)
        if self._characters > MAX_ANSWER_CHARACTERS:
            raise broken()
        self._track.token(text)

    def _use_tool(self, event: AgentEvent) -> None:
        # Without its arguments and result: they are the person's, but no browser needs them.
        self._tools += 1
        if self._tools > MAX_TOOLS:
            raise broken()
        self._track.event("tool", name=repaired(str(event.data.get("name")))[:100], ok=event.data.get("ok") is True)


def _text_of(event: AgentEvent) -> str:
    text = event.data.get("text")
    if not isinstance(text, str):
        raise broken()
    return text


def _agents_own(event: AgentEvent) -> AgentError:
    code, message = event.data.get("code"), event.data.get("message")
    if code not in AGENT_CODES or not isinstance(message, str):
        return broken()
    return AgentError(code, repaired(message)[:500])
