"""Fixtures that several rooms share: a quiet home of one's own, and a small project that is ready to start."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.small_project import make_project


@pytest.fixture
def quiet_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working directory and DAGSTER_HOME of one's own, so that no test sees another's audits."""
    root = tmp_path / "root"
    root.mkdir()
    monkeypatch.chdir(root)
    monkeypatch.setenv("READINESS_ROOT", str(root))
    monkeypatch.setenv("DAGSTER_HOME", str(root / ".dagster"))
    return root


@pytest.fixture
def small_project(quiet_home: Path) -> Path:
    """The YAML of a project of a dozen documents and one table that audits to grade A or B."""
    return make_project(quiet_home)
