"""How alike two values are: pairs that mean the same, and pairs that do not."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from readiness.profilers.records.blocking import candidate_pairs
from readiness.profilers.records.field_similarity import AGREEMENT, DISAGREEMENT, field_similarity
from readiness.profilers.records.matching import NO_ROWS
from readiness.profilers.records.record_fields import Field, field_of, fields_of
from tests.profilers.tables import encode_values

FILLER = [
    f"{head} {tail}"
    for head in ("alder", "bright", "caldera", "drift", "eastmoor", "fenni", "galeon", "harrow", "iron", "juniper")
    for tail in ("street", "road", "centre limited", "day care", "north black", "south white", "12", "13", "lamp red")
]


def field(values: Sequence[str], others: Sequence[str] = FILLER) -> Field:
    found = field_of(encode_values([*values, *others], "value"), NO_ROWS)
    assert found is not None
    return found


def similarity(one: str, other: str) -> float:
    both = field([one, other])
    return float(field_similarity(both, both.codes[:1].astype(np.int64), both.codes[1:2].astype(np.int64))[0][0])


@pytest.mark.parametrize(
    "pair",
    [
        ("Featherstone Road", "FEATHERSTONE RD"),
        ("O'Hara Müller", "ohara muller"),
        ("Kenyatta's Day Care", "Kenyattas Daycare"),
        ("Harrington, George", "george harrington"),
        ("J. Harrington", "Jonathan Harrington"),
        ("Harrington", "Harrignton"),
        ("007 Pelican Street", "7 Pelican St"),
        ("sx123 trumpet", "sx 123 trumpet"),
    ],
)
def test_the_same_in_other_words_agrees(pair: tuple[str, str]) -> None:
    assert similarity(*pair) >= AGREEMENT


@pytest.mark.parametrize(
    "pair",
    [
        ("Product 12", "Product 13"),
        ("Pelican lamp north black", "Pelican lamp south black"),
        ("Flat 2, 1 Pelican Street", "Flat 1, 2 Pelican Street"),
        ("Harrington", "Pelican"),
        ("alder street", "bright street"),
    ],
)
def test_another_meaning_differs(pair: tuple[str, str]) -> None:
    assert similarity(*pair) < DISAGREEMENT


CODES = [f"{n:03d}{(n * 7919) % 10_000:04d}" for n in range(100, 160)]


@pytest.mark.parametrize(
    ("pair", "agree"),
    [
        (("212-5550147", "2125550147"), True),
        (("5550147", "(212) 555-0147"), True),
        (("2125550147", "2125550174"), True),
        (("2125550147", "9995550000"), False),
    ],
)
def test_codes_agree_but_for_their_signs_a_slip_or_a_prefix(pair: tuple[str, str], agree: bool) -> None:
    both = field(pair, CODES)
    assert both.comparison == "code"
    found, bits = field_similarity(both, both.codes[:1].astype(np.int64), both.codes[1:2].astype(np.int64))
    assert ((found[0] >= AGREEMENT), bits[0] > 0) == (agree, agree)


def test_codes_in_use_are_no_misprints_of_each_other() -> None:
    both = field(["SCIP-0001"] * 3 + ["SCIP-0002"] * 3, [f"HF-{n:04d}" for n in range(0, 9000, 300)])
    assert field_similarity(both, both.codes[:1].astype(np.int64), both.codes[3:4].astype(np.int64))[0][0] == 0


def test_what_is_missing_is_neither_alike_nor_different() -> None:
    both = field(["Pelican Road", ""])
    assert np.isnan(field_similarity(both, both.codes[:1].astype(np.int64), both.codes[1:2].astype(np.int64))[0][0])


WORDS = st.lists(st.sampled_from("ann bo carl st street 12 13 alder o north red".split()), min_size=1, max_size=5)


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(WORDS, WORDS)
def test_likeness_is_symmetric_and_between_nought_and_one(one: list[str], other: list[str]) -> None:
    left, right = similarity(" ".join(one), " ".join(other)), similarity(" ".join(other), " ".join(one))
    assert left == pytest.approx(right)
    assert 0 <= left <= 1 + 1e-9


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.sampled_from(FILLER), st.sampled_from(CODES)), min_size=2, max_size=30))
def test_every_pair_that_is_offered_is_offered_once_and_in_order(rows: list[tuple[str, str]]) -> None:
    fields = fields_of((encode_values(list(values), "value") for values in zip(*rows, strict=True)), aside=NO_ROWS)
    if fields:
        pairs = candidate_pairs(fields)
        offered = list(zip(pairs.first.tolist(), pairs.second.tolist(), strict=True))
        assert offered == sorted(set(offered))
        assert all(first < second for first, second in offered)
