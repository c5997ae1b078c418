"""Temporary files of an audit lie in one folder, which goes with it, or with the next audit where it was killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from readiness.storage.work_folder import UNLOCKED_SECONDS, work_folder

HOLD = """
import time
from readiness.storage.work_folder import work_folder
with work_folder() as folder:
    print(folder, flush=True)
    time.sleep(60)
"""


@pytest.fixture
def base(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "tmp"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr(tempfile, "tempdir", None)
    return folder


def holder(base: Path) -> tuple[subprocess.Popen[str], Path]:
    """A process that is inside a work folder, and that folder."""
    environment = {**os.environ, "TMPDIR": str(base)}
    process = subprocess.Popen([sys.executable, "-c", HOLD], env=environment, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    return process, Path(process.stdout.readline().strip())


def test_every_temporary_file_of_this_process_and_its_children_lies_in_it(base: Path) -> None:
    with work_folder() as folder:
        assert folder.parent == base
        assert folder.stat().st_mode & 0o777 == 0o700
        assert tempfile.gettempdir() == str(folder)
        child = [sys.executable, "-c", "import tempfile; print(tempfile.gettempdir())"]
        assert subprocess.run(child, capture_output=True, text=True, check=True).stdout.strip() == str(folder)
        (Path(tempfile.mkdtemp()) / "left").touch()
    assert [path for path in base.iterdir() if not path.name.startswith("pymp-")] == []
    assert tempfile.gettempdir() == str(base)
    assert os.environ["TMPDIR"] == str(base)


def test_it_goes_when_the_audit_breaks(base: Path) -> None:
    with pytest.raises(ZeroDivisionError), work_folder():
        raise ZeroDivisionError
    assert list(base.glob("readiness-*")) == []


def test_inside_one_there_is_no_second(base: Path) -> None:
    with work_folder() as outer:
        with work_folder() as inner:
            assert inner == outer
        assert outer.is_dir()


def test_the_folder_of_a_killed_process_goes_with_the_next_audit_and_that_of_a_living_one_stays(base: Path) -> None:
    killed, left = holder(base)
    living, held = holder(base)
    try:
        killed.send_signal(signal.SIGKILL)
        killed.wait(timeout=20)
        assert left.is_dir()
        assert len(list(base.glob("pymp-*"))) == 2
        with work_folder():
            assert not left.exists()
            assert held.is_dir()
            assert len(list(base.glob("pymp-*"))) == 1
    finally:
        living.kill()
        living.wait(timeout=20)


def test_a_folder_that_has_no_lock_yet_is_spared_until_it_is_old(base: Path) -> None:
    young, old = (base / f"readiness-work-{os.getuid()}-{name}" for name in ("young", "old"))
    young.mkdir()
    old.mkdir()
    long_ago = time.time() - UNLOCKED_SECONDS - 60
    os.utime(old, (long_ago, long_ago))
    with work_folder():
        assert (young.is_dir(), old.is_dir()) == (True, False)


def test_other_folders_and_links_are_never_removed(base: Path, tmp_path: Path) -> None:
    target = tmp_path / "data"
    target.mkdir()
    (base / f"readiness-work-{os.getuid()}-link").symlink_to(target)
    (base / "pytest-of-somebody").mkdir()
    with work_folder():
        pass
    assert target.is_dir()
    assert (base / "pytest-of-somebody").is_dir()
