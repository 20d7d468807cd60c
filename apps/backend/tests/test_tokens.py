"""Who gets in: every token that is not exactly right is a 401."""

import time
import uuid
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import jwt
import pytest
from sqlmodel import Session

from tests.api import AGENT_KEY, JWT_KEY, Api, Person
from todo_backend.models import User
from todo_backend.security import tokens as tokens_module
from todo_backend.security.tokens import Audience, InvalidTokenError, Tokens

PROTECTED = [
    ("GET", "/api/me"),
    ("GET", "/api/tasks"),
    ("POST", "/api/tasks"),
    ("GET", f"/api/tasks/{uuid.uuid4()}"),
    ("PATCH", f"/api/tasks/{uuid.uuid4()}"),
    ("DELETE", f"/api/tasks/{uuid.uuid4()}"),
    ("POST", "/api/tasks/delete"),
    ("GET", "/api/tags"),
    ("GET", "/api/tokens"),
    ("POST", "/api/tokens"),
    ("DELETE", f"/api/tokens/{uuid.uuid4()}"),
    ("GET", "/api/me/export"),
    ("POST", "/api/me/password"),
    ("POST", "/api/me/delete"),
    ("GET", "/api/conversations"),
    ("GET", f"/api/conversations/{uuid.uuid4()}"),
    ("POST", "/api/chat"),
]
BODIES: dict[tuple[str, str], dict[str, Any]] = {
    ("POST", "/api/tasks"): {"title": "x"},
    ("POST", "/api/tasks/delete"): {"ids": [str(uuid.uuid4())]},
    ("POST", "/api/tokens"): {"name": "x"},
    ("POST", "/api/me/password"): {"current_password": "x", "new_password": "long enough"},
    ("POST", "/api/me/delete"): {"password": "x"},
    ("POST", "/api/chat"): {"message": "x"},
}
GONE = object()


def session_of(person: Person) -> str:
    claims = jwt.decode(person.token, JWT_KEY, ["HS256"], audience="todo-api")
    return str(claims["sid"])


def claims_of(person: Person, **changes: object) -> dict[str, Any]:
    claims = {
        "iss": "todo-backend", "aud": "todo-api", "sub": person.get("/api/me")["id"], "exp": int(time.time()) + 60,
        "sid": session_of(person), **changes,
    }  # fmt: skip
    return {name: value for name, value in claims.items() if value is not GONE}


def status(api: Api, token: str, method: str = "GET", path: str = "/api/me") -> int:
    headers = {"Authorization": f"Bearer {token}"}
    body = BODIES.get((method, path), {} if method == "PATCH" else None)
    return api.http.request(method, path, headers=headers, json=body).status_code


def test_the_claims_that_the_other_tests_change_are_right(api: Api, ada: Person) -> None:
    assert status(api, jwt.encode(claims_of(ada), JWT_KEY, "HS256")) == 200


@pytest.mark.parametrize(
    "changes",
    [
        {"aud": "todo-agent"},
        {"aud": "other"},
        {"aud": ["todo-api", "todo-mcp"]},
        {"aud": GONE},
        {"iss": "other"},
        {"iss": GONE},
        {"exp": 1_000_000_000},
        {"exp": "soon"},
        {"exp": GONE},
        {"sub": GONE},
        {"sub": "not-a-uuid"},
        {"sub": 7},
        {"sub": str(uuid.uuid4())},
        {"sid": GONE},
        {"sid": None},
        {"sid": str(uuid.uuid4())},
        {"nbf": 4_000_000_000},
    ],
    ids=str,
)
def test_wrong_claims(api: Api, ada: Person, changes: dict[str, object]) -> None:
    assert status(api, jwt.encode(claims_of(ada, **changes), JWT_KEY, "HS256")) == 401


def test_a_token_expires_that_was_accepted_before(monkeypatch: pytest.MonkeyPatch) -> None:
    tokens = Tokens(JWT_KEY.encode(), AGENT_KEY.encode(), timedelta(minutes=15))
    token = tokens.for_person(uuid.uuid4(), uuid.uuid4())
    later = time.time() + 15 * 60 + 1
    tokens.read(token, {Audience.API})
    with pytest.raises(InvalidTokenError):
        tokens.read(token, {Audience.MCP})
    monkeypatch.setattr(tokens_module, "time", SimpleNamespace(time=lambda: later))
    with pytest.raises(InvalidTokenError):
        tokens.read(token, {Audience.API})


