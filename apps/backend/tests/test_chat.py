"""The chat turn, with a stand-in for the agent."""

import functools
import threading
import time
import uuid
from collections.abc import Iterator
from typing import Any

import jwt
import pytest

from tests.api import AGENT_KEY, JWT_KEY, Api, Person, eventually, in_parallel, text_of
from tests.stand_in_agent import Asked, StandInAgent, done, event, tokens
from todo_backend import agent as agent_module
from todo_backend.database import Database
from todo_backend.runs import answer as answer_module
from todo_backend.runs import channel as channel_module
from todo_backend.runs import conversation as conversation_module
from todo_backend.runs import runner as runner_module


def conversation(person: Person, index: int = 0) -> Any:
    listed = person.get("/api/conversations")["items"][index]
    found = person.get(f"/api/conversations/{listed['id']}")
    # `updated_at` may have changed in between.
    assert {name: found[name] for name in ("id", "title", "created_at")}.items() <= listed.items()
    return found


def said(person: Person) -> list[tuple[str, str]]:
    return [(message["role"], message["content"]) for message in conversation(person)["messages"]]


def test_a_turn_is_streamed_and_stored(ada: Person, agent: StandInAgent) -> None:
    tool = event("tool", name="add_task", arguments={"title": "milk"}, ok=True, result={"secret": 1})
    agent.play(*tokens("Let me see."), tool, event("unknown", x=1), b": comment\n\n", *tokens(" Added."), done("x"))
    start, *events = ada.chat("add   buy milk\nplease")

    found = conversation(ada)
    question, answer = found["messages"]
    assert found["title"] == "add buy milk please"
    ids = {"conversation_id": found["id"], "question_id": question["id"], "message_id": answer["id"]}
    assert start == ("start", {"run_id": start[1]["run_id"], **ids})
    assert events == [
        ("token", {"text": "Let me see."}),
        ("tool", {"name": "add_task", "ok": True}),
        ("token", {"text": " Added."}),
        ("done", {"message_id": answer["id"], "text": "Let me see. Added."}),
    ]
    assert [start.seq, *(event.seq for event in events)] == [1, 2, 3, 4, 5]
    assert (question["role"], question["content"]) == ("user", "add   buy milk\nplease")
    assert (answer["role"], answer["content"]) == ("assistant", "Let me see. Added.")
    assert (answer["status"], answer["error"], answer["tools"]) == (
        "complete",
        None,
        [{"name": "add_task", "ok": True}],
    )
    assert (question["status"], question["error"], question["tools"]) == ("complete", None, [])
    assert found["run"] is None
    run = ada.get(f"/api/runs/{start[1]['run_id']}")
    assert run == {
        "id": start[1]["run_id"], "conversation_id": found["id"], "message_id": answer["id"],
        "status": "done", "error": None, "created_at": run["created_at"],
    }  # fmt: skip


def test_an_answer_without_tokens_is_one_token(ada: Person, agent: StandInAgent) -> None:
    agent.play(done("All at once."))
    _, *events = ada.chat("go")
    assert events[0] == ("token", {"text": "All at once."})
    assert events[1][1]["text"] == "All at once."
    assert said(ada)[1] == ("assistant", "All at once.")


def test_the_stream_says_that_nobody_may_hold_it_back(ada: Person, agent: StandInAgent) -> None:
    agent.play(done("hi"))
    answer = ada.ask("POST", "/api/chat", {"message": "hi"})
    assert answer.headers["content-type"].startswith("text/event-stream")
    assert answer.headers["cache-control"] == "no-cache, no-transform"


