from pathlib import Path

import pytest

from tests.api import AGENT_KEY, JWT_KEY, write_keys
from todo_backend.__main__ import main
from todo_backend.database_settings import DatabaseSettings
from todo_backend.settings import Settings, SettingsError, load

PARTS = {"DATABASE_HOST": "h", "DATABASE_NAME": "n", "DATABASE_USER": "u"}
RANDOM = "kJ8vQ2xW9zR4tY7uB1nM5cX3aS6dF0gH"


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in [*Settings.model_fields]:
        monkeypatch.delenv(name.upper(), raising=False)
    for name, value in write_keys(tmp_path).items():
        monkeypatch.setenv(name, value)


def test_defaults() -> None:
    settings = load(Settings)
    assert settings.url.render_as_string() == "sqlite:///todo.sqlite3"
    assert (settings.host, settings.port, settings.agent_url) == ("0.0.0.0", 8000, "http://localhost:8100")
    assert (settings.access_token_minutes, settings.log_level) == (15, "info")
    assert (settings.refresh_token_days, settings.rate_limits, settings.redis_url) == (30, "on", None)
    assert settings.database_pooler == "on"
    assert (settings.jwt_key, settings.agent_key) == (JWT_KEY.encode(), AGENT_KEY.encode())


def test_an_empty_variable_counts_as_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "")
    monkeypatch.setenv("PORT", "")
    assert load(Settings).port == 8000


def test_the_parts_of_the_database(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "password").write_text("p@ss/w:rd é?#%\n")
    parts = {
        "HOST": "database",
        "NAME": "todo",
        "USER": "todo",
        "PASSWORD_FILE": str(tmp_path / "password"),
        "SSLMODE": "require",
    }
    for name, value in parts.items():
        monkeypatch.setenv(f"DATABASE_{name}", value)
    url = load(DatabaseSettings).url
    assert url.password == "p@ss/w:rd é?#%"
    assert url.render_as_string() == "postgresql+psycopg://todo:***@database:5432/todo?sslmode=require"


@pytest.mark.parametrize(
    ("sslmode", "authority", "expected"),
    [
        ("prefer", None, None),
        ("require", None, None),
        ("verify-full", None, "the system's"),
        ("verify-full", "ca.crt", "ca.crt"),
        ("require", "ca.crt", "ca.crt"),
    ],
)
def test_who_vouches_for_the_server(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, sslmode: str, authority: str | None, expected: str | None
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "ca.crt").write_text("ours")
    (tmp_path / "system.crt").write_text("the system's")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "system.crt"))
    for name, value in {"HOST": "h", "NAME": "n", "USER": "u", "SSLMODE": sslmode, "SSLROOTCERT": authority}.items():
        if value is not None:
            monkeypatch.setenv(f"DATABASE_{name}", value)
    if expected == "the system's":
        expected = str(tmp_path / "system.crt")
    assert load(DatabaseSettings).url.query.get("sslrootcert") == expected


def test_migrations_go_around_the_pooler(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"HOST": "pooler", "NAME": "n", "USER": "u", "PORT": "6000"}.items():
        monkeypatch.setenv(f"DATABASE_{name}", value)
    assert load(DatabaseSettings).direct_url.host == "pooler"
    monkeypatch.setenv("DATABASE_DIRECT_HOST", "direct")
    settings = load(DatabaseSettings)
    assert (settings.url.host, settings.direct_url.host) == ("pooler", "direct")
    assert settings.direct_url.set(host="pooler") == settings.url


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_database_urls(monkeypatch: pytest.MonkeyPatch, scheme: str) -> None:
    monkeypatch.setenv("DATABASE_URL", f"{scheme}://u:a-long-secret-word@h/d")
    settings = load(DatabaseSettings)
    assert settings.url.drivername == "postgresql+psycopg"
    assert "secret" not in repr(settings)


