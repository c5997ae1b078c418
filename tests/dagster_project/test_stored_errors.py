"""Dagster stores what a step raises: of an unforeseen error nothing that could quote the data."""

from __future__ import annotations

import sys
from pathlib import Path

import dagster as dg
import pytest
from dagster._utils.error import serializable_error_info_from_exc_info

from dagster_project.assets.pipeline import errors_as_failures
from readiness.errors import AuditError
from readiness.storage.store import Store

MAIL = "zara.quill77@wobblemail.de"


def stored(tmp_path: Path, error: Exception) -> str:
    """What Dagster would write down of ``error``."""
    try:
        with errors_as_failures(Store(out=tmp_path / "out", project="p")):
            raise error
    except dg.Failure as failure:
        told = serializable_error_info_from_exc_info(sys.exc_info())
        return f"{failure.description} {told.to_string()} {told.cause} {told.context}"


def test_an_unforeseen_error_is_stored_by_class_and_place_without_its_message(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("READINESS_DEBUG", raising=False)
    said = stored(tmp_path, ValueError(f"cannot convert {MAIL}"))
    assert MAIL not in said
    assert "ValueError at test_stored_errors.py" in said


def test_an_error_raised_on_purpose_keeps_its_sentence(tmp_path: Path) -> None:
    assert "run the whole audit" in stored(tmp_path, AuditError("a stage is missing", next_step="run the whole audit"))


def test_whoever_debugs_gets_the_error_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("READINESS_DEBUG", "1")
    with pytest.raises(ValueError, match="cannot convert"):
        stored(tmp_path, ValueError(f"cannot convert {MAIL}"))
