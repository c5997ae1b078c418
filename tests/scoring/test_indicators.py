"""From counts to a status, row by row of the product contract."""

from __future__ import annotations

import dataclasses
import math

import pytest

from readiness.catalogue import CATALOGUE
from readiness.model import Indicator, Interval, Limits, SliceValue, Status
from readiness.scoring.indicators import judge, status_of, utility, worst_slice
from readiness.scoring.intervals import wilson
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


# word for word --------------------------------------------------------------------------------------------------------


def locked(*sources: str) -> list[Row]:
    return [unmeasured(NEAR, "locked", source=name) for name in sources]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([row(NEAR, 0, 100)], ""),
        ([], "it was not measured"),
        (locked("a", "b", "c", "d", "e"), "a: locked; b: locked; c: locked; d: locked; e: locked"),
        (
            locked("a", "b", "c", "d", "e", "f", "g"),
            "a: locked; b: locked; c: locked; d: locked; e: locked; and 2 more",
        ),
        (locked("a", "b", "c", "d", "e", "f"), "a: locked; b: locked; c: locked; d: locked; e: locked; and 1 more"),
        (locked("b", "a"), "a: locked; b: locked"),
        ([unmeasured(NEAR, "no charter", source="")], "no charter"),
        ([row(NEAR, 0, 100), *locked("crm")], "measured in part only: crm: locked"),
        (
            [row(NEAR, 3, 100, population=1e6), *locked("crm")],
            (
                "estimated from 100 of 1,000,000; it takes about 457 to settle it: audit with --full, "
                "or raise resources.table_rows where tables were cut; measured in part only: crm: locked"
            ),
        ),
        ([row(NEAR, 0, 1000, population=1e6)], "estimated from 1,000 of 1,000,000"),
        ([row(NEAR, 0, 0)], "nothing to count: contracts: none among them"),
        (
            [row(NEAR, 0, 0), row(NEAR, 0, 0, source="crm")],
            "nothing to count: contracts: none among them; crm: none among them",
        ),
        ([{**row(NEAR, 0, 0), "searched": ""}], "nothing to count: no documents with enough text to compare"),
        (
            [{**row(NEAR, 0, 0), "state": "nothing_found", "reason": "none, and 3 could not be read"}],
            "contracts: none, and 3 could not be read",
        ),
        (
            [row(NEAR, 0, 100), row(NEAR, 0, 0, source="crm", population=500)],
            "measured in part only: crm: nothing of it was examined",
        ),
        (
            [row(NEAR, math.nan, 10), row(NEAR, 11, 10, source="crm")],
            "more cases were counted than were examined; the measurement is not a pair of finite counts of at least 0",
        ),
        ([row(NEAR, 0, 0.5)], "the denominator is less than one case"),
        ([row(NEAR, 0, 10, population=9)], "more was sampled than there is"),
        ([{**row(NEAR, 0, 10), "state": "guessed"}], "the measurement is in the state 'guessed'"),
        ([{**row(NEAR, 0, 10), "state": "guessed", "reason": "a guess"}], "a guess"),
    ],
)
def test_the_reason_of_a_status_is_said_word_for_word(rows: list[Row], said: str) -> None:
    assert judged(*rows).reason == said


def test_what_is_shown_and_not_judged_says_why() -> None:
    assert judged(row(NEAR, 5, 10), limits=None).reason == "shown, not judged for this use"
    assert judged(row(COST, 5, 1), code=COST, limits=None).reason == "information, not judged"


def test_a_sampled_number_that_is_no_share_cannot_be_judged() -> None:
    found = judged(row(COST, 12, 10, population=100), code=COST, limits=Limits(warn=10, fail=100, origin="test"))
    assert (found.status, found.value) == (Status.ERROR, None)
    assert found.reason == "a sampled hours has no interval, so it cannot be judged"
    part = judged(
        row(COST, 12, 10, population=100),
        unmeasured(COST, "locked", source="crm"),
        code=COST,
        limits=Limits(warn=10, fail=100, origin="test"),
    )
    assert part.status is Status.ERROR


