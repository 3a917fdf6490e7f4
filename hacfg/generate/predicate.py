"""Predicates: a draft-07 schema as plain Python functions that answer True or False.

What JSON Schema leaves open is answered as jsonschema does: 1.0 is an integer and equal to 1,
True is neither; lengths count code points; a pattern is searched for, in the manner of ``re``.
"""

from __future__ import annotations

import re

from ..schema import resolve_pointer
from .code import (
    FALSE,
    TRUE,
    Code,
    both,
    conditional,
    either,
    exactly_one,
    inline,
    leaves,
    loop,
    negation,
    text,
)
from .keywords import KINDS, chosen, found, has, is_kind, is_no_kind, lengths, limits, typed, unique
from .literal import literal
from .source import Source, refuse
from .subset import unsupported

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from ..diagnostic import Fault

_FEW = 6  # properties of an open object that are looked up one by one
_SHORT = 40  # characters of a test that is written where it is needed, without a function


def compile_predicates(roots: Mapping[str, dict[str, Any]]) -> tuple[str, tuple[Fault, ...]]:
    """The source of one function for each schema, by name, and of what they share.

    The schemas must be valid draft-07. The source needs ``re`` and, for type checkers, ``Any``;
    it is empty where a schema goes beyond the subset, and the faults then say how (HC504).
    """
    faults = [fault for document in roots.values() for fault in unsupported(document)]
    if faults:
        return "", tuple(dict.fromkeys(faults))
    source = Source()
    for name, document in roots.items():
        _Compiler(document, source).root(name)
    return source.text(roots), ()


