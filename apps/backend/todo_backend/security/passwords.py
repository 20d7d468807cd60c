"""Password hashes: argon2, at most a few at a time."""

import anyio
import anyio.to_thread
from fastapi import HTTPException
from pwdlib import PasswordHash

CONCURRENCY = 2
"""Hashes that run at once; each takes some 100 ms of CPU and 64 MiB."""

QUEUE = 32
"""Hashes that may wait; some 2 s of work, after which a person is better told to try again."""


class Passwords:
    """Hashes and checks passwords in threads of their own, so that log-ins cannot starve other requests."""

    def __init__(self, hasher: PasswordHash | None = None) -> None:
        self._hasher = hasher or PasswordHash.recommended()
        self._limiter: anyio.CapacityLimiter | None = None
        self._nobody = self._hasher.hash("the password of nobody")

    async def hash(self, password: str) -> str:
        """The hash to store.

        Raises:
            HTTPException: 503 when too many wait already.
        """
        return await anyio.to_thread.run_sync(self._hasher.hash, password, limiter=self._places())

    async def verify(self, password: str, password_hash: str | None) -> bool:
        """Whether the password is right; without a hash (no such user) it does the same work and says no.

        Raises:
            HTTPException: 503 when too many wait already.
        """
        expected = self._nobody if password_hash is None else password_hash
        matches = await anyio.to_thread.run_sync(self._hasher.verify, password, expected, limiter=self._places())
        return matches and password_hash is not None

    def waiting(self) -> int:
        """How many wait for their turn."""
        return 0 if self._limiter is None else self._limiter.statistics().tasks_waiting

    def _places(self) -> anyio.CapacityLimiter:
        if self._limiter is None:  # made here: it belongs to a running event loop
            self._limiter = anyio.CapacityLimiter(CONCURRENCY)
        if self.waiting() >= QUEUE:
            raise HTTPException(503, "Too many people log in at this moment; try again.", {"Retry-After": "2"})
        return self._limiter
