"""The account: password, deletion, export."""

import json
import uuid

import pytest
from sqlalchemy import text
from sqlmodel import Session, SQLModel

from tests.api import PASSWORD, Api, Person
from tests.stand_in_agent import done
from todo_backend import export as export_module


def login(api: Api, email: str, password: str) -> Person | None:
    answer = api.http.post("/api/auth/login", json={"email": email, "password": password})
    assert answer.status_code in (200, 401)
    found = answer.json()
    return Person(api, email, found["access_token"], found["refresh_token"]) if answer.status_code == 200 else None


def test_change_the_password(api: Api, ada: Person) -> None:
    other = login(api, ada.email, PASSWORD)
    client = ada.ask("POST", "/api/tokens", {"name": "a client"}).json()
    answer = ada.ask(
        "POST", "/api/me/password", {"current_password": PASSWORD, "new_password": "another long password"}
    )
    assert (answer.status_code, answer.content) == (204, b"")
    assert login(api, ada.email, PASSWORD) is None
    assert login(api, ada.email, "another long password") is not None
    # This session and personal tokens go on, the others do not.
    assert ada.ask("GET", "/api/me").status_code == 200
    assert api.http.post("/api/auth/refresh", json={"refresh_token": ada.refresh_token}).status_code == 200
    assert Person(api, ada.email, client["token"]).ask("GET", "/api/me").status_code == 200
    assert other is not None
    assert other.ask("GET", "/api/me").status_code == 401
    assert api.http.post("/api/auth/refresh", json={"refresh_token": other.refresh_token}).status_code == 401


def test_a_password_is_changed_by_those_who_know_it(api: Api, ada: Person, bob: Person) -> None:
    body = {"current_password": "wrong password", "new_password": "another long password"}
    assert ada.ask("POST", "/api/me/password", body).status_code == 403
    assert ada.ask("POST", "/api/me/password", {**body, "new_password": "short"}).status_code == 422
    assert login(api, ada.email, PASSWORD) is not None
    assert bob.ask("GET", "/api/me").status_code == 200


def rows(api: Api) -> dict[str, int]:
    with Session(api.services.database._engine) as session:
        return {
            table: session.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()
            for table in SQLModel.metadata.tables
            if table != "rate_limits"
        }


def test_delete_the_account(api: Api, bob: Person) -> None:
    bob.add_task("stays")
    before = rows(api)
    person = api.register()
    person.add_task("milk", tags=["home"])
    headers = {**person.headers, "Idempotency-Key": str(uuid.uuid4())}
    api.http.post("/api/tasks", json={"title": "once"}, headers=headers)
    client = person.ask("POST", "/api/tokens", {"name": "a client"}).json()["token"]
    api.agent.play(done("hello"))
    person.chat("hi")
    assert all(count >= before[table] for table, count in rows(api).items())
    assert rows(api) != before

    assert person.ask("POST", "/api/me/delete", {"password": "wrong password"}).status_code == 403
    assert person.ask("GET", "/api/me").status_code == 200
    answer = person.ask("POST", "/api/me/delete", {"password": PASSWORD})
    assert (answer.status_code, answer.content) == (204, b"")

    assert rows(api) == before
    for token in (person.token, client, api.services.tokens.for_mcp(uuid.uuid4())):
        assert Person(api, person.email, token).ask("GET", "/api/tasks").status_code == 401
    assert api.http.post("/api/auth/refresh", json={"refresh_token": person.refresh_token}).status_code == 401
    assert login(api, person.email, PASSWORD) is None
    # The address is free again.
    again = api.http.post("/api/auth/register", json={"email": person.email, "password": PASSWORD})
    assert again.status_code == 201


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export_module, "BATCH", 2)


@pytest.mark.usefixtures("small_batches")
def test_export(api: Api, ada: Person, bob: Person) -> None:
    bob.add_task("a secret of Bob's")
    tasks = [ada.add_task(f"task {number} 👩‍👩‍👧‍👦 قائمة", tags=["a"]) for number in range(5)]
    said = []
    for number in range(3):
        api.agent.play(done(f"answer {number}"))
        conversation = ada.chat(f"question {number}")[0][1]["conversation_id"]
        said.append(conversation)
    for number in range(3, 5):
        api.agent.play(done(f"answer {number}"))
        ada.chat(f"question {number}", said[0])

    answer = ada.ask("GET", "/api/me/export")

    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["content-disposition"].startswith('attachment; filename="todo-export-2')
    exported = answer.json()
    assert list(exported) == ["exported_at", "account", "tasks", "conversations"]
    assert exported["account"] == ada.get("/api/me")
    assert exported["tasks"] == tasks
    assert [conversation["id"] for conversation in exported["conversations"]] == said
    contents = [[message["content"] for message in found["messages"]] for found in exported["conversations"]]
    assert contents[0] == ["question 0", "answer 0", "question 3", "answer 3", "question 4", "answer 4"]
    assert contents[1:] == [["question 1", "answer 1"], ["question 2", "answer 2"]]
    assert "Bob" not in json.dumps(exported)


def test_an_export_of_nothing(ada: Person) -> None:
    exported = ada.get("/api/me/export")
    assert (exported["tasks"], exported["conversations"]) == ([], [])
