"""Format drift against natural series whose changes are known."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from readiness.model import Event
from readiness.profilers.format_drift import drift

DATA = Path(__file__).parents[3] / "shared" / "data"

pytestmark = [pytest.mark.real, pytest.mark.skipif(not DATA.exists(), reason="answer-keyed data is absent")]

Change = tuple[str, str, str, str]
"""(series, member, kind, bare column); pattern and type are one kind, as the answer keys treat them."""


def natural_order(path: Path) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", path.stem)]


def events(folder: Path) -> tuple[Event, ...]:
    files = sorted((path for path in folder.iterdir() if path.suffix in {".csv", ".json"}), key=natural_order)
    return drift([(path.stem, path) for path in files], name=folder.name)


def changes(found: tuple[Event, ...], kinds: set[str]) -> set[Change]:
    return {(e.series, e.at, kind_of(e.kind), bare(e.column)) for e in found if e.kind in kinds}


def kind_of(kind: str) -> str:
    return "value" if kind in {"pattern", "type"} else kind


def bare(column: str) -> str:
    return re.sub(r"[^a-z0-9]", "", column.lower())


def truth(name: str) -> list[dict[str, str]]:
    found: list[dict[str, str]] = json.loads((DATA / name / "truth.json").read_text())["events"]
    return [event for event in found if event.get("scored", True)]


def wanted(events_of: list[dict[str, str]], series: str = "") -> set[Change]:
    return {
        (series or event["series"], event["at"], kind_of(event["kind"]), bare(event.get("column", "")))
        for event in events_of
    }


def test_every_known_change_of_the_daily_reports_is_found_and_no_other_schema_or_pattern_change() -> None:
    found = changes(events(DATA / "drift-covid-early" / "data"), {"schema", "pattern", "type"})
    assert found == wanted(truth("drift-covid-early"), "data")


def test_every_known_change_between_versions_is_found_and_only_a_column_order_beside_them() -> None:
    folders = sorted((DATA / "drift-vega-a" / "data").iterdir())
    every = tuple(event for folder in folders for event in events(folder))
    order_only = [e for e in every if e.kind == "schema" and not e.evidence["added"] and not e.evidence["removed"]]
    rest = tuple(event for event in every if event not in order_only)
    keyed = {event.kind for event in rest} - {"distribution"}  # the key does not list shifts of shares
    assert changes(rest, keyed) == wanted(truth("drift-vega-a"))
    assert len(order_only) == 1
