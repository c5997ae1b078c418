"""Measures are held against the census: a missing row, a wrong sum or an empty count is never a pass."""

from __future__ import annotations

from typing import Any

import pytest

from readiness.catalogue import CATALOGUE
from readiness.census import SourceCensus
from readiness.model import Grade, Indicator, Listing, Status
from readiness.scoring.scorecard import ScoreResult, score
from tests.scoring.requests import (
    Row,
    all_good,
    census,
    check,
    checks,
    everywhere,
    indicator,
    measures,
    project,
    request,
    row,
    scored,
    unmeasured,
)

NEAR, EXACT, REVIEWS, SCHEMA = "uniqueness.near", "uniqueness.exact", "currency.review_overdue", "format.schema_drift"
TEN_UNREADABLE = {"document": 10, "table": 10, "item": 10}


def examined(code: str, numerator: float, denominator: float, **changes: Any) -> Row:
    return {**row(code, numerator, denominator), **changes}


def closed(**counts: int) -> dict[str, SourceCensus]:
    """The usual census with items that could not be read in ``contracts``."""
    found = census()
    contracts = SourceCensus(total=found["contracts"].total, not_handed_on={**TEN_UNREADABLE, **counts})
    return {**found, "contracts": contracts}


def without(code: str, source: str) -> ScoreResult:
    """Everything good, and no row of one indicator for one source."""
    rows = [one for one in everywhere(all_good()) if (one["indicator"], one["source"]) != (code, source)]
    return score(request(None, measures=measures(rows)))


@pytest.mark.parametrize("code", [code for code, spec in CATALOGUE.items() if spec.scope == "every source"])
def test_a_row_that_is_missing_for_one_source_opens_no_gate(code: str) -> None:
    result = without(code, "crm")
    assert indicator(result, code).status is not Status.PASS
    assert result.scorecard.grade is Grade.U


def test_a_missing_row_makes_the_rest_of_its_stage_unbelievable() -> None:
    result = without(EXACT, "crm")
    near = indicator(result, NEAR)
    assert near.status is Status.ERROR
    assert "the stage duplicates does not add up" in near.reason


def test_another_stage_is_believed_still() -> None:
    assert indicator(without(EXACT, "crm"), "content.empty").status is Status.PASS


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"looked_at": 99}, "99 documents are accounted for, 100 were listed"),
        ({"looked_at": 101}, "101 documents are accounted for"),
        ({"looked_at": 60, "could_not": 50}, "110 documents are accounted for"),
        ({"looked_at": None}, "does not state how many documents"),
        ({"could_not": None}, "does not state how many documents"),
        ({"looked_at": 110, "could_not": -10}, "does not state how many documents"),
        ({"looked_at": 0, "could_not": 100}, "no document was examined"),
    ],
)
def test_items_that_do_not_add_up_are_an_error(changes: Row, said: str) -> None:
    result = scored({**row(NEAR, 0, 90), **changes}, census=closed(document=100))
    assert indicator(result, NEAR).status is Status.ERROR
    assert said in indicator(result, NEAR).reason
    assert result.scorecard.grade is Grade.U


def test_a_denominator_must_be_what_the_stage_files_hold() -> None:
    counted = {
        **census(),
        "contracts": SourceCensus(total=census()["contracts"].total, counts={"documents opened": 90}),
    }
    others = [row("currency.withdrawn", 0, 90), row("currency.invalid", 0, 90)]
    wrong = scored(row("currency.undated", 0, 1), *others, census=counted)
    right = scored(row("currency.undated", 0, 90), *others, census=counted)
    assert "its denominator is 1, the stage files hold 90" in indicator(wrong, "currency.undated").reason
    assert indicator(wrong, "currency.withdrawn").status is Status.ERROR  # of the same stage
    assert indicator(right, "currency.undated").status is Status.PASS


def test_a_charter_has_four_fields_whoever_counts_them() -> None:
    assert indicator(scored(row("purpose.charter", 0, 1)), "purpose.charter").status is Status.ERROR


def test_a_sample_may_name_the_whole_as_its_population() -> None:
    counted = {**census(), "contracts": SourceCensus(total=census()["contracts"].total, counts={"cells read": 900})}
    result = scored(row("validity.missing_values", 0, 100, population=900), census=counted)
    assert indicator(result, "validity.missing_values").status is Status.PASS


