"""A page on one code: what it means, and a bad and a good example that can be run."""

from __future__ import annotations

from ..value import Value


class File(Value):
    """A file of an example; ``padding`` blank lines follow its text, too many to be shown.

    Bytes that are no UTF-8 stand in the text as ``surrogateescape`` decodes them.
    """

    name: str
    text: str
    padding: int = 0

    @property
    def content(self) -> bytes:
        """What is to be written to run the example."""
        return self.text.encode("utf-8", "surrogateescape") + b"\n" * self.padding

    @property
    def shown(self) -> str:
        """The text for a reader, with a byte that is no UTF-8 escaped."""
        return self.text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


class Example(Value):
    """A command line and what it takes: files, and variables of the process.

    ``needs`` says in words what else, such as a server; such an example is read and not run.
    """

    files: tuple[File, ...]
    command: str
    variables: tuple[tuple[str, str], ...] = ()
    needs: str = ""


class Page(Value):
    """All that is to be said of one code, in plain sentences; backquotes mark what is typed."""

    code: str
    meaning: str
    reason: str
    bad: Example
    good: Example
    remedy: str


def redis(text: str, environment: str = "", **variables: str) -> Example:
    """A Redis config; with the name of an environment it is loaded, with variables."""
    return _config("redis_config.json", text, environment, variables)


def database(text: str) -> Example:
    """A database config, checked."""
    return _config("database_config.json", text, "", {})


def toml(text: str) -> Example:
    """A Redis config in TOML, checked."""
    return _config("redis_config.toml", text, "", {})


def dotenv(text: str) -> Example:
    """A ``.env`` file, checked."""
    return _config(".env", text, "", {})


def own(schema: str, text: str) -> Example:
    """A config of a team's own, held against their schema."""
    files = (File("kafka.schema.json", schema), File("kafka.json", text))
    return Example(files, "hacfg validate --schema kafka.schema.json kafka.json")


def _config(name: str, text: str, environment: str, variables: dict[str, str]) -> Example:
    option = f"--env {environment} " if environment else ""
    return Example((File(name, text),), f"hacfg validate {option}{name}", (*variables.items(),))
