"""The chat turn, with a stand-in for the agent."""

import threading
import time
import uuid
from typing import Any

import jwt
import pytest
from sqlalchemy.exc import OperationalError

from tests.api import AGENT_KEY, JWT_KEY, Api, Person, eventually
from tests.stand_in_agent import StandInAgent, done, event, tokens
from todo_backend import agent as agent_module
from todo_backend import chat as chat_module
from todo_backend.database import Database


def conversation(person: Person, index: int = 0) -> Any:
    listed = person.get("/api/conversations")["items"][index]
    found = person.get(f"/api/conversations/{listed['id']}")
    assert {name: found[name] for name in ("id", "title", "created_at")} == listed
    return found


def said(person: Person) -> list[tuple[str, str]]:
    return [(message["role"], message["content"]) for message in conversation(person)["messages"]]


def test_a_turn_is_streamed_and_stored(ada: Person, agent: StandInAgent) -> None:
    tool = event("tool", name="add_task", arguments={"title": "milk"}, ok=True, result={"secret": 1})
    agent.play(*tokens("Let me ", "see"), tool, event("unknown", x=1), b": comment\n\n", done("Added milk."))
    start, *events = ada.chat("add   buy milk\nplease")

    found = conversation(ada)
    question, answer = found["messages"]
    assert found["title"] == "add buy milk please"
    assert start == ("start", {"conversation_id": found["id"], "message_id": answer["id"]})
    assert events == [
        ("token", {"text": "Let me "}),
        ("token", {"text": "see"}),
        ("tool", {"name": "add_task", "ok": True}),
        ("done", {"message_id": answer["id"], "text": "Added milk."}),
    ]
    assert (question["role"], question["content"]) == ("user", "add   buy milk\nplease")
    assert (answer["role"], answer["content"]) == ("assistant", "Added milk.")


def test_the_stream_says_that_nobody_may_hold_it_back(ada: Person, agent: StandInAgent) -> None:
    agent.play(done("hi"))
    answer = ada.ask("POST", "/api/chat", {"message": "hi"})
    assert answer.headers["content-type"].startswith("text/event-stream")
    assert answer.headers["cache-control"] == "no-cache, no-transform"


def test_what_the_agent_gets(api: Api, ada: Person, agent: StandInAgent) -> None:
    agent.play(done("hi"))
    headers = {**ada.headers, "X-Request-Id": "request-0001"}
    api.http.post("/api/chat", json={"message": "hello"}, headers=headers)
    asked = agent.asked[0]
    me = ada.get("/api/me")["id"]

    assert asked.path == "/v1/runs"
    assert asked.headers["x-request-id"] == "request-0001"
    assert set(asked.body) == {"run_id", "messages", "mcp_token"}
    assert uuid.UUID(asked.body["run_id"])
    assert asked.body["messages"] == [{"role": "user", "content": "hello"}]
    bearer = asked.headers["authorization"].removeprefix("Bearer ")
    for token, key, audience in [(bearer, AGENT_KEY, "todo-agent"), (asked.body["mcp_token"], JWT_KEY, "todo-mcp")]:
        claims = jwt.decode(token, key, algorithms=["HS256"], audience=audience, issuer="todo-backend")
        assert claims["sub"] == me
        assert 0 < claims["exp"] - time.time() <= 300


def test_the_delegated_token_works_for_the_users_tasks(api: Api, ada: Person, agent: StandInAgent) -> None:
    task = ada.add_task("milk")
    agent.play(done("hi"))
    ada.chat("hello")
    as_mcp = Person(api, ada.email, agent.asked[0].body["mcp_token"])
    assert as_mcp.get("/api/tasks")["items"] == [task]


def test_a_conversation_goes_on(ada: Person, agent: StandInAgent) -> None:
    agent.play(done("first answer"))
    conversation_id = ada.chat("first")[0][1]["conversation_id"]
    agent.play(done(""))
    ada.chat("second", conversation_id)
    agent.play(done("third answer"))
    ada.chat("third", conversation_id)

    # An empty answer is of no use to a model, and some refuse it.
    assert [message["content"] for message in agent.asked[0].body["messages"]] == [
        "first", "first answer", "second", "third",
    ]  # fmt: skip
    assert said(ada)[-2:] == [("user", "third"), ("assistant", "third answer")]
    assert len(ada.get("/api/conversations")["items"]) == 1


