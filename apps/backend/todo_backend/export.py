"""Everything that a person has here, as one JSON document, written in batches."""

import uuid
from collections.abc import AsyncIterator, Callable
from datetime import datetime
from typing import Any

from pydantic import BaseModel
from sqlalchemy import Select
from sqlmodel import col, select

from todo_backend.caller import Account
from todo_backend.database import Database
from todo_backend.models import Conversation, Message, Task, now
from todo_backend.pagination import Key, Keyset
from todo_backend.schemas_accounts import Me
from todo_backend.schemas_chat import ConversationView, MessageView
from todo_backend.schemas_tasks import TaskView

BATCH = 200
"""Rows that are in memory at once; between batches no connection is held, however slow the reader is."""

_TASKS = Keyset("tasks", Key(col(Task.created_at), datetime), Key(col(Task.id), uuid.UUID))
_CONVERSATIONS = Keyset(
    "conversations", Key(col(Conversation.created_at), datetime), Key(col(Conversation.id), uuid.UUID)
)
_MESSAGES = Keyset("messages", Key(col(Message.number), int))


async def export(database: Database, user: Account) -> AsyncIterator[str]:
    """The document's text, part by part."""
    yield f'{{"exported_at":"{now().isoformat()}","account":{_json(Me, user)},"tasks":['
    tasks = select(Task).where(Task.user_id == user.id)
    async for part in _list(_batches(database, _TASKS, tasks), lambda task: _json(TaskView, task)):
        yield part
    yield '],"conversations":['
    conversations = select(Conversation).where(Conversation.user_id == user.id)
    first = True
    async for batch in _batches(database, _CONVERSATIONS, conversations):
        for conversation in batch:
            opening = _json(ConversationView, conversation).removesuffix("}")
            yield f'{"" if first else ","}{opening},"messages":['
            first = False
            messages = _batches(database, _MESSAGES, select(Message).where(Message.conversation_id == conversation.id))
            async for part in _list(messages, lambda message: _json(MessageView, message)):
                yield part
            yield "]}"
    yield "]}"


async def _list(batches: AsyncIterator[list[Any]], write: Callable[[Any], str]) -> AsyncIterator[str]:
    comma = ""
    async for batch in batches:
        if batch:
            yield comma + ",".join(write(row) for row in batch)
            comma = ","


async def _batches(database: Database, keyset: Keyset, query: Select[Any]) -> AsyncIterator[list[Any]]:
    cursor: str | None = None
    while True:
        page = await database.read(keyset.page, query, cursor, BATCH)
        yield page.items
        cursor = page.next_cursor
        if cursor is None:
            return


def _json(view: type[BaseModel], row: object) -> str:
    return view.model_validate(row).model_dump_json()
