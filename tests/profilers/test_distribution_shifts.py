"""Shifts of the distribution of a column along a series."""

from __future__ import annotations

import math
import random
from collections.abc import Callable

import numpy as np
import pyarrow as pa
import pytest

from readiness.model import Event
from readiness.profilers.format_drift import drift
from readiness.profilers.format_drift.value_shares import QUANTILES, ShareCounter

Draw = Callable[[random.Random, int], list[str]]


def events(draw: Draw, members: int = 10, rows: int = 400) -> list[Event]:
    """The distribution events of one text column; ``draw`` makes the cells of the member at a place."""
    rng = random.Random(7)
    cells = [draw(rng, at)[:rows] for at in range(members)]
    found = drift([(f"{at:02}", pa.table({"cell": one})) for at, one in enumerate(cells)])
    return [event for event in found if event.kind == "distribution"]


def numbers(middle: float, wide: float = 5.0) -> Callable[[random.Random], list[str]]:
    return lambda rng: [f"{rng.gauss(middle, wide):.2f}" for _ in range(400)]


def words(*weights: float) -> Callable[[random.Random], list[str]]:
    return lambda rng: rng.choices(["rot", "grün", "blau", "gelb"][: len(weights)], weights, k=400)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (numbers(50), numbers(62)),
        (numbers(50, 4), numbers(50, 16)),
        (words(5, 3, 2), words(1, 3, 6)),
        (words(6, 4), words(3, 2, 0, 5)),
    ],
    ids=["place", "scale", "shares", "a new category"],
)
def test_a_shift_is_found_at_its_first_member_with_what_carries_it(
    before: Callable[[random.Random], list[str]], after: Callable[[random.Random], list[str]]
) -> None:
    [event] = events(lambda rng, at: (after if at >= 6 else before)(rng))
    assert (event.at, event.previous, event.evidence["n_from"], event.evidence["n_to"]) == ("06", "05", 400, 400)
    assert event.evidence["psi"] >= 0.25


def test_decimal_commas_are_numbers() -> None:
    [event] = events(
        lambda rng, at: [f"{rng.gauss(90 if at >= 6 else 50, 5):.2f}".replace(".", ",") for _ in range(400)]
    )
    assert (event.evidence["values"], round(event.evidence["from"], -1)) == ("numbers", 50)


def test_few_rows_carry_no_shift() -> None:
    assert events(lambda rng, at: numbers(62 if at >= 6 else 50)(rng), rows=60) == []


@pytest.mark.parametrize(
    "draw",
    [
        lambda rng, at: [f"{rng.gauss(15 - 12 * math.cos(at * math.pi / 6), 5):.1f}" for _ in range(400)],
        lambda rng, at: [str(at * 400 + n) for n in range(400)],
        lambda rng, at: [str(rng.randint(at * 200, at * 200 + 900)) for _ in range(400)],
        lambda rng, at: [str(at % 12 + 1)] * 400,
        lambda rng, at: [f"{rng.gauss(rng.choice([30, 50, 70]), 5):.1f}" for _ in range(400)],
        lambda rng, at: [f"{rng.gauss((at * 37) % 50, 5):.1f}" for _ in range(400)],
        lambda rng, at: [f"{1 + n % 28:02}.{at % 12 + 1:02}.2024" for n in range(400)],
        lambda rng, at: numbers(90 if at % 12 in {6, 7, 8} else 30)(rng),
    ],
    ids=["months", "ids", "counter", "label", "mixture", "restless", "dates", "summers"],
)
def test_a_season_seen_before_growth_and_restless_columns_are_no_shifts(draw: Draw) -> None:
    assert events(draw, members=36) == []


def test_a_column_written_in_another_way_is_a_pattern_and_no_shift() -> None:
    rng = random.Random(3)
    codes = [
        [f"AB-{rng.randint(1, 9)}" if at < 4 else f"{rng.randint(1, 9)}/AB" for _ in range(300)] for at in range(7)
    ]
    found = drift([(str(at), pa.table({"cell": one})) for at, one in enumerate(codes)])
    assert {event.kind for event in found if event.at == "4"} == {"pattern"}


def test_one_pass_in_batches_gives_the_quantiles_of_all_rows() -> None:
    rng = np.random.default_rng(1)
    values = rng.normal(0, 30, 30_000)
    counter = ShareCounter()
    for part in np.split(values, 10):
        counter.add_typed(pa.array(part))
    found = counter.shares(distinct=30_000)
    assert found.count == 30_000
    assert np.allclose(found.quantiles, np.quantile(values, QUANTILES), rtol=0.03, atol=0.3)


def test_memory_is_bounded_by_bins_and_categories() -> None:
    counter = ShareCounter()
    for part in range(20):
        texts = [f"{part * 1000 + n}.5" for n in range(1000)]
        counter.add_texts(pa.array(texts, pa.large_string()), np.ones(1000, dtype=np.int64))
    assert (len(counter.categories), len(counter.bins) < 500) == (0, True)
