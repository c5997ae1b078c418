"""What the stage files say of the items to compare: facts, groups of exact copies, shingle sets of the texts."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from readiness.model import READABLE_OUTCOMES, DateKind, Outcome
from readiness.profilers.base import Inputs
from readiness.profilers.duplicates.copies import CopyGroups, copy_groups
from readiness.profilers.duplicates.facts import ItemFacts, preference
from readiness.profilers.duplicates.paths import read_path
from readiness.profilers.duplicates.shingles import I64, ShingleSets
from readiness.profilers.duplicates.tokens import shingle_sets

Key = tuple[str, str]

COMPARED_CHARACTERS = 20
"""Shorter texts are ``content.empty`` by the catalogue's definition; equal page numbers make no duplicates."""
EQUAL_TEXT_CHARACTERS = 150
"""Shorter texts (about 30 words) can be equal without being one document: two letters may both say *received, thank
you*. They are near-duplicates of similarity 1 instead of exact copies. Chosen by us."""

_NO_BYTES = hashlib.sha256(b"").hexdigest()
_COLUMNS = [
    *("source", "item", "kind", "sha256", "size_bytes", "claimed", "format"),
    *("outcome", "title", "characters", "text_sha256"),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Corpus:
    """Items in order of (source, item), and what can be compared of them.

    ``groups`` hold items equal by bytes or by text, best-ranked first. ``sets`` are the shingle sets of the groups
    with words, ``set_group[i]`` the group of set i. ``countable`` bool (items,): opened, with something to compare.
    """

    items: tuple[ItemFacts, ...]
    countable: npt.NDArray[np.bool_]
    bytes_of: tuple[str, ...]
    groups: CopyGroups
    sets: ShingleSets
    set_group: I64

    @property
    def set_leaders(self) -> I64:
        """The best-ranked item of each set."""
        return self.groups.leaders[self.set_group]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Dates:
    trusted: Mapping[Key, tuple[dt.date, str]]
    latest: Mapping[Key, Mapping[str, dt.date]]


def _read_dates(inputs: Inputs) -> _Dates:
    """Trusted and latest dates per item. File times are left out: copying and migration reset them."""
    trusted: dict[Key, tuple[dt.date, str]] = {}
    latest: dict[Key, dict[str, dt.date]] = {}
    for batch in inputs.scan("date_claims", ["source", "item", "date", "kind", "trusted"]):
        for row in batch.to_pylist():
            if row["kind"] == DateKind.FILE_MODIFIED:
                continue
            key = row["source"], row["item"]
            known = latest.setdefault(key, {})
            known[row["kind"]] = max(row["date"], known.get(row["kind"], row["date"]))
            if row["trusted"]:
                trusted[key] = row["date"], row["kind"]
    return _Dates(trusted=trusted, latest=latest)


def _facts(row: Mapping[str, Any], dates: _Dates) -> ItemFacts:
    key = row["source"], row["item"]
    trusted, kind = dates.trusted.get(key, (None, ""))
    return ItemFacts(
        source=row["source"],
        item=row["item"],
        format=row["format"] or "",
        misnamed=bool(row["claimed"] and row["format"] and row["claimed"] != row["format"]),
        title=row["title"] or "",
        path=read_path(row["item"]),
        trusted=trusted,
        trusted_kind=kind,
        dates=dates.latest.get(key, {}),
    )


def _file_hash(row: Mapping[str, Any]) -> str:
    """The hash of a file's bytes; "" where there are none."""
    sha256 = row["sha256"] or ""
    return "" if sha256 == _NO_BYTES or row["size_bytes"] == 0 else sha256


def _compared(row: Mapping[str, Any]) -> bool:
    """Whether a document's text stands for it: read, not a scan, and long enough to say something."""
    read = row["outcome"] in READABLE_OUTCOMES and row["outcome"] != Outcome.NEEDS_OCR
    return row["kind"] == "document" and read and (row["characters"] or 0) >= COMPARED_CHARACTERS


def _equality_keys(row: Mapping[str, Any]) -> list[str]:
    keys = [f"bytes:{file_hash}"] if (file_hash := _file_hash(row)) else []
    if _compared(row):
        whole = row["text_sha256"] and row["characters"] >= EQUAL_TEXT_CHARACTERS
        keys.append(f"text:{row['text_sha256']}" if whole else f"item:{row['source']}\0{row['item']}")
    return keys


def _rank(items: tuple[ItemFacts, ...]) -> list[int]:
    """The place of each item in order of preference."""
    order = sorted(range(len(items)), key=lambda place: preference(items[place]))
    rank = [0] * len(items)
    for place, item in enumerate(order):
        rank[item] = place
    return rank


def _read_sets(inputs: Inputs, group_of: Mapping[Key, int]) -> tuple[ShingleSets, I64]:
    """Shingle sets of one text per group, and the group of each; the texts are streamed."""
    read: list[int] = []
    seen: set[int] = set()

    def texts() -> Iterator[str]:
        for batch in inputs.scan("document_text"):
            names = zip(batch["source"].to_pylist(), batch["item"].to_pylist(), strict=True)
            for place, key in enumerate(names):
                group = group_of.get(key, -1)
                if group >= 0 and group not in seen:
                    seen.add(group)
                    read.append(group)
                    yield batch["text"][place].as_py()

    sets = shingle_sets(texts())
    order = np.argsort(np.array(read, dtype=np.int64), kind="stable")
    order = order[sets.sizes[order] > 0]
    return sets.take(order), np.array(read, dtype=np.int64)[order]


def read_corpus(inputs: Inputs) -> Corpus:
    """Everything the comparison needs, from ``profile_documents``, ``document_text`` and ``date_claims``."""
    table = inputs.table("profile_documents", _COLUMNS).sort_by([("source", "ascending"), ("item", "ascending")])
    rows = table.to_pylist()
    dates = _read_dates(inputs)
    items = tuple(_facts(row, dates) for row in rows)
    groups = copy_groups(_equality_keys(row) for row in rows).led_by(_rank(items))
    said = np.array([_compared(row) for row in rows], dtype=np.bool_)
    places = [(item, group) for group, members in enumerate(groups.members) for item in members if said[item]]
    sets, set_group = _read_sets(inputs, {(items[item].source, items[item].item): group for item, group in places})
    hashes = tuple(_file_hash(row) for row in rows)
    opened = np.array([row["outcome"] in READABLE_OUTCOMES for row in rows], dtype=np.bool_)
    return Corpus(
        items=items,
        countable=opened & (said | np.array([bool(file_hash) for file_hash in hashes], dtype=np.bool_)),
        bytes_of=hashes,
        groups=groups,
        sets=sets,
        set_group=set_group,
    )
