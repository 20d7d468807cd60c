"""What Prometheus gets of the chat."""

import threading

from prometheus_client.parser import text_string_to_metric_families

from tests.api import Api, Person, eventually
from tests.stand_in_agent import StandInAgent, confirm, done, event, tokens
from todo_backend.runs.answer import AGENT_CODES

OUTCOMES = AGENT_CODES | {"agent_broken", "agent_unavailable", "done", "interrupted", "lost", "stopped", "unstored"}
OUTCOMES |= {"waiting"}


def samples(api: Api, name: str) -> dict[str, float]:
    """The values of a metric by its only label."""
    families = text_string_to_metric_families(api.http.get("/metrics").text)
    found = [sample for family in families for sample in family.samples if sample.name == name]
    return {next(iter(sample.labels.values()), ""): sample.value for sample in found}


def test_turns_are_counted_by_their_outcome(api: Api, ada: Person, agent: StandInAgent) -> None:
    before = samples(api, "todo_chat_turns_total")
    agent.play(done("ok"))
    ada.chat("go")
    agent.play(confirm(("made-up", {})))
    ada.chat("go")
    for code in ("too_expensive", "made-up-7"):
        agent.play(event("tool", name="made-up", ok=True), event("error", code=code, message="No."))
        ada.chat("go")
    counted = samples(api, "todo_chat_turns_total")
    assert set(counted) <= OUTCOMES
    for outcome in ("done", "waiting", "too_expensive", "agent_broken"):
        assert counted[outcome] == before.get(outcome, 0) + 1
    assert "made-up" not in api.http.get("/metrics").text


def test_runs_under_way_and_waiting_for_the_database(api: Api, ada: Person, agent: StandInAgent) -> None:
    go_on = threading.Event()
    agent.play(*tokens("x"), lambda: go_on.wait(120), done("x"))
    running = samples(api, "todo_runs_running")[""]
    with ada.chatting("go") as events:
        next(events)
        assert samples(api, "todo_runs_running")[""] == running + 1
        go_on.set()
        list(events)
    eventually(lambda: samples(api, "todo_runs_running")[""] == running, "the run is over")
    assert samples(api, "todo_database_slots_waiting") == {"": 0}
