"""The example of README.md runs as it stands, with Redis and without."""

from __future__ import annotations

import json
import pathlib
import re
import subprocess
import sys
from typing import TYPE_CHECKING

from coordinators import QUICK
from redis_servers import free_port

if TYPE_CHECKING:
    from redis_servers import Server

README = pathlib.Path(__file__).parent.parent.parent / "README.md"


def run(directory: pathlib.Path, port: int) -> list[str]:
    """What the example prints, each line without what differs from run to run."""
    (code,) = re.findall(
        r"^## Coordinate\n\n```python\n(.*?)^```",
        README.read_text(encoding="utf-8"),
        re.DOTALL | re.MULTILINE,
    )
    settings = {"local": {**QUICK, "port": port}}
    (directory / "redis_config.json").write_text(json.dumps(settings), encoding="utf-8")
    command = [sys.executable, "-W", "error", "-c", code]
    ended = subprocess.run(
        command, cwd=directory, capture_output=True, text=True, timeout=60, check=True
    )
    return [re.sub(r"[0-9]{16}|\(.*", "...", line) for line in ended.stdout.splitlines()]


def test_the_example_uses_redis(server: Server, tmp_path: pathlib.Path) -> None:
    """It pings, and takes the lock."""
    assert run(tmp_path, server.port) == [
        "Redis is healthy",
        "this process writes the report, by fencing token ...",
    ]


def test_the_example_goes_on_without_redis(tmp_path: pathlib.Path) -> None:
    """It says so, and that there is no lock."""
    assert run(tmp_path, free_port()) == [
        "Redis unavailable - using fallback mode",
        "refused: report: unavailable ...",
    ]
