"""Stored audits, read back: which project is meant, one item's facts, what changed between two runs."""

from __future__ import annotations

import json
from collections.abc import Collection
from pathlib import Path
from typing import Any

import pyarrow.compute as pc
import pyarrow.parquet as pq

from dagster_project.audit.context import ProjectRef
from dagster_project.audit.run_files import damaged_files
from readiness.errors import AuditError, UsageError, did_you_mean

_EXPLAINED = frozenset(
    f"{name}.parquet" for name in ("inventory", "profile_documents", "profile_columns", "findings", "pairs")
)
_BETTER = ("PASS", "WARN", "WAIVED", "INCONCLUSIVE", "FAIL")


def run_folder(ref: ProjectRef, name: str = "latest") -> Path:
    store = ref.store(ref.load())
    folder = store.latest if name == "latest" else store.root / Path(name).name
    if not (folder / "scorecard.json").is_file():
        known = sorted(path.name for path in store.root.glob("*Z-*") if path.is_dir())
        raise UsageError(f"there is no run {name!r}", where=str(store.root), next_step=f"known runs: {known or 'none'}")
    return folder


def explain(ref: ProjectRef, item: str) -> dict[str, Any]:
    """Inventory row, profile, findings and pairs of one item; the columns of a table, the members of a container.

    Members of a container have no inventory row: they were not listed before the container was opened.
    """
    folder = run_folder(ref)
    refuse_damaged(ref, folder, _EXPLAINED)
    facts: dict[str, Any] = {
        "item": item,
        "inventory": _rows(folder, "inventory", "item", item),
        "profile": _rows(folder, "profile_documents", "item", item),
        "columns": _rows(folder, "profile_columns", "item", item),
        "findings": _rows(folder, "findings", "item", item) + _rows(folder, "findings", "related", item),
        "pairs": _rows(folder, "pairs", "item_a", item) + _rows(folder, "pairs", "item_b", item),
        "members": [row["item"] for row in _rows(folder, "profile_documents", "container", item)],
    }
    if not any(facts[name] for name in ("inventory", "profile", "columns", "findings")):
        raise UsageError(f"the last audit has no item {item!r}", where=str(folder), next_step=_close(folder, item))
    for finding in facts["findings"]:
        finding["evidence"] = json.loads(finding["evidence"])
    return facts


def refuse_damaged(ref: ProjectRef, folder: Path, names: Collection[str]) -> None:
    """Raise ``AuditError`` where one of the named files of a published run is not as it was published."""
    if why := damaged_files(ref.store(ref.load()), folder, names):
        raise AuditError(why, where=str(folder))


def _close(folder: Path, item: str) -> str:
    listed = pq.read_table(folder / "inventory.parquet", columns=["item"])["item"].to_pylist()
    inside = pq.read_table(folder / "profile_documents.parquet", columns=["item"])["item"].to_pylist()
    known = list(dict.fromkeys([*listed, *inside]))
    ending = [name for name in known if name.endswith(item)][:3]
    close = did_you_mean(item, known, most=3) or did_you_mean(item, ending, most=3)
    return close or "items are paths relative to their source's root"


def _rows(folder: Path, table: str, column: str, value: str) -> list[dict[str, Any]]:
    table_rows = pq.read_table(
        folder / f"{table}.parquet", partitioning=None, filters=pc.equal(pc.field(column), value)
    )
    return table_rows.to_pylist()  # type: ignore[no-any-return, unused-ignore]


def diff(ref: ProjectRef, before: str, after: str) -> dict[str, Any]:
    """Compare two runs: indicators whose status changed, and findings that are new or gone, by their stable ids.

    Runs of different versions are compared by the indicators that both know. The others are listed apart, and so no
    finding counts as new or fixed because the other run did not search for it.
    """
    old, new = run_folder(ref, before), run_folder(ref, after)
    known_old, known_new = _statuses(old), _statuses(new)
    shared = known_old.keys() & known_new.keys()
    moved = _moved_indicators(known_old, known_new)
    old_findings, new_findings = _findings(old, shared), _findings(new, shared)
    return {
        "before": old.resolve().name,
        "after": new.resolve().name,
        "better": [m for m in moved if m["rank"] < 0],
        "worse": [m for m in moved if m["rank"] > 0],
        "other": [m for m in moved if m["rank"] == 0],
        "new": [new_findings[key] for key in sorted(new_findings.keys() - old_findings.keys())],
        "fixed": [old_findings[key] for key in sorted(old_findings.keys() - new_findings.keys())],
        "indicators_added": [_status(known_new[code]) for code in sorted(known_new.keys() - shared)],
        "indicators_removed": [_status(known_old[code]) for code in sorted(known_old.keys() - shared)],
    }


def _statuses(folder: Path) -> dict[str, dict[str, Any]]:
    names = ["code", "slice", "status", "value"]
    rows = pq.read_table(folder / "indicators.parquet", columns=names, partitioning=None).to_pylist()
    return {row["code"]: row for row in rows if not row["slice"]}


def _status(row: dict[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in ("code", "status", "value")}


def _moved_indicators(old: dict[str, dict[str, Any]], new: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    changed = []
    for code in sorted(old.keys() & new.keys()):
        before, after = old[code]["status"], new[code]["status"]
        if before != after:
            known = before in _BETTER and after in _BETTER
            rank = _BETTER.index(after) - _BETTER.index(before) if known else 0
            values = {"value_before": old[code]["value"], "value_after": new[code]["value"]}
            changed.append({"code": code, "before": before, "after": after, "rank": rank, **values})
    return changed


def _findings(folder: Path, codes: Collection[str]) -> dict[str, dict[str, Any]]:
    names = ["finding_id", "code", "source", "item", "part", "message"]
    rows = pq.read_table(folder / "findings.parquet", columns=names, partitioning=None).to_pylist()
    return {row["finding_id"]: row for row in rows if row["code"] in codes}
