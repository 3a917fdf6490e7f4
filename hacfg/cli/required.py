"""What ``hacfg env --required`` lists: the variables and files that a deployment must supply."""

from __future__ import annotations

from ..catalog import contract_for
from ..check import check_config_file
from ..diagnostic import Severity
from ..document import places, read_document
from ..environments import environment_of, flat
from ..reference.requirements import Kind, Requirement, requirements_of
from ..report import Style, renderer
from ..value import Value
from .absence import absence
from .arguments import MisuseError
from .output import complain, put

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import Any, TypeAlias

    from ..contract import Contract
    from ..document import Document
    from ..environments import Environment
    from ..shelf import Shelf
    from .arguments import Options
    from .steering import Steering

    Writer: TypeAlias = Callable[[Sequence["Found"], str], str]


_PREFIXES = {Kind.VARIABLE: "", Kind.FILE: "file:"}


class Found(Value):
    """A requirement, and the file and line that ask for it."""

    requirement: Requirement
    file: str
    line: int


def run(options: Options) -> int:
    """Lists what the environment needs of each file; status 2 where that cannot be told."""
    from .steering import steering
    from .validate import found_files, unsteered

    steered, failure = steering(next(iter(options.schema), None))
    if failure:
        return unsteered(failure)
    files = found_files(options.files, steered, "env --required")
    if not files:
        return 2
    found: list[Found] = []
    worst = 0
    for file in files:
        needed, status = _of_file(file, options, steered)
        found += needed
        worst = max(worst, status)
    if worst:
        return worst
    once = {(each.requirement.kind, each.requirement.name): each for each in reversed(found)}
    put(_WRITERS[options.format]([*once.values()][::-1], options.env or ""))
    return 0


def _of_file(file: str, options: Options, steered: Steering) -> tuple[list[Found], int]:
    document, _ = read_document(file)
    contract = None
    if document is not None and document.tree is not None:
        contract, _ = contract_for(document, steered.schema(file))
    if document is None or document.tree is None or contract is None:
        return [], _refused(file, contract or steered.schema(file)) or 2
    environment = _environment(document, contract, options)
    if environment is None:
        return [], 2
    refused = _refused(file, contract)
    if refused:
        return [], refused
    needed = requirements_of(environment, contract)
    where = places(document, {each.place for each in needed})
    lines = [where[each.place].line if each.place in where else 1 for each in needed]
    return [Found(each, file, line) for each, line in zip(needed, lines, strict=True)], 0


def _environment(document: Document, contract: Contract, options: Options) -> Environment | None:
    tree = document.tree or {}
    if not contract.environments:
        return flat(tree)
    if options.env is None:
        raise MisuseError("--env is missing", "write --env production, or another environment")
    environment = environment_of(tree, options.env)
    if environment is None:
        complain(f"hacfg env: {absence(document.name, tree, options.env)}\n")
    return environment


def _refused(file: str, schema: Contract | str | Shelf | None) -> int:
    """Reports what makes a list of variables worthless; a missing setting is what it is about."""
    from .validate import status

    report = check_config_file(file, schema=schema)
    errors = tuple(
        each
        for each in report.diagnostics
        if each.severity is Severity.ERROR and each.code not in ("HC206", "HC401")
    )
    shown = report.replace(diagnostics=errors)
    if errors:
        complain(renderer("text")([shown], Style(summary=False)))
    return status([shown])


def _as_text(found: Sequence[Found], _: str) -> str:
    """One name on each line; a file as a placeholder would name it."""
    return "".join(f"{_PREFIXES[each.requirement.kind]}{each.requirement.name}\n" for each in found)


def _as_json(found: Sequence[Found], environment: str) -> str:
    import json

    entries = [_entry(each) for each in found]
    whole = {"version": 1, "environment": environment, "required": entries}
    return json.dumps(whole, indent=2, ensure_ascii=False) + "\n"


def _entry(found: Found) -> dict[str, Any]:
    needed = found.requirement
    return {
        "kind": needed.kind.value,
        "name": needed.name,
        "setting": needed.setting,
        "secret": needed.secret,
        "description": needed.description,
        "instead": list(needed.others),
        "file": found.file,
        "line": found.line,
    }


def _as_compose(found: Sequence[Found], environment: str) -> str:
    """The part of a service in a Compose file: it fails at once where a variable is not set."""
    lines = ["environment:"]
    if environment:
        lines.append(f"  HACFG_ENV: {_quoted(environment)}")
    names = [needed.name for needed in _variables(found)]
    lines += (f"  {name}: ${{{name}:?{_reason(name)}}}" for name in names)
    return "\n".join([*lines, *_mounts(found)]) + "\n"


def _as_helm(found: Sequence[Found], environment: str) -> str:
    """The part of a container in a template of a chart: secrets by reference, the rest by value."""
    lines = ["env:"]
    if environment:
        lines += ["  - name: HACFG_ENV", f"    value: {_quoted(environment)}"]
    for needed in _variables(found):
        lines.append(f"  - name: {needed.name}")
        if needed.secret:
            lines += [
                "    valueFrom:",
                "      secretKeyRef:",
                '        name: {{ required "existingSecret is missing" .Values.existingSecret }}',
                f"        key: {needed.name}",
            ]
        else:
            value = f'{{{{ required "{_reason(needed.name)}" .Values.env.{needed.name} | quote }}}}'
            lines.append(f"    value: {value}")
    return "\n".join([*lines, *_mounts(found)]) + "\n"


def _variables(found: Sequence[Found]) -> Iterator[Requirement]:
    yield from (each.requirement for each in found if each.requirement.kind is Kind.VARIABLE)


def _mounts(found: Sequence[Found]) -> list[str]:
    files = [each.requirement for each in found if each.requirement.kind is Kind.FILE]
    return [f"# to be mounted for {each.setting}: {each.name}" for each in files]


def _reason(name: str) -> str:
    return f"{name} is missing"


def _quoted(name: str) -> str:
    """A name as YAML takes it in double quotes, which is as JSON does."""
    import json

    return json.dumps(name)


_WRITERS: dict[str, Writer] = {
    "text": _as_text,
    "json": _as_json,
    "compose": _as_compose,
    "helm": _as_helm,
}