def test_items_that_cannot_be_read_are_no_gap_in_what_is_handed_on() -> None:
    found = indicator(scored(examined(NEAR, 0, 90, looked_at=90, could_not=10), census=closed()), NEAR)
    assert (found.status, found.looked_at, found.could_not) == (Status.PASS, 190, 10)


def test_readable_items_that_were_passed_over_leave_it_open() -> None:
    result = scored(examined(NEAR, 0, 80, looked_at=80, could_not=20), census=closed())
    assert indicator(result, NEAR).status is Status.INCONCLUSIVE
    assert "10 of 100 documents could be read and were not examined" in indicator(result, NEAR).reason


def test_a_veto_over_readable_items_that_were_passed_over_is_unknown() -> None:
    result = scored(examined(SCHEMA, 0, 5, looked_at=80, could_not=20), census=closed())
    assert indicator(result, SCHEMA).status is Status.NOT_MEASURED
    assert result.scorecard.grade is Grade.U


def test_nothing_to_count_needs_to_say_what_was_searched_for() -> None:
    said = scored(examined(REVIEWS, 0, 0, searched="no document that states a review date among 100 documents"))
    silent = scored(examined(REVIEWS, 0, 0, searched=""))
    assert indicator(said, REVIEWS).status is Status.NOT_APPLICABLE
    assert "no document that states a review date" in indicator(said, REVIEWS).reason
    assert indicator(silent, REVIEWS).status is Status.NOT_MEASURED


def test_nothing_found_beside_unreadable_items_is_not_measured_and_caps_the_grade() -> None:
    result = scored(examined(REVIEWS, 0, 0, looked_at=90, could_not=10, searched="no review date"), census=closed())
    found = indicator(result, REVIEWS)
    assert (found.status, found.looked_at) == (Status.NOT_MEASURED, 190)
    assert "10 could not be read" in found.reason
    assert result.scorecard.grade is Grade.B


def test_what_is_counted_in_another_source_is_judged_although_one_had_nothing_to_count() -> None:
    nothing = examined(REVIEWS, 0, 0, looked_at=90, could_not=10, searched="no review date")
    result = scored(nothing, row(REVIEWS, 1, 50, source="crm"), census=closed())
    assert (indicator(result, REVIEWS).status, indicator(result, REVIEWS).value) == (Status.PASS, 0.02)


def test_a_veto_with_nothing_to_count_among_what_is_handed_on_does_not_apply() -> None:
    result = scored(examined(SCHEMA, 0, 0, looked_at=90, could_not=10, searched="no series"), census=closed())
    assert indicator(result, SCHEMA).status is Status.NOT_APPLICABLE


def test_a_source_without_tables_needs_no_search_for_them() -> None:
    bare = {**census(), "contracts": SourceCensus(total={"document": 100, "item": 100})}
    rows = [
        {**one, "looked_at": 0, "numerator": 0.0, "denominator": 0.0, "searched": ""}
        if one["source"] == "contracts" and CATALOGUE[one["indicator"]].subject == "table"
        else one
        for one in everywhere(all_good())
    ]
    result = score(request(None, measures=measures(rows), census=bare))
    assert indicator(result, SCHEMA).status is Status.NOT_APPLICABLE
    assert result.scorecard.grade is Grade.A


def test_the_same_count_twice_is_an_error() -> None:
    twice = [*everywhere(all_good()), row(NEAR, 0, 100)]
    assert indicator(score(request(None, measures=measures(twice))), NEAR).status is Status.ERROR


def test_a_source_that_the_project_does_not_have_is_an_error() -> None:
    foreign = [*everywhere(all_good()), row(NEAR, 0, 100, source="elsewhere")]
    assert indicator(score(request(None, measures=measures(foreign))), NEAR).status is Status.ERROR


def unreached(result: ScoreResult) -> list[Indicator]:
    return [one for one in result.scorecard.indicators if CATALOGUE[one.code].scope == "every source"]


