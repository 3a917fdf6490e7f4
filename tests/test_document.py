"""Documents: how files are read, and how faults find their places in them."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hacfg.diagnostic import Diagnostic, Fault, Label, Mention, Part, Severity
from hacfg.document import (
    Document,
    diagnose,
    in_order,
    places,
    read_document,
    reading_faults,
)
from hacfg.formats import format_of
from hacfg.keypath import leaves
from hacfg.origin import Place
from hacfg.secret import MASK

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from hacfg.keypath import KeyPath

CONFIG = """\
{
  "local": {"host": "localhost", "password": "hunter2"},
  "production": {
    "port": "6379",
    "nodes": ["a", "b"]
  }
}
"""


def document(text: str, name: str = "redis_config.json") -> Document:
    """A document of a text, as if it had been read."""
    form = format_of(name)
    assert form is not None
    tree, spots = form.parse(text)
    return Document(name, form, text, tree, spots)


def everything(_: KeyPath) -> bool:
    """Shows all of a document."""
    return True


def nothing(_: KeyPath) -> bool:
    """Shows no value of a document."""
    return False


def underlined(label: Label) -> str:
    """The text that a label underlines."""
    assert label.line is not None
    return label.line.text[label.line.start - 1 : label.line.end - 1]


def one(text: str, fault: Fault, name: str = "redis_config.json") -> Diagnostic:
    """The diagnostic of one fault in a text all of which may be shown."""
    (found,) = diagnose(document(text, name), [fault], everything)
    return found


# Reading


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.json", '{"a": 1}'), ("a.toml", "a = 1\n"), ("A.JSON.example", '\ufeff{"a": 1}')],
)
def test_a_file_becomes_a_tree(tmp_path: Path, name: str, content: str) -> None:
    """The ending of the file name says how the file is read; a byte order mark is skipped."""
    (tmp_path / name).write_text(content, encoding="utf-8")

    found, failures = read_document(str(tmp_path / name))

    assert failures == ()
    assert found is not None
    assert found.name == str(tmp_path / name)
    assert found.tree == {"a": 1}


def test_the_format_may_be_given(tmp_path: Path) -> None:
    """Where the format is known, the name of the file need not say it."""
    (tmp_path / "schema").write_text('{"a": 1}', encoding="utf-8")

    found, _ = read_document(str(tmp_path / "schema"), form=format_of(".json"))

    assert found is not None
    assert found.tree == {"a": 1}


def _made(directory: Path, kind: str) -> str:
    """The path of something that cannot be read as a config."""
    path = directory / f"{kind}.json"
    if kind == "directory":
        path.mkdir()
    elif kind == "pipe":
        os.mkfifo(path)
    elif kind == "link":
        path.symlink_to(path)
    elif kind == "large":
        path.write_bytes(b" " * 101)
    elif kind == "latin":
        path.write_bytes(b'{\n "a": "\xe9"}')
    elif kind == "ending":
        path = directory / "config.yaml"
        path.write_bytes(b"{}")
    elif kind == "device":
        path.symlink_to(os.devnull)
    return str(path)


@pytest.mark.parametrize(
    ("kind", "code", "words"),
    [
        ("missing", "HC101", "does not exist"),
        ("directory", "HC101", "is a directory"),
        ("pipe", "HC101", "is a pipe"),
        ("device", "HC101", "is a device"),
        ("link", "HC101", "symbolic links"),
        ("large", "HC102", "is larger than 100 bytes"),
        ("latin", "HC103", "is not UTF-8"),
        ("ending", "HC113", "no ending"),
    ],
)
@pytest.mark.skipif(os.name == "nt", reason="Windows has no pipes and devices in directories")
def test_what_cannot_be_read_says_why(tmp_path: Path, kind: str, code: str, words: str) -> None:
    """A file that cannot be read gives one diagnostic that names it and the reason."""
    path = _made(tmp_path, kind)

    found, failures = read_document(path, limit=100)

    assert found is None
    assert [(failure.code, failure.primary.source) for failure in failures] == [(code, path)]
    assert words in failures[0].headline


@pytest.mark.parametrize(
    ("content", "place"),
    [
        (b'{\n "a": "\xe9"}', Place(2, 8, 2, 9)),
        (b'\xef\xbb\xbf{"a": "\xe9"}', Place(1, 8, 1, 9)),
        ("{}".encode("utf-16"), None),
    ],
)
def test_a_wrong_byte_has_a_place(tmp_path: Path, content: bytes, place: Place | None) -> None:
    """What is no UTF-8 is pointed at by line and column, and none of it is shown."""
    path = tmp_path / "a.json"
    path.write_bytes(content)

    _, (failure,) = read_document(str(path))

    assert (failure.code, failure.primary.place) == ("HC103", place)
    assert failure.primary.line is None


@pytest.mark.skipif(os.name == "nt", reason="Windows takes no such bytes in names")
def test_names_of_any_bytes(tmp_path: Path) -> None:
    """A file name that is no UTF-8 is read as any other."""
    path = str(tmp_path / os.fsdecode(b"\xff.json"))
    try:
        Path(path).write_text("{}", encoding="utf-8")
    except OSError:
        pytest.skip("the file system takes no such bytes")

    found, failures = read_document(path)

    assert failures == ()
    assert found is not None
    assert found.name == path


def test_a_document_does_not_print_its_text() -> None:
    """A document in a traceback or a log shows its name alone."""
    assert repr(document(CONFIG)) == "Document('redis_config.json')"


def test_a_broken_file_is_veiled() -> None:
    """Of a file that does not parse, known names are shown, and the caret stands right."""
    text = '{"host": "db.internal" "password": "hunter2"}'

    (found,) = reading_faults(document(text), nothing, {"host", "password"})

    line = f'{{"host": "{MASK}" "password": "{MASK}"}}'
    assert found.code == "HC104"
    assert found.primary.line is not None
    assert found.primary.line.text == line
    assert found.primary.place is not None
    assert found.primary.place.line == 1


def test_a_broken_schema_is_shown() -> None:
    """Where all of a file may be shown, so is what does not parse."""
    (found,) = reading_faults(document('{"type" "object"}'), everything, ())

    assert found.primary.line is not None
    assert found.primary.line.text == '{"type" "object"}'


def test_every_place_of_a_double_key_is_told() -> None:
    """A spot with mentions becomes a diagnostic with labels."""
    (found,) = reading_faults(document('{"a": 1,\n "a": 2}'), nothing, {"a"})

    assert (found.code, underlined(found.primary)) == ("HC105", '"a"')
    assert found.primary.place == Place(2, 2, 2, 5)
    assert [label.place for label in found.labels] == [Place(1, 2, 1, 5)]


# Placing


@pytest.mark.parametrize(
    ("path", "part", "text"),
    [
        (("production", "port"), Part.VALUE, '"6379"'),
        (("production", "port"), Part.KEY, '"port"'),
        (("production", "nodes", 1), Part.VALUE, '"b"'),
        (("production", "nodes", 1), Part.KEY, '"'),
        (("production",), Part.KEY, '"production"'),
        (("production", "host"), Part.VALUE, '"production"'),
        (("production", "retry", "retries"), Part.VALUE, '"production"'),
        (("staging",), Part.VALUE, "{"),
        ((), Part.VALUE, "{"),
    ],
)
def test_a_fault_finds_its_place(path: KeyPath, part: Part, text: str) -> None:
    """A fault lies on its key or its value; what is absent is missed by what is around it."""
    found = one(CONFIG, Fault("HC201", "wrong", path, part))

    assert underlined(found.primary) == text


def test_an_empty_file_has_a_place() -> None:
    """What is wrong with a text that holds nothing lies at its beginning."""
    found = one("", Fault("HC309", "no environment"), "a.toml")

    assert found.primary.place is not None
    assert (found.primary.place.line, found.primary.place.column) == (1, 1)
    assert found.primary.line is not None
    assert found.primary.line.text == ""


def test_a_fault_keeps_its_words() -> None:
    """Everything that a fault says is in the diagnostic, with a severity of its code."""
    fault = Fault(
        "HC402",
        "no TLS",
        ("production", "port"),
        label="here",
        mentions=(Mention(("local", "host"), "and here", Part.VALUE),),
        notes=("a note",),
        help=("some help",),
    )

    found = one(CONFIG, fault)

    assert found.replace(primary=Label(""), labels=()) == Diagnostic(
        "HC402",
        Severity.WARNING,
        "no TLS",
        ("production", "port"),
        Label(""),
        (),
        ("a note",),
        ("some help",),
    )
    assert (found.primary.text, underlined(found.primary)) == ("here", '"6379"')
    assert [(m.text, underlined(m)) for m in found.labels] == [("and here", '"localhost"')]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.json", r'{"url": "\u00e9://${HOST:-}/"}'),
        ("a.toml", 'url = "é://${HOST:-}/"'),
        ("a.toml", "url = 'é://${HOST:-}/'"),
    ],
)
def test_a_fault_inside_a_string(name: str, text: str) -> None:
    """A placeholder is underlined alone, whatever escapes stand before it."""
    found = one(text, Fault("HC304", "malformed", ("url",), within=(4, 12)), name)

    assert underlined(found.primary) == "${HOST:-}"[:8]


def test_a_fault_inside_a_secret_is_not_narrowed_down() -> None:
    """A mask is underlined as a whole: a caret inside it would tell of the secret's length."""
    fault = Fault("HC304", "malformed", ("url",), within=(2, 4))

    (found,) = diagnose(document('{"url": "abcdef"}'), [fault], nothing)

    assert underlined(found.primary) == f'"{MASK}"'


