"""The catalog: which schema a file wants, and what is known of that schema."""

from __future__ import annotations

import json

import pytest

from hacfg.catalog import BUILT_IN, built_in, contract_for, named
from hacfg.check import check_config_file
from hacfg.document import read_document

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

DRAFTS = {
    "draft-04": "http://json-schema.org/draft-04/schema#",
    "draft-06": "http://json-schema.org/draft-06/schema#",
    "draft-07": "http://json-schema.org/draft-07/schema#",
    "2019-09": "https://json-schema.org/draft/2019-09/schema",
    "2020-12": "https://json-schema.org/draft/2020-12/schema",
}


def written(path: Path, content: Any) -> str:
    """A JSON file; gives its path as a text."""
    path.write_text(json.dumps(content), encoding="utf-8")
    return str(path)


@pytest.mark.parametrize(
    ("name", "schema"),
    [
        ("redis_config.json", "redis"),
        ("redis_config.toml", "redis"),
        ("redis_config.staging.json", "redis"),
        ("redis_config.json.example", "redis"),
        ("redis_config.staging.json.sample", "redis"),
        ("database_config.json", "database"),
        ("database_config.eu.toml", "database"),
        ("redis_config.schema.json", None),
        ("database_config.schema.json", None),
        ("Redis_Config.json", None),
        ("my_redis_config.json", None),
        ("redis_config.yaml", None),
        ("redis_config_json", None),
        ("package.json", None),
    ],
)
def test_a_schema_claims_names(name: str, schema: str | None) -> None:
    """A file name says whose it is, in whatever directory; a schema is nobody's config."""
    claiming = [each for each in BUILT_IN if built_in(each).claims(f"some/where/{name}")]

    assert claiming == ([schema] if schema else [])


@pytest.mark.parametrize("name", BUILT_IN)
def test_a_shipped_schema_is_known(name: str) -> None:
    """A shipped schema is known by its name, made once, and can be read for explanations."""
    contract, failures = named(name)

    assert failures == ()
    assert contract is built_in(name)
    assert contract is not None
    assert contract.name == name
    assert contract.document()["x-files"] == list(contract.patterns)
    assert contract.form("resolved", contract.document()) == contract.document()
    assert contract.form("written", contract.document()) != contract.document()


def test_a_given_contract_is_used(tmp_path: Path) -> None:
    """What the caller gives comes before what the file says and is called."""
    path = written(tmp_path / "redis_config.json", {"$schema": "redis_config.schema.json"})
    document, _ = read_document(path)
    assert document is not None

    assert contract_for(document, built_in("database")) == (built_in("database"), ())
    assert contract_for(document, "database") == (built_in("database"), ())
    assert contract_for(document) == (built_in("redis"), ())


def test_a_file_that_nobody_claims(tmp_path: Path) -> None:
    """A file of another name is told what to write."""
    document, _ = read_document(written(tmp_path / "config.json", {"local": {}}))
    assert document is not None

    contract, (failure,) = contract_for(document)

    assert contract is None
    assert failure.code == "HC502"
    assert failure.primary.text == "named like none of redis_config.json, database_config.json"
    assert "--schema redis" in failure.help[0]


def test_an_item_of_an_array_is_a_setting() -> None:
    """An item has the names and the secrecy of its array, and the type of items."""
    contract = built_in("redis")
    array = contract.setting(("cluster", "nodes"))
    item = contract.setting(("cluster", "nodes", 3))

    assert array is not None
    assert item == array.replace(path=("cluster", "nodes", 3), types=("string",))
    assert contract.setting(("cluster",)) is None
    assert contract.setting(("hosts", 0)) is None
    assert contract.setting(()) is None


@pytest.mark.parametrize("draft", [None, *DRAFTS])
@pytest.mark.parametrize(("brokers", "codes"), [(3, []), ("${BROKERS}", []), (0, ["HC202"])])
def test_a_schema_may_be_of_any_draft(
    tmp_path: Path, draft: str | None, brokers: Any, codes: list[str]
) -> None:
    """A team's schema may follow any draft, or name none; placeholders work in all of them."""
    stated = {"$schema": DRAFTS[draft]} if draft else {}
    schema = {
        **stated,
        "type": "object",
        "properties": {"brokers": {"type": "integer", "minimum": 1}},
        "additionalProperties": False,
    }
    path = written(tmp_path / "kafka.schema.json", schema)

    report = check_config_file(written(tmp_path / "a.json", {"brokers": brokers}), schema=path)

    assert [diagnostic.code for diagnostic in report.diagnostics] == codes
    assert (report.file, report.environments) == (str(tmp_path / "a.json"), ())


def test_a_schema_may_have_environments(tmp_path: Path) -> None:
    """With x-environments a team's own files have environments that extend each other."""
    schema = {
        "x-environments": True,
        "type": "object",
        "required": ["brokers"],
        "properties": {"brokers": {"type": "integer"}},
    }
    config = {"_base": {}, "local": {"brokers": 1}, "eu": {"extends": "local"}, "us": {}}
    path = written(tmp_path / "kafka.schema.json", schema)

    report = check_config_file(written(tmp_path / "a.json", config), schema=path)

    assert report.environments == ("_base", "local", "eu", "us")
    assert [(each.code, each.path) for each in report.diagnostics] == [("HC206", ("us",))]


def test_a_schema_is_read_with_a_byte_order_mark(tmp_path: Path) -> None:
    """A schema that a Windows editor saved is read like any other, for explanations too."""
    path = tmp_path / "kafka.schema.json"
    path.write_text('\ufeff{"properties": {"a": {"type": "integer"}}}', encoding="utf-8")

    report = check_config_file(written(tmp_path / "a.json", {"a": "b"}), schema=str(path))

    assert [each.code for each in report.diagnostics] == ["HC201"]
