"""`Idempotency-Key`: a request that is sent twice makes what it makes once.

How a route uses it::

    @router.post("", status_code=201, response_model=ThingView, responses=responses(401, 422))
    async def add(body: NewThing, writing: Annotated[Access, writing("writes")], once: Once) -> Response:
        return await writing.run(once.answer, body, _add)

`make` (here `_add`) gets the session, the caller and the body, adds to the session and returns the answer's body; it
may flush, but does not commit: `answer` does, so that the key, what was made and its answer are stored together or not
at all. Without the header it makes and commits. Only for answers without secrets; where there is one, see `begin` and
`keep`.
"""

import hashlib
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, TypeVar

from fastapi import Depends, Header, HTTPException, Request
from pydantic import BaseModel
from sqlalchemy import update
from sqlmodel import Session, col
from starlette.responses import Response

from todo_backend.caller import Caller
from todo_backend.database import insert_into
from todo_backend.models import IdempotencyKey, now

BodyT = TypeVar("BodyT", bound=BaseModel)

KEPT = timedelta(hours=24)
"""How long a key stands for its request."""

REPLAYED = {"Idempotency-Replayed": "true"}
"""The header of an answer that was given before."""

IdempotencyHeader = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=255,
        pattern=r"^[\x21-\x7e]+$",
        description="The same key with the same request gets the first answer again, for 24 hours.",
    ),
]
"""The request header, checked."""


@dataclass(frozen=True)
class Idempotency:
    """One request's key, if it has one, and which operation it asks for."""

    key: str | None
    operation: str

    def answer(
        self,
        session: Session,
        caller: Caller,
        body: BodyT,
        make: Callable[[Session, Caller, BodyT], BaseModel],
        status: int = 201,
    ) -> Response:
        """Make something once, commit, and answer; when asked again, answer only.

        Raises:
            HTTPException: 422 when the key was used for another request.
        """
        stored = self.begin(session, caller.user.id, body)
        if stored is not None:
            return json_response(stored.body or "", stored.status or status, REPLAYED)
        content = make(session, caller, body).model_dump_json()
        self.keep(session, caller.user.id, status, content)
        session.commit()
        return json_response(content, status)

    def begin(self, session: Session, user_id: uuid.UUID, body: BaseModel | None) -> IdempotencyKey | None:
        """Take the key in this transaction; the stored answer when that was done before.

        Waits while another transaction has taken the key and not ended. Without a key it does nothing. A body with a
        password in it is not given: its hash would be easy to guess from.

        Raises:
            HTTPException: 422 when the key was used for another request.
        """
        if self.key is None:
            return None
        fingerprint = self._fingerprint(body)
        taken = insert_into(session, IdempotencyKey).values(
            user_id=user_id, key=self.key, fingerprint=fingerprint, created_at=now()
        )
        old = col(IdempotencyKey.created_at) < now() - KEPT
        fresh = {"fingerprint": fingerprint, "created_at": now(), "status": None, "body": None}
        taken = taken.on_conflict_do_update(index_elements=["user_id", "key"], set_=fresh, where=old)
        if session.execute(taken.returning(col(IdempotencyKey.key))).first() is not None:
            return None
        stored = session.get(IdempotencyKey, (user_id, self.key), populate_existing=True)
        if stored is None:  # cleaned up in this moment
            raise HTTPException(409, "A request with this Idempotency-Key was just forgotten; send it again.")
        if stored.fingerprint != fingerprint:
            raise other_request()
        return stored

    def keep(self, session: Session, user_id: uuid.UUID, status: int, content: str | None) -> None:
        """Store the answer with the key that `begin` took; does not commit."""
        if self.key is not None:
            key = (col(IdempotencyKey.user_id) == user_id, col(IdempotencyKey.key) == self.key)
            session.execute(update(IdempotencyKey).where(*key).values(status=status, body=content))

    def _fingerprint(self, body: BaseModel | None) -> bytes:
        content = "" if body is None else body.model_dump_json()
        return hashlib.sha256(f"{self.operation}\n{content}".encode()).digest()


def other_request() -> HTTPException:
    """The answer to a key that stands for another request."""
    return HTTPException(422, "This Idempotency-Key was used for another request; take a new one.")


def json_response(content: str, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """An answer whose body is JSON already."""
    return Response(content, status, dict(headers or {}), media_type="application/json")


async def _idempotency(request: Request, key: IdempotencyHeader = None) -> Idempotency:
    return Idempotency(key, f"{request.method} {request.url.path}")


Once = Annotated[Idempotency, Depends(_idempotency)]
"""What a handler asks for."""
