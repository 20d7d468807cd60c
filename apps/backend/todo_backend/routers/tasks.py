"""Tasks of the person whose token it is."""

import uuid
from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from sqlalchemy import delete
from sqlmodel import Session, col, select
from starlette.responses import Response

from todo_backend import task_list
from todo_backend.dependencies import (
    DELEGATED,
    Caller,
    DelegatedReading,
    DelegatingCaller,
    DelegatingUser,
    ServicesDep,
    SessionDep,
    Writing,
    limit,
    not_found,
    query_parameters,
    writing,
)
from todo_backend.idempotency import Once, json_response
from todo_backend.models import Task, User, now
from todo_backend.problems import responses
from todo_backend.rate_limits import RateLimits
from todo_backend.schemas_tasks import DeletedTasks, NewTask, TaskChanges, TaskList, TasksToDelete, TaskView
from todo_backend.task_list import TaskFilter, TaskPage

router = APIRouter(prefix="/api/tasks", tags=["tasks"])
WRITES = [limit("writes", DELEGATED)]


@router.get(
    "",
    summary="List tasks",
    response_model=TaskList,
    responses=responses(401, 422, 429),
)
async def list_tasks(
    reading: DelegatedReading,
    services: ServicesDep,
    wanted: Annotated[TaskFilter, Depends(query_parameters(TaskFilter))],
    page: Annotated[TaskPage, Depends(query_parameters(TaskPage))],
) -> Response:
    """List tasks by page; without any parameter, all of them, oldest first.

    The cursor of a page belongs to its order. Tasks that come or go meanwhile shift nothing.
    """
    return json_response(await reading.run(_list, services.rate_limits, wanted, page))


@router.post(
    "",
    status_code=201,
    summary="Add a task",
    response_model=TaskView,
    responses=responses(401, 409, 413, 422, 429),
    dependencies=WRITES,
)
def add_task(body: NewTask, user: DelegatingUser, session: SessionDep, once: Once) -> Response:
    """Add a task."""
    return once.answer(session, user.id, body, lambda: _add(session, user, body))


@router.post(
    "/delete",
    summary="Delete several tasks",
    response_model=DeletedTasks,
    responses=responses(401, 403, 409, 413, 422, 429),
    dependencies=WRITES,
)
def delete_tasks(body: TasksToDelete, caller: DelegatingCaller, session: SessionDep, once: Once) -> Response:
    """Delete tasks for good, all of them or, when that fails, none; those that are not there are left out.

    A token for MCP needs the person's confirmation of each.
    """
    caller.check_deletable(body.ids)
    return once.answer(session, caller.user.id, body, lambda: _delete(session, caller.user, body.ids), status=200)


@router.get("/{task_id}", summary="Get a task", response_model=TaskView, responses=responses(401, 404, 422))
def get_task(task_id: uuid.UUID, user: DelegatingUser, session: SessionDep) -> Task:
    """Get one task."""
    return _own_task(session, user, task_id)


@router.patch(
    "/{task_id}",
    summary="Change a task",
    response_model=TaskView,
    responses=responses(401, 404, 413, 422, 429),
)
async def change_task(
    task_id: uuid.UUID, body: TaskChanges, writing: Annotated[Writing, writing("writes", DELEGATED)]
) -> Response:
    """Change what the body names of a task."""
    return json_response(await writing.run(_change, task_id, body.model_dump(exclude_unset=True)))


@router.delete(
    "/{task_id}",
    status_code=204,
    summary="Delete a task",
    responses=responses(401, 403, 404, 422, 429),
    dependencies=WRITES,
)
def delete_task(task_id: uuid.UUID, caller: DelegatingCaller, session: SessionDep) -> None:
    """Delete a task for good. A token for MCP needs the person's confirmation."""
    caller.check_deletable([task_id])
    if not _delete(session, caller.user, [task_id]).deleted:
        raise not_found("task")
    session.commit()


def _list(session: Session, user: User, rate_limits: RateLimits, wanted: TaskFilter, page: TaskPage) -> str:
    if wanted.q is not None:
        rate_limits.hit(session, "search", str(user.id))
    return task_list.list_tasks(session, user.id, wanted, page)


def _add(session: Session, user: User, body: NewTask) -> TaskView:
    created_at = now()
    task = Task(user_id=user.id, **body.model_dump(), created_at=created_at, updated_at=created_at)
    session.add(task)
    session.flush()
    return TaskView.model_validate(task)


def _change(session: Session, caller: Caller, task_id: uuid.UUID, changes: Mapping[str, Any]) -> str:
    task = _own_task(session, caller.user, task_id)
    if changes:
        task.sqlmodel_update({**changes, "updated_at": now()})
        session.commit()
    return TaskView.model_validate(task).model_dump_json()


def _delete(session: Session, user: User, task_ids: list[uuid.UUID]) -> DeletedTasks:
    own = (col(Task.user_id) == user.id, col(Task.id).in_(task_ids))
    deleted = set(session.execute(delete(Task).where(*own).returning(col(Task.id))).scalars())
    return DeletedTasks(deleted=[task_id for task_id in dict.fromkeys(task_ids) if task_id in deleted])


def _own_task(session: Session, user: User, task_id: uuid.UUID) -> Task:
    task = session.exec(select(Task).where(Task.id == task_id, Task.user_id == user.id)).one_or_none()
    if task is None:
        raise not_found("task")
    return task
