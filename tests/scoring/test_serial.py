"""The scorecard as JSON: back as it was, or not at all."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from typing import Any

import pytest

from readiness.model import Scorecard
from readiness.scoring.serial import ScorecardError, from_bytes, from_json, to_bytes, to_json
from tests.scoring.requests import defect, defects, project, row, scored, waiver

NEAR = "uniqueness.near"


def card() -> Scorecard:
    """One with everything in it: intervals, slices, waivers, next steps."""
    return scored(
        row(NEAR, 3, 100, population=1e6),
        row(NEAR, 3, 100, source="crm", population=1e6),
        row("currency.stale", 90, 100),
        defects=defects(defect("currency.stale")),
        project=project(waivers=[waiver("currency.stale")]),
    ).scorecard


def test_a_scorecard_comes_back_as_it_was() -> None:
    assert from_bytes(to_bytes(card())) == card()
    assert from_json(to_json(card())) == card()


def test_bytes_are_canonical() -> None:
    content = to_bytes(card())
    fields = json.loads(content)
    assert content.decode() == json.dumps(fields, sort_keys=True, indent=1, ensure_ascii=False) + "\n"
    assert fields["grade"] == "B"
    assert len(fields["digest"]) == len(fields["run"]["seal"]) == 64


def test_text_that_is_no_unicode_survives() -> None:
    odd = dataclasses.replace(card(), headline="lone \udc80 surrogate and ümlaut")
    assert from_bytes(to_bytes(odd)) == odd


@pytest.mark.parametrize("number", [float("nan"), float("inf"), float("-inf")])
def test_a_number_that_is_not_finite_is_not_written(number: float) -> None:
    with pytest.raises(ScorecardError, match=r"scorecard\.score is not finite"):
        to_bytes(dataclasses.replace(card(), score=number))


Change = Callable[[dict[str, Any]], object]

EDITS: dict[str, tuple[Change, str]] = {
    "grade": (lambda fields: fields.update(grade="A"), "edited"),
    "a status": (lambda fields: fields["indicators"][0].update(status="FAIL"), "edited"),
    "the run's end": (lambda fields: fields["run"].update(finished_at="2026-12-01T00:00:00+00:00"), "edited"),
    "the digest": (lambda fields: fields.update(digest="0" * 64), "edited"),
    "no digest": (lambda fields: fields.pop("digest"), "edited"),
    "no seal": (lambda fields: fields["run"].pop("seal"), "edited"),
    "a version of tomorrow": (lambda fields: fields.update(schema_version="9.0"), "version"),
    "no version": (lambda fields: fields.pop("schema_version"), "version"),
    "a missing key": (lambda fields: fields.pop("blockers"), "malformed"),
    "an unknown key": (lambda fields: fields.update(extra=1), "malformed"),
    "a missing nested key": (lambda fields: fields["indicators"][0].pop("veto"), "malformed"),
    "an unknown nested key": (lambda fields: fields["provenance"].update(extra=1), "malformed"),
    "text for a number": (lambda fields: fields.update(score="0.5"), "malformed"),
    "truth for a number": (lambda fields: fields["indicators"][0].update(weight=True), "malformed"),
    "a number for truth": (lambda fields: fields["indicators"][0].update(veto=1), "malformed"),
    "an unknown grade": (lambda fields: fields.update(grade="Z"), "malformed"),
    "no date": (lambda fields: fields["waivers"][0].update(until="soon"), "malformed"),
    "an object for a list": (lambda fields: fields.update(indicators={}), "malformed"),
    "a list for an object": (lambda fields: fields.update(run=[]), "malformed"),
    "a huge number": (lambda fields: fields["sources"][0].update(items=10**30), "malformed"),
}


@pytest.mark.parametrize("edit", EDITS)
def test_an_edited_scorecard_is_refused(edit: str) -> None:
    fields = to_json(card())
    change, kind = EDITS[edit]
    change(fields)
    with pytest.raises(ScorecardError) as error:
        from_json(fields)
    assert error.value.kind == kind


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"\xff\xfe", b"null", b"[]", b'{"a": NaN}', b'{"schema_version": "1.1", "schema_version": "1.1"}'],
)
def test_what_is_no_scorecard_is_refused(content: bytes) -> None:
    with pytest.raises(ScorecardError):
        from_bytes(content)


def test_deeply_nested_json_is_refused() -> None:
    with pytest.raises(ScorecardError):
        from_bytes(b"[" * 200_000)