def test_migrating_needs_no_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("JWT_KEY_FILE")
    monkeypatch.delenv("AGENT_KEY_FILE")
    load(DatabaseSettings)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"PORT": "many"}, "PORT should be a valid integer"),
        ({"PORT": "70000"}, "PORT should be less than or equal to 65535"),
        ({"PORT": "tcp://10.0.0.1:8000"}, "PORT should be a valid integer"),
        ({"LOG_LEVEL": "loud"}, "LOG_LEVEL should be 'debug', 'info', 'warning' or 'error'"),
        ({"ACCESS_TOKEN_MINUTES": "0"}, "ACCESS_TOKEN_MINUTES should be greater than or equal to 1"),
        ({"ACCESS_TOKEN_MINUTES": "1441"}, "ACCESS_TOKEN_MINUTES should be less than or equal to 1440"),
        ({"REFRESH_TOKEN_DAYS": "0"}, "REFRESH_TOKEN_DAYS should be greater than or equal to 1"),
        ({"RATE_LIMITS": "maybe"}, "RATE_LIMITS should be 'on' or 'off'"),
        ({"REDIS_URL_FILE": "/nowhere"}, "REDIS_URL_FILE names a file that cannot be read"),
        ({"AGENT_URL": "agent:8100"}, "AGENT_URL should be an http or https URL"),
        ({"AGENT_URL": "http://user:pass@agent"}, "AGENT_URL should be an http or https URL"),
        ({"AGENT_URL": "http://["}, "AGENT_URL should be an http or https URL"),
        ({"AGENT_URL": "http://agent:81000"}, "AGENT_URL should be an http or https URL"),
        ({"AGENT_URL": "http://agent one"}, "AGENT_URL should be an http or https URL"),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://collector:otlp"}, "OTEL_EXPORTER_OTLP_ENDPOINT should be"),
        ({"HOST": "nowhere.invalid"}, "HOST cannot be listened on"),
        ({"JWT_KEY_FILE": None}, "JWT_KEY_FILE is not set"),
        ({"JWT_KEY_FILE": "/nowhere"}, "JWT_KEY_FILE names a file that cannot be read: No such file or directory"),
        ({"DATABASE_URL": "mysql://u:secret@h/d"}, "DATABASE_URL should begin with postgresql:// or sqlite:///"),
        ({"DATABASE_POOLER": "maybe"}, "DATABASE_POOLER should be 'on' or 'off'"),
        ({"DATABASE_URL": "nonsense secret"}, "DATABASE_URL is not a database URL"),
        ({"DATABASE_URL": "postgresql://u@h:secret/d"}, "DATABASE_URL is not a database URL"),
        ({"DATABASE_URL": "postgresql://u@h:54320000/d"}, "DATABASE_URL should have a port from 1 to 65535"),
        ({"DATABASE_URL": "postgresql://u@h/d?sslmode=on"}, "DATABASE_URL should have an sslmode of disable, "),
        ({"DATABASE_URL": "postgresql://u@h/d?secret=1"}, "DATABASE_URL has an option that PostgreSQL does not know"),
        ({"DATABASE_URL": "sqlite:////nowhere/todo.sqlite3"}, "DATABASE_URL names a file in a folder"),
        ({"DATABASE_URL": "sqlite://"}, "DATABASE_URL should name a file"),
        ({"DATABASE_URL": "sqlite:///:memory:"}, "DATABASE_URL should name a file"),
        ({"DATABASE_URL": "sqlite:///x", "DATABASE_HOST": "h"}, "exclude each other"),
        ({"DATABASE_URL": "sqlite:///x", "DATABASE_DIRECT_HOST": "h"}, "exclude each other"),
        ({"DATABASE_URL": "postgresql://u:postgres@h/d"}, "DATABASE_URL holds a password that stands in examples"),
        ({"DATABASE_URL": "sqlite:///x", "DATABASE_PORT": "1"}, "DATABASE_URL and DATABASE_PORT exclude each other"),
        ({"DATABASE_HOST": "h", "DATABASE_NAME": "n"}, "DATABASE_USER should be set too"),
        ({"DATABASE_DIRECT_HOST": "h"}, "DATABASE_USER should be set too, when DATABASE_DIRECT_HOST is"),
        ({"DATABASE_SSLMODE": "require"}, "DATABASE_USER should be set too, when DATABASE_SSLMODE is"),
        (PARTS | {"DATABASE_SSLMODE": "verify-ca"}, "DATABASE_SSLROOTCERT should be set too"),
        (PARTS | {"DATABASE_SSLROOTCERT": "/nowhere"}, "DATABASE_SSLROOTCERT names a file that cannot be read"),
        (PARTS | {"DATABASE_SSLROOTCERT": "/dev/null"}, "DATABASE_SSLROOTCERT names a file that is empty"),
        ({"DATABASE_HOST": "h", "DATABASE_NAME": "n", "DATABASE_USER": "u", "DATABASE_SSLMODE": "x"}, "_SSLMODE"),
    ],
)  # fmt: skip
def test_what_is_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], changes: dict[str, str | None], sentence: str
) -> None:
    for name, value in changes.items():
        if value is None:
            monkeypatch.delenv(name)
        else:
            monkeypatch.setenv(name, value)
    assert main(["serve"]) == 2
    said = capsys.readouterr().err
    assert said.startswith("todo_backend: cannot start: ")
    assert sentence in said
    assert said.count("\n") == 1
    assert "secret" not in said


@pytest.mark.parametrize(
    ("key", "sentence"),
    [
        (RANDOM[:31], "JWT_KEY_FILE holds 31 bytes, but a key needs at least 32"),
        (f"{RANDOM[:31]}\n\n", "JWT_KEY_FILE holds 31 bytes"),
        ("a" * 40, "JWT_KEY_FILE holds a key that is easy to guess"),
        ("please-change-me-before-production-12345", "JWT_KEY_FILE holds a key that is easy to guess"),
        (AGENT_KEY, "hold the same key"),
    ],
)
def test_keys_that_are_refused(tmp_path: Path, key: str, sentence: str) -> None:
    (tmp_path / "jwt-key").write_text(key)
    with pytest.raises(SettingsError, match=sentence) as refused:
        load(Settings)
    assert key.strip() not in str(refused.value)


@pytest.mark.parametrize(
    ("content", "accepted"),
    [
        ("redis://:secret@redis:6379/0\n", True),
        ("rediss://user:secret@redis:6380", True),
        ("http://redis:6379", False),
        ("secret", False),
        ("redis://", False),
        ("", False),
    ],
)
def test_the_redis_url(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, content: str, accepted: bool) -> None:
    (tmp_path / "redis").write_text(content)
    monkeypatch.setenv("REDIS_URL_FILE", str(tmp_path / "redis"))
    if accepted:
        assert load(Settings).redis_url == content.strip()
        assert "secret" not in repr(load(Settings))
    else:
        with pytest.raises(SettingsError, match="REDIS_URL_FILE should hold a URL") as refused:
            load(Settings)
        assert "secret" not in str(refused.value)


def test_a_good_key(tmp_path: Path) -> None:
    (tmp_path / "jwt-key").write_text(RANDOM)
    assert load(Settings).jwt_key == RANDOM.encode()