@pytest.mark.parametrize(
    "listing",
    [
        Listing(source="contracts", required=True, problem="no such folder"),
        Listing(source="contracts", required=True, unlisted=("hr/private",)),
    ],
)
def test_a_required_source_that_was_not_listed_wholly_is_unknown(listing: Listing) -> None:
    access = row("availability.access", 1, 1)
    result = scored(access, listings=(listing,))
    assert indicator(result, "availability.access").status is Status.FAIL
    assert {one.status for one in unreached(result)} <= {
        Status.INCONCLUSIVE,
        Status.NOT_MEASURED,
        Status.NOT_APPLICABLE,
    }
    assert result.scorecard.grade is Grade.U


def test_access_may_not_pass_where_the_listing_broke() -> None:
    listing = Listing(source="contracts", required=True, unlisted=("hr",))
    found = indicator(scored(row("availability.access", 0, 1), listings=(listing,)), "availability.access")
    assert found.status is Status.ERROR


def test_an_optional_source_that_was_not_read_wholly_takes_no_part_and_caps_the_grade() -> None:
    listing = Listing(source="crm", required=False, problem="connection refused")
    failing = {**row(NEAR, 90, 100, source="crm")}
    result = scored(row(NEAR, 0, 100), failing, listings=(listing,))
    assert (indicator(result, NEAR).status, indicator(result, NEAR).denominator) == (Status.PASS, 100)
    assert result.scorecard.grade is Grade.B
    assert "the optional source crm was left out (connection refused)" in result.scorecard.headline


def test_containers_that_did_not_open_cap_the_grade() -> None:
    found = census()
    contracts = SourceCensus(total={**found["contracts"].total, "container": 3}, not_handed_on={"container": 1})
    result = scored(census={**found, "contracts": contracts})
    assert result.scorecard.grade is Grade.B
    assert "1 of 3 containers of contracts not opened, their members unknown" in result.scorecard.headline


def test_the_card_says_over_what_personal_data_was_judged() -> None:
    result = scored(examined("rights.pii_basis", 0, 1, looked_at=90, could_not=10), census=closed())
    assert result.scorecard.statements == ("personal data: 190 of 200 items scanned, the rest is not handed on",)


def test_every_count_that_the_catalogue_names_is_known() -> None:
    from readiness.scoring.reconciliation import _DECLARED

    known = {
        *(
            "items",
            "items fetched",
            "files opened",
            "documents opened",
            "documents opened, scans apart",
            "paged documents",
        ),
        *("rows read", "cells read", "columns", "at least texts and tables"),
        *("series", "columns of series", "deliveries expected", "items to be labelled", "items labelled"),
        *("labels given", "label rows", "classes"),
    }
    named = {spec.counts for spec in CATALOGUE.values() if spec.counts and not spec.counts.isdigit()}
    assert named <= known | _DECLARED.keys()


def test_each_stage_has_a_count_that_no_profiler_can_make_up() -> None:
    """Of a stage that holds none, a profiler could claim a census of one case."""
    anchored = {spec.measured_by for spec in CATALOGUE.values() if spec.counts}
    assert {spec.measured_by for spec in CATALOGUE.values()} - anchored == {"expectation_results"}


def test_a_project_without_required_sources_has_nothing_to_reach() -> None:
    optional = project(sources=[{"name": name, "url": "x", "required": False} for name in ("contracts", "crm")])
    rows = all_good(row("availability.access", 0, 0, source=""))
    result = score(request(rows, project=optional))
    assert indicator(result, "availability.access").status is Status.NOT_APPLICABLE


def test_a_search_of_texts_must_cover_each_of_them() -> None:
    counted = {
        **census(),
        "contracts": SourceCensus(total=census()["contracts"].total, counts={"texts and tables": 90}),
    }
    few, enough = (scored(row("rights.secrets", 0, cases), census=counted) for cases in (89, 90))
    assert "it scanned 89, the stage files hold at least 90" in indicator(few, "rights.secrets").reason
    assert indicator(few, "rights.pii_basis").status is Status.ERROR
    assert indicator(enough, "rights.secrets").status is Status.PASS


def test_a_source_whose_only_tables_cannot_be_read_leaves_the_others_judged() -> None:
    found = census()
    broken = SourceCensus(total=found["crm"].total, not_handed_on={"table": 100})
    unread = unmeasured("uniqueness.rows", "none of the source's tables could be read", source="crm")
    result = scored(row("uniqueness.rows", 0, 100), unread, census={**found, "crm": broken})
    assert indicator(result, "uniqueness.rows").status is Status.PASS


