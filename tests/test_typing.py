"""Type checkers see real attributes: right uses pass, and every deliberate misuse is found."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from command import HOME

from hacfg.generate.module import module_source

TESTS = Path(__file__).parent
# Only a large download brings it, which the extra `dev` has; mypy is always there.
PLACES = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
PYRIGHT = shutil.which("basedpyright", path=PLACES) or shutil.which("pyright", path=PLACES)


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    """A directory with the file to be checked, and with the compiled module that it imports."""
    schema = json.loads((TESTS / "kafka.schema.json").read_bytes())
    source, _ = module_source(schema, name="kafka", class_name="KafkaConfig")
    (tmp_path / "kafka_config.py").write_text(source, encoding="utf-8")
    shutil.copy(TESTS / "typing" / "configs.py", tmp_path)
    return tmp_path


def misuses() -> set[int]:
    """The lines that are wrong on purpose."""
    lines = (TESTS / "typing" / "configs.py").read_text(encoding="utf-8").split("\n")
    found = {number for number, line in enumerate(lines, 1) if line.endswith("# error")}
    assert len(found) >= 15
    return found


def test_mypy(directory: Path) -> None:
    """In strict mode mypy has nothing against the right uses or the generated module."""
    # An installed package is found by itself, and mypy refuses to be told of it.
    installed = "site-packages" in Path(HOME).parts
    options = "--strict --cache-dir cache --follow-imports=silent --config-file=".split()

    done = subprocess.run(
        [sys.executable, "-m", "mypy", *options, "configs.py", "kafka_config.py"],
        cwd=directory,
        env=os.environ if installed else os.environ | {"MYPYPATH": HOME},
        capture_output=True,
        text=True,
        check=False,
    )

    errors = [line for line in done.stdout.split("\n") if ": error: " in line]
    unexpected = [line for line in errors if line.split(":")[0] != "configs.py"]
    assert unexpected == []
    assert {int(line.split(":")[1]) for line in errors} == misuses(), done.stdout + done.stderr


@pytest.mark.skipif(PYRIGHT is None, reason="no pyright: pip install basedpyright")
def test_pyright(directory: Path) -> None:
    """In strict mode pyright finds the same misuses and nothing else."""
    settings = {
        "include": ["configs.py"],
        "extraPaths": [HOME],
        "typeCheckingMode": "strict",
        "pythonVersion": "3.10",
    }
    (directory / "pyrightconfig.json").write_text(json.dumps(settings), encoding="utf-8")

    done = subprocess.run(
        [str(PYRIGHT), "--outputjson", "--pythonpath", sys.executable],
        cwd=directory,
        capture_output=True,
        text=True,
        check=False,
    )

    report: list[dict[str, Any]] = json.loads(done.stdout)["generalDiagnostics"]
    errors = [found for found in report if found["severity"] == "error"]
    lines = {found["range"]["start"]["line"] + 1: found["message"] for found in errors}
    assert lines.keys() == misuses(), lines
