"""The program: `migrate` brings the schema up to date, `serve` answers requests."""

import argparse
import sys
from collections.abc import Sequence

from todo_backend.database_settings import DatabaseSettings
from todo_backend.settings import Settings, SettingsError, load


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns 0, 1 when the database cannot be reached, or 2 when a setting is refused."""
    parser = argparse.ArgumentParser(prog="todo_backend", description=__doc__)
    parser.add_argument("command", choices=["migrate", "serve"])
    command = parser.parse_args(arguments).command
    try:
        if command == "migrate":
            return _migrate(load(DatabaseSettings))
        return _serve(load(Settings))
    except SettingsError as error:
        sys.stderr.write(f"todo_backend: cannot start: {error}\n")
        return 2


# Each command imports what it needs: the server does without Alembic, the migration without FastAPI.


def _migrate(settings: DatabaseSettings) -> int:
    from todo_backend import logs
    from todo_backend.migrate import MigrationError, upgrade

    logs.configure(settings.log_level)
    try:
        upgrade(settings.direct_url)
    except MigrationError as error:
        sys.stderr.write(f"todo_backend: cannot migrate: {error}\n")
        return 1
    return 0


def _serve(settings: Settings) -> int:
    from todo_backend.server import serve

    serve(settings)
    return 0


if __name__ == "__main__":
    sys.exit(main())