# word for word --------------------------------------------------------------------------------------------------------


def reason(result: ScoreResult, code: str) -> str:
    return indicator(result, code).reason


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"looked_at": 99}, "99 documents are accounted for, 100 were listed"),
        ({"looked_at": None}, "it does not state how many documents were examined"),
        ({"could_not": -1}, "it does not state how many documents were examined"),
        ({"looked_at": -1}, "it does not state how many documents were examined"),
        ({"looked_at": 0, "could_not": 100}, "it counts 90, but no document was examined"),
        ({"looked_at": 0, "could_not": 100, "denominator": 1}, "it counts 1, but no document was examined"),
    ],
)
def test_a_row_that_contradicts_the_census_says_how_word_for_word(changes: Row, said: str) -> None:
    result = scored({**row(NEAR, 0, 90), **changes}, census=closed(document=100))
    stage = f"the stage duplicates does not add up ({NEAR} of contracts: {said})"
    assert (reason(result, NEAR), reason(result, EXACT)) == (f"{said}; {stage}", stage)
    assert (indicator(result, NEAR).status, indicator(result, EXACT).status) == (Status.ERROR, Status.ERROR)


def test_a_missing_row_is_named_with_its_source_and_stops_its_stage() -> None:
    result = without(EXACT, "crm")
    assert reason(result, EXACT) == (f"the stage duplicates does not add up ({EXACT} of crm: no count was left)")
    assert reason(result, NEAR) == f"the stage duplicates does not add up ({EXACT} of crm: no count was left)"
    assert indicator(result, EXACT).value is None


def test_a_missing_row_of_the_project_is_named_without_a_source() -> None:
    rows = [one for one in everywhere(all_good()) if one["indicator"] != "sufficiency.volume"]
    result = score(request(None, measures=measures(rows)))
    assert reason(result, "sufficiency.coverage") == (
        "the stage sufficiency does not add up (sufficiency.volume: no count was left)"
    )
    assert reason(result, "sufficiency.volume") == "the audit has no count of it"
    assert indicator(result, "sufficiency.volume").status is Status.NOT_MEASURED


def test_two_counts_of_one_source_are_an_error_and_two_reasons_are_none() -> None:
    twice = scored(row(NEAR, 0, 100), row(NEAR, 0, 100))
    said = f"the stage duplicates does not add up ({NEAR} of contracts: it was counted more than once)"
    assert (indicator(twice, NEAR).status, reason(twice, EXACT)) == (Status.ERROR, said)
    reasons = scored(row(NEAR, 0, 100), unmeasured(NEAR, "two are locked"), unmeasured(NEAR, "three are damaged"))
    assert indicator(reasons, EXACT).status is Status.PASS


def test_a_count_of_a_source_that_the_project_does_not_have_is_an_error_without_a_name() -> None:
    result = scored(row(NEAR, 0, 100), row(NEAR, 0, 100, source="elsewhere"))
    said = f"the stage duplicates does not add up ({NEAR}: it was measured for a source that the project does not have)"
    assert (reason(result, NEAR), reason(result, EXACT)) == (said, said)


def test_a_charter_with_another_number_of_fields_says_both_numbers() -> None:
    said = "its denominator is 1, the stage files hold 4"
    assert said in reason(scored(row("purpose.charter", 0, 1)), "purpose.charter")


@pytest.mark.parametrize(
    ("needs", "items", "status"),
    [
        ({"items": 100}, 100, Status.PASS),
        ({"items": 100, "labelled": 20}, 120, Status.PASS),
        ({"items": 100, "labelled": 20}, 100, Status.ERROR),
        ({"labelled": 20}, 20, Status.PASS),
        ({"items": 100}, 1, Status.ERROR),
    ],
)
def test_volume_is_counted_over_what_the_charter_needs(needs: dict[str, int], items: int, status: Status) -> None:
    wanted = project(charter={"owner": {"name": "Ada"}, "needs": needs})
    assert indicator(scored(row("sufficiency.volume", items, items), project=wanted), "sufficiency.volume").status is (
        status
    )


