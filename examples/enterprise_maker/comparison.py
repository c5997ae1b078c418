"""An audit's findings against the answer key: what was found, with which evidence, and what was said of clean items.

Works on plain dicts (rows of ``findings.parquet`` and ``pairs.parquet``), so that it owes nothing to the audit's code.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One indicator: entries ``planted``, those ``missed`` or found with ``other_evidence``, ``controls_hit``.

    ``unplanned`` counts findings that no entry speaks of; they may be right (a mail does hold names).
    """

    code: str
    planted: int
    missed: tuple[Row, ...]
    other_evidence: tuple[Row, ...]
    controls_hit: tuple[Row, ...]
    unplanned: int

    @property
    def whole(self) -> bool:
        return not (self.missed or self.other_evidence or self.controls_hit)


def compare(key: Mapping[str, Any], findings: Iterable[Row]) -> tuple[Compared, ...]:
    """Every code of the key, in its order. ``findings`` are rows of ``findings.parquet``."""
    by_code: dict[str, list[Row]] = defaultdict(list)
    for found in findings:
        by_code[found["code"]].append({**found, "evidence": json.loads(found["evidence"])})
    codes = sorted({*key["findings"], *key["controls"]})
    return tuple(
        _compare(code, key["findings"].get(code, ()), key["controls"].get(code, ()), by_code[code]) for code in codes
    )


def pairs_of(rows: Iterable[Row]) -> set[tuple[str, frozenset[tuple[str, str]]]]:
    """Pairs without their order: ``(relation, {(source, item), (source, item)})``."""
    return {
        (row["relation"], frozenset(((row["source_a"], row["item_a"]), (row["source_b"], row["item_b"]))))
        for row in rows
    }


def _compare(code: str, entries: Sequence[Row], controls: Sequence[Row], findings: Sequence[Row]) -> Compared:
    at = {id(entry): [found for found in findings if _same_place(entry, found)] for entry in entries}
    spoken_of = {id(found) for several in at.values() for found in several}
    missed = tuple(entry for entry in entries if not at[id(entry)])
    return Compared(
        code=code,
        planted=len(entries),
        missed=missed,
        other_evidence=tuple(
            entry
            for entry in entries
            if at[id(entry)] and not any(_shown(entry["evidence"], found["evidence"]) for found in at[id(entry)])
        ),
        controls_hit=tuple(
            found
            for found in findings
            if any((one["source"], one["item"]) == (found["source"], found["item"]) for one in controls)
        ),
        unplanned=sum(id(found) not in spoken_of for found in findings),
    )


def _same_place(entry: Row, found: Row) -> bool:
    """An entry names source, item and part as far as it can; of two copies either one may be reported."""
    return (
        entry["source"] in {"", found["source"]}
        and (not entry["item"] or found["item"] in {entry["item"], entry.get("or_item")})
        and entry.get("part") in {None, found["part"]}
    )


def _shown(wanted: Any, given: Any) -> bool:
    """Whether ``given`` shows at least what is ``wanted``: keys of objects, members of lists, equal values."""
    if isinstance(wanted, Mapping):
        return isinstance(given, Mapping) and all(
            name in given and _shown(wanted[name], given[name]) for name in wanted
        )
    if isinstance(wanted, list):
        return isinstance(given, list) and all(any(_shown(one, other) for other in given) for one in wanted)
    return bool(wanted == given or str(wanted) == str(given))
