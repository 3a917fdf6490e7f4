"""A clean venv that holds a wheel of hacfg and what it needs, far from the checkout."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let the wheel be named on the command line."""
    parser.addoption("--wheel", type=Path, required=True, help="the wheel to install and check")


@pytest.fixture(scope="session")
def scripts(pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The directory of ``python`` and ``hacfg`` in a venv that holds the wheel alone."""
    venv = tmp_path_factory.mktemp("venv")
    subprocess.run([sys.executable, "-m", "venv", venv], check=True)
    directory = venv / ("Scripts" if os.name == "nt" else "bin")
    wheel = pytestconfig.getoption("--wheel").resolve()
    subprocess.run([directory / "python", "-m", "pip", "install", "-q", wheel], check=True)
    return directory
