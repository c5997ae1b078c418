"""The bridge to Great Expectations: what was not looked at never passes, and no raw value leaves."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from expectations.metrics import USES, metrics_document, to_text
from expectations.runner import run_suite, unrun_suite
from expectations.suites import Suite, find_suite, metrics_suite, parse_suite, read_suite
from readiness.catalogue import CATALOGUE
from readiness.errors import ConfigError
from readiness.model import CheckResult
from readiness.scoring.checks import EXPECTATIONS

SECRET = "hunter2-raw-value"


def suite(*expectations: dict[str, Any]) -> Suite:
    return parse_suite({"name": "s", "expectations": list(expectations)}, where="test")


def expect(kind: str, *, severity: str = "critical", **kwargs: Any) -> dict[str, Any]:
    return {"type": f"expect_{kind}", "kwargs": kwargs, "severity": severity}


def run(frame: pd.DataFrame, *expectations: dict[str, Any]) -> list[CheckResult]:
    return list(run_suite(suite(*expectations), frame, target="test"))


def states(frame: pd.DataFrame, *expectations: dict[str, Any]) -> list[str]:
    return [result.state for result in run(frame, *expectations)]


FRAME = pd.DataFrame({"id": [1, 2, 2], "label": ["a", None, "b"], "blank": [None, None, None], "text": [SECRET] * 3})


def test_results_come_in_suite_order_with_what_each_found() -> None:
    found = states(
        FRAME,
        expect("column_values_to_not_be_null", column="label"),
        expect("column_values_to_be_between", column="id", min_value=1),
        expect("column_values_to_be_unique", column="id"),
    )
    assert found == ["failed", "passed", "failed"]


def test_an_unknown_expectation_is_an_error_and_the_others_still_run() -> None:
    found = states(FRAME, expect("no_such_thing"), expect("column_values_to_be_between", column="id", min_value=1))
    assert found == ["errored", "passed"]


def test_a_missing_column_is_an_error_that_names_it() -> None:
    (result,) = run(FRAME, expect("column_values_to_not_be_null", column="gone"))
    assert result.state == "errored"
    assert "'gone'" in result.message


def test_an_all_null_column_is_skipped_where_the_library_would_pass_it() -> None:
    assert states(FRAME, expect("column_values_to_be_between", column="blank", max_value=1)) == ["skipped"]
    assert states(FRAME, expect("column_values_to_not_be_null", column="blank")) == ["failed"]


def test_an_empty_table_is_skipped_and_only_its_row_count_is_judged() -> None:
    empty = FRAME.iloc[:0]
    found = states(
        empty,
        expect("column_values_to_not_be_null", column="id"),
        expect("table_row_count_to_be_between", min_value=1),
    )
    assert found == ["skipped", "failed"]


def test_a_condition_that_leaves_no_row_is_skipped() -> None:
    condition = {"row_condition": 'col("id") > 99', "condition_parser": "great_expectations"}
    assert states(FRAME, expect("column_values_to_be_between", column="id", min_value=5, **condition)) != ["passed"]


def test_no_raw_value_leaves_in_results_or_errors() -> None:
    results = run(
        FRAME,
        expect("column_values_to_be_in_set", column="text", value_set=["x"]),
        expect("column_values_to_be_between", column="text", max_value=3),
        expect("column_most_common_value_to_be_in_set", column="text", value_set=["x"]),
    )
    assert [r.state for r in results] == ["failed", "errored", "failed"]
    assert SECRET not in repr(results)


def test_a_suite_that_was_never_run_is_skipped_whole() -> None:
    results = unrun_suite(suite(expect("column_to_exist", column="a")), target="crm.gone", reason="no such table")
    assert [r.state for r in results] == ["skipped"]


@pytest.mark.parametrize(
    "document",
    [
        {"name": "s", "expectations": []},
        {"name": "s"},
        {"name": "s", "expectations": [{"kwargs": {}}]},
        {"name": "s", "expectations": [expect("column_to_exist", column="a")] * 2},
        {"name": "s", "expectations": [expect("column_to_exist", severity="fatal", column="a")]},
    ],
)
def test_a_suite_that_could_pass_without_looking_is_refused(document: dict[str, Any]) -> None:
    with pytest.raises(ConfigError):
        parse_suite(document, where="suite.json")


def test_a_broken_suite_file_names_itself(tmp_path: Path) -> None:
    path = tmp_path / "broken.json"
    path.write_text("{", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"broken\.json"):
        read_suite(path)


def test_an_unknown_suite_lists_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="inventory"):
        find_suite("no_such", (tmp_path,))


@pytest.mark.parametrize("use", USES)
def test_the_metrics_suites_are_those_that_the_catalogue_gives(use: str) -> None:
    assert find_suite(f"metrics_{use}", ()).read_text("utf-8") == to_text(metrics_document(use)), (
        "python -m expectations.metrics writes them anew"
    )


def test_a_metrics_suite_holds_each_judged_indicator_with_the_limit_at_which_it_fails() -> None:
    stated = {e.column: e.kwargs for e in read_suite(find_suite("metrics_rag", ())).expectations}
    judged = {code for code, spec in CATALOGUE.items() if spec.limits is not None}
    assert stated.keys() == judged - {EXPECTATIONS}
    assert stated["uniqueness.near"]["max_value"] == CATALOGUE["uniqueness.near"].limits["rag"].fail  # type: ignore[index]
    assert "min_value" in stated["availability.openable"]


def test_a_project_override_moves_the_limit_of_its_expectation_only() -> None:
    read = read_suite(find_suite("metrics_rag", ()))
    moved = metrics_suite(read, {"uniqueness.near": 0.5})
    changed = [new for old, new in zip(read.expectations, moved.expectations, strict=True) if old != new]
    assert [(e.column, e.kwargs["max_value"]) for e in changed] == [("uniqueness.near", 0.5)]


def test_the_built_in_suites_are_known_to_the_library() -> None:
    from expectations.frames import metrics_frame

    suite = read_suite(find_suite("metrics_rag", ()))
    columns = [e.column for e in suite.expectations]
    results = run_suite(suite, metrics_frame(dict.fromkeys(columns, 0.0), columns), target="metrics")
    assert {r.state for r in results} <= {"passed", "failed"}
    assert json.dumps([dict(r.observed) for r in results])
