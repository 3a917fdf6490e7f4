"""The search for files: what a name, a directory and a pattern stand for, with git and without."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from command import python

from hacfg.cli.find import find, spelt_plainly
from hacfg.cli.glob import pattern
from hacfg.cli.tree import is_source

posix = pytest.mark.skipif(os.name == "nt", reason="Windows knows no such thing")
with_git = pytest.mark.skipif(not shutil.which("git"), reason="needs git on the PATH")


@pytest.fixture(autouse=True)
def _in_the_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Paths are relative to a temporary directory."""
    monkeypatch.chdir(tmp_path)


def make(*names: str) -> None:
    """Empty files, with the directories that they need."""
    for name in names:
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()


def git(*arguments: str, directory: str = ".") -> None:
    """Runs git as somebody whose configuration is unknown here."""
    identity = ["-c", "user.name=Test", "-c", "user.email=test@example.com"]
    quiet = ["-c", "init.defaultBranch=main", "-c", "protocol.file.allow=always"]
    command = ["git", "-C", directory, *identity, *quiet, *arguments]
    subprocess.run(command, check=True, capture_output=True)


def is_config(path: str) -> bool:
    """What the tests look for in directories."""
    return os.path.basename(path) == "c.json"  # noqa: PTH119 - a text is asked


def found(*places: str) -> list[str]:
    """The files of some places, written with ``/``, where nothing fails."""
    files, failures = find(places, is_config)
    assert failures == ()
    return [file.replace(os.sep, "/") for file in files]


def refused(*places: str) -> list[str]:
    """The headlines of what fails where no file is found."""
    files, failures = find(places, is_config)
    assert files == []
    assert {failure.code for failure in failures} == {"HC101"}
    return [failure.headline for failure in failures]


# Names


def test_what_is_named_is_taken() -> None:
    """A file is taken as it is named, in the order of the names, there or not."""
    make("b", ".hidden/a.json")

    assert found("missing.json", ".hidden/a.json", "b") == ["missing.json", ".hidden/a.json", "b"]


def test_a_file_has_one_spelling(tmp_path: Path) -> None:
    """A file named twice is taken once, however it is written, as it was written first."""
    make("a/b")

    assert found("./a//b", "a/b", "a/./b", str(tmp_path / "a" / "b")) == ["./a//b"]
    assert found("a/b", "a/*", "a") == ["a/b"]


@posix
def test_a_link_is_not_taken_out_of_a_path() -> None:
    """``link/../b`` is another file than ``b`` where the link leads elsewhere."""
    make("elsewhere/deep/x", "elsewhere/b", "b")
    Path("link").symlink_to("elsewhere/deep")

    assert found("link/../b", "b") == ["link/../b", "b"]
    assert spelt_plainly("link/../b") != spelt_plainly("b")


@posix
def test_a_directory_that_was_deleted(tmp_path: Path) -> None:
    """In a directory that is gone there is nothing to find, and that is no fault of ours."""
    Path("gone").mkdir()
    os.chdir("gone")
    (tmp_path / "gone").rmdir()

    files, _ = find(["."], is_config)
    named, _ = find(["/a/c.json", "/a//c.json"], is_config)

    assert (files, named) == ([], ["/a/c.json"])


# Directories


def test_a_directory_is_searched_in_order() -> None:
    """The files come by their names, directory for directory, without ./ before them."""
    make("z/c.json", "c.json", "a/c.json", "a/other.json", "b.d/c.json", "b/c.json")

    assert found(".") == ["a/c.json", "b/c.json", "b.d/c.json", "c.json", "z/c.json"]
    assert found("./a") == ["a/c.json"]
    assert found("z", "a") == ["z/c.json", "a/c.json"]


def test_what_a_walk_passes_over() -> None:
    """Without git hidden directories, virtual environments and what tools write are no sources."""
    make(".x/c.json", "node_modules/m/c.json", "dist/c.json", "v/pyvenv.cfg", "v/lib/c.json")

    assert found(".") == []
    assert found("dist", "v") == ["dist/c.json", "v/lib/c.json"]


@posix
def test_links_in_a_directory() -> None:
    """A link to a file is a file, one to a directory is not followed, a broken one is kept."""
    make("real/c.json", "a/x", "b/x", "d/x")
    Path("a/c.json").symlink_to("../real/c.json")
    Path("b/c.json").symlink_to("nowhere")
    Path("d/c.json").symlink_to("..", target_is_directory=True)
    Path("d/loop").symlink_to("..", target_is_directory=True)

    assert found(".") == ["a/c.json", "b/c.json", "real/c.json"]


