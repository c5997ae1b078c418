"""The search for versions: pairs joined by identity that state no other identity, confirmed by their wording."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from readiness.near_duplicate_search.shingles import I64
from readiness.near_duplicate_search.text_sets import TOLERANCE, Pairs
from readiness.near_duplicate_search.thresholds import Mask
from readiness.profilers.duplicates.compared_documents import as_mask
from readiness.profilers.duplicates.corpus import Corpus
from readiness.profilers.duplicates.identity import Identity, read_identity, states_other_identity
from readiness.profilers.duplicates.identity_keys import IdentityKeys, read_identity_keys
from readiness.profilers.duplicates.identity_pairs import related_by_identity
from readiness.profilers.duplicates.numbered_places import NumberedPlaces
from readiness.profilers.duplicates.own_wording import own_overlaps
from readiness.profilers.duplicates.versions import (
    MARKED_CONTAINMENT,
    NO_VERSIONS,
    Likeness,
    Order,
    are_versions,
    order_of,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """``older`` and ``newer`` are item positions; ``why`` is a clause, "" where the order is not known."""

    older: int
    newer: int
    similarity: float
    containment: float
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundVersions:
    """Pairs of one document's versions; ``left_out`` counts pairs of large families that were not compared."""

    ordered: tuple[Version, ...]
    unordered: tuple[Version, ...]
    left_out: int


