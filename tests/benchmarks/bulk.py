"""The time to check many good files in one run, beside other checkers that read the same files.

    python tests/benchmarks/bulk.py --rounds 5 --memory

It builds the wheel and installs it, check-jsonschema, and the native binary that the package
sourcemeta-jsonschema holds, each into a temporary venv. The others are given the file schema, which
takes placeholders; without it they would refuse every file. The files are named one by one, for
which Windows needs a smaller ``--files``. ``--memory`` adds the largest size of a process in memory
for 1,000 and 50,000 files, found in a directory.
"""

from __future__ import annotations

import argparse
import json
import platform
import shutil
import statistics
import subprocess
import tempfile
from pathlib import Path

from measure import ROOT, build_wheel, environment, good_config, install, interleaved, table

TYPE_CHECKING = False
if TYPE_CHECKING:
    from measure import Command

SCHEMA = ROOT / "schemas" / "redis_config.schema.json"
READ = "import json, sys\nfor name in sys.argv[1:]:\n    with open(name, 'rb') as f: json.load(f)"
PEAK = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def main() -> None:
    """Measures and prints the times, the files checked in a second, and the sizes if asked."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=5, help="runs of each command (default 5)")
    parser.add_argument("--files", type=int, default=10_000, help="how many (default 10000)")
    parser.add_argument("--wheel", type=Path, help="measure this wheel instead of building one")
    parser.add_argument("--memory", action="store_true", help="measure the size in memory, too")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="hacfg-bulk-") as name:
        directory = Path(name)
        work = directory / "work"
        files = _write(work, options.files)
        scripts = install(directory / "hacfg", options.wheel or build_wheel(directory))
        commands = _commands(directory, scripts, files)
        times = interleaved(commands, work, options.rounds)
        sizes = _sizes(directory, scripts) if options.memory else {}
    rounds = f"{options.files} files, {options.rounds} rounds"
    print(f"Python {platform.python_version()}, {platform.machine()}, {rounds}\n")
    print(table(times, "hacfg validate"))
    print("\nthousands of files in a second: by the median, and at best")
    for name, measured in times.items():
        median, best = (
            options.files / t / 1e3 for t in (statistics.median(measured), min(measured))
        )
        print(f"{median:6.1f}  {best:6.1f}  {name}")
    for count, size in sizes.items():
        print(f"\n{size / 1024:.1f} MiB at most for {count} files, by hacfg validate .")


def _commands(directory: Path, scripts: Path, files: list[str]) -> dict[str, Command]:
    native = _native(directory / "sourcemeta")
    slow = install(directory / "slow", "check-jsonschema") / "check-jsonschema"
    commands: dict[str, Command] = {
        "hacfg validate": [scripts / "hacfg", "validate", *files],
        "sourcemeta": [native, "validate", SCHEMA, *files],
        "sourcemeta --fast": [native, "validate", "--fast", SCHEMA, *files],
        "check-jsonschema": [slow, "--schemafile", SCHEMA, *files],
        "json.load alone": [scripts / "python", "-c", READ, *files],
    }
    # On one processor there is no second process.
    pinned = shutil.which("taskset")
    if pinned:
        commands["hacfg, one processor"] = [pinned, "-c", "0", *commands["hacfg validate"]]
    return commands


def _sizes(directory: Path, scripts: Path) -> dict[int, int]:
    """The largest size in memory, in KiB, by the number of files."""
    sizes = {}
    for count in (1_000, 50_000):
        work = directory / f"memory-{count}"
        _write(work, count)
        command: Command = [scripts / "python", "-c", PEAK, scripts / "hacfg", "validate", "."]
        done = subprocess.run(
            command, cwd=work, env=environment(), capture_output=True, text=True, check=True
        )
        sizes[count] = int(done.stdout)
    return sizes


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
