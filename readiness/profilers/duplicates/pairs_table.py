"""The ``pairs`` table: every relation with both items, its measures, and the copy to keep."""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np
import pyarrow as pa

from readiness import schemas
from readiness.model import Relation
from readiness.near_duplicate_search.clusters import pair_keepers
from readiness.near_duplicate_search.copy_pairs import CopyPairs, pairs_across, pairs_of_copies
from readiness.near_duplicate_search.shingles import I64
from readiness.near_duplicate_search.text_sets import Pairs
from readiness.profilers.duplicates.corpus import Corpus
from readiness.profilers.duplicates.relations import Relations

SKIPPED = b"skipped_pairs"
"""Metadata key of the table: pairs left uncompared or unwritten in large groups; 0 means complete."""

NO_KEEPER = -1
"""No keeper: the relation has none."""


def cluster_id(relation: Relation, source: str, item: str) -> str:
    """A name for the group of equal items, or the star of similar ones, around an item: the same from run to run."""
    key = f"{source}\0{item}".encode("utf-8", "surrogatepass")
    return f"{relation.value.partition('_')[0]}-{hashlib.sha256(key).hexdigest()[:12]}"


def group_keepers(corpus: Corpus, relations: Relations) -> I64:
    """The kept item of each group: that of its star, or its own leader where no text was compared."""
    kept = corpus.groups.leaders
    kept[corpus.set_group] = corpus.set_leaders[relations.keepers]
    return kept


def _table(corpus: Corpus, relation: Relation, first: I64, second: I64, **measured: Any) -> pa.Table:
    """Rows of one relation; ``measured`` has ``similarity``, ``containment``, ``keeper`` and ``cluster``.

    ``keeper`` is the item to keep, ``cluster`` the one its cluster is named after; NO_KEEPER where there is none.
    """
    sources, names = corpus.items.column("source"), corpus.items.column("item")
    keeper = pa.array(measured["keeper"], pa.int64(), mask=measured["keeper"] == NO_KEEPER)
    columns = {
        "source_a": sources.take(pa.array(first)),
        "item_a": names.take(pa.array(first)),
        "source_b": sources.take(pa.array(second)),
        "item_b": names.take(pa.array(second)),
        "relation": pa.repeat(relation.value, len(first)),
        "similarity": measured["similarity"],
        "containment": measured["containment"],
        "cluster_id": _cluster_ids(corpus, relation, measured["cluster"]),
        "keeper": names.take(keeper),
        "keeper_source": sources.take(keeper),
    }
    return pa.table(columns, schema=schemas.PAIRS)


def _cluster_ids(corpus: Corpus, relation: Relation, leaders: I64) -> pa.Array:
    """The name of each row's cluster, null for NO_KEEPER; each is made once."""
    named, places = np.unique(leaders[leaders != NO_KEEPER], return_inverse=True)
    sources, items = (corpus.items.column(name).take(pa.array(named)).to_pylist() for name in ("source", "item"))
    ids = [cluster_id(relation, source, item) for source, item in zip(sources, items, strict=True)]
    at = np.full(len(leaders), NO_KEEPER)
    at[leaders != NO_KEEPER] = places
    return pa.array(ids, pa.string()).take(pa.array(at, mask=at == NO_KEEPER))


def _equal_rows(corpus: Corpus, kept: I64) -> tuple[pa.Table, int]:
    several = np.flatnonzero(corpus.groups.sizes > 1)
    equal = pairs_of_copies(corpus.groups.as_copy_groups(several))
    group = several[equal.origin]
    ones = np.ones(len(equal.first))
    first, second = np.minimum(equal.first, equal.second), np.maximum(equal.first, equal.second)
    measured = {"similarity": ones, "containment": ones, "keeper": kept[group]}
    measured["cluster"] = corpus.groups.leaders[group]
    return _table(corpus, Relation.EXACT_DUPLICATE, first, second, **measured), equal.left_out


def _across(corpus: Corpus, pairs: Pairs) -> CopyPairs:
    """Pairs of sets as pairs of items; only groups that take part are listed."""
    groups = corpus.set_group[np.concatenate([pairs.first, pairs.second])]
    involved, places = np.unique(groups, return_inverse=True)
    count = len(pairs.first)
    return pairs_across(places[:count], places[count:], corpus.groups.as_copy_groups(involved))


def _near_rows(corpus: Corpus, relations: Relations) -> tuple[pa.Table, int]:
    near = relations.near
    rows = _across(corpus, near)
    kept = corpus.set_leaders[pair_keepers(near.first, near.second, relations.keepers)]
    # Two fillings of one form are alike, and still both are needed: they are in no cluster and neither is the keeper.
    kept = np.where(relations.copies, kept, NO_KEEPER)
    first, second = np.minimum(rows.first, rows.second), np.maximum(rows.first, rows.second)
    measured = {
        "similarity": near.similarity[rows.origin],
        "containment": near.containment[rows.origin],
        "keeper": kept[rows.origin],
        "cluster": kept[rows.origin],
    }
    return _table(corpus, Relation.NEAR_DUPLICATE, first, second, **measured), rows.left_out


def _contained_rows(corpus: Corpus, relations: Relations) -> tuple[pa.Table, int]:
    inside = relations.inside
    rows = _across(corpus, inside)
    measured = {
        "similarity": inside.similarity[rows.origin],
        "containment": inside.containment[rows.origin],
        "keeper": np.full(len(rows.first), NO_KEEPER),
        "cluster": np.full(len(rows.first), NO_KEEPER),
    }
    return _table(corpus, Relation.CONTAINED_IN, rows.first, rows.second, **measured), rows.left_out


def _version_rows(corpus: Corpus, relations: Relations) -> pa.Table:
    versions = relations.versions
    older = np.array([version.older for version in versions], dtype=np.int64)
    newer = np.array([version.newer for version in versions], dtype=np.int64)
    measured = {
        "similarity": np.array([version.similarity for version in versions], dtype=np.float64),
        "containment": np.array([version.containment for version in versions], dtype=np.float64),
        "keeper": newer,
        "cluster": np.full(len(versions), NO_KEEPER),
    }
    return _table(corpus, Relation.OLDER_VERSION_OF, older, newer, **measured)


def pairs_table(corpus: Corpus, relations: Relations) -> pa.Table:
    """``schemas.PAIRS``, sorted; metadata ``skipped_pairs`` counts the pairs that large groups left out."""
    equal, equal_out = _equal_rows(corpus, group_keepers(corpus, relations))
    near, near_out = _near_rows(corpus, relations)
    inside, inside_out = _contained_rows(corpus, relations)
    table = pa.concat_tables([equal, near, inside, _version_rows(corpus, relations)])
    keys = ["source_a", "item_a", "source_b", "item_b", "relation"]
    skipped = relations.skipped + equal_out + near_out + inside_out
    ordered = table.sort_by([(key, "ascending") for key in keys])
    return ordered.replace_schema_metadata({SKIPPED: str(skipped).encode()})
