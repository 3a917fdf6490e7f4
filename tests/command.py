"""The command as its users run it: a process of its own, in a directory of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import hacfg

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

# The package under test, whether it is a checkout or an installed wheel.
HOME = str(Path(hacfg.__file__).parent.parent)
COMMAND = (sys.executable, "-m", "hacfg")


def variables(**changes: str) -> dict[str, str]:
    """The environment of a command: this process's, with some variables changed."""
    return {**os.environ, "PYTHONPATH": HOME, **changes}


def run(
    directory: Path,
    *arguments: str | bytes,
    env: Mapping[str, str] | None = None,
    **options: Any,
) -> subprocess.CompletedProcess[str]:
    """Runs ``hacfg`` in a directory to its end; what it prints is read as UTF-8."""
    return subprocess.run(
        [*COMMAND, *arguments],
        cwd=directory,
        env=variables(**(env or {})),
        stdin=subprocess.DEVNULL,
        stdout=options.pop("stdout", subprocess.PIPE),
        stderr=options.pop("stderr", subprocess.PIPE),
        encoding="utf-8",
        timeout=60,
        check=False,
        **options,
    )


def python(directory: Path, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Runs a small program that imports hacfg, in a directory."""
    return subprocess.run(
        [sys.executable, "-c", program, *arguments],
        cwd=directory,
        env=variables(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
