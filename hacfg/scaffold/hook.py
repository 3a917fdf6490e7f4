"""The hook of hacfg in a ``.pre-commit-config.yaml``, added without a YAML library.

Only block sequences below a single ``repos:`` are added to, which is how nearly everybody writes
that file; whatever else there is, somebody has to add the entry by hand.
"""

from __future__ import annotations

import re

from .addition import Addition, Outcome

_FILES = r"(^|/)((redis|database)_config(\.[^/]+)?\.(json|toml)(\.example)?|\.env(\.[^/]+)?)$"
_HOOK = rf"""- repo: local
  hooks:
    - id: hacfg-validate
      name: hacfg validate
      entry: hacfg validate
      language: system
      types: [text]
      files: '{_FILES}'
      exclude: '\.schema\.json$'
      require_serial: true
"""
_NOT_BELOW = "its repos are not written one below the other"
_REPOS = re.compile(r"repos:[ ]*(?:#.*)?")
_NO_REPOS = re.compile(r"repos:[ ]*\[[ ]*\][ ]*(?:#.*)?")
_ITEM = re.compile(r"( *)- ")
_KEPT_BLANKS = re.compile(r"[|>][0-9]?\+")


def with_hook(text: str) -> Addition:
    """The file with the hook; an empty text is a file that is not there yet."""
    if re.search(r"\bhacfg\b", _without_comments(text)):
        return Addition(Outcome.PRESENT, text, "")
    if not text.strip():
        block = _indented(_HOOK, "  ")
        return Addition(Outcome.ADDED, f"{text}repos:\n{block}", block)
    line_end = "\r\n" if "\r\n" in text else "\n"
    lines = text.replace("\r\n", "\n").split("\n")
    found, reason = _place(lines)
    if reason:
        return Addition(Outcome.UNSAFE, text, _indented(_HOOK, "  "), reason)
    at, indent = found
    block = _indented(_HOOK, indent)
    added = [*lines[:at], *block.rstrip("\n").split("\n"), *lines[at:]]
    if at == len(lines):
        added.append("")
    whole = "\n".join("repos:" if _NO_REPOS.fullmatch(line) else line for line in added)
    return Addition(Outcome.ADDED, whole.replace("\n", line_end), block)


def _place(lines: list[str]) -> tuple[tuple[int, str], str]:
    """Before which line the entry goes and how it is indented, or why that cannot be told."""
    heads = [n for n, line in enumerate(lines) if line.startswith("repos:")]
    head = heads[0] if heads else 0
    reason = _unusual(lines, heads)
    if reason:
        return (0, ""), reason
    if _NO_REPOS.fullmatch(lines[head]):
        return (head + 1, "  "), ""
    after = range(head + 1, len(lines))
    end = next((n for n in after if re.match(r"[^\s#-]", lines[n])), len(lines))
    block = [line for line in lines[head + 1 : end] if line.strip() and line.strip()[0] != "#"]
    item = _ITEM.match(block[0]) if block else None
    indent = item[1] if item else "  "
    if block and item is None:
        return (0, ""), _NOT_BELOW
    if any(map(_KEPT_BLANKS.search, block)):
        return (0, ""), "a text in it keeps the blank lines at its end"
    if any(len(line) - len(line.lstrip()) < len(indent) for line in block):
        return (0, ""), "its repos are indented unevenly"
    return (_behind(lines, head, end), indent), ""


def _unusual(lines: list[str], heads: list[int]) -> str:
    """What makes a file one that is not to be touched."""
    if len(heads) != 1:
        return "it has repos: twice" if heads else "it has no line that begins with repos:"
    line = lines[heads[0]]
    if not (_REPOS.fullmatch(line) or _NO_REPOS.fullmatch(line)):
        return _NOT_BELOW
    if any("\t" in each for each in lines):
        return "it has tabs"
    if any(each.startswith(("...", "%")) for each in lines) or "---" in lines[heads[0] :]:
        return "it holds several documents"
    return ""


def _behind(lines: list[str], head: int, end: int) -> int:
    """The line behind the last entry; blank lines, and comments on the next key, stay below."""
    last = end - 1
    while last > head and (not lines[last].strip() or lines[last].startswith("#")):
        last -= 1
    return last + 1


def _indented(block: str, indent: str) -> str:
    return "".join(f"{indent}{line}\n" for line in block.splitlines())


def _without_comments(text: str) -> str:
    return re.sub(r"(?m)(?:^|\s)#.*$", "", text)
