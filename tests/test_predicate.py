"""Predicates: they judge as jsonschema does, and refuse to be made where they could not."""

from __future__ import annotations

import json
import math
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator
from random_schemas import DRAFT, documents, schemas
from shipped_environments import DOCUMENTS, changed

from hacfg.derive import partial, written
from hacfg.generate.literal import literal
from hacfg.generate.module import module_source
from hacfg.generate.predicate import compile_predicates
from hacfg.generate.subset import unsupported

CASES = json.loads(Path(__file__).with_name("predicate_cases.json").read_text("utf-8"))
COMPILED = Path(__file__).resolve().parent.parent / "hacfg" / "compiled"

unhurried = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])


def compiled(**roots: Any) -> dict[str, Any]:
    """The functions of the generated source, by name."""
    source, faults = compile_predicates(roots)
    assert faults == ()
    names: dict[str, Any] = {}
    exec(f"from __future__ import annotations\nimport re\n{source}", names)  # noqa: S102 - it is what we test
    return names


def forms(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The three schemas that a module holds predicates of."""
    return {"resolved": document, "written": written(document), "partial": partial(document)}


SHIPPED = {
    name: {form: (compiled(**forms(document))[form], Draft7Validator(schema))
           for form, schema in forms(document).items()}
    for name, document in DOCUMENTS.items()
}  # fmt: skip


# What is accepted


@pytest.mark.parametrize("case", CASES, ids=[case["rule"] for case in CASES])
def test_rules_of_draft_07(case: dict[str, Any]) -> None:
    """Each rule of draft-07 holds for the predicate, and jsonschema agrees with the rule."""
    schema = {"$schema": DRAFT, **case["schema"]}
    accepts = compiled(accepts=schema)["accepts"]
    judge = Draft7Validator(schema)

    assert [value for value in case["valid"] if accepts(value) is not True] == []
    assert [value for value in case["invalid"] if accepts(value) is not False] == []
    assert [value for value in case["valid"] if not judge.is_valid(value)] == []
    assert [value for value in case["invalid"] if judge.is_valid(value)] == []


def test_every_keyword_of_the_subset_has_a_rule() -> None:
    """The cases leave out none of the keywords that can be compiled."""
    from hacfg.generate.subset import JUDGES

    shown = json.dumps([case["schema"] for case in CASES])

    assert [keyword for keyword in sorted(JUDGES) if f'"{keyword}"' not in shown] == []


@pytest.mark.parametrize("name", DOCUMENTS)
@settings(unhurried, max_examples=250)
@given(data=st.data())
def test_shipped_predicates_judge_as_jsonschema_does(name: str, data: st.DataObject) -> None:
    """On environments good and bad, the compiled forms and jsonschema are of one opinion."""
    environment = data.draw(changed(name))

    for accepts, judge in SHIPPED[name].values():
        assert accepts(environment) is judge.is_valid(environment)


@settings(unhurried, max_examples=150)
@given(schema=schemas(), values=st.lists(documents, min_size=4, max_size=10))
def test_predicates_of_any_schema_judge_as_jsonschema_does(
    schema: dict[str, Any], values: list[Any]
) -> None:
    """A predicate never accepts what jsonschema refuses, nor the other way round."""
    assume(not unsupported(schema))
    functions = compiled(**forms(schema))

    for form, document in forms(schema).items():
        judge = Draft7Validator(document)
        for value in values:
            assert functions[form](value) is judge.is_valid(value)


def test_a_repeated_item_is_refused_where_jsonschema_sorts_it_out_of_sight() -> None:
    """Sorting takes [true] for [1], so jsonschema misses that [1] stands twice; we do not."""
    schema = {"$schema": DRAFT, "uniqueItems": True}
    value = [[1], [True], [1]]

    assert compiled(accepts=schema)["accepts"](value) is False


@pytest.mark.parametrize(
    "schema",
    [
        {"properties": {"a": {"$ref": "#"}}, "additionalProperties": False},
        {"uniqueItems": True, "additionalProperties": {"$ref": "#"}},
        {"not": {"const": {"a": 1}}, "anyOf": [{"properties": {"a": {"$ref": "#"}}}, False]},
    ],
)
def test_the_deepest_documents_are_judged(schema: dict[str, Any]) -> None:
    """Two hundred levels, the most that a document may have, leave the stack room to spare."""
    deep: Any = {}
    for _ in range(200):
        deep = {"a": deep}

    assert compiled(accepts={"$schema": DRAFT, **schema})["accepts"](deep) is True


# What is refused


@pytest.mark.parametrize(
    ("schema", "said", "path"),
    [
        ({"multipleOf": 2}, "multipleOf at #", ("multipleOf",)),
        ({"items": {"contains": {}}}, "contains at #/items", ("items", "contains")),
        ({"items": [{}]}, "items as an array of schemas at #", ("items",)),
        ({"additionalItems": False}, "additionalItems at #", ("additionalItems",)),
        ({"deprecated": True}, "deprecated at #", ("deprecated",)),
        ({"allOf": [{"$id": "b"}]}, "$id below the top", ("allOf", 0, "$id")),
        ({"not": {"$schema": DRAFT}}, "$schema below the top", ("not", "$schema")),
        ({"items": {"$ref": "b.json#/a"}}, "$ref to another document", ("items", "$ref")),
        ({"items": {"$ref": "#/definitions/a"}}, "$ref to what is no schema", ("items", "$ref")),
        ({"items": {"$ref": "#/default"}, "default": {}}, "$ref to what is", ("items", "$ref")),
        ({"items": {"$ref": "#", "minimum": 1}}, "minimum beside $ref", ("items", "minimum")),
        ({"$ref": "#"}, "$ref to itself at #", ("$ref",)),
        ({"pattern": "("}, "pattern that Python cannot read", ("pattern",)),
        ({"enum": [[math.inf]]}, "enum with a number that is not finite", ("enum",)),
        ({"maximum": math.nan}, "maximum with a number that is not finite", ("maximum",)),
        (
            {"definitions": {"a/b": {"dependencies": {"c": {"multipleOf": 1}}}}},
            "multipleOf at #/definitions/a~1b/dependencies/c",
            ("definitions", "a/b", "dependencies", "c", "multipleOf"),
        ),
        (
            {"patternProperties": {"(?P<a>x)": {}, "(?P<a>y)": {}}},
            "patternProperties that Python cannot read",
            ("patternProperties",),
        ),
        (
            {
                "properties": {"a": {"$ref": "#/definitions/a"}},
                "definitions": {"a": {"anyOf": [{"not": {"$ref": "#/definitions/a"}}]}},
            },
            "$ref to itself",
            ("definitions", "a", "anyOf", 0, "not", "$ref"),
        ),
    ],
)
def test_what_goes_beyond_the_subset_is_named(
    schema: dict[str, Any], said: str, path: tuple[str | int, ...]
) -> None:
    """What cannot be compiled faithfully is never left out: it is a fault with a place."""
    source, faults = compile_predicates({"accepts": {"$schema": DRAFT, **schema}})

    assert source == ""
    assert [(fault.code, fault.path) for fault in faults] == [("HC504", path)]
    assert faults[0].headline.startswith(said)


def test_a_misspelt_keyword_gets_a_suggestion() -> None:
    """A maxLenght would silently allow any length."""
    schema = {"$schema": DRAFT, "properties": {"host": {"type": "string", "maxLenght": 253}}}

    _, faults = compile_predicates({"accepts": schema})

    assert faults[0].headline == ("maxLenght at #/properties/host cannot be compiled faithfully")
    assert faults[0].help == ("did you mean maxLength?",)


def test_settings_may_be_called_like_keywords() -> None:
    """What stands under properties and the like are names, whatever they look like."""
    schema = {
        "$schema": DRAFT,
        "properties": {"multipleOf": {"type": "integer"}, "$ref": {"const": 1}, "$id": {}},
        "dependencies": {"contains": ["items"]},
        "enum": [{"multipleOf": 1}],
        "default": {"contains": 1},
    }

    assert unsupported(schema) == ()


@pytest.mark.parametrize("draft", ["https://json-schema.org/draft/2020-12/schema", "draft-07", 7])
def test_other_drafts_are_refused(draft: Any) -> None:
    """Without draft-07 jsonschema would read the schema otherwise than the predicate."""
    (fault,) = unsupported({"type": "object", "$schema": draft})

    assert fault.code == "HC504"
    assert fault.path == ("$schema",)


def test_a_schema_without_a_draft_is_draft_07() -> None:
    """As the checker reads it, so it is compiled."""
    accepts = compiled(accepts={"type": "integer", "minimum": 3})["accepts"]

    assert accepts(3) is True
    assert accepts(2) is False


def test_a_schema_nested_beyond_what_python_reads_is_refused() -> None:
    """The source of such a schema would be a syntax error."""
    schema: dict[str, Any] = {"const": 1}
    for _ in range(100):
        schema = {"anyOf": [schema, {"minimum": 1}]}

    (fault,) = unsupported({"$schema": DRAFT, **schema})

    assert fault.headline == "the schema is nested more than 64 levels deep"


def test_the_deepest_schema_is_compiled() -> None:
    """What is just not nested too deeply becomes source that Python reads."""
    schema: dict[str, Any] = {"enum": [[[1]], 5]}
    for number in range(29):
        schema = {"anyOf": [schema, {"enum": [number, [number]]}]}

    accepts = compiled(accepts={"$schema": DRAFT, **schema})["accepts"]

    assert accepts([[1]]) is True
    assert accepts([[2]]) is False


def test_all_faults_are_found_at_once() -> None:
    """Two keywords beyond the subset are two faults."""
    schema = {"$schema": DRAFT, "multipleOf": 2, "items": {"multipleOf": 3}}

    assert len(unsupported(schema)) == 2


# How it is written


def test_identical_functions_are_shared() -> None:
    """Two settings of one kind, in one schema or in two, have one function."""
    port = {"type": "integer", "minimum": 1, "maximum": 65535}
    first = {"$schema": DRAFT, "properties": {"a": {**port, "title": "A"}, "b": port}}
    second = {"$schema": DRAFT, "properties": {"c": {"$ref": "#/definitions/d"}},
              "definitions": {"d": port}}  # fmt: skip

    source, _ = compile_predicates({"first": first, "second": second})

    assert source.count("def ") == len(("first", "second", "their integer"))


def test_long_expressions_are_broken_into_lines() -> None:
    """However long a rule, the source stays readable, and means the same."""
    many = [[f"a_setting_with_a_long_name_{n}_{k}" for k in range(3)] for n in range(6)]
    rules = [{"required": group} for group in many]
    schema = {
        "$schema": DRAFT, "type": "object", "oneOf": [rules[0], {"not": rules[1]}, rules[2]],
        "if": {"anyOf": [rules[3], rules[0]]}, "then": {"oneOf": [rules[4], rules[5]]},
        "else": {"anyOf": [{"not": {"anyOf": [rules[2], rules[5]]}}, rules[4]]},
    }  # fmt: skip
    source, _ = compile_predicates({"accepts": schema})
    accepts, judge = compiled(accepts=schema)["accepts"], Draft7Validator(schema)
    chosen = [[group for n, group in enumerate(many) if bits >> n & 1] for bits in range(64)]
    values = [{name: 1 for group in groups for name in group} for groups in chosen]

    assert max(map(len, source.splitlines())) <= 100
    assert [accepts(value) for value in values] == [judge.is_valid(value) for value in values]


def test_the_source_depends_on_nothing_but_the_schema() -> None:
    """The same schema gives the same bytes, whatever the hashes of this process are."""
    code = (
        "import json, sys; from hacfg.generate.module import module_source;"
        "print(module_source(json.load(sys.stdin), name='redis')[0])"
    )
    sources = {
        subprocess.run(
            [sys.executable, "-c", code],
            input=json.dumps(DOCUMENTS["redis"]),
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(COMPILED.parent.parent)},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed in ("1", "2")
    }

    assert len(sources) == 1


@pytest.mark.parametrize("name", DOCUMENTS)
def test_compiled_modules_are_what_the_generator_writes(name: str) -> None:
    """Nobody has changed a compiled module by hand, nor a schema without compiling it."""
    source, faults = module_source(DOCUMENTS[name], name=name)

    assert faults == ()
    assert (COMPILED / f"{name}.py").read_text("utf-8") == source


def test_a_compiled_module_imports_re_alone() -> None:
    """A good check pays for no other import."""
    source, _ = module_source(DOCUMENTS["redis"], name="redis")

    imported = [
        line for line in source.splitlines() if line.lstrip().startswith(("import", "from"))
    ]

    assert imported == [
        "from __future__ import annotations", "import re", "    from typing import Any",
    ]  # fmt: skip


def test_patterns_are_compiled_when_they_are_first_needed() -> None:
    """Importing a module compiles no pattern; the second search goes straight to the first's."""
    functions = compiled(accepts={"$schema": DRAFT, "pattern": "[0-9]"})
    search = functions["_pattern"]

    assert functions["accepts"]("a1") is True
    assert functions["_pattern"] is not search
    assert functions["accepts"]("a") is False


def test_a_schema_that_is_not_valid_is_not_compiled() -> None:
    """The metaschema speaks first, draft-07's and ours alike."""
    schema = {"$schema": DRAFT, "properties": {"a": {"type": "int"}, "b": {"x-secrt": True}}}

    source, faults = module_source(schema, name="broken")

    assert source == ""
    assert [fault.code for fault in faults] == ["HC503", "HC505"]
    assert {fault.path[:2] for fault in faults} == {("properties", "a"), ("properties", "b")}


def test_a_module_holds_the_facts_of_its_schema() -> None:
    """What the catalog needs is there without reading the schema."""
    schema = {
        "$schema": DRAFT, "$id": "urn:example:kafka", "x-environments": True,
        "x-files": ["kafka.json"], "x-env-prefix": "KAFKA_", "x-env-url": "KAFKA_URL",
        "x-exclusive": [["host", "port"], ["socket"]], "type": "object",
        "properties": {"host": {"type": "string", "x-synonyms": ["server"]}},
    }  # fmt: skip
    names: dict[str, Any] = {}

    source, _ = module_source(schema, name="kafka")
    exec(source, names)  # noqa: S102 - it is what we test

    assert names["__doc__"] == "Generated by hacfg compile from kafka.schema.json; do not edit."
    assert (names["NAME"], names["ID"]) == ("kafka", "urn:example:kafka")
    assert (names["FILES"], names["ENVIRONMENTS"]) == (("kafka.json",), True)
    assert (names["PREFIX"], names["URL_VARIABLE"]) == ("KAFKA_", "KAFKA_URL")
    assert names["EXCLUSIVE"] == (("host", "port"), ("socket",))
    assert names["SETTINGS"] == (
        (
            ("host",),
            ("string",),
            ("KAFKA_HOST",),
            False,
            None,
            False,
            (),
            (),
            ("server",),
            None,
            "",
            (),
        ),
    )
    assert names["written"]({"host": "${KAFKA_HOST}"}) is True


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner) | st.lists(inner).map(tuple),
)


@settings(max_examples=60)
@given(value=values.filter(lambda value: "inf" not in repr(value)))
def test_literals_are_read_back_as_they_were(value: Any) -> None:
    """No text of a schema can break out of the quotes it is written in."""
    assert eval(literal(value)) == value  # noqa: S307 - it is what we test
