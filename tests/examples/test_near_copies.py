"""Planted relatives are as alike as the key says, and nothing else is alike."""

from __future__ import annotations

import itertools
import random
from collections import Counter

import pytest

from examples.enterprise_maker.near_copies import containment, jaccard, shingles
from tests.examples.conftest import Enterprise

NEAR = 0.8
UNRELATED = 0.5
SAMPLE = 140


def texts(enterprise: Enterprise) -> dict[str, frozenset[tuple[str, ...]]]:
    return {item: shingles(text) for item, text in enterprise.answers.texts.items()}


def test_jaccard_counts_shared_five_grams() -> None:
    a, b = shingles("one two three four five six"), shingles("One two three four five seven")
    assert len(a) == len(b) == 2
    assert jaccard(a, b) == pytest.approx(1 / 3)
    assert containment(shingles("one two three four five"), a) == 1.0


def test_planted_pairs_have_the_stated_likeness(broken: Enterprise) -> None:
    found = texts(broken)
    relations = Counter(pair["relation"] for pair in broken.key["pairs"])
    assert set(relations) == {"exact_duplicate", "near_duplicate", "contained_in", "older_version_of"}
    for pair in broken.key["pairs"]:
        a, b = (found[f"{pair[f'source_{side}']}/{pair[f'item_{side}']}"] for side in "ab")
        measured = containment(a, b) if pair["relation"] == "contained_in" else jaccard(a, b)
        assert measured == pytest.approx(pair["similarity"], abs=0.02), pair
        assert measured >= NEAR


def test_near_duplicates_lie_between_copies_and_strangers(broken: Enterprise) -> None:
    retyped = [pair for pair in broken.key["pairs"] if "_retyped." in pair["item_a"]]
    assert [pair["relation"] for pair in retyped] == ["near_duplicate"] * 8
    assert all(0.85 <= pair["similarity"] <= 0.95 for pair in retyped)


def test_versions_of_a_family_are_dated_and_the_older_one_comes_first(broken: Enterprise) -> None:
    versions = [pair for pair in broken.key["pairs"] if pair["relation"] == "older_version_of"]
    assert len(versions) == 7
    for pair in versions:
        older, newer = (str(pair[name]).rpartition("_")[2][:10] for name in ("item_a", "item_b"))
        assert older < newer


@pytest.mark.parametrize("which", ["broken", "repaired"])
def test_texts_that_are_no_planted_relatives_are_clearly_different(which: str, request: pytest.FixtureRequest) -> None:
    enterprise: Enterprise = request.getfixturevalue(which)
    planted = {
        frozenset((f"{pair['source_a']}/{pair['item_a']}", f"{pair['source_b']}/{pair['item_b']}"))
        for pair in enterprise.key["pairs"]
    }
    found = texts(enterprise)
    sample = random.Random(7).sample(sorted(found), k=SAMPLE)
    alike = [
        (a, b)
        for a, b in itertools.combinations(sample, 2)
        if frozenset((a, b)) not in planted and jaccard(found[a], found[b]) >= UNRELATED
    ]
    assert alike == []
