"""Word recall without a gold standard: a word that at least two other readers see is there to be seen."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean, median

from benchmarks.extraction.engines import name_of

_WORD = re.compile(r"[^\W_]{2,}")
_WITNESSES = 2
_FEWEST_WORDS = 20
"""Documents with fewer agreed words show little about a reader. Chosen by us."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """Shares of 0-1 over ``documents``; ``lost`` of them gave the reader no word at all."""

    documents: int
    recall_mean: float
    recall_median: float
    precision_mean: float
    lost: int


def agreements(
    texts: Mapping[str, Path], kinds: Mapping[str, str], given: Mapping[str, Collection[str]]
) -> dict[str, dict[str, Agreement]]:
    """Reader -> format ("all" for the whole) -> how well it agrees with the others on what it was given to read.

    ``texts`` are the readers' folders.
    """
    scores: dict[str, dict[str, list[tuple[float, float]]]] = {reader: defaultdict(list) for reader in texts}
    for path, kind in kinds.items():
        seen = {reader: _words(folder / name_of(path)) for reader, folder in texts.items()}
        votes = Counter(word for words in seen.values() for word in words)
        for reader, words in seen.items():
            agreed = {word for word, count in votes.items() if count - (word in words) >= _WITNESSES}
            if len(agreed) >= _FEWEST_WORDS and path in given[reader]:
                confirmed = sum(votes[word] > 1 for word in words)
                score = len(agreed & words) / len(agreed), confirmed / len(words) if words else 0.0
                scores[reader][kind].append(score)
                scores[reader]["all"].append(score)
    return {reader: {kind: _summary(found) for kind, found in by.items()} for reader, by in scores.items()}


def _words(path: Path) -> frozenset[str]:
    try:
        return frozenset(_WORD.findall(path.read_text("utf-8").lower()))
    except OSError:
        return frozenset()


def _summary(scores: Iterable[tuple[float, float]]) -> Agreement:
    recalls, precisions = zip(*scores, strict=True)
    read = [precision for recall, precision in zip(recalls, precisions, strict=True) if recall]
    return Agreement(
        documents=len(recalls),
        recall_mean=fmean(recalls),
        recall_median=median(recalls),
        precision_mean=fmean(read) if read else 0.0,
        lost=sum(recall == 0 for recall in recalls),
    )
