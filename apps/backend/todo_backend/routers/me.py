"""The person whose token it is, and all that person has."""

from typing import Annotated

from fastapi import APIRouter, HTTPException
from pydantic import SecretStr
from sqlalchemy import delete, update
from sqlmodel import Session, col
from starlette.responses import StreamingResponse

from todo_backend.caller import Account, Caller
from todo_backend.dependencies import Access, DelegatedReading, Reading, Services, ServicesDep, writing
from todo_backend.export import export
from todo_backend.models import User, now
from todo_backend.problems import responses
from todo_backend.schemas_accounts import AccountDeletion, Me, PasswordChange

router = APIRouter(prefix="/api/me", tags=["me"])
Trying = Annotated[Access, writing("password")]

# Who asks is found out in a transaction of its own, which ends before a password is hashed: connections do not wait for
# argon2.


@router.get("", summary="Who am I", response_model=Me, responses=responses(401))
async def me(reading: DelegatedReading) -> Account:
    """Tell whose token it is."""
    return (await reading.run(_caller)).user


@router.post("/password", status_code=204, summary="Change the password", responses=responses(401, 403, 413, 422, 429))
async def change_password(body: PasswordChange, trying: Trying, services: ServicesDep) -> None:
    """Change the password and end all other sessions. Personal tokens stay valid."""
    caller = await trying.run(_caller)
    await _check(services, caller, body.current_password)
    password_hash = await services.passwords.hash(body.new_password.get_secret_value())
    await services.database.run(_set_password, services, caller, password_hash)


@router.post("/delete", status_code=204, summary="Delete the account", responses=responses(401, 403, 413, 422, 429))
async def delete_account(body: AccountDeletion, trying: Trying, services: ServicesDep) -> None:
    """Delete the account with all its data, for good."""
    caller = await trying.run(_caller)
    await _check(services, caller, body.password)
    await services.database.run(_delete_user, caller.user)


@router.get(
    "/export",
    summary="Export everything",
    response_class=StreamingResponse,
    responses={**responses(401, 429), 200: {"content": {"application/json": {}}, "description": "The document."}},
)
async def export_everything(reading: Reading, services: ServicesDep) -> StreamingResponse:
    """Get {exported_at, account, tasks, conversations: [{..., messages}]} as a file; written while it is sent."""
    user = (await reading.counted("search").run(_caller)).user
    name = f"todo-export-{now():%Y-%m-%d}.json"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingResponse(export(services.database, user), media_type="application/json", headers=headers)


def _caller(_session: Session, caller: Caller) -> Caller:
    return caller


async def _check(services: Services, caller: Caller, password: SecretStr) -> None:
    if not await services.passwords.verify(password.get_secret_value(), caller.user.password_hash):
        raise HTTPException(403, "The password is wrong.")


def _set_password(session: Session, services: Services, caller: Caller, password_hash: str) -> None:
    session.execute(update(User).where(col(User.id) == caller.user.id).values(password_hash=password_hash))
    services.sessions.end_others(session, caller.user.id, caller.session_id)
    session.commit()


def _delete_user(session: Session, user: Account) -> None:
    # Their rows in other tables go with them, by the database's own rules.
    session.execute(delete(User).where(col(User.id) == user.id))
    session.commit()
