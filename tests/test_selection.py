"""The choice of an environment: by argument, HACFG_ENV or local, and when it may fall back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from hacfg.catalog import built_in
from hacfg.request import Request
from hacfg.selection import Selection, select_environment
from hacfg.sources import variable_names

if TYPE_CHECKING:
    from hacfg.diagnostic import Fault

CONTRACT = built_in("redis")
TREE: dict[str, Any] = {
    "_base": {"db": 1},
    "local": {"host": "localhost"},
    "staging": {"extends": "_base", "host": "s"},
    "production": {"host": "p"},
}


def choose(
    tree: dict[str, Any],
    env: str | None = None,
    variables: dict[str, str] | None = None,
    fallback: str | None = "local",
) -> tuple[Selection | None, tuple[Fault, ...]]:
    """What a load of a tree is for."""
    request = Request("redis_config.json", CONTRACT, env, variables or {}, fallback=fallback)
    names = variable_names(CONTRACT, None)
    return select_environment(tree, CONTRACT, request, variables or {}, names)


def chosen(tree: dict[str, Any], env: str | None = None, **variables: str) -> tuple[str, str, str]:
    """The environment chosen, why, and the warning."""
    selection, faults = choose(tree, env, variables)
    assert not faults
    assert selection is not None
    return selection.environment.name, selection.reason, selection.warning


def refused(tree: dict[str, Any], env: str | None = None, **variables: str) -> Fault:
    """The one fault of a choice that cannot be made."""
    selection, faults = choose(tree, env, variables)
    assert selection is None
    (fault,) = faults
    return fault


def test_the_argument_comes_before_the_variable_and_that_before_local() -> None:
    """The reason says which it was."""
    assert chosen(TREE, "staging", HACFG_ENV="production") == ("staging", "named by the caller", "")
    assert chosen(TREE, HACFG_ENV="staging") == ("staging", "named by HACFG_ENV", "")
    assert chosen(TREE) == ("local", "HACFG_ENV is not set", "")


def test_an_empty_argument_is_a_forgotten_one() -> None:
    """As in env=os.environ.get("STAGE", ""): what was forgotten is not local."""
    fault = refused(TREE, "", HACFG_ENV="staging")

    assert (fault.code, fault.headline) == ("HC301", "the name of the environment is empty")
    assert "local, staging, production" in fault.help[0]


@pytest.mark.parametrize("variables", [{}, {"HACFG_ENV": ""}])
def test_an_empty_variable_names_nothing(variables: dict[str, str]) -> None:
    """A template of a deployment that leaves it empty means that it is not set."""
    assert chosen(TREE, **variables) == ("local", "HACFG_ENV is not set", "")
    assert "no environment is named" in refused({"x": {"host": "h"}}, **variables).headline


def test_an_unknown_name_falls_back_where_that_is_safe() -> None:
    """The warning says what was asked for and what is used."""
    name, reason, warning = chosen(TREE, "testing")

    assert (name, reason) == ("local", "fallback from testing")
    assert warning == "environment testing is not in the file; using local instead"


@pytest.mark.parametrize(
    ("env", "variables", "note", "advice"),
    [
        ("prodution", {}, "it is named by the caller", "did you mean production?"),
        ("stg", {}, "it is named by the caller", "did you mean staging?"),
        ("prod-eu", {}, "a protected environment never falls back", "the file has local, staging"),
        ("testing", {"REDIS_HOST": "h"}, "since REDIS_HOST is set", "the file has local"),
        ("testing", {"REDIS_PASS": "x"}, "since REDIS_PASS is set", "the file has local"),
        ("testing", {"REDIS_PASSWORD_FILE": "x"}, "REDIS_PASSWORD_FILE is set", "the file has"),
        ("testing", {"REDIS_URL": "redis://h"}, "since REDIS_URL is set", "the file has local"),
    ],
)
def test_an_unknown_name_is_refused_where_falling_back_would_be_wrong(
    env: str, variables: dict[str, str], note: str, advice: str
) -> None:
    """A slip, a protected name, and a deployment that is clearly not local."""
    fault = refused(TREE, env, **variables)

    assert (fault.code, fault.headline) == ("HC301", f"environment {env} is not in the file")
    assert note in " ".join(fault.notes)
    assert advice in " ".join(fault.help)


def test_variables_that_say_nothing_of_a_place_do_not_forbid_it() -> None:
    """A port or an empty URL is no deployment."""
    assert chosen(TREE, "testing", REDIS_PORT="1", REDIS_URL="")[0] == "local"


@pytest.mark.parametrize("fallback", [None, "nowhere", "_base"])
def test_a_fallback_that_is_forbidden_or_missing_is_none(fallback: str | None) -> None:
    """Nothing else is guessed then."""
    selection, (fault,) = choose(TREE, "testing", {}, fallback)

    assert selection is None
    assert fault.code == "HC301"


def test_another_fallback_may_be_named() -> None:
    """The warning names the one that is used."""
    selection, _ = choose(TREE, "testing", {}, "staging")

    assert selection is not None
    assert selection.warning.endswith("using staging instead")


@pytest.mark.parametrize("variables", [{}, {"HACFG_ENV": "_base"}])
def test_a_template_cannot_be_loaded(variables: dict[str, str]) -> None:
    """It is only there to be extended, whoever names it."""
    fault = refused(TREE, None if variables else "_base", **variables)

    assert (fault.code, fault.path) == ("HC301", ("_base",))
    assert fault.headline == "_base is only there to be extended"


def test_a_file_without_a_local_lists_what_there_is() -> None:
    """Templates are nothing to choose."""
    fault = refused({"_base": {}, "staging": {"host": "h"}})

    assert fault.headline == "no environment is named, and the file has no local"
    assert fault.help == ("name one: set HACFG_ENV or pass env; the file has staging",)
    assert "the file has no environment" in refused({"_base": {"db": 1}}).help[0]


def test_kubernetes_without_a_name_is_warned_of() -> None:
    """A pod that names no environment most likely forgot it."""
    warning = chosen(TREE, KUBERNETES_SERVICE_HOST="10.0.0.1")[2]

    assert warning == "no environment is named in Kubernetes; using local: set HACFG_ENV"


@pytest.mark.parametrize(
    ("tree", "code"),
    [
        ({"local": {"host": "h"}, "x": 5}, "HC303"),
        ({"local": {"host": "h"}, "x": {"extends": "nothing"}}, "HC301"),
        ({"local": {"host": "h"}, "x": {"extends": "y"}, "y": {"extends": "x"}}, "HC302"),
    ],
)
def test_only_the_faults_of_the_environment_chosen_matter(tree: dict[str, Any], code: str) -> None:
    """What is wrong elsewhere in the file is the business of `hacfg validate`."""
    assert chosen(tree, "local")[0] == "local"
    assert chosen(tree)[0] == "local"

    assert refused(tree, "x").code == code
    assert refused(tree, HACFG_ENV="x").code == code


def test_a_local_that_is_no_object_is_not_missing() -> None:
    """It is there, and wrong, though nobody named it."""
    assert refused({"local": 5, "x": {"host": "h"}}).code == "HC303"


def test_the_schema_is_no_environment() -> None:
    """What the file says to editors cannot be loaded."""
    fault = refused({"$schema": "x", "x": {"host": "h"}}, "$schema")

    assert fault.headline == "environment $schema is not in the file"


def test_a_file_of_settings_has_no_environment_to_choose() -> None:
    """Settings at the top are said to be so, and not that local is missing."""
    assert refused({"host": "h", "port": 1}).code == "HC309"
    assert refused({"host": "h", "port": 1}, "local").code == "HC309"


def test_a_schema_without_environments_needs_no_choice() -> None:
    """The whole file is one then, whatever is named."""
    contract = CONTRACT.replace(environments=False)
    request = Request("x.json", contract, "production")

    selection, faults = select_environment(
        {"host": "h"}, contract, request, {}, variable_names(CONTRACT, None)
    )

    assert not faults
    assert selection is not None
    assert (selection.environment.name, selection.reason) == ("", "the file is one environment")


def test_where_no_fallback_was_asked_for_none_is_spoken_of() -> None:
    """The command line never falls back, whatever variables are set."""
    _, (fault,) = choose(TREE, "testing", {"REDIS_HOST": "h"}, None)
    _, (other,) = choose(TREE, "testing", {"REDIS_HOST": "h"})

    assert not any("fallback" in note for note in fault.notes)
    assert any("no fallback to local, since REDIS_HOST is set" in note for note in other.notes)


def test_only_what_is_there_is_suggested() -> None:
    """Short names are known, but not what they shorten where the file does not have it."""
    assert refused(TREE, "stg").help == ("did you mean staging?",)
    assert chosen(TREE, "dev")[0] == "local"
    _, (fault,) = choose(TREE, "dev", fallback=None)
    assert fault.help == ("the file has local, staging, production",)