def test_a_fault_inside_a_string_that_is_absent() -> None:
    """What is no longer in the document is not narrowed down either."""
    found = one('{"a": {}}', Fault("HC304", "malformed", ("a", "b"), within=(2, 4)))

    assert underlined(found.primary) == '"a"'


def test_secrets_beside_a_fault_are_masked() -> None:
    """A line shows what is known not to be secret, and nothing else."""

    def shown(path: KeyPath) -> bool:
        return path == ("local", "host")

    (found,) = diagnose(document(CONFIG), [Fault("HC201", "", ("local", "host"))], shown)

    assert found.primary.line is not None
    assert found.primary.line.text == (f'  "local": {{"host": "localhost", "password": "{MASK}"}},')
    assert underlined(found.primary) == '"localhost"'
    assert found.primary.place == Place(2, 21, 2, 32)


def test_the_place_is_that_of_the_file() -> None:
    """A mask before a fault moves the caret in the excerpt, and never the column reported."""
    text = '{"password": "x", "port": 0}'

    (found,) = diagnose(document(text), [Fault("HC202", "", ("port",))], lambda p: p == ("port",))

    assert found.primary.place == Place(1, 27, 1, 28)
    assert underlined(found.primary) == "0"


def test_the_rest_of_a_secret_is_masked() -> None:
    """A secret of several lines is hidden on its last one, where the next entry is at fault."""
    read = document('t = {a = """x\nSECRET""", b = 1}', "a.toml")

    (found,) = diagnose(read, [Fault("HC201", "", ("t", "b"))], lambda path: path == ("t", "b"))

    assert found.primary.line is not None
    assert found.primary.line.text == f"{MASK}, b = 1}}"
    assert underlined(found.primary) == "1"