def test_directories_within_each_other() -> None:
    """A tree deeper than Python recurses is searched like any other."""
    deep = "/".join(["d"] * 150)
    make(f"{deep}/c.json")

    assert found(".") == [f"{deep}/c.json"]


UNREADABLE = """
import os
from hacfg.cli.find import find

if os.geteuid() == 0:
    find(["."], lambda path: True)  # so that all that this needs is imported by now
    os.setuid(65534)  # root reads everything
files, failures = find(["."], lambda path: True)
print(files, [(failure.code, failure.headline) for failure in failures])
"""


@posix
@pytest.mark.parametrize("tracked", [False, pytest.param(True, marks=with_git)])
def test_a_directory_that_may_not_be_searched(tmp_path: Path, tracked: bool) -> None:  # noqa: FBT001 - with git and without
    """A directory without permission is a failure, since what is in it stays unchecked."""
    make("a/c.json", "b/c.json")
    tmp_path.chmod(0o755)
    if tracked:
        git("init")
    Path("b").chmod(0)
    try:
        done = python(tmp_path, UNREADABLE)
    finally:
        Path("b").chmod(0o700)

    if tracked and "dubious" not in done.stdout:
        assert "a/c.json" in done.stdout
        assert "cannot be searched" in done.stdout
    assert "HC101" in done.stdout
    assert done.returncode == 0


# Patterns


@pytest.mark.parametrize(
    ("text", "fitting"),
    [
        ("*.json", ["c.json"]),
        ("?.json", ["c.json"]),
        ("*/*.json", ["a/c.json", "a/d.json"]),
        ("./a/*.json", ["a/c.json", "a/d.json"]),
        ("a/?.json", ["a/c.json", "a/d.json"]),
        ("**/c.json", ["a/b/e/c.json", "a/c.json", "c.json"]),
        ("a/**/c.json", ["a/b/e/c.json", "a/c.json"]),
        ("a/**", ["a/b/e/c.json", "a/b/f.toml", "a/c.json", "a/d.json"]),
        ("**/b/*", ["a/b/f.toml"]),
        ("a/b*/**/*.toml", ["a/b/f.toml"]),
        (".h/*.json", [".h/c.json"]),
        (".?/.*.json", [".h/.c.json"]),
        ("*/dist/*.json", ["a/dist/g.json"]),
    ],
)
def test_a_pattern(text: str, fitting: list[str]) -> None:
    """``*`` and ``?`` stay within a name, ``**`` crosses directories, a leading dot is written."""
    make("c.json", "a/c.json", "a/d.json", "a/b/f.toml", "a/b/e/c.json", ".h/c.json", ".h/.c.json")
    make("a/dist/g.json")

    assert found(text) == fitting


def test_a_pattern_from_the_root(tmp_path: Path) -> None:
    """An absolute pattern gives absolute paths."""
    make("a/c.json")

    assert found(str(tmp_path / "*" / "*.json")) == [(tmp_path / "a" / "c.json").as_posix()]


@pytest.mark.parametrize(
    ("text", "entered"),
    [
        ("a/*.json", []),
        ("*/*.json", ["a", "b", "dist"]),
        ("*/b/*.json", ["a", "a/b", "b", "dist"]),
        ("**/b/*.json", ["a", "a/b", "b"]),
        ("*/.h/*.json", ["a", "a/.h", "b", "dist", "dist/.h"]),
        ("**/dist/.h/*.json", ["a", "a/b", "b", "dist", "dist/.h"]),
    ],
)
def test_a_pattern_looks_no_deeper_than_it_must(text: str, entered: list[str]) -> None:
    """Only directories below which the pattern can fit are read, whatever they are called."""
    folders = ["a", "a/b", "a/.h", "b", ".h", "dist", "dist/.h"]
    wanted = pattern(text)

    assert [f for f in folders if not wanted.base and wanted.leads(f, is_source)] == entered


@pytest.mark.parametrize("text", ["*.toml", "nowhere/*.json", "**/*.toml", "c.json/*", "?"])
def test_a_pattern_that_fits_nothing(text: str) -> None:
    """A pattern without a file is a failure: a slip in it would else check nothing for ever."""
    make("c.json", ".d.toml")

    assert refused(text) == [f"no file fits {text}"]


