"""The start-up time of a check: one good file, against a Python that does nothing.

    python tests/benchmarks/startup.py --rounds 40

It builds the wheel, installs it into a temporary venv, and runs the commands in turns.
"""

from __future__ import annotations

import argparse
import json
import platform
import subprocess
import tempfile
from pathlib import Path

from measure import build_wheel, environment, good_config, install, interleaved, table

TYPE_CHECKING = False
if TYPE_CHECKING:
    from measure import Command


def main() -> None:
    """Measures and prints one table; with ``--importtime``, what the check imports, too."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=40, help="runs of each command (default 40)")
    parser.add_argument("--wheel", type=Path, help="measure this wheel instead of building one")
    parser.add_argument("--importtime", action="store_true", help="list the imports of a check")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="hacfg-startup-") as name:
        directory = Path(name)
        scripts = install(directory / "venv", options.wheel or build_wheel(directory))
        python = scripts / "python"
        work = directory / "work"
        work.mkdir()
        config = json.dumps(good_config(), indent=2)
        (work / "redis_config.json").write_text(config, encoding="utf-8")
        check = ["validate", "redis_config.json"]
        commands: dict[str, Command] = {
            "python -c pass": [python, "-c", "pass"],
            "hacfg validate": [scripts / "hacfg", *check],
            "python -m hacfg validate": [python, "-m", "hacfg", *check],
            "hacfg --version": [scripts / "hacfg", "--version"],
            "python -c 'import hacfg'": [python, "-c", "import hacfg"],
        }
        times = interleaved(commands, work, options.rounds)
        machine = f"Python {platform.python_version()}, {platform.machine()}"
        print(f"{machine}, {options.rounds} rounds\n")
        print(table(times, "python -c pass"))
        if options.importtime:
            print(f"\n{_imports([python, '-X', 'importtime', '-m', 'hacfg', *check], work)}")


def _imports(command: Command, work: Path) -> str:
    done = subprocess.run(
        command, cwd=work, env=environment(), capture_output=True, text=True, check=True
    )
    return done.stderr


if __name__ == "__main__":
    main()
