"""The app: its parts put together."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.types import ASGIApp

from todo_backend import __version__, problems, tracing
from todo_backend.agent import Agent
from todo_backend.database import Database
from todo_backend.dependencies import Services
from todo_backend.housekeeping import Housekeeping
from todo_backend.metrics import Metrics
from todo_backend.middleware import RequestMiddleware
from todo_backend.rate_limits import RateLimits
from todo_backend.routers import auth, chat, conversations, health, me, runs, tags, tasks, tokens
from todo_backend.runs.service import Runs
from todo_backend.security.passwords import Passwords
from todo_backend.security.sessions import Sessions
from todo_backend.security.tokens import Tokens
from todo_backend.settings import Settings

MAX_BODY_BYTES = 100_000
"""4,000 characters of notes are at most 48,000 bytes of JSON (an escaped pair for each)."""

DESCRIPTION = """Accounts, tasks, conversations and the chat turn of the Todo Chatbot.

Errors are problem details (RFC 9457). What belongs to another user is as if it did not exist. Times are in UTC."""


class TodoApp(FastAPI):
    """FastAPI with `RequestMiddleware` around everything, its own body limit and error handling included."""

    metrics: Metrics

    def build_middleware_stack(self) -> ASGIApp:
        """The layers around the routes."""
        return RequestMiddleware(super().build_middleware_stack(), self.metrics)

    def openapi(self) -> dict[str, Any]:
        """The OpenAPI document, with the schema that the error responses refer to."""
        document = super().openapi()
        schemas = document.setdefault("components", {}).setdefault("schemas", {})
        if "Problem" not in schemas:
            schema = problems.Problem.model_json_schema(ref_template="#/components/schemas/{model}")
            schemas.update(schema.pop("$defs"))
            schemas["Problem"] = schema
        return document


def create_app(settings: Settings, passwords: Passwords | None = None) -> TodoApp:
    """Make the app; nothing is connected to before the first request."""
    metrics = Metrics()
    traces = tracing.Tracing(settings.otel_exporter_otlp_endpoint)
    database = Database(settings.url, pooler=settings.database_pooler == "on")
    database.trace(traces)
    metrics.watch_slots(lambda: database.waiting)
    access_lifetime = timedelta(minutes=settings.access_token_minutes)
    # A minute more than the turn: what it is for may begin late.
    turn_lifetime = timedelta(seconds=settings.turn_seconds + 60)
    minted = Tokens(settings.jwt_key, settings.agent_key, access_lifetime, turn_lifetime)
    sessions = Sessions(settings.jwt_key, timedelta(days=settings.refresh_token_days))
    rate_limits = RateLimits(metrics, enabled=settings.rate_limits == "on", redis_url=settings.redis_url)
    agent = Agent(settings.agent_url, settings.turn_seconds)
    work = Runs(database, agent, minted, metrics, settings.turn_seconds)
    housekeeping = Housekeeping(database)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        housekeeping.start()
        yield
        await work.close()
        await housekeeping.close()
        await agent.close()
        database.close()
        await run_in_threadpool(traces.close)

    app = TodoApp(
        title="Todo Chatbot API",
        version=__version__,
        description=DESCRIPTION,
        lifespan=lifespan,
        max_body_size=MAX_BODY_BYTES,
        openapi_url="/api/openapi.json",
        # The documentation pages would load scripts from another server.
        docs_url=None,
        redoc_url=None,
        # A slash too many is another address, not a redirect to a host that the client named.
        redirect_slashes=False,
        telemetry=tracing.OFF,
        generate_unique_id_function=lambda route: route.name,
    )
    app.state.services = Services(database, passwords or Passwords(), minted, sessions, rate_limits, work, metrics)
    problems.install(app)
    app.metrics = metrics
    # Routes are tried in this order: the one that is asked most is first.
    for module in (tasks, auth, me, tokens, tags, conversations, chat, runs, health):
        app.include_router(module.router)
    return app
