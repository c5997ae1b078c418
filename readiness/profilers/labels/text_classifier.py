"""Class probabilities of texts, each from a classifier that did not see its label.

Words, pairs of words and character n-grams are weighted by TF-IDF (Salton and Buckley 1988) and classified by
regularised least squares, whose leave-one-out predictions have a closed form (Rifkin and Lippert 2007, Notes on
Regularized Least Squares). A temperature turns its scores into probabilities (Guo et al. 2017). It needs NumPy and
SciPy, which an audit has. scikit-learn has no leave-one-out in closed form for this, and folds would need a seed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

Floats = np.ndarray[Any, np.dtype[np.float64]]
Codes = np.ndarray[Any, np.dtype[np.int64]]

CHARACTERS = 1_000
"""Only the beginning of a text is read: a class shows there, and time grows with the square (chosen by us)."""
BLOCK = 4_000
"""Texts that are compared with each other at once: 128 MB, half a minute (chosen by us)."""
RIDGE = 1.0
"""Regularisation of unit-length texts: scikit-learn's default for ridge classification."""
MAX_SHARE = 0.5
"""A term in more than half of the texts says little about a class (chosen by us, after ``max_df`` in scikit-learn)."""
_CHARACTER_GRAMS = (3, 4, 5)
_TEMPERATURES = tuple(range(1, 41))
_WORD = re.compile(r"\w+")


def out_of_sample_probabilities(texts: Sequence[str], codes: Codes, classes: int) -> Floats:
    """A row of probabilities for each text; ``codes`` are the numbers of their classes, below ``classes``."""
    scores = np.empty((len(texts), classes))
    for block in _blocks(len(texts)):
        scores[block] = _leave_one_out([texts[at] for at in block], codes[block], classes)
    return _at_best_temperature(scores, codes)


def _blocks(count: int) -> Iterator[Codes]:
    """Texts are assigned to blocks in turn, so that each block holds a share of every part of a file."""
    parts = max(1, -(-count // BLOCK))
    for part in range(parts):
        yield np.arange(part, count, parts)


def _leave_one_out(texts: Sequence[str], codes: Codes, classes: int) -> Floats:
    """Scores of each text by a classifier trained on all the others of its block."""
    from scipy.linalg import cho_factor, cho_solve

    terms = _tf_idf(texts)
    kernel = np.asarray((terms @ terms.T).todense()) + RIDGE * np.eye(len(texts))
    inverse = cho_solve(cho_factor(kernel), np.eye(len(texts)))
    wanted = np.eye(classes)[codes]
    errors: Floats = (inverse @ wanted) / np.diag(inverse)[:, None]
    return wanted - errors


def _tf_idf(texts: Sequence[str]) -> csr_matrix:
    """Texts as rows of unit length; columns are terms that occur in two texts or more."""
    from scipy.sparse import csr_matrix, diags

    vocabulary: dict[str, int] = {}
    rows, columns, counts = [], [], []
    for row, text in enumerate(texts):
        for term, count in Counter(_terms(text)).items():
            rows.append(row)
            columns.append(vocabulary.setdefault(term, len(vocabulary)))
            counts.append(1.0 + np.log(count))
    shape = (len(texts), max(len(vocabulary), 1))
    weights = csr_matrix((counts, (rows, columns)), shape=shape)
    found = np.bincount(columns, minlength=shape[1]) if columns else np.zeros(shape[1])
    useful = (found > 1) & (found <= max(MAX_SHARE * len(texts), 2))
    weights = weights @ diags(np.where(useful, np.log((1 + len(texts)) / (1 + found)) + 1, 0.0))
    lengths = np.sqrt(np.asarray(weights.multiply(weights).sum(axis=1)).ravel())
    return csr_matrix(diags(1 / np.maximum(lengths, 1e-12)) @ weights)


def _terms(text: str) -> Iterator[str]:
    words = _WORD.findall(text[:CHARACTERS].casefold())
    yield from words
    yield from map(" ".join, pairwise(words))
    for word in words:
        bounded = f"\0{word}\0"
        for length in _CHARACTER_GRAMS:
            yield from (bounded[at : at + length] for at in range(len(bounded) - length + 1))


def _at_best_temperature(scores: Floats, codes: Codes) -> Floats:
    """Probabilities at the temperature at which the given labels are most likely."""
    rows = np.arange(len(codes))
    candidates = (_softmax(scores * factor) for factor in _TEMPERATURES)
    return min(candidates, key=lambda one: float(-np.log(np.maximum(one[rows, codes], 1e-300)).mean()))


def _softmax(scores: Floats) -> Floats:
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    result: Floats = powers / powers.sum(axis=1, keepdims=True)
    return result
