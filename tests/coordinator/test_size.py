"""The coordinator stays thin: what it adds to redis-py is counted."""

from __future__ import annotations

import ast
import io
import pathlib
import tokenize

import hacfg.coordinator

LAYOUT = {
    *(tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.ENDMARKER),
    *(tokenize.INDENT, tokenize.DEDENT),
}


def code_lines(text: str) -> int:
    """Lines that hold code: no blank line, no comment, no docstring, and no Lua but its first."""
    lines: set[int] = set()
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type not in LAYOUT:
            lines.update(range(token.start[0], token.end[0] + 1))
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            lines.difference_update(range(node.lineno, (node.end_lineno or node.lineno) + 1))
        if isinstance(node, ast.Constant) and "redis.call" in str(node.value):
            lines.difference_update(range(node.lineno + 1, (node.end_lineno or node.lineno) + 1))
    return len(lines)


def test_it_has_fewer_than_700_lines_of_code() -> None:
    """All its modules together, without blank lines, comments, docstrings and Lua."""
    directory = pathlib.Path(hacfg.coordinator.__file__).parent

    count = {path.name: code_lines(path.read_text()) for path in directory.glob("*.py")}

    assert "core.py" in count
    assert sum(count.values()) < 700, count
