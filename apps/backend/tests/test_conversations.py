"""Conversations: pages, search, titles."""

import contextlib
import functools
import threading
import uuid
from typing import Any

import pytest

from tests.api import Api, Person
from tests.stand_in_agent import StandInAgent, done
from todo_backend import conversation_list
from todo_backend.conversation_list import MessagePage


def listed(person: Person, query: str = "") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = person.get(f"/api/conversations{query}")["items"]
    return found


def talk(person: Person, agent: StandInAgent, question: str, answer: str, conversation: str | None = None) -> str:
    agent.play(done(answer))
    found: str = person.chat(question, conversation)[0][1]["conversation_id"]
    return found


def test_a_conversation_by_hand(ada: Person, agent: StandInAgent) -> None:
    answer = ada.ask("POST", "/api/conversations", {"title": "  Garden "})
    conversation = answer.json()
    assert (answer.status_code, conversation["title"]) == (201, "Garden")
    assert set(conversation) == {"id", "title", "created_at", "updated_at"}
    talk(ada, agent, "what to plant?", "roses", conversation["id"])
    found = ada.get(f"/api/conversations/{conversation['id']}")
    assert (found["title"], len(found["messages"]), found["run"]) == ("Garden", 2, None)
    assert found["updated_at"] > conversation["updated_at"]


def test_one_without_a_title_gets_it_from_the_first_question(ada: Person, agent: StandInAgent) -> None:
    conversation = ada.ask("POST", "/api/conversations", {}).json()
    assert conversation["title"] == ""
    talk(ada, agent, "what to\nplant?", "roses", conversation["id"])
    talk(ada, agent, "and where?", "there", conversation["id"])
    assert [item["title"] for item in listed(ada)] == ["what to plant?"]


def test_the_same_key_begins_one_conversation(ada: Person) -> None:
    headers = {**ada.headers, "Idempotency-Key": "k"}
    answers = [ada.api.http.post("/api/conversations", json={}, headers=headers) for _ in range(2)]
    assert answers[0].json() == answers[1].json()
    assert len(listed(ada)) == 1


def test_an_answer_that_begins_while_one_looks(
    ada: Person, agent: StandInAgent, monkeypatch: pytest.MonkeyPatch
) -> None:
    conversation = talk(ada, agent, "hello", "hi")
    go_on = threading.Event()
    agent.play(lambda: go_on.wait(60), done("fine"))
    listing = conversation_list.list_messages
    with contextlib.ExitStack() as stack:

        def late(*values: Any) -> Any:
            # Between the look for a run and the look at the messages.
            stack.enter_context(ada.chatting("how are you?", conversation))
            return listing(*values)

        monkeypatch.setattr(conversation_list, "list_messages", late)
        found = ada.get(f"/api/conversations/{conversation}")
        go_on.set()
    assert [message["content"] for message in found["messages"]] == ["hello", "hi", "how are you?"]
    assert found["run"]["status"] == "running"


def test_rename(ada: Person, bob: Person, agent: StandInAgent) -> None:
    conversation = talk(ada, agent, "hello", "hi")
    before = listed(ada)[0]
    answer = ada.ask("PATCH", f"/api/conversations/{conversation}", {"title": " Neu 😀 "})
    assert (answer.status_code, answer.json()["title"]) == (200, "Neu 😀")
    assert listed(ada) == [{**before, "title": "Neu 😀"}]
    for title in ("", " ", "x" * 81, "a\x00", "\ud800", None, 7):
        assert ada.ask("PATCH", f"/api/conversations/{conversation}", {"title": title}).status_code == 422
    for person, one in ((bob, conversation), (ada, str(uuid.uuid4()))):
        assert person.ask("PATCH", f"/api/conversations/{one}", {"title": "x"}).status_code == 404


def test_delete(ada: Person, bob: Person, agent: StandInAgent) -> None:
    kept, conversation = talk(ada, agent, "keep", "ok"), talk(ada, agent, "hello", "hi")
    assert bob.ask("DELETE", f"/api/conversations/{conversation}").status_code == 404
    assert ada.ask("DELETE", f"/api/conversations/{conversation}").status_code == 204
    assert ada.ask("DELETE", f"/api/conversations/{conversation}").status_code == 404
    assert ada.ask("GET", f"/api/conversations/{conversation}/messages").status_code == 404
    assert [item["id"] for item in listed(ada)] == [kept]


