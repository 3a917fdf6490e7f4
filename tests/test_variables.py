"""Variables: which setting each one overrides, and what is said of those that cannot."""

from __future__ import annotations

import pytest

from hacfg.catalog import built_in
from hacfg.diagnostic import Part
from hacfg.setting import Setting
from hacfg.variables import Names, Overrides, names_of, overrides

SETTINGS = (
    Setting(("port",), ("integer",), ("APP_PORT",)),
    Setting(("password",), ("string", "null"), ("APP_PASSWORD", "APP_PASS"), secret=True),
    Setting(("retry", "max"), ("integer",), ("APP_RETRY_MAX",)),
    Setting(("note",), ("string",), ()),
    Setting(("dialect",), ("string",), ("DIALECT",)),
)
NAMES = names_of(SETTINGS, "APP_", "APP_URL")


def said(lookup: dict[str, str], names: Names = NAMES, *, protected: bool = False) -> list[str]:
    """The codes and headlines of the faults of some variables."""
    found = overrides(lookup, names, protected=protected)
    return [f"{fault.code} {fault.headline}" for fault in found.faults]


def given(lookup: dict[str, str], names: Names = NAMES) -> dict[str, object]:
    """The values of the settings that some variables give, by the variable."""
    found = overrides(lookup, names, protected=False)
    assert not found.faults
    return {found.variables[path]: value for path, value in found.values.items()}


def test_every_declared_variable_has_a_setting_and_a_file() -> None:
    """The names are those of the schema, and each of them with _FILE behind it."""
    assert list(NAMES.settings) == [
        *("APP_PORT", "APP_PASSWORD", "APP_PASS", "APP_RETRY_MAX", "DIALECT")
    ]
    assert list(NAMES.files) == [f"{name}_FILE" for name in NAMES.settings]
    assert (NAMES.prefix, NAMES.url) == ("APP_", "APP_URL")


def test_a_declared_variable_wins_over_the_file_of_another() -> None:
    """A setting called key_file is no mounted key."""
    key = Setting(("key",), ("string",), ("APP_KEY",))
    file = Setting(("key_file",), ("string",), ("APP_KEY_FILE",))

    names = names_of((key, file), "APP_", "")

    assert names.settings["APP_KEY_FILE"] is file
    assert "APP_KEY_FILE" not in names.files
    assert given({"APP_KEY_FILE": "/k"}, names) == {"APP_KEY_FILE": "/k"}


def test_another_prefix_takes_the_place_of_all_names() -> None:
    """What has the prefix keeps the rest of its name, anything else goes by its path."""
    names = names_of(SETTINGS, "APP_", "APP_URL", "CACHE_")

    assert list(names.settings) == [
        *("CACHE_PORT", "CACHE_PASSWORD", "CACHE_RETRY_MAX", "CACHE_NOTE", "CACHE_DIALECT")
    ]
    assert (names.prefix, names.url) == ("CACHE_", "CACHE_URL")
    assert names_of(SETTINGS, "APP_", "", "CACHE_").url == ""


def test_a_value_has_the_type_of_its_setting() -> None:
    """A nested setting by its path, an empty text as null where that may be."""
    assert given({"APP_RETRY_MAX": " 3 ", "APP_PASSWORD": "", "PATH": "/bin"}) == {
        "APP_RETRY_MAX": 3,
        "APP_PASSWORD": None,
    }


def test_the_canonical_name_is_the_one_that_counts() -> None:
    """Aliases that agree are one override, named by the first of the schema's names."""
    assert given({"APP_PASS": "x", "APP_PASSWORD": "x"}) == {"APP_PASSWORD": "x"}


def test_a_file_beside_the_text_must_agree_with_it(tmp_path: object) -> None:
    """The text itself counts before its file, and both must say the same."""
    path = f"{tmp_path}/secret"
    with open(path, "w", encoding="utf-8") as file:  # noqa: PTH123 - a text is what variables hold
        file.write("x\n")

    assert given({"APP_PASSWORD_FILE": path, "APP_PASSWORD": "x"}) == {"APP_PASSWORD": "x"}
    assert said({"APP_PASSWORD_FILE": path, "APP_PASSWORD": "y"}) == [
        "HC315 APP_PASSWORD and APP_PASSWORD_FILE both set password, to different values"
    ]