scalars = st.none() | st.booleans() | st.integers(0, 99) | st.sampled_from(["XXX", "YYY", "${Z}"])
trees = st.dictionaries(
    st.sampled_from("abc"),
    st.recursive(
        scalars,
        lambda inner: (
            st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3)
        ),
        max_leaves=8,
    ),
    max_size=3,
)


@given(trees, st.sampled_from([None, 1]), st.data())
def test_many_faults_are_as_one(
    tree: dict[str, Any], indent: int | None, data: st.DataObject
) -> None:
    """Faults placed together get what each gets alone, and nothing hidden is shown."""
    read = document(json.dumps(tree, indent=indent))
    paths = [path for path, _ in leaves(tree)]
    hidden = data.draw(st.sets(st.sampled_from(paths)))
    faults = [Fault("HC201", "wrong", path, mentions=(Mention(paths[0], ""),)) for path in paths]

    def shown(path: KeyPath) -> bool:
        return path not in hidden

    found = diagnose(read, faults, shown)

    assert found == [each for fault in faults for each in diagnose(read, [fault], shown)]
    for diagnostic in found:
        value = _at(tree, diagnostic.path)
        # true, false and null are never a secret, nor is what holds nothing
        plain = value is None or type(value) is bool or value in ({}, [])
        masked = diagnostic.path in hidden and not plain
        mask = f'"{MASK}"' if type(value) is str else MASK
        assert underlined(diagnostic.primary) == (mask if masked else json.dumps(value))


def _at(tree: Any, path: KeyPath) -> Any:
    for part in path:
        tree = tree[part]
    return tree


def test_places_of_values() -> None:
    """The places of some entries; what the document lacks is left out."""
    found = places(document(CONFIG), [("production", "port"), ("production", "host")])

    assert found == {("production", "port"): Place(4, 13, 4, 19)}


def test_diagnostics_come_in_the_order_of_the_file() -> None:
    """Sorted by line and column, what has no place first, and none of them twice."""
    later = Diagnostic("HC201", Severity.ERROR, "b", (), Label("a", "", Place(2, 1, 2, 2)))
    right = Diagnostic("HC201", Severity.ERROR, "c", (), Label("a", "", Place(1, 9, 1, 10)))
    left = Diagnostic("HC201", Severity.ERROR, "d", (), Label("a", "", Place(1, 2, 1, 3)))
    nowhere = Diagnostic("HC201", Severity.ERROR, "e", (), Label("a"))

    assert in_order([later, right, left, nowhere, right]) == (nowhere, left, right, later)
