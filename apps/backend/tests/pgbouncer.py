"""A throw-away PgBouncer in transaction mode before a PostgreSQL, as a service's pooler."""

import shutil
import subprocess
import tempfile
from pathlib import Path

import psycopg

from tests.api import eventually
from tests.postgres import PASSWORD, Cluster, free_port, unprivileged_user

PROGRAM = shutil.which("pgbouncer", path="/usr/sbin:/usr/bin:/usr/local/bin")


class Pooler:
    """Two connections to the server for all databases of a cluster, however many clients there are."""

    def __init__(self, cluster: Cluster) -> None:
        assert PROGRAM is not None
        self.port = free_port()
        self._folder = Path(tempfile.mkdtemp(prefix="todo-pgbouncer-"))
        (self._folder / "users").write_text(f'"todo" "{PASSWORD}"\n')
        (self._folder / "ini").write_text(
            f"[databases]\n* = host=127.0.0.1 port={cluster.port}\n"
            f"[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {self.port}\nunix_socket_dir =\n"
            f"auth_type = scram-sha-256\nauth_file = {self._folder}/users\npool_mode = transaction\n"
            f"default_pool_size = 2\nmax_client_conn = 200\nlogfile = {self._folder}/log\n"
        )
        user = unprivileged_user()
        if user is not None:
            shutil.chown(self._folder, user)
        self._process = subprocess.Popen([PROGRAM, "-q", str(self._folder / "ini")], user=user)

    def wait(self) -> None:
        """Until it answers."""
        eventually(self._answers, "PgBouncer starts")

    def _answers(self) -> bool:
        try:
            psycopg.connect(self.url("postgres")).close()
        except psycopg.OperationalError:
            return False
        return True

    def url(self, name: str) -> str:
        return f"postgresql://todo:{PASSWORD}@127.0.0.1:{self.port}/{name}"

    def remove(self) -> None:
        self._process.terminate()
        self._process.wait(timeout=120)
        shutil.rmtree(self._folder)
