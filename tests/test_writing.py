"""The writing of files by commands: whole or not at all, and as what they were."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from hacfg.cli.writing import write_whole

if TYPE_CHECKING:
    from pathlib import Path


def test_what_is_rewritten_keeps_its_permissions(tmp_path: Path) -> None:
    """A file that only its owner reads stays one, and nothing is left beside it."""
    path = tmp_path / "config.json"
    path.write_bytes(b"old")
    path.chmod(0o600)

    assert write_whole(str(path), b"new") == ""
    assert path.read_bytes() == b"new"
    assert path.stat().st_mode & 0o777 == 0o600
    assert [each.name for each in tmp_path.iterdir()] == ["config.json"]


def test_a_new_file_has_the_permissions_of_any_other(tmp_path: Path) -> None:
    """Those that the process gives to what it makes."""
    usual = tmp_path / "usual"
    usual.touch()

    assert write_whole(str(tmp_path / "new"), b"x") == ""
    assert (tmp_path / "new").stat().st_mode == usual.stat().st_mode


def test_what_cannot_be_written_leaves_nothing(tmp_path: Path) -> None:
    """A directory in the place of the file is the reason, and stays."""
    place = tmp_path / "report.json"
    place.mkdir()

    assert write_whole(str(place), b"x") == "is a directory"
    assert [each.name for each in tmp_path.iterdir()] == ["report.json"]


@pytest.mark.skipif(os.name == "nt", reason="Windows makes links for administrators only")
def test_a_link_stays_one(tmp_path: Path) -> None:
    """What it leads to is rewritten."""
    (tmp_path / "target").write_bytes(b"old")
    link = tmp_path / "link"
    link.symlink_to("target")

    assert write_whole(str(link), b"new") == ""
    assert link.is_symlink()
    assert (tmp_path / "target").read_bytes() == b"new"
