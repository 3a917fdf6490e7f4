"""Advice on a value that the schema refuses: what seems wrong with it, and what to write."""

from __future__ import annotations

import json
import re

from ..disclosure import is_pasted
from ..keypath import dotted
from .address import is_address, misplaced, put_right
from .findings import place_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeAlias

    from jsonschema.exceptions import ValidationError

    from ..keypath import KeyPath
    from ..setting import Setting
    from .subject import Subject

    Advice: TypeAlias = tuple[str, tuple[str, ...]]

# How shells, Windows, template engines and manuals write a variable.
_variable = re.compile(
    r"\$([A-Za-z_]\w*)|%([A-Za-z_]\w*)%|\$?\{\{ *(?:env\.)?([A-Za-z_]\w*) *\}\}|<([A-Za-z_]\w*)>"
).fullmatch


def to_add(path: KeyPath, subject: Subject) -> tuple[str, ...]:
    """How to supply a setting that is not there."""
    setting = subject.setting(path)
    name = dotted(path[-1:])
    if setting and setting.variables:
        return (f'add {name}, as "${{{setting.variables[0]}}}" if a variable supplies it',)
    return (f"add {name}",)


def of_text(error: ValidationError, subject: Subject) -> Advice:
    """A label and help for a text that does not match its pattern."""
    path, text = place_of(error), error.instance
    setting = subject.setting(path)
    if is_pasted(text) and _takes_a_path(path, subject):
        return "a text, not a path", (
            "what is in the file was pasted where its path belongs: write the path itself",
        )
    fits = re.compile(error.validator_value).search
    if not text:
        return "empty", _of_empty(setting)
    if setting is None or setting.secret:
        return "not of this form", ()
    if fits(text.strip()):
        return "a blank at an end", (f"write {json.dumps(text.strip(), ensure_ascii=False)}",)
    if found := _variable(text):
        name = next(filter(None, found.groups()))
        return "no placeholder", (f'write "${{{name}}}" to take it from a variable',)
    if is_address(path):
        return misplaced(text, fits, path), put_right(text, fits, path, subject)
    if fits("".join(text.split())):
        return "a blank inside", ()
    return "not of this form", ()


def _takes_a_path(path: KeyPath, subject: Subject) -> bool:
    said = subject.said(path)
    words = f"{said.get('description', '')} {said.get('x-message', '')}"
    return re.search(r"\b(?:file|path)\b", words, re.IGNORECASE) is not None


def _of_empty(setting: Setting | None) -> tuple[str, ...]:
    if setting is None or setting.nullable or not setting.variables:
        return ()
    return (f'write it, or "${{{setting.variables[0]}}}" to take it from a variable',)


def of_number(error: ValidationError, subject: Subject) -> tuple[str, ...]:
    """Help for a number above its limit: a duration may be one in milliseconds."""
    path, number = place_of(error), error.instance
    said = subject.said(path)
    if type(number) is not int or "seconds" not in str(said.get("description", "")):
        return ()
    seconds = number / 1000
    if "number" not in str(said.get("type", "")) and seconds != int(seconds):
        return ()
    lows = (said.get("minimum", 0), said.get("exclusiveMinimum", 0))
    highs = (said.get("maximum", seconds), said.get("exclusiveMaximum", seconds))
    if not max(lows) < seconds <= min(highs):
        return ()
    return (f"it is in seconds: write {seconds:g} for {number} milliseconds",)
