"""Precision and recall of an answer against the true pairs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

I64 = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """``of`` names what was counted: pairs, pairs within clusters, or texts that were removed."""

    of: str
    found: int
    precision: float
    recall: float

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def _keys(first: I64, second: I64) -> I64:
    return np.unique((np.minimum(first, second) << 32) | np.maximum(first, second))


def _columns(table: pa.Table, *names: str) -> list[Any]:
    return [table[name].to_numpy() for name in names]


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 1.0


def score(answer: pa.Table, truth: pa.Table, texts: int) -> Score:
    """``answer`` has ``first`` and ``second``, or ``cluster``, or ``removed``; ``truth`` has ``first``, ``second``.

    A removal is right when the text has a true partner before it; of a removal, recall asks for every such text.
    """
    first, second = _columns(truth, "first", "second")
    if "removed" in answer.column_names:
        return _of_removed(answer["removed"].to_numpy(), first, second, texts)
    if "cluster" in answer.column_names:
        return _of_clusters(answer["cluster"].to_numpy(), first, second)
    found, true = _keys(*_columns(answer, "first", "second")), _keys(first, second)
    right = int(np.isin(found, true).sum())
    return Score(of="pairs", found=len(found), precision=_share(right, len(found)), recall=_share(right, len(true)))


def _of_removed(removed: npt.NDArray[np.bool_], first: I64, second: I64, texts: int) -> Score:
    """Whoever keeps one text of a true pair may keep either, so a removal counts as right with any partner."""
    partnered, later = np.zeros(texts, dtype=np.bool_), np.zeros(texts, dtype=np.bool_)
    partnered[first], partnered[second], later[second] = True, True, True
    wrong = int((removed & ~partnered).sum())
    found = int(removed.sum())
    return Score(
        of="removed texts",
        found=found,
        precision=_share(found - wrong, found),
        recall=_share(int((removed & later).sum()), int(later.sum())),
    )


def _of_clusters(cluster: I64, first: I64, second: I64) -> Score:
    sizes = np.unique(cluster, return_counts=True)[1]
    implied = int((sizes * (sizes - 1) // 2).sum())
    right = int((cluster[first] == cluster[second]).sum())
    return Score(
        of="pairs within clusters", found=implied, precision=_share(right, implied), recall=_share(right, len(first))
    )
