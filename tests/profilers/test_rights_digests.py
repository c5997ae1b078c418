"""A value is recognised by a keyed digest, so that one false alarm can be accepted without showing it."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

from readiness.profilers import rights
from tests.profilers.stages import inputs_of, listed_row, opened_row

MAIL = "jane.roe@posteo.example"


def evidence(folder: Path, text: str, *, key: bytes = b"k" * 32, allowed: Any = False) -> dict[str, Any]:
    source = {"name": "contracts", "url": "tree", "rights": {"pii_allowed": allowed, "basis": "contract"}}
    stages = {
        "inventory": [listed_row("a.txt")],
        "profile_documents": [opened_row("a.txt", characters=len(text))],
        "document_text": [{"source": "contracts", "item": "a.txt", "text": text}],
    }
    inputs = dataclasses.replace(inputs_of(folder, stages=stages, sources=[source]), digest_key=key)
    (row,) = [row for row in rights.measure(inputs).defects.to_pylist() if row["code"] == "rights.pii"]
    found: dict[str, Any] = json.loads(row["evidence"])
    return found


def test_the_same_value_has_the_same_digest_wherever_it_is_written(tmp_path: Path) -> None:
    one = evidence(tmp_path, f"Write to {MAIL} today.")["value_digests"]
    other = evidence(tmp_path, f"{MAIL.upper()} answers.\n")["value_digests"]
    assert len(one) == 1
    assert one == other


def test_another_project_has_other_digests(tmp_path: Path) -> None:
    text = f"Write to {MAIL} today."
    assert evidence(tmp_path, text)["value_digests"] != evidence(tmp_path, text, key=b"x" * 32)["value_digests"]


def test_without_a_key_there_is_no_digest(tmp_path: Path) -> None:
    assert evidence(tmp_path, f"Write to {MAIL}.", key=b"")["value_digests"] == []


def test_more_values_than_a_waiver_can_name_have_none(tmp_path: Path) -> None:
    text = "\n".join(f"Write to jane.r{letter}e@posteo.example today." for letter in "abcdefghijklmnopqrstuvwxyz")
    assert evidence(tmp_path, text)["value_digests"] == []


def test_what_is_allowed_does_not_block(tmp_path: Path) -> None:
    text = f"Write to {MAIL} today."
    assert evidence(tmp_path, text)["blocks"]
    assert not evidence(tmp_path, text, allowed=["EMAIL_ADDRESS"])["blocks"]
    assert evidence(tmp_path, text, allowed=["PHONE_NUMBER"])["blocks"]
