"""What every profiler promises. A profiler's test class inherits this and names its stage.

The stages before it are run for real, over an empty folder and over one of odd documents and tables.
"""

from __future__ import annotations

import importlib
import json
import math
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import ClassVar

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from dagster_project.audit import stages
from dagster_project.audit.context import Audit, begin_audit, project_ref
from dagster_project.audit.stage_list import PROFILERS, STAGES
from readiness import schemas
from readiness.catalogue import CATALOGUE
from readiness.model import IndicatorSpec
from readiness.profilers.base import Inputs, Profile
from readiness.scoring.reconciliation import Grounds
from tests.small_project import AS_OF, make_project, write

YAML = f"""\
project: contract
use: rag
as_of: {AS_OF}
sources:
  - {{name: files, url: files, tables: [], labels: {{column: odd.label}}}}
  - {{name: more, url: more, required: false}}
"""

EMPTY, ODD = "empty", "odd"
CORPORA = (EMPTY, ODD)

BIG, FAR = 2**62, "9999-12-31"
ODD_COLUMNS = {
    "id": [1, 2, 3, 4, None, BIG],
    "number": [0.0, -0.0, math.nan, math.inf, -math.inf, None],
    "exact": [Decimal("1.10"), Decimal("-99999999999999999999.99"), None, Decimal(0), Decimal(1), Decimal(1)],
    "text": ["", " ", "N/A", "\u202eabc\x1b[31m", "e\u0301" * 300, None],
    "mail": ["ada@example.org", "ADA@example.org", "@", "a" * 5_000, "\ufeff", "\x00"],
    "date": ["2026-02-30", "31.12.9999", FAR, "0000-00-00", "next week", None],
    "label": ["yes", "YES ", None, "", "?", "\U0001f600"],
    "same": [None] * 6,
    "nested": [[1], [], None, [2, None], [3], [4]],
    "raw": [b"\xff\xfe", b"", None, b"x", b"y", b"z"],
}
"""Cells that profilers have met or may meet: no column of them is clean."""


def make_corpus(root: Path, corpus: str) -> Path:
    """A project over one of the corpora; the YAML's path."""
    (root / "more").mkdir()
    (root / "files").mkdir()
    if corpus == ODD:
        make_project(root)
        (root / "tree").rename(root / "files" / "tree")
        _write_odd(root / "files")
    write(root / "p.yaml", YAML)
    return root / "p.yaml"


def _write_odd(folder: Path) -> None:
    pq.write_table(pa.table(ODD_COLUMNS), folder / "odd.parquet")
    write(folder / "2025-01.csv", "id,when,value\n1,2025-01-01,\x01\n2,,1e999\n2,,1e999\n")
    write(folder / "2025-02.csv", "id;value\n1;\u00a0\n")
    write(folder / "header only.csv", "a,b,c\n")
    write(folder / "deep" / ("x" * 120 + ".txt"), "word " * 3_000)
    (folder / "nothing.txt").write_bytes(b"")
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7\n%%EOF")
    (folder / "mixed.txt").write_bytes("Größe\n".encode() + bytes(range(128, 256)) * 20)


@contextmanager
def audit_of(corpus: str) -> Iterator[Audit]:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        audit = begin_audit(project_ref(make_corpus(root, corpus), out=root / "out"), "1234567890")
        for source in audit.loaded.project.sources:
            stages.inventory(audit, source)
        for stage in STAGES:
            stage.run(audit, stage)
        yield audit


@cache
def judged(name: str) -> tuple[IndicatorSpec, ...]:
    return tuple(spec for spec in CATALOGUE.values() if spec.measured_by == name)


class ProfilerContract:
    stage: ClassVar[str]
    module: ClassVar[str]
    """Below ``readiness.profilers``."""

    about_items: ClassVar[bool] = True
    """Whether it finds fault with items; the charter, and a source that holds none, may be at fault without any."""

    @pytest.fixture(params=CORPORA)
    def inputs(self, request: pytest.FixtureRequest, audits: dict[str, Audit]) -> Inputs:
        return audits[request.param].inputs(self.stage)

    @pytest.fixture
    def empty(self, audits: dict[str, Audit]) -> Inputs:
        return audits[EMPTY].inputs(self.stage)

    def measure(self, inputs: Inputs) -> Profile:
        profile: Profile = importlib.import_module(f"readiness.profilers.{self.module}").measure(inputs)
        return profile

    def test_it_leaves_a_row_for_each_of_its_indicators_in_every_source_of_its_scope(self, inputs: Inputs) -> None:
        grounds = Grounds(project=inputs.project, as_of=inputs.as_of, census={})
        rows = self.measure(inputs).measures.to_pylist()
        there = {(row["indicator"], row["source"]) for row in rows if not row["slice"]}
        wanted = {
            (spec.code, source)
            for spec in judged(self.stage)
            if inputs.project.use in spec.applies_to
            for source in grounds.sources(spec)
        }
        assert sorted(wanted - there) == []

    def test_it_measures_nothing_else_and_no_source_that_is_not_there(self, inputs: Inputs) -> None:
        profile = self.measure(inputs)
        codes = {spec.code for spec in judged(self.stage)}
        sources = {source.name for source in inputs.project.sources} | {""}
        for table, name in ((profile.measures, "indicator"), (profile.defects, "code")):
            assert set(table[name].to_pylist()) <= codes
            assert set(table["source"].to_pylist()) <= sources

    def test_its_tables_have_their_schemas_and_their_evidence_is_json(self, inputs: Inputs) -> None:
        profile = self.measure(inputs)
        assert profile.measures.schema.equals(schemas.MEASURES)
        assert profile.defects.schema.equals(schemas.DEFECTS)
        assert set(profile.tables) == set(PROFILERS[self.stage].writes if self.stage in PROFILERS else ())
        for name, table in profile.tables.items():
            assert table.schema.equals(schemas.STAGES[name])
        for evidence in profile.defects["evidence"].to_pylist():
            assert isinstance(json.loads(evidence), dict)

    def test_a_share_is_within_its_whole_and_what_is_not_measured_has_a_reason(self, inputs: Inputs) -> None:
        for row in self.measure(inputs).measures.to_pylist():
            if row["state"] != "measured":
                assert row["reason"], row
            elif CATALOGUE[row["indicator"]].unit == "share":
                assert 0 <= row["numerator"] <= row["denominator"], row

    def test_it_never_breaks_on_odd_cells_and_files(self, inputs: Inputs) -> None:
        assert "error" not in self.measure(inputs).measures["state"].to_pylist()

    def test_the_same_inputs_give_the_same_profile(self, inputs: Inputs) -> None:
        one, two = self.measure(inputs), self.measure(inputs)
        assert one.measures.equals(two.measures)
        assert one.defects.equals(two.defects)
        assert all(one.tables[name].equals(two.tables[name]) for name in one.tables)

    def test_an_empty_inventory_is_no_fault_and_no_success(self, empty: Inputs) -> None:
        if not self.about_items:
            return
        profile = self.measure(empty)
        assert profile.defects.num_rows == 0
        for row in profile.measures.to_pylist():
            assert row["state"] != "measured" or row["denominator"] == 0, row
            assert not row["looked_at"], row
