"""The person whose token it is."""

from fastapi import APIRouter

from todo_backend.dependencies import DelegatingUser
from todo_backend.models import User
from todo_backend.problems import responses
from todo_backend.schemas import Me

router = APIRouter(prefix="/api/me", tags=["me"])


@router.get("", summary="Who am I", response_model=Me, responses=responses(401))
async def me(user: DelegatingUser) -> User:
    """Tell whose token it is."""
    return user
