"""The command ``hacfg init``: what a project needs to begin, or to come from another tool."""

from __future__ import annotations

import os

from ..catalog import BUILT_IN, built_in
from ..keypath import legible
from ..value import Value
from .arguments import Argument, MisuseError
from .output import complain, put
from .upkeep import content
from .writing import write_whole

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from ..scaffold import Addition
    from .arguments import Options

HOOKS = ".pre-commit-config.yaml"
ARGUMENTS = (
    Argument(("directory",), "the directory of the project; none: this one", "DIRECTORY"),
    Argument(
        ("--from",),
        "convert a file of Sequelize or db-migrate, or a .env file, into configs",
        "FILE",
    ),
    Argument(("--force",), "overwrite the configs, examples and .env.example that are there"),
)

_CURRENT = "it is up to date"
_THERE = "it is there already; --force overwrites it"


class Step(Value):
    """One file: the text to write and what that adds to it, or why it stays (``text`` is None)."""

    path: str
    text: str | None
    said: str
    block: str = ""


def run(options: Options) -> int:
    """Writes what is missing and says what it left; it asks nothing."""
    directory = options.directory or ""
    if directory and not os.path.isdir(directory):
        raise MisuseError(f"{legible(directory)} is no directory", "make it first, or leave it out")
    source = vars(options)["from"]
    if source is None:
        configs = [_whole(directory, *each, options) for each in _examples()]
        steps = [*configs, *_others(directory, BUILT_IN, options)]
        return _carry_out(steps, [_NEXT])
    from .conversion import converted

    found = converted(source)
    if isinstance(found, int):
        return found
    configs = [_whole(directory, *each, options) for each in found.texts.items()]
    kept = [step for step in configs if step.said == _THERE]
    steps = [*configs, *_others(directory, found.schemas, options)]
    # Of a file that stays as it was nothing was carried over.
    return _carry_out(steps, found.lines) or int(bool(kept))


_NEXT = (
    "next: copy redis_config.json.example to redis_config.json and database_config.json.example to"
    " database_config.json, fill them in, and run hacfg validate"
)


def _examples() -> Iterator[tuple[str, str]]:
    from ..shipped import example_path

    for schema in BUILT_IN:
        name = f"{schema}_config.json.example"
        yield name, (content(example_path(name)) or b"").decode()


def _others(directory: str, schemas: Sequence[str], options: Options) -> Iterator[Step]:
    """The files beside the configs."""
    from ..reference import reference_of
    from ..reference.variables_file import as_dotenv
    from ..scaffold import with_hook

    references = [reference_of(built_in(name)) for name in schemas]
    # Which schemas it takes is said by the table.
    text = as_dotenv(references, "hacfg env -o .env.example")
    yield _whole(directory, ".env.example", text, options)
    yield _added(os.path.join(directory, HOOKS), with_hook, "the hook hacfg-validate")
    yield _table(directory, schemas)


def _whole(directory: str, name: str, text: str, options: Options) -> Step:
    """A file that is hacfg's as a whole."""
    path = os.path.join(directory, name)
    found = content(path)
    if found is not None and found.replace(b"\r\n", b"\n") == text.encode():
        return Step(path, None, _CURRENT)
    if os.path.lexists(path) and not options.force:
        return Step(path, None, _THERE)
    return Step(path, text, "")


def _table(directory: str, schemas: Sequence[str]) -> Step:
    from ..scaffold import project_file, with_table

    own, pyproject = (os.path.join(directory, name) for name in ("hacfg.toml", "pyproject.toml"))
    if os.path.lexists(own):
        return Step(own, None, "it is there already")
    if not os.path.lexists(pyproject):
        return Step(own, project_file(schemas), "")
    return _added(pyproject, lambda text: with_table(text, schemas), "[tool.hacfg]")


def _added(path: str, add: Callable[[str], Addition], what: str) -> Step:
    """A file of the project, to which something is added."""
    from ..scaffold import Outcome

    data = content(path)
    if data is None and os.path.lexists(path):
        return Step(path, None, "it cannot be read", add("").block)
    try:
        text = (data or b"").decode()
    except UnicodeDecodeError:
        return Step(path, None, "it is not UTF-8", add("").block)
    addition = add(text)
    if addition.outcome is Outcome.ADDED:
        return Step(path, addition.text, f", with {what}" if text else "")
    if addition.outcome is Outcome.PRESENT:
        return Step(path, None, f"it has {what} already")
    return Step(path, None, addition.reason, addition.block)


def _carry_out(steps: Sequence[Step], closing: Iterable[str]) -> int:
    """Writes the files, each whole or not at all, and says of each what came of it."""
    lines: list[str] = []
    status = 0
    for step in steps:
        if step.text is None:
            advice = "; add to it by hand:" if step.block else ""
            lines.append(f"left {legible(step.path)}: {step.said}{advice}")
            lines += (f"    {line}" for line in step.block.splitlines())
            continue
        problem = write_whole(step.path, step.text.encode())
        if problem:
            complain(f"hacfg init: {legible(step.path)} cannot be written: {problem}\n")
            status = 2
        else:
            lines.append(f"wrote {legible(step.path)}{step.said}")
    changed = any(line.startswith("wrote") for line in lines)
    lines += closing if changed else ["nothing was written"] if not status else []
    put("".join(f"{line}\n" for line in lines))
    return status
