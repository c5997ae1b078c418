"""Measure rows added up: what was counted, what nobody could count, and what does not add up."""

from __future__ import annotations

import math
import random

import pyarrow as pa
import pytest

from readiness.catalogue import CATALOGUE
from readiness.errors import AuditError
from readiness.scoring.aggregation import Tally, require_known, rows_by_indicator, tally
from readiness.scoring.intervals import Stratum
from tests.scoring.requests import Row, measures, row, unmeasured

NEAR, COST = "uniqueness.near", "sufficiency.cost"
LARGEST = 2.0**53


def tallied(*rows: Row, code: str = NEAR) -> Tally:
    return tally(CATALOGUE[code], list(rows))


def test_each_counted_row_is_a_stratum_and_empty_ones_are_none() -> None:
    found = tallied(row(NEAR, 1, 10), row(NEAR, 2, 20, source="crm", population=90), row(NEAR, 0, 0, source="docs"))
    assert found.strata == (
        Stratum(numerator=1, sample=10, population=10),
        Stratum(numerator=2, sample=20, population=90),
    )
    assert (found.rows, found.denominator, found.is_sampled) == (3, 30, True)


def test_numbers_come_from_counts_and_of_uneven_samples_from_the_estimate() -> None:
    whole = tallied(row(NEAR, 1, 10), row(NEAR, 3, 10, source="crm"))
    assert (whole.value, whole.numerator, whole.is_sampled) == (0.2, 4, False)
    one = tallied(row(NEAR, 3, 10, population=100))
    assert (one.value, one.numerator, one.is_sampled) == (0.3, 3, True)
    uneven = tallied(row(NEAR, 10, 10), row(NEAR, 0, 10, source="crm", population=90))
    assert [uneven.value, uneven.numerator] == pytest.approx([0.1, 2.0])
    nothing = tallied(row(NEAR, 0, 0))
    assert (nothing.value, nothing.numerator, nothing.denominator) == (None, None, 0)


def test_why_nobody_measured_is_kept_by_source() -> None:
    found = tallied(
        unmeasured(NEAR, "locked"),
        row(NEAR, 0, 0, source="crm", population=9),
        row(NEAR, 0, 0, source="docs", population=0),
        row(NEAR, 0, 0, source="mail"),
        row(NEAR, 0, 5, source="wiki", population=9),
    )
    assert found.unmeasured == {"contracts": "locked", "crm": "nothing of it was examined"}


def test_what_was_searched_and_what_could_not_be_read_is_named_with_its_source() -> None:
    found = tallied(
        {**row(NEAR, 0, 0, source="crm"), "searched": "no text"},
        {**row(NEAR, 0, 0, source=""), "searched": "none at all"},
        {**row(NEAR, 0, 0, source="docs"), "searched": ""},
        {**row(NEAR, 1, 9, source="wiki"), "searched": "not named where something was counted"},
        {**row(NEAR, 0, 0, source="mail"), "state": "nothing_found", "reason": "3 could not be read"},
        {**row(NEAR, 0, 0, source="box"), "state": "nothing_found", "reason": "4 could not be read"},
    )
    assert found.searched == ("crm: no text", "none at all")
    assert found.nothing_found == ("box: 4 could not be read", "mail: 3 could not be read")


def test_items_are_added_up_over_sources_and_not_over_slices() -> None:
    rows = [{**row(NEAR, 1, 9), "could_not": 2}, {**row(NEAR, 1, 9, source="crm"), "looked_at": 7, "could_not": 1}]
    part = {**row(NEAR, 1, 9, part="team=x"), "looked_at": 50, "could_not": 50}
    found = tallied(*rows, part)
    assert (found.looked_at, found.could_not, found.rows) == (107, 3, 2)


def test_a_broken_row_leaves_no_slices_and_each_problem_is_named_once() -> None:
    bad = [row(NEAR, math.nan, 10, source=name) for name in ("contracts", "crm")]
    found = tallied(*bad, row(NEAR, 1, 10, source="docs"), row(NEAR, 9, 5, source="mail"))
    assert found.broken == (
        "more cases were counted than were examined",
        "the measurement is not a pair of finite counts of at least 0",
    )
    assert (found.slices, found.strata) == ((), (Stratum(numerator=1, sample=10, population=10),))


@pytest.mark.parametrize(
    ("numerator", "denominator", "population", "broken"),
    [
        (0, 0, None, False),
        (0, 1, None, False),
        (0, 0.99, None, True),
        (1, 1, 1, False),
        (1, 1, 0, True),
        (2, 1, None, True),
        (0, LARGEST, None, False),
        (0, LARGEST * 2, None, True),
        (0, 1, LARGEST * 2, True),
        (-1, 1, None, True),
    ],
)
def test_what_can_be_a_count(numerator: float, denominator: float, population: float | None, broken: bool) -> None:
    assert bool(tallied(row(NEAR, numerator, denominator, population=population)).broken) is broken


def test_hours_are_no_part_of_anything() -> None:
    assert tallied(row(COST, 12, 1), code=COST).broken == ()


def test_slices_are_summed_by_name_sources_first() -> None:
    found = tallied(
        row(NEAR, 1, 10, source="crm"),
        row(NEAR, 2, 10),
        row(NEAR, 3, 10, part="team=b"),
        row(NEAR, 4, 10, source="crm", part="team=b"),
        row(NEAR, 0, 0, part="team=a"),
        row(NEAR, 9, 10, source=""),
        unmeasured(NEAR, source="docs"),
    )
    assert [(part.name, part.numerator, part.denominator, part.value) for part in found.slices] == [
        ("source=contracts", 2, 10, 0.2),
        ("source=crm", 1, 10, 0.1),
        ("team=a", 0, 0, None),
        ("team=b", 7, 20, 0.35),
    ]


def test_the_order_of_the_measures_does_not_matter() -> None:
    rows = [
        row(NEAR, 1, 10),
        row(NEAR, 1, 11),
        row(NEAR, 2, 10),
        row(NEAR, 1, 10, source="crm"),
        row(NEAR, 1, 10, part="team=x"),
        unmeasured(NEAR, "b"),
        unmeasured(NEAR, "a"),
        row("uniqueness.exact", 1, 10),
    ]
    shuffled = list(rows)
    random.Random(7).shuffle(shuffled)
    one, other = rows_by_indicator(measures(rows)), rows_by_indicator(measures(shuffled))
    assert one == other == rows_by_indicator(measures(reversed(rows)))
    assert set(one) == {NEAR, "uniqueness.exact"}
    assert [
        (r["source"], r["slice"], r["state"], r["reason"], r["numerator"], r["denominator"]) for r in one[NEAR]
    ] == [
        ("contracts", "", "measured", "", 1, 10),
        ("contracts", "", "measured", "", 1, 11),
        ("contracts", "", "measured", "", 2, 10),
        ("contracts", "", "not_measured", "a", None, None),
        ("contracts", "", "not_measured", "b", None, None),
        ("contracts", "team=x", "measured", "", 1, 10),
        ("crm", "", "measured", "", 1, 10),
    ]


def test_a_measure_of_no_indicator_says_which_and_what_to_do() -> None:
    table: pa.Table = measures([row("uniqueness.neer", 0, 1)])
    with pytest.raises(AuditError) as error:
        rows_by_indicator(table)
    assert error.value.what == (
        "a stage measured 'uniqueness.neer', which is not an indicator; did you mean 'uniqueness.near'?"
    )
    assert error.value.where == "measures and defects"
    assert error.value.next_step == "correct the profiler's code or add the indicator to the catalogue"


def test_planned_indicators_are_known() -> None:
    require_known(["availability.level", NEAR])
