"""Errors as problem details (RFC 9457)."""

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Match

from todo_backend.logs import log, request_id
from todo_backend.text import printable

MEDIA_TYPE = "application/problem+json"


class Fault(BaseModel):
    """One thing that is wrong with a request."""

    path: str = Field(description="Which part: names joined by dots, or `body` for all of it.", examples=["title"])
    message: str = Field(examples=["String should have at most 200 characters"])


def not_found(what: str) -> HTTPException:
    """The answer for a thing that is not there, or is another user's: nobody can tell which."""
    return HTTPException(404, f"There is no such {what}.")


class Problem(BaseModel):
    """What went wrong (RFC 9457)."""

    type: str = Field(default="about:blank", description="`about:blank`: the status says what kind of problem it is.")
    title: str = Field(description="The status in words.", examples=["Not Found"])
    status: int = Field(examples=[404])
    detail: str = Field(description="What happened, for a person.", examples=["There is no such task."])
    request_id: str | None = Field(description="Names this request in the logs.")
    errors: list[Fault] | None = Field(default=None, description="With status 422: each fault.")


def responses(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The problems that an operation can answer, for the OpenAPI document; 503 is always among them."""
    schema = {"schema": {"$ref": "#/components/schemas/Problem"}}
    return {
        status: {"description": HTTPStatus(status).phrase, "content": {MEDIA_TYPE: schema}}
        for status in (*statuses, 503)
    }


def problem(
    status: int, detail: str, headers: Mapping[str, str] | None = None, errors: list[Fault] | None = None
) -> Response:
    """A response with problem details."""
    body = Problem(
        title=HTTPStatus(status).phrase, status=status, detail=detail, request_id=request_id.get(), errors=errors
    )
    content = json.dumps(body.model_dump(exclude_none=True))
    return Response(content, status_code=status, headers=dict(headers or {}), media_type=MEDIA_TYPE)


def install(app: FastAPI) -> None:
    """Make every error of the app a problem."""
    app.add_exception_handler(HTTPException, _http_problem)
    app.add_exception_handler(RequestValidationError, _validation_problem)
    app.add_exception_handler(Exception, _unforeseen_problem)
    for kind in (OperationalError, InterfaceError, PoolTimeoutError):
        app.add_exception_handler(kind, _database_problem)


async def _http_problem(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    headers = {"Allow": ", ".join(_methods_at(request))} if error.status_code == 405 else error.headers
    return problem(error.status_code, _DETAILS.get(error.detail, error.detail), headers)


def _methods_at(request: Request) -> list[str]:
    # The router names those of the first route at this address only.
    def taken(method: str) -> bool:
        scope = {**request.scope, "method": method}
        return any(route.matches(scope)[0] is Match.FULL for route in request.app.routes)

    return [method for method in ("GET", "POST", "PUT", "PATCH", "DELETE") if taken(method)]


async def _validation_problem(_request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    faults = [_fault(fault) for fault in error.errors()[:20]]
    return problem(422, "Something in the request is not as it should be; see errors.", errors=faults)


async def _database_problem(_request: Request, error: Exception) -> Response:
    log.warning("database unavailable", extra={"fields": {"error": type(error).__name__}})
    detail = "The database is not available at this moment; try again soon."
    return problem(503, detail, {"Retry-After": "2"})


async def _unforeseen_problem(_request: Request, _error: Exception) -> Response:
    return problem(500, "Something went wrong on our side; it has been noted.")


def _fault(fault: Mapping[str, Any]) -> Fault:
    source, *path = fault["loc"]
    if fault["type"] == "json_invalid" or not path:
        path = [source]
    message = str(fault["msg"]).removeprefix("Value error, ")
    return Fault(path=".".join(printable(part) for part in path), message=printable(message))


_DETAILS = {
    "Not Found": "There is nothing at this address.",
    "Method Not Allowed": "This address does not take this method.",
    "Content Too Large": "The request's body is too large.",
}
