"""What keeps a verdict from saying anything about the data, clause by clause."""

from __future__ import annotations

import json

import pyarrow as pa
import pytest

from readiness.model import Listing
from readiness.scoring.causes import causes
from tests.scoring.requests import defect, defects

NONE = defects()


def gone(name: str) -> Listing:
    return Listing(source=name, required=True, problem="no such folder")


def places(*names: str) -> Listing:
    return Listing(source="docs", required=True, unlisted=names)


def empty(message: str, code: str = "availability.access", **evidence: object) -> dict[str, object]:
    facts = {"kind": "empty", "required": True, **evidence}
    return defect(code, "docs", message=message, evidence=json.dumps(facts))


def test_a_source_that_was_not_reached_is_named_with_its_problem() -> None:
    assert causes([gone("docs")], NONE) == ("docs: no such folder, nothing of it was audited",)


def test_more_than_three_are_counted() -> None:
    named = ["a: no such folder, nothing of it was audited", "b: no such folder, nothing of it was audited"]
    named.append("c: no such folder, nothing of it was audited")
    assert causes([gone(name) for name in "abc"], NONE) == tuple(named)
    assert causes([gone(name) for name in "abcd"], NONE) == (*named, "and 1 more cause")


@pytest.mark.parametrize(
    ("listing", "said"),
    [
        (places("a"), "docs: a could not be listed"),
        (places("a", "b", "c"), "docs: a, b, c could not be listed"),
        (places("a", "b", "c", "d", "e"), "docs: a, b, c, and 2 more places could not be listed"),
    ],
)
def test_places_are_named_three_at_most(listing: Listing, said: str) -> None:
    assert causes([listing], NONE) == (said,)


def test_a_source_that_was_not_reached_is_all_that_is_said() -> None:
    holds_nothing = defects(empty("The source holds nothing."))
    assert causes([places("a"), gone("crm")], holds_nothing) == ("crm: no such folder, nothing of it was audited",)
    both = Listing(source="docs", required=True, problem="it broke", unlisted=("a",))
    assert causes([both], NONE) == ("docs: it broke, nothing of it was audited",)


def test_optional_sources_are_the_cause_of_nothing() -> None:
    optional = [
        Listing(source="a", required=False, problem="gone"),
        Listing(source="b", required=False, unlisted=("x",)),
    ]
    assert causes(optional, NONE) == ()


def test_places_come_before_sources_that_hold_nothing() -> None:
    said = causes([places("a")], defects(empty("The source 'crm' holds nothing...")))
    assert said == ("docs: a could not be listed", "The source 'crm' holds nothing")


@pytest.mark.parametrize("kind", ["empty", "empty_named_table", "empty_label_file"])
def test_each_kind_of_emptiness_is_a_cause(kind: str) -> None:
    assert causes([], defects(empty("Nothing.", kind=kind))) == ("Nothing",)


@pytest.mark.parametrize(
    "found",
    [
        empty("Nothing.", kind="empty_table"),
        empty("Nothing.", required=False),
        empty("Nothing.", required="yes"),
        empty("Nothing.", code="availability.openable"),
        defect("availability.access", "docs", message="Nothing.", evidence="{}"),
    ],
)
def test_other_findings_of_access_are_none(found: dict[str, object]) -> None:
    table: pa.Table = defects(found)
    assert causes([], table) == ()


def test_a_required_source_that_was_listed_wholly_is_no_cause() -> None:
    assert causes([Listing(source="docs", required=True)], NONE) == ()


def test_of_a_message_only_the_full_stop_is_left_out() -> None:
    assert causes([], defects(empty("It is called X."))) == ("It is called X",)
