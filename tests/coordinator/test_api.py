"""The public names of hacfg.coordinator: what is added or lost here is a change for users."""

from __future__ import annotations

import inspect
from typing import Any

import pytest

import hacfg.coordinator
from hacfg.coordinator import (
    AsyncClaim,
    AsyncLease,
    AsyncRedisCoordinator,
    Claim,
    Heartbeat,
    Lease,
    RedisCoordinator,
    Refusal,
    Refused,
    State,
)

FLOWS = "acquire_signal_lock claim_signal ping renew_leadership try_become_leader".split()
PLAIN = "health heartbeat is_available".split()


def parameters(function: Any) -> str:
    """The parameters of a method, without the types."""
    signature = inspect.signature(function)
    bare = [each.replace(annotation=each.empty) for each in signature.parameters.values()]
    return str(signature.replace(parameters=bare, return_annotation=signature.empty))


def test_the_names_of_the_package_are_pinned() -> None:
    """They are what the documentation speaks of."""
    assert sorted(hacfg.coordinator.__all__) == [
        *("AsyncClaim", "AsyncLease", "AsyncRedisCoordinator", "Claim", "Health", "Heartbeat"),
        *("Lease", "LeaseLostError", "LeaseRefusedError", "RedisCoordinator", "Refusal", "Refused"),
        "State",
    ]
    assert all(hasattr(hacfg.coordinator, name) for name in hacfg.coordinator.__all__)


@pytest.mark.parametrize("kind", [RedisCoordinator, AsyncRedisCoordinator])
def test_both_coordinators_have_the_same_methods(kind: type) -> None:
    """With the same parameters; each is documented."""
    assert parameters(kind) == (
        f"(config, *, fallback_mode=False, on_state_change=None, clock={_clock()})"
    )
    assert {name: parameters(getattr(kind, name)) for name in (*FLOWS, *PLAIN, "close")} == {
        "acquire_signal_lock": "(self, name, *, ttl=None, wait=0.0)",
        "claim_signal": "(self, signal, *, ttl=None)",
        "close": "(self)",
        "health": "(self)",
        "heartbeat": "(self, lease, on_lost=None)",
        "is_available": "(self)",
        "ping": "(self)",
        "renew_leadership": "(self, role='leader')",
        "try_become_leader": "(self, role='leader', *, ttl=None)",
    }
    assert all(inspect.getdoc(getattr(kind, name)) for name in (*FLOWS, *PLAIN, "close"))


def _clock() -> str:
    return str(inspect.signature(RedisCoordinator).parameters["clock"].default)


@pytest.mark.parametrize("name", FLOWS)
def test_methods_are_awaited_for_asyncio_and_block_for_threads(name: str) -> None:
    """By one logic: the flow is the same function."""
    blocks, awaited = getattr(RedisCoordinator, name), getattr(AsyncRedisCoordinator, name)

    assert inspect.iscoroutinefunction(awaited)
    assert not inspect.iscoroutinefunction(blocks)
    assert inspect.unwrap(blocks) is awaited


def test_leases_and_claims_have_the_same_names_for_both() -> None:
    """A claim is a lease that can be done."""
    shared = "ensure_held fencing_token held loss name release remaining renew ttl".split()
    lease = Lease(None, "a", ("k", "f"), "owner", 1.0)
    for kind in (Lease, AsyncLease, Claim, AsyncClaim):
        assert [
            name for name in shared if not hasattr(kind, name) and name not in vars(lease)
        ] == []
    assert hasattr(Claim, "done")
    assert hasattr(AsyncClaim, "done")
    assert not hasattr(Lease, "done")
    assert hasattr(Heartbeat, "stop")


def test_words_of_the_results_are_pinned() -> None:
    """What is written into logs and compared in code."""
    assert {each.name: each.value for each in Refused} == {
        "HELD": "held by another",
        "DONE": "done",
        "LOST": "lost",
        "UNAVAILABLE": "unavailable",
        "DISABLED": "disabled",
    }
    assert [each.name for each in State] == "AVAILABLE FALLBACK CHOSEN DISABLED CLOSED".split()


def test_a_refusal_reads_well_and_is_falsy() -> None:
    """It says what was refused, why, until when, and what Redis said."""
    held = Refusal("report", Refused.HELD, until=1_800_000_000.0)
    unavailable = Refusal("report", Refused.UNAVAILABLE, "ConnectionError: refused")

    assert not held
    assert str(held) == "report: held by another until 2027-01-15T08:00:00Z"
    assert str(unavailable) == "report: unavailable (ConnectionError: refused)"
