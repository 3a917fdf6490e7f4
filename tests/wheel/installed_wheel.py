"""What only a clean install of the wheel shows; run it with ``--wheel FILE``."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
EXAMPLES = ["redis_config.json.example", "database_config.json.example"]


def run(directory: Path, *command: str | Path, status: int = 0) -> str:
    """What a command prints in a directory; fails with all it said if its status is another."""
    done = subprocess.run(command, cwd=directory, capture_output=True, text=True, check=False)
    assert done.returncode == status, f"{done.stdout}{done.stderr}"
    return done.stdout


def files_of(directory: str) -> set[str]:
    """The files of a directory of the checkout, as RECORD would name them."""
    paths = (ROOT / directory).rglob("*")
    return {
        path.relative_to(ROOT).as_posix()
        for path in paths
        if path.is_file() and path.suffix != ".pyc"
    }


def test_the_wheel_is_what_is_imported(scripts: Path, tmp_path: Path) -> None:
    """The package comes from the venv, not from the checkout."""
    where = run(tmp_path, scripts / "python", "-c", "import hacfg; print(hacfg.__file__)")

    assert Path(where.strip()).is_relative_to(scripts.parent)


def test_the_wheel_holds_every_file(scripts: Path, tmp_path: Path) -> None:
    """The wheel holds every file of the package, the schemas, the examples, and nothing else."""
    program = "import importlib.metadata as m; print(*m.files('hacfg'), sep='\\n')"
    listed = run(tmp_path, scripts / "python", "-c", program).splitlines()
    schemas = {f"hacfg/{name}" for name in files_of("schemas")}
    examples = {f"hacfg/templates/{name}" for name in EXAMPLES}

    assert "hacfg/schemas/redis.schema.json" in listed
    assert "hacfg/py.typed" in listed
    assert {
        name for name in listed if name.startswith("hacfg/") and not name.endswith(".pyc")
    } == files_of("hacfg") | schemas | examples


def test_it_needs_four_packages(scripts: Path, tmp_path: Path) -> None:
    """Without extras the wheel asks for four packages."""
    program = "import importlib.metadata as m; print(*m.requires('hacfg'), sep='\\n')"
    lines = run(tmp_path, scripts / "python", "-c", program).splitlines()

    assert {line.partition(">")[0] for line in lines if "extra ==" not in line} == {
        "jsonschema",
        "python-dotenv",
        "redis",
        "tomli",
    }


@pytest.mark.parametrize(
    "file_name", sorted(path.name for path in (ROOT / "schemas").glob("*.json"))
)
def test_the_schemas_are_found(scripts: Path, tmp_path: Path, file_name: str) -> None:
    """A shipped schema is found inside the installed package, whole."""
    program = f"from hacfg.shipped import schema_path; print(schema_path({file_name!r}))"
    path = Path(run(tmp_path, scripts / "python", "-c", program).strip())

    assert path.is_relative_to(scripts.parent)
    assert json.loads(path.read_bytes()) == json.loads((ROOT / "schemas" / file_name).read_bytes())


@pytest.mark.parametrize("command", [["hacfg"], ["python", "-m", "hacfg"]])
def test_the_examples_pass(scripts: Path, tmp_path: Path, command: list[str]) -> None:
    """The examples pass the check in a directory that holds nothing else."""
    for name in EXAMPLES:
        shutil.copy(ROOT / name, tmp_path)

    program, *arguments = command
    run(tmp_path, scripts / program, *arguments, "validate", *EXAMPLES)


def test_it_says_its_version(scripts: Path, tmp_path: Path) -> None:
    """The version on the command line is that of the wheel's metadata."""
    program = "import importlib.metadata as m; print(m.version('hacfg'))"
    version = run(tmp_path, scripts / "python", "-c", program).strip()

    assert run(tmp_path, scripts / "hacfg", "--version").strip() == f"hacfg {version}"


def test_a_fault_has_its_status(scripts: Path, tmp_path: Path) -> None:
    """The console script hands on the exit status: 1 for findings."""
    broken = {"local": {"host": "localhost", "port": "6379"}}
    (tmp_path / "redis_config.json").write_text(json.dumps(broken), encoding="utf-8")
    report = run(tmp_path, scripts / "hacfg", "validate", "redis_config.json", status=1)

    assert "HC201" in report
