"""Likeness of words and codes is the same whether all pairs are compared or only those that can be alike."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from readiness.profilers.columns.dictionary_column import Ints
from readiness.profilers.records import field_similarity, soft_tfidf, spelling
from readiness.profilers.records.record_fields import Field
from readiness.profilers.records.vocabulary import words_of

WORDS = st.lists(st.from_regex(r"[a-c0-2]{1,6}(st|th|gb)?", fullmatch=True), min_size=2, max_size=10, unique=True)
DAYS = st.dates().map(lambda day: f"{day:%d%m%Y}")
CODES = st.lists(st.one_of(DAYS, st.text("012a", max_size=9)), min_size=2, max_size=9, unique=True)


def pairs_of(size: int) -> tuple[Ints, Ints]:
    first, second = np.triu_indices(size, 1)
    return first.astype(np.int64), second.astype(np.int64)


def likeness(one: str, other: str) -> float:
    """The rule for one pair, without any shortcut."""
    longer, edits = max(len(one), len(other)), OSA.distance(one, other)
    if any(letter.isdigit() for letter in one + other):
        return spelling.SAME_NUMBER if spelling.same_number(one, other) else 0.0
    typo = 1 - edits / longer if edits <= (0 if longer < 3 else max(1, longer // spelling.LETTERS_PER_EDIT)) else 0.0
    return typo if typo >= spelling._MIN_TYPO_SIMILARITY else max(typo, spelling.short_form(one, other))


@settings(deadline=None)
@given(WORDS)
def test_words_are_as_alike_as_the_rule_for_one_pair_makes_them(texts: list[str]) -> None:
    words = words_of(pa.array(texts, pa.large_string()), np.ones(len(texts), dtype=np.int64))
    first, second = pairs_of(len(words.texts))
    expected = [likeness(words.texts[a], words.texts[b]) for a, b in zip(first, second, strict=True)]
    assert np.allclose(spelling.word_similarity(words, first, second), expected)


@settings(deadline=None)
@given(st.text("ab", max_size=30), st.text("ab", max_size=30))
def test_texts_whose_lengths_keep_them_apart_are_not_similar_without_spaces(one: str, other: str) -> None:
    close = soft_tfidf._may_be_close(np.array([len(one)]), np.array([len(other)]))[0]
    assert close or OSA.normalized_similarity(one, other) < soft_tfidf.SIMILAR_WITHOUT_SPACES


def code_likeness(one: str, other: str, *, in_use: bool) -> float:
    """The rule for one pair of dates, without any shortcut."""
    edits, shorter = OSA.distance(one, other), min(len(one), len(other))
    similarity = 0.0
    if edits == 2 and shorter >= field_similarity._TWO_EDITS_LENGTH:
        similarity = field_similarity.TWO_EDITS
    if edits == 1 and shorter >= field_similarity._ONE_EDIT_LENGTH:
        similarity = field_similarity.ONE_EDIT
    similarity = 0.0 if in_use else similarity
    if shorter >= field_similarity._ENDING_LENGTH and len(one) != len(other) and one.endswith((other,)):
        similarity = field_similarity.ENDING
    if shorter >= field_similarity._ENDING_LENGTH and len(one) != len(other) and other.endswith((one,)):
        similarity = field_similarity.ENDING
    swapped = {field_similarity._swap_pairs_of_digits(other, at) for at in (4, 0)}
    if len(one) == len(other) == 8 and one in swapped:
        similarity = max(similarity, field_similarity.ONE_EDIT)
    return similarity


@settings(deadline=None)
@given(CODES, st.data())
def test_dates_are_as_alike_as_the_rule_for_one_pair_makes_them(texts: list[str], data: st.DataObject) -> None:
    counts = np.array(data.draw(st.lists(st.integers(1, 4), min_size=len(texts), max_size=len(texts))), dtype=np.int64)
    codes = np.arange(len(texts), dtype=np.int32)
    values = pa.array(texts, pa.large_string())
    field = Field(name="d", comparison="date", decimal=False, codes=codes, values=values, counts=counts, bits=9.0)
    first, second = pairs_of(len(texts))
    in_use = np.minimum(counts[first], counts[second]) >= field_similarity.ESTABLISHED_ROWS
    triples = zip(first, second, in_use, strict=True)
    expected = [code_likeness(texts[a], texts[b], in_use=bool(used)) for a, b, used in triples]
    assert np.allclose(field_similarity._near_codes(field, first, second), expected)
