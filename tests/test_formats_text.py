"""How a file is read and decoded, and which format its name promises."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hacfg.formats import decode, format_of, place, read

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NOBODY = 65534


@contextmanager
def unprivileged() -> Iterator[None]:
    """The rights of a user who is not root, who may read everything."""
    root = os.geteuid() == 0
    if root:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)


@pytest.mark.parametrize("content", [b"", b"{}", b"x" * 100_000])
def test_a_file_is_read_whole(tmp_path: Path, content: bytes) -> None:
    """The bytes of a regular file come as they are."""
    path = tmp_path / "a.json"
    path.write_bytes(content)

    assert read(str(path)) == (content, None)


def test_a_file_without_a_size_is_read_whole() -> None:
    """A file of /proc says that it has no bytes, and has some all the same."""
    path = "/proc/self/status"
    if not os.path.exists(path):  # noqa: PTH110 - /proc is no place for path objects
        pytest.skip("this system has no /proc")

    data, spot = read(path)

    assert b"Pid:" in data
    assert spot is None


def test_an_error_while_reading_is_told() -> None:
    """A file that opens may still refuse to be read."""
    path = "/proc/self/mem"
    if not os.path.exists(path):  # noqa: PTH110 - /proc is no place for path objects
        pytest.skip("this system has no /proc")

    spot = read(path)[1]

    assert spot is not None
    assert spot.headline == f"{path} cannot be read: input/output error"


def test_the_limit_is_the_largest_size(tmp_path: Path) -> None:
    """A file of exactly the limit is read, one byte more is too large."""
    path = tmp_path / "a.json"
    path.write_bytes(b"12345")

    assert read(str(path), 5) == (b"12345", None)
    data, spot = read(str(path), 4)
    assert data == b""
    assert spot is not None
    assert (spot.code, spot.headline) == ("HC102", f"{path} is larger than 4 bytes")


def test_the_limit_is_named_in_mebibytes(tmp_path: Path) -> None:
    """Who meets the usual limit reads a number that can be kept in mind."""
    path = tmp_path / "a.json"
    path.write_bytes(b" " * (10 * 1024 * 1024 + 1))

    spot = read(str(path))[1]

    assert spot is not None
    assert spot.headline == f"{path} is larger than 10 MiB"


def test_a_file_without_size_meets_the_limit_too() -> None:
    """No file is read beyond the limit, whatever size it claims."""
    path = "/proc/self/status"
    if not os.path.exists(path):  # noqa: PTH110 - /proc is no place for path objects
        pytest.skip("this system has no /proc")

    spot = read(path, 10)[1]

    assert spot is not None
    assert spot.code == "HC102"


def test_a_missing_file_is_said_to_be_missing(tmp_path: Path) -> None:
    """A name that nothing has is a fault without a place."""
    path = str(tmp_path / "a.json")

    data, spot = read(path)

    assert data == b""
    assert spot is not None
    assert (spot.code, spot.headline) == ("HC101", f"{path} does not exist")
    assert spot.help == ()


def test_a_missing_file_with_an_example_names_the_example(tmp_path: Path) -> None:
    """Whoever has just checked out a project learns which file to copy."""
    path = tmp_path / "redis_config.json"
    example = tmp_path / "redis_config.json.example"
    example.write_text("{}")

    spot = read(str(path))[1]

    assert spot is not None
    assert spot.help == (f"copy {example} to {path} and fill it in",)


def test_a_directory_is_no_file(tmp_path: Path) -> None:
    """A directory can be opened, but holds no config."""
    spot = read(str(tmp_path))[1]

    assert spot is not None
    assert (spot.code, spot.headline) == ("HC101", f"{tmp_path} is a directory, not a file")


def test_a_pipe_holds_nobody(tmp_path: Path) -> None:
    """A pipe that nobody writes to is refused at once."""
    path = tmp_path / "pipe.json"
    os.mkfifo(path)

    spot = read(str(path))[1]

    assert spot is not None
    assert (spot.code, spot.headline) == ("HC101", f"{path} is a pipe, not a file")


def test_a_device_is_no_file() -> None:
    """A device may never end."""
    spot = read("/dev/zero")[1]

    assert spot is not None
    assert spot.headline == "/dev/zero is a device, not a file"


def test_a_file_of_somebody_else_cannot_be_read(tmp_path: Path) -> None:
    """Missing rights are named as such, with what to do about them."""
    path = tmp_path / "a.json"
    path.write_bytes(b"{}")
    path.chmod(0)

    with unprivileged():
        spot = read(str(path))[1]

    assert spot is not None
    assert (spot.code, spot.headline) == ("HC101", f"{path} cannot be read: permission denied")
    assert spot.help


def test_a_name_that_no_file_can_have_is_refused() -> None:
    """A null character ends a name for the system; it is shown as an escape."""
    spot = read("a\0.json")[1]

    assert spot is not None
    assert (spot.code, spot.headline) == ("HC101", '"a\\x00.json" is no file name')


def test_another_error_is_told_in_the_words_of_the_system(tmp_path: Path) -> None:
    """What happens seldom is still told: here a file in the place of a directory."""
    (tmp_path / "a").write_bytes(b"")

    spot = read(str(tmp_path / "a" / "b.json"))[1]

    assert spot is not None
    assert spot.headline.endswith("cannot be read: not a directory")


@given(st.text())
def test_utf_8_is_read_back(text: str) -> None:
    """Law: what was written as UTF-8 is read as it was, but for one byte order mark."""
    expected = text.removeprefix("\ufeff")

    assert decode(text.encode("utf-8", "surrogatepass")) == (expected, None)


def test_a_byte_order_mark_takes_no_column() -> None:
    """An editor shows the first character in column 1, mark or not."""
    text, spot = decode(b'\xef\xbb\xbf{"a": \xe4}')

    assert text == '{"a": \ufffd}'
    assert spot is not None
    assert place(text, spot.start, spot.end).column == 7


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_the_place_of_a_bad_byte_is_counted_in_characters(mark: bytes) -> None:
    """Characters of several bytes before a bad one count as one each."""
    text, spot = decode(mark + "ü😀\n€".encode() + b"\xff?")

    assert spot is not None
    assert (spot.code, spot.start, spot.end) == ("HC103", 4, 5)
    assert text[spot.start] == "\ufffd"
    assert spot.help


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be"])
def test_utf_16_has_a_sentence_of_its_own(encoding: str) -> None:
    """PowerShell writes UTF-16, which is said, since nothing of it can be shown."""
    text, spot = decode("\ufeff{}".encode(encoding))

    assert text == ""
    assert spot is not None
    assert (spot.code, spot.headline) == ("HC103", "the file is UTF-16, not UTF-8")
    assert "PowerShell" in spot.help[0]


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("redis_config.json", "JSON"),
        ("REDIS.JSON", "JSON"),
        ("/etc/app/redis_config.json.example", "JSON"),
        ("redis_config.json.Sample", "JSON"),
        ("redis_config.example.json", "JSON"),
        ("redis.json.dist", "JSON"),
        (".env.json", "JSON"),
        ("a.toml", "TOML"),
        ("a.toml.template", "TOML"),
        ("a.b.toml.tmpl", "TOML"),
        (".env", ".env"),
        ("app/.env", ".env"),
        ("production.env", ".env"),
        ("production.env.dist", ".env"),
        (".env.production", ".env"),
        (".ENV.example", ".env"),
        (".env.local.sample", ".env"),
    ],
)
def test_the_ending_names_the_format(path: str, name: str) -> None:
    """JSON, TOML and .env are known by their endings, also as templates."""
    found = format_of(path)

    assert found is not None
    assert found.name == name


@pytest.mark.parametrize(
    "path",
    [
        "",
        "redis_config",
        "a.yaml",
        "a.json5",
        "json",
        "a.json.bak",
        ".envrc",
        "env.example",
        "example",
        ".env.d/a",
    ],
)
def test_another_ending_names_none(path: str) -> None:
    """What no ending claims is nobody's format."""
    assert format_of(path) is None


def test_one_format_is_made_once() -> None:
    """Ten thousand files of one format share its row."""
    assert format_of("a.json") is format_of("b.json")


def test_nothing_heavy_is_imported_to_know_a_format() -> None:
    """Libraries are imported when a text of theirs is parsed, and not before."""
    code = (
        "import sys; before = set(sys.modules);"
        "from hacfg.formats import format_of;"
        "names = ['a.json', 'a.toml', '.env'];"
        "formats = [format_of(name) for name in names];"
        "formats[0].parse('{}');"
        "print(*{name.split('.')[0] for name in set(sys.modules) - before})"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)

    heavy = {"tomli", "dotenv", "typing", "dataclasses", "pathlib", "logging", "importlib"}
    assert b"hacfg" in done.stdout
    assert not heavy & set(done.stdout.decode().split())
