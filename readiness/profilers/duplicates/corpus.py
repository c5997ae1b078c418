"""Items to compare, from the stage files: facts, groups of exact copies, comparison of the texts."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from readiness.census import DOCUMENT, ITEM, TABLE
from readiness.model import READABLE_OUTCOMES, Outcome
from readiness.near_duplicate_search.comparison import Comparison
from readiness.near_duplicate_search.engines import Engine
from readiness.near_duplicate_search.equal_groups import EqualGroups, codes, group_equal
from readiness.near_duplicate_search.shingles import I64
from readiness.profilers.base import Inputs
from readiness.profilers.duplicates.compared_documents import Items, as_mask, ranks
from readiness.profilers.duplicates.load_texts import ItemTexts, find_texts, read_texts
from readiness.profilers.item_coverage import Examined

COMPARED_CHARACTERS = 20
"""Shorter texts are ``content.empty`` by the catalogue's definition; equal page numbers make no duplicates."""
EQUAL_TEXT_CHARACTERS = 150
"""Shorter texts (about 30 words) can be equal without being one document: two letters may both read *received, thank
you*. They are near-duplicates of similarity 1 instead of exact copies. Chosen by us."""

_WITH_TEXT = sorted(outcome.value for outcome in READABLE_OUTCOMES if outcome != Outcome.NEEDS_OCR)
_NO_BYTES = hashlib.sha256(b"").hexdigest()

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Corpus:
    """Items in order of (source, item), and what can be compared of them.

    ``rank`` int64 (items,): the order of preference by the criteria of ``keep``, 0 the best. ``groups`` hold items
    equal by bytes or by text. A *set* holds the shingles of a group with words: ``comparison`` compares sets,
    ``set_group[i]`` is the group of set i. ``has_text`` bool (items,): has a text to be compared; ``countable``:
    opened, with something to compare. ``bytes_of`` int64 (items,): equal where the bytes are. ``texts`` reads the texts
    of items again.
    """

    items: Items
    keep: tuple[str, ...]
    rank: I64
    has_text: Mask
    countable: Mask
    bytes_of: I64
    groups: EqualGroups
    comparison: Comparison
    set_group: I64
    texts: ItemTexts

    @property
    def set_leaders(self) -> I64:
        """The best-ranked item of each set."""
        return self.groups.leaders[self.set_group]

    @property
    def set_sources(self) -> I64:
        """The source of each set, counted from 0: that of its best-ranked item."""
        return codes(self.items.column("source"))[self.set_leaders]

    def by_source(self, positions: I64) -> Counter[str]:
        """Number of these items in each source."""
        counts = pc.value_counts(self.items.column("source").take(pa.array(positions)))
        return Counter({row["values"]: row["counts"] for row in counts.to_pylist()})

    def sets_of_items(self) -> I64:
        """The set of each item, copies included; -1 where no text of it was compared."""
        set_of_group = np.full(len(self.groups) + 1, -1, dtype=np.int64)
        set_of_group[self.set_group] = np.arange(len(self.set_group))
        return set_of_group[self.groups.of]


def examined_documents(inputs: Inputs, corpus: Corpus) -> Callable[[str], Examined]:
    """Coverage of each source's measures: documents that were opened, without scans, which hold no text."""
    coverage = inputs.coverage(DOCUMENT)
    outcome, kind = corpus.items.column("outcome"), corpus.items.column("kind")
    read = pc.is_in(outcome, value_set=pa.array(_WITH_TEXT, pa.string()))
    examined = corpus.by_source(np.flatnonzero(as_mask(pc.and_(read, pc.equal(kind, DOCUMENT)))))
    return lambda source: coverage.of_source(
        source, examined[source], searched=f"no text to compare among {examined[source]} documents"
    )


def examined_files(inputs: Inputs, corpus: Corpus) -> Callable[[str], Examined]:
    """Coverage of exact copies in each source: documents that were opened, and tables that were read whole."""
    documents, tables, items = (inputs.coverage(kind) for kind in (DOCUMENT, TABLE, ITEM))
    opened = pc.is_in(corpus.items.column("outcome"), value_set=pa.array(sorted(READABLE_OUTCOMES), pa.string()))
    is_document = pc.equal(corpus.items.column("kind"), DOCUMENT)
    examined = corpus.by_source(np.flatnonzero(as_mask(pc.and_(opened, is_document))))

    def of(source: str) -> Examined:
        both = documents.total(source) + tables.total(source) - items.total(source)
        opened_files = examined[source] + tables.readable(source) - both
        return items.of_source(source, opened_files, searched=f"no file among {items.total(source)} items")

    return of


def _has_text(items: Items) -> Mask:
    """Mask of the documents whose text is compared: read, not a scan, and long enough."""
    outcome = items.column("outcome")
    document = pc.equal(items.column("kind"), "document")
    long_enough = pc.greater_equal(pc.fill_null(items.column("characters"), 0), COMPARED_CHARACTERS)
    return as_mask(
        pc.and_(pc.and_(document, long_enough), pc.is_in(outcome, value_set=pa.array(_WITH_TEXT, pa.string())))
    )


def _byte_codes(items: Items) -> I64:
    """Equal where the bytes of two files are; -1 where there are none."""
    numbers = codes(items.column("sha256"))
    empty = pc.or_(
        pc.equal(pc.fill_null(items.column("size_bytes"), 1), 0),
        pc.equal(pc.fill_null(items.column("sha256"), ""), _NO_BYTES),
    )
    numbers[as_mask(empty)] = -1
    return numbers


def _text_codes(items: Items, has_text: Mask) -> I64:
    """Equal where two texts are, and long enough to be one document."""
    numbers = codes(items.column("text_sha256"))
    whole = as_mask(pc.greater_equal(pc.fill_null(items.column("characters"), 0), EQUAL_TEXT_CHARACTERS))
    numbers[~(has_text & whole)] = -1
    return numbers


def read_corpus(inputs: Inputs, engine: Engine = "exact") -> Corpus:
    """Everything the comparison needs, from ``profile_documents``, ``document_text`` and ``date_claims``.

    Where ``inputs`` has a cache, texts that it knows are not read.
    """
    items, keep = Items.read(inputs), tuple(inputs.project.duplicates.keep)
    rank = ranks(items, keep)
    has_text, bytes_of = _has_text(items), _byte_codes(items)
    groups = group_equal((bytes_of, _text_codes(items, has_text)), np.flatnonzero(has_text), rank)
    texts = find_texts(inputs, items, has_text, groups.of)
    comparison, set_group = read_texts(inputs, texts, engine)
    readable = pa.array([outcome.value for outcome in READABLE_OUTCOMES], pa.string())
    opened = as_mask(pc.is_in(items.column("outcome"), value_set=readable))
    return Corpus(
        items=items,
        keep=keep,
        rank=rank,
        has_text=has_text,
        countable=opened & (has_text | (bytes_of >= 0)),
        bytes_of=bytes_of,
        groups=groups,
        comparison=comparison,
        set_group=set_group,
        texts=ItemTexts.of(inputs, items),
    )
