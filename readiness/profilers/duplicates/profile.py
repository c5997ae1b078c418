"""The duplicates stage: pairs, the shares of exact and near copies per source, and one defect per copy."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

import numpy as np
import pyarrow.parquet as pq

from readiness.model import Relation
from readiness.near_duplicate_search.engines import engine_for
from readiness.near_duplicate_search.text_sets import Pairs, pair_keys
from readiness.profilers.base import Inputs, Profile, ProfileBuilder
from readiness.profilers.duplicates.corpus import Corpus, examined_documents, examined_files, read_corpus
from readiness.profilers.duplicates.engine_metadata import engine_metadata
from readiness.profilers.duplicates.facts import ItemFacts, keeper_reason
from readiness.profilers.duplicates.pairs_table import SKIPPED, cluster_id, pairs_table
from readiness.profilers.duplicates.relations import Relations, find_relations
from readiness.profilers.duplicates.templates import add_boilerplate_defects
from readiness.profilers.duplicates.version_families import add_version_families

EXACT, NEAR = "uniqueness.exact", "uniqueness.near"

_HASH_DIGITS = 12
_AT_ONCE = 1024
"""Copies whose facts are read together: with their keepers, fewer than the facts that are held in memory."""


def measure(inputs: Inputs) -> Profile:
    """Find copies among the documents that were opened.

    Reads ``profile_documents``, ``document_text`` (streamed) and ``date_claims``. Writes ``pairs``. Measures per source
    ``uniqueness.exact`` (copies by bytes or by text ÷ files opened) and ``uniqueness.near`` (texts that are near
    copies of, or contained in, a kept one ÷ distinct texts compared). Tables count as exact copies by bytes only.
    """
    engine = engine_for(text_mb_of(inputs), inputs.project.resources.memory_mb)
    corpus = read_corpus(inputs, engine)
    relations = find_relations(corpus)
    corpus.comparison.save()
    pairs = pairs_table(corpus, relations)
    skipped = int(pairs.schema.metadata[SKIPPED])
    built = ProfileBuilder()
    writer = DefectWriter(built, corpus, relations, skipped)
    exact = Counter(writer.exact_copies())
    near = Counter(writer.near_copies())
    _measure(built, inputs, corpus, exact, near)
    add_boilerplate_defects(built, inputs, corpus, relations.template)
    add_version_families(built, inputs, corpus, relations)
    metadata = {**pairs.schema.metadata, **engine_metadata(engine, skipped)}
    return built.build({"pairs": pairs.replace_schema_metadata(metadata)})


def text_mb_of(inputs: Inputs) -> float:
    """Megabytes of text to compare, from the file's footer."""
    path = inputs.path("document_text")
    if not path.exists():
        return 0.0
    footer = pq.read_metadata(path)
    groups = (footer.row_group(place) for place in range(footer.num_row_groups))
    return sum(int(group.total_byte_size) for group in groups) / 1e6


def _measure(built: ProfileBuilder, inputs: Inputs, corpus: Corpus, exact: Counter[str], near: Counter[str]) -> None:
    """One row per source of the project, also for those with nothing to count."""
    opened = corpus.by_source(np.flatnonzero(corpus.countable))
    texts = corpus.by_source(corpus.set_leaders)
    examined, files = examined_documents(inputs, corpus), examined_files(inputs, corpus)
    for source in sorted({*(source.name for source in inputs.project.sources), *opened}):
        built.measure(EXACT, numerator=exact[source], denominator=opened[source], source=source, examined=files(source))
        built.measure(NEAR, numerator=near[source], denominator=texts[source], source=source, examined=examined(source))


