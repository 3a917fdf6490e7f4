"""What all tests share: variables of the developer steer none, and properties repeat in CI."""

from __future__ import annotations

import os
import signal

import pytest
from hypothesis import settings

TYPE_CHECKING = False
if TYPE_CHECKING:
    import pathlib
    from collections.abc import Iterator

    from example_programs import Programs
    from postgres_servers import Server

STEERING = (
    "CI_PROJECT_DIR",
    "DATABASE_",
    "DB_",
    "FORCE_COLOR",
    "GITHUB_",
    "HACFG_ENV",
    "KUBERNETES_",
    "NO_COLOR",
    "REDIS_",
)

# A REDIS_URL in the developer's shell would override every config that a test loads.
for _name in [name for name in os.environ if name.startswith(STEERING)]:
    del os.environ[_name]

# Behind an & a shell ignores SIGINT for what it starts, and what a test starts would too.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# No deadline: a busy machine is no fault of the code. In CI the same examples on every run, so that
# a commit is red for what it changed; elsewhere new ones.
settings.register_profile("local", deadline=None, print_blob=True)
settings.register_profile("ci", settings.get_profile("local"), derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "local")


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A PostgreSQL server for tests that change nothing but a database of their own."""
    import postgres_servers

    with postgres_servers.running(postgres_servers.Server()) as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def programs(request: pytest.FixtureRequest, tmp_path: pathlib.Path) -> Iterator[Programs]:
    """Starts programs of the examples: SQLite decides, and in a second run PostgreSQL."""
    from example_programs import Programs, postgresql, sqlite

    if request.param == "sqlite":
        decider = sqlite(tmp_path)
    else:
        decider = postgresql(request.getfixturevalue("postgres"))
    started = Programs(tmp_path, decider)
    yield started
    started.end()
