"""Comparison of an audit's findings with the answer key: defects, their evidence, and false alarms on clean items.

Works on plain dicts (rows of ``findings.parquet`` and ``pairs.parquet``), so that it shares no code with the audit.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorComparison:
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


def compare(key: Mapping[str, Any], findings: Iterable[Row]) -> tuple[IndicatorComparison, ...]:
    """Every code of the key, in its order. ``findings`` are rows of ``findings.parquet``."""
    by_code: dict[str, list[Row]] = defaultdict(list)
    for finding in findings:
        by_code[finding["code"]].append({**finding, "evidence": json.loads(finding["evidence"])})
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


def _compare(
    code: str, entries: Sequence[Row], controls: Sequence[Row], findings: Sequence[Row]
) -> IndicatorComparison:
    at = {id(entry): [finding for finding in findings if _same_place(entry, finding)] for entry in entries}
    spoken_of = {id(finding) for several in at.values() for finding in several}
    missed = tuple(entry for entry in entries if not at[id(entry)])
    return IndicatorComparison(
        code=code,
        planted=len(entries),
        missed=missed,
        other_evidence=tuple(
            entry
            for entry in entries
            if at[id(entry)] and not any(_matches(entry["evidence"], finding["evidence"]) for finding in at[id(entry)])
        ),
        controls_hit=tuple(
            finding
            for finding in findings
            if any((one["source"], one["item"]) == (finding["source"], finding["item"]) for one in controls)
        ),
        unplanned=sum(id(finding) not in spoken_of for finding in findings),
    )


def _same_place(entry: Row, finding: Row) -> bool:
    """An entry names source, item and part as far as it can; of two copies either one may be reported."""
    return (
        entry["source"] in {"", finding["source"]}
        and (not entry["item"] or finding["item"] in {entry["item"], entry.get("or_item")})
        and entry.get("part") in {None, finding["part"]}
    )


def _matches(wanted: Any, actual: Any) -> bool:
    """Return whether ``actual`` has at least what is ``wanted``: keys of objects, members of lists, equal values."""
    if isinstance(wanted, Mapping):
        return isinstance(actual, Mapping) and all(
            name in actual and _matches(wanted[name], actual[name]) for name in wanted
        )
    if isinstance(wanted, list):
        return isinstance(actual, list) and all(any(_matches(one, other) for other in actual) for one in wanted)
    return bool(wanted == actual or str(wanted) == str(actual))
