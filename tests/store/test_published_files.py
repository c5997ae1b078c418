"""Files of a published run, held against the digests that its scorecard was sealed with."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from readiness.model import PublishedFile
from readiness.storage.published_files import damage, digests_of

Change = Callable[[Path], object]


@pytest.fixture
def run(tmp_path: Path) -> Path:
    folder = tmp_path / "run"
    folder.mkdir()
    for name in ("manifest.parquet", "findings.parquet", "scorecard.html", "scorecard.json"):
        (folder / name).write_bytes(f"the {name} of a run".encode())
    return folder


def test_every_file_but_the_scorecard_has_a_digest(run: Path) -> None:
    sealed = digests_of(run)
    assert sorted(sealed) == ["findings.parquet", "manifest.parquet", "scorecard.html"]
    assert sealed["manifest.parquet"].bytes == len("the manifest.parquet of a run")
    assert damage(run, sealed) == ""


def _replace(path: Path, make: Callable[[Path], object]) -> None:
    path.unlink()
    make(path)


CHANGES: dict[str, tuple[Change, str]] = {
    "same size": (lambda f: (f / "manifest.parquet").write_bytes(b"THE manifest.parquet of a run"), "was changed"),
    "longer": (lambda f: (f / "manifest.parquet").open("ab").write(b"more"), "was changed"),
    "huge": (lambda f: os.truncate(f / "manifest.parquet", 1 << 40), "was changed"),
    "gone": (lambda f: (f / "manifest.parquet").unlink(), "is missing"),
    "fifo": (lambda f: _replace(f / "manifest.parquet", os.mkfifo), "was changed"),
    "folder": (lambda f: _replace(f / "manifest.parquet", Path.mkdir), "was changed"),
    "link": (lambda f: _replace(f / "manifest.parquet", lambda p: p.symlink_to("/dev/zero")), "was changed"),
    "added": (lambda f: (f / "manifest.parquet2").write_bytes(b"x"), "manifest.parquet2 was added"),
}


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.timeout(20)
def test_a_change_is_named_and_nothing_hangs(run: Path, change: str) -> None:
    sealed = digests_of(run)
    make, said = CHANGES[change]
    make(run)
    assert said in damage(run, sealed)
    assert "manifest.parquet" in damage(run, sealed)


def test_of_some_files_only_those_are_compared(run: Path) -> None:
    sealed = digests_of(run)
    (run / "findings.parquet").write_bytes(b"edited")
    (run / "more.parquet").write_bytes(b"added")
    assert damage(run, sealed, {"manifest.parquet"}) == ""
    assert "findings.parquet" in damage(run, sealed, {"findings.parquet"})


def test_what_a_file_manager_leaves_behind_is_no_addition(run: Path) -> None:
    sealed = digests_of(run)
    (run / ".DS_Store").write_bytes(b"x")
    assert damage(run, sealed) == ""


def test_a_folder_that_is_gone_is_a_reason(tmp_path: Path) -> None:
    assert "cannot be listed" in damage(tmp_path / "gone", {"a": PublishedFile(sha256="0", bytes=1)})
