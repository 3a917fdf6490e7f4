"""The reference of a schema: what it says of each setting, in every way of writing it."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser

import html5lib
import pytest
import random_schemas
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from hacfg.catalog import built_in, named
from hacfg.keypath import dotted
from hacfg.reference import Entry, Reference, reference_of
from hacfg.reference.html import as_html
from hacfg.reference.markdown import as_markdown, as_table
from hacfg.reference.variables_file import as_dotenv

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

HOSTILE = """</style><script>alert("1")</script> & 'a' | *b* _c_ `d` [e](f) <g> \\ ${H}"""


def of_schema(directory: Path, schema: dict[str, Any]) -> Reference:
    """The reference of a schema file with this content."""
    path = directory / "kafka.schema.json"
    path.write_text(json.dumps(schema), encoding="utf-8")
    contract, failures = named(str(path))
    assert contract is not None, failures
    return reference_of(contract)


def entry_of(directory: Path, setting: dict[str, Any]) -> Entry:
    """The entry of a schema's only setting."""
    return of_schema(directory, {"x-env-prefix": "K_", "properties": {"a": setting}}).entries[0]


@pytest.fixture(params=["redis", "database"])
def shipped(request: pytest.FixtureRequest) -> Reference:
    """The reference of a shipped schema."""
    return reference_of(built_in(request.param))


# What it says


def test_every_setting_has_an_entry(shipped: Reference) -> None:
    """The reference has the settings of the schema, each once, and words on each."""
    settings = built_in(shipped.name).settings

    assert sorted(entry.path for entry in shipped.entries) == sorted(settings)
    assert all(entry.description and (entry.takes or entry.choices) for entry in shipped.entries)


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        ({"type": "integer", "minimum": 1, "maximum": 9}, "an integer from 1 to 9"),
        ({"type": ["integer", "null"], "minimum": 1}, "an integer of at least 1, or null"),
        ({"type": "number", "exclusiveMinimum": 0}, "a number above 0"),
        ({"type": "boolean"}, "true or false"),
        ({"type": "string", "maxLength": 9}, "a string of at most 9 characters"),
        ({"type": "string", "minLength": 1, "maxLength": 9}, "a string of 1 to 9 characters"),
        ({"type": "string", "minLength": 2}, "a string of at least 2 characters"),
        ({"type": ["string", "null"], "maxLength": 1}, "a string of at most 1 character, or null"),
        ({"type": "null"}, "null"),
        ({"type": "array", "items": {"type": "integer"}}, "an array of integers"),
        (
            {"type": "array", "items": {"type": "string"}, "minItems": 1, "uniqueItems": True},
            "an array of strings, at least 1, none twice",
        ),
        (
            {"type": "array", "items": {"type": "object", "properties": {"h": {}, "p": {}}}},
            "an array of objects with h and p",
        ),
        ({"type": "object"}, "an object"),
        ({}, "any value"),
    ],
)
def test_what_a_setting_takes(tmp_path: Path, setting: dict[str, Any], words: str) -> None:
    """Type and range are said in words, null last."""
    assert entry_of(tmp_path, setting).takes == words


def test_choices_and_examples_are_values(tmp_path: Path) -> None:
    """Values are written as a config file has them, so that a text differs from a number."""
    entry = entry_of(tmp_path, {"enum": [1, "1", None], "default": "1", "examples": [1]})

    assert (entry.takes, entry.choices) == ("", ("1", '"1"', "null"))
    assert (entry.default, entry.examples) == ('"1"', ("1",))


def test_a_secret_is_never_shown(tmp_path: Path) -> None:
    """Of a secret neither the default nor an example is shown, save a placeholder."""
    setting = {"type": "string", "writeOnly": True, "default": "p1", "examples": ["p2", "${P}"]}

    reference = of_schema(tmp_path, {"x-env-prefix": "K_", "properties": {"a": setting}})

    text = as_html([reference]) + as_markdown([reference]) + as_dotenv([reference], "x")
    assert reference.entries[0].secret
    assert reference.entries[0].examples == ('"${P}"',)
    assert "p1" not in text
    assert "p2" not in text
    assert "#K_A=\n" in text


def test_a_default_by_another_setting() -> None:
    """A default that depends on another setting is said for each of its values."""
    port = next(e for e in reference_of(built_in("database")).entries if e.name == "port")

    assert (port.default, port.by) == ("", "engine")
    assert port.by_value == (("5432", "postgresql"), ("3306", "mysql or mariadb"))


def test_settings_come_in_groups() -> None:
    """What stands at the top comes first, then each object with its own description."""
    groups = reference_of(built_in("redis")).groups

    assert [g.name for g in groups] == ["", "sentinel", "cluster", "retry", "fallback", "leases"]
    assert all(group.description for group in groups[1:])


def test_what_is_required() -> None:
    """A setting that its object requires is marked."""
    required = [e.name for e in reference_of(built_in("redis")).entries if e.required]

    assert required == ["sentinel.nodes", "sentinel.service_name", "cluster.nodes"]


