"""Why a grade is at most B: each limitation in its own words."""

from __future__ import annotations

import datetime as dt

import pytest

from readiness.census import SourceCensus
from readiness.model import Indicator, LimitChange, Listing, Status, Waiver
from readiness.scoring.limitations import limitations, statements
from tests.cards import indicator


def excluded(*places: str) -> Listing:
    return Listing(source="docs", required=True, excluded=places)


def change(**changes: object) -> LimitChange:
    facts: dict[str, object] = {
        "indicator": "uniqueness.near",
        "warn": 0.1,
        "fail": 0.3,
        "standard_warn": 0.05,
        "standard_fail": 0.2,
        "loosened": True,
        "approver": "Ada",
        "until": dt.date(2026, 12, 31),
    }
    return LimitChange(**{**facts, **changes})  # type: ignore[arg-type]


def accepting(count: int, **changes: object) -> Waiver:
    facts: dict[str, object] = {
        "indicator": "uniqueness.near",
        "reason": "known",
        "approver": "Linus",
        "until": dt.date(2027, 1, 1),
        "source": "crm",
        "accepted": count,
    }
    return Waiver(**{**facts, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("listing", "said"),
    [
        (excluded("hr"), ["hr of docs left out by its config"]),
        (excluded("a", "b", "c"), ["a, b, c of docs left out by its config"]),
        (excluded("a", "b", "c", "d"), ["a, b, c and 1 more place of docs left out by its config"]),
        (excluded("a", "b", "c", "d", "e"), ["a, b, c and 2 more places of docs left out by its config"]),
        (Listing(source="docs", required=True), []),
        (Listing(source="docs", required=False), []),
        (Listing(source="docs", required=True, problem="gone"), []),
        (
            Listing(source="docs", required=False, problem="connection refused"),
            ["the optional source docs was left out (connection refused)"],
        ),
        (
            Listing(source="docs", required=False, unlisted=("a", "b")),
            ["the optional source docs was left out (a, b could not be listed)"],
        ),
    ],
)
def test_what_a_listing_leaves_out_is_said_word_for_word(listing: Listing, said: list[str]) -> None:
    found = limitations([listing])
    assert [one.text for one in found] == said
    assert [one.source for one in found] == ["docs"] * len(said)


def test_each_kind_has_its_name_and_all_are_in_order() -> None:
    listings = [excluded("hr"), Listing(source="crm", required=False, problem="gone")]
    census = {
        "z": SourceCensus(total={"container": 3}, not_handed_on={"container": 2}),
        "a": SourceCensus(total={"container": 1}, not_handed_on={"container": 1}),
        "whole": SourceCensus(total={"container": 1}),
    }
    found = limitations(listings, census, [change()], [accepting(2)])
    assert [(one.kind, one.source, one.text) for one in found] == [
        ("accepted_findings", "crm", "2 findings of uniqueness.near accepted by Linus until 2027-01-01"),
        ("excluded_place", "docs", "hr of docs left out by its config"),
        (
            "loosened_limit",
            "",
            "uniqueness.near fails past 0.3 instead of 0.2, accepted by Ada until 2026-12-31",
        ),
        ("optional_source", "crm", "the optional source crm was left out (gone)"),
        ("unknown_members", "a", "1 of 1 containers of a not opened, their members unknown"),
        ("unknown_members", "z", "2 of 3 containers of z not opened, their members unknown"),
    ]


def test_a_looser_warning_is_said_as_one() -> None:
    (one,) = limitations([], changes=[change(fail=0.2)])
    assert one.text == "uniqueness.near warns past 0.1 instead of 0.05, accepted by Ada until 2026-12-31"


@pytest.mark.parametrize("of_no_weight", [change(loosened=False), change(state="expired")])
def test_limits_that_are_not_looser_or_do_not_hold_limit_nothing(of_no_weight: LimitChange) -> None:
    assert limitations([], changes=[of_no_weight]) == ()


def test_one_finding_is_one() -> None:
    (one,) = limitations([], waivers=[accepting(1)])
    assert one.text == "1 finding of uniqueness.near accepted by Linus until 2027-01-01"


@pytest.mark.parametrize("of_no_weight", [accepting(0), accepting(3, state="expired"), accepting(3, state="void")])
def test_a_waiver_that_accepts_nothing_now_limits_nothing(of_no_weight: Waiver) -> None:
    assert limitations([], waivers=[of_no_weight]) == ()


def examined(code: str, looked_at: int | None, could_not: int | None) -> Indicator:
    return indicator(code, Status.PASS, looked_at=looked_at, could_not=could_not)


def test_a_statement_says_over_how_much_content_was_judged() -> None:
    found = [
        examined("rights.pii_basis", 1000, 234),
        examined("rights.secrets", 0, 5),
        examined("rights.owner", 1, 1),
    ]
    assert statements(found) == (
        "personal data: 1,000 of 1,234 items scanned, the rest is not handed on",
        "secrets: 0 of 5 items scanned, the rest is not handed on",
    )


def test_where_all_was_scanned_or_nothing_was_counted_there_is_nothing_to_state() -> None:
    assert statements([examined("rights.pii_basis", 10, 0), examined("rights.secrets", None, None)]) == ()
