"""Reasons why an item is not in the manifest: a closed list, and the items that each applies to."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from enum import StrEnum

import pyarrow as pa

from readiness import schemas
from readiness.profilers.sufficiency.upstream import Key


class Reason(StrEnum):
    """A closed list: the values of ``manifest_excluded.reason``."""

    SECRET = "secret"  # noqa: S105
    PERSONAL_DATA = "personal_data"
    HOLDS_EXCLUDED = "holds_excluded"
    UNCHECKED = "unchecked"
    WITHDRAWN = "withdrawn"
    STALE = "stale"
    PAST_RETENTION = "past_retention"
    COPY = "copy"
    OLDER_VERSION = "older_version"
    UNREADABLE = "unreadable"
    WITHOUT_TEXT = "without_text"
    READ_IN_PART = "read_in_part"
    EMPTY = "empty"
    LABEL_FILE = "label_file"
    CLASS_LIST = "class_list"


class Exclusions:
    """Items with the reasons that keep them out of the manifest, each with a sentence for people."""

    def __init__(self) -> None:
        self._texts: dict[Key, dict[Reason, str]] = {}

    def add(self, key: Key, reason: Reason, text: str) -> None:
        """Exclude an item; of several texts for one reason the first stays."""
        self._texts.setdefault(key, {}).setdefault(reason, text)

    def add_all(self, keys: Iterable[Key], reason: Reason, text: str) -> None:
        for key in keys:
            self.add(key, reason, text)

    def items(self, *reasons: Reason) -> set[Key]:
        """The items that are excluded for one of the reasons; without reasons, for any."""
        wanted = frozenset(reasons or Reason)
        return {key for key, texts in self._texts.items() if wanted & texts.keys()}

    def table(self, items: Collection[Key]) -> pa.Table:
        """One row per item and reason (``schemas.MANIFEST_EXCLUDED``), of ``items`` only, sorted."""
        rows = [
            {"source": key[0], "item": key[1], "reason": reason.value, "text": text}
            for key, texts in sorted(self._texts.items())
            if key in items
            for reason, text in sorted(texts.items())
        ]
        return pa.Table.from_pylist(rows, schema=schemas.MANIFEST_EXCLUDED)
