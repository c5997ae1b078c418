"""Near-duplicates among any texts, for notebooks and other pipelines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from readiness.model import Relation
from readiness.near_duplicate_search.batches import Texts
from readiness.near_duplicate_search.clusters import pair_keepers, star_keepers
from readiness.near_duplicate_search.copy_pairs import Written, pairs_across, pairs_of_copies
from readiness.near_duplicate_search.distinct_texts import Distinct
from readiness.near_duplicate_search.engines import NEAR_THRESHOLD, checked, find_similar
from readiness.near_duplicate_search.equal_groups import Groups
from readiness.near_duplicate_search.lsh import banded_pairs, with_words
from readiness.near_duplicate_search.parallel import THREADS, in_order
from readiness.near_duplicate_search.shingle_frequency import Room
from readiness.near_duplicate_search.shingles import I64, Stacked, content_rank
from readiness.near_duplicate_search.shingling import sets_of
from readiness.near_duplicate_search.signature_source import ReadAgain, Rereadable
from readiness.near_duplicate_search.text_sets import F64, Incidence, Pairs

PAIRS_CAP = 100_000
"""Pairs written for one group of equal texts, or between two such groups: 447 copies of one text. An audit writes fewer
(``copies.WRITTEN_PAIRS_CAP``), for people to read. Chosen by us."""
SKIPPED = b"skipped_pairs"
"""Metadata key of the returned table: how many pairs were left uncompared or unwritten in crowded groups."""

POSITION_PAIRS = pa.schema(
    [
        pa.field("item_a", pa.int64(), nullable=False),
        pa.field("item_b", pa.int64(), nullable=False),
        pa.field("relation", pa.string(), nullable=False),
        pa.field("similarity", pa.float64(), nullable=False),
        pa.field("containment", pa.float64(), nullable=False),
        pa.field("cluster_id", pa.string(), nullable=False),
        pa.field("keeper", pa.int64(), nullable=False),
    ]
)
"""As ``schemas.PAIRS``, with texts named by their position."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """``rank`` int64 and ``said`` bool (distinct texts,): which of two to keep, and whether there is a word in it."""

    groups: Groups
    pairs: Pairs
    rank: I64
    said: npt.NDArray[np.bool_]


def _rows(relation: Relation, pairs: tuple[I64, I64], measures: tuple[F64, F64], cluster: I64, keeper: I64) -> pa.Table:
    (first, second), (similarity, containment) = pairs, measures
    named = pa.array(cluster).cast(pa.string())
    columns = {
        "item_a": np.minimum(first, second),
        "item_b": np.maximum(first, second),
        "relation": pa.repeat(relation.value, len(first)),
        "similarity": similarity,
        "containment": containment,
        "cluster_id": pc.binary_join_element_wise(relation.value.partition("_")[0], named, "-"),
        "keeper": keeper,
    }
    return pa.table(columns, schema=POSITION_PAIRS)


def _copies(groups: Groups, said: npt.NDArray[np.bool_]) -> tuple[I64, Written]:
    """Groups of equal texts with words in them, and their pairs; the origin of each is a place among those groups."""
    plural = np.flatnonzero((groups.sizes > 1) & said)
    return plural, pairs_of_copies(groups.listed(plural), PAIRS_CAP)


def _across(groups: Groups, pairs: Pairs) -> Written:
    """Pairs of groups as pairs of texts."""
    involved, places = np.unique(np.concatenate([pairs.first, pairs.second]), return_inverse=True)
    return pairs_across(places[: len(pairs)], places[len(pairs) :], groups.listed(involved), PAIRS_CAP)


def _table(compared: Compared) -> pa.Table:
    pairs, groups = compared.pairs, compared.groups
    places = star_keepers(pairs, compared.rank)
    leaders = groups.leaders
    plural, equal = _copies(groups, compared.said)
    group = plural[equal.origin]
    ones = np.ones(len(group))
    near = _across(groups, pairs)
    kept = leaders[pair_keepers(pairs.first, pairs.second, places)][near.origin]
    measured = pairs.similarity[near.origin], pairs.containment[near.origin]
    exact = Relation.EXACT_DUPLICATE
    rows = [
        _rows(exact, (equal.first, equal.second), (ones, ones), leaders[group], leaders[places[group]]),
        _rows(Relation.NEAR_DUPLICATE, (near.first, near.second), measured, kept, kept),
    ]
    table = pa.concat_tables(rows).sort_by([("item_a", "ascending"), ("item_b", "ascending")])
    skipped = pairs.skipped + equal.left_out + near.left_out
    return table.replace_schema_metadata({SKIPPED: str(skipped).encode()})


def _held_bytes(memory_mb: int | None) -> float:
    return float("inf") if memory_mb is None else (memory_mb << 20) / 2


def _read_once(texts: Texts, threshold: float, engine: str, threads: int, memory_mb: int | None) -> Compared:
    """All shingle sets are made and held."""
    distinct = Distinct(texts, threads)
    stacked = Stacked(_held_bytes(memory_mb))
    for part in in_order(lambda one: sets_of(*one), distinct.fresh(), threads):
        stacked.add(part)
    sets = stacked.sets()
    rank = content_rank(sets.looks)
    incidence = Incidence.of(sets, Room.within(memory_mb, len(sets.hashes), threads))
    pairs = find_similar(incidence, rank, threshold=threshold, engine=engine)
    return Compared(groups=distinct.groups(), pairs=pairs, rank=rank, said=sets.sizes > 0)


def _read_again(texts: Rereadable, threshold: float, threads: int, memory_mb: int | None) -> Compared:
    """All are signed, and read again for the shingle sets of candidates."""
    signed = ReadAgain(texts, Room.within(memory_mb, 0, threads), _held_bytes(memory_mb))
    pairs = banded_pairs(signed, threshold)
    rank, said = content_rank(signed.looks), with_words(signed.signs)
    return Compared(groups=signed.distinct.groups(), pairs=pairs, rank=rank, said=said)


def near_duplicates(
    texts: Texts,
    threshold: float = NEAR_THRESHOLD,
    engine: str = "exact",
    threads: int = THREADS,
    memory_mb: int | None = None,
) -> pa.Table:
    """Every pair of texts that say the same, or nearly.

    Parameters
    ----------
    texts: strings, or Arrow arrays of strings. The exact engine reads them once and holds their shingle hashes (8 bytes
        per distinct run of five words); ``lsh`` holds signatures (512 bytes per text) and reads a second time what has
        to be verified, or, of texts that can be read only once, holds the hashes too.
    threshold: least Jaccard similarity of word 5-gram sets, in (0, 1].
    engine: ``exact`` misses nothing; ``lsh`` finds a pair at the threshold with probability of at least 0.999.
        Both verify every pair exactly.
    threads: compiled code runs on so many at once.
    memory_mb: beyond it the hashes lie in a temporary file and the join takes several passes over ranges of them; the
        answer is the same. None: everything is held.

    Returns
    -------
    Table ``POSITION_PAIRS``: ``item_a < item_b`` are positions; ``exact_duplicate`` means equal but for white space.
    ``keeper`` is the position to keep: the longest text of the cluster; it is directly similar to each member.
    ``cluster_id`` names the group of equal texts, or the star of similar ones around a keeper.
    Texts without a word pair with nothing. Schema metadata ``skipped_pairs`` is 0 unless more than 1,000 texts
    share one rare run of words, or a group of equal texts has more than 100,000 pairs.

    >>> text = "the quick brown fox jumps over the lazy dog and runs far away from here"
    >>> near_duplicates([text, "something else", text.upper()]).select(["item_a", "item_b", "similarity"]).to_pylist()
    [{'item_a': 0, 'item_b': 2, 'similarity': 1.0}]
    """
    checked(threshold, engine)
    if engine == "lsh" and isinstance(texts, pa.Array | pa.ChunkedArray | Sequence):
        return _table(_read_again(texts, threshold, threads, memory_mb))
    return _table(_read_once(texts, threshold, engine, threads, memory_mb))