@pytest.mark.parametrize(
    "schema",
    [
        {},
        {"properties": {}},
        {"allOf": [True]},
        {"properties": {"a": True, "b": False}},
        {"$schema": "http://json-schema.org/draft-04/schema#", "properties": {"a": {"minimum": 1}}},
        {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "$defs": {"t": {"properties": {"t": {"$ref": "#/$defs/t"}}}},
            "$ref": "#/$defs/t",
        },
    ],
)
def test_whatever_a_schema_contains(tmp_path: Path, schema: dict[str, Any]) -> None:
    """A schema of any draft gives pages, however little it says."""
    reference = of_schema(tmp_path, schema)

    assert "kafka" in as_markdown([reference])
    html5lib.HTMLParser(strict=True).parse(as_html([reference]))
    assert as_dotenv([reference], "x").startswith("# ")


# Markdown


class Tables(HTMLParser):
    """The first cells of all rows, and the tags of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.tags: set[str] = set()
        self.inside = False
        self.feed(MarkdownIt("commonmark", {"html": True}).enable("table").render(text))

    def handle_starttag(self, tag: str, _: object) -> None:
        """Begins a row or a cell."""
        self.tags.add(tag)
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            self.rows[-1].append("")
            self.inside = True

    def handle_endtag(self, tag: str) -> None:
        """Ends a cell."""
        if tag in ("td", "th"):
            self.inside = False

    def handle_data(self, data: str) -> None:
        """Fills a cell."""
        if self.inside:
            self.rows[-1][-1] += data


def test_a_table_has_a_row_for_each_setting(shipped: Reference) -> None:
    """A Markdown parser finds four cells in each row: setting, takes, default, variable."""
    head, *rows = Tables(as_table(shipped)).rows

    assert head == ["setting", "takes", "default", "variable"]
    assert [row[0] for row in rows] == [entry.name for entry in shipped.entries]
    assert [row[3] for row in rows] == [entry.variables[0] for entry in shipped.entries]


def test_markdown_says_what_the_schema_says(tmp_path: Path) -> None:
    """No text of a schema is taken for markup, whatever signs it has."""
    setting = {"type": "string", "description": HOSTILE, "default": "a|b`c", "x-env": "K"}
    schema = {"title": HOSTILE, "properties": {"a|b": setting}, "x-files": ["a|b"]}

    page = Tables(as_markdown([of_schema(tmp_path, schema)]))

    assert page.rows[1] == ['"a|b"', "a string", '"a|b`c"', "K"]
    assert page.tags <= set("h1 h2 h3 p ul li code table thead tbody tr th td".split())


def test_the_whole_reference_names_everything(shipped: Reference) -> None:
    """Each setting has a section with its variables, and its description is there."""
    text = as_markdown([shipped])

    assert all(f"### `{entry.name}`" in text for entry in shipped.entries)
    assert all(f"`{name}`" in text for entry in shipped.entries for name in entry.variables)
    assert "**" not in text


# HTML


def test_the_page_is_valid(shipped: Reference) -> None:
    """A strict HTML 5 parser finds no fault in the page."""
    html5lib.HTMLParser(strict=True).parse(as_html([shipped]))


def test_the_page_needs_nothing_else() -> None:
    """Nothing is loaded from elsewhere and no script runs; every link leads into the page."""
    text = as_html([reference_of(built_in(name)) for name in ("redis", "database")])

    ids = re.findall(r' id="([^"]*)"', text)
    assert len(ids) == len(set(ids))
    assert {link.removeprefix("#") for link in re.findall(r'href="([^"]*)"', text)} <= set(ids)
    assert not re.search(r"<(?:script|img|link|iframe)|\bsrc=|url\(|@import|https?:", text)


def test_every_setting_has_an_anchor(shipped: Reference) -> None:
    """A setting can be linked to: the anchor is the schema's name and its own."""
    text = as_html([shipped])

    anchors = [f'<article id="{shipped.name}.{entry.name}">' for entry in shipped.entries]
    assert [anchor for anchor in anchors if anchor not in text] == []


def test_secrets_are_marked(shipped: Reference) -> None:
    """In contents and chapter a secret carries a word that says so."""
    secrets = [entry for entry in shipped.entries if entry.secret]

    assert as_html([shipped]).count('<span class="badge secret">secret</span>') == 2 * len(secrets)
    assert secrets


def test_the_page_escapes_everything(tmp_path: Path) -> None:
    """No text of a schema becomes markup of the page."""
    setting = {
        "type": "string",
        "description": HOSTILE,
        "default": HOSTILE,
        "examples": [HOSTILE],
        "x-deprecated": HOSTILE,
        "x-message": "<b>",
    }
    schema = {"title": HOSTILE, "description": HOSTILE, "properties": {HOSTILE: setting}}
    plain = {"properties": {"a": {"type": "string"}}}

    page = html5lib.parse(as_html([of_schema(tmp_path, schema)]), namespaceHTMLElements=False)
    usual = html5lib.parse(as_html([of_schema(tmp_path, plain)]), namespaceHTMLElements=False)

    found = {element.tag for element in page.iter()}
    assert found - {element.tag for element in usual.iter()} <= {"p", "span", "wbr"}
    assert page.find(".//h1").text == " ".join(HOSTILE.split())