def test_a_silent_stream_says_that_it_lives(ada: Person, agent: StandInAgent, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(channel_module, "SILENCE_SECONDS", 0.01)
    heard = threading.Event()
    agent.play(*tokens("hello "), lambda: heard.wait(120), *tokens("again"), done("hello again"))
    with ada.api.http.stream("POST", "/api/chat", json={"message": "hi"}, headers=ada.headers) as answer:
        lines = answer.iter_lines()
        assert ": ping" in lines
        heard.set()
        assert "event: done" in lines


def test_what_the_agent_gets(api: Api, ada: Person, agent: StandInAgent) -> None:
    agent.play(done("hi"))
    headers = {**ada.headers, "X-Request-Id": "request-0001"}
    api.http.post("/api/chat", json={"message": "hello"}, headers=headers)
    asked = agent.asked[0]
    me = ada.get("/api/me")["id"]

    assert asked.path == "/v1/runs"
    assert asked.headers["x-request-id"] == "request-0001"
    assert set(asked.body) == {"run_id", "scope", "messages", "mcp_token"}
    found = conversation(ada)
    assert asked.body["scope"] == found["messages"][0]["id"]
    assert uuid.UUID(asked.body["run_id"])
    assert asked.body["messages"] == [{"role": "user", "content": "hello"}]
    bearer = asked.headers["authorization"].removeprefix("Bearer ")
    for token, key, audience in [(bearer, AGENT_KEY, "todo-agent"), (asked.body["mcp_token"], JWT_KEY, "todo-mcp")]:
        claims = jwt.decode(token, key, algorithms=["HS256"], audience=audience, issuer="todo-backend")
        assert claims["sub"] == me
        assert 0 < claims["exp"] - time.time() <= 300
        assert "delete" not in claims


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
    monkeypatch.setattr(conversation_module, "HISTORY_MESSAGES", 2)
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
    agent.play(*tokens("first"), lambda: waited.append(seen.wait(120)), done("first and last"))
    with ada.chatting("go") as events:
        assert next(events)[0] == "start"
        assert next(events) == ("token", {"text": "first"})
        seen.set()
        assert next(events)[0] == "done"
    assert waited == [True]


def test_who_leaves_does_not_stop_the_answer(ada: Person, agent: StandInAgent) -> None:
    left = threading.Event()
    agent.play(*tokens("as far "), lambda: left.wait(120), *tokens("as it goes"), done("as far as it goes"))
    with ada.chatting("go") as events:
        assert [next(events)[0] for _ in range(2)] == ["start", "token"]
    left.set()
    eventually(lambda: len(said(ada)) == 2, "the answer is stored")
    assert said(ada)[1] == ("assistant", "as far as it goes")
    assert not agent.hung_up.is_set()


UNAVAILABLE = "agent_unavailable"
BROKEN = "agent_broken"


@pytest.mark.parametrize(
    ("script", "code", "stored"),
    [
        ([*tokens("half")], BROKEN, "half"),
        ([event("token", text="x" * 60_000), event("token", text="y" * 60_000)], BROKEN, "x" * 60_000),
        ([event("token", text="a"), b'event: token\ndata: {"text": NaN}\n\n'], BROKEN, "a"),
        ([b'event: token\ndata: {"n": ' + b"9" * 5000 + b"}\n\n"], BROKEN, ""),
        ([*tokens("half"), b"event: done\ndata: {not json\n\n"], BROKEN, "half"),
        ([b'event: token\ndata: ["list"]\n\n'], BROKEN, ""),
        ([b"event: token\ndata: " + b"[" * 50_000 + b"\n\n"], BROKEN, ""),
        ([event("token", text=7)], BROKEN, ""),
        ([event("done")], BROKEN, ""),
        ([b"data: " + b"x" * (agent_module.MAX_EVENT_BYTES + 1)], BROKEN, ""),
        ([event("error", code="made-up", message="x")], BROKEN, ""),
        ([event("error", code="model_unavailable", message="The model is away.")], "model_unavailable", ""),
        ([*tokens("half"), event("error", code="too_many_turns", message="Too long.")], "too_many_turns", "half"),
    ],
)
def test_faults_end_in_an_error_event(
    ada: Person, agent: StandInAgent, script: list[bytes], code: str, stored: str
) -> None:
    agent.play(*script)
    name, data = ada.chat("go")[-1]
    assert (name, data["code"]) == ("error", code)
    assert data["message"].endswith(".")
    assert said(ada) == [("user", "go"), ("assistant", stored)]
    failed = conversation(ada)["messages"][1]
    assert (failed["status"], failed["error"]) == ("failed", data)


@pytest.mark.parametrize(
    ("status", "content_type", "code"),
    [
        (401, "text/event-stream", UNAVAILABLE),
        (500, "text/html", UNAVAILABLE),
        (503, "application/problem+json", "busy"),
        (200, "text/html", BROKEN),
    ],
)
def test_an_agent_that_refuses(ada: Person, agent: StandInAgent, status: int, content_type: str, code: str) -> None:
    agent.play(done("never"))
    agent.status, agent.content_type = status, content_type
    assert ada.chat("go")[-1][1]["code"] == code
    assert said(ada) == [("user", "go"), ("assistant", "")]


def test_an_agent_that_is_away(api: Api, ada: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    nowhere = agent_module.Agent("http://127.0.0.1:9", 5)
    monkeypatch.setattr(api.services.runs._runner, "_agent", nowhere)
    name, data = ada.chat("go")[-1]
    assert (name, data["code"]) == ("error", UNAVAILABLE)
    assert ada.add_task("by hand")["title"] == "by hand"


def test_an_agent_that_takes_too_long(
    api: Api, ada: Person, agent: StandInAgent, monkeypatch: pytest.MonkeyPatch
) -> None:
    for seconds in (0.1, 1, 10, 100):  # on a slow machine, the first token may come later than that
        over = threading.Event()
        agent.play(*tokens("half"), functools.partial(over.wait, 120))
        monkeypatch.setattr(api.services.runs._runner, "_turn_seconds", seconds)
        events = ada.chat("go")
        over.set()
        assert events[-1][1]["code"] == "timeout"
        if text_of(events):
            break
    assert said(ada) == [("user", "go"), ("assistant", "half")]


def test_the_agent_may_end_its_response(ada: Person, agent: StandInAgent, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner_module, "LAST_BYTES_SECONDS", 60)
    told, read = threading.Event(), threading.Event()
    more = [b":" + b"x" * 100_000 + b"\n\n"] * 100  # more than the system keeps for one who does not read
    agent.play(*tokens("x"), done("x"), lambda: told.wait(120), *more, read.set)
    assert ada.chat("go")[-1][0] == "done", "it does not wait for that"
    told.set()
    assert read.wait(120)
    assert not agent.hung_up.is_set()


def test_an_agent_that_does_not_end_its_response_is_left(
    ada: Person, agent: StandInAgent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner_module, "LAST_BYTES_SECONDS", 0.1)
    pause = threading.Event()

    def endless(_asked: Asked) -> Iterator[Any]:
        yield done("x")
        while not agent.hung_up.is_set():
            yield b": still there\n\n"
            yield lambda: pause.wait(0.01)

    agent.play_for_each(endless)
    assert ada.chat("go")[-1][0] == "done"
    assert agent.hung_up.wait(120)


def test_an_answer_has_a_limit(ada: Person, agent: StandInAgent, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answer_module, "MAX_ANSWER_CHARACTERS", 10)
    agent.play(*tokens("123456", "789012"), done("never"))
    assert ada.chat("go")[-1][1]["code"] == BROKEN
    monkeypatch.setattr(answer_module, "MAX_TOOLS", 1)
    agent.play(event("tool", name="a", ok=True), event("tool", name="b", ok=True), done("never"))
    assert ada.chat("go")[-1][1]["code"] == BROKEN


def test_an_error_of_ours_ends_in_an_error_event(
    ada: Person, agent: StandInAgent, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_arguments: object) -> None:
        raise RuntimeError("a secret detail")

    agent.play(*tokens("x"), done("x"))
    monkeypatch.setattr(answer_module.Answer, "take", fail)
    assert ada.chat("go")[-1][1]["code"] == BROKEN
    monkeypatch.setattr(runner_module, "_end", fail)
    name, data = ada.chat("go")[-1]
    assert (name, data["code"]) == ("error", "internal")
    assert "secret" not in data["message"]


def test_text_of_the_agent_is_repaired_for_the_database(ada: Person, agent: StandInAgent) -> None:
    # One emoji in two halves, a line separator that is no line's end, NUL, and half an emoji.
    seen = threading.Event()
    agent.play(*tokens("a \ud83d"), lambda: seen.wait(120), *tokens("\ude00 a\u2028b \x00 ", "\ud83d"), done("x"))
    with ada.chatting("go") as events:
        received = [next(events), next(events)]
        seen.set()
        received.extend(events)
    assert received[1] == ("token", {"text": "a "})
    assert text_of(received) == "a 😀 a\u2028b \ufffd \ufffd"
    assert said(ada)[1] == ("assistant", text_of(received))
    assert received[-1][1]["text"] == text_of(received)


def test_fifty_chats_of_eight_people_do_not_mix(api: Api, agent: StandInAgent) -> None:
    people = [api.register() for _ in range(8)]

    def echo(asked: Asked) -> Iterator[bytes]:
        words = asked.body["messages"][-1]["content"].split(" ")
        return iter([*tokens(*(f"{word} " for word in words)), done("")])

    agent.play_for_each(echo)
    asked = [(people[number % 8], f"{number} of {people[number % 8].email} " + "word " * 20) for number in range(50)]
    streams = in_parallel(functools.partial(person.chat, words) for person, words in asked)

    for (_, words), events in zip(asked, streams, strict=True):
        assert text_of(events).split() == words.split()
        assert events[-1][0] == "done"
    for person in people:
        expected = sorted(words.strip() for other, words in asked if other is person)
        items = person.get("/api/conversations")["items"]
        found = [person.get(f"/api/conversations/{item['id']}")["messages"] for item in items]
        assert sorted(messages[0]["content"] for messages in found) == expected
        assert sorted(messages[1]["content"].strip() for messages in found) == expected


def test_a_stream_keeps_no_database_connection(api: Api, agent: StandInAgent) -> None:
    person = api.register()
    go_on = threading.Event()
    agent.play(*tokens("x"), lambda: go_on.wait(120), done("x"))
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
