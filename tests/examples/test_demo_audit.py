"""The audit of the demo enterprise, held against the key of what was planted in it; the repaired copy must pass."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

import readiness
from examples.enterprise_maker.enterprise import make
from examples.enterprise_maker.planned_dates import PLANNED
from examples.enterprise_maker.project_files import write_projects
from readiness.model import Grade, Scorecard, Status
from tests.stage_graph import early_reads

ROOT = Path(__file__).parents[2]
Row = dict[str, Any]


class Demo:
    """Both audits, made once: of the enterprise as found, and of its repaired copy."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.found = readiness.audit(root / "projects" / "demo.yaml", out=root / "out")
        self.repaired = readiness.audit(root / "projects" / "demo-repaired.yaml", out=root / "out")
        self.key: Row = json.loads((root / "examples" / "enterprise" / "answer_key.json").read_text("utf-8"))
        self.findings: dict[str, list[Row]] = defaultdict(list)
        for finding in read(root / "out" / "demo" / "latest" / "findings.parquet"):
            self.findings[finding["code"]].append({**finding, "evidence": json.loads(finding["evidence"])})
        self.pairs = read(root / "out" / "demo" / "latest" / "pairs.parquet")


def read(path: Path) -> list[Row]:
    rows: list[Row] = pq.read_table(path, partitioning=None).to_pylist()
    return rows


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    root = tmp_path_factory.mktemp("demo")
    for defects in (True, False):
        make(root / "examples", defects=defects)
    write_projects(root / "projects", as_of=PLANNED, pinned=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("READINESS_ROOT", str(root))
        patch.setenv("DAGSTER_HOME", str(root / ".dagster"))
        return Demo(root)


def place(row: Row) -> tuple[str, str]:
    return row["source"], row["item"]


def at(planted: Row, finding: Row) -> bool:
    """A defect of the project or of a whole source has no item in the key."""
    return all(not planted[name] or planted[name] == finding[name] for name in ("source", "item"))


def test_every_planted_defect_is_found_at_its_place(demo: Demo) -> None:
    missed = {
        code: [place(e) for e in planted if not any(at(e, f) for f in demo.findings[code])]
        for code, planted in demo.key["findings"].items()
        if code != "uniqueness.near"  # which of the two is the copy is the keeper rule's choice: see the pairs
    }
    assert {code: places for code, places in missed.items() if places} == {}


def test_every_planted_pair_is_found_with_its_relation(demo: Demo) -> None:
    found = {(p["relation"], frozenset((p["item_a"], p["item_b"]))) for p in demo.pairs}
    missed = [p for p in demo.key["pairs"] if (p["relation"], frozenset((p["item_a"], p["item_b"]))) not in found]
    assert missed == []


def test_controls_carry_no_finding_of_the_code(demo: Demo) -> None:
    wrong = {
        code: sorted({place(f) for f in demo.findings[code]} & {place(c) for c in clean})
        for code, clean in demo.key["controls"].items()
    }
    assert {code: places for code, places in wrong.items() if places} == {}


def test_the_statuses_are_as_planted(demo: Demo) -> None:
    statuses = {i.code: str(i.status) for i in demo.found.indicators}
    assert {code: statuses[code] for code in demo.key["statuses"]} == demo.key["statuses"]


def test_every_indicator_that_is_measured_has_a_planted_defect_or_a_status(demo: Demo) -> None:
    planted = {*demo.key["findings"], *demo.key["statuses"]}
    unjudged = {"sufficiency.cost", "availability.openable", "content.language"}  # no languages are listed
    unjudged |= {"content.boilerplate"}  # a template takes 50 documents
    unjudged |= {"validity.keys", "validity.identifiers", "validity.dependencies"}  # information, with their own tests
    unjudged |= {"labels.agreement", "labels.error_estimate", "labels.leakage", "uniqueness.versions"}  # as well
    unjudged |= {"content.chunkable", "content.self_recall", "content.hidden", "rights.access"}  # as well
    unjudged |= {"format.pattern_divergence"}  # as well
    assert {i.code for i in demo.found.indicators} - planted - unjudged == set()


def test_the_enterprise_as_found_is_blocked_and_the_repaired_one_may_start(demo: Demo) -> None:
    assert demo.found.grade is Grade.D
    assert demo.repaired.grade in {Grade.A, Grade.B}
    assert not broken(demo.repaired)
    # One table of the enterprise as found cannot be read, so whether annotators disagree anywhere is not known.
    assert [i.code for i in broken(demo.found)] == ["labels.agreement"]


def test_every_stage_waits_for_the_stages_whose_files_it_reads(demo: Demo) -> None:
    assert early_reads(demo.root / "out" / "demo" / "stages") == []


def broken(card: Scorecard) -> list[Any]:
    return [i for i in card.indicators if i.status in {Status.ERROR, Status.NOT_MEASURED}]
