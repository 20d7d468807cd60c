"""Tasks of the person whose token it is."""

import uuid

from fastapi import APIRouter
from sqlmodel import Session, col, select

from todo_backend.dependencies import DelegatingUser, SessionDep, not_found
from todo_backend.models import Task, User, now
from todo_backend.problems import responses
from todo_backend.schemas import NewTask, TaskChanges, TaskList, TaskView

router = APIRouter(prefix="/api/tasks", tags=["tasks"])


@router.get("", summary="List tasks", responses=responses(401, 422))
def list_tasks(user: DelegatingUser, session: SessionDep, done: bool | None = None) -> TaskList:
    """List all tasks, or only those that are done, or only those that are not; oldest first."""
    query = select(Task).where(Task.user_id == user.id).order_by(col(Task.created_at), col(Task.id))
    if done is not None:
        query = query.where(Task.done == done)
    return TaskList(items=[TaskView.model_validate(task) for task in session.exec(query)])


@router.post("", status_code=201, summary="Add a task", response_model=TaskView, responses=responses(401, 413, 422))
def add_task(body: NewTask, user: DelegatingUser, session: SessionDep) -> Task:
    """Add a task."""
    created_at = now()
    task = Task(user_id=user.id, **body.model_dump(), created_at=created_at, updated_at=created_at)
    session.add(task)
    session.commit()
    return task


@router.get("/{task_id}", summary="Get a task", response_model=TaskView, responses=responses(401, 404, 422))
def get_task(task_id: uuid.UUID, user: DelegatingUser, session: SessionDep) -> Task:
    """Get one task."""
    return _own_task(session, user, task_id)


@router.patch("/{task_id}", summary="Change a task", response_model=TaskView, responses=responses(401, 404, 413, 422))
def change_task(task_id: uuid.UUID, body: TaskChanges, user: DelegatingUser, session: SessionDep) -> Task:
    """Change what the body names of a task."""
    task = _own_task(session, user, task_id)
    changes = body.model_dump(exclude_unset=True)
    if changes:
        task.sqlmodel_update({**changes, "updated_at": now()})
        session.commit()
    return task


@router.delete("/{task_id}", status_code=204, summary="Delete a task", responses=responses(401, 404, 422))
def delete_task(task_id: uuid.UUID, user: DelegatingUser, session: SessionDep) -> None:
    """Delete a task for good."""
    session.delete(_own_task(session, user, task_id))
    session.commit()


def _own_task(session: Session, user: User, task_id: uuid.UUID) -> Task:
    task = session.exec(select(Task).where(Task.id == task_id, Task.user_id == user.id)).one_or_none()
    if task is None:
        raise not_found("task")
    return task
