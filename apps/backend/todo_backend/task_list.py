"""Lists of tasks: filters, orders, tags."""

import functools
import uuid
from datetime import date, datetime
from typing import Annotated, Any, Literal

from fastapi import Query
from pydantic import BaseModel, StringConstraints
from pydantic_core import to_json
from sqlalchemy import ColumnElement, Connection, Select, bindparam, case, exists, func, literal, select, type_coerce
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import col

from todo_backend.database import is_sqlite
from todo_backend.models import Task
from todo_backend.pagination import Cursor, Key, Keyset
from todo_backend.schemas_tasks import DueDate, Priority, Tag, TagCount, TaskView
from todo_backend.text import StorableText

Sort = Literal["created", "due", "priority", "title"]
Order = Literal["asc", "desc"]

_FIELDS = tuple(TaskView.model_fields)
_SELECT = select(*(getattr(Task, name) for name in _FIELDS))
_OWN = col(Task.user_id) == bindparam("owner")


class TaskQuery(BaseModel):
    """Which tasks, and which part of their list in which order; the query parameters of the list."""

    done: bool | None = None
    priority: Priority | None = None
    tag: Tag | None = None
    due_from: Annotated[DueDate | None, Query(description="Due on this day or later.")] = None
    due_to: Annotated[DueDate | None, Query(description="Due on this day or earlier.")] = None
    q: Annotated[
        Annotated[str, StringConstraints(min_length=1, max_length=200), StorableText] | None,
        Query(description="Part of the title or the notes, in any case."),
    ] = None
    sort: Annotated[Sort, Query(description="Tasks without a due date are last in both orders.")] = "created"
    order: Order = "asc"
    limit: Annotated[int, Query(ge=1, le=200)] = 50
    cursor: Cursor = None

    def conditions(self, connection: Connection) -> list[ColumnElement[bool]]:
        """The same for the database."""
        found: list[ColumnElement[bool]] = []
        if self.done is not None:
            found.append(col(Task.done) == self.done)
        if self.priority is not None:
            found.append(col(Task.priority) == self.priority)
        if self.tag is not None:
            found.append(_tagged(connection, self.tag))
        if self.due_from is not None:
            found.append(col(Task.due_date) >= self.due_from)
        if self.due_to is not None:
            found.append(col(Task.due_date) <= self.due_to)
        if self.q is not None:
            part = func.lower(f"%{_escaped(self.q)}%")
            texts = (func.lower(Task.title), func.lower(func.coalesce(Task.notes, "")))
            found.append(texts[0].like(part, escape="\\") | texts[1].like(part, escape="\\"))
        return found


def list_tasks(connection: Connection, user_id: uuid.UUID, wanted: TaskQuery) -> str:
    """One page of a person's tasks as the JSON of a `TaskList`, in one query; a page that is empty may take a second.

    From columns, without objects and without a check of what the database keeps: nothing else is asked as often.
    """
    keyset = _ORDERS[wanted.sort, wanted.order]
    conditions = wanted.conditions(connection)
    query = _everything(keyset, wanted.limit)
    if conditions or wanted.cursor is not None:
        query = keyset.select(_counted(conditions), wanted.cursor, wanted.limit)
    owner = {"owner": user_id}
    rows = connection.execute(query, owner).all()
    total = rows[0][len(_FIELDS)] if rows else 0
    if not rows and wanted.cursor is not None:
        total = connection.execute(_count(conditions), owner).scalar_one()
    answer = {
        "items": [dict(zip(_FIELDS, row, strict=False)) for row in rows[: wanted.limit]],
        "next_cursor": keyset.next_cursor(rows, wanted.limit),
        "total": total,
    }
    return to_json(answer).decode()


@functools.lru_cache(maxsize=32)
def _everything(keyset: Keyset, limit: int) -> Select[Any]:
    """The first page of all tasks, made once: to make it takes almost as long as to ask for it."""
    return keyset.select(_counted([]), None, limit)


def _counted(conditions: list[ColumnElement[bool]]) -> Select[Any]:
    return _SELECT.add_columns(_count(conditions).scalar_subquery()).where(_OWN, *conditions)


def _count(conditions: list[ColumnElement[bool]]) -> Select[Any]:
    return select(func.count()).select_from(Task).where(_OWN, *conditions)


def count_tags(connection: Connection, user_id: uuid.UUID) -> list[TagCount]:
    """All tags of a person with their numbers of open tasks, in the order of the alphabet."""
    if is_sqlite(connection):
        tags = func.json_each(Task.tags).table_valued("value")
    else:
        tags = func.jsonb_array_elements_text(Task.tags).table_valued("value")
    count = func.sum(case((col(Task.done), 0), else_=1))
    query: Select[Any] = select(tags.c.value, count).select_from(Task).join(tags, literal(True))
    rows = connection.execute(query.where(col(Task.user_id) == user_id).group_by(tags.c.value)).all()
    return [TagCount(tag=tag, count=count) for tag, count in sorted(rows)]


def _tagged(connection: Connection, tag: str) -> ColumnElement[bool]:
    if is_sqlite(connection):
        tags = func.json_each(Task.tags).table_valued("value")
        return exists(select(1).select_from(tags).where(tags.c.value == tag))
    return type_coerce(col(Task.tags), JSONB).contains([tag])


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _order(sort: Sort, order: Order) -> Keyset:
    down = order == "desc"
    created = Key(col(Task.created_at), datetime, down)
    identity = Key(col(Task.id), uuid.UUID, down)
    first: dict[Sort, list[Key]] = {
        "created": [],
        "due": [
            Key(case((col(Task.due_date).is_(None), 1), else_=0), int),
            Key(func.coalesce(Task.due_date, date.min), date, down),
        ],
        "priority": [Key(case({"low": 0, "normal": 1, "high": 2}, value=Task.priority), int, down)],
        "title": [Key(func.lower(Task.title), str, down)],
    }
    return Keyset(f"tasks by {sort} {order}", *first[sort], created, identity)


_ORDERS = {
    (sort, order): _order(sort, order) for sort in ("created", "due", "priority", "title") for order in ("asc", "desc")
}
