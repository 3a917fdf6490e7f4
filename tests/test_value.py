"""Values, key paths and secrets: the nouns at the bottom."""

from __future__ import annotations

import copy
import pickle

import pytest

from hacfg.keypath import dotted, leaves
from hacfg.origin import Origin, Place, Source
from hacfg.secret import MASK, Secret


def test_values_compare_by_what_they_hold() -> None:
    """Two values of one class with equal fields are equal and hash alike."""
    one, same, other = Place(1, 2, 3, 4), Place(1, 2, 3, end_column=4), Place(1, 2, 3, 5)

    assert one == same
    assert hash(one) == hash(same)
    assert one != other
    assert one != (1, 2, 3, 4)


def test_a_value_cannot_be_changed() -> None:
    """Setting, adding and deleting a field are refused by name."""
    place = Place(1, 2, 3, 4)

    for name in ("line", "colour"):
        with pytest.raises(AttributeError, match="frozen"):
            setattr(place, name, 2)
        with pytest.raises(AttributeError, match="frozen"):
            delattr(place, name)


@pytest.mark.parametrize(
    ("arguments", "named", "complaint"),
    [
        ((1, 2, 3), {}, "needs end_column"),
        ((1, 2, 3, 4, 5), {}, "takes 4 fields"),
        ((1, 2, 3, 4), {"colour": 1}, "cannot take colour"),
        ((1, 2, 3, 4), {"line": 1}, "cannot take line"),
    ],
)
def test_a_value_needs_its_fields(
    arguments: tuple[int, ...], named: dict[str, int], complaint: str
) -> None:
    """A missing, unknown or repeated field is a TypeError that names it."""
    with pytest.raises(TypeError, match=complaint):
        Place(*arguments, **named)


def test_replace_gives_a_changed_copy() -> None:
    """The first value stays as it was."""
    origin = Origin(Source.VARIABLE, "REDIS_PORT")

    changed = origin.replace(name="REDIS_HOST")

    assert changed == Origin(Source.VARIABLE, "REDIS_HOST")
    assert origin.name == "REDIS_PORT"


def test_values_survive_pickling() -> None:
    """A value that went through pickle is equal to itself."""
    origin = Origin(Source.FILE, "a.json", ("x",), Place(1, 2, 3, 4))

    assert pickle.loads(pickle.dumps(origin)) == origin  # noqa: S301 - our own bytes


@pytest.mark.parametrize(
    ("origin", "text"),
    [
        (Origin(Source.DEFAULT), "default"),
        (Origin(Source.VARIABLE, "REDIS_PORT"), "variable REDIS_PORT"),
        (Origin(Source.FILE, "redis_config.json", (), Place(3, 5, 3, 9)), "redis_config.json:3:5"),
        (Origin(Source.DOTENV, ".env"), ".env"),
        (Origin(Source.OVERRIDE), "override"),
        (Origin(Source.OVERRIDE, "--set"), "--set"),
    ],
)
def test_an_origin_reads_as_people_say_it(origin: Origin, text: str) -> None:
    """The text of an origin names the variable, or the file with line and column."""
    assert str(origin) == text


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ((), ""),
        (("production", "port"), "production.port"),
        (("cluster", "nodes", 0), "cluster.nodes[0]"),
        (("a.b", "c d"), '"a.b"."c d"'),
        (('say "x"',), '"say \\"x\\""'),
        (("\x1b[31m",), '"\\x1b[31m"'),
    ],
)
def test_a_key_path_is_written_with_dots(path: tuple[str | int, ...], text: str) -> None:
    """Odd keys stand in quotes, and no control character reaches a terminal."""
    assert dotted(path) == text


def test_leaves_names_every_scalar() -> None:
    """Empty objects and arrays are leaves too, since they are values that somebody wrote."""
    tree = {"a": [1, {"b": None}], "c": {}, "d": []}

    assert list(leaves(tree)) == [
        (("a", 0), 1),
        (("a", 1, "b"), None),
        (("c",), {}),
        (("d",), []),
    ]


def test_a_secret_shows_itself_only_by_name() -> None:
    """No way of printing, and no walk over attributes, gives the text."""
    secret = Secret("hunter2")

    shown = [str(secret), repr(secret), f"{secret}", f"{secret:>12}", "%s" % secret]  # noqa: UP031
    assert all("hunter2" not in text and MASK in text for text in shown)
    assert not hasattr(secret, "__dict__")
    assert "hunter2" not in repr([getattr(secret, name) for name in secret.__slots__])
    assert secret.get_secret_value() == "hunter2"


def test_secrets_compare_and_copy() -> None:
    """Equality is by text; copies are the secret itself; pickling keeps the text."""
    secret = Secret("hunter2")

    assert secret == Secret("hunter2")
    assert secret == Secret(secret)
    assert secret != Secret("other")
    assert secret != "hunter2"
    assert hash(secret) == hash(Secret("hunter2"))
    assert copy.deepcopy(secret) is secret
    assert copy.copy(secret) is secret
    assert pickle.loads(pickle.dumps(secret)) == secret  # noqa: S301 - our own bytes
    assert len(secret) == 7


def test_a_secret_holds_text_and_cannot_be_changed() -> None:
    """What is no text is refused without being shown."""
    with pytest.raises(TypeError, match="holds a str"):
        Secret(5)  # type: ignore[arg-type]
    with pytest.raises(AttributeError, match="cannot be changed"):
        setattr(Secret("x"), "_get", None)  # noqa: B010 - a type checker would refuse it
    with pytest.raises(AttributeError, match="cannot be changed"):
        delattr(Secret("x"), "_get")
