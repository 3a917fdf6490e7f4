"""Several owners against a real server, in any order: never two at once, and tokens rise."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from coordinators import quick
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from redis_servers import Server, eventually, proxied, running

from hacfg.coordinator import Lease, RedisCoordinator, Refused
from hacfg.coordinator.core import steady

if TYPE_CHECKING:
    import pytest

OWNERS = st.integers(0, 2)
NAMES = st.sampled_from(["a", "b"])
# Long beside any step on a busy machine; they run out when the machine lets that time pass.
TTLS = st.sampled_from([20.0, 40.0])


class Owners(RuleBasedStateMachine):
    """Three processes' worth of coordinators, through a proxy that loses replies."""

    server: Server
    proxy: Any

    def __init__(self) -> None:
        super().__init__()
        self.server.empty()
        timeouts = {"socket_timeout": 2.0, "socket_connect_timeout": 2.0}
        config = quick(self.proxy.port, **timeouts)
        self.passed = 0.0
        self.owners = [
            RedisCoordinator(config, clock=lambda: steady() + self.passed) for _ in range(3)
        ]
        self.leases: list[Lease] = []
        self.tokens: dict[str, list[int]] = {"a": [], "b": []}
        self.forgotten = 0

    @rule(owner=OWNERS, name=NAMES, ttl=TTLS)
    def acquire(self, owner: int, name: str, ttl: float) -> None:
        """Granted only with a token above all before; refused only while another holds it."""
        before = time.time()
        result = self.owners[owner].acquire_signal_lock(name, ttl=ttl)
        if isinstance(result, Lease):
            assert result.fencing_token > max(self.tokens[name], default=0)
            self.tokens[name].append(result.fencing_token)
            self.leases.append(result)
        else:
            assert result.why is Refused.HELD
            assert result.until is not None
            assert result.until > before - 0.01

    @rule(index=st.integers(0, 30))
    def renew(self, index: int) -> None:
        """Renewed only what was held."""
        if index < len(self.leases):
            lease = self.leases[index]
            held = lease.held
            assert held or not lease.renew()
            assert not held or lease.renew() or not lease.held

    @rule(index=st.integers(0, 30))
    def release(self, index: int) -> None:
        """Afterwards it is not held, whatever it was."""
        if index < len(self.leases):
            self.leases[index].release()
            assert not self.leases[index].held

    @rule()
    def lose_the_next_reply(self) -> None:
        """The next command is executed and not answered."""
        self.proxy.lose = 1

    @rule()
    def cut(self) -> None:
        """Every connection is cut."""
        self.proxy.cut()

    @rule()
    def forget(self) -> None:
        """The data is lost: what was held may be granted again, with greater tokens."""
        self.server.empty()
        self.forgotten = len(self.leases)

    @rule()
    def wait(self) -> None:
        """Time passes, for the owners and for Redis: leases run out, the longer ones at twice."""
        seconds = 20.5
        self.passed += seconds
        with self.server.client() as client:
            for key in client.scan_iter("*lock:*"):
                left = client.pttl(key) - int(seconds * 1000)
                client.pexpire(key, max(1, left))
            assert eventually(
                lambda: all(client.pttl(key) > 1 for key in client.scan_iter("*lock:*"))
            )

    @invariant()
    def nobody_shares(self) -> None:
        """While one primary keeps its data at most one owner holds a name."""
        held = [lease.name for lease in self.leases[self.forgotten :] if lease.held]
        assert len(held) == len(set(held))

    @invariant()
    def redis_stays_in_use(self) -> None:
        """Lost replies and cut connections are no outage."""
        assert all(owner.is_available() for owner in self.owners)

    def teardown(self) -> None:
        """The next example has other owners."""
        self.proxy.lose = 0
        for owner in self.owners:
            owner.close()


def test_owners_exclude_each_other_and_tokens_rise(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """At most one owner holds an unexpired lease, and tokens rise with each acquisition."""
    directory = tmp_path_factory.mktemp("machine")
    with running(Server(directory)) as server, proxied(server.port) as proxy:
        machine = type("Owners", (Owners,), {"server": server, "proxy": proxy})
        few = settings(
            max_examples=15,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        )

        run_state_machine_as_test(machine, settings=few)
