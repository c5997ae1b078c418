"""Seeded corpora with known clusters, streamed to Parquet: memory holds one batch whatever the size.

Columns: ``id`` int64, ``text``, ``family`` int64 (-1: none), ``kind``, ``planted`` float32 (word 5-gram Jaccard to the
family's first text; NaN where none was planned). The plan is a plan: pairs to score against come from ``truth``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from benchmarks.duplicates.vocabulary import ACCENTED, HAN, LATIN, Script, Tokens, Vocabulary

SHINGLE_WORDS = 5
PLANTED = (0.98, 0.95, 0.9, 0.87, 0.84, 0.82, 0.8, 0.78, 0.75, 0.7, 0.6, 0.5)
CHAIN_LINKS, CHAIN_STEP = 6, 0.86
TEMPLATE_SHARE = 0.8
DOCUMENTS_PER_TEMPLATE = 5_000
"""One contract template per so many documents: about 600 contracts on each, whatever the size of the corpus."""
MEDIAN_WORDS = 150
BATCH = 20_000

SCHEMA = pa.schema(
    [
        pa.field("id", pa.int64()),
        pa.field("text", pa.large_string()),
        pa.field("family", pa.int64()),
        pa.field("kind", pa.string()),
        pa.field("planted", pa.float32()),
    ]
)


@dataclass(frozen=True, slots=True)
class Planned:
    """One text to be written."""

    tokens: Tokens
    kind: str
    planted: float = np.nan


def edit_words(rng: np.random.Generator, script: Script, tokens: Tokens, jaccard: float) -> Tokens:
    """The text with single words replaced so that its shingle set has about this Jaccard similarity to the old one.

    A replaced word changes five of n shingles; with e of them, J = (n - 5e) / (n + 5e).
    """
    shingles = len(tokens) - SHINGLE_WORDS + 1
    edits = round(shingles * (1 - jaccard) / (SHINGLE_WORDS * (1 + jaccard)))
    places = np.arange(SHINGLE_WORDS - 1, len(tokens) - SHINGLE_WORDS + 1, SHINGLE_WORDS)
    chosen = rng.choice(places, min(edits, len(places)), replace=False)
    changed = tokens.copy()
    changed[chosen] = script.draw_rare(rng, len(chosen))
    return changed


class Planner:
    """Draws groups of texts, one after another, from one random generator."""

    def __init__(self, documents: int, seed: int) -> None:
        self._rng = np.random.default_rng(seed)
        self.vocabulary = Vocabulary.generator_of_seed(self._rng)
        self._latin = self.vocabulary.scripts[LATIN]
        count = max(2, documents // DOCUMENTS_PER_TEMPLATE)
        self._templates = [self._draw(self._latin, least=240, median=2 * MEDIAN_WORDS) for _ in range(count)]
        self._weights = np.array([weight for weight, _ in self._kinds()])

    def _kinds(self) -> tuple[tuple[float, Callable[[], list[Planned]]], ...]:
        """Frequencies of the kinds of groups; a group is one to about six texts."""
        return (
            (0.600, self._unique),
            (0.055, lambda: self._similar(LATIN)),
            (0.005, lambda: self._similar(ACCENTED)),
            (0.003, lambda: self._similar(HAN)),
            (0.005, self._chain),
            (0.130, self._contract),
            (0.050, self._short),
            (0.015, self._copies),
            (0.008, self._excerpt),
        )

    def groups(self) -> Iterator[list[Planned]]:
        makers = [maker for _, maker in self._kinds()]
        while True:
            for place in self._rng.choice(len(makers), 4096, p=self._weights / self._weights.sum()):
                yield makers[place]()

    def _draw(self, script: Script, least: int = 12, median: int = MEDIAN_WORDS) -> Tokens:
        length = int(np.clip(self._rng.lognormal(np.log(median), 0.7), least, 20 * median))
        return script.draw(self._rng, length)

    def _unique(self) -> list[Planned]:
        return [Planned(self._draw(self._latin), "unique")]

    def _similar(self, name: str) -> list[Planned]:
        script = self.vocabulary.scripts[name]
        base = self._draw(script, least=60)
        targets = self._rng.choice(PLANTED, 1 + self._rng.poisson(2))
        kind = "near" if name == LATIN else name
        made = [Planned(edit_words(self._rng, script, base, float(one)), kind, float(one)) for one in targets]
        return [Planned(base, kind, 1.0), *made]

    def _chain(self) -> list[Planned]:
        """Each link is a near-duplicate of the one before; the ends have little in common."""
        links = [self._draw(self._latin, least=200)]
        while len(links) < CHAIN_LINKS:
            links.append(edit_words(self._rng, self._latin, links[-1], CHAIN_STEP))
        return [Planned(link, "chain") for link in links]

    def _contract(self) -> list[Planned]:
        """A template with new wording in four gaps: most of the text is shared, and no two are near-duplicates."""
        template = self._templates[int(self._rng.integers(len(self._templates)))]
        gap = round(len(template) * (1 - TEMPLATE_SHARE) / TEMPLATE_SHARE / 4)
        parts = [part for piece in np.array_split(template, 5) for part in (piece, self._latin.draw(self._rng, gap))]
        return [Planned(np.concatenate(parts[:-1]), "contract")]

    def _short(self) -> list[Planned]:
        words = int(self._rng.integers(0, 9))
        return [Planned(self._latin.draw(self._rng, words), "short" if words else "empty")]

    def _copies(self) -> list[Planned]:
        return [Planned(self._draw(self._latin), "copy", 1.0)] * int(2 + self._rng.poisson(1))

    def _excerpt(self) -> list[Planned]:
        whole = self._draw(self._latin, least=300)
        start = int(self._rng.integers(0, len(whole) // 3))
        return [Planned(whole, "excerpt"), Planned(whole[start : start + len(whole) // 2], "excerpt")]


def plan_groups(planner: Planner, documents: int) -> Iterator[tuple[int, Planned]]:
    """``documents`` texts with the number of their family; -1 where a text was drawn alone."""
    every = (
        (family if len(group) > 1 else -1, text) for family, group in enumerate(planner.groups()) for text in group
    )
    return islice(every, documents)


def _batch(vocabulary: Vocabulary, rows: list[tuple[int, Planned]], start: int) -> pa.RecordBatch:
    texts = [text for _, text in rows]
    offsets = np.cumsum([0, *(len(text.tokens) for text in texts)])
    tokens = pa.array(np.concatenate([text.tokens for text in texts]))
    words = pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), vocabulary.words.take(tokens))
    between = pa.array(["" if text.kind == HAN else " " for text in texts])
    columns = {
        "id": np.arange(start, start + len(rows)),
        "text": pc.binary_join(words, between).cast(pa.large_string()),
        "family": pa.array([family for family, _ in rows], pa.int64()),
        "kind": [text.kind for text in texts],
        "planted": pa.array([text.planted for text in texts], pa.float32()),
    }
    return pa.RecordBatch.from_pydict(columns, schema=SCHEMA)


def write_corpus(path: Path, documents: int, seed: int = 7) -> None:
    """Write one corpus; the same ``documents`` and ``seed`` give the same texts."""
    planner = Planner(documents, seed)
    rows = plan_groups(planner, documents)
    with pq.ParquetWriter(path, SCHEMA, compression="zstd") as writer:
        for start in range(0, documents, BATCH):
            writer.write_batch(_batch(planner.vocabulary, list(islice(rows, BATCH)), start))
