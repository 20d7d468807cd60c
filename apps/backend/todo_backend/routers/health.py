"""Alive, ready, metrics."""

import anyio
import anyio.to_thread
from fastapi import APIRouter
from sqlalchemy.exc import DBAPIError
from starlette.responses import JSONResponse, Response

from todo_backend.database import SCHEMA_REVISION, Database
from todo_backend.dependencies import ServicesDep
from todo_backend.schemas import Health, Readiness

TIMEOUT_SECONDS = 2

router = APIRouter(tags=["health"])


@router.get("/healthz", summary="Is the program alive")
async def healthz() -> Health:
    """Answer without asking anybody."""
    return Health()


@router.get(
    "/readyz", summary="Can the program do its work", response_model=Readiness, responses={503: {"model": Readiness}}
)
async def readyz(services: ServicesDep) -> Response:
    """Ask the database, on a fresh connection, within 2 s.

    The agent is not asked: without it tasks by hand still work, and a chat says so itself.
    """
    checks = {"database": await _database_state(services.database)}
    if services.draining:
        checks["program"] = "is ending"
    ready = all(state == "ok" for state in checks.values())
    readiness = Readiness(status="ok" if ready else "unavailable", checks=checks)
    return JSONResponse(readiness.model_dump(), status_code=200 if ready else 503)


async def _database_state(database: Database) -> str:
    try:
        with anyio.fail_after(TIMEOUT_SECONDS):
            # The thread is left to itself when time is up; libpq gives up soon after.
            revision = await anyio.to_thread.run_sync(database.schema_revision, abandon_on_cancel=True)
    except TimeoutError:
        return "does not answer in time"
    except DBAPIError as error:
        return "unreachable" if error.connection_invalidated or _never_connected(error) else "has no schema yet"
    # A newer schema is fine: during an upgrade the previous program still runs.
    return "ok" if revision is not None and revision >= SCHEMA_REVISION else "has an older schema"


def _never_connected(error: DBAPIError) -> bool:
    return error.statement is None


@router.get("/metrics", summary="Metrics for Prometheus", response_class=Response)
async def metrics(services: ServicesDep) -> Response:
    """All metrics in Prometheus' text format."""
    return Response(services.metrics.text(), media_type="text/plain; version=0.0.4")