def test_what_was_updated_last_comes_first_by_page(ada: Person, agent: StandInAgent) -> None:
    made = [talk(ada, agent, f"number {number}", "ok") for number in range(5)]
    talk(ada, agent, "again", "ok", made[1])
    expected = [made[1], made[4], made[3], made[2], made[0]]
    assert [item["id"] for item in listed(ada)] == expected
    seen: list[str] = []
    cursor = ""
    for _ in range(3):
        page = ada.get(f"/api/conversations?limit=2{cursor}")
        seen += [item["id"] for item in page["items"]]
        cursor = f"&cursor={page['next_cursor']}"
    assert (seen, page["next_cursor"]) == (expected, None)
    for broken in ("limit=0", "limit=201", "cursor=x", "q="):
        assert ada.ask("GET", f"/api/conversations?{broken}").status_code == 422


def test_search(api: Api, ada: Person, bob: Person, agent: StandInAgent) -> None:
    long = "word " * 40
    garden = talk(ada, agent, f"{long} Über\nROSEN? {long}", "Yes")
    title = talk(ada, agent, "unrelated", "100% sure_ly")
    ada.ask("PATCH", f"/api/conversations/{title}", {"title": "Rosen im Winter"})
    talk(bob, agent, "rosen of bob", "rosen")

    found = {item["id"]: item["match"] for item in listed(ada, "?q=rosen")}
    assert set(found) == {garden, title}
    assert found[title] is None
    assert found[garden] is not None
    assert "Über ROSEN? word" in found[garden]
    assert found[garden].startswith("…")
    assert found[garden].endswith("…")
    assert [item["id"] for item in listed(ada, "?q=%C3%BCBER")] == [garden]
    for query, hits in (("100%25", [title]), ("sure_ly", [title]), ("sur%25ly", []), ("surexly", []), ("%5C", [])):
        assert [item["id"] for item in listed(ada, f"?q={query}")] == hits
    assert listed(ada, "?q=100%25")[0]["match"] == "100% sure_ly"


def test_the_newest_hit_is_shown(ada: Person, agent: StandInAgent) -> None:
    conversation = talk(ada, agent, "old rose", "older rose")
    talk(ada, agent, "new rose", "nothing", conversation)
    assert listed(ada, "?q=ROSE")[0]["match"] == "new rose"
    page = ada.get("/api/conversations?q=rose&limit=1")
    assert page["next_cursor"] is None


def test_a_letter_that_only_the_database_knows(monkeypatch: pytest.MonkeyPatch) -> None:
    assert conversation_list._excerpt("a" * 200, "ß") == "a" * conversation_list.EXCERPT_CHARACTERS + "…"


def test_messages_by_page(ada: Person, bob: Person, agent: StandInAgent, monkeypatch: pytest.MonkeyPatch) -> None:
    conversation = talk(ada, agent, "0", "1")
    for number in (2, 4, 6):
        talk(ada, agent, str(number), str(number + 1), conversation)
    monkeypatch.setattr(conversation_list, "MessagePage", functools.partial(MessagePage, limit=3))
    found = ada.get(f"/api/conversations/{conversation}")
    assert [message["content"] for message in found["messages"]] == ["5", "6", "7"]
    seen: list[str] = []
    cursor = found["older_cursor"]
    while cursor is not None:
        page = ada.get(f"/api/conversations/{conversation}/messages?limit=2&cursor={cursor}")
        seen = [message["content"] for message in page["items"]] + seen
        cursor = page["older_cursor"]
    assert seen == ["0", "1", "2", "3", "4"]
    everything = ada.get(f"/api/conversations/{conversation}/messages")
    assert [message["content"] for message in everything["items"]] == [str(number) for number in range(8)]
    assert everything["items"][-3:] == found["messages"]
    assert everything["older_cursor"] is None
    assert bob.ask("GET", f"/api/conversations/{conversation}/messages").status_code == 404
