import asyncio
import threading

import pytest
from fastapi import HTTPException
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from todo_backend.security import passwords
from todo_backend.security.passwords import Passwords


class SlowHasher(PasswordHash):
    """Waits until it may go on, and counts how many wait with it."""

    def __init__(self) -> None:
        super().__init__((Argon2Hasher(time_cost=1, memory_cost=64, parallelism=1),))
        self.go_on = threading.Event()
        self.go_on.set()
        self.running = self.most = 0
        self._lock = threading.Lock()

    def hash(self, password: str | bytes, *, salt: bytes | None = None) -> str:
        with self._lock:
            self.running += 1
            self.most = max(self.most, self.running)
        self.go_on.wait(120)
        with self._lock:
            self.running -= 1
        return "hash"


def test_few_hashes_run_at_once_and_not_too_many_wait() -> None:
    hasher = SlowHasher()
    subject = Passwords(hasher)
    hasher.go_on.clear()

    async def scenario() -> list[str | BaseException]:
        places = passwords.CONCURRENCY + passwords.QUEUE
        accepted = [asyncio.create_task(subject.hash("x")) for _ in range(places)]
        while subject.waiting() < passwords.QUEUE or hasher.running < passwords.CONCURRENCY:
            await asyncio.sleep(0)
        with pytest.raises(HTTPException) as refused:
            await subject.hash("x")
        assert refused.value.status_code == 503
        assert refused.value.headers is not None
        assert "Retry-After" in refused.value.headers
        hasher.go_on.set()
        return await asyncio.gather(*accepted, return_exceptions=True)

    results = asyncio.run(scenario())
    assert set(results) == {"hash"}
    assert hasher.most == passwords.CONCURRENCY


def test_the_default_is_argon2id() -> None:
    hashed = asyncio.run(Passwords().hash("a password"))
    assert hashed.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
