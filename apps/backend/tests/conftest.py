"""Fixtures: most tests run twice, on SQLite and on a real PostgreSQL."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest
from coverage import Coverage
from sqlalchemy import URL, make_url

from tests.api import Api, Person, running
from tests.postgres import Cluster, binaries
from tests.stand_in_agent import StandInAgent
from todo_backend import database
from todo_backend.migrate import upgrade
from todo_backend.routers import health

NewDatabase = Callable[[], URL]


@pytest.fixture(scope="session", autouse=True)
def patience() -> Iterator[None]:
    """Other work may slow this machine down: what gives up after seconds gives up after minutes here."""
    with pytest.MonkeyPatch.context() as longer:
        longer.setattr(health, "TIMEOUT_SECONDS", 120)
        longer.setattr(database, "SLOT_TIMEOUT_SECONDS", 120)
        yield


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    found = binaries()
    if found is None:
        pytest.skip("no PostgreSQL server binaries here (Debian: apt-get install postgresql)")
    cluster = Cluster(found)
    try:
        cluster.start()
        yield cluster
    finally:
        cluster.remove()


@contextmanager
def without_coverage() -> Iterator[None]:
    """To measure what is covered takes as long as all else: on the kind of database that is for people is enough."""
    measuring = Coverage.current()
    if measuring is None or binaries() is None:
        yield
        return
    measuring.stop()
    try:
        yield
    finally:
        measuring.start()


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def new_database(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[NewDatabase]:
    """Makes empty databases of one kind; all tests of one kind come before those of the other."""
    if request.param == "sqlite":
        folder = tmp_path_factory.mktemp("sqlite")
        with without_coverage():
            yield lambda: make_url(f"sqlite:///{folder}/{uuid4().hex}.sqlite3")
    else:
        cluster: Cluster = request.getfixturevalue("cluster")
        yield lambda: make_url(cluster.create_database(f"test_{uuid4().hex}")).set(drivername="postgresql+psycopg")


@pytest.fixture(scope="session")
def agent() -> Iterator[StandInAgent]:
    agent = StandInAgent()
    yield agent
    agent.close()


@pytest.fixture(scope="session")
def api(new_database: NewDatabase, agent: StandInAgent, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    """One backend for all tests on one kind of database; each test brings its own people."""
    url = new_database()
    upgrade(url)
    folder: Path = tmp_path_factory.mktemp("backend")
    with running(url.render_as_string(hide_password=False), folder, agent) as api:
        yield api


@pytest.fixture
def ada(api: Api) -> Person:
    return api.register()


@pytest.fixture
def bob(api: Api) -> Person:
    return api.register()
