"""From counts to a status, row by row of the product contract."""

from __future__ import annotations

import dataclasses
import math

import pytest

from readiness.catalogue import CATALOGUE
from readiness.model import Indicator, Limits, Status
from readiness.scoring.indicators import judge
from tests.scoring.requests import Row, row, unmeasured

LIMITS = Limits(warn=0.05, fail=0.20, origin="test")
NEAR = "uniqueness.near"  # lower is better, no veto
OPENABLE = "availability.openable"  # higher is better
KEYS = "rights.owner"  # a veto
COST = "sufficiency.cost"  # hours


def judged(*rows: Row, code: str = NEAR, limits: Limits | None = LIMITS) -> Indicator:
    return judge(CATALOGUE[code], list(rows), limits)


@pytest.mark.parametrize(
    ("numerator", "status", "utility"),
    [(0, "PASS", 1.0), (5, "PASS", 1.0), (6, "WARN", 14 / 15), (20, "WARN", 0.0), (21, "FAIL", 0.0)],
)
def test_a_value_on_a_limit_has_not_passed_it(numerator: int, status: str, utility: float) -> None:
    found = judged(row(NEAR, numerator, 100))
    assert (found.status, found.value) == (status, numerator / 100)
    assert found.utility == pytest.approx(utility)
    assert found.interval is None


@pytest.mark.parametrize(
    ("numerator", "status"), [(100, "PASS"), (98, "PASS"), (97, "WARN"), (90, "WARN"), (89, "FAIL")]
)
def test_where_higher_is_better_the_limits_count_the_other_way(numerator: int, status: str) -> None:
    limits = Limits(warn=0.98, fail=0.90, origin="test")
    assert judged(row(OPENABLE, numerator, 100), code=OPENABLE, limits=limits).status == status


def test_sources_are_summed() -> None:
    found = judged(row(NEAR, 1, 10), row(NEAR, 9, 90, source="crm"))
    assert (found.numerator, found.denominator, found.value) == (10, 100, 0.1)


def test_sources_and_slices_are_told_apart_and_slices_do_not_count_twice() -> None:
    found = judged(
        row(NEAR, 1, 50),
        row(NEAR, 9, 50, source="crm"),
        row(NEAR, 4, 10, part="department=legal"),
        row(NEAR, 4, 10, source="crm", part="department=legal"),
    )
    assert found.denominator == 100
    assert [(part.name, part.value) for part in found.slices] == [
        ("source=contracts", 0.02),
        ("source=crm", 0.18),
        ("department=legal", 0.4),
    ]
    assert found.worst_slice is not None
    assert found.worst_slice.name == "department=legal"


def test_one_bad_item_of_one_does_not_outrank_half_of_a_thousand() -> None:
    found = judged(row(NEAR, 1, 1, part="team=tiny"), row(NEAR, 500, 1000, part="team=large"), row(NEAR, 501, 1001))
    assert found.worst_slice is not None
    assert found.worst_slice.name == "team=large"


def test_a_single_slice_has_no_worst() -> None:
    assert judged(row(NEAR, 1, 10)).worst_slice is None


def test_nothing_to_count_is_not_applicable_and_has_no_value() -> None:
    found = judged(row(NEAR, 0, 0))
    assert (found.status, found.value, found.utility) == (Status.NOT_APPLICABLE, None, None)


def test_no_row_means_that_nobody_measured_it() -> None:
    found = judged()
    assert (found.status, found.value, found.reason) == (Status.NOT_MEASURED, None, "it was not measured")


def test_slice_rows_alone_measure_nothing_overall() -> None:
    assert judged(row(NEAR, 0, 10, part="department=legal")).status is Status.NOT_MEASURED


def test_all_sources_unmeasured_is_not_measured_with_the_reason() -> None:
    found = judged(unmeasured(NEAR, "locked", source="crm"))
    assert (found.status, found.reason) == (Status.NOT_MEASURED, "crm: locked")


@pytest.mark.parametrize(("numerator", "status"), [(0, "INCONCLUSIVE"), (10, "INCONCLUSIVE"), (30, "FAIL")])
def test_measured_in_part_is_never_a_pass_and_fails_if_it_fails_already(numerator: int, status: str) -> None:
    found = judged(row(NEAR, numerator, 100), unmeasured(NEAR, "locked", source="crm"))
    assert found.status == status
    assert "crm: locked" in found.reason


def test_a_veto_measured_in_part_is_not_measured() -> None:
    found = judged(row(KEYS, 0, 1), unmeasured(KEYS, source="crm"), code=KEYS)
    assert found.status is Status.NOT_MEASURED


def test_nothing_in_one_source_and_the_other_unmeasured_is_not_measured() -> None:
    assert judged(row(NEAR, 0, 0), unmeasured(NEAR, source="crm")).status is Status.NOT_MEASURED