@pytest.mark.parametrize(
    ("lookup", "headline"),
    [
        ({"APP_PORT": "x"}, 'HC312 APP_PORT must be an integer, not "x"'),
        ({"APP_PORT": "a\x1bb"}, 'HC312 APP_PORT must be an integer, not "a b"'),
        ({"APP_PORT": "9" * 41 + "x"}, f'HC312 APP_PORT must be an integer, not "{"9" * 38}…"'),
        ({"APP_PORT": "redis://:p@h"}, "HC312 APP_PORT must be an integer"),
        ({"APP_PASSWORD": "\udcff"}, "HC312 APP_PASSWORD must be text in UTF-8"),
        ({"APP_PORT": ""}, "HC313 APP_PORT must not be empty"),
        ({"APP_URL": ""}, "HC313 APP_URL must not be empty"),
        ({"APP_PORT_FILE": "/nowhere"}, "HC308 APP_PORT_FILE names a file that does not exist"),
        ({"APP_PROT": "1"}, "HC314 APP_PROT is no variable of hacfg and is ignored"),
        ({"APP_UR": "1"}, "HC314 APP_UR is no variable of hacfg and is ignored"),
    ],
)
def test_what_is_wrong_with_a_variable(lookup: dict[str, str], headline: str) -> None:
    """The variable is named; its text is shown on one line, short, and never a secret."""
    assert said(lookup) == [headline]


@pytest.mark.parametrize(
    "name",
    ["APP_SOMETHING_ELSE", "PROT", "APP_SERVICE_HOST", "APP_SERVICE_PORT_HTTP", "APP_PORT_1_TCP"],
)
def test_other_peoples_variables_are_left_alone(name: str) -> None:
    """Neither far from any name, nor without the prefix, nor what Kubernetes injects."""
    assert said({name: "x"}) == []


def test_a_near_miss_is_about_the_name() -> None:
    """Its value may be a secret."""
    (fault,) = overrides({"APP_PASWORD": "x"}, NAMES, protected=False).faults

    assert fault.part is Part.KEY
    assert fault.help == ("did you mean APP_PASSWORD?",)


def test_without_a_prefix_nothing_is_nearly_ours() -> None:
    """A schema may have variables of its own names only."""
    names = names_of(SETTINGS, "", "")

    assert said({"DIALCT": "x"}, names) == []


def test_an_empty_secret_is_refused_where_it_is_protected() -> None:
    """An empty variable is most likely a mistake of a template."""
    assert said({"APP_PASSWORD": ""}, protected=True) == [
        "HC313 APP_PASSWORD is empty, and the environment is protected"
    ]


def test_a_service_link_counts_only_beside_its_service() -> None:
    """Kubernetes sets both; one alone, or for a text, is somebody's mistake."""
    link = {"APP_PORT": "tcp://10.0.0.1:1"}
    host = {"APP_SERVICE_HOST": "10.0.0.1"}

    assert said(link | host) == [
        "HC316 APP_PORT comes from Kubernetes, not from you, and is ignored"
    ]
    assert said(link) == ['HC312 APP_PORT must be an integer, not "tcp://10.0.0.1:1"']
    assert given({"APP_PASSWORD": "tcp://x"} | host) == {"APP_PASSWORD": "tcp://x"}


def test_nothing_between_shows_a_value() -> None:
    """What stands in a frame of an error shows the names of variables only."""
    path = SETTINGS[1].path
    urls = {"APP_URL": "redis://:s3cr3t@h"}
    found = Overrides({path: "s3cr3t"}, {path: "APP_PASSWORD"}, (), urls)

    assert repr(found) == "Overrides(APP_PASSWORD)"


@pytest.mark.parametrize("schema", ["redis", "database"])
def test_no_two_settings_of_a_shipped_schema_share_a_variable(schema: str) -> None:
    """Else one of them could never be overridden."""
    settings = built_in(schema).settings.values()
    names = [name for setting in settings for name in setting.variables]

    assert len(set(names)) == len(names)
    assert all(setting.variables for setting in settings)
