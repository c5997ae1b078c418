"""Older versions of documents: same family by name or title, shared wording, and dates in order.

A file's own time is never evidence: copying and migration reset it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from readiness.profilers.duplicates.facts import CONTENT_DATES, ItemFacts
from readiness.profilers.duplicates.identity import Identity
from readiness.profilers.duplicates.own_wording import OWN_SHINGLES

SAME_FAMILY_SIMILARITY = 0.5
"""Least Jaccard of two documents of one name family: half their wording is shared. Chosen by us."""
SAME_FAMILY_CONTAINMENT = 0.8
"""Or the smaller lies mostly inside the other: the later version grew. Chosen by us."""
MARKED_CONTAINMENT = 0.1
"""Least share where the names mark one as a version of the other (policy_2021 and policy, archive/policy and
policy, v1 and v2), a tenth of shared wording confirms it: unrelated texts share well under 1 % of their 5-grams."""
IDENTITY_SIMILARITY = 0.3
IDENTITY_CONTAINMENT = 0.5
"""Least shares of two documents of one title: much may have been written anew. Chosen by us."""
NUMBER_SIMILARITY = 0.15
NUMBER_CONTAINMENT = 0.3
"""Least shares of two documents that carry one number: half of what the title asks for. Chosen by us."""
TITLE_HOLDERS = 3
"""A title of at most so many texts is that of one document: two versions and a copy. Chosen by us."""
TITLE_SIMILARITY = 0.8
TITLE_CONTAINMENT = 0.9
"""Equal titles under different names prove less (every contract of one template has them): near-duplicates only."""

NO_VERSIONS = frozenset({"eml", "msg", "mbox"})  # a reply quotes a letter, it does not replace it
_EMBEDDED = ("embedded_modified", "embedded_created")


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """``older_first`` True when the first of two items is the older one; ``why`` is a clause for the reader."""

    older_first: bool
    why: str


def name_marks(one: ItemFacts, other: ItemFacts) -> Order | None:
    """Order by the two paths alone, strongest mark first: archived, numbered, draft."""
    a, b = one.path, other.path
    if a.archived != b.archived:
        return Order(older_first=a.archived, why="it is in an archive")
    if a.number and b.number and a.number != b.number:
        return Order(older_first=a.number < b.number, why="its version number is lower")
    if a.draft != b.draft:
        return Order(older_first=a.draft, why="it is named a draft")
    return None


def _by_dates(one: ItemFacts, other: ItemFacts, kinds: Sequence[str]) -> Order | None:
    """Order by the first kind of date that both have and that differs."""
    for kind in kinds:
        a, b = one.dates.get(kind), other.dates.get(kind)
        if a and b and a != b:
            return Order(older_first=a < b, why=f"{min(a, b)} against {max(a, b)} ({kind.replace('_', ' ')})")
    return None


def _by_trusted(one: ItemFacts, other: ItemFacts) -> Order | None:
    """Dates of different kinds are compared only where both date the wording: export and copying reset the rest."""
    believed = {*CONTENT_DATES, "in_name"}
    a, b = one.trusted, other.trusted
    if not a or not b or a == b or not {one.trusted_kind, other.trusted_kind} <= believed:
        return None
    return Order(older_first=a < b, why=f"{min(a, b)} against {max(a, b)}")


def _by_name_date(one: ItemFacts, other: ItemFacts) -> Order | None:
    a, b = one.path.date, other.path.date
    if a and b:
        return Order(older_first=a < b, why=f"{min(a, b)} against {max(a, b)} (in name)") if a != b else None
    if a or b:
        return Order(older_first=bool(a), why="its name carries a date, the other's does not")
    return None


def version_order(one: ItemFacts, other: ItemFacts) -> Order | None:
    """Order of two items by age, with the reason; None when only file times are known."""
    same_format = one.format == other.format
    dated_names = one.path.date and other.path.date
    return (
        _by_dates(one, other, CONTENT_DATES)
        or name_marks(one, other)
        or (_by_name_date(one, other) if dated_names else None)
        or _by_trusted(one, other)
        or (_by_dates(one, other, _EMBEDDED) if same_format else None)
        or _by_name_date(one, other)
    )


def _is_marked_as_version(one: ItemFacts, other: ItemFacts) -> bool:
    """True if one name marks itself as a version of the other. Two dated names are a series and do not."""
    one_dated = bool(one.path.date) != bool(other.path.date)
    return not one.path.generic and (one_dated or name_marks(one, other) is not None)


def _alike_names(one: ItemFacts, other: ItemFacts) -> bool:
    """True if different names may still be one document: half their words agree, or one of them fits any document."""
    if one.path.generic or other.path.generic:
        return True
    a, b = set(one.path.family.split()), set(other.path.family.split())
    return 2 * len(a & b) >= len(a | b)


def shares_enough(one: ItemFacts, other: ItemFacts, similarity: float, containment: float) -> bool:
    """True if the verified overlap confirms the relation that names and titles of two items suggest."""
    if one.path.family and one.path.family == other.path.family:
        if _is_marked_as_version(one, other) and containment >= MARKED_CONTAINMENT:
            return True
        return similarity >= SAME_FAMILY_SIMILARITY or containment >= SAME_FAMILY_CONTAINMENT
    close = similarity >= TITLE_SIMILARITY or containment >= TITLE_CONTAINMENT
    return close and _alike_names(one, other)


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """Two documents with their identities, and their verified overlap: whole, and without template wording.

    ``own_shingles`` counts what the smaller has without the template; ``title_holders`` the texts of that title.
    """

    facts: tuple[ItemFacts, ItemFacts]
    identities: tuple[Identity, Identity]
    title_holders: int
    similarity: float
    containment: float
    own_similarity: float
    own_containment: float
    own_shingles: int


def are_versions(pair: Likeness) -> bool:
    """True if what two documents share beyond a template confirms what names, titles and numbers suggest."""
    (one, other), (a, b) = pair.facts, pair.identities
    numbered = bool(a.ids.items() & b.ids.items())
    titled = bool(a.title) and a.title == b.title
    named = bool(one.path.family) and one.path.family == other.path.family
    if pair.own_shingles < OWN_SHINGLES:
        return (numbered or (named and not one.path.generic)) and pair.similarity >= SAME_FAMILY_SIMILARITY
    similarity, containment = pair.own_similarity, pair.own_containment
    enough = pair.similarity >= IDENTITY_SIMILARITY or pair.containment >= IDENTITY_CONTAINMENT
    if numbered and titled and (pair.similarity >= NUMBER_SIMILARITY or pair.containment >= NUMBER_CONTAINMENT):
        return True
    specific = numbered or (titled and enough and pair.title_holders <= TITLE_HOLDERS)
    if specific and (similarity >= NUMBER_SIMILARITY or containment >= NUMBER_CONTAINMENT):
        return True
    series = bool(one.path.date and other.path.date and one.path.date != other.path.date)
    if titled and not series and (similarity >= IDENTITY_SIMILARITY or containment >= IDENTITY_CONTAINMENT):
        return True
    return shares_enough(one, other, similarity, containment)


def order_of(pair: Likeness) -> Order | None:
    """Order of two documents by dates and marks, else by the version or the status that they state."""
    return version_order(*pair.facts) or _by_statements(*pair.identities) or _by_weak_marks(*pair.facts)


def _by_statements(a: Identity, b: Identity) -> Order | None:
    if a.version and b.version and a.version != b.version:
        return Order(older_first=a.version < b.version, why="the version that it states is lower")
    if a.draft != b.draft:
        return Order(older_first=a.draft, why="it states that it is a draft")
    return None


def _by_weak_marks(one: ItemFacts, other: ItemFacts) -> Order | None:
    """The first version beside a name without a number, or a copy whose original was edited since."""
    firsts = [_is_first_version(each.path.number) for each in (one, other)]
    if firsts[0] != firsts[1] and not (one.path.number and other.path.number):
        return Order(older_first=firsts[0], why="it is named as the first version")
    if one.copied != other.copied:
        return Order(older_first=one.copied, why="it is named a copy, and the other was changed since")
    return None


def _is_first_version(number: tuple[int, ...]) -> bool:
    return bool(number) and (number[0] == 0 or number in {(1,), (1, 0)})
