"""Runs that are followed, continued on another replica, stopped, repeated, replaced, and lose their replica."""

import functools
import json
import threading
import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, update
from sqlmodel import Session, col, select

from tests.api import Api, Event, Person, eventually, in_parallel, running, text_of
from tests.stand_in_agent import Asked, StandInAgent, confirm, done, event, tokens
from todo_backend.models import Message, Run, RunEvent, now
from todo_backend.runs import follower as follower_module
from todo_backend.runs import writer as writer_module
from todo_backend.runs.work import STALE_SECONDS, WAITING_SECONDS


@pytest.fixture(scope="module")
def other(api: Api, agent: StandInAgent, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    """A second replica on the same database."""
    url = api.services.database._engine.url.render_as_string(hide_password=False)
    with running(url, tmp_path_factory.mktemp("other"), agent) as other:
        yield other


class Gate:
    """A script that stops in the middle until it may go on."""

    def __init__(self, agent: StandInAgent, *, first: str = "Über den 😀 ", rest: str = "Wolken\u2028.") -> None:
        self._open = threading.Event()
        halves = [first[: len(first) // 2], first[len(first) // 2 :]]
        agent.play(*tokens(*halves), lambda: self._open.wait(120), *tokens(*rest), done(first + rest))

    def open(self) -> None:
        self._open.set()


def messages(person: Person, conversation_id: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = person.get(f"/api/conversations/{conversation_id}")["messages"]
    return found


def change_run(api: Api, run_id: str, **values: object) -> None:
    with _session(api) as session:
        session.execute(update(Run).where(col(Run.id) == uuid.UUID(run_id)).values(**values))
        session.commit()


def stored_text(api: Api, run_id: str) -> str:
    with _session(api) as session:
        query = select(RunEvent).where(RunEvent.run_id == uuid.UUID(run_id), RunEvent.event == "token")
        rows = session.exec(query.order_by(col(RunEvent.seq)))
        return "".join(json.loads(row.data)["text"] for row in rows)


def _session(api: Api) -> Session:
    return Session(api.services.database._engine, expire_on_commit=False)


def begun(events: Iterator[Event]) -> dict[str, str]:
    """What `start` said, once the first token is there too."""
    start = next(events)
    assert start[0] == "start"
    assert next(events)[0] == "token"
    return start[1]


@pytest.mark.parametrize("elsewhere", [False, True], ids=["the same replica", "another replica"])
def test_a_lost_connection_is_continued(
    api: Api, other: Api, ada: Person, agent: StandInAgent, elsewhere: bool
) -> None:
    gate = Gate(agent)
    received: list[Event] = []
    with ada.chatting("go") as events:
        received += [next(events), next(events)]
    start = received[0][1]
    assert received[-1].seq is not None
    there = ada.at(other) if elsewhere else ada
    headers = {"Last-Event-ID": str(received[-1].seq)}
    with there.streaming("GET", f"/api/runs/{start['run_id']}/events", headers=headers) as events:
        gate.open()
        received += list(events)

    assert [event.seq for event in received] == list(range(1, len(received) + 1))
    question, answer = messages(there, start["conversation_id"])
    assert text_of(received).encode() == answer["content"].encode() == "Über den 😀 Wolken\u2028.".encode()
    assert received[-1] == ("done", {"message_id": answer["id"], "text": answer["content"]})
    assert (question["id"], answer["id"]) == (start["question_id"], start["message_id"])
    # After its end, from anywhere, as often as one likes.
    for replica in (api, other):
        assert ada.at(replica).follow(start["run_id"]) == received
        assert ada.at(replica).follow(start["run_id"], 2) == received[2:]
        assert ada.at(replica).follow(start["run_id"], 99) == []


def test_several_listen_from_where_they_are(api: Api, other: Api, ada: Person, agent: StandInAgent) -> None:
    gate = Gate(agent)
    with ada.chatting("go") as first:
        received = [next(first), next(first)]
        run_id = received[0][1]["run_id"]
        follow = functools.partial(ada.follow, run_id)
        there = functools.partial(ada.at(other).follow, run_id)
        threading.Timer(0.5, gate.open).start()
        streams = in_parallel([functools.partial(f, after) for f in (follow, there) for after in (2, 0, 1)])
        received += list(first)
    assert streams == [received[after:] for after in (2, 0, 1, 2, 0, 1)]


@pytest.mark.parametrize("last", ["-1", "x", "1.5", "9999999999"])
def test_a_number_that_no_event_has(ada: Person, agent: StandInAgent, last: str) -> None:
    agent.play(done("hi"))
    run_id = ada.chat("go")[0][1]["run_id"]
    headers = {**ada.headers, "Last-Event-ID": last}
    assert ada.api.http.get(f"/api/runs/{run_id}/events", headers=headers).status_code == 422


def test_another_users_run_does_not_exist(ada: Person, bob: Person, agent: StandInAgent) -> None:
    gate = Gate(agent)
    with ada.chatting("go") as events:
        start = begun(events)
        conversation = f"/api/conversations/{start['conversation_id']}"
        for run in (start["run_id"], str(uuid.uuid4())):
            answers = [
                bob.ask("GET", f"/api/runs/{run}"),
                bob.ask("GET", f"/api/runs/{run}/events"),
                bob.ask("POST", f"/api/runs/{run}/stop"),
                bob.ask("POST", f"/api/runs/{run}/confirmation", {"approve": True}),
            ]
            assert {answer.status_code for answer in answers} == {404}
            assert {answer.json()["detail"] for answer in answers} == {"There is no such run."}
        answers = [
            bob.ask("GET", conversation),
            bob.ask("GET", f"{conversation}/messages"),
            bob.ask("PATCH", conversation, {"title": "mine"}),
            bob.ask("DELETE", conversation),
            bob.ask("POST", f"{conversation}/regenerate"),
            bob.ask("POST", "/api/chat", {"message": "x", "conversation_id": start["conversation_id"]}),
        ]
        assert {answer.status_code for answer in answers} == {404}
        gate.open()
        assert list(events)[-1][0] == "done"


def test_one_answer_at_a_time(other: Api, ada: Person, agent: StandInAgent) -> None:
    gate = Gate(agent)
    with ada.chatting("go") as events:
        start = begun(events)
        conversation = start["conversation_id"]
        for there in (ada, ada.at(other)):
            body = {"message": "me too", "conversation_id": conversation}
            answer = there.ask("POST", "/api/chat", body)
            assert (answer.status_code, answer.json()["title"]) == (409, "Conflict")
            assert there.ask("POST", f"/api/conversations/{conversation}/regenerate").status_code == 409
        assert ada.get(f"/api/conversations/{conversation}")["run"]["status"] == "running"
        gate.open()
        list(events)
    assert [message["role"] for message in messages(ada, conversation)] == ["user", "assistant"]


def test_many_at_once_in_one_conversation(other: Api, ada: Person, agent: StandInAgent) -> None:
    conversation = ada.ask("POST", "/api/conversations", {}).json()["id"]
    wait = threading.Event()
    agent.play(lambda: wait.wait(120), done("only one"))
    body = {"message": "go", "conversation_id": conversation}

    def ask(person: Person) -> int:
        with person.api.http.stream("POST", "/api/chat", json=body, headers=person.headers) as answer:
            return answer.status_code

    statuses = in_parallel([functools.partial(ask, ada.at(replica)) for replica in (ada.api, other) * 5])
    wait.set()
    assert sorted(statuses) == [200] + [409] * 9
    eventually(lambda: len(messages(ada, conversation)) == 2, "it is answered once")


@pytest.mark.parametrize("elsewhere", [False, True], ids=["the same replica", "another replica"])
def test_stop(other: Api, ada: Person, agent: StandInAgent, elsewhere: bool) -> None:
    Gate(agent)
    there = ada.at(other) if elsewhere else ada
    with ada.chatting("go") as events:
        received = [next(events), next(events)]
        start = received[0][1]
        stopped = there.ask("POST", f"/api/runs/{start['run_id']}/stop")
        assert (stopped.status_code, stopped.json()["id"]) == (202, start["run_id"])
        received += list(events)
    assert received[-1] == ("stopped", {"message_id": start["message_id"]})
    answer = messages(there, start["conversation_id"])[1]
    assert (answer["status"], answer["error"], answer["content"]) == ("stopped", None, text_of(received))
    assert there.get(f"/api/runs/{start['run_id']}")["status"] == "stopped"
    assert there.follow(start["run_id"]) == received
    # Once more does nothing.
    assert there.ask("POST", f"/api/runs/{start['run_id']}/stop").json()["status"] == "stopped"
    assert there.follow(start["run_id"]) == received


def test_the_agent_is_told_when_a_run_is_stopped(ada: Person, agent: StandInAgent) -> None:
    pause = threading.Event()

    def endless(_asked: Asked) -> Iterator[Any]:
        yield tokens("x")[0]
        while not agent.hung_up.is_set():
            yield b": still there\n\n"
            yield lambda: pause.wait(0.01)

    agent.play_for_each(endless)
    with ada.chatting("go") as events:
        start = begun(events)
        ada.ask("POST", f"/api/runs/{start['run_id']}/stop")
        assert list(events)[-1][0] == "stopped"
    eventually(agent.hung_up.is_set, "the agent's run is cut")


def test_a_run_whose_replica_died(
    other: Api, ada: Person, agent: StandInAgent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer_module, "HEARTBEAT_SECONDS", 3600)
    gate = Gate(agent)
    with ada.chatting("go") as events:
        start = next(events)[1]
        run_id = start["run_id"]
        eventually(lambda: stored_text(other, run_id) == "Über den 😀 ", "both tokens are stored")
        change_run(other, run_id, heartbeat_at=now() - timedelta(seconds=STALE_SECONDS + 1))
        found = ada.at(other).get(f"/api/conversations/{start['conversation_id']}")
        # The replica was only slow: it notices that the run is no longer its own.
        gate.open()
        rest = list(events)
    assert rest[-1][0] == "error"
    assert rest[-1][1]["code"] == "interrupted"
    assert found["run"] is None
    answer = found["messages"][1]
    assert (answer["status"], answer["error"]["code"], answer["content"]) == ("failed", "interrupted", "Über den 😀 ")
    run = ada.get(f"/api/runs/{run_id}")
    assert (run["status"], run["error"]) == ("failed", answer["error"])
    assert ada.follow(run_id)[-1] == ("error", answer["error"])
    assert len(messages(ada, start["conversation_id"])) == 2


@pytest.mark.parametrize("again", ["chat", "regenerate"])
def test_a_dead_run_is_in_nobodys_way(api: Api, ada: Person, agent: StandInAgent, again: str) -> None:
    agent.play(*tokens("half"), confirm(("delete_task", {})))
    start = ada.chat("go")[0][1]
    long_ago = now() - timedelta(seconds=STALE_SECONDS + 1)
    change_run(api, start["run_id"], status="running", heartbeat_at=long_ago)
    agent.play(done("again"))
    if again == "chat":
        ada.chat("more", start["conversation_id"])
        expected = [("go", "complete"), ("half", "failed"), ("more", "complete"), ("again", "complete")]
    else:
        ada.stream("POST", f"/api/conversations/{start['conversation_id']}/regenerate")
        expected = [("go", "complete"), ("again", "complete")]
    found = messages(ada, start["conversation_id"])
    assert [(message["content"], message["status"]) for message in found] == expected
    assert ada.get(f"/api/runs/{start['run_id']}")["error"]["code"] == "interrupted"


def test_a_listener_sees_that_the_other_replica_died(
    api: Api, other: Api, ada: Person, agent: StandInAgent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(follower_module, "SWEEP_SECONDS", 0.1)
    agent.play(done("hi"))
    start = ada.chat("go")[0][1]
    with _session(api) as session:
        session.execute(update(Run).where(col(Run.id) == uuid.UUID(start["run_id"])).values(status="running"))
        last = (col(RunEvent.run_id) == uuid.UUID(start["run_id"])) & (col(RunEvent.event) == "done")
        session.delete(session.exec(select(RunEvent).where(last)).one())
        session.delete(session.exec(select(Message).where(Message.id == uuid.UUID(start["message_id"]))).one())
        session.commit()
    with ada.at(other).streaming("GET", f"/api/runs/{start['run_id']}/events") as events:
        assert [next(events)[0] for _ in range(2)] == ["start", "token"]
        change_run(api, start["run_id"], heartbeat_at=now() - timedelta(seconds=STALE_SECONDS + 1))
        assert [(name, data["code"]) for name, data in events] == [("error", "interrupted")]


def test_the_agent_dies_and_the_answer_is_tried_again(ada: Person, agent: StandInAgent) -> None:
    agent.play(*tokens("half"), event("tool", name="add_task", ok=True))
    *_, last = first = ada.chat("add milk")
    assert last[1]["code"] == "agent_broken"
    conversation = first[0][1]["conversation_id"]
    scope = agent.asked[0].body["scope"]

    agent.play(done("Added."))
    second = ada.stream("POST", f"/api/conversations/{conversation}/regenerate")
    assert second[-1][1]["text"] == "Added."
    assert agent.asked[0].body["scope"] == scope == second[0][1]["question_id"]
    assert agent.asked[0].body["run_id"] != first[0][1]["run_id"]
    assert agent.asked[0].body["messages"] == [{"role": "user", "content": "add milk"}]
    assert [message["content"] for message in messages(ada, conversation)] == ["add milk", "Added."]
    assert second[0][1]["message_id"] == messages(ada, conversation)[1]["id"]


def test_nothing_to_regenerate(ada: Person) -> None:
    conversation = ada.ask("POST", "/api/conversations", {}).json()["id"]
    answer = ada.ask("POST", f"/api/conversations/{conversation}/regenerate")
    assert (answer.status_code, answer.json()["detail"]) == (409, "There is no question in this conversation yet.")


def test_replaces(ada: Person, bob: Person, agent: StandInAgent) -> None:
    agent.play(done("ok"))
    start = ada.chat("first")[0][1]
    conversation = start["conversation_id"]
    second = ada.chat("secnod", conversation)[0][1]["question_id"]
    ada.chat("third", conversation)
    kept = messages(ada, conversation)[:2]

    def replace(message_id: str) -> Any:
        body = {"message": "second", "conversation_id": conversation, "replaces": message_id}
        return ada.ask("POST", "/api/chat", body)

    other = bob.chat("of bob")[0][1]["question_id"]
    for wrong in (kept[1]["id"], other, str(uuid.uuid4())):
        assert replace(wrong).status_code == 404
    assert ada.ask("POST", "/api/chat", {"message": "x", "replaces": second}).status_code == 422
    assert len(messages(ada, conversation)) == 6

    agent.play(done("again"))
    assert replace(second).status_code == 200
    assert agent.asked[0].body["messages"][-1]["content"] == "second"
    found = messages(ada, conversation)
    assert found[:2] == kept
    assert [message["content"] for message in found[2:]] == ["second", "again"]
    assert found[2]["id"] != second


def with_key(person: Person, body: object, key: str, path: str = "/api/chat") -> Any:
    headers = {**person.headers, "Idempotency-Key": key}
    return person.api.http.post(path, json=body, headers=headers)


def test_ten_equal_chats_with_one_key_are_one_run(other: Api, ada: Person, agent: StandInAgent) -> None:
    agent.play(*tokens("once"), done("once"))
    key = str(uuid.uuid4())
    calls = [functools.partial(with_key, ada.at(at), {"message": "go"}, key) for at in (ada.api, other) * 5]
    answers = in_parallel(calls)
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.text for answer in answers}) == 1
    assert sorted(answer.headers.get("idempotency-replayed", "") for answer in answers) == [""] + ["true"] * 9
    assert len(agent.asked) == 1
    items = ada.get("/api/conversations")["items"]
    assert [len(messages(ada, item["id"])) for item in items] == [2]


def test_a_key_stands_for_one_request_of_one_person(api: Api, ada: Person, bob: Person, agent: StandInAgent) -> None:
    agent.play(done("ok"))
    key = "the-key"
    first = with_key(ada, {"message": "go"}, key)
    conversation = ada.get("/api/conversations")["items"][0]["id"]
    assert with_key(ada, {"message": "go"}, key).text == first.text
    assert with_key(ada, {"message": "other"}, key).status_code == 422
    assert with_key(ada, {"message": "go", "conversation_id": conversation}, key).status_code == 422
    assert with_key(ada, None, key, f"/api/conversations/{conversation}/regenerate").status_code == 422
    assert with_key(ada, {"message": "go"}, "with space").status_code == 422
    theirs = with_key(bob, {"message": "other"}, key)
    assert (theirs.status_code, "idempotency-replayed" in theirs.headers) == (200, False)
    # After a day it is free again.
    with _session(api) as session:
        mine = update(Run).where(col(Run.conversation_id) == uuid.UUID(conversation))
        session.execute(mine.values(created_at=now() - timedelta(hours=25)))
        session.commit()
    assert "idempotency-replayed" not in with_key(ada, {"message": "other"}, key).headers
    again = f"/api/conversations/{conversation}/regenerate"
    assert with_key(ada, None, "another", again).text == with_key(ada, None, "another", again).text


def test_a_replay_of_a_running_answer_follows_it(other: Api, ada: Person, agent: StandInAgent) -> None:
    gate = Gate(agent)
    with ada.streaming("POST", "/api/chat", {"message": "go"}, {"Idempotency-Key": "k"}) as events:
        received = [next(events), next(events)]
        headers = {"Idempotency-Key": "k"}
        with ada.at(other).streaming("POST", "/api/chat", {"message": "go"}, headers) as replayed:
            assert [next(replayed), next(replayed)] == received
            gate.open()
            assert list(replayed) == list(events)


def test_deleting_a_conversation_stops_its_run(other: Api, ada: Person, agent: StandInAgent) -> None:
    for there in (ada, ada.at(other)):
        Gate(agent)
        with ada.chatting("go") as events:
            start = begun(events)
            assert there.ask("DELETE", f"/api/conversations/{start['conversation_id']}").status_code == 204
            rest = list(events)
        assert [event.seq for event in rest][-1] is None
        assert rest[-1] == ("stopped", {"message_id": start["message_id"]})
        assert ada.ask("GET", f"/api/runs/{start['run_id']}").status_code == 404
        assert ada.ask("GET", f"/api/conversations/{start['conversation_id']}").status_code == 404
        assert ada.api.services.runs._runner.running() == 0


def test_events_are_stored_before_they_are_sent(api: Api, ada: Person, agent: StandInAgent) -> None:
    gate = Gate(agent)
    with ada.chatting("go") as events:
        for event_ in events:
            with _session(api) as session:
                newest = session.exec(select(func.max(RunEvent.seq))).one()
            assert event_.seq is not None
            assert newest >= event_.seq
            gate.open()


def test_what_comes_with_the_end_is_stored_with_it(
    ada: Person, agent: StandInAgent, monkeypatch: pytest.MonkeyPatch
) -> None:
    by_the_writer: list[Any] = []
    store = writer_module._store

    def watched(session: Session, events: dict[uuid.UUID, list[Any]]) -> dict[uuid.UUID, bool]:
        by_the_writer.extend(event for taken in events.values() for event in taken)
        return store(session, events)

    monkeypatch.setattr(writer_module, "_store", watched)
    agent.play(tokens("all of it")[0] + done("all of it"))
    start, *events = ada.chat("go")
    assert [(name, data["text"]) for name, data in events] == [("token", "all of it"), ("done", "all of it")]
    assert by_the_writer == []
    assert ada.follow(start[1]["run_id"]) == [start, *events]


def test_what_comes_while_a_write_is_under_way_is_joined(
    ada: Person, agent: StandInAgent, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = threading.Event()
    store: Callable[..., Any] = writer_module._store

    def slow(*arguments: Any) -> Any:
        written.wait(120)
        return store(*arguments)

    monkeypatch.setattr(writer_module, "_store", slow)
    agent.play(*tokens("a", "b", "c", "d"), written.set, *tokens("e"), done("abcde"))
    events = ada.chat("go")
    assert text_of(events) == "abcde"
    assert sum(name == "token" for name, _ in events) < 5


def test_a_heart_beats_while_the_agent_is_silent(
    api: Api, ada: Person, agent: StandInAgent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer_module, "HEARTBEAT_SECONDS", 0.05)
    gate = Gate(agent)

    def beat(run_id: str) -> Any:
        with _session(api) as session:
            return session.exec(select(Run.heartbeat_at).where(Run.id == uuid.UUID(run_id))).one()

    with ada.chatting("go") as events:
        run_id = begun(events)["run_id"]
        before = beat(run_id)
        eventually(lambda: beat(run_id) > before, "the heart beats")
        gate.open()
        list(events)


def test_the_limits_leave_time_for_several_beats() -> None:
    assert writer_module.HEARTBEAT_SECONDS + writer_module.PATIENCE_SECONDS < STALE_SECONDS < WAITING_SECONDS