@pytest.mark.filterwarnings("ignore::jwt.InsecureKeyLengthWarning")
@pytest.mark.parametrize(
    ("key", "algorithm"),
    [("", "none"), (JWT_KEY, "HS384"), (JWT_KEY, "HS512"), (AGENT_KEY, "HS256"), (JWT_KEY[:-1], "HS256")],
)
def test_wrong_key_or_algorithm(api: Api, ada: Person, key: str, algorithm: str) -> None:
    assert status(api, jwt.encode(claims_of(ada), key, algorithm)) == 401


@pytest.mark.parametrize(("method", "path"), PROTECTED)
def test_every_route_wants_a_token(api: Api, method: str, path: str) -> None:
    answer = api.http.request(method, path, json=BODIES.get((method, path), {}))
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Bearer")
    assert answer.headers["content-type"] == "application/problem+json"
    assert status(api, "nonsense", method, path) == 401


@pytest.mark.parametrize("header", ["{}", "Basic {}", "Token {}", "Bearer x {}", "Bearer {} x", "Bearer", "Bearer {}é"])
def test_other_headers_are_not_tokens(api: Api, ada: Person, header: str) -> None:
    value = header.format(ada.token).encode("latin-1")
    assert api.http.get("/api/me", headers={b"Authorization": value}).status_code == 401


@pytest.mark.parametrize(("method", "path"), PROTECTED)
def test_tokens_for_mcp_reach_tasks_only(api: Api, ada: Person, method: str, path: str) -> None:
    of_turn = api.services.tokens.for_mcp(uuid.UUID(ada.get("/api/me")["id"]))
    personal = ada.ask("POST", "/api/tokens", {"name": "a client"}).json()["token"]
    accepted = path in ("/api/me", "/api/tags") or path.startswith("/api/tasks")
    for token in (of_turn, personal):
        assert (status(api, token, method, path) != 401) == accepted


def test_a_session_of_another_user_is_none(api: Api, ada: Person, bob: Person) -> None:
    assert status(api, jwt.encode(claims_of(ada, sid=session_of(bob)), JWT_KEY, "HS256")) == 401


@pytest.mark.parametrize(
    "changes", [{"jti": "x"}, {"jti": 7}, {"jti": str(uuid.uuid4())}, {"delete": 7}, {"delete": ["x"]}], ids=str
)
def test_wrong_claims_of_mcp(api: Api, ada: Person, changes: dict[str, object]) -> None:
    assert status(api, jwt.encode(claims_of(ada, aud="todo-mcp"), JWT_KEY, "HS256")) == 200
    assert status(api, jwt.encode(claims_of(ada, aud="todo-mcp", **changes), JWT_KEY, "HS256")) == 401


@pytest.mark.parametrize(("method", "path"), PROTECTED)
def test_the_agents_token_reaches_nothing(api: Api, ada: Person, method: str, path: str) -> None:
    user_id = uuid.UUID(ada.get("/api/me")["id"])
    assert status(api, api.services.tokens.for_agent(user_id), method, path) == 401


@pytest.mark.parametrize(("method", "path"), PROTECTED)
def test_a_deleted_user_is_out(api: Api, method: str, path: str) -> None:
    person = api.register()
    with Session(api.services.database._engine) as session:
        session.delete(session.get(User, uuid.UUID(person.get("/api/me")["id"])))
        session.commit()
    assert status(api, person.token, method, path) == 401


@pytest.mark.parametrize(("turn_seconds", "lifetime"), [(10, 300), (3600, 3660)])
def test_tokens_of_a_turn_live_longer_than_the_turn(turn_seconds: int, lifetime: int) -> None:
    tokens = Tokens(JWT_KEY.encode(), AGENT_KEY.encode(), timedelta(minutes=1), timedelta(seconds=turn_seconds + 60))
    for token in (tokens.for_mcp(uuid.uuid4()), tokens.for_agent(uuid.uuid4())):
        claims = jwt.decode(token, options={"verify_signature": False})
        assert claims["exp"] - claims["iat"] == lifetime
