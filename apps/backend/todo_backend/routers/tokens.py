"""Personal tokens, for MCP clients of one's own."""

import uuid
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, HTTPException
from sqlalchemy import delete, func
from sqlmodel import Session, col, select
from starlette.responses import Response

from todo_backend.caller import Account, Caller
from todo_backend.dependencies import Access, Reading, Services, ServicesDep, writing
from todo_backend.idempotency import REPLAYED, Idempotency, Once, json_response
from todo_backend.models import PersonalToken, User, now
from todo_backend.problems import not_found, responses
from todo_backend.schemas_accounts import MintedToken, NewToken, TokenList, TokenView

MOST = 20
"""Tokens that one person may have."""

router = APIRouter(prefix="/api/tokens", tags=["tokens"])
Writing = Annotated[Access, writing("writes")]


@router.get("", summary="List personal tokens", responses=responses(401))
async def list_tokens(reading: Reading) -> TokenList:
    """List the tokens that are valid, newest first; the tokens themselves were shown once."""
    return await reading.run(_list)


@router.post(
    "",
    status_code=201,
    summary="Make a personal token",
    response_model=MintedToken,
    responses=responses(401, 409, 413, 422, 429),
)
async def make_token(body: NewToken, writing: Writing, services: ServicesDep, once: Once) -> Response:
    """Make a token that an MCP client works with in one's name, until it expires or is deleted; at most 20."""
    return await writing.run(lambda session, caller: _make(session, caller.user, services, once, body))


@router.delete(
    "/{token_id}", status_code=204, summary="Delete a personal token", responses=responses(401, 404, 422, 429)
)
async def delete_token(token_id: uuid.UUID, writing: Writing) -> None:
    """Delete a token; it is not valid from now on."""
    await writing.run(_delete, token_id)


def _list(session: Session, caller: Caller) -> TokenList:
    valid = select(PersonalToken).where(PersonalToken.user_id == caller.user.id, PersonalToken.expires_at > now())
    tokens = session.exec(valid.order_by(col(PersonalToken.created_at).desc(), col(PersonalToken.id)))
    return TokenList(items=[TokenView.model_validate(token) for token in tokens])


def _make(session: Session, user: Account, services: Services, once: Idempotency, body: NewToken) -> Response:
    stored = once.begin(session, user.id, body)
    if stored is not None:
        made = session.get(PersonalToken, uuid.UUID(stored.body))
        if made is None:
            raise HTTPException(409, "The token that was made with this Idempotency-Key is deleted.")
        return _minted(services, made, REPLAYED)
    made = _add(session, user, body)
    once.keep(session, user.id, 201, made.id.hex)
    session.commit()
    return _minted(services, made, {})


def _delete(session: Session, caller: Caller, token_id: uuid.UUID) -> None:
    own = (col(PersonalToken.user_id) == caller.user.id, col(PersonalToken.id) == token_id)
    if session.execute(delete(PersonalToken).where(*own).returning(col(PersonalToken.id))).first() is None:
        raise not_found("token")
    session.commit()


def _add(session: Session, user: Account, body: NewToken) -> PersonalToken:
    # One request of a person after the other; the expired ones' deletion locks SQLite, which has no locks of rows.
    session.execute(select(User.id).where(User.id == user.id).with_for_update())
    mine = col(PersonalToken.user_id) == user.id
    session.execute(delete(PersonalToken).where(mine, col(PersonalToken.expires_at) <= now()))
    if session.execute(select(func.count()).select_from(PersonalToken).where(mine)).scalar_one() >= MOST:
        raise HTTPException(409, f"There are {MOST} tokens already; delete one first.")
    created_at = now().replace(microsecond=0)  # a token counts in whole seconds
    token = PersonalToken(
        user_id=user.id,
        name=body.name,
        may_delete=body.may_delete,
        created_at=created_at,
        expires_at=created_at + timedelta(days=body.expires_in_days),
    )
    session.add(token)
    session.flush()
    return token


def _minted(services: Services, token: PersonalToken, headers: dict[str, str]) -> Response:
    view = TokenView.model_validate(token)
    minted = MintedToken(**view.model_dump(), token=services.tokens.for_client(token))
    return json_response(minted.model_dump_json(), 201, headers)
