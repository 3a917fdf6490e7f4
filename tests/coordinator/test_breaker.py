"""The breaker: a state machine, by a clock that the tests turn."""

from __future__ import annotations

import threading

import pytest
from coordinators import quick

from hacfg.coordinator import Health, State
from hacfg.coordinator.breaker import Breaker

PROBES = quick(fallback={"probe_interval": 1.0, "max_probe_interval": 8.0}).fallback


class Clock:
    """Stands still unless it is turned."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        """The time that it was turned to."""
        return self.now


class Watched:
    """A breaker with its clock and all that its listener heard."""

    def __init__(self, state: State = State.AVAILABLE) -> None:
        self.clock, self.heard = Clock(), list[Health]()
        self.breaker = Breaker(state, PROBES, self.clock, self.heard.append)


def test_it_admits_until_it_trips_and_again_after_a_good_probe() -> None:
    """A trip closes the way to Redis, a good probe opens it, and the listener hears both once."""
    watched = Watched()
    breaker = watched.breaker

    breaker.trip("gone")
    breaker.trip("gone again")
    tripped = breaker.admits
    watched.clock.now += 1
    breaker.takes_probe()
    breaker.ends_probe("")

    assert not tripped
    assert breaker.admits
    assert [(h.state, h.reason) for h in watched.heard] == [
        (State.FALLBACK, "gone"),
        (State.AVAILABLE, ""),
    ]
    assert (breaker.health().trips, breaker.health().recoveries) == (1, 1)


def test_a_probe_is_due_at_growing_intervals_up_to_the_longest() -> None:
    """Intervals double from the first to the longest, and jitter makes none longer than stated."""
    watched = Watched()
    breaker, clock = watched.breaker, watched.clock
    breaker.trip("gone")
    intervals = []
    for _ in range(6):
        began = clock.now
        while not breaker.takes_probe():
            clock.now += 0.01
        intervals.append(clock.now - began)
        breaker.ends_probe("still gone")

    for interval, stated in zip(intervals, (1, 2, 4, 8, 8, 8), strict=True):
        assert 0.75 * stated - 0.01 <= interval <= stated + 0.02
    assert watched.heard[1:] == []
    assert breaker.health().reason == "still gone"


def test_intervals_begin_anew_after_a_recovery() -> None:
    """What failed before the last recovery does not slow the next one."""
    watched = Watched()
    breaker, clock = watched.breaker, watched.clock
    for outcome in ("gone", "gone", ""):
        breaker.trip("gone")
        clock.now += 8
        breaker.takes_probe()
        breaker.ends_probe(outcome)
    breaker.trip("gone")
    clock.now += 1

    assert breaker.takes_probe()


def test_one_caller_probes_at_a_time() -> None:
    """While one caller probes no other does."""
    watched = Watched()
    watched.breaker.trip("gone")
    watched.clock.now += 1

    assert watched.breaker.takes_probe()
    assert not watched.breaker.takes_probe()
    watched.breaker.ends_probe("gone")
    watched.clock.now += 2
    assert watched.breaker.takes_probe()


def test_health_names_the_next_probe_only_in_a_fallback_that_recovers() -> None:
    """Unix times: the next probe is at most the first interval away."""
    watched = Watched()

    before = watched.breaker.health()
    watched.breaker.trip("gone")
    after = watched.breaker.health()

    assert before.next_probe is None
    assert after.next_probe is not None
    assert 0.7 <= after.next_probe - after.since <= 1.001


@pytest.mark.parametrize("state", [State.CHOSEN, State.DISABLED, State.CLOSED])
def test_a_fallback_by_choice_is_never_probed(state: State) -> None:
    """Nor does it trip: there is nothing to lose and nothing to find."""
    watched = Watched(state)
    watched.breaker.trip("gone")
    watched.clock.now += 1000

    assert not watched.breaker.admits
    assert not watched.breaker.takes_probe()
    assert watched.breaker.state is state
    assert watched.heard == []


def test_one_caller_pays_for_the_verdict() -> None:
    """The first that loses Redis tries on; from its second failure others are answered at once."""
    breaker = Watched().breaker

    pays = [breaker.pays("first", 1, "gone"), breaker.pays("second", 1, "gone")]
    admits = [breaker.admits]
    pays.append(breaker.pays("first", 2, "gone"))
    admits.append(breaker.admits)
    breaker.settle("second")
    admits.append(breaker.admits)
    breaker.settle("first")
    admits.append(breaker.admits)

    assert pays == [True, False, True]
    assert admits == [True, False, False, True]
    assert breaker.pays("second", 1, "gone")


def test_a_listener_may_ask_the_breaker() -> None:
    """It is called outside the lock: asking for the health from it ends."""
    seen: list[State] = []

    def listen(_: Health) -> None:
        seen.append(breaker.health().state)

    breaker: Breaker = Breaker(State.AVAILABLE, PROBES, Clock(), listen)
    thread = threading.Thread(target=breaker.trip, args=("gone",), daemon=True)
    thread.start()
    thread.join(2)

    assert seen == [State.FALLBACK]


def test_a_change_made_by_a_listener_is_told_after_the_one_it_heard() -> None:
    """Changes are told in order, each once, even when telling one makes the next."""
    heard: list[State] = []

    def listen(health: Health) -> None:
        heard.append(health.state)
        if health.state is State.FALLBACK:
            breaker.close()

    breaker = Breaker(State.AVAILABLE, PROBES, Clock(), listen)
    breaker.trip("gone")

    assert heard == [State.FALLBACK, State.CLOSED]


def test_a_fork_frees_what_the_parent_held() -> None:
    """Neither a lock nor a caller of the parent process holds up a child."""
    watched = Watched()
    breaker = watched.breaker
    breaker.pays("parent", 2, "gone")
    breaker._lock.acquire()

    breaker.begin()

    assert breaker.admits
    assert breaker.pays("child", 1, "gone")
