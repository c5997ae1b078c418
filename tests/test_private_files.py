"""Modes are set, whatever the umask; what is half written is never there."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from readiness.errors import ConfigError
from readiness.storage import atomic, private_files


@pytest.fixture(autouse=True, params=[0o000, 0o022, 0o177], ids=["umask 000", "umask 022", "umask 177"])
def _umask(request: pytest.FixtureRequest) -> Iterator[None]:
    before = os.umask(request.param)
    yield
    os.umask(before)


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_a_folder_and_what_was_missing_above_it_are_for_the_owner_alone(tmp_path: Path) -> None:
    private_files.make_folder(tmp_path / "a" / "b")
    assert [mode(tmp_path / "a"), mode(tmp_path / "a" / "b")] == [0o700, 0o700]


def test_a_folder_that_was_there_keeps_its_mode(tmp_path: Path) -> None:
    before = mode(tmp_path)
    private_files.make_folder(tmp_path)
    assert mode(tmp_path) == before


def test_a_file_is_private_from_its_first_byte_and_takes_its_place_whole(tmp_path: Path) -> None:
    path = tmp_path / "new" / "facts.json"
    with atomic.written_beside(path) as beside:
        assert mode(beside) == 0o600
        beside.write_text("{}")
        assert not path.exists()
    assert (mode(path), path.read_text(), mode(path.parent)) == (0o600, "{}", 0o700)


def test_a_write_that_fails_leaves_the_file_before_it_and_nothing_beside(tmp_path: Path) -> None:
    path = tmp_path / "facts.json"
    path.write_text("before")
    with pytest.raises(ZeroDivisionError), atomic.written_beside(path) as beside:
        beside.write_text(f"half {1 / 0}")
    assert path.read_text() == "before"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_an_older_version_left_open_is_closed_with_all_in_it(tmp_path: Path) -> None:
    folder = tmp_path / "stages"
    (folder / "tables").mkdir(parents=True)
    (folder / "tables" / "cells.parquet").write_text("data")
    (folder / "tables" / "cells.parquet").chmod(0o644)
    (folder / "tables").chmod(0o755)
    folder.chmod(0o755)
    private_files.make_private(folder)
    assert mode(folder) == mode(folder / "tables") == 0o700
    assert mode(folder / "tables" / "cells.parquet") == 0o600


def test_what_is_shared_has_the_group_and_what_is_no_more_shared_has_not(tmp_path: Path) -> None:
    path = tmp_path / "card.json"
    path.write_text("{}")
    private_files.share_all(tmp_path, os.getgid())
    assert (mode(path), mode(tmp_path), path.stat().st_gid) == (0o640, 0o750, os.getgid())
    private_files.share_all(tmp_path, None)
    assert (mode(path), mode(tmp_path)) == (0o600, 0o700)


def test_a_group_that_is_not_there_is_an_error_of_the_config() -> None:
    assert private_files.group_id("") is None
    with pytest.raises(ConfigError, match="no group 'nobody-of-that-name'"):
        private_files.group_id("nobody-of-that-name")
