"""The time to check many good files in one run, beside other checkers that read the same files.

    python tests/benchmarks/bulk.py --rounds 5 --check-jsonschema

It builds the wheel and installs it, the native binary that the package sourcemeta-jsonschema holds
and, if asked, check-jsonschema, each into a temporary venv. The others are given the file schema,
which takes placeholders; without it they would refuse every file. The files are named one by one,
for which Windows needs a smaller ``--files``.
"""

from __future__ import annotations

import argparse
import json
import platform
import statistics
import tempfile
from pathlib import Path

from measure import ROOT, build_wheel, good_config, install, interleaved, table

TYPE_CHECKING = False
if TYPE_CHECKING:
    from measure import Command

SCHEMA = ROOT / "schemas" / "redis_config.schema.json"
READ = "import json, sys\nfor name in sys.argv[1:]:\n    with open(name, 'rb') as f: json.load(f)"


def main() -> None:
    """Measures and prints two tables: the times, and the files checked in a second."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=5, help="runs of each command (default 5)")
    parser.add_argument("--files", type=int, default=10_000, help="how many (default 10000)")
    parser.add_argument("--wheel", type=Path, help="measure this wheel instead of building one")
    parser.add_argument("--check-jsonschema", action="store_true", help="measure that one, too")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="hacfg-bulk-") as name:
        work = Path(name) / "work"
        files = _write(work, options.files)
        wheel = options.wheel or build_wheel(Path(name))
        commands = _commands(Path(name), wheel, files)
        if options.check_jsonschema:
            check = install(Path(name) / "slow", "check-jsonschema") / "check-jsonschema"
            commands["check-jsonschema"] = [check, "--schemafile", SCHEMA, *files]
        times = interleaved(commands, work, options.rounds)
    rounds = f"{options.files} files, {options.rounds} rounds"
    print(f"Python {platform.python_version()}, {platform.machine()}, {rounds}\n")
    print(table(times, "hacfg validate"))
    print("\nthousands of files in a second, by the median")
    for name, measured in times.items():
        print(f"{options.files / statistics.median(measured) / 1e3:6.1f}  {name}")


def _commands(directory: Path, wheel: Path, files: list[str]) -> dict[str, Command]:
    scripts = install(directory / "hacfg", wheel)
    native = _native(directory / "sourcemeta")
    return {
        "hacfg validate": [scripts / "hacfg", "validate", *files],
        "sourcemeta": [native, "validate", SCHEMA, *files],
        "sourcemeta --fast": [native, "validate", "--fast", SCHEMA, *files],
        "json.load alone": [scripts / "python", "-c", READ, *files],
    }


def _write(work: Path, count: int) -> list[str]:
    """Good files, each different, in directories of their own, as services would have them."""
    files = []
    for number in range(count):
        directory = work / f"{number:05}"
        directory.mkdir(parents=True)
        text = json.dumps(good_config(number), indent=2)
        (directory / "redis_config.json").write_text(text, encoding="utf-8")
        files.append(f"{number:05}/redis_config.json")
    return files


def _native(venv: Path) -> Path:
    """The binary itself: the script that pip makes would add the start of a Python."""
    install(venv, "sourcemeta-jsonschema")
    machine = platform.machine().lower()
    machine = {"amd64": "x86_64", "aarch64": "arm64"}.get(machine, machine)
    name = f"jsonschema-{platform.system().lower()}-{machine}*"
    found = next(venv.rglob(name), None)
    if found is None:
        raise SystemExit(f"sourcemeta-jsonschema holds no {name} for this machine")
    return found


if __name__ == "__main__":
    main()