def test_history_is_bounded(ada: Person, agent: StandInAgent, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chat_module, "HISTORY_MESSAGES", 2)
    agent.play(done("one"))
    conversation_id = ada.chat("first")[0][1]["conversation_id"]
    agent.play(done("two"))
    ada.chat("second", conversation_id)
    assert [message["content"] for message in agent.asked[0].body["messages"]] == ["one", "second"]


def test_conversations_are_listed_newest_first(ada: Person, agent: StandInAgent) -> None:
    agent.play(done("ok"))
    ada.chat("older")
    ada.chat("x" * 100)
    titles = [item["title"] for item in ada.get("/api/conversations")["items"]]
    assert titles == ["x" * 59 + "…", "older"]


def test_another_users_conversation_does_not_exist(ada: Person, bob: Person, agent: StandInAgent) -> None:
    agent.play(done("ok"))
    ada.chat("mine")
    mine = conversation(ada)
    agent.play(done("not for bob"))
    answers = [
        bob.ask("GET", f"/api/conversations/{mine['id']}"),
        bob.ask("POST", "/api/chat", {"message": "hello", "conversation_id": mine["id"]}),
        bob.ask("POST", "/api/chat", {"message": "hello", "conversation_id": str(uuid.uuid4())}),
    ]
    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert agent.asked == []
    assert bob.get("/api/conversations")["items"] == []
    assert conversation(ada) == mine


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"message": ""},
        {"message": " \n"},
        {"message": "x" * 4001},
        {"message": "a\x00b"},
        {"message": "\ud800"},
        {"message": "x", "conversation_id": "7"},
        {"message": "x", "user_id": "7"},
    ],
)
def test_bad_words_are_refused_before_anything_is_stored(ada: Person, agent: StandInAgent, body: object) -> None:
    agent.play()
    assert ada.ask("POST", "/api/chat", body).status_code == 422
    assert ada.get("/api/conversations")["items"] == []
    assert agent.asked == []


def test_tokens_arrive_while_the_agent_still_works(ada: Person, agent: StandInAgent) -> None:
    seen = threading.Event()
    waited: list[bool] = []
    agent.play(*tokens("first"), lambda: waited.append(seen.wait(20)), done("first and last"))
    with ada.chatting("go") as events:
        assert next(events)[0] == "start"
        assert next(events) == ("token", {"text": "first"})
        seen.set()
        assert next(events)[0] == "done"
    assert waited == [True]


def test_who_leaves_stops_the_answer_and_what_came_is_stored(ada: Person, agent: StandInAgent) -> None:
    endless = threading.Event()

    def steps() -> Any:
        yield tokens("as far ", "as it came")[0]
        yield tokens("as it came")[0]
        while not agent.hung_up.is_set():
            yield b": still there\n\n"
            yield lambda: endless.wait(0.01)

    agent.play()
    agent.script = steps()
    with ada.chatting("go") as events:
        assert [next(events)[0] for _ in range(3)] == ["start", "token", "token"]
    eventually(agent.hung_up.is_set, "the agent's run is stopped")
    eventually(lambda: len(said(ada)) == 2, "the answer is stored")
    assert said(ada)[1] == ("assistant", "as far as it came")


UNAVAILABLE = "agent_unavailable"
BROKEN = "agent_broken"


@pytest.mark.parametrize(
    ("script", "code", "stored"),
    [
        ([*tokens("half")], BROKEN, "half"),
        ([*tokens("half"), b"event: done\ndata: {not json\n\n"], BROKEN, "half"),
        ([b'event: token\ndata: ["list"]\n\n'], BROKEN, None),
        ([b"event: token\ndata: " + b"[" * 50_000 + b"\n\n"], BROKEN, None),
        ([event("token", text=7)], BROKEN, None),
        ([event("done")], BROKEN, None),
        ([b"data: " + b"x" * (agent_module.MAX_EVENT_BYTES + 1)], BROKEN, None),
        ([event("error", code="made-up", message="x")], BROKEN, None),
        ([event("error", code="model_unavailable", message="The model is away.")], "model_unavailable", None),
        ([*tokens("half"), event("error", code="too_many_turns", message="Too long.")], "too_many_turns", "half"),
    ],
)
def test_faults_end_in_an_error_event(
    ada: Person, agent: StandInAgent, script: list[bytes], code: str, stored: str | None
) -> None:
    agent.play(*script)
    name, data = ada.chat("go")[-1]
    assert (name, data["code"]) == ("error", code)
    assert data["message"].endswith(".")
    expected = [("user", "go")] + ([("assistant", stored)] if stored is not None else [])
    assert said(ada) == expected


