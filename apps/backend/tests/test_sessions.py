"""Sessions: refresh, reuse, log out."""

import base64
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlmodel import Session, select

from tests.api import PASSWORD, Api, Person
from todo_backend.models import LoginSession, now
from todo_backend.security.sessions import GRACE


def refresh(api: Api, token: str) -> httpx.Response:
    return api.http.post("/api/auth/refresh", json={"refresh_token": token})


def refreshed(api: Api, token: str) -> dict[str, Any]:
    answer = refresh(api, token)
    assert answer.status_code == 200, answer.text
    tokens: dict[str, Any] = answer.json()
    return tokens


def works(api: Api, access_token: str) -> bool:
    answer = api.http.get("/api/me", headers={"Authorization": f"Bearer {access_token}"})
    assert answer.status_code in (200, 401)
    return answer.status_code == 200


def change_sessions(api: Api, person: Person, **values: object) -> None:
    user_id = person.get("/api/me")["id"]
    with Session(api.services.database._engine) as session:
        for row in session.exec(select(LoginSession)):
            if str(row.user_id) == user_id:
                row.sqlmodel_update(values)
        session.commit()


def test_a_refresh_token_is_exchanged(api: Api, ada: Person) -> None:
    tokens = refreshed(api, ada.refresh_token)
    assert set(tokens) == {"access_token", "token_type", "expires_in", "refresh_token", "refresh_expires_in"}
    assert (tokens["expires_in"], tokens["refresh_expires_in"] // 60) == (900, 30 * 24 * 60 - 1)
    assert tokens["refresh_token"] != ada.refresh_token
    assert works(api, tokens["access_token"])
    assert works(api, ada.token)  # the same session
    assert refreshed(api, tokens["refresh_token"])["refresh_token"] not in (ada.refresh_token, tokens["refresh_token"])


def test_only_hashes_are_stored(api: Api, ada: Person) -> None:
    refreshed(api, ada.refresh_token)
    with Session(api.services.database._engine) as session:
        stored = [(row.token_hash, row.previous_hash) for row in session.exec(select(LoginSession))]
    secret = base64.urlsafe_b64decode(ada.refresh_token)[16:]
    assert len(secret) == 32
    assert stored
    assert not any(secret in (value or b"") for hashes in stored for value in hashes)


def test_two_tabs_get_the_same_next_token(api: Api, ada: Person) -> None:
    with ThreadPoolExecutor(8) as tabs:
        answers = list(tabs.map(lambda _: refreshed(api, ada.refresh_token), range(8)))
    assert len({answer["refresh_token"] for answer in answers}) == 1
    assert all(works(api, answer["access_token"]) for answer in answers)
    assert works(api, refreshed(api, answers[0]["refresh_token"])["access_token"])


def test_a_token_that_was_exchanged_ends_the_session_after_the_grace(api: Api, ada: Person) -> None:
    tokens = refreshed(api, ada.refresh_token)
    change_sessions(api, ada, rotated_at=now() - GRACE + timedelta(seconds=10))
    assert refresh(api, ada.refresh_token).status_code == 200
    change_sessions(api, ada, rotated_at=now() - GRACE - timedelta(seconds=1))
    answer = refresh(api, ada.refresh_token)
    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"
    # Nobody can tell who has the copy: all tokens of the session are out.
    assert refresh(api, tokens["refresh_token"]).status_code == 401
    assert not works(api, tokens["access_token"])
    assert not works(api, ada.token)


def test_a_token_two_exchanges_old_ends_the_session_at_once(api: Api, ada: Person) -> None:
    tokens = refreshed(api, refreshed(api, ada.refresh_token)["refresh_token"])
    assert refresh(api, ada.refresh_token).status_code == 401
    assert not works(api, tokens["access_token"])


def test_reuse_does_not_end_another_session(api: Api, ada: Person) -> None:
    other = api.http.post("/api/auth/login", json={"email": ada.email, "password": PASSWORD}).json()
    refreshed(api, refreshed(api, ada.refresh_token)["refresh_token"])
    assert refresh(api, ada.refresh_token).status_code == 401
    assert works(api, other["access_token"])
    assert works(api, refreshed(api, other["refresh_token"])["access_token"])


def test_an_expired_session(api: Api, ada: Person) -> None:
    change_sessions(api, ada, expires_at=now() - timedelta(seconds=1))
    assert refresh(api, ada.refresh_token).status_code == 401
    assert not works(api, ada.token)


@pytest.mark.parametrize("token", ["", "x", "é" * 64, "A" * 64, "A" * 63 + "!", "\x00" * 64])
def test_what_is_no_refresh_token(api: Api, token: str) -> None:
    body = {"refresh_token": token}
    assert api.http.post("/api/auth/refresh", json=body).status_code == 401
    assert api.http.post("/api/auth/logout", json=body).status_code == 204


def test_an_access_token_is_no_refresh_token(api: Api, ada: Person) -> None:
    assert refresh(api, ada.token).status_code == 401
    assert works(api, ada.token)


@pytest.mark.parametrize("exchanged", [False, True])
def test_log_out(api: Api, ada: Person, exchanged: bool) -> None:
    other = api.http.post("/api/auth/login", json={"email": ada.email, "password": PASSWORD}).json()
    if exchanged:  # the tab that logs out did not hear of the exchange
        refreshed(api, ada.refresh_token)
    for _ in range(2):
        answer = api.http.post("/api/auth/logout", json={"refresh_token": ada.refresh_token})
        assert (answer.status_code, answer.content) == (204, b"")
    assert not works(api, ada.token)
    assert refresh(api, ada.refresh_token).status_code == 401
    assert works(api, other["access_token"])


def test_a_guess_logs_nobody_out(api: Api, ada: Person) -> None:
    session_id = base64.urlsafe_b64decode(ada.refresh_token)[:16]
    guess = base64.urlsafe_b64encode(session_id + bytes(32)).decode()
    assert api.http.post("/api/auth/logout", json={"refresh_token": guess}).status_code == 204
    assert works(api, ada.token)
