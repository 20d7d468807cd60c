"""Tags of the tasks of the person whose token it is."""

from fastapi import APIRouter

from todo_backend import task_list
from todo_backend.dependencies import DelegatedReading
from todo_backend.problems import responses
from todo_backend.schemas_tasks import TagList

router = APIRouter(prefix="/api/tags", tags=["tasks"])


@router.get("", summary="List tags", responses=responses(401))
async def list_tags(reading: DelegatedReading) -> TagList:
    """List all tags, each with the number of open tasks that have it."""
    return TagList(items=await reading.ask(lambda connection, caller: task_list.count_tags(connection, caller.user.id)))
