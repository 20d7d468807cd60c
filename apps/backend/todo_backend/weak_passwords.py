"""Passwords of databases that are as good as none."""

import re
from collections.abc import Iterable

MIN_CHARACTERS = 12
"""Guessing one goes as fast as the database answers, for whoever reaches it."""

MIN_DISTINCT_CHARACTERS = 5

_KNOWN = (
    "admin", "changeit", "changethis", "chatbot", "database", "default", "dify", "difyai", "difyai123456",
    "example", "examplepassword", "letmein", "mysecretpassword", "mypassword", "neondb", "notsecure", "passw0rd",
    "password", "postgres", "postgresql", "postgrespassword", "qwerty", "replaceme", "root", "secret",
    "secretpassword", "supersecret", "supersecretpassword", "test", "testpassword", "todo", "todochatbot", "welcome",
    "yourpassword", "yoursecurepassword", "yourstrongpassword",
)  # fmt: skip
"""Those of examples, charts and images: whoever looks for open databases tries them first."""


def weakness(password: str, names: Iterable[str | None]) -> str | None:
    """What is wrong with a password, as the end of a sentence that does not repeat it; None when nothing is.

    Args:
        names: of the user and the database, which anybody may know.
    """
    if not password:
        return "no password"
    plain = re.sub(r"[-_. ]", "", password.lower())
    # "postgres123!" is no better than "postgres".
    word = re.sub(r"[0-9!@#$%&*?]+$", "", plain)
    if plain in _KNOWN or word in _KNOWN or "changeme" in word or word == "":
        return "a password that stands in examples; make one with: openssl rand -base64 24"
    if any(name and word in (name.lower(), re.sub(r"[-_. ]", "", name.lower())) for name in names):
        return "the name of the user or the database as password; make one with: openssl rand -base64 24"
    if len(password) < MIN_CHARACTERS:
        return f"a password of {len(password)} characters, but it needs at least {MIN_CHARACTERS}"
    if len(set(password)) < MIN_DISTINCT_CHARACTERS:
        return "a password that is easy to guess; make one with: openssl rand -base64 24"
    return None
