"""Every profiler keeps its contract, and every stage that measures has a class that says so."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from dagster_project.audit.context import Audit
from dagster_project.audit.stage_list import MEASURED
from readiness.catalogue import CATALOGUE
from tests.contract.profiler_contract import CORPORA, ProfilerContract, audit_of

EXPECTATIONS = "expectation_results"
"""A stage that runs suites: no profiler, and measured in scoring from their results."""


@pytest.fixture(scope="module")
def audits() -> Iterator[dict[str, Audit]]:
    with ExitStack() as stack:
        yield {corpus: stack.enter_context(audit_of(corpus)) for corpus in CORPORA}


class TestAccess(ProfilerContract):
    stage, module, about_items = "access", "availability", False


class TestTables(ProfilerContract):
    stage, module = "tables", "document_opening"


class TestCharter(ProfilerContract):
    stage, module, about_items = "charter", "charter", False


class TestStaleness(ProfilerContract):
    stage = module = "staleness"


class TestDuplicates(ProfilerContract):
    stage = module = "duplicates"


class TestContent(ProfilerContract):
    stage = module = "content"


class TestRights(ProfilerContract):
    stage = module = "rights"


class TestColumns(ProfilerContract):
    stage = module = "columns"


class TestRecords(ProfilerContract):
    stage = module = "records"


class TestFormatDrift(ProfilerContract):
    stage = module = "format_drift"


class TestLabels(ProfilerContract):
    stage = module = "labels"


class TestSufficiency(ProfilerContract):
    stage, module, about_items = "sufficiency", "sufficiency", False


@pytest.mark.parametrize("stage", MEASURED)
def test_every_stage_that_measures_has_a_contract_test(stage: str) -> None:
    assert stage in {one.stage for one in ProfilerContract.__subclasses__()}


def test_every_indicator_is_measured_by_a_stage_with_a_contract_test() -> None:
    assert {spec.measured_by for spec in CATALOGUE.values()} == {*MEASURED, EXPECTATIONS}


def test_the_odd_corpus_is_not_hollow(audits: dict[str, Audit]) -> None:
    inputs = audits["odd"].inputs()
    index = {row["item"]: row for row in inputs.table("table_index").to_pylist()}
    assert (index["odd.parquet"]["state"], index["odd.parquet"]["rows_read"]) == ("read", 6)
    assert {"ok", "empty"} < set(inputs.table("profile_documents")["outcome"].to_pylist())
    assert audits["empty"].inputs().table("inventory").num_rows == 0
