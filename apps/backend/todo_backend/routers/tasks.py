"""Tasks of the person whose token it is."""

import uuid
from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic_core import to_json
from sqlalchemy import Connection, bindparam, delete, update
from sqlmodel import Session, SQLModel, col, select
from starlette.responses import Response

from todo_backend import task_list
from todo_backend.caller import Caller
from todo_backend.dependencies import (
    DELEGATED,
    Access,
    DelegatedReading,
    writing,
)
from todo_backend.idempotency import Idempotency, Once, json_response
from todo_backend.models import Task, now
from todo_backend.problems import not_found, responses
from todo_backend.schemas_tasks import DeletedTasks, NewTask, TaskChanges, TaskList, TasksToDelete, TaskView
from todo_backend.task_list import TaskQuery

router = APIRouter(prefix="/api/tasks", tags=["tasks"])
Writing = Annotated[Access, writing("writes", DELEGATED)]

_TASKS = SQLModel.metadata.tables["tasks"]
_CHANGE = (
    update(_TASKS)
    .where(_TASKS.c.id == bindparam("task"), _TASKS.c.user_id == bindparam("owner"))
    .returning(*(_TASKS.c[name] for name in TaskView.model_fields))
)


@router.get(
    "",
    summary="List tasks",
    response_model=TaskList,
    responses=responses(401, 422, 429),
)
async def list_tasks(
    reading: DelegatedReading,
    wanted: Annotated[TaskQuery, Query()],
) -> Response:
    """List tasks by page; without any parameter, all of them, oldest first.

    The cursor of a page belongs to its order. Tasks that come or go meanwhile shift nothing.
    """
    asked = reading if wanted.q is None else reading.counted("search")
    return json_response(await asked.ask(_list, wanted))


@router.post(
    "",
    status_code=201,
    summary="Add a task",
    response_model=TaskView,
    responses=responses(401, 409, 413, 422, 429),
)
async def add_task(body: NewTask, writing: Writing, once: Once) -> Response:
    """Add a task."""
    return await writing.run(once.answer, body, _add)


@router.post(
    "/delete",
    summary="Delete several tasks",
    response_model=DeletedTasks,
    responses=responses(401, 403, 409, 413, 422, 429),
)
async def delete_tasks(body: TasksToDelete, writing: Writing, once: Once) -> Response:
    """Delete tasks for good, all of them or, when that fails, none; those that are not there are left out.

    A token for MCP needs the person's confirmation of each.
    """
    return await writing.run(_delete_several, body, once)


@router.get("/{task_id}", summary="Get a task", response_model=TaskView, responses=responses(401, 404, 422))
async def get_task(task_id: uuid.UUID, reading: DelegatedReading) -> Task:
    """Get one task."""
    return await reading.run(_own_task, task_id)


@router.patch(
    "/{task_id}",
    summary="Change a task",
    response_model=TaskView,
    responses=responses(401, 404, 413, 422, 429),
)
async def change_task(task_id: uuid.UUID, body: TaskChanges, writing: Writing) -> Response:
    """Change what the body names of a task."""
    return json_response(await writing.run(_change, task_id, body.model_dump(exclude_unset=True)))


@router.delete(
    "/{task_id}",
    status_code=204,
    summary="Delete a task",
    responses=responses(401, 403, 404, 422, 429),
)
async def delete_task(task_id: uuid.UUID, writing: Writing) -> None:
    """Delete a task for good. A token for MCP needs the person's confirmation."""
    await writing.run(_delete_one, task_id)


def _list(connection: Connection, caller: Caller, wanted: TaskQuery) -> str:
    return task_list.list_tasks(connection, caller.user.id, wanted)


def _add(session: Session, caller: Caller, body: NewTask) -> TaskView:
    created_at = now()
    task = Task(user_id=caller.user.id, **body.model_dump(), created_at=created_at, updated_at=created_at)
    session.add(task)
    session.flush()
    return TaskView.model_validate(task)


def _change(session: Session, caller: Caller, task_id: uuid.UUID, changes: Mapping[str, Any]) -> str:
    if not changes:
        return TaskView.model_validate(_own_task(session, caller, task_id)).model_dump_json()
    changed = session.connection().execute(
        _CHANGE, {"task": task_id, "owner": caller.user.id, **changes, "updated_at": now()}
    )
    task = changed.one_or_none()
    if task is None:
        raise not_found("task")
    session.commit()
    return to_json(task._asdict()).decode()


def _delete_one(session: Session, caller: Caller, task_id: uuid.UUID) -> None:
    wanted = TasksToDelete(ids=[task_id])
    caller.check_deletable(wanted.ids)
    if not _delete(session, caller, wanted).deleted:
        raise not_found("task")
    session.commit()


def _delete_several(session: Session, caller: Caller, wanted: TasksToDelete, once: Idempotency) -> Response:
    caller.check_deletable(wanted.ids)
    return once.answer(session, caller, wanted, _delete, status=200)


def _delete(session: Session, caller: Caller, wanted: TasksToDelete) -> DeletedTasks:
    own = (col(Task.user_id) == caller.user.id, col(Task.id).in_(wanted.ids))
    deleted = set(session.execute(delete(Task).where(*own).returning(col(Task.id))).scalars())
    return DeletedTasks(deleted=[task_id for task_id in dict.fromkeys(wanted.ids) if task_id in deleted])


def _own_task(session: Session, caller: Caller, task_id: uuid.UUID) -> Task:
    task = session.exec(select(Task).where(Task.id == task_id, Task.user_id == caller.user.id)).one_or_none()
    if task is None:
        raise not_found("task")
    return task
