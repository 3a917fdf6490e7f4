"""The source of predicates in the making: functions, constants and tables, each written once."""

from __future__ import annotations

import re

from .code import WIDTH, Code, both, inline, leaves, lines, mapped, negation, text
from .literal import literal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_HELPERS = {
    "_key": '''\
def _key(value: Any) -> Any:
    """A value that is hashable, and equal for what JSON Schema holds equal."""
    kind = type(value)
    if kind is list:
        return ("list", *[_key(item) for item in value])
    if kind is dict:
        return ("dict", frozenset([(name, _key(item)) for name, item in value.items()]))
    return ("bool", value) if kind is bool else value
''',
    "_search": '''\
def _search(name: str, pattern: str) -> Any:
    """A search that compiles its pattern when it is first asked: most files need few of them."""

    def first(text: str) -> Any:
        found = globals()[name] = re.compile(pattern).search
        return found(text)

    return first
''',
}


class Source:
    """Collects definitions; two that say the same are one, under the name of the first."""

    def __init__(self) -> None:
        self.constants: dict[str, str] = {}
        self.functions: dict[str, str] = {}
        self.tables: dict[str, str] = {}
        self._known: dict[tuple[str, str], str] = {}
        self._taken = dict.fromkeys(_HELPERS, 1)

    def name(self, hint: str) -> str:
        """A name that is not taken, as near to the hint as an identifier can be."""
        stem = "_" + re.sub(r"[^a-z0-9]+", "_", hint.lower()).strip("_")
        number = self._taken[stem] = self._taken.get(stem, 0) + 1
        # A stem that ends in a digit could be mistaken for the numbered name of another.
        return stem if number == 1 and stem[-1].isalpha() else f"{stem}_{number}"

    def function(self, code: Code, hint: str) -> str:
        """The name of a function that judges ``value`` by the code."""
        body = self.body(code)
        if ("function", body) not in self._known:
            name = self._known["function", body] = self.name(hint)
            self.write(name, body)
        return self._known["function", body]

    def write(self, name: str, body: str) -> None:
        """Writes a function under a name that was given before."""
        self.functions[name] = f"def {name}(value: Any) -> bool:\n{body}"

    def search(self, pattern: str) -> str:
        """The name of the search for a pattern."""
        if ("pattern", pattern) not in self._known:
            name = self._known["pattern", pattern] = self.name("pattern")
            self.constants[name] = f"{name} = _search({literal(name)}, {literal(pattern)})\n"
        return self._known["pattern", pattern]

    def key(self, value: object) -> str:
        """The name of what an array or object is compared by."""
        written = literal(value)
        if ("key", written) not in self._known:
            name = self._known["key", written] = self.name("constant")
            self.constants[name] = f"{name} = _key({written})\n"
        return self._known["key", written]

    def table(self, rows: Mapping[str, str]) -> str:
        """The name of a table from property names to functions."""
        listed = "".join(f"    {literal(key)}: {name},\n" for key, name in rows.items())
        if ("table", listed) not in self._known:
            name = self._known["table", listed] = self.name("judges")
            self.tables[name] = f"{name} = {{\n{listed}}}.get\n"
        return self._known["table", listed]

    def text(self, roots: Iterable[str]) -> str:
        """What the roots need; the tables come last, since they need functions."""
        sections = (_HELPERS, self.constants, self.functions, self.tables)
        everything = {name: source for section in sections for name, source in section.items()}
        needed: set[str] = set()
        pending = list(roots)
        while pending:
            name = pending.pop()
            if name not in needed:
                needed.add(name)
                pending += (n for n in re.findall(r"\b_\w+", everything[name]) if n in everything)
        kept = [[source for name, source in s.items() if name in needed] for s in sections]
        kept[1] = ["".join(kept[1])] if kept[1] else []
        return "\n\n".join(source for section in kept for source in section)

    def body(self, code: Code) -> str:
        """The statements of a function; loops stand among them where nothing surrounds them."""
        parts = code.parts if code.kind == "and" else (code,)
        parts = tuple(part if part.kind == "loop" else mapped(part, self._called) for part in parts)
        asked = sum(_asks_kind(leaf) for part in parts for leaf in leaves(part))
        if asked == 1:
            parts = tuple(mapped(part, _with_type) for part in parts)
        written = ["    kind = type(value)"] if asked > 1 else []
        waiting: list[Code] = []
        for part in parts:
            if part.kind == "loop":
                written += refuse(negation(both(*waiting)), 4) if waiting else []
                written += ("    " + line for line in part.text.split("\n"))
                waiting = []
            else:
                waiting.append(part)
        return "\n".join([*written, *_return(both(*waiting))]) + "\n"

    def _called(self, code: Code) -> Code:
        return text(f"{self.function(code, 'each')}(value)") if code.kind == "loop" else code


def refuse(code: Code, indent: int) -> list[str]:
    """The statements that return False where the code holds."""
    pad = " " * indent
    head = f"{pad}if {inline(code)}:"
    if len(head) > WIDTH and code.parts:
        return [f"{pad}if (", *lines(code, indent + 4), f"{pad}):", f"{pad}    return False"]
    return [head, f"{pad}    return False"]


def _return(code: Code) -> list[str]:
    whole = f"    return {inline(code)}"
    if len(whole) > WIDTH and code.parts:
        return ["    return (", *lines(code, 8), "    )"]
    return [whole]


def _asks_kind(leaf: Code) -> bool:
    return leaf.kind == "text" and leaf.text.startswith("kind is ")


def _with_type(leaf: Code) -> Code:
    """The question for the type without a variable, where it is asked but once."""
    if not _asks_kind(leaf):
        return leaf
    forms = (form.replace("kind", "type(value)", 1) for form in (leaf.text, leaf.opposite))
    return text(*forms)
