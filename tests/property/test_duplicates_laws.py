"""Laws of the duplicate search: engines agree with brute force; order and copies change nothing they should not."""

import re
from itertools import combinations
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from readiness.near_duplicate_search.api import near_duplicates
from readiness.near_duplicate_search.exact_join import (
    CONTAINMENT_MAX_RATIO,
    CONTAINMENT_MIN_WORDS,
    contained_pairs,
    similar_pairs,
)
from readiness.near_duplicate_search.lsh import banded_pairs
from readiness.near_duplicate_search.shingle_frequency import MemoryBudget
from readiness.near_duplicate_search.shingling import shingle_sets
from readiness.near_duplicate_search.signature_source import HeldSets
from readiness.near_duplicate_search.text_sets import TextSets

Pair = tuple[int, int]

LETTERS = st.sampled_from("abcdefghij")


@st.composite
def corpora(draw: st.DrawFn, longest: int = 40) -> list[str]:
    """Texts of which many are edits, excerpts or copies of one another."""
    texts: list[list[str]] = []
    for _ in range(draw(st.integers(0, 10))):
        words = draw(st.lists(LETTERS, max_size=longest))
        if draw(st.booleans()) and texts:
            words = list(draw(st.sampled_from(texts)))
            start = draw(st.integers(0, 3))
            words = words[start:] + draw(st.lists(LETTERS, max_size=3))
        texts.append(words)
    return [" ".join(words) for words in texts]


def shingles(text: str) -> set[tuple[str, ...]]:
    """The definition, written as plainly as can be."""
    words = re.findall(r"\w+", text.lower())
    if len(words) < 5:
        return {tuple(words)} if words else set()
    return {tuple(words[start : start + 5]) for start in range(len(words) - 4)}


def brute(texts: list[str], threshold: float) -> dict[Pair, float]:
    sets = [shingles(text) for text in texts]
    alike = {
        (a, b): len(sets[a] & sets[b]) / len(sets[a] | sets[b])
        for a, b in combinations(range(len(texts)), 2)
        if sets[a] and sets[b]
    }
    return {pair: similarity for pair, similarity in alike.items() if similarity >= threshold - 1e-12}


def found(texts: list[str], **options: Any) -> dict[Pair, float]:
    table = near_duplicates(texts, **options)
    pairs = zip(table["item_a"].to_pylist(), table["item_b"].to_pylist(), strict=True)
    return dict(zip(pairs, table["similarity"].to_pylist(), strict=True))


@given(corpora(), st.sampled_from([0.3, 0.5, 0.8, 0.9, 1.0]))
@settings(deadline=None, max_examples=150)
def test_the_exact_engine_finds_what_brute_force_finds(texts: list[str], threshold: float) -> None:
    assert brute(texts, threshold) == found(texts, threshold=threshold)


@given(corpora(), st.sampled_from([0.5, 0.8, 1.0]))
@settings(deadline=None, max_examples=80, derandomize=True)
def test_the_lsh_engine_invents_nothing_and_misses_nothing_clear(texts: list[str], threshold: float) -> None:
    made, true = found(texts, threshold=threshold, engine="lsh"), brute(texts, threshold)
    assert made.items() <= true.items()
    assert {pair for pair, similarity in true.items() if similarity >= threshold + 0.1} <= made.keys()


@given(corpora(longest=120), st.sampled_from([0.7, 0.9, 1.0]))
@settings(deadline=None, max_examples=80)
def test_containment_agrees_with_brute_force(texts: list[str], share: float) -> None:
    sets = shingle_sets(texts)
    made = contained_pairs(TextSets.of(sets), sets.words, share, np.arange(len(texts)))
    plain = [shingles(text) for text in texts]
    expected = {
        (a, b)
        for a in range(len(texts))
        for b in range(len(texts))
        if len(texts[a].split()) >= CONTAINMENT_MIN_WORDS
        and len(plain[a]) < len(plain[b]) <= CONTAINMENT_MAX_RATIO * len(plain[a])
        and len(plain[a] & plain[b]) >= share * len(plain[a]) - 1e-9
    }
    assert expected == set(zip(made.first.tolist(), made.second.tolist(), strict=True))


@given(corpora(longest=120), st.sampled_from([2, 4]))
@settings(deadline=None, max_examples=60)
def test_passes_over_ranges_of_hashes_find_the_same_pairs(texts: list[str], passes: int) -> None:
    sets, rank = shingle_sets(texts), np.arange(len(texts))
    whole, bounded = TextSets.of(sets), TextSets.of(sets, MemoryBudget(counter_bytes=1 << 11, passes=passes))
    similar = [similar_pairs(one, 0.8, rank) for one in (whole, bounded)]
    contained = [contained_pairs(one, sets.words, 0.9, rank) for one in (whole, bounded)]
    for expected, made in (similar, contained):
        assert expected.first.tolist() == made.first.tolist()
        assert expected.second.tolist() == made.second.tolist()
        assert expected.similarity.tolist() == made.similarity.tolist()


@given(corpora(), st.sampled_from(["exact", "lsh"]))
@settings(deadline=None, max_examples=80)
def test_large_groups_leave_pairs_out_but_never_a_member_without_a_similar_keeper(
    texts: list[str], engine: str
) -> None:
    sets = shingle_sets(texts)
    compared, rank = TextSets.of(sets), np.arange(len(texts))
    if engine == "exact":
        whole, capped = similar_pairs(compared, 0.8, rank), similar_pairs(compared, 0.8, rank, cap=2)
    else:
        whole, capped = (banded_pairs(HeldSets(compared, rank), 0.8, cap) for cap in (1000, 2))
    every = set(zip(whole.first.tolist(), whole.second.tolist(), strict=True))
    fewer = set(zip(capped.first.tolist(), capped.second.tolist(), strict=True))
    assert fewer <= every
    assert len(every - fewer) <= capped.skipped
    assert {item for pair in every for item in pair} == {item for pair in fewer for item in pair}


@given(corpora(), st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=60)
def test_the_order_of_the_texts_does_not_matter(texts: list[str], random: Any) -> None:
    order = list(range(len(texts)))
    random.shuffle(order)
    shuffled = found([texts[place] for place in order])
    back = {tuple(sorted((order[a], order[b]))): similarity for (a, b), similarity in shuffled.items()}
    assert found(texts) == back


def copies(texts: list[str]) -> int:
    """Texts that are left out: all that are not the keeper of their cluster."""
    rows = near_duplicates(texts).to_pylist()
    return len({item for row in rows for item in (row["item_a"], row["item_b"]) if item != row["keeper"]} - kept(rows))


def kept(rows: list[dict[str, Any]]) -> set[int]:
    return {row["keeper"] for row in rows}


@given(corpora(), st.data())
@settings(deadline=None, max_examples=80)
def test_adding_a_copy_never_lowers_the_share_of_copies(texts: list[str], data: st.DataObject) -> None:
    filled = [text for text in texts if text.strip()]
    if filled:
        added = [*filled, data.draw(st.sampled_from(filled))]
        assert copies(filled) / len(filled) <= copies(added) / len(added)
