"""Runs that wait until the person has confirmed what the agent wants to do."""

import functools
import json
import threading
import uuid
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import jwt
import pytest
from sqlalchemy import update
from sqlmodel import Session, col

from tests.api import JWT_KEY, Api, Event, Person, in_parallel, running, text_of
from tests.stand_in_agent import StandInAgent, confirm, done, event, tokens
from todo_backend.models import Run, now
from todo_backend.runs import confirmation as confirmation_module
from todo_backend.runs import writer as writer_module
from todo_backend.runs.confirmation import MAX_CALL_CHARACTERS, MAX_STATE_CHARACTERS
from todo_backend.runs.work import WAITING_SECONDS


@pytest.fixture(scope="module")
def other(api: Api, agent: StandInAgent, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    """A second replica on the same database."""
    url = api.services.database._engine.url.render_as_string(hide_password=False)
    with running(url, tmp_path_factory.mktemp("other"), agent) as other:
        yield other


def decide(person: Person, run_id: str, approve: bool) -> list[Event]:
    return person.stream("POST", f"/api/runs/{run_id}/confirmation", {"approve": approve})


def refused(person: Person, run_id: str, body: object = None) -> int:
    return person.ask("POST", f"/api/runs/{run_id}/confirmation", body or {"approve": True}).status_code


def waiting(person: Person, agent: StandInAgent, *calls: tuple[str, dict[str, Any]]) -> list[Event]:
    agent.play(*tokens("Let me see."), confirm(*calls, state={"turn": [1, None, "é"]}))
    return person.chat("delete it")


def claims(agent: StandInAgent) -> dict[str, Any]:
    token = agent.asked[-1].body["mcp_token"]
    found: dict[str, Any] = jwt.decode(token, JWT_KEY, algorithms=["HS256"], audience="todo-mcp")
    return found


def messages(person: Person, conversation_id: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = person.get(f"/api/conversations/{conversation_id}")["messages"]
    return found


@pytest.mark.parametrize("elsewhere", [False, True], ids=["the same replica", "another replica"])
def test_approved(other: Api, ada: Person, agent: StandInAgent, elsewhere: bool) -> None:
    milk, bread = ada.add_task("milk"), ada.add_task("bread")
    events = waiting(ada, agent, ("delete_tasks", {"ids": [milk["id"]]}), ("delete_task", {"id": bread["id"]}))
    start, _, asked = events
    shown = [{"id": task["id"], "title": task["title"]} for task in (milk, bread)]
    assert asked == ("confirm", {"action": "delete_tasks, delete_task", "tasks": shown})
    run_id = start[1]["run_id"]
    there = ada.at(other) if elsewhere else ada
    found = there.get(f"/api/conversations/{start[1]['conversation_id']}")
    assert (found["run"]["id"], found["run"]["status"], len(found["messages"])) == (run_id, "waiting", 1)
    assert there.follow(run_id) == events
    assert there.follow(run_id, 3) == []
    assert "delete" not in claims(agent)
    assert (
        Person(ada.api, "", agent.asked[0].body["mcp_token"]).ask("DELETE", f"/api/tasks/{milk['id']}").status_code
        == 403
    )

    agent.play(event("tool", name="delete_tasks", ok=True), *tokens("Both are ", "gone."), done("Both are gone."))
    rest = decide(there, run_id, True)
    assert (rest[0].seq, rest[0][0]) == (4, "tool")
    assert rest[-1][1]["text"] == "Let me see.\n\nBoth are gone." == text_of([*events, *rest])
    body = agent.asked[0].body
    assert body["resume"] == {"state": {"turn": [1, None, "é"]}, "approved": True}
    assert (body["run_id"], body["scope"]) == (run_id, start[1]["question_id"])
    assert [message["content"] for message in body["messages"]] == ["delete it"]
    assert sorted(claims(agent)["delete"]) == sorted(task["id"] for task in (milk, bread))
    as_mcp = Person(ada.api, "", body["mcp_token"])
    assert as_mcp.ask("DELETE", f"/api/tasks/{milk['id']}").status_code == 204
    keep = ada.add_task("not named")
    assert as_mcp.ask("DELETE", f"/api/tasks/{keep['id']}").status_code == 403

    answer = messages(there, start[1]["conversation_id"])[1]
    assert (answer["status"], answer["content"]) == ("complete", rest[-1][1]["text"])
    assert there.follow(run_id) == [*events, *rest]
    assert ada.follow(run_id, 3) == rest


def test_declined(ada: Person, agent: StandInAgent) -> None:
    task = ada.add_task("milk")
    start, *_ = waiting(ada, agent, ("delete_task", {"id": task["id"]}))
    agent.play(done("Nothing was changed."))
    rest = decide(ada, start[1]["run_id"], False)
    assert rest[-1][1]["text"] == "Let me see.\n\nNothing was changed."
    assert agent.asked[0].body["resume"]["approved"] is False
    assert "delete" not in claims(agent)


def test_other_tools_get_no_right_to_delete(ada: Person, agent: StandInAgent) -> None:
    task = ada.add_task("milk")
    events = waiting(ada, agent, ("archive_everything", {"id": task["id"], "ids": "all"}))
    assert events[-1][1] == {"action": "archive_everything", "tasks": [{"id": task["id"], "title": "milk"}]}
    agent.play(done("ok"))
    decide(ada, events[0][1]["run_id"], True)
    assert "delete" not in claims(agent)


def test_titles_come_from_the_database_and_only_of_own_tasks(ada: Person, bob: Person, agent: StandInAgent) -> None:
    mine, theirs = ada.add_task("<b>milk</b>"), bob.add_task("a secret")
    ids = [theirs["id"], mine["id"], mine["id"], str(uuid.uuid4()), "not an id", 7, None, {"id": mine["id"]}]
    events = waiting(ada, agent, ("delete_tasks", {"ids": ids, "title": "something harmless"}))
    assert events[-1][1]["tasks"] == [{"id": mine["id"], "title": "<b>milk</b>"}]
    assert "secret" not in json.dumps([data for _, data in events])
    assert "harmless" not in json.dumps([data for _, data in events])


def test_one_confirmation_covers_what_it_shows(
    ada: Person, agent: StandInAgent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(confirmation_module, "MAX_TASKS", 2)
    tasks = [ada.add_task(f"task {number}")["id"] for number in range(4)]
    events = waiting(ada, agent, ("archive", {"id": tasks[0]}), ("delete_tasks", {"ids": tasks[1:]}))
    assert [task["id"] for task in events[-1][1]["tasks"]] == tasks[:2]
    agent.play(done("ok"))
    decide(ada, events[0][1]["run_id"], True)
    assert claims(agent)["delete"] == [tasks[1]]


def test_twice(other: Api, ada: Person, agent: StandInAgent) -> None:
    start, *_ = waiting(ada, agent, ("delete_task", {"id": str(uuid.uuid4())}))
    run_id = start[1]["run_id"]
    agent.play(done("ok"))
    statuses = in_parallel([functools.partial(refused, ada.at(at), run_id) for at in (ada.api, other) * 3])
    assert sorted(statuses) == [200] + [409] * 5
    assert len(agent.asked) == 1
    assert refused(ada, run_id) == 409


def test_it_may_be_asked_again(ada: Person, agent: StandInAgent) -> None:
    start, *_ = waiting(ada, agent, ("delete_task", {"id": str(uuid.uuid4())}))
    agent.play(confirm(("delete_task", {"id": "x"}), state=2))
    assert decide(ada, start[1]["run_id"], True)[-1] == ("confirm", {"action": "delete_task", "tasks": []})
    agent.play(done("ok"))
    assert decide(ada, start[1]["run_id"], True)[-1][0] == "done"
    assert agent.asked[0].body["resume"]["state"] == 2


def test_nothing_waits(ada: Person, agent: StandInAgent) -> None:
    agent.play(done("ok"))
    assert refused(ada, ada.chat("go")[0][1]["run_id"]) == 409
    go_on = threading.Event()
    agent.play(*tokens("x"), lambda: go_on.wait(120), done("x"))
    with ada.chatting("go") as events:
        assert refused(ada, next(events)[1]["run_id"]) == 409
        go_on.set()


@pytest.mark.parametrize("body", [{}, {"approve": "yes"}, {"approve": 1}, {"approve": None}, {"approve": True, "x": 1}])
def test_what_is_no_decision(ada: Person, agent: StandInAgent, body: object) -> None:
    start, *_ = waiting(ada, agent, ("delete_task", {"id": "x"}))
    answer = ada.ask("POST", f"/api/runs/{start[1]['run_id']}/confirmation", body)
    assert answer.status_code == 422
    assert ada.get(f"/api/runs/{start[1]['run_id']}")["status"] == "waiting"


def test_another_user(ada: Person, bob: Person, agent: StandInAgent) -> None:
    start, *_ = waiting(ada, agent, ("delete_task", {"id": "x"}))
    assert refused(bob, start[1]["run_id"]) == 404
    assert bob.ask("POST", f"/api/runs/{start[1]['run_id']}/stop").status_code == 404
    assert ada.get(f"/api/runs/{start[1]['run_id']}")["status"] == "waiting"


def test_it_expires(api: Api, ada: Person, agent: StandInAgent) -> None:
    start, *_ = waiting(ada, agent, ("delete_task", {"id": "x"}))
    run_id = start[1]["run_id"]
    with Session(api.services.database._engine) as session:
        long_ago = now() - timedelta(seconds=WAITING_SECONDS + 1)
        session.execute(update(Run).where(col(Run.id) == uuid.UUID(run_id)).values(heartbeat_at=long_ago))
        session.commit()
    assert refused(ada, run_id) == 409
    assert ada.get(f"/api/runs/{run_id}")["status"] == "stopped"
    assert ada.follow(run_id)[-1] == ("stopped", {"message_id": start[1]["message_id"]})
    answer = messages(ada, start[1]["conversation_id"])[1]
    assert (answer["status"], answer["content"]) == ("stopped", "Let me see.")


def test_the_next_message_declines_it(ada: Person, agent: StandInAgent) -> None:
    start, *_ = waiting(ada, agent, ("delete_task", {"id": "x"}))
    agent.play(done("ok"))
    assert ada.chat("never mind", start[1]["conversation_id"])[-1][0] == "done"
    assert refused(ada, start[1]["run_id"]) == 409
    assert [(message["content"], message["status"]) for message in messages(ada, start[1]["conversation_id"])] == [
        ("delete it", "complete"), ("Let me see.", "stopped"), ("never mind", "complete"), ("ok", "complete"),
    ]  # fmt: skip
    assert agent.asked[0].body["messages"][1] == {"role": "assistant", "content": "Let me see."}


def test_it_is_stopped_replaced_or_asked_anew(ada: Person, agent: StandInAgent) -> None:
    start, *_ = waiting(ada, agent, ("delete_task", {"id": "x"}))
    stopped = ada.ask("POST", f"/api/runs/{start[1]['run_id']}/stop")
    assert (stopped.status_code, stopped.json()["status"]) == (202, "stopped")
    assert ada.follow(start[1]["run_id"])[-1][0] == "stopped"

    start, *_ = waiting(ada, agent, ("delete_task", {"id": "x"}))
    agent.play(done("ok"))
    ada.stream("POST", f"/api/conversations/{start[1]['conversation_id']}/regenerate")
    assert [message["content"] for message in messages(ada, start[1]["conversation_id"])] == ["delete it", "ok"]

    start, *_ = waiting(ada, agent, ("delete_task", {"id": "x"}))
    agent.play(done("ok"))
    ada.chat("keep it", start[1]["conversation_id"], replaces=start[1]["question_id"])
    assert [message["content"] for message in messages(ada, start[1]["conversation_id"])] == ["keep it", "ok"]


CALL = {"id": "1", "name": "delete_task", "arguments": {}}


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"calls": [CALL]},
        {"calls": [], "state": 1},
        {"calls": "x", "state": 1},
        {"calls": [CALL] * 21, "state": 1},
        {"calls": [{**CALL, "arguments": "{}"}], "state": 1},
        {"calls": [{"id": "1", "arguments": {}}], "state": 1},
        {"calls": [{**CALL, "id": 1}], "state": 1},
        {"calls": ["x"], "state": 1},
        {"calls": [CALL], "state": "x" * MAX_STATE_CHARACTERS},
        {"calls": [{**CALL, "arguments": {"x": "y" * MAX_CALL_CHARACTERS}}], "state": 1},
    ],
)
def test_what_the_agent_may_not_ask(ada: Person, agent: StandInAgent, data: dict[str, Any]) -> None:
    agent.play(event("confirm", **data))
    name, error = ada.chat("go")[-1]
    assert (name, error["code"]) == ("error", "agent_broken")


