"""How often something may be done; counted where all replicas see it.

A route names a limit: `Annotated[Access, writing("chat")]`, see `dependencies.py`.
"""

import hashlib
import math
import time
from typing import Any, Literal

from fastapi import HTTPException
from limits import RateLimitItem, RateLimitItemPerHour, RateLimitItemPerMinute
from limits.errors import StorageError
from limits.storage import Storage
from limits.strategies import FixedWindowRateLimiter
from sqlalchemy import Connection, case, select
from sqlmodel import Session, col

from todo_backend.database import insert_into
from todo_backend.logs import log
from todo_backend.metrics import Metrics
from todo_backend.models import RateLimit

Limit = Literal["login", "login_address", "register", "password", "chat", "writes", "search"]

LIMITS: dict[Limit, RateLimitItem] = {
    "login": RateLimitItemPerMinute(10),
    "login_address": RateLimitItemPerMinute(60),
    "register": RateLimitItemPerHour(20),
    "password": RateLimitItemPerMinute(10),
    "chat": RateLimitItemPerMinute(20),
    "writes": RateLimitItemPerMinute(240),
    "search": RateLimitItemPerMinute(60),
}
"""login: by address and e-mail; login_address and register: by address; the others by user."""

REDIS_TIMEOUT_SECONDS = 0.5
REDIS_PAUSE_SECONDS = 5
"""A Redis that failed is left alone for so long; the database counts meanwhile."""


class RateLimits:
    """Counts in windows that begin with their first hit: in Redis when there is one, else in the database."""

    def __init__(self, metrics: Metrics, *, enabled: bool, redis_url: str | None) -> None:
        self._metrics = metrics
        self._enabled = enabled
        self._redis = None if redis_url is None or not enabled else _redis(redis_url)
        self._redis_back_at = 0.0

    def hit(self, bind: Session | Connection, name: Limit, *whom: str) -> None:
        """Count one; commits, so it comes before anything else that writes.

        Raises:
            HTTPException: 429 with Retry-After, when there were too many.
        """
        if not self._enabled:
            return
        # Hashed: addresses of persons are nothing that a counter's name has to tell.
        key = hashlib.sha256("\n".join(whom).encode()).hexdigest()[:40]
        item = LIMITS[name]
        allowed, reset = self._count(bind, item, name, key)
        if not allowed:
            self._metrics.rate_limited(name)
            wait = max(1, math.ceil(reset - time.time()))
            raise HTTPException(429, f"That was too often; try again in {wait} s.", {"Retry-After": str(wait)})

    def _count(self, bind: Session | Connection, item: RateLimitItem, *key: str) -> tuple[bool, float]:
        if self._redis is not None and time.monotonic() >= self._redis_back_at:
            try:
                return _hit(self._redis, item, *key)
            except StorageError:
                self._redis_back_at = time.monotonic() + REDIS_PAUSE_SECONDS
                log.warning("redis unavailable, the database counts")
        storage = DatabaseStorage(bind)
        try:
            return _hit(storage, item, *key)
        finally:
            bind.commit()


def _hit(storage: Storage, item: RateLimitItem, *key: str) -> tuple[bool, float]:
    limiter = FixedWindowRateLimiter(storage)
    if limiter.hit(item, *key):
        return True, 0.0
    return False, limiter.get_window_stats(item, *key).reset_time


class DatabaseStorage(Storage):
    """`limits`' storage in the table `rate_limits`, in one transaction."""

    STORAGE_SCHEME = None

    def __init__(self, bind: Session | Connection) -> None:
        super().__init__()
        self._bind = bind

    @property
    def base_exceptions(self) -> type[Exception] | tuple[type[Exception], ...]:
        """What is never wrapped: an outage of the database is answered as everywhere else."""
        return ()

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Add to a counter, which begins anew when its window of `expiry` seconds has passed; what it is then."""
        now = time.time()
        insert = insert_into(self._bind, RateLimit).values(key=key, hits=amount, expires_at=now + expiry)
        over = col(RateLimit.expires_at) <= now
        insert = insert.on_conflict_do_update(
            index_elements=["key"],
            set_={
                "hits": case((over, insert.excluded.hits), else_=col(RateLimit.hits) + insert.excluded.hits),
                "expires_at": case((over, insert.excluded.expires_at), else_=col(RateLimit.expires_at)),
            },
        )
        return int(self._bind.execute(insert.returning(col(RateLimit.hits))).scalar_one())

    def get(self, key: str) -> int:
        """What a counter is."""
        query = select(col(RateLimit.hits)).where(col(RateLimit.key) == key, col(RateLimit.expires_at) > time.time())
        return self._bind.execute(query).scalar() or 0

    def get_expiry(self, key: str) -> float:
        """When a counter begins anew, in seconds since 1970."""
        query = select(col(RateLimit.expires_at)).where(col(RateLimit.key) == key)
        return self._bind.execute(query).scalar() or time.time()

    def check(self) -> bool:
        """Whether it can be asked; readiness asks the database itself."""
        return True

    def reset(self) -> int | None:
        """Not offered: old counters are cleaned up by age."""
        raise NotImplementedError

    def clear(self, key: str) -> None:
        """Not offered: old counters are cleaned up by age."""
        raise NotImplementedError


def _redis(url: str) -> Storage:
    # Its package is loaded only where it is used.
    from limits.storage import RedisStorage
    from redis.backoff import NoBackoff
    from redis.retry import Retry

    options: dict[str, Any] = {
        "retry": Retry(NoBackoff(), 0),
        "socket_timeout": REDIS_TIMEOUT_SECONDS,
        "socket_connect_timeout": REDIS_TIMEOUT_SECONDS,
    }
    return RedisStorage(url, key_prefix="todo", wrap_exceptions=True, **options)