def find_versions(corpus: Corpus, set_of: I64) -> FoundVersions:
    """All verified versions. ``set_of`` int64 (items,): the set of each item, -1 for none."""
    letters = as_mask(pc.is_in(corpus.items.column("format"), value_set=pa.array(sorted(NO_VERSIONS))))
    compared = set_of >= 0
    keys = read_identity_keys(corpus.items, corpus.texts, compared & ~letters)
    first, second, left_out = related_by_identity(
        corpus.items.names, keys, compared, letters, (corpus.comparison, set_of)
    )
    apart = set_of[first] != set_of[second]
    first, second = first[apart], second[apart]
    overlap = corpus.comparison.verify(set_of[first], set_of[second])
    # Every rule asks for this much, so identities are read of few.
    likely = (overlap.containment >= MARKED_CONTAINMENT) & (overlap.similarity <= 1 - TOLERANCE)
    pairs = _Candidates(first=first[likely], second=second[likely], overlap=overlap.where(likely))
    found = list(_versions(corpus, pairs, keys, set_of))
    return FoundVersions(
        ordered=_once_per_text((version for version in found if version.why), corpus, set_of),
        unordered=_once_per_text((version for version in found if not version.why), corpus, set_of),
        left_out=left_out,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Candidates:
    """Pairs of items, int64, with the overlap of their texts."""

    first: I64
    second: I64
    overlap: Pairs

    def where(self, kept: Mask) -> _Candidates:
        return _Candidates(first=self.first[kept], second=self.second[kept], overlap=self.overlap.where(kept))

    def __iter__(self) -> Iterator[tuple[int, int]]:
        return zip(self.first.tolist(), self.second.tolist(), strict=True)


def _read_identities(corpus: Corpus, pairs: _Candidates, keys: IdentityKeys) -> dict[int, Identity]:
    """The identity of each item of a pair."""
    involved = np.unique(np.concatenate([pairs.first, pairs.second]))
    corpus.items.load_facts(involved)
    found: dict[int, Identity] = {}
    for batch, texts in corpus.texts.read(involved):
        for item, text in zip(batch.tolist(), texts.to_pylist(), strict=True):
            facts = corpus.items.facts(item)
            found[item] = read_identity(facts, keys.titles.get(item, ""), keys.ids.get(item, ()), text)
    return found


def _versions(corpus: Corpus, pairs: _Candidates, keys: IdentityKeys, set_of: I64) -> Iterator[Version]:
    """The candidates that are versions, older first where that is known."""
    facts, identities = corpus.items.facts, _read_identities(corpus, pairs, keys)
    one_document = np.array(
        [
            one in identities
            and other in identities
            and not states_other_identity(facts(one), facts(other), identities[one], identities[other])
            for one, other in pairs
        ],
        dtype=np.bool_,
    )
    pairs = pairs.where(one_document)
    sets = set_of[pairs.first], set_of[pairs.second]
    classes = _identity_classes(corpus, pairs, identities, set_of)
    own = own_overlaps(corpus.comparison, sets, classes)
    holders = _texts_of_titles(keys.title_codes, set_of)
    places = NumberedPlaces(_items_with_numbers(corpus, keys))
    for place, (one, other) in enumerate(pairs):
        likeness = Likeness(
            facts=(facts(one), facts(other)),
            identities=(identities[one], identities[other]),
            title_holders=int(holders[keys.title_codes[one]]) if keys.title_codes[one] >= 0 else 0,
            similarity=float(pairs.overlap.similarity[place]),
            containment=float(pairs.overlap.containment[place]),
            own_similarity=float(own[0][place]),
            own_containment=float(own[1][place]),
            own_shingles=int(own[2][place]),
        )
        if are_versions(likeness):
            yield _version((one, other), likeness, order_of(likeness) or _by_place(likeness, places))


def _texts_of_titles(title_codes: I64, set_of: I64) -> I64:
    """The number of distinct texts of each title, by its code."""
    titled = (title_codes >= 0) & (set_of >= 0)
    texts = np.unique(np.stack([title_codes[titled], set_of[titled]]), axis=1)
    return np.bincount(texts[0], minlength=1).astype(np.int64)


def _items_with_numbers(corpus: Corpus, keys: IdentityKeys) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The path and the numbers of every item that has a number."""
    numbered = [item for item, ids in keys.ids.items() if ids]
    paths = corpus.items.column("item").take(pa.array(numbered, pa.int64())).to_pylist()
    return ((path, keys.ids[item]) for path, item in zip(paths, numbered, strict=True))


def _by_place(likeness: Likeness, places: NumberedPlaces) -> Order | None:
    (one, other), (a, b) = likeness.facts, likeness.identities
    shared = (label for label, _ in a.ids.items() & b.ids.items())
    return places.order(one.item, other.item, shared) if one.source == other.source else None


def _version(pair: tuple[int, int], likeness: Likeness, order: Order | None) -> Version:
    older, newer = pair if order is None or order.older_first else pair[::-1]
    return Version(
        older=older,
        newer=newer,
        similarity=likeness.similarity,
        containment=likeness.containment,
        why=order.why if order else "",
    )


def _identity_classes(corpus: Corpus, pairs: _Candidates, identities: dict[int, Identity], set_of: I64) -> I64:
    """int64 (sets,): equal for texts of one document by number, or by name and title. Dated names may be a series."""
    parent = np.arange(len(corpus.set_group))

    def root(place: int) -> int:
        while parent[place] != place:
            parent[place] = parent[parent[place]]
            place = int(parent[place])
        return place

    for one, other in pairs:
        a, b, first, second = identities[one], identities[other], corpus.items.facts(one), corpus.items.facts(other)
        numbered = bool(a.ids.items() & b.ids.items())
        named = (
            first.path.family == second.path.family
            and not first.path.generic
            and (first.path.home == second.path.home or a.title == b.title)
        )
        series = bool(first.path.date and second.path.date)
        if numbered or (named and not series and (a.title == b.title or not (a.title and b.title))):
            parent[root(int(set_of[one]))] = root(int(set_of[other]))
    return np.array([root(place) for place in range(len(parent))], dtype=np.int64)


def _once_per_text(versions: Iterable[Version], corpus: Corpus, set_of: I64) -> tuple[Version, ...]:
    """Each older item once against each newer text: against the best-ranked copy of it."""
    best: dict[tuple[int, int], Version] = {}
    for version in versions:
        key = version.older, int(set_of[version.newer])
        known = best.setdefault(key, version)
        if corpus.rank[version.newer] < corpus.rank[known.newer]:
            best[key] = version
    return tuple(best[key] for key in sorted(best))
