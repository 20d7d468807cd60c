"""`Idempotency-Key`: what is sent twice is made once."""

import json
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import httpx
import pytest
from sqlalchemy import text, update
from sqlmodel import Session, col

from tests.api import PASSWORD, Api, Person
from todo_backend.idempotency import KEPT
from todo_backend.models import IdempotencyKey, now


def post(person: Person, path: str, body: object, key: str) -> httpx.Response:
    headers = {**person.headers, "Idempotency-Key": key, "Content-Type": "application/json"}
    return person.api.http.post(path, content=json.dumps(body), headers=headers)


@pytest.fixture
def key() -> str:
    return str(uuid.uuid4())


def test_ten_at_once_make_one_task(ada: Person, key: str) -> None:
    with ThreadPoolExecutor(10) as clients:
        answers = list(clients.map(lambda _: post(ada, "/api/tasks", {"title": "milk"}, key), range(10)))
    assert [answer.status_code for answer in answers] == [201] * 10
    assert len({answer.content for answer in answers}) == 1
    assert sorted("idempotency-replayed" in answer.headers for answer in answers) == [False, *[True] * 9]
    assert ada.get("/api/tasks")["items"] == [answers[0].json()]


def test_the_first_answer_again(ada: Person, key: str) -> None:
    first = post(ada, "/api/tasks", {"title": "milk", "tags": ["b", "a"]}, key)
    ada.ask("PATCH", f"/api/tasks/{first.json()['id']}", {"title": "oat milk"})
    # Written in another way, it is the same request still.
    again = post(ada, "/api/tasks", {"tags": ["b", "A "], "title": " milk", "notes": None}, key)
    assert (again.status_code, again.content) == (201, first.content)
    assert again.headers["idempotency-replayed"] == "true"
    assert again.headers["content-type"] == first.headers["content-type"] == "application/json"


def test_another_request_with_the_same_key(ada: Person, key: str) -> None:
    first = post(ada, "/api/tasks", {"title": "milk"}, key)
    for path, body in [("/api/tasks", {"title": "bread"}), ("/api/tasks/delete", {"ids": [first.json()["id"]]})]:
        answer = post(ada, path, body, key)
        assert answer.status_code == 422
        assert answer.headers["content-type"] == "application/problem+json"
        assert "idempotency-replayed" not in answer.headers
    assert ada.get("/api/tasks")["items"] == [first.json()]


def test_a_key_is_the_users_own(ada: Person, bob: Person, key: str) -> None:
    post(ada, "/api/tasks", {"title": "a secret"}, key)
    answer = post(bob, "/api/tasks", {"title": "milk"}, key)
    assert answer.status_code == 201
    assert "idempotency-replayed" not in answer.headers
    assert [task["title"] for task in bob.get("/api/tasks")["items"]] == ["milk"]


def test_a_request_that_failed_may_be_sent_again(api: Api, ada: Person, key: str) -> None:
    assert post(ada, "/api/tasks", {"title": ""}, key).status_code == 422
    task = ada.add_task("milk")
    of_turn = Person(api, ada.email, api.services.tokens.for_mcp(uuid.UUID(ada.get("/api/me")["id"])))
    assert post(of_turn, "/api/tasks/delete", {"ids": [task["id"]]}, key).status_code == 403
    assert post(ada, "/api/tasks/delete", {"ids": [task["id"]]}, key).json() == {"deleted": [task["id"]]}


def test_several_tasks_are_deleted_once(ada: Person, key: str) -> None:
    ids = [ada.add_task("milk")["id"], ada.add_task("bread")["id"]]
    first = post(ada, "/api/tasks/delete", {"ids": ids}, key)
    again = post(ada, "/api/tasks/delete", {"ids": ids}, key)
    assert (first.status_code, again.status_code) == (200, 200)
    assert first.json() == again.json() == {"deleted": ids}
    assert ada.ask("POST", "/api/tasks/delete", {"ids": ids}).json() == {"deleted": []}


