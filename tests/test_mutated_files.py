"""Good files with something broken in them: no crash, no secret, every place inside the file."""

from __future__ import annotations

import json
import re
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from hacfg.check import Report, check_config_file
from hacfg.diagnostic import COULD_NOT_CHECK
from hacfg.report import FORMATS, Style, renderer

MARKER = "s3cr3t"
CASES = Path(__file__).parent / "cases" / "valid"
GOOD = sorted(CASES.glob("*/*_config.json")) + sorted(CASES.glob("*/*_config.toml"))
SECRETS = ("password", "ssl_password")

# What may come into a file by mistake; a secret only where it must be known for one.
URL = st.sampled_from(
    [f"redis://u:{MARKER}@h:1/0", f"u:{MARKER}@h", f"h?password={MARKER}", f"//{MARKER}@h"]
)
TEXTS = st.sampled_from(
    ["", " ", "6379", "yes", "a b", "redis://h:1", "u@h", "h:1", "/run/x", "local", "production"]
) | st.sampled_from(
    [
        "${X",
        "${X:-}",
        "$${X}",
        "${X:-70000}",
        "a${X}",
        "${file:/x}",
        "${X:+1}",
        "\u202e",
        "\U0001f680",
    ]
)
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-9, 99999)
    | st.sampled_from([0.5, 1e300, -0.0])
    | TEXTS
    | URL
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=5)
)
WRONG_NAMES = st.sampled_from(
    ["hots", "prot", "pasword", "user", "tls", "ENV", "use_env_variable", "//", "_x", "", "a.b"]
) | st.sampled_from(["retry", "nodes", "x\u001b[2J", "${X}", "naïve"])
NAMES = WRONG_NAMES | st.sampled_from(["extends", "protected", "$schema"])
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(NAMES, inner, max_size=2),
    max_leaves=5,
)


def objects_of(tree: dict[str, Any]) -> list[dict[str, Any]]:
    """Every object of a tree, itself first."""
    found = [tree]
    for value in tree.values():
        found += objects_of(value) if isinstance(value, dict) else []
    return found


def break_tree(tree: dict[str, Any], data: st.DataObject) -> None:
    """Does one thing wrong to a tree."""
    target = data.draw(st.sampled_from(objects_of(tree)))
    names = sorted(target)
    act = data.draw(st.sampled_from(["add", "replace", "rename", "remove", "secret", "copy"]))
    if act == "secret":
        target[data.draw(st.sampled_from(SECRETS))] = data.draw(
            st.sampled_from([MARKER, f" {MARKER}", f"${{X:-{MARKER}}}", [MARKER], {"x": MARKER}])
        )
    elif act == "add" or not names:
        target[data.draw(NAMES)] = data.draw(VALUES)
    elif act == "copy":
        target[data.draw(st.sampled_from(names)) + "_copy"] = json.loads(json.dumps(tree))
    else:
        name = data.draw(st.sampled_from(names))
        value = target.pop(name)
        if act == "rename":
            target[data.draw(WRONG_NAMES)] = value
        elif act == "replace":
            target[name] = data.draw(VALUES)


def break_text(text: str, data: st.DataObject) -> str:
    """Loses, adds or changes one character."""
    at = data.draw(st.integers(0, len(text)))
    character: str = data.draw(st.sampled_from(["", *"\"'{}[]:,=\\$#\n\r\t\0x1\ufeff\U0001f680"]))
    return text[:at] + character + text[at + data.draw(st.integers(0, 1)) :]


def checked(name: str, data: bytes) -> tuple[Report, str]:
    """The report on a file of that name and content, and all of its texts."""
    with TemporaryDirectory() as directory:
        path = Path(directory) / name
        path.write_bytes(data)
        report = check_config_file(str(path))
    texts = [renderer(each)([report], Style()) for each in FORMATS]
    return report, "".join(texts) + repr(report)


def hold(report: Report, texts: str, text: str) -> None:
    """What holds of every report on a file with this text."""
    lines = re.split("\r\n|\n|\r", text)
    assert MARKER not in texts
    for diagnostic in report.diagnostics:
        place = diagnostic.primary.place
        if place is None:
            # UTF-16 is no text to point into.
            assert diagnostic.code in (*COULD_NOT_CHECK, "HC103")
            continue
        assert 1 <= place.line <= place.end_line <= len(lines)
        assert 1 <= place.column <= len(lines[place.line - 1]) + 1
        assert 1 <= place.end_column <= len(lines[place.end_line - 1]) + 1


@given(st.sampled_from([path for path in GOOD if path.suffix == ".json"]), st.data())
def test_broken_trees(good: Path, data: st.DataObject) -> None:
    """Whatever settings a file holds, its report is sound: a rule of section 6 for each of them."""
    tree = json.loads(good.read_text("utf-8-sig"))
    for _ in range(data.draw(st.integers(1, 3))):
        break_tree(tree, data)
    text = json.dumps(
        tree, ensure_ascii=data.draw(st.booleans()), indent=data.draw(st.sampled_from([None, 2]))
    )

    report, texts = checked(good.name, text.encode())

    hold(report, texts, text)


@given(st.sampled_from(GOOD), st.data())
def test_broken_texts(good: Path, data: st.DataObject) -> None:
    """Wherever somebody slips on the keyboard, the report is sound."""
    text = good.read_bytes().decode("utf-8-sig")
    for _ in range(data.draw(st.integers(1, 3))):
        text = break_text(text, data)

    report, texts = checked(good.name, text.encode())

    hold(report, texts, text.removeprefix("\ufeff"))


@given(st.sampled_from(GOOD), st.binary(min_size=1, max_size=3), st.integers(0))
def test_broken_bytes(good: Path, junk: bytes, at: int) -> None:
    """Bytes that are no text are a diagnostic too."""
    content = good.read_bytes()
    at %= len(content)
    content = content[:at] + junk + content[at:]

    report, texts = checked(good.name, content)

    hold(report, texts, content.decode("utf-8-sig", "replace"))
