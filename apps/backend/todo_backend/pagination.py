"""Pages by keyset: a cursor says after which row to go on, so rows that come or go meanwhile shift nothing.

How a route uses it::

    keyset = Keyset("newest", Key(col(Thing.created_at), datetime, descending=True), Key(col(Thing.id), UUID))
    page = keyset.page(session, select(Thing).where(...), cursor, limit)
    return ThingList(items=page.items, next_cursor=page.next_cursor)

The last key has to be unique, and no key may be null (coalesce it).
"""

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Annotated, Any, Generic, TypeVar, cast
from uuid import UUID

from fastapi import Query
from fastapi.exceptions import RequestValidationError
from sqlalchemy import ColumnElement, Select, and_, literal, or_
from sqlalchemy.orm import Mapped
from sqlalchemy.types import TypeEngine
from sqlmodel import Session

from todo_backend.text import is_storable

MAX_CURSOR_CHARACTERS = 2000
"""Far more than the longest key, a title of 200 characters, becomes in base64."""

RowT = TypeVar("RowT")

Cursor = Annotated[
    str | None,
    Query(max_length=MAX_CURSOR_CHARACTERS, description="Where to go on: the cursor that came with the page before."),
]
"""The query parameter `cursor`."""


@dataclass(frozen=True)
class Key:
    """One thing that rows are ordered by: an expression, the type of its values, and its direction."""

    expression: ColumnElement[Any] | Mapped[Any]
    type: type[str] | type[int] | type[date] | type[datetime] | type[UUID]
    descending: bool = False


@dataclass(frozen=True)
class Page(Generic[RowT]):
    """Rows, and the cursor of the next page; None on the last one."""

    items: list[RowT]
    next_cursor: str | None


class Keyset:
    """An order of rows. Its name goes into the cursors: one that was made for another order is refused."""

    def __init__(self, name: str, *keys: Key) -> None:
        self._name = name
        self._keys = keys

    def page(self, session: Session, query: Select[Any], cursor: str | None, limit: int) -> Page[Any]:
        """Ask for one page of a query's first column.

        Raises:
            RequestValidationError: 422, when the cursor is not one that this keyset made.
        """
        rows = session.execute(self.select(query, cursor, limit)).all()
        return Page([row[0] for row in rows[:limit]], self.next_cursor(rows, limit))

    def select(self, query: Select[Any], cursor: str | None, limit: int) -> Select[Any]:
        """The query for one page: the keys are its last columns, and it asks for one row more than `limit`."""
        if cursor is not None:
            query = query.where(self._after(self._read(cursor)))
        order = [key.expression.desc() if key.descending else key.expression.asc() for key in self._keys]
        return query.add_columns(*(key.expression for key in self._keys)).order_by(*order).limit(limit + 1)

    def next_cursor(self, rows: Sequence[Any], limit: int) -> str | None:
        """The cursor after the page, when `rows` of `select` say that there is more."""
        if len(rows) <= limit:
            return None
        values = list(rows[limit - 1])[-len(self._keys) :]
        return self._write(values)

    def _after(self, values: list[Any]) -> ColumnElement[bool]:
        # (a, b) > (x, y) written out, since each key has a direction of its own.
        alternatives = []
        for at, (key, value) in enumerate(zip(self._keys, values, strict=True)):
            bound = literal(value, _type(key))
            beyond = key.expression < bound if key.descending else key.expression > bound
            equal = [
                before.expression == literal(its, _type(before))
                for before, its in zip(self._keys[:at], values, strict=False)
            ]
            alternatives.append(and_(*equal, beyond))
        return or_(*alternatives)

    def _write(self, values: list[Any]) -> str:
        texts = [value.isoformat() if isinstance(value, date) else value for value in values]
        content = json.dumps([self._name, *texts], default=str, separators=(",", ":"))
        return base64.urlsafe_b64encode(content.encode()).decode().rstrip("=")

    def _read(self, cursor: str) -> list[Any]:
        try:
            content = json.loads(base64.b64decode(f"{cursor}{'=' * (-len(cursor) % 4)}", b"-_", validate=True))
            kinds = [str, *(key.type for key in self._keys)]
            name, *values = [_value(kind, value) for kind, value in zip(kinds, content, strict=True)]
        except (ValueError, TypeError, KeyError, OverflowError, RecursionError, binascii.Error):
            raise broken_cursor() from None
        if name != self._name:
            raise broken_cursor()
        return values


def broken_cursor() -> RequestValidationError:
    """The answer to a cursor that no page came with."""
    fault = {
        "loc": ("query", "cursor"),
        "type": "cursor",
        "msg": "is not a cursor of this list in this order; begin without one",
    }
    return RequestValidationError([fault])


def _type(key: Key) -> TypeEngine[Any]:
    return cast(ColumnElement[Any], key.expression).type


def _value(kind: type, value: object) -> object:
    if kind is int and type(value) is int and abs(value) < 2**63:
        return value
    if isinstance(value, str):
        if kind is str and is_storable(value):
            return value
        if kind is UUID:
            return UUID(value)
        if kind is date:
            return date.fromisoformat(value)
        if kind is datetime and (time := datetime.fromisoformat(value)).tzinfo is not None:
            return time.astimezone(UTC)
    raise ValueError
