"""The table of a project, added to its ``pyproject.toml`` or written as ``hacfg.toml``."""

from __future__ import annotations

from .addition import Addition, Outcome

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any


def project_file(schemas: Sequence[str]) -> str:
    """The text of a ``hacfg.toml``."""
    return f"[schemas]\n{_rows(schemas)}"


def with_table(text: str, schemas: Sequence[str]) -> Addition:
    """A ``pyproject.toml`` with the table ``[tool.hacfg]`` at its end."""
    block = f"[tool.hacfg.schemas]\n{_rows(schemas)}"
    before = _parsed(text)
    if before is None:
        return Addition(Outcome.UNSAFE, text, block, "it is no valid TOML")
    tools = before.get("tool", {})
    if isinstance(tools, dict) and "hacfg" in tools:
        return Addition(Outcome.PRESENT, text, "")
    line_end = "\r\n" if "\r\n" in text else "\n"
    gap = "" if not text.strip() else line_end if text.endswith("\n") else 2 * line_end
    whole = f"{text}{gap}{block.replace(chr(10), line_end)}"
    after = _parsed(whole)
    if after is None or {**after["tool"], "hacfg": None} != {**tools, "hacfg": None}:
        return Addition(Outcome.UNSAFE, text, block, "its tool table is closed")
    return Addition(Outcome.ADDED, whole, block)


def _rows(schemas: Sequence[str]) -> str:
    return "".join(f'"{name}_config.json" = "{name}"\n' for name in schemas)


def _parsed(text: str) -> Mapping[str, Any] | None:
    import tomli

    try:
        return tomli.loads(text.replace("\r\n", "\n"))
    except (ValueError, RecursionError):
        return None