def test_a_key_is_forgotten_after_a_day(api: Api, ada: Person, key: str) -> None:
    post(ada, "/api/tasks", {"title": "milk"}, key)
    for age, replayed in [(KEPT - timedelta(minutes=1), True), (KEPT + timedelta(minutes=1), False)]:
        with Session(api.services.database._engine) as session:
            session.execute(update(IdempotencyKey).where(col(IdempotencyKey.key) == key).values(created_at=now() - age))
            session.commit()
        answer = post(ada, "/api/tasks", {"title": "milk"}, key)
        assert ("idempotency-replayed" in answer.headers) == replayed
    assert post(ada, "/api/tasks", {"title": "milk"}, key).json() == answer.json()
    assert ada.get("/api/tasks")["total"] == 2


@pytest.mark.parametrize(("wrong", "status"), [("", 422), ("x" * 256, 422), ("a b", 422), ("é", 422), ("x" * 255, 201)])
def test_keys(ada: Person, wrong: str, status: int) -> None:
    headers = {b"Authorization": f"Bearer {ada.token}".encode(), b"Idempotency-Key": wrong.encode()}
    answer = ada.api.http.post("/api/tasks", json={"title": "milk"}, headers=headers)
    assert answer.status_code == status
    if status == 422:
        assert answer.json()["errors"][0]["path"] == "Idempotency-Key"


def test_an_account_is_made_once(api: Api, key: str) -> None:
    account = {"email": f"{uuid.uuid4()}@example.com", "password": PASSWORD}

    def register(_: int) -> httpx.Response:
        return api.http.post("/api/auth/register", json=account, headers={"Idempotency-Key": key})

    with ThreadPoolExecutor(10) as clients:
        answers = list(clients.map(register, range(10)))
    assert [answer.status_code for answer in answers] == [201] * 10
    assert sorted("idempotency-replayed" in answer.headers for answer in answers) == [False, *[True] * 9]
    people = [Person(api, account["email"], answer.json()["access_token"]) for answer in answers]
    assert len({person.get("/api/me")["id"] for person in people}) == 1
    # Each answer has tokens of its own: none is stored.
    assert len({answer.json()["refresh_token"] for answer in answers}) == 10


def test_an_account_is_not_given_to_others(api: Api, key: str) -> None:
    account = {"email": f"{uuid.uuid4()}@example.com", "password": PASSWORD}
    headers = {"Idempotency-Key": key}
    assert api.http.post("/api/auth/register", json=account, headers=headers).status_code == 201
    wrong = {**account, "password": "a wrong password"}
    assert api.http.post("/api/auth/register", json=wrong, headers=headers).status_code == 422
    other = {"Idempotency-Key": str(uuid.uuid4())}
    assert api.http.post("/api/auth/register", json=account, headers=other).status_code == 409
    assert api.http.post("/api/auth/register", json=account, headers=other).status_code == 409  # it left nothing
    assert api.http.post("/api/auth/register", json=account).status_code == 409


def test_a_personal_token_is_made_once(ada: Person, key: str) -> None:
    first = post(ada, "/api/tokens", {"name": "a client"}, key)
    again = post(ada, "/api/tokens", {"name": "a client"}, key)
    assert (again.status_code, again.json()) == (201, first.json())
    assert again.headers["idempotency-replayed"] == "true"
    assert len(ada.get("/api/tokens")["items"]) == 1
    ada.ask("DELETE", f"/api/tokens/{first.json()['id']}")
    assert post(ada, "/api/tokens", {"name": "a client"}, key).status_code == 409


def test_no_secret_is_stored(api: Api, ada: Person, key: str) -> None:
    minted = post(ada, "/api/tokens", {"name": "a client"}, key).json()["token"]
    headers = {"Idempotency-Key": key}
    account = {"email": f"{uuid.uuid4()}@example.com", "password": PASSWORD}
    tokens = api.http.post("/api/auth/register", json=account, headers=headers).json()
    with Session(api.services.database._engine) as session:
        bodies = session.execute(text("SELECT body FROM idempotency_keys WHERE body IS NOT NULL")).scalars().all()
    assert bodies
    for secret in (minted, tokens["access_token"], tokens["refresh_token"]):
        assert not any(secret in body for body in bodies)