def test_an_indicator_holds_all_that_the_catalogue_and_its_rows_say() -> None:
    spec = CATALOGUE[NEAR]
    rows = [{**row(NEAR, 6, 100), "could_not": 7}, {**row(NEAR, 0, 50, source="crm"), "looked_at": 50}]
    found = judge(spec, rows, LIMITS, overridden=True, findings=4)
    assert (found.code, found.dimension, found.title, found.remedy) == (NEAR, "uniqueness", spec.title, spec.remedy)
    assert (found.veto, found.weight, found.unit, found.better, found.effort) == (
        False,
        2,
        "share",
        "lower",
        spec.effort,
    )
    assert (found.warn, found.fail, found.origin, found.overridden, found.findings) == (0.05, 0.2, "test", True, 4)
    assert (found.numerator, found.denominator, found.value) == (6, 150, 0.04)
    assert (found.looked_at, found.could_not) == (150, 7)
    assert (found.interval, found.needed_sample, found.holds_until, found.accepted) == (None, None, None, 0)


def test_an_indicator_without_limits_shows_none() -> None:
    found = judged(row(NEAR, 6, 100), limits=None)
    assert (found.warn, found.fail, found.origin, found.overridden, found.findings) == (None, None, "", False, 0)
    assert (found.utility, found.value, found.numerator, found.denominator) == (None, 0.06, 6, 100)


@pytest.mark.parametrize(
    ("rows", "examined"),
    [
        ([row(NEAR, 6, 100)], (100, 0)),
        ([row(NEAR, 0, 0)], (None, None)),
        ([{**row(NEAR, 0, 0), "state": "nothing_found", "looked_at": 90, "could_not": 10}], (90, 10)),
        ([unmeasured(NEAR)], (None, None)),
        ([row(NEAR, math.nan, 100)], (None, None)),
        ([{**row(NEAR, 6, 100), "looked_at": None, "could_not": None}], (0, 0)),
    ],
)
def test_items_are_counted_where_some_were_examined(rows: list[Row], examined: tuple[int | None, int | None]) -> None:
    found = judged(*rows)
    assert (found.looked_at, found.could_not) == examined


def test_an_indicator_about_no_items_counts_none() -> None:
    found = judged({**row(KEYS, 0, 1), "looked_at": 5, "could_not": 1}, code=KEYS)
    assert (found.value, found.looked_at, found.could_not) == (0, None, None)


@pytest.mark.parametrize(
    ("rows", "counts"),
    [
        ([], (None, None)),
        ([row(NEAR, 0, 0)], (None, 0)),
        ([row(NEAR, math.nan, 10)], (None, None)),
        ([row(NEAR, 1, 10), *locked("crm")], (1, 10)),
        (locked("crm"), (None, 0)),
    ],
)
def test_what_has_no_value_has_no_numerator(rows: list[Row], counts: tuple[float | None, float | None]) -> None:
    found = judged(*rows)
    assert (found.numerator, found.denominator) == counts


@pytest.mark.parametrize(("failing", "status"), [(30, Status.FAIL), (10, Status.INCONCLUSIVE)])
def test_a_sample_of_a_part_keeps_its_interval(failing: int, status: Status) -> None:
    found = judged(row(NEAR, failing, 100, population=1e6), *locked("crm"))
    assert found.status is status
    assert found.interval == wilson(failing, 100)
    assert found.needed_sample is None


@pytest.mark.parametrize(
    ("low", "high", "better", "status"),
    [
        (0.0, 0.05, "lower", Status.PASS),
        (0.0, 0.06, "lower", Status.INCONCLUSIVE),
        (0.05, 0.2, "lower", Status.INCONCLUSIVE),
        (0.06, 0.2, "lower", Status.WARN),
        (0.06, 0.21, "lower", Status.INCONCLUSIVE),
        (0.2, 0.3, "lower", Status.INCONCLUSIVE),
        (0.21, 0.3, "lower", Status.FAIL),
        (0.95, 1.0, "higher", Status.PASS),
        (0.94, 1.0, "higher", Status.INCONCLUSIVE),
        (0.8, 0.94, "higher", Status.WARN),
        (0.8, 0.95, "higher", Status.INCONCLUSIVE),
        (0.79, 0.94, "higher", Status.INCONCLUSIVE),
        (0.7, 0.79, "higher", Status.FAIL),
        (0.7, 0.8, "higher", Status.INCONCLUSIVE),
    ],
)
def test_an_interval_is_judged_by_both_its_ends(low: float, high: float, better: str, status: Status) -> None:
    limits = Limits(warn=0.05, fail=0.2, origin="") if better == "lower" else Limits(warn=0.95, fail=0.8, origin="")
    assert status_of(Interval(low=low, high=high), limits, better) is status


