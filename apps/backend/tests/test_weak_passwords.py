import secrets
from pathlib import Path

import pytest

from todo_backend.database_settings import DatabaseSettings
from todo_backend.settings import SettingsError, load

LONG_NAME = "todo_application_owner"


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in DatabaseSettings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    parts = {"HOST": "h", "NAME": "tasks", "USER": LONG_NAME, "PASSWORD_FILE": str(tmp_path / "password")}
    for name, value in parts.items():
        monkeypatch.setenv(f"DATABASE_{name}", value)


@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        ("postgres", "a password that stands in examples"),
        ("Password", "a password that stands in examples"),
        ("change-me", "a password that stands in examples"),
        ("CHANGE_ME_PLEASE", "a password that stands in examples"),
        ("difyai123456", "a password that stands in examples"),
        ("postgres1234567890!", "a password that stands in examples"),
        ("my-secret-password", "a password that stands in examples"),
        ("mysecretpassword", "a password that stands in examples"),
        ("1234567890123456", "a password that stands in examples"),
        (LONG_NAME, "the name of the user or the database"),
        ("TodoApplicationOwner2026", "the name of the user or the database"),
        ("tasks", "the name of the user or the database"),
        ("kJ8vQ2xW9zR", "a password of 11 characters, but it needs at least 12"),
        ("abababababababab", "a password that is easy to guess"),
        ("\n", "no password"),
        ("kJ8vQ2xW9zR4", None),
        ("npg_8aKxQ2mVtR1z", None),
        ("@:/?#%[]é\U0001f512&= +", None),
    ],
)
def test_known_names_and_short_ones_are_refused(tmp_path: Path, password: str, sentence: str | None) -> None:
    (tmp_path / "password").write_text(password)
    if sentence is None:
        assert load(DatabaseSettings).url.password == password
        return
    with pytest.raises(SettingsError) as refused:
        load(DatabaseSettings)
    assert str(refused.value).startswith(f"DATABASE_PASSWORD_FILE holds {sentence}")
    # What the sentence says of itself: "postgres" is no word of it.
    if password not in ("Password", "tasks", "\n"):
        assert password not in str(refused.value)


def test_what_the_chart_makes_is_taken(tmp_path: Path) -> None:
    for _ in range(100):
        (tmp_path / "password").write_text(secrets.token_urlsafe(32))
        load(DatabaseSettings)


def test_sqlite_and_who_needs_no_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_PASSWORD_FILE")
    assert load(DatabaseSettings).url.password is None
    for name in ("HOST", "NAME", "USER"):
        monkeypatch.delenv(f"DATABASE_{name}")
    assert load(DatabaseSettings).url.get_backend_name() == "sqlite"