def test_a_broken_measurement_of_one_source_is_an_error() -> None:
    found = judged(row(NEAR, 0, 100), unmeasured(NEAR, "KeyError at x.py:3", source="crm", state="error"))
    assert (found.status, found.value, found.reason) == (Status.ERROR, None, "KeyError at x.py:3")


@pytest.mark.parametrize(
    ("numerator", "denominator"),
    [
        (math.nan, 10),
        (0, math.nan),
        (math.inf, 10),
        (0, math.inf),
        (-1, 10),
        (0, -10),
        (11, 10),
        (1, 0),
        (None, 10),
        (0, None),
        (0, 1e300),
        (0, 0.5),
    ],
)
def test_what_is_no_count_is_an_error_and_never_a_pass(numerator: float | None, denominator: float | None) -> None:
    found = judged(row(NEAR, numerator, denominator), row(NEAR, 0, 100, source="crm"))
    assert (found.status, found.value, found.utility) == (Status.ERROR, None, None)


@pytest.mark.parametrize("population", [5, math.nan, -1])
def test_a_population_smaller_than_its_sample_is_an_error(population: float) -> None:
    assert judged(row(NEAR, 0, 10, population=population)).status is Status.ERROR


def test_an_unknown_state_is_an_error() -> None:
    assert judged({**row(NEAR, 0, 10), "state": "guessed"}).status is Status.ERROR


def test_a_broken_slice_is_an_error_too() -> None:
    assert judged(row(NEAR, 0, 10), row(NEAR, math.nan, 10, part="team=x")).status is Status.ERROR


@pytest.mark.parametrize(
    ("numerator", "sample", "status"),
    [(0, 1000, "PASS"), (3, 100, "INCONCLUSIVE"), (100, 1000, "WARN"), (30, 100, "FAIL"), (25, 100, "INCONCLUSIVE")],
)
def test_a_sampled_rate_is_judged_by_its_whole_interval(numerator: int, sample: int, status: str) -> None:
    found = judged(row(NEAR, numerator, sample, population=1_000_000))
    assert found.status == status
    assert found.interval is not None
    assert (found.needed_sample is not None) == (status == "INCONCLUSIVE")


@pytest.mark.parametrize(("sample", "population", "enough"), [(9, 10, "all of them"), (100, 1_000_000, "about ")])
def test_a_sample_that_settles_nothing_says_what_does(sample: int, population: int, enough: str) -> None:
    found = judged(row(NEAR, 0.03 * sample, sample, population=population))
    assert found.status is Status.INCONCLUSIVE
    assert f"it takes {enough}" in found.reason
    assert "audit with --full, or raise resources.table_rows" in found.reason


def test_a_sample_of_everything_is_a_census() -> None:
    found = judged(row(NEAR, 5, 100, population=100))
    assert (found.status, found.interval) == (Status.PASS, None)


def test_an_unread_source_of_known_size_was_not_measured() -> None:
    found = judged(row(NEAR, 0, 100), row(NEAR, 0, 0, source="crm", population=500))
    assert found.status is Status.INCONCLUSIVE
    assert "crm" in found.reason


def test_value_is_numerator_over_denominator_also_when_sources_were_sampled_unevenly() -> None:
    found = judged(row(NEAR, 100, 100, population=100), row(NEAR, 0, 10, source="crm", population=900))
    assert found.value == pytest.approx(0.1)
    assert found.numerator is not None
    assert found.denominator == 110
    assert found.numerator / found.denominator == pytest.approx(found.value)


def test_information_is_shown_and_not_judged() -> None:
    found = judged(row(COST, 12, 1), code=COST, limits=None)
    assert (found.status, found.value, found.utility) == (Status.NOT_APPLICABLE, 12, None)
    assert found.reason == "information, not judged"


def test_a_use_that_does_not_judge_an_indicator_still_shows_it() -> None:
    spec = dataclasses.replace(CATALOGUE[NEAR], applies_to=frozenset({"training"}))
    found = judge(spec, [row(NEAR, 50, 100)], None)
    assert (found.status, found.value) == (Status.NOT_APPLICABLE, 0.5)


def test_hours_may_exceed_their_denominator() -> None:
    limits = Limits(warn=10, fail=100, origin="test")
    assert judged(row(COST, 12, 1), code=COST, limits=limits).status is Status.WARN


def test_a_step_stands_where_warn_and_fail_meet() -> None:
    limits = Limits(warn=0.1, fail=0.1, origin="test")
    assert [
        (judged(row(NEAR, n, 100), limits=limits).status, judged(row(NEAR, n, 100), limits=limits).utility)
        for n in (10, 11)
    ] == [
        (Status.PASS, 1.0),
        (Status.FAIL, 0.0),
    ]