@pytest.mark.parametrize(
    ("value", "better", "expected"),
    [
        (0.0, "lower", 1.0),
        (0.05, "lower", 1.0),
        (0.125, "lower", 0.5),
        (0.2, "lower", 0.0),
        (0.9, "lower", 0.0),
        (1.0, "higher", 1.0),
        (0.95, "higher", 1.0),
        (0.875, "higher", 0.5),
        (0.8, "higher", 0.0),
        (0.1, "higher", 0.0),
    ],
)
def test_utility_falls_from_the_warn_limit_to_the_fail_limit(value: float, better: str, expected: float) -> None:
    limits = Limits(warn=0.05, fail=0.2, origin="") if better == "lower" else Limits(warn=0.95, fail=0.8, origin="")
    assert utility(value, limits, better) == pytest.approx(expected)


def part(name: str, numerator: float, denominator: float, value: float | None = None) -> SliceValue:
    return SliceValue(
        name=name,
        numerator=numerator,
        denominator=denominator,
        value=numerator / denominator if value is None and denominator else value,
    )


@pytest.mark.parametrize(
    ("slices", "better", "worst"),
    [
        ([part("team=a", 1, 10), part("team=b", 5, 10)], "lower", "team=b"),
        ([part("team=a", 1, 10), part("team=b", 5, 10)], "higher", "team=a"),
        ([part("team=a", 0, 10), part("team=b", 0, 10)], "lower", "team=b"),
        ([part("team=b", 0, 20), part("team=a", 0, 10)], "lower", "team=b"),
        ([part("source=a", 9, 10), part("team=a", 1, 10), part("team=b", 2, 10)], "lower", "team=b"),
        ([part("source=a", 9, 10), part("source=b", 1, 10)], "lower", "source=a"),
        ([part("source=a", 9, 10), part("team=a", 1, 10)], "lower", None),
        ([part("team=a", 1, 10), part("team=b", 0, 0)], "lower", None),
        ([part("team=a", 1, 10), part("team=b", 20, 10)], "lower", None),
        ([part("team=a", 10, 10), part("team=b", 0, 10)], "lower", "team=a"),
        ([], "lower", None),
    ],
)
def test_the_worst_of_at_least_two_slices_is_named(slices: list[SliceValue], better: str, worst: str | None) -> None:
    found = worst_slice(tuple(slices), better)
    assert (found.name if found else None) == worst


def test_an_error_has_no_numbers_although_another_source_was_counted() -> None:
    found = judged(row(NEAR, math.nan, 10), row(NEAR, 3, 100, source="crm"))
    assert (found.status, found.numerator, found.denominator, found.utility) == (Status.ERROR, None, None, None)


def test_nothing_found_beside_what_could_not_be_read_is_not_measured() -> None:
    assert judged({**row(NEAR, 0, 0), "state": "nothing_found"}).status is Status.NOT_MEASURED


@pytest.mark.parametrize(("numerator", "status", "utility"), [(1000, "PASS", 1.0), (500, "FAIL", 0.0)])
def test_a_sample_of_what_had_better_be_high_is_judged_the_other_way(
    numerator: int, status: str, utility: float
) -> None:
    limits = Limits(warn=0.98, fail=0.90, origin="test")
    found = judged(row(OPENABLE, numerator, 1000, population=1e6), code=OPENABLE, limits=limits)
    assert (found.status, found.utility) == (status, utility)


def test_the_sample_that_settles_what_had_better_be_high_is_named() -> None:
    limits = Limits(warn=0.9, fail=0.8, origin="test")
    found = judged(row(OPENABLE, 95, 100, population=1e6), code=OPENABLE, limits=limits)
    assert found.status is Status.INCONCLUSIVE
    assert found.needed_sample is not None
    settled = judged(
        row(OPENABLE, 0.95 * found.needed_sample, found.needed_sample, population=1e6), code=OPENABLE, limits=limits
    )
    assert settled.status is Status.PASS
    assert found.needed_sample < 1000