@pytest.mark.parametrize("levels", [20_000, 900, 100])
def test_a_state_of_many_levels(ada: Person, agent: StandInAgent, levels: int) -> None:
    calls = json.dumps([CALL]).encode()
    nested = b"[" * levels + b"]" * levels
    agent.play(b'event: confirm\ndata: {"calls": ' + calls + b', "state": ' + nested + b"}\n\n")
    assert ada.chat("go")[-1][1]["code"] == "agent_broken"


def test_hostile_text_in_calls(ada: Person, agent: StandInAgent) -> None:
    events = waiting(ada, agent, ("delete\x00\ud800 task", {"id": "\x00"}))
    assert events[-1] == ("confirm", {"action": "delete\ufffd\ufffd task", "tasks": []})


def test_stopped_in_the_moment_of_the_question(
    api: Api, ada: Person, agent: StandInAgent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer_module, "HEARTBEAT_SECONDS", 3600)
    asked = threading.Event()
    agent.play(lambda: asked.wait(120), confirm(("delete_task", {"id": "x"})))
    with ada.chatting("go") as events:
        run_id = next(events)[1]["run_id"]
        with Session(api.services.database._engine) as session:
            session.execute(update(Run).where(col(Run.id) == uuid.UUID(run_id)).values(stop_requested=True))
            session.commit()
        asked.set()
        assert [name for name, _ in events] == ["stopped"]
    assert ada.get(f"/api/runs/{run_id}")["status"] == "stopped"
