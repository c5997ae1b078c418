"""``uniqueness.versions``: families of versions, the current copy of each, and what changed between neighbours."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from readiness.census import DOCUMENT
from readiness.profilers.base import Inputs, ProfileBuilder
from readiness.profilers.duplicates.changes import Marks, describe_changes, read_marks
from readiness.profilers.duplicates.corpus import Corpus, examined_documents
from readiness.profilers.duplicates.find_versions import Version
from readiness.profilers.duplicates.relations import Relations
from readiness.profilers.item_coverage import Examined

CODE = "uniqueness.versions"

UNORDERED_SIMILARITY = 0.9
"""Two versions without an order that are more alike than this are copies, which ``uniqueness.near`` counts: another
export of a document differs by so much. Chosen by us."""
MEMBERS_NAMED = 10
"""Members of a family that its finding names, the newest. Chosen by us."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """Versions of one document by item position, the oldest first. ``heads``: those that no other is newer than.

    ``why`` maps (older, newer) to the reason of their order.
    """

    members: tuple[int, ...]
    heads: tuple[int, ...]
    why: dict[tuple[int, int], str]

    @property
    def clear(self) -> bool:
        """True if there is one current copy."""
        return len(self.heads) == 1

    @property
    def current(self) -> int:
        """The current copy, or the best-ranked of several that may be."""
        return self.heads[0]


def find_families(corpus: Corpus, relations: Relations) -> list[Family]:
    """The families of all versions, in order of their members. Copies of one text count as one member."""
    unordered = [version for version in relations.unordered if version.similarity < UNORDERED_SIMILARITY]
    groups = _Groups()
    for version in (*relations.versions, *unordered):
        groups.join(version.older, version.newer)
    edges: dict[int, list[Version]] = {}
    for version in relations.versions:
        edges.setdefault(groups.root(version.older), []).append(version)
    return [_family(corpus, members, edges.get(root, [])) for root, members in groups.members()]


def _family(corpus: Corpus, members: list[int], ordered: list[Version]) -> Family:
    """A family; of members without an order, the better-ranked is the later one."""
    set_of = corpus.groups.of
    texts = {int(set_of[member]): member for member in sorted(members, key=lambda m: -int(corpus.rank[m]))}
    newer_of: dict[int, set[int]] = {text: set() for text in texts}
    for version in ordered:
        newer_of[int(set_of[version.older])].add(int(set_of[version.newer]))
    depth = {text: _steps(text, newer_of) for text in texts}
    oldest_first = sorted(texts, key=lambda text: (-depth[text], -int(corpus.rank[texts[text]])))
    heads = [text for text in reversed(oldest_first) if not newer_of[text]]
    why = {(version.older, version.newer): version.why for version in ordered}
    return Family(
        members=tuple(texts[text] for text in oldest_first), heads=tuple(texts[text] for text in heads), why=why
    )


def _steps(text: int, newer_of: dict[int, set[int]]) -> int:
    """The number of texts that are newer, directly or by way of others."""
    seen: set[int] = set()
    waiting = [text]
    while waiting:
        ahead = newer_of[waiting.pop()] - seen
        seen |= ahead
        waiting.extend(ahead)
    return len(seen)


class _Groups:
    """Items joined into families, by union of pairs."""

    def __init__(self) -> None:
        self._parent: dict[int, int] = {}

    def root(self, item: int) -> int:
        """The least item of a family."""
        while (parent := self._parent.setdefault(item, item)) != item:
            item = parent
        return item

    def join(self, one: int, other: int) -> None:
        """Make the families of two items one."""
        low, high = sorted((self.root(one), self.root(other)))
        self._parent[high] = low

    def members(self) -> Iterator[tuple[int, list[int]]]:
        """Each family by its root."""
        found: dict[int, list[int]] = {}
        for item in sorted(self._parent):
            found.setdefault(self.root(item), []).append(item)
        yield from found.items()


def add_version_families(built: ProfileBuilder, inputs: Inputs, corpus: Corpus, relations: Relations) -> None:
    """One measure per source, and one defect per family: information where its current copy is clear."""
    families = find_families(corpus, relations)
    marks = _marks(corpus, families)
    every: Counter[str] = Counter()
    unclear: Counter[str] = Counter()
    for family in families:
        source = corpus.items.facts(family.current).source
        every[source] += 1
        unclear[source] += not family.clear
        _add_defect(built, corpus, family, marks)
    examined = _families_coverage(inputs, corpus)
    for source in sorted({*(source.name for source in inputs.project.sources), *every}):
        built.measure(
            CODE, numerator=unclear[source], denominator=every[source], source=source, examined=examined(source)
        )


def _families_coverage(inputs: Inputs, corpus: Corpus) -> Callable[[str], Examined]:
    coverage, of_texts = inputs.coverage(DOCUMENT), examined_documents(inputs, corpus)

    def of(source: str) -> Examined:
        count = of_texts(source).looked_at or 0
        return coverage.of_source(source, int(count), searched=f"no two versions of a document among {count} documents")

    return of


def _marks(corpus: Corpus, families: list[Family]) -> dict[int, Marks]:
    """The values of each member that a reader compares."""
    members = np.array(sorted({member for family in families for member in family.members}), dtype=np.int64)
    marks: dict[int, Marks] = {}
    for batch, texts in corpus.texts.read(members):
        for item, text in zip(batch.tolist(), texts.to_pylist(), strict=True):
            marks[item] = read_marks(text)
    return marks


def _add_defect(built: ProfileBuilder, corpus: Corpus, family: Family, marks: dict[int, Marks]) -> None:
    current = corpus.items.facts(family.current)
    named = family.members[-MEMBERS_NAMED:]
    names = {member: corpus.items.facts(member).item for member in named}
    others = [names[member] for member in named if member != family.current]
    changes = [
        f"{names[older]} to {names[newer]}: {describe_changes(marks[older], marks[newer])}"
        for older, newer in pairwise(named)
        if older in marks and newer in marks
    ]
    reasons = [
        f"{names[older]} is older than {names[newer]}: {why}"
        for (older, newer), why in sorted(family.why.items())
        if older in names and newer in names
    ]
    count = len(family.members)
    built.defect(
        CODE,
        source=current.source,
        item=current.item,
        related=others[-1] if others else None,
        measure=float(count),
        message=_message(family, current.item, others, names),
        remedy="Nothing: the older ones are left out of the manifest."
        if family.clear
        else "Ask the owner which version is current, and date or withdraw the others.",
        evidence={
            "clear": family.clear,
            "current": current.item if family.clear else None,
            "members": [names[member] for member in named],
            "members_cap": MEMBERS_NAMED,
            "versions": count,
            "differences": changes,
            "order": reasons,
        },
    )


def _message(family: Family, current: str, others: list[str], names: dict[int, str]) -> str:
    count = len(family.members)
    if family.clear:
        return f"{current} is the current one of {count} versions; older: {', '.join(reversed(others))}."
    heads = [names[head] for head in family.heads if head in names]
    return f"{' and '.join(heads)} are versions of one document, and neither dates nor names show which is current."