def test_two_schemas_of_one_name(tmp_path: Path) -> None:
    """Anchors stay apart where two schemas have one name."""
    reference = of_schema(tmp_path, {"properties": {"a": {}}})

    ids = re.findall(r' id="([^"]*)"', as_html([reference, reference]))
    assert ids == ["contents", "kafka", "kafka.a", "kafka-2", "kafka-2.a"]


# .env.example


def set_lines(text: str) -> dict[str, str]:
    """The commented-out assignments of a .env.example."""
    return dict(re.findall(r"^#([A-Za-z_][A-Za-z0-9_]*)=(.*)$", text, re.MULTILINE))


def test_every_variable_is_there(shipped: Reference) -> None:
    """The file has a line for each setting, and the others names beside it."""
    text = as_dotenv([shipped], "hacfg env")

    names = [entry.variables[0] for entry in shipped.entries]
    assert set(set_lines(text)) == {"HACFG_ENV", shipped.url_variable, *names}
    assert all(alias in text for entry in shipped.entries for alias in entry.variables)


def test_nothing_is_set_by_copying_it(shipped: Reference) -> None:
    """Every line is a comment, since what is set would win over the config file."""
    lines = as_dotenv([shipped], "hacfg env").splitlines()

    assert [line for line in lines if line and not line.startswith("#")] == []
    assert max(map(len, lines)) <= 120


def test_secrets_are_empty(shipped: Reference) -> None:
    """Of a secret, and of a URL that holds one, the line is empty."""
    lines = set_lines(as_dotenv([shipped], "hacfg env"))

    secrets = [entry.variables[0] for entry in shipped.entries if entry.secret]
    assert {lines[name] for name in (shipped.url_variable, *secrets)} == {""}


def test_defaults_are_shown(tmp_path: Path) -> None:
    """A line shows the default, else an example, in quotes where its signs ask for them."""
    properties = {
        "a": {"type": "integer", "default": 3, "examples": [4]},
        "b": {"type": "string", "examples": ["${B}", "two words"]},
        "c": {"type": "string", "examples": ['it\'s\n"so"']},
        "d": {"type": "array", "items": {"type": "string"}, "default": ["x", "y"]},
        "e": {"type": "array", "items": {"type": "string"}, "default": ["x,y"]},
        "f": {"type": "boolean", "default": False},
        "g": {"type": ["string", "null"], "default": None},
        "h": {"type": "string", "x-env": ["OTHER", "K_H"]},
    }

    text = as_dotenv([of_schema(tmp_path, {"x-env-prefix": "K_", "properties": properties})], "x")

    assert set_lines(text) == {
        "K_A": "3",
        "K_B": "'two words'",
        "K_C": '"it\'s\\n\\"so\\""',
        "K_D": "x,y",
        "K_E": "'[\"x,y\"]'",
        "K_F": "false",
        "K_G": "",
        "OTHER": "",
    }
    assert "also K_H" in text


def test_names_of_groups(shipped: Reference) -> None:
    """Settings of an object stand below its name."""
    text = as_dotenv([shipped], "hacfg env")

    assert re.findall(r"^# ---- (\S+) -", text, re.MULTILINE) == [
        dotted(group.path) for group in shipped.groups if group.path
    ]


# Laws

signs = st.text(max_size=6) | st.sampled_from(["\x1b[2J", "</p>", "`", "|", "a\nb", "\u202e"])
notes = st.fixed_dictionaries(
    {},
    optional={
        "description": signs,
        "default": random_schemas.documents,
        "examples": st.lists(random_schemas.documents, max_size=2),
        "writeOnly": st.booleans(),
    },
)
properties = st.dictionaries(
    st.text(min_size=1, max_size=4),
    st.tuples(random_schemas.schemas(), notes).map(
        lambda pair: {**(pair[0] if isinstance(pair[0], dict) else {}), **pair[1]}
    ),
    max_size=3,
)


@settings(max_examples=25)
@given(properties, signs)
def test_any_schema_gives_sound_pages(
    tmp_path_factory: pytest.TempPathFactory, found: dict[str, Any], title: str
) -> None:
    """Whatever texts and values a schema has, the page is valid and no line escapes its comment."""
    path = tmp_path_factory.mktemp("a") / "kafka.schema.json"
    schema = {"title": title, "properties": found, "x-env-prefix": "K_"}
    path.write_text(json.dumps(schema), encoding="utf-8")
    contract, _ = named(str(path))
    assume(contract is not None)
    assert contract is not None

    reference = reference_of(contract)

    html5lib.HTMLParser(strict=True).parse(as_html([reference]))
    texts = [as_markdown([reference]), as_dotenv([reference], "x")]
    assert all(line.isprintable() for text in texts for line in text.split("\n"))
    assert all(line.startswith("#") for line in texts[1].split("\n") if line)