@posix
def test_a_file_that_looks_like_a_pattern() -> None:
    """A name with an asterisk is a name where there is such a file."""
    make("*.json", "c.json")

    assert found("*.json") == ["*.json"]


@posix
def test_odd_names_are_found() -> None:
    """Line ends, blanks, quotes and bytes that are no UTF-8 stand in names as in any others."""
    odd = ["a\nb/c.json", " /c.json", '"/c.json', "é/c.json"]
    make(*odd)
    try:
        os.mkdir(b"\xff")  # noqa: PTH102 - a name of bytes
        make(os.fsdecode(b"\xff/c.json"))
        odd.append(os.fsdecode(b"\xff/c.json"))
    except OSError:
        pass  # some file systems take none

    assert found(".") == sorted(odd)


# With git


@pytest.fixture
def repository() -> None:
    """A work tree with tracked, untracked, ignored and deleted files."""
    git("init")
    make("gone/c.json", "tracked/c.json", "build/c.json", ".deploy/c.json", "old/c.json")
    git("add", "--all")
    git("commit", "-m", "all")
    shutil.rmtree("gone")
    Path(".gitignore").write_text("ignored/\nold/\n", encoding="utf-8")
    make("new/c.json", "ignored/c.json", "sub/.gitignore", "sub/x/c.json", "sub/y/c.json")
    Path("sub/.gitignore").write_text("x/\n", encoding="utf-8")


KNOWN = [".deploy/c.json", "build/c.json", "new/c.json", "old/c.json", "sub/y/c.json"]


@with_git
@pytest.mark.usefixtures("repository")
def test_git_says_which_files_there_are() -> None:
    """Tracked and new files are found, ignored and deleted ones are not; what is named is taken."""
    assert found(".") == [*KNOWN, "tracked/c.json"]
    assert found("sub") == ["sub/y/c.json"]
    assert found("ignored/c.json") == ["ignored/c.json"]
    assert found("**/c.json") == [*KNOWN[1:], "tracked/c.json"]
    assert refused("ignored/*.json") == ["no file fits ignored/*.json"]


@with_git
@pytest.mark.usefixtures("repository")
def test_a_hook_of_git(monkeypatch: pytest.MonkeyPatch) -> None:
    """What git sets for its hooks does not mislead the search of another directory."""
    monkeypatch.setenv("GIT_DIR", ".git")
    monkeypatch.setenv("GIT_INDEX_FILE", ".git/index")

    assert found("sub") == ["sub/y/c.json"]


@with_git
@pytest.mark.usefixtures("repository")
def test_without_git_on_the_path(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Where git is not installed the tree is walked."""
    monkeypatch.setenv("PATH", str(tmp_path))

    assert found(".") == [
        *("ignored/c.json", "new/c.json", "old/c.json"),
        *("sub/x/c.json", "sub/y/c.json", "tracked/c.json"),
    ]


@with_git
def test_a_directory_that_git_cannot_list() -> None:
    """A broken repository is walked like any directory."""
    make(".git/HEAD", "a/c.json")

    assert found(".") == ["a/c.json"]


@with_git
def test_repositories_within_each_other() -> None:
    """The files of a submodule and of a clone inside a work tree are found, by their own rules."""
    for name in ("origin", "top", "top/clone"):
        Path(name).mkdir()
        git("init", directory=name)
    make("origin/c.json", "top/clone/a/c.json", "top/clone/b/c.json")
    Path("top/clone/.gitignore").write_text("b/", encoding="utf-8")
    git("add", "c.json", directory="origin")
    git("commit", "-m", "one", directory="origin")
    source = str(Path("origin").absolute())
    git("submodule", "add", source, "module", directory="top")

    assert found("top") == ["top/clone/a/c.json", "top/module/c.json"]

    git("submodule", "deinit", "--force", "module", directory="top")

    assert found("top") == ["top/clone/a/c.json"]


@with_git
def test_a_repository_runs_no_program() -> None:
    """The configuration of a repository that one was sent starts nothing."""
    git("init")
    make("c.json")
    spy = Path("spy").absolute()
    spy.write_text("#!/bin/sh\ntouch spied\n", encoding="utf-8")
    spy.chmod(0o755)
    git("config", "core.fsmonitor", str(spy))

    assert found(".") == ["c.json"]
    assert not Path("spied").exists()
