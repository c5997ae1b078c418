"""Drift against an approved baseline, and the file that holds it."""

from __future__ import annotations

import datetime as dt
import json
import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from readiness.config.baselines import Baseline, baselines_text, read_baselines, with_digest
from readiness.config.loading import load_project
from readiness.errors import ConfigError
from readiness.model import Event
from readiness.profilers.base import Profile
from readiness.profilers.format_drift import measure
from readiness.profilers.format_drift.load_members import facts_of_table
from readiness.profilers.format_drift.pinned_baseline import Approval, baseline_of, events_against
from tests.profilers.stages import inputs_of, staged_row

Columns = Mapping[str, Sequence[str]]
APPROVAL = Approval(by="Ada", on="2026-11-02", reason="checked with the supplier")


def rows(empty: float = 0.0, day: str = "%Y-%m-%d") -> dict[str, list[str]]:
    rng = random.Random(5)
    days = [dt.date(2024, 1, 1) + dt.timedelta(days=at % 300) for at in range(400)]
    note = ["" if rng.random() < empty else f"N-{at}" for at in range(400)]
    return {"day": [f"{one:{day}}" for one in days], "note": note}


def approved(columns: Columns, approval: Approval = APPROVAL, member: str = "2024-01.csv") -> Baseline:
    facts = facts_of_table(member, pa.table(dict(columns)), {"format": "csv", "key": member[:-4]})
    return with_digest(baseline_of(facts, approval, source="s", series="m"), "p")


def against(baseline: Baseline, *members: Columns) -> list[Event]:
    facts = (facts_of_table(f"2024-{at:02}.csv", pa.table(dict(one))) for at, one in enumerate(members, start=2))
    return list(events_against(baseline, facts))


def audit(folder: Path, members: Mapping[str, Columns], *baselines: Baseline) -> Profile:
    index = [
        staged_row(folder, item, columns, source="s", types=["text"] * len(columns), delimiter=",", format="csv")
        for item, columns in members.items()
    ]
    inputs = inputs_of(folder, stages={"table_index": index}, sources=[{"name": "s", "url": "."}])
    return measure(replace(inputs, baselines=baselines))


def test_members_like_the_baseline_have_no_event() -> None:
    assert against(approved(rows()), rows(), rows(0.03), rows()) == []


def test_a_slow_change_is_found_although_no_step_is_one() -> None:
    slow = [rows(0.02 * at) for at in range(1, 16)]
    events = against(approved(rows()), *slow)
    assert [(event.kind, event.column, event.previous) for event in events] == [("null_rate", "note", "2024-01.csv")]


def test_a_difference_is_reported_once_and_again_when_it_comes_back() -> None:
    other = rows(day="%d.%m.%Y")
    events = against(approved(rows()), other, other, rows(), other)
    assert [(event.kind, event.at) for event in events] == [("pattern", "2024-02.csv"), ("pattern", "2024-05.csv")]


def test_every_event_says_who_approved_the_baseline() -> None:
    [event] = against(approved(rows()), {"day": rows()["day"]})
    assert event.evidence["removed"] == ["note"]
    assert event.evidence["baseline"] == "2024-01.csv, approved by Ada on 2026-11-02: checked with the supplier"


def test_a_baseline_of_the_schema_alone_judges_no_values() -> None:
    schema = approved(rows(), replace(APPROVAL, schema_only=True))
    assert against(schema, rows(0.9, "%d.%m.%Y")) == []
    assert [event.kind for event in against(schema, {**rows(), "ward": ["a"] * 400})] == ["schema"]


def test_members_up_to_the_approved_one_are_not_judged_and_later_ones_are(tmp_path: Path) -> None:
    old, new = rows(day="%d.%m.%Y"), rows()
    members = {f"m/2024-{at:02}.csv": old if at < 4 else new for at in range(1, 8)}
    members["m/2024-07.csv"] = old
    profile = audit(tmp_path, members, approved(new, member="2024-04.csv"))
    [defect] = profile.defects.to_pylist()
    assert (json.loads(defect["evidence"])["at"], defect["part"]) == ("2024-07.csv", "day")


def test_a_baseline_whose_series_is_gone_is_not_measured_and_never_a_pass(tmp_path: Path) -> None:
    profile = audit(tmp_path, {f"other/2024-{at:02}.csv": rows() for at in range(1, 5)}, approved(rows()))
    states = {row["indicator"]: row["state"] for row in profile.measures.to_pylist()}
    drift = {"format.schema_drift", "format.pattern_drift", "format.value_drift", "format.mix_drift"}
    assert {code for code, state in states.items() if state == "not_measured"} == drift


def test_no_cell_value_is_kept() -> None:
    text = baselines_text([approved({"name": ["Zaphod Beeblebrox", "Ford Prefect"] * 50, "day": rows()["day"][:100]})])
    assert "Zaphod" not in text and "2024-01-03" not in text  # noqa: PT018 - one claim


def project(folder: Path, entries: Any, name: str = "p") -> Path:
    (folder / "p.yaml").write_text(f"project: {name}\nsources: [{{name: s, url: .}}]\nbaselines: b.json\n")
    if entries is not None:
        (folder / "b.json").write_text(entries if isinstance(entries, str) else json.dumps(entries))
    return folder / "p.yaml"


def test_the_baselines_take_part_in_the_hash_of_the_config(tmp_path: Path) -> None:
    one = load_project(project(tmp_path, baselines_text([approved(rows())])))
    other = load_project(project(tmp_path, baselines_text([approved(rows(0.2))])))
    assert one.baselines[0].approved_by == "Ada"
    assert one.config_hash != other.config_hash


def _edited(change: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [{**approved(rows()).model_dump(), **change}]


@pytest.mark.parametrize(
    ("entries", "says"),
    [
        (None, "absent"),
        ("", "cannot be read"),
        ("[1]", "cannot be read"),
        ("{}x", "cannot be read"),
        (_edited({"reason": "because"}), "edited"),
        (_edited({"member": "2024-09.csv"}), "edited"),
        (_edited({"digest": ""}), "edited"),
        (_edited({"more": 1}), "cannot be read"),
        (_edited({}) * 2, "two baselines"),
    ],
)
def test_an_absent_edited_or_broken_file_is_refused(tmp_path: Path, entries: Any, says: str) -> None:
    with pytest.raises(ConfigError, match=says):
        load_project(project(tmp_path, entries))


def test_a_baseline_of_another_project_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="of another project"):
        load_project(project(tmp_path, baselines_text([approved(rows())]), name="q"))


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    (tmp_path / "b.json").write_text(baselines_text([approved(rows())]), encoding="utf-8")
    assert read_baselines(tmp_path / "b.json", "p") == (approved(rows()),)
