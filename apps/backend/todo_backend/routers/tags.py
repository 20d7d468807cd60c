"""Tags of the tasks of the person whose token it is."""

from fastapi import APIRouter

from todo_backend import task_list
from todo_backend.dependencies import DelegatingUser, SessionDep
from todo_backend.problems import responses
from todo_backend.schemas_tasks import TagList

router = APIRouter(prefix="/api/tags", tags=["tasks"])


@router.get("", summary="List tags", responses=responses(401))
def list_tags(user: DelegatingUser, session: SessionDep) -> TagList:
    """List all tags, each with the number of open tasks that have it."""
    return TagList(items=task_list.count_tags(session, user.id))
