"""Where Alembic begins."""

from alembic import context
from sqlalchemy import Connection, NullPool
from sqlmodel import SQLModel

from todo_backend import models  # noqa: F401  the tables
from todo_backend.database import make_engine
from todo_backend.database_settings import DatabaseSettings
from todo_backend.settings import load


def _run(connection: Connection) -> None:
    context.configure(connection=connection, target_metadata=SQLModel.metadata, render_as_batch=True)
    with context.begin_transaction():
        context.run_migrations()


if (given := context.config.attributes.get("connection")) is not None:
    _run(given)
else:  # the alembic command, started by a person
    with make_engine(load(DatabaseSettings).direct_url, poolclass=NullPool).connect() as connection:
        _run(connection)
