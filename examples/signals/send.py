"""Sends signals: appends them to the file that the workers read."""

from __future__ import annotations

import argparse
import json
import secrets
import sys
from pathlib import Path


def main() -> None:
    """Sends as many as it is told."""
    parser = argparse.ArgumentParser(prog="python -m signals.send", description=__doc__)
    parser.add_argument("count", type=int)
    parser.add_argument("file", nargs="?", default="signals.jsonl")
    options = parser.parse_args()
    batch = secrets.token_hex(4)
    try:
        with Path(options.file).open("a", encoding="utf-8") as file:
            file.writelines(_line(batch, number) for number in range(options.count))
    except OSError as error:
        sys.exit(f"the signals cannot be sent: {error}")


def _line(batch: str, number: int) -> str:
    signal = {"id": f"{batch}-{number}", "account": f"account {number % 3}", "amount": 1}
    return f"{json.dumps(signal)}\n"


if __name__ == "__main__":
    main()
