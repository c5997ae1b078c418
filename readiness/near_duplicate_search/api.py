"""Near-duplicates among any texts, for notebooks and other pipelines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from readiness.model import Relation
from readiness.near_duplicate_search.batches import Texts
from readiness.near_duplicate_search.clusters import pair_keepers, star_keepers
from readiness.near_duplicate_search.copy_pairs import CopyPairs, pairs_across, pairs_of_copies
from readiness.near_duplicate_search.distinct_texts import DistinctTexts
from readiness.near_duplicate_search.engines import NEAR_THRESHOLD, check_options, find_similar
from readiness.near_duplicate_search.equal_groups import EqualGroups
from readiness.near_duplicate_search.lsh import banded_pairs, has_words
from readiness.near_duplicate_search.parallel import THREADS, map_in_order
from readiness.near_duplicate_search.shingle_frequency import MemoryBudget
from readiness.near_duplicate_search.shingles import I64, ShingleSetBuilder, content_rank
from readiness.near_duplicate_search.shingling import shingle_batch
from readiness.near_duplicate_search.signature_source import Rereadable, RereadTexts
from readiness.near_duplicate_search.text_sets import Pairs, TextSets

PAIRS_CAP = 100_000
"""Pairs written for one group of equal texts, or between two such groups: 447 copies of one text. Tables that people
read have fewer (``copy_pairs.WRITTEN_PAIRS_CAP``). Chosen by us."""
SKIPPED = b"skipped_pairs"
"""Metadata key of the returned table: how many pairs were left uncompared or unwritten in large groups."""

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
"""Columns of the answer; texts are named by their position."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Search:
    """Groups of equal texts, and similar pairs of groups.

    ``rank`` int64 (groups,): order of preference, lower is kept; ``has_words`` bool (groups,).
    """

    groups: EqualGroups
    pairs: Pairs
    rank: I64
    has_words: npt.NDArray[np.bool_]


def _rows(relation: Relation, pairs: Pairs, cluster: I64, keeper: I64) -> pa.Table:
    """Rows of one relation; ``cluster`` is the position each cluster is named after."""
    numbers = pa.array(cluster).cast(pa.string())
    columns = {
        "item_a": np.minimum(pairs.first, pairs.second),
        "item_b": np.maximum(pairs.first, pairs.second),
        "relation": pa.repeat(relation.value, len(pairs)),
        "similarity": pairs.similarity,
        "containment": pairs.containment,
        "cluster_id": pc.binary_join_element_wise(relation.value.partition("_")[0], numbers, "-"),
        "keeper": keeper,
    }
    return pa.table(columns, schema=POSITION_PAIRS)


def _copies(groups: EqualGroups, has_words: npt.NDArray[np.bool_]) -> tuple[I64, CopyPairs]:
    """Groups of equal texts with words in them, and their pairs; the origin of each is a place among those groups."""
    several = np.flatnonzero((groups.sizes > 1) & has_words)
    return several, pairs_of_copies(groups.as_copy_groups(several), PAIRS_CAP)


def _across(groups: EqualGroups, pairs: Pairs) -> CopyPairs:
    """Pairs of groups as pairs of texts."""
    involved, places = np.unique(np.concatenate([pairs.first, pairs.second]), return_inverse=True)
    return pairs_across(places[: len(pairs)], places[len(pairs) :], groups.as_copy_groups(involved), PAIRS_CAP)


def _table(search: _Search) -> pa.Table:
    pairs, groups = search.pairs, search.groups
    places = star_keepers(pairs, search.rank)
    leaders = groups.leaders
    several, equal = _copies(groups, search.has_words)
    group = several[equal.origin]
    ones = np.ones(len(group))
    copies = Pairs(first=equal.first, second=equal.second, similarity=ones, containment=ones)
    near = _across(groups, pairs)
    kept = leaders[pair_keepers(pairs.first, pairs.second, places)][near.origin]
    similar = replace(pairs.where(near.origin), first=near.first, second=near.second)
    rows = [
        _rows(Relation.EXACT_DUPLICATE, copies, leaders[group], leaders[places[group]]),
        _rows(Relation.NEAR_DUPLICATE, similar, kept, kept),
    ]
    table = pa.concat_tables(rows).sort_by([("item_a", "ascending"), ("item_b", "ascending")])
    skipped = pairs.skipped + equal.left_out + near.left_out
    return table.replace_schema_metadata({SKIPPED: str(skipped).encode()})


def _held_bytes(memory_mb: int | None) -> float:
    """Half of the memory for shingle hashes."""
    return float("inf") if memory_mb is None else (memory_mb << 20) / 2


def _search_held(texts: Texts, threshold: float, engine: str, threads: int, memory_mb: int | None) -> _Search:
    """Search with all shingle sets made and held; the texts are read once."""
    distinct = DistinctTexts(texts, threads)
    builder = ShingleSetBuilder(_held_bytes(memory_mb))
    for part in map_in_order(lambda one: shingle_batch(*one), distinct.new_texts(), threads):
        builder.add(part)
    sets = builder.build()
    rank = content_rank(sets.rank_keys)
    compared = TextSets.of(sets, MemoryBudget.within(memory_mb, len(sets.hashes), threads))
    pairs = find_similar(compared, rank, threshold=threshold, engine=engine)
    return _Search(groups=distinct.groups(), pairs=pairs, rank=rank, has_words=sets.sizes > 0)


def _search_rereading(texts: Rereadable, threshold: float, threads: int, memory_mb: int | None) -> _Search:
    """Search by the signatures of all texts, which are read again for the shingle sets of candidates."""
    source = RereadTexts(texts, MemoryBudget.within(memory_mb, 0, threads), _held_bytes(memory_mb))
    pairs = banded_pairs(source, threshold)
    rank, filled = content_rank(source.rank_keys), has_words(source.signatures)
    return _Search(groups=source.distinct.groups(), pairs=pairs, rank=rank, has_words=filled)


def near_duplicates(
    texts: Texts,
    threshold: float = NEAR_THRESHOLD,
    engine: str = "exact",
    threads: int = THREADS,
    memory_mb: int | None = None,
) -> pa.Table:
    """Every pair of texts with equal or nearly equal wording.

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
    check_options(threshold, engine)
    threshold = float(threshold)
    if engine == "lsh" and isinstance(texts, pa.Array | pa.ChunkedArray | Sequence):
        return _table(_search_rereading(texts, threshold, threads, memory_mb))
    return _table(_search_held(texts, threshold, engine, threads, memory_mb))
