"""The public names of hacfg: which there are, and that nothing is loaded before it is asked for."""

from __future__ import annotations

import pickle
from importlib import import_module

import pytest
from command import python

import hacfg
from hacfg.diagnostic import Diagnostic, Label, Severity
from hacfg.errors import ConfigError, ConfigFileError, InternalError
from hacfg.origin import Place

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path

NAMES = [
    "PROVIDERS",
    "Config",
    "ConfigError",
    "ConfigFileError",
    "DatabaseConfig",
    "Diagnostic",
    "InternalError",
    "Origin",
    "RedisConfig",
    "Report",
    "Secret",
    "__version__",
    "apply_env_overrides",
    "check_config_file",
    "load_config",
    "load_config_file",
    "load_database_config",
    "load_redis_config",
]


def test_the_public_names() -> None:
    """Whoever adds, renames or removes a public name changes this list, and the changelog."""
    assert sorted(hacfg.__all__) == sorted(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_what_it_is_called(name: str) -> None:
    """Each name leads to the thing of that name in the module that documents it."""
    found = getattr(hacfg, name)

    assert getattr(found, "__name__", name) == name
    assert found is getattr(hacfg, name)


@pytest.mark.parametrize(
    "name", [name for name in NAMES if name not in ("PROVIDERS", "__version__")]
)
def test_a_name_is_documented(name: str) -> None:
    """help(hacfg.NAME) has something to say."""
    assert getattr(hacfg, name).__doc__


def test_dir_lists_the_names() -> None:
    """dir() and so a shell's completion know the names before they are loaded."""
    assert set(NAMES) <= set(dir(hacfg))


def test_an_unknown_name_is_an_attribute_error() -> None:
    """hasattr() and a misspelt import fail as with any module."""
    assert not hasattr(hacfg, "load_reddis_config")
    with pytest.raises(ImportError, match="load_reddis_config"):
        from hacfg import load_reddis_config  # noqa: F401


def test_modules_are_reached_by_import() -> None:
    """A module of the package is no public name, and can still be imported."""
    assert "check" not in hacfg.__all__
    assert import_module("hacfg.check").check_config_file is hacfg.check_config_file


def test_a_star_import_gives_the_names(tmp_path: Path) -> None:
    """``from hacfg import *`` gives the public names and no others."""
    program = (
        "before = set(globals())\nfrom hacfg import *\n"
        "print(*sorted(set(globals()) - before - {'before'}))"
    )

    done = python(tmp_path, program)

    assert done.stdout.split() == sorted(NAMES)
    assert done.stderr == ""


# The errors


DIAGNOSTICS = (
    Diagnostic(
        "HC201",
        Severity.ERROR,
        "port must be an integer",
        ("port",),
        Label("a\n.json", "", Place(1, 2, 1, 3)),
        help=("write 6379", "or nothing"),
    ),
    Diagnostic("HC312", Severity.ERROR, "no integer", ("port",), Label("variable REDIS_PORT")),
)


def test_an_error_says_one_line_for_each_fault() -> None:
    """The text of an error names place, fault, code and help; a file name breaks no line."""
    assert str(ConfigError(DIAGNOSTICS)) == (
        '"a\\n.json":1:2: port must be an integer [HC201]; write 6379; or nothing\n'
        "variable REDIS_PORT: no integer [HC312]"
    )


@pytest.mark.parametrize("kind", [ConfigError, ConfigFileError])
def test_errors_compare_and_travel(kind: type[ConfigError]) -> None:
    """Errors are equal by kind and diagnostics, and survive a process boundary."""
    error = kind(DIAGNOSTICS)

    copy = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own

    assert copy == error
    assert hash(copy) == hash(error)
    assert copy.diagnostics == DIAGNOSTICS
    assert error != kind(DIAGNOSTICS[:1])
    assert error != InternalError("places")
    assert ConfigError(()) != ConfigFileError(())


def test_the_tree_of_errors() -> None:
    """Code that catches ValueError catches a bad config; a bug of hacfg is something else."""
    assert issubclass(ConfigFileError, ConfigError)
    assert issubclass(ConfigError, ValueError)
    assert issubclass(InternalError, RuntimeError)
    assert not issubclass(InternalError, ValueError)
