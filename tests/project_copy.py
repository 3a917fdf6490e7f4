"""A copy of the project as somebody gets it who uses its hooks or its action."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ROOT = Path(__file__).parent.parent
PARTS = (
    *("hacfg", "schemas", "pyproject.toml", "README.md", "LICENSE"),
    *("redis_config.json.example", "database_config.json.example"),
    *(".pre-commit-hooks.yaml", "action.yml"),
)


def copy_project(target: Path) -> Path:
    """Copies what an installation needs."""
    target.mkdir()
    for part in PARTS:
        source = ROOT / part
        if source.is_dir():
            ignored = shutil.ignore_patterns("__pycache__")
            shutil.copytree(source, target / part, ignore=ignored)
        else:
            shutil.copy2(source, target / part)
    return target


def told(
    command: Sequence[str | Path], directory: Path, variables: Mapping[str, str]
) -> subprocess.CompletedProcess[str]:
    """Runs a command in a directory to its end; both of its streams are in ``stdout``."""
    return subprocess.run(
        command,
        cwd=directory,
        env=variables,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        timeout=300,
        check=False,
    )


def need_packages(directory: Path) -> None:
    """Skips the test where pip reaches no index: the hook and the action install by it."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-cache-dir"]
    done = subprocess.run(
        [*command, "--dest", directory, "hatchling"], capture_output=True, check=False, timeout=60
    )
    if done.returncode:
        pytest.skip("pip reaches no index of packages, from which this installs hacfg")


def without(*prefixes: str, **changes: str) -> Mapping[str, str]:
    """The variables of this process but for some, with others changed."""
    kept = {name: text for name, text in os.environ.items() if not name.startswith(prefixes)}
    return kept | changes
