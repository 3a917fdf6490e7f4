"""The files that git knows of: those it tracks, and those that it neither tracks nor ignores."""

from __future__ import annotations

import os
import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

# An index entry has its mode, its object and its stage before the name; 160000 is a repository
# inside this one. An untracked file has its name alone.
_ENTRY = re.compile(r"([0-7]{6}) [0-9a-f]+ [0-3]\t")
_REPOSITORY = "160000"

# A repository may name a program to run in its core.fsmonitor.
_COMMAND = ("git", "-c", "core.fsmonitor=false")
_LIST = ("ls-files", "-z", "--stage", "--cached", "--others", "--exclude-standard")

# What a hook of git sets for the repository that runs it, which need not be the one listed.
_OF_A_HOOK = (
    *("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_COMMON_DIR"),
    *("GIT_OBJECT_DIRECTORY", "GIT_NAMESPACE"),
)


def listed(directory: str) -> tuple[list[str], str] | None:
    """The files below a directory by their paths from there, and of what git complained.

    None where git does not answer: it is not installed, the directory is in no work tree, or
    belongs to somebody whom git does not trust.
    """
    if not _in_work_tree(directory):
        return None
    answer = _asked(directory)
    if answer is None:
        return None
    entries, complaint = answer
    files: dict[str, None] = {}
    for entry in entries:
        found = _ENTRY.match(entry)
        path = entry[found.end() :] if found else entry
        if path.endswith("/") or (found and found[1] == _REPOSITORY):
            files.update(dict.fromkeys(_inside(directory, path.rstrip("/"))))
        else:
            files[path] = None
    return [path for path in files if _exists(os.path.join(directory, path))], complaint


def _inside(directory: str, path: str) -> Iterator[str]:
    """The files of a repository inside another one, unless it is not checked out."""
    inner = os.path.join(directory, path)
    if os.path.lexists(os.path.join(inner, ".git")):
        files, _ = listed(inner) or ([], "")
        for file in files:
            yield f"{path}/{file}"


def _in_work_tree(directory: str) -> bool:
    try:
        folder = os.path.abspath(directory)
    except OSError:  # the current directory was deleted
        return False
    while not os.path.lexists(os.path.join(folder, ".git")):
        above = os.path.dirname(folder)
        if above == folder:
            return False
        folder = above
    return True


def _asked(directory: str) -> tuple[list[str], str] | None:
    import subprocess

    variables = {name: text for name, text in os.environ.items() if name not in _OF_A_HOOK}
    try:
        done = subprocess.run(  # noqa: S603 - git, and a directory after -C
            [*_COMMAND, "-C", directory, *_LIST],
            env=variables,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )
    except OSError:
        return None
    if done.returncode:
        return None
    names = os.fsdecode(done.stdout).split("\0")
    return names[:-1], os.fsdecode(done.stderr).strip()


def _exists(path: str) -> bool:
    """Whether there is such a file still: the index keeps what was deleted without a commit."""
    try:
        os.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        return True
    return not os.path.isdir(path)
