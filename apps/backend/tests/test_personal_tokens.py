"""Personal tokens, and what tokens for MCP may delete."""

import uuid
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session, select

from tests.api import Api, Person
from todo_backend.models import PersonalToken, now


def client_of(person: Person, **more: object) -> Person:
    answer = person.ask("POST", "/api/tokens", {"name": "a client", **more})
    assert answer.status_code == 201, answer.text
    return Person(person.api, person.email, answer.json()["token"])


def turn_of(person: Person, delete: Sequence[str] = ()) -> Person:
    user_id = uuid.UUID(person.get("/api/me")["id"])
    token = person.api.services.tokens.for_mcp(user_id, [uuid.UUID(task_id) for task_id in delete])
    return Person(person.api, person.email, token)


def test_make_list_and_delete(ada: Person) -> None:
    made = ada.ask(
        "POST", "/api/tokens", {"name": " Claude Desktop ", "expires_in_days": 90, "may_delete": True}
    ).json()
    assert set(made) == {"id", "name", "token", "expires_at", "may_delete", "created_at"}
    assert (made["name"], made["may_delete"]) == ("Claude Desktop", True)
    lifetime = datetime.fromisoformat(made["expires_at"]) - datetime.fromisoformat(made["created_at"])
    assert lifetime == timedelta(days=90)
    listed = ada.get("/api/tokens")
    token = made.pop("token")
    assert listed == {"items": [made]}
    client = Person(ada.api, ada.email, token)
    assert client.add_task("milk")["title"] == "milk"
    assert ada.ask("DELETE", f"/api/tokens/{made['id']}").status_code == 204
    assert client.ask("GET", "/api/tasks").status_code == 401
    assert ada.get("/api/tokens") == {"items": []}
    assert ada.ask("DELETE", f"/api/tokens/{made['id']}").status_code == 404


def test_defaults(ada: Person) -> None:
    made = ada.ask("POST", "/api/tokens", {"name": "x"}).json()
    expires_at = datetime.fromisoformat(made["expires_at"])
    assert made["may_delete"] is False
    assert timedelta(days=29) < expires_at - datetime.now(UTC) <= timedelta(days=30)


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({}, "name"),
        ({"name": ""}, "name"),
        ({"name": " "}, "name"),
        ({"name": "x" * 81}, "name"),
        ({"name": "\x00"}, "name"),
        ({"name": "x", "expires_in_days": 0}, "expires_in_days"),
        ({"name": "x", "expires_in_days": 91}, "expires_in_days"),
        ({"name": "x", "aud": "todo-api"}, "aud"),
    ],
)
def test_what_is_refused(ada: Person, body: dict[str, object], path: str) -> None:
    answer = ada.ask("POST", "/api/tokens", body)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["path"] == path


def test_at_most_20(ada: Person) -> None:
    with ThreadPoolExecutor(8) as clients:
        answers = list(clients.map(lambda number: ada.ask("POST", "/api/tokens", {"name": str(number)}), range(24)))
    assert sorted(answer.status_code for answer in answers) == [201] * 20 + [409] * 4
    listed = ada.get("/api/tokens")["items"]
    assert len(listed) == 20
    ada.ask("DELETE", f"/api/tokens/{listed[0]['id']}")
    assert ada.ask("POST", "/api/tokens", {"name": "once more"}).status_code == 201


def test_expired_ones_do_not_count(api: Api, ada: Person) -> None:
    for number in range(20):
        ada.ask("POST", "/api/tokens", {"name": str(number)})
    user_id = ada.get("/api/me")["id"]
    with Session(api.services.database._engine) as session:
        for token in session.exec(select(PersonalToken)):
            if str(token.user_id) == user_id:
                token.expires_at = now() - timedelta(seconds=1)
        session.commit()
    assert ada.get("/api/tokens") == {"items": []}
    assert ada.ask("POST", "/api/tokens", {"name": "once more"}).status_code == 201


def test_another_users_token_does_not_exist(ada: Person, bob: Person) -> None:
    made = ada.ask("POST", "/api/tokens", {"name": "x"}).json()
    assert bob.get("/api/tokens") == {"items": []}
    assert bob.ask("DELETE", f"/api/tokens/{made['id']}").status_code == 404
    assert Person(ada.api, ada.email, made["token"]).ask("GET", "/api/tasks").status_code == 200


def test_a_chat_turn_deletes_nothing(ada: Person) -> None:
    task = ada.add_task("milk")
    for person in (turn_of(ada), client_of(ada)):
        for task_id in (task["id"], str(uuid.uuid4())):  # 403 tells nothing of what is there
            assert person.ask("DELETE", f"/api/tasks/{task_id}").status_code == 403
            assert person.ask("POST", "/api/tasks/delete", {"ids": [task_id]}).status_code == 403
    assert ada.get("/api/tasks")["items"] == [task]


def test_a_chat_turn_deletes_what_was_confirmed(ada: Person) -> None:
    first, second, kept = (ada.add_task(title) for title in ("milk", "bread", "kept"))
    turn = turn_of(ada, [first["id"], second["id"]])
    assert turn.ask("POST", "/api/tasks/delete", {"ids": [first["id"], kept["id"]]}).status_code == 403
    assert turn.ask("DELETE", f"/api/tasks/{kept['id']}").status_code == 403
    assert ada.get("/api/tasks")["total"] == 3
    assert turn.ask("DELETE", f"/api/tasks/{first['id']}").status_code == 204
    answer = turn.ask("POST", "/api/tasks/delete", {"ids": [second["id"], first["id"]]})
    assert answer.json() == {"deleted": [second["id"]]}
    assert ada.get("/api/tasks")["items"] == [kept]


def test_a_confirmation_does_not_reach_another_users_tasks(ada: Person, bob: Person) -> None:
    task = ada.add_task("milk")
    turn = turn_of(bob, [task["id"]])
    assert turn.ask("DELETE", f"/api/tasks/{task['id']}").status_code == 404
    assert turn.ask("POST", "/api/tasks/delete", {"ids": [task["id"]]}).json() == {"deleted": []}
    assert ada.get("/api/tasks")["items"] == [task]


def test_a_client_that_may_delete(ada: Person) -> None:
    ids = [ada.add_task(title)["id"] for title in ("milk", "bread")]
    client = client_of(ada, may_delete=True)
    assert client.ask("DELETE", f"/api/tasks/{ids[0]}").status_code == 204
    assert client.ask("POST", "/api/tasks/delete", {"ids": ids}).json() == {"deleted": [ids[1]]}


def test_a_hundred_confirmed_tasks_fit_into_a_token(ada: Person) -> None:
    ids = [ada.add_task("milk")["id"], *(str(uuid.uuid4()) for _ in range(99))]
    assert turn_of(ada, ids).ask("POST", "/api/tasks/delete", {"ids": ids}).json() == {"deleted": ids[:1]}


@pytest.mark.parametrize("ids", [[], ["x"], [str(uuid.uuid4())] * 101, "x", None])
def test_ids_that_are_refused(ada: Person, ids: object) -> None:
    assert ada.ask("POST", "/api/tasks/delete", {"ids": ids}).status_code == 422
