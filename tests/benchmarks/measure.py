"""What the benchmarks share: a clean installation, a good config, and fair turns on the clock."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    Command = Sequence[str | Path]

ROOT = Path(__file__).parent.parent.parent
SCRIPTS = "Scripts" if os.name == "nt" else "bin"
PIP = ["-m", "pip", "--disable-pip-version-check", "-q"]


def environment() -> dict[str, str]:
    """The variables to measure under: none of the config's own, and bytecode is written."""
    ours = ("REDIS_", "DATABASE_", "DB_", "HACFG_", "PYTHON")
    return {name: value for name, value in os.environ.items() if not name.startswith(ours)}


def install(directory: Path, *requirements: str | Path) -> Path:
    """A new venv in a directory that holds what is required, compiled; returns its scripts."""
    subprocess.run([sys.executable, "-m", "venv", directory], check=True, env=environment())
    scripts = directory / SCRIPTS
    command: Command = [scripts / "python", *PIP, "install", "--compile", *requirements]
    subprocess.run(command, check=True, env=environment())
    return scripts


def build_wheel(directory: Path) -> Path:
    """The wheel of this checkout, built into a directory."""
    command: Command = [sys.executable, *PIP, "wheel", "--no-deps", "-w", directory, ROOT]
    subprocess.run(command, check=True, env=environment())
    (wheel,) = directory.glob("*.whl")
    return wheel


def good_config(number: int = 0) -> dict[str, Any]:
    """Two environments without a fault; one placeholder for a string, one for an integer."""
    local = {
        "host": "localhost",
        "port": 6379,
        "db": number % 16,
        "password": None,
        "ssl": False,
        "socket_timeout": 2.0,
        "enable_redis": True,
    }
    production = local | {
        "host": f"redis-{number}.example.com",
        "port": "${REDIS_PORT}",
        "password": "${REDIS_PASSWORD}",
        "ssl": True,
        "socket_timeout": 5.0,
    }
    return {"local": local, "production": production}


def seconds(command: Command, directory: Path, variables: Mapping[str, str] | None = None) -> float:
    """How long one run of a command takes, in a clean environment with these variables added.

    Raises:
        SystemExit: the command failed, so that its time would mean nothing.
    """
    began = time.perf_counter()
    done = subprocess.run(
        command,
        cwd=directory,
        env={**environment(), **(variables or {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    took = time.perf_counter() - began
    if done.returncode:
        shown = " ".join(map(str, command[:6]))
        said = done.stdout.decode(errors="replace")[:2000]
        raise SystemExit(f"{shown} … ended with {done.returncode}:\n{said}")
    return took


def interleaved(
    commands: Mapping[str, Command],
    directory: Path,
    rounds: int,
    variables: Mapping[str, str] | None = None,
) -> dict[str, list[float]]:
    """The seconds of each command, run in turns so that a busy moment hits all of them alike.

    One round goes before that is not counted: it fills the caches.
    """
    times: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(rounds + 1):
        for name, command in commands.items():
            times[name].append(seconds(command, directory, variables))
    return {name: measured[1:] for name, measured in times.items()}


def table(times: Mapping[str, Sequence[float]], base: str, unit: str = "ms") -> str:
    """The minima and medians in ms or µs, and as multiples of those of one command."""
    scale = {"ms": 1e3, "µs": 1e6}[unit]
    least, middle = min(times[base]), statistics.median(times[base])
    width = max(map(len, times))
    lines = [f"{'':{width}}  min {unit}  median {unit}  min ratio  median ratio"]
    for name, measured in times.items():
        low, median = min(measured), statistics.median(measured)
        lines.append(
            f"{name:{width}}  {low * scale:6.1f}  {median * scale:9.1f}"
            f"  {low / least:9.2f}  {median / middle:12.2f}"
        )
    return "\n".join(lines)