class _Compiler:
    """One schema on its way into the source."""

    def __init__(self, document: dict[str, Any], source: Source) -> None:
        self.document = document
        self.source = source
        self._codes: dict[int, Code] = {}
        self._cases: dict[tuple[int, str, str], Code] = {}
        self._open: set[int] = set()
        self._names: dict[int, str] = {}

    def root(self, name: str) -> None:
        target = self._target(self.document)
        if type(target) is dict:
            self._names[id(target)] = name
        doc = f'    """Whether a value is valid by the {name} form of the schema."""\n'
        self.source.write(name, doc + self.source.body(self._code(target)))

    def test(self, schema: Any, operand: str, hint: str) -> Code:
        """The code that judges the operand by a schema: a call, or a short expression itself."""
        target = self._target(schema)
        if id(target) in self._open:
            return text(f"{self._early_name(target, hint)}({operand})")
        code = self._code(target)
        if code in (TRUE, FALSE):
            return code
        if id(target) not in self._names and _is_short(code):
            return self._dispatch(target, operand, f"type({operand})")
        return text(f"{self._function(target, hint)}({operand})")

    def name(self, schema: Any, hint: str) -> str:
        """The name of a function that judges by a schema."""
        target = self._target(schema)
        if id(target) in self._open:
            return self._early_name(target, hint)
        return self._function(target, hint)

    def case(self, schema: Any, kind: str, operand: str) -> Code:
        """The code that judges an operand known to be of one kind."""
        schema = self._target(schema)
        if type(schema) is bool:
            return TRUE if schema else FALSE
        key = (id(schema), kind, operand)
        if key not in self._cases:
            self._cases[key] = self._case(schema, kind, operand)
        return self._cases[key]

    def _target(self, schema: Any) -> Any:
        while type(schema) is dict and "$ref" in schema:
            schema = resolve_pointer(self.document, schema["$ref"])
        return schema

    def _code(self, target: Any) -> Code:
        """The code that judges ``value``, the type of which is ``kind``."""
        if type(target) is bool:
            return TRUE if target else FALSE
        if id(target) not in self._codes:
            self._open.add(id(target))
            self._codes[id(target)] = self._dispatch(target, "value", "kind")
            self._open.remove(id(target))
        return self._codes[id(target)]

    def _dispatch(self, target: Any, operand: str, kind_of: str) -> Code:
        groups: list[tuple[Code, list[str]]] = []
        for kind in KINDS:
            code = self.case(target, kind, operand)
            known = [kinds for other, kinds in groups if other == code]
            if known:
                known[0].append(kind)
            else:
                groups.append((code, [kind]))
        refused = [kind for code, kinds in groups if code == FALSE for kind in kinds]
        plain = all(code in (TRUE, FALSE) for code, _ in groups)
        if not refused or (plain and len(refused) < len(KINDS) // 2):
            return both(
                *(either(is_no_kind(kinds, operand, kind_of), code) for code, kinds in groups)
            )
        return either(
            *(
                code if code.safe else both(is_kind(kinds, operand, kind_of), code)
                for code, kinds in groups
            )
        )

    def _case(self, schema: dict[str, Any], kind: str, operand: str) -> Code:
        code = both(typed(schema, kind, operand), chosen(self.source, schema, kind, operand))
        if code == FALSE:
            return FALSE
        if kind in ("int", "float"):
            code = both(code, limits(schema, operand))
        elif kind == "str":
            code = both(code, lengths(schema, operand, "Length"))
            if "pattern" in schema:
                code = both(code, found(self.source, schema["pattern"], operand))
        elif kind == "list":
            code = both(code, *self._array(schema, operand))
        elif kind == "dict":
            code = both(code, *self._object(schema, operand))
        return both(code, *self._logic(schema, kind, operand))

    def _array(self, schema: dict[str, Any], operand: str) -> list[Code]:
        parts = [lengths(schema, operand, "Items")]
        test = self.test(schema.get("items", True), "item", "item")
        if test == FALSE:
            parts.append(text(f"{operand} == []", f"{operand} != []"))
        elif test != TRUE:
            parts.append(loop(["for item in value:", *refuse(negation(test), 4)]))
        if schema.get("uniqueItems") is True:
            parts.append(unique(operand))
        return parts

    def _object(self, schema: dict[str, Any], operand: str) -> list[Code]:
        required = schema.get("required", ())
        parts = [has(name, operand) for name in required]
        parts.append(lengths(schema, operand, "Properties"))
        entries = _Entries(self, schema)
        if entries.none:
            parts.append(text(f"{operand} == {{}}", f"{operand} != {{}}"))
        elif entries.need_a_loop:
            parts.append(loop(entries.lines()))
        else:
            for name, each in entries.properties.items():
                test = self.test(each, f"{operand}[{literal(name)}]", name)
                absent = FALSE if name in required else negation(has(name, operand))
                parts.append(either(absent, test))
        for name, each in schema.get("dependencies", {}).items():
            if type(each) is list:
                needed = both(*(has(other, operand) for other in each))
            else:
                needed = self.case(each, "dict", operand)
            parts.append(either(negation(has(name, operand)), needed))
        return parts

    def _logic(self, schema: dict[str, Any], kind: str, operand: str) -> list[Code]:
        def cases(keyword: str) -> list[Code]:
            return [self.case(each, kind, operand) for each in schema.get(keyword, ())]

        parts = cases("allOf")
        if "anyOf" in schema:
            parts.append(either(*cases("anyOf")))
        if "oneOf" in schema:
            parts.append(exactly_one(*cases("oneOf")))
        if "not" in schema:
            parts.append(negation(self.case(schema["not"], kind, operand)))
        if "if" in schema:
            ways = (schema["if"], schema.get("then", True), schema.get("else", True))
            parts.append(conditional(*(self.case(each, kind, operand) for each in ways)))
        return parts

    def _function(self, target: Any, hint: str) -> str:
        code = self._code(target)
        if id(target) not in self._names:
            return self.source.function(code, self._words(target) or hint)
        name = self._names[id(target)]
        if name not in self.source.functions:
            self.source.write(name, self.source.body(code))
        return name

    def _early_name(self, target: Any, hint: str) -> str:
        """The name of a function that is not finished, since its schema holds itself."""
        if id(target) not in self._names:
            self._names[id(target)] = self.source.name(hint)
        return self._names[id(target)]

    def _words(self, target: Any) -> str:
        """A name from the types, since one short test serves many settings."""
        if type(target) is bool:
            return "anything" if target else "nothing"
        cases = {kind: self.case(target, kind, "value") for kind in KINDS}
        kinds = [kind for kind, case in cases.items() if case != FALSE]
        if not kinds or "list" in kinds or "dict" in kinds:
            return ""
        number = "number" if ".is_integer()" not in inline(cases["float"]) else "integer"
        words = {"str": "string", "int": number, "float": number, "bool": "boolean", "None": "null"}
        return "_or_".join(dict.fromkeys(words[kind] for kind in kinds))


class _Entries:
    """What a schema says of the entries of an object, key by key."""

    def __init__(self, compiler: _Compiler, schema: dict[str, Any]) -> None:
        self.compiler = compiler
        self.properties = schema.get("properties", {})
        self.patterns = schema.get("patternProperties", {})
        self.names = compiler.case(schema.get("propertyNames", True), "str", "key")
        self.others = compiler.test(schema.get("additionalProperties", True), "item", "other")
        self.matching = [
            (found(compiler.source, pattern, "key"), compiler.test(each, "item", "matching"))
            for pattern, each in self.patterns.items()
        ]

    @property
    def none(self) -> bool:
        """Whether the object must be empty."""
        return self.others == FALSE and not self.properties and not self.patterns

    @property
    def need_a_loop(self) -> bool:
        limiting = [self.names, self.others, *(test for _, test in self.matching)]
        return any(code != TRUE for code in limiting) or len(self.properties) > _FEW

    def lines(self) -> list[str]:
        """The loop over the entries of ``value``, with all that a key's name decides."""
        body = []
        known = FALSE
        if self.properties:
            name = self.compiler.name
            table = self.compiler.source.table(
                {key: name(each, key) for key, each in self.properties.items()}
            )
            known = text("judge is not None", "judge is None")
            body.append(f"    judge = {table}(key)")
        for refusal in self._refusals(known):
            body += refuse(refusal, 4) if refusal != FALSE else []
        return [_loop_head("\n".join(body)), *body]

    def _refusals(self, known: Code) -> list[Code]:
        refused = [negation(self.names)]
        judged = text("not judge(item)")
        matched = [both(search, negation(test)) for search, test in self.matching]
        if self.others == FALSE and self.properties and not self.patterns:
            return [*refused, either(negation(known), judged)]
        # As in jsonschema: all patterns joined to one, and an empty one matches nothing.
        joined = "|".join(self.patterns)
        elsewhere = found(self.compiler.source, joined, "key") if joined else FALSE
        others = both(negation(known), negation(elsewhere), negation(self.others))
        return [*refused, both(known, judged), *matched, others]


def _loop_head(body: str) -> str:
    if not re.search(r"\bitem\b", body):
        return "for key in value:"
    if not re.search(r"\bkey\b", body):
        return "for item in value.values():"
    return "for key, item in value.items():"


def _is_short(code: Code) -> bool:
    if any(leaf.kind == "loop" for leaf in leaves(code)):
        return False
    written = inline(code)
    return len(written) <= _SHORT and written.count("value") <= 2
