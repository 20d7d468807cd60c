"""A throw-away PostgreSQL: a cluster of its own in a temporary folder, on a free port, ended with the tests."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path

import psycopg

PASSWORD = "only-for-this-test-run"


def binaries() -> Path | None:
    """Where PostgreSQL's server binaries are, newest first; None when they are not installed."""
    if found := shutil.which("pg_ctl"):
        return Path(found).resolve().parent
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"), key=lambda path: int(path.parts[-3]))
    return installed[-1].parent if installed else None


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Cluster:
    """One PostgreSQL server."""

    def __init__(self, binaries: Path) -> None:
        self._bin = binaries
        self.port = free_port()
        self._user = unprivileged_user()
        self.folder = Path(tempfile.mkdtemp(prefix="todo-postgres-"))
        (self.folder / "password").write_text(PASSWORD)
        if self._user is not None:
            account = pwd.getpwnam(self._user)
            for path in (self.folder, self.folder / "password"):
                os.chown(path, account.pw_uid, account.pw_gid)
        self._run(
            "initdb", "-D", "data", "-U", "todo", "--pwfile", "password", "--auth", "scram-sha-256", "-E", "UTF8",
            "--locale", "C.UTF-8", "--no-sync", "--no-instructions",
        )  # fmt: skip

    def start(self) -> None:
        options = f"-c listen_addresses=127.0.0.1 -c port={self.port} -c unix_socket_directories= -c fsync=off"
        self._run("pg_ctl", "start", "-w", "-D", "data", "-l", "log", "-o", options)

    def stop(self) -> None:
        self._run("pg_ctl", "stop", "-w", "-m", "fast", "-D", "data")

    def use_tls(self, certificate: Path | None, key: Path | None) -> None:
        """Gives the server a certificate, or none any more; connections after it see that."""
        for source, name in ((certificate, "server.crt"), (key, "server.key")):
            target = self.folder / "data" / name
            target.unlink(missing_ok=True)
            if source is not None:
                shutil.copy(source, target)
                target.chmod(0o600)
                if self._user is not None:
                    shutil.chown(target, self._user)
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f"ALTER SYSTEM SET ssl = {'off' if certificate is None else 'on'}".encode())
        self._run("pg_ctl", "reload", "-D", "data")
        self._wait_for_tls(certificate is not None)

    def _wait_for_tls(self, is_on: bool) -> None:
        while True:
            with psycopg.connect(self.url("postgres"), sslmode="prefer") as connection:
                if bool(connection.pgconn.ssl_in_use) == is_on:
                    return
            time.sleep(0.05)

    @property
    def runs(self) -> bool:
        return (self.folder / "data" / "postmaster.pid").exists()

    def remove(self) -> None:
        if self.runs:
            self._run("pg_ctl", "stop", "-w", "-m", "immediate", "-D", "data")
        shutil.rmtree(self.folder)

    def create_database(self, name: str) -> str:
        """Make an empty database; returns its URL."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())
        return self.url(name)

    def url(self, name: str) -> str:
        return f"postgresql://todo:{PASSWORD}@127.0.0.1:{self.port}/{name}"

    def _run(self, program: str, *arguments: str) -> None:
        # Output goes to a file: the server inherits it, and a pipe would stay open as long as the server runs.
        with (self.folder / "output").open("ab") as output:
            command = [str(self._bin / program), *arguments]
            done = subprocess.run(
                command,
                cwd=self.folder,
                user=self._user,
                stdout=output,
                stderr=output,
                env={"LC_ALL": "C"},
                check=False,
            )
        if done.returncode:
            raise RuntimeError(f"{program} failed:\n{(self.folder / 'output').read_text()}")


def unprivileged_user() -> str | None:
    """PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return None
    names = {account.pw_name for account in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"