@pytest.mark.parametrize(
    ("claims", "given", "status"),
    [
        ({"items": 50}, 50, Status.PASS),
        ({"rows": 70}, 70, Status.PASS),
        ({"items": 50, "rows": 70}, 70, Status.PASS),
        ({"items": 50, "rows": 70}, 50, Status.PASS),
        ({"items": 50}, 1, Status.ERROR),
        ({"items": 0, "rows": 70}, 0, Status.ERROR),
        ({}, 1, Status.ERROR),
    ],
)
def test_what_was_delivered_is_counted_over_what_its_owner_claims(
    claims: dict[str, int], given: int, status: Status
) -> None:
    sources = [{"name": "crm", "url": "crm", "required": False}, {"name": "contracts", "url": "x", "claims": claims}]
    result = scored(row("availability.delivered", given, given), project=project(sources=sources))
    assert indicator(result, "availability.delivered").status is status


def test_coverage_is_counted_over_the_cells_that_the_charter_needs() -> None:
    wanted = project(charter={"owner": {"name": "Ada"}, "needs": {"cells": {"year": ">=2025"}}})
    right, wrong = (scored(row("sufficiency.coverage", 0, cells), project=wanted) for cells in (2, 3))
    assert indicator(right, "sufficiency.coverage").status is Status.PASS
    assert "its denominator is 3, the stage files hold 2" in reason(wrong, "sufficiency.coverage")


def test_each_optional_and_required_source_is_asked_for_its_own_row() -> None:
    missing = scored(row("availability.access", 0, 1, source="crm"))
    assert "(availability.access of contracts: no count was left)" in reason(missing, "availability.delivered")
    optional = scored(row("availability.access", 0, 1), row("availability.access", 1, 1, source="crm"))
    assert indicator(optional, "availability.access").status is Status.PASS


def test_a_required_source_that_was_not_reached_is_why_nothing_of_it_was_measured() -> None:
    gone = Listing(source="contracts", required=True, problem="no such folder")
    result = scored(row("availability.access", 1, 1), listings=(gone,))
    assert reason(result, NEAR) == "contracts: no such folder"
    assert indicator(result, "availability.access").status is Status.FAIL


def test_places_that_could_not_be_listed_are_named_three_at_most() -> None:
    places = Listing(source="contracts", required=True, unlisted=("a", "b", "c", "d"))
    result = scored(row("availability.access", 1, 1), listings=(places,))
    assert "contracts: a, b, c could not be listed" in reason(result, NEAR)


def test_access_counted_as_reached_names_what_broke() -> None:
    listing = Listing(source="contracts", required=True, unlisted=("hr",))
    result = scored(row("availability.access", 0, 1), listings=(listing,))
    said = "availability.access of contracts: it counts the source as reached, but hr could not be listed"
    assert said in reason(result, "availability.delivered")


def test_an_optional_source_with_places_that_could_not_be_listed_takes_no_part() -> None:
    listing = Listing(source="crm", required=False, unlisted=("hr",))
    result = scored(row(NEAR, 0, 100), row(NEAR, 90, 100, source="crm"), listings=(listing,))
    assert (indicator(result, NEAR).status, indicator(result, NEAR).denominator) == (Status.PASS, 100)
    whole = scored(
        row(NEAR, 0, 100), row(NEAR, 90, 100, source="crm"), listings=(Listing(source="crm", required=False),)
    )
    assert indicator(whole, NEAR).denominator == 200


def test_a_search_that_is_not_named_is_not_measured_and_says_so() -> None:
    assert reason(scored(examined(REVIEWS, 0, 0, searched="")), REVIEWS) == (
        "contracts: it does not state what was searched for"
    )


def test_nothing_found_says_what_was_searched_for_and_what_could_not_be_read() -> None:
    result = scored(examined(REVIEWS, 0, 0, looked_at=90, could_not=10, searched="no review date"), census=closed())
    assert reason(result, REVIEWS) == "contracts: no review date, and 10 could not be read"