class DefectWriter:
    """Writer of the defects of one corpus, in order of items; each method yields the source of each copy."""

    def __init__(self, built: ProfileBuilder, corpus: Corpus, relations: Relations, skipped: int) -> None:
        self._built = built
        self._corpus = corpus
        self._relations = relations
        self._skipped = skipped
        self._newer = {(version.older, version.newer): version.why for version in relations.versions}

    def exact_copies(self) -> Iterator[str]:
        copies = (
            (int(members[0]), copy, len(members))
            for members in self._corpus.groups.of_several()
            for copy in np.sort(members[1:]).tolist()
            if self._corpus.countable[copy]
        )
        for leader, copy, size in self._with_facts(copies):
            self._exact(leader, copy, size)
            yield self._corpus.items.facts(copy).source

    def _with_facts(self, copies: Iterable[tuple[int, int, int]]) -> Iterator[tuple[int, int, int]]:
        """The same rows, which begin with two items; the facts of many of them are read together."""
        rest = iter(copies)
        while batch := list(islice(rest, _AT_ONCE)):
            self._corpus.items.load_facts(np.unique(np.array(batch, dtype=np.int64)[:, :2]))
            yield from batch

    def _exact(self, leader: int, copy: int, size: int) -> None:
        same_bytes = self._corpus.bytes_of[copy] == self._corpus.bytes_of[leader]
        same = "bytes" if same_bytes else "text"
        relation = "is a byte-for-byte copy of" if same_bytes else "has exactly the same text as"
        evidence = {
            **self._evidence(leader, copy, Relation.EXACT_DUPLICATE),
            "same": same,
            "sha256": (self._corpus.items.column("sha256")[copy].as_py() or "")[:_HASH_DIGITS],
            "similarity": 1.0,
            "containment": 1.0,
            "cluster_size": size,
        }
        self._write(EXACT, leader, copy, relation, evidence)

    def near_copies(self) -> Iterator[str]:
        leaders, keepers = self._corpus.set_leaders, self._relations.keepers
        sizes = np.bincount(keepers, minlength=len(keepers))
        similar, inside = _PairMeasures(self._relations.near), _PairMeasures(self._relations.inside)
        left_out = keepers != np.arange(len(keepers))
        left_out[list(self._relations.covered)] = True
        places = np.flatnonzero(left_out)
        places = places[np.argsort(leaders[places])]
        rows = np.stack([leaders[keepers[places]], leaders[places], places], axis=1).tolist()
        for keeper, copy, place in self._with_facts(rows):
            kept = int(keepers[place])
            if kept != place:
                measured = similar(min(place, kept), max(place, kept))
                self._near(keeper, copy, measured, int(sizes[kept]))
            else:
                kept = self._relations.covered[place]
                self._inside(int(leaders[kept]), copy, inside(place, kept))
            yield self._corpus.items.facts(copy).source

    def _near(self, keeper: int, copy: int, measured: tuple[float, float], size: int) -> None:
        similarity, containment = measured
        evidence = {
            **self._evidence(keeper, copy, Relation.NEAR_DUPLICATE),
            "similarity": round(similarity, 6),
            "containment": round(containment, 6),
            "cluster_size": size,
        }
        self._write(NEAR, keeper, copy, f"has {_percent(similarity)} the same text as", evidence)

    def _inside(self, keeper: int, copy: int, measured: tuple[float, float]) -> None:
        similarity, containment = measured
        evidence = {
            **self._evidence(keeper, copy, Relation.CONTAINED_IN),
            "similarity": round(similarity, 6),
            "containment": round(containment, 6),
        }
        self._write(NEAR, keeper, copy, f"is contained to {_percent(containment)} in", evidence)

    def _evidence(self, keeper: int, copy: int, relation: Relation) -> dict[str, Any]:
        kept, other = self._corpus.items.facts(keeper), self._corpus.items.facts(copy)
        outdated = self._newer.get((copy, keeper))
        left_out = {"skipped_pairs": self._skipped} if self._skipped else {}
        reason = (
            "it holds this text and more"
            if relation is Relation.CONTAINED_IN
            else keeper_reason(kept, other, self._corpus.keep)
        )
        return {
            "relation": relation.value,
            "keeper": kept.item,
            "keeper_source": kept.source,
            "keeper_reason": f"it is a newer version ({outdated})" if outdated else reason,
            "cluster_id": cluster_id(relation, kept.source, kept.item),
            "older_version": outdated is not None,
            **left_out,
        }

    def _write(self, code: str, keeper: int, copy: int, phrase: str, evidence: dict[str, Any]) -> None:
        kept, other = self._corpus.items.facts(keeper), self._corpus.items.facts(copy)
        where = _display_name(kept, other)
        self._built.defect(
            code,
            source=other.source,
            item=other.item,
            related=kept.item,
            measure=evidence["containment" if evidence["relation"] == "contained_in" else "similarity"],
            message=f"{other.item} {phrase} {where}. Canonical copy: {kept.item}, because {evidence['keeper_reason']}.",
            remedy=f"Keep the canonical copy {where} and leave this one out, or state why both are needed.",
            evidence=evidence,
        )


def _percent(share: float) -> str:
    """Whole per cent, rounded down, so that 99.9 % never reads as the same."""
    return f"{int(share * 100 + 1e-9)} %"


def _display_name(kept: ItemFacts, other: ItemFacts) -> str:
    return kept.item if kept.source == other.source else f"{kept.item} in {kept.source}"


class _PairMeasures:
    """Similarity and containment of pairs by their members."""

    def __init__(self, pairs: Pairs) -> None:
        keys = pair_keys(pairs.first, pairs.second)
        order = np.argsort(keys, kind="stable")
        self._keys, self._similarity, self._containment = keys[order], pairs.similarity[order], pairs.containment[order]

    def __call__(self, first: int, second: int) -> tuple[float, float]:
        at = np.searchsorted(self._keys, (first << 32) | second)
        return float(self._similarity[at]), float(self._containment[at])
