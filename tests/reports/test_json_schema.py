"""The published JSON Schema is current and describes exactly what is written."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest

from readiness.model import Grade
from readiness.scoring.serial import to_bytes
from reports.json_schema import PUBLISHED, text
from tests.cards import card

SCHEMA = json.loads(PUBLISHED.read_text(encoding="utf-8"))


def written() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(to_bytes(card(Grade.C)))
    return found


def test_the_published_schema_is_current() -> None:
    assert PUBLISHED.read_text(encoding="utf-8") == text()


def test_a_written_scorecard_holds_to_the_schema() -> None:
    jsonschema.validate(written(), SCHEMA)


@pytest.mark.parametrize("change", [{"grade": "Z"}, {"extra": 1}, {"schema_version": "0"}, {"indicators": [{}]}])
def test_the_schema_refuses_what_is_not_a_scorecard(change: dict[str, Any]) -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**written(), **change}, SCHEMA)
