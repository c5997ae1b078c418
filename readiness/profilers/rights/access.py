"""``rights.access``: who may read an item at its source, against the audience that the project states for it.

Also markings in texts ("Confidential", "社外秘") where everyone may read, or is meant to.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial

import pyarrow as pa

from readiness.census import DOCUMENT, ITEM, TABLE
from readiness.config.project import Source
from readiness.profilers.base import Inputs, ProfileBuilder
from readiness.profilers.container_members import members_of
from readiness.profilers.rights.access_defects import EVERYONE, ItemAccess, add_defects
from readiness.profilers.rights.markings import marking_of

ACCESS = "rights.access"

_ITEM_KINDS = frozenset({DOCUMENT, TABLE})
_READERS = ["source", "item", "kind", "owner", "readers"]

Key = tuple[str, str]
"""``(source, item)``."""


def measure_access(builder: ProfileBuilder, inputs: Inputs) -> None:
    """Count, per source with an audience, the items that more people may read than it names, or fewer than it needs.

    Members of archives and attachments are read by whoever may read the file they lie in. The account that owns a file
    is not held against the audience. A source whose connector cannot tell readers is only searched for markings, and
    only where its audience is everyone.
    """
    items = _items(inputs)
    asked = frozenset(source.name for source in inputs.project.sources if source.audience)
    markings = dict(inputs.map_texts(partial(_marking_batch, asked))) if asked else {}
    for source in inputs.project.sources:
        own = {key: access for key, access in items.items() if key[0] == source.name}
        if reason := _nothing_to_compare(source, own):
            total = inputs.coverage(ITEM).total(source.name)
            examined = inputs.coverage(ITEM).of_source(source.name, total, searched=reason)
            builder.measure(ACCESS, numerator=0, denominator=0, source=source.name, examined=examined)
        else:
            _measure_source(builder, inputs, source, _with_markings(own, markings))


def _nothing_to_compare(source: Source, own: Mapping[Key, ItemAccess]) -> str:
    if not source.audience:
        return "sources[].audience is not stated"
    if all(access.readers is None for access in own.values()) and EVERYONE not in source.audience:
        return "the connector of this source cannot name the readers of an item" if own else "the source holds no item"
    return ""


def _measure_source(builder: ProfileBuilder, inputs: Inputs, source: Source, known: Mapping[Key, ItemAccess]) -> None:
    failing = sum(add_defects(builder, key, access, source.audience) for key, access in sorted(known.items()))
    coverage = inputs.coverage(ITEM)
    looked_at = min(len(known), coverage.total(source.name))
    searched = f"no item whose readers are named among {coverage.total(source.name)} items"
    examined = coverage.of_source(source.name, looked_at, searched=searched)
    builder.measure(ACCESS, numerator=failing, denominator=len(known), source=source.name, examined=examined)


def _with_markings(own: Mapping[Key, ItemAccess], markings: Mapping[Key, str]) -> dict[Key, ItemAccess]:
    """Items of which something is known: their readers, or, where the connector tells none, their text."""
    known = {
        key: access for key, access in own.items() if access.readers or (access.readers is None and key in markings)
    }
    return {
        key: ItemAccess(owner=access.owner, readers=access.readers, marking=markings.get(key, ""))
        for key, access in known.items()
    }


def _marking_batch(sources: frozenset[str], batch: pa.RecordBatch) -> list[tuple[Key, str]]:
    rows = zip(*(batch[name].to_pylist() for name in ("source", "item", "text")), strict=True)
    return [((source, item), marking_of(text)) for source, item, text in rows if source in sources]


def _items(inputs: Inputs) -> dict[Key, ItemAccess]:
    """Documents and tables with their readers; members of containers have those of the file they lie in."""
    found = _kinds(inputs)
    listed: dict[Key, ItemAccess] = {}
    items: dict[Key, ItemAccess] = {}
    for batch in inputs.scan("inventory", _READERS):
        for row in batch.to_pylist():
            key, readers = (row["source"], row["item"]), row["readers"]
            names = None if readers is None else tuple(readers)
            listed[key] = ItemAccess(owner=row["owner"] or "", readers=names)
            if found.get(key, row["kind"]) in _ITEM_KINDS:
                items[key] = listed[key]
    for key, member in members_of(inputs).items():
        if member.kind in _ITEM_KINDS:
            items[key] = listed.get((key[0], member.outer), ItemAccess())
    return items


def _kinds(inputs: Inputs) -> dict[Key, str]:
    rows: Iterator[pa.RecordBatch] = inputs.scan("profile_documents", ["source", "item", "kind"])
    return {(row["source"], row["item"]): row["kind"] for batch in rows for row in batch.to_pylist()}
