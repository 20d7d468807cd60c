import pytest

from tests.api import PASSWORD, Api, Person


def test_register_gives_a_token_that_works(api: Api) -> None:
    answer = api.http.post("/api/auth/register", json={"email": " Carol@Example.com ", "password": PASSWORD})
    assert answer.status_code == 201
    token = answer.json()
    assert (token["token_type"], token["expires_in"]) == ("bearer", 15 * 60)
    me = api.http.get("/api/me", headers={"Authorization": f"Bearer {token['access_token']}"}).json()
    assert me["email"] == "carol@example.com"
    assert me["created_at"].endswith("Z")


def test_an_email_address_is_taken_once(api: Api, ada: Person) -> None:
    answer = api.http.post("/api/auth/register", json={"email": ada.email.upper(), "password": PASSWORD})
    assert answer.status_code == 409
    assert answer.headers["content-type"] == "application/problem+json"


def test_login(api: Api, ada: Person) -> None:
    answer = api.http.post("/api/auth/login", json={"email": ada.email, "password": PASSWORD})
    assert answer.status_code == 200
    again = Person(api, ada.email, answer.json()["access_token"])
    assert again.get("/api/me") == ada.get("/api/me")


def test_login_does_not_tell_whether_a_user_exists(api: Api, ada: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    hasher = api.services.passwords._hasher
    verified: list[str] = []
    verify = hasher.verify

    def counted(password: str, expected: str) -> bool:
        verified.append(expected)
        return verify(password, expected)

    monkeypatch.setattr(hasher, "verify", counted)

    wrong = api.http.post("/api/auth/login", json={"email": ada.email, "password": "wrong password"})
    unknown = api.http.post(
        "/api/auth/login", json={"email": "nobody@example.com", "password": "the password of nobody"}
    )

    assert wrong.status_code == unknown.status_code == 401
    problems = [{**answer.json(), "request_id": None} for answer in (wrong, unknown)]
    assert problems[0] == problems[1]
    # The same work: one verification each, of hashes with the same parameters.
    assert len(verified) == 2
    assert verified[0].split("$")[:4] == verified[1].split("$")[:4]


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({"email": "a@example.com", "password": "short"}, "password"),
        ({"email": "a@example.com", "password": "x" * 1025}, "password"),
        ({"email": "a@example.com", "password": "with \x00 inside it"}, "password"),
        ({"email": "nonsense", "password": PASSWORD}, "email"),
        ({"email": f"{'a' * 250}@example.com", "password": PASSWORD}, "email"),
        ({"email": "a\x00@example.com", "password": PASSWORD}, "email"),
        ({"email": "a@example.com"}, "password"),
        ({"email": "a@example.com", "password": PASSWORD, "admin": True}, "admin"),
    ],
)
def test_register_refuses(api: Api, body: dict[str, object], path: str) -> None:
    answer = api.http.post("/api/auth/register", json=body)
    assert answer.status_code == 422
    assert [fault["path"] for fault in answer.json()["errors"]] == [path]
    assert PASSWORD not in answer.text
