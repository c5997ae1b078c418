"""``content.self_recall``: whether a passage of a document finds its own document among all texts of the project.

A lexical floor, not a forecast of a retrieval system: the passage is taken word for word, and texts are ranked by
Okapi BM25 (Robertson and Zaragoza 2009) as Lucene weighs it. A document that even its own words do not find lies among
near copies, forms or wording that all share. The passages are a sample with a fixed order; all texts are searched.

Only words of the sampled passages are counted, so that memory holds no index of the corpus; the scores are those of an
index of all words (held against the library bm25s by a test).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from scipy.sparse import csr_matrix

from readiness.profilers.base import Inputs
from readiness.profilers.content.search_terms import FEWEST_TERMS, READ_CHARACTERS, order_of, passage_of, terms

SAMPLE = 200
"""Passages per source; half the width of a 95 % interval is then at most 7 points. Chosen by us."""
TOP = 5
"""Texts among which the own document must be: about what a prompt takes. Chosen by us."""
K1, B = 1.5, 0.75
"""The usual parameters of BM25."""
_QUERIES_AT_ONCE = 32
_NAMED = 3

Key = tuple[str, str]
"""``(source, item)``."""
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchedText:
    """A text that takes part: its length in terms, and the terms of its passage."""

    key: Key
    length: int
    passage: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The result of one passage: ``better`` texts score higher than its own, the first of them in ``outranked_by``."""

    key: Key
    better: int
    terms: int
    outranked_by: tuple[Key, ...]

    @property
    def is_found(self) -> bool:
        return self.better < TOP


def read_texts(inputs: Inputs, opened: frozenset[Key]) -> list[SearchedText]:
    """The texts of ``FEWEST_TERMS`` words or more among ``opened``, in the order of ``document_text``."""
    return [text for text in inputs.map_texts(_read_batch) if text.key in opened]


def _read_batch(batch: pa.RecordBatch) -> list[SearchedText]:
    found = []
    for source, item, text in _rows(batch):
        length = sum(1 for _ in terms(text))
        if length >= FEWEST_TERMS:
            passage = passage_of(text, order_of(source, item))
            found.append(SearchedText(key=(source, item), length=length, passage=passage))
    return found


def _rows(batch: pa.RecordBatch) -> Iterator[tuple[str, str, str]]:
    for source, item, text in zip(*(batch[name].to_pylist() for name in ("source", "item", "text")), strict=True):
        yield source, item, text[:READ_CHARACTERS]


def draw(texts: Sequence[SearchedText], size: int = SAMPLE) -> list[SearchedText]:
    """At most ``size`` texts of each source, the same in every audit."""
    taken: Counter[str] = Counter()
    drawn = []
    for text in sorted(texts, key=lambda one: (order_of(*one.key), one.key)):
        if taken[text.key[0]] < size:
            taken[text.key[0]] += 1
            drawn.append(text)
    return drawn


def search(inputs: Inputs, texts: Sequence[SearchedText], asked: Sequence[SearchedText]) -> Iterator[Answer]:
    """Rank all ``texts`` for the passage of each of ``asked``. A text that scores the same is no better one."""
    numbers = {term: number for number, term in enumerate(sorted({term for one in asked for term in one.passage}))}
    places = {text.key: place for place, text in enumerate(texts)}
    weights = _weights(_counts(inputs, places, numbers), np.array([text.length for text in texts], dtype=np.float64))
    for first in range(0, len(asked), _QUERIES_AT_ONCE):
        group = asked[first : first + _QUERIES_AT_ONCE]
        scores = (weights @ _queries(group, numbers)).toarray()
        for column, one in enumerate(group):
            yield _answer(one, scores[:, column], places[one.key], texts)


def _counts(inputs: Inputs, places: Mapping[Key, int], numbers: Mapping[str, int]) -> csr_matrix:
    """Counts of each term of ``numbers`` (columns) in each text (rows)."""
    rows: list[npt.NDArray[np.int32]] = []
    columns: list[npt.NDArray[np.int32]] = []
    counts: list[npt.NDArray[np.float64]] = []
    for key, found, often in inputs.map_texts(partial(_count_batch, numbers)):
        if key in places:
            rows.append(np.full(len(found), places[key], dtype=np.int32))
            columns.append(found)
            counts.append(often)
    if not rows:
        return csr_matrix((len(places), len(numbers)))
    whole = (np.concatenate(counts), (np.concatenate(rows), np.concatenate(columns)))
    return csr_matrix(whole, shape=(len(places), len(numbers)))


def _count_batch(
    numbers: Mapping[str, int], batch: pa.RecordBatch
) -> list[tuple[Key, npt.NDArray[np.int32], npt.NDArray[np.float64]]]:
    results = []
    for source, item, text in _rows(batch):
        counted = Counter(number for term in terms(text) if (number := numbers.get(term)) is not None)
        found = np.fromiter(counted, dtype=np.int32, count=len(counted))
        often = np.fromiter(counted.values(), dtype=np.float64, count=len(counted))
        results.append(((source, item), found, often))
    return results


def _weights(counts: csr_matrix, lengths: Floats) -> csr_matrix:
    """BM25 of each term in each text, as Lucene has it: the factor ``k1 + 1``, which ranks nothing, is left out."""
    holding = np.bincount(counts.indices, minlength=counts.shape[1])
    rarity = np.log1p((len(lengths) - holding + 0.5) / (holding + 0.5))
    norms = K1 * (1 - B + B * lengths / max(1.0, float(lengths.mean()) if len(lengths) else 1.0))
    of_row = np.repeat(norms, np.diff(counts.indptr))
    data = rarity[counts.indices] * counts.data / (counts.data + of_row)
    return csr_matrix((data, counts.indices, counts.indptr), shape=counts.shape)


def _queries(group: Sequence[SearchedText], numbers: Mapping[str, int]) -> csr_matrix:
    cells = [(numbers[term], column) for column, one in enumerate(group) for term in sorted(one.passage)]
    rows, columns = np.array(cells).T if cells else np.zeros((2, 0), dtype=np.int64)
    return csr_matrix((np.ones(len(cells)), (rows, columns)), shape=(len(numbers), len(group)))


def _answer(one: SearchedText, scores: Floats, own: int, texts: Sequence[SearchedText]) -> Answer:
    better = np.flatnonzero(scores > scores[own] * (1 + 1e-9))
    first = better[np.lexsort((better, -scores[better]))][:_NAMED]
    return Answer(
        key=one.key,
        better=len(better),
        terms=len(one.passage),
        outranked_by=tuple(texts[place].key for place in first),
    )