def test_a_scan_that_is_too_short_says_how_much_it_scanned() -> None:
    counted = {
        **census(),
        "contracts": SourceCensus(total=census()["contracts"].total, counts={"texts and tables": 90}),
    }
    result = scored(row("rights.secrets", 0, 10, population=89), census=counted)
    said = "rights.secrets of contracts: it scanned 89, the stage files hold at least 90"
    assert said in reason(result, "rights.pii_basis")


def test_the_first_doubt_of_a_stage_is_the_one_that_is_named() -> None:
    result = scored(examined(EXACT, 0, 90, looked_at=1), examined(NEAR, 0, 90, looked_at=2), census=closed())
    assert f"({EXACT} of contracts: 1 items are accounted for, 100 were listed)" in reason(
        result, "content.boilerplate"
    )


def test_a_required_source_that_was_listed_wholly_is_measured() -> None:
    whole = Listing(source="contracts", required=True)
    assert indicator(scored(row(NEAR, 0, 100), listings=(whole,)), NEAR).status is Status.PASS


def test_expectations_are_counted_whatever_they_are_counted_over() -> None:
    result = scored(checks=checks(check("one"), check("two", "failed")))
    assert (indicator(result, "validity.expectations").numerator, result.scorecard.grade) == (1, Grade.D)


def test_of_a_source_of_which_nothing_was_listed_nothing_may_be_counted() -> None:
    assert "100 documents are accounted for, 0 were listed" in reason(scored(row(NEAR, 0, 100), census={}), NEAR)
    assert indicator(scored(unmeasured(NEAR), census={}), NEAR).status is Status.ERROR


@pytest.mark.parametrize("unread", [1, 100])
def test_a_veto_over_tables_that_cannot_be_read_is_unknown_whatever_another_source_says(unread: int) -> None:
    found = census()
    broken = SourceCensus(total=found["contracts"].total, not_handed_on={"table": unread})
    rows = (unmeasured(SCHEMA, "none of the tables could be read"), row(SCHEMA, 0, 5, source="crm"))
    result = scored(*rows, census={**found, "contracts": broken})
    assert (indicator(result, SCHEMA).status, result.scorecard.grade) == (Status.NOT_MEASURED, Grade.U)


@pytest.mark.parametrize(("numerator", "denominator"), [(None, 10), (0, None), (-1, 10), (0, -10)])
def test_what_is_no_count_is_an_error_with_its_own_reason(numerator: float | None, denominator: float | None) -> None:
    result = scored(row(NEAR, numerator, denominator))
    said = "the measurement is not a pair of finite counts of at least 0"
    assert (indicator(result, NEAR).status, reason(result, NEAR)) == (Status.ERROR, said)
    assert indicator(result, EXACT).status is Status.PASS


def test_a_row_of_the_project_beside_those_of_its_sources_is_no_contradiction() -> None:
    assert indicator(scored(row(NEAR, 0, 100), row(NEAR, 0, 0, source="")), NEAR).status is Status.PASS


def test_every_source_without_a_row_is_named() -> None:
    rows = [one for one in everywhere(all_good()) if one["indicator"] != EXACT]
    result = score(request(None, measures=measures(rows)))
    assert reason(result, EXACT) == ("contracts: the audit has no count of it; crm: the audit has no count of it")


def test_a_source_in_which_nothing_was_listed_has_nothing_to_count() -> None:
    there = {"crm": census()["crm"]}
    rows = [
        {**one, "looked_at": 0, "numerator": 0.0, "denominator": 0.0}
        if one["source"] == "contracts" and CATALOGUE[one["indicator"]].subject
        else one
        for one in everywhere(all_good())
    ]
    result = score(request(None, measures=measures(rows), census=there))
    assert indicator(result, "currency.undated").status is Status.NOT_APPLICABLE
    assert [one.code for one in result.scorecard.indicators if one.status is Status.ERROR] == []


@pytest.mark.parametrize("passed_over", [1, 10])
def test_readable_items_that_were_passed_over_are_counted_with_their_source(passed_over: int) -> None:
    result = scored(examined(NEAR, 0, 90, looked_at=100 - passed_over, could_not=passed_over))
    said = f"contracts: {passed_over} of 100 documents could be read and were not examined"
    assert (indicator(result, NEAR).status, reason(result, NEAR)) == (
        Status.INCONCLUSIVE,
        f"measured in part only: {said}",
    )
