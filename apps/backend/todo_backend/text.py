"""Text that people send: what no database can hold is refused, what a model sends is repaired."""

import re
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator

_SURROGATE = re.compile("[\ud800-\udfff]")


def _check(value: object) -> object:
    if isinstance(value, str):
        if "\x00" in value:
            raise ValueError("must not contain the NUL character")
        if _SURROGATE.search(value):
            raise ValueError("must not contain half of a surrogate pair")
    return value


def is_storable(text: str) -> bool:
    """Whether any database can hold the text."""
    return "\x00" not in text and not _SURROGATE.search(text)


def _date_text(value: object) -> object:
    # Without this, pydantic takes numbers (seconds since 1970) and times as dates too.
    if value is not None and not (isinstance(value, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value)):
        raise ValueError("should be a date like 2030-12-31")
    return value


def _email(value: str) -> str:
    email = value.strip().lower()
    if not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", email):
        raise ValueError("should be an e-mail address")
    return email


def repaired(text: str) -> str:
    """Text as any database can hold it: separate halves of a pair are joined, lone ones and NUL replaced."""
    joined = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return joined.replace("\x00", "\ufffd")


def without_doubles(texts: list[str]) -> list[str]:
    """Each text once, in the order in which they came."""
    return list(dict.fromkeys(texts))


StorableText = BeforeValidator(_check)
DateText = BeforeValidator(_date_text)
Email = Annotated[str, StorableText, AfterValidator(_email)]


def printable(value: Any) -> str:
    """A part of an error's path, which may be a key that the client made up."""
    return repaired(str(value))[:100]
