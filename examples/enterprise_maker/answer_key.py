"""Answer key of the planted enterprise: the files written, the texts they hold, and the defects planted in them."""

from __future__ import annotations

import datetime as dt
import json
import os
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from examples.enterprise_maker.planned_dates import as_of


@dataclass(slots=True, kw_only=True)
class AnswerKey:
    """Files written below ``tree``, and the key to them. ``defects`` False writes the same enterprise after its repair.

    ``texts`` maps ``source/item`` to the prose inside, for tests that compare every pair.
    """

    folder: Path
    seed: int
    defects: bool
    texts: dict[str, str] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    written: list[str] = field(default_factory=list)
    findings: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    pairs: list[dict[str, Any]] = field(default_factory=list)
    controls: dict[str, list[dict[str, str]]] = field(default_factory=lambda: defaultdict(list))
    statuses: dict[str, str] = field(default_factory=dict)

    @property
    def tree(self) -> Path:
        return self.folder / "tree"

    def write(self, source: str, item: str, content: bytes, *, modified: dt.datetime, text: str = "") -> None:
        """One file of a source with its file time (UTC). A path is written once."""
        path = self.tree / source / item
        if path.exists():
            raise ValueError(f"{source}/{item} is written twice")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        seconds = int(modified.replace(tzinfo=dt.UTC).timestamp())
        os.utime(path, (seconds, seconds))
        self.written.append(f"{source}/{item}")
        if text:
            self.texts[f"{source}/{item}"] = text

    def find(
        self, code: str, source: str, item: str, *, part: str | None = None, evidence: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        """Record a planted defect: the audit should report ``code`` at this place with at least this evidence.

        The entry is returned for what has no one right answer: ``or_item`` (the other of two copies may be the one
        that is reported), ``successor_any_of``.
        """
        entry: dict[str, Any] = {"code": code, "source": source, "item": item}
        if part is not None:
            entry["part"] = part
        entry["evidence"] = dict(evidence or {})
        self.findings[code].append(entry)
        return entry

    def pair(self, relation: str, a: tuple[str, str], b: tuple[str, str], *, similarity: float) -> None:
        """Record two planted relatives as ``pairs.parquet`` states them; ``older_version_of``: a is the older."""
        entry = {"relation": relation, "source_a": a[0], "item_a": a[1], "source_b": b[0], "item_b": b[1]}
        self.pairs.append({**entry, "similarity": round(similarity, 4)})

    def control(self, codes: Iterable[str], source: str, item: str) -> None:
        """Record a clean item: none of ``codes`` may be reported for it."""
        for code in codes:
            self.controls[code].append({"source": source, "item": item})

    def _clean(self, code: str) -> list[dict[str, str]]:
        """Controls without those that later turned out to be the other half of a pair."""
        touched = {(pair[f"source_{end}"], pair[f"item_{end}"]) for pair in self.pairs for end in "ab"}
        touched = touched if code.startswith("uniqueness.") else set()
        touched |= {(entry["source"], entry.get(name)) for entry in self.findings[code] for name in ("item", "or_item")}
        return [control for control in self.controls[code] if (control["source"], control["item"]) not in touched]

    def save(self) -> None:
        """The answer key, beside the tree and never inside it."""
        key = {
            "as_of": as_of().isoformat(),
            "seed": self.seed,
            "files": len(self.written),
            "findings": {code: entries for code, entries in sorted(self.findings.items()) if entries},
            "pairs": self.pairs,
            "controls": {code: self._clean(code) for code in sorted(self.controls)},
            "statuses": dict(sorted(self.statuses.items())),
        }
        text = json.dumps(key, indent=1, ensure_ascii=False, default=str)
        (self.folder / "answer_key.json").write_text(text + "\n", encoding="utf-8")


def at(day: dt.date, hour: int = 9, minute: int = 0, second: int = 0) -> dt.datetime:
    """A file time on a day."""
    return dt.datetime(day.year, day.month, day.day, hour, minute, second)  # noqa: DTZ001 - UTC by agreement
