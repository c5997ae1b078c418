"""Near-duplicates among any texts, for notebooks and other pipelines."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from readiness.model import Relation
from readiness.profilers.duplicates.clusters import pair_keepers, star_keepers
from readiness.profilers.duplicates.copies import CopyGroups, copy_groups, pairs_across, pairs_of_copies
from readiness.profilers.duplicates.engines import NEAR_THRESHOLD, checked, find_similar
from readiness.profilers.duplicates.incidence import F64, Incidence, Pairs
from readiness.profilers.duplicates.shingles import I64, ShingleSets
from readiness.profilers.duplicates.tokens import shingle_sets

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


def _rank_by_content(sets: ShingleSets) -> I64:
    """Longest text first, ties by content: a rank that does not depend on the order of the texts."""
    lowest = np.array([sets[place][0] if sets.sizes[place] else 0 for place in range(len(sets))], dtype=np.uint64)
    rank = np.empty(len(sets), dtype=np.int64)
    rank[np.lexsort((lowest, -sets.sizes, -sets.words))] = np.arange(len(sets))
    return rank


def _fingerprint(text: str) -> bytes:
    return hashlib.sha256(" ".join(text.split()).encode("utf-8", "surrogatepass")).digest()


def _rows(relation: Relation, pairs: tuple[I64, I64], measures: tuple[F64, F64], cluster: I64, keeper: I64) -> pa.Table:
    (first, second), (similarity, containment) = pairs, measures
    named = pa.array(cluster).cast(pa.string())
    columns = {
        "item_a": np.minimum(first, second),
        "item_b": np.maximum(first, second),
        "relation": [relation.value] * len(first),
        "similarity": similarity,
        "containment": containment,
        "cluster_id": pc.binary_join_element_wise(relation.value.partition("_")[0], named, "-"),
        "keeper": keeper,
    }
    return pa.table(columns, schema=POSITION_PAIRS)


def _table(pairs: Pairs, groups: CopyGroups, sets: ShingleSets) -> pa.Table:
    places = star_keepers(pairs, _rank_by_content(sets))
    leaders = groups.leaders
    equal = pairs_of_copies(groups)
    ones = np.ones(len(equal.first))
    equal_to = leaders[equal.origin]
    near = pairs_across(pairs.first, pairs.second, groups)
    kept = leaders[pair_keepers(pairs.first, pairs.second, places)][near.origin]
    measured = pairs.similarity[near.origin], pairs.containment[near.origin]
    rows = [
        _rows(
            Relation.EXACT_DUPLICATE, (equal.first, equal.second), (ones, ones), equal_to, leaders[places[equal.origin]]
        ),
        _rows(Relation.NEAR_DUPLICATE, (near.first, near.second), measured, kept, kept),
    ]
    table = pa.concat_tables(rows).sort_by([("item_a", "ascending"), ("item_b", "ascending")])
    skipped = pairs.skipped + equal.left_out + near.left_out
    return table.replace_schema_metadata({SKIPPED: str(skipped).encode()})


def near_duplicates(texts: Iterable[str], threshold: float = NEAR_THRESHOLD, engine: str = "exact") -> pa.Table:
    """Every pair of texts that say the same, or nearly.

    Parameters
    ----------
    texts: read once; only their shingle hashes are held (8 bytes per distinct run of five words).
    threshold: least Jaccard similarity of word 5-gram sets, in (0, 1].
    engine: ``exact`` misses nothing; ``lsh`` finds a pair at the threshold with probability of at least 0.999.
        Both verify every pair exactly.

    Returns
    -------
    Table ``POSITION_PAIRS``: ``item_a < item_b`` are positions; ``exact_duplicate`` means equal but for white space.
    ``keeper`` is the position to keep: the longest text of the cluster; it is directly similar to each member.
    ``cluster_id`` names the group of equal texts, or the star of similar ones around a keeper.
    Texts without a word pair with nothing. Schema metadata ``skipped_pairs`` is 0 unless more than 1,000 texts
    share one rare run of words, or a group of equal texts has more than 10,000 pairs.

    >>> text = "the quick brown fox jumps over the lazy dog and runs far away from here"
    >>> near_duplicates([text, "something else", text.upper()]).select(["item_a", "item_b", "similarity"]).to_pylist()
    [{'item_a': 0, 'item_b': 2, 'similarity': 1.0}]
    """
    checked(threshold, engine)
    prints: list[bytes] = []
    seen: set[bytes] = set()

    def distinct() -> Iterable[str]:
        for text in texts:
            prints.append(_fingerprint(text))
            if prints[-1] not in seen:
                seen.add(prints[-1])
                yield text

    sets = shingle_sets(distinct())
    groups = copy_groups([key] for key in prints)
    said = np.flatnonzero(sets.sizes)
    groups = CopyGroups(members=tuple(groups.members[place] for place in said))
    sets = sets.take(said)
    pairs = find_similar(sets, Incidence.of(sets), _rank_by_content(sets), threshold=threshold, engine=engine)
    return _table(pairs, groups, sets)
