"""The coordinator: locks, leadership and signal claims by Redis, on a typed config and no less."""

from __future__ import annotations  # noqa: I001 - a name to a line makes no reader wiser

from .breaker import Health, State
from .coordinator import AsyncRedisCoordinator, Heartbeat, RedisCoordinator
from .leases import AsyncClaim, AsyncLease, Claim, Lease, LeaseLostError, LeaseRefusedError
from .leases import Refusal, Refused

__all__ = [
    "AsyncClaim", "AsyncLease", "AsyncRedisCoordinator", "Claim", "Health", "Heartbeat", "Lease",
    "LeaseLostError", "LeaseRefusedError", "RedisCoordinator", "Refusal", "Refused", "State",
]  # fmt: skip