@pytest.mark.parametrize(
    ("status", "content_type", "code"),
    [(401, "text/event-stream", UNAVAILABLE), (500, "text/html", UNAVAILABLE), (200, "text/html", BROKEN)],
)
def test_an_agent_that_refuses(ada: Person, agent: StandInAgent, status: int, content_type: str, code: str) -> None:
    agent.play(done("never"))
    agent.status, agent.content_type = status, content_type
    assert ada.chat("go")[-1][1]["code"] == code
    assert said(ada) == [("user", "go")]


def test_an_agent_that_is_away(api: Api, ada: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    nowhere = agent_module.Agent("http://127.0.0.1:9", 5)
    monkeypatch.setattr(api.services.turns, "_agent", nowhere)
    name, data = ada.chat("go")[-1]
    assert (name, data["code"]) == ("error", UNAVAILABLE)
    assert ada.add_task("by hand")["title"] == "by hand"


def test_an_agent_that_takes_too_long(
    api: Api, ada: Person, agent: StandInAgent, monkeypatch: pytest.MonkeyPatch
) -> None:
    over = threading.Event()
    agent.play(*tokens("half"), lambda: over.wait(20))
    monkeypatch.setattr(api.services.turns, "_turn_seconds", 0.3)
    assert ada.chat("go")[-1][1]["code"] == "timeout"
    over.set()
    assert said(ada) == [("user", "go"), ("assistant", "half")]


def test_an_answer_has_a_limit(ada: Person, agent: StandInAgent, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chat_module, "MAX_ANSWER_CHARACTERS", 10)
    agent.play(*tokens("123456", "789012"), done("never"))
    assert ada.chat("go")[-1][1]["code"] == BROKEN


def test_an_answer_that_cannot_be_stored(ada: Person, agent: StandInAgent, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_arguments: object) -> None:
        raise OperationalError("INSERT", {}, Exception("gone"))

    agent.play(done("lost"))
    monkeypatch.setattr(chat_module, "_add", fail)
    name, data = ada.chat("go")[-1]
    assert (name, data["code"]) == ("error", "internal")
    assert "lost" not in data["message"]


def test_text_of_the_agent_is_repaired_for_the_database(ada: Person, agent: StandInAgent) -> None:
    # One emoji in two halves, a line separator that is no line's end, NUL, and half an emoji.
    agent.play(*tokens("\ud83d", "\ude00 a\u2028b \x00 ", "\ud83d"))
    events = ada.chat("go")
    assert [data.get("text") for _, data in events[1:4]] == ["\ud83d", "\ude00 a\u2028b \ufffd ", "\ud83d"]
    assert said(ada)[1] == ("assistant", "😀 a\u2028b \ufffd \ufffd")


def test_turns_of_many_people_do_not_mix(api: Api, agent: StandInAgent) -> None:
    people = [api.register() for _ in range(4)]
    agent.play(*tokens("a", "b"), done("ab"))
    threads = [
        threading.Thread(target=person.chat, args=(f"from {person.email}",)) for person in people for _ in range(5)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for person in people:
        found = [person.get(f"/api/conversations/{item['id']}") for item in person.get("/api/conversations")["items"]]
        assert len(found) == 5
        for item in found:
            assert [message["content"] for message in item["messages"]] == [f"from {person.email}", "ab"]


def test_a_stream_keeps_no_database_connection(api: Api, agent: StandInAgent) -> None:
    person = api.register()
    go_on = threading.Event()
    agent.play(*tokens("x"), lambda: go_on.wait(20), done("x"))
    streams = [person.chatting("go") for _ in range(15)]  # more than there are connections
    opened = [stream.__enter__() for stream in streams]
    try:
        for events in opened:
            assert [next(events)[0] for _ in range(2)] == ["start", "token"]
        assert person.add_task("meanwhile")["title"] == "meanwhile"
        assert isinstance(api.services.database, Database)
    finally:
        go_on.set()
        for stream in streams:
            stream.__exit__(None, None, None)
