"""``readiness init``: a project file and suites from what is there, and nothing claimed that only people know."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml

from dagster_project.audit.proposal import Proposal, propose
from dagster_project.audit.proposal.suite import proposed_suite
from expectations.frames import table_frame
from expectations.runner import run_suite
from expectations.suites import parse_suite
from readiness.config.loading import load_project
from readiness.errors import AccessError, UsageError

STATES = ["open", "paid", "shipped"]


@pytest.fixture
def there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def policies(folder: Path) -> None:
    """Six dated documents in two departments, their files as old as this run."""
    for number in range(6):
        department = "recht" if number % 2 else "einkauf"
        write(
            folder / department / f"regel-{number}.md", f"# Regel {number}\n\nStand: {number + 1}. März 2025\n\nText.\n"
        )


def orders(rows: int, month: int = 1) -> str:
    lines = [
        f"A{month:02}{n:04},2025-{month:02}-{n % 28 + 1:02},{STATES[n % 3]},{n * 7 % 900 + 0.5}" for n in range(rows)
    ]
    return "order,day,state,amount\n" + "\n".join(lines) + "\n"


def proposal(target: str, output: str = "project.yaml") -> tuple[Proposal, dict[str, Any]]:
    made = propose(target, Path(output))
    for name, text in made.suites.items():
        write(Path(output).parent / "expectations" / f"{name}.json", text)
    write(Path(output), made.text)
    load_project(Path(output).absolute())
    return made, yaml.safe_load(made.text)


def test_slices_and_ages_are_those_that_were_seen(there: Path) -> None:
    policies(there / "tree")
    _, project = proposal("tree")
    [source] = project["sources"]
    assert source["slices"] == {"folder": "path[0]"}
    assert source["freshness"] == {"max_age": "730d"}


def test_the_times_of_files_propose_no_age(there: Path) -> None:
    """Files that were copied today are as old as their copy."""
    for number in range(6):
        write(there / "tree" / f"note-{number}.txt", f"nothing dates note {number}, whenever its file was written")
    made, project = proposal("tree")
    assert "freshness" not in project["sources"][0]
    assert "0 of 6 documents have a date that can be trusted" in made.text


def test_what_only_people_know_is_a_question(there: Path) -> None:
    policies(there / "tree")
    made, project = proposal("tree")
    assert project["charter"] is None
    assert not {"claims", "owner", "rights"} & set(project["sources"][0])
    assert "6 were listed" in made.text


def test_a_folder_of_years_is_a_slice_of_years(there: Path) -> None:
    for year in (2021, 2022, 2023):
        for n in range(3):
            write(there / "tree" / str(year) / f"{n}.txt", f"text {n}")
    _, project = proposal("tree")
    assert project["sources"][0]["slices"] == {"year": "path[0]"}


def test_a_label_file_keeps_its_own_headers(there: Path) -> None:
    policies(there / "tree")
    rows = [f"einkauf/regel-{n}.md,{'rule' if n % 4 else 'form'},eva" for n in (0, 2, 4)]
    rows += [f"recht/regel-{n}.md,rule,eva" for n in (1, 3, 5)]
    write(there / "tree" / "labels" / "art.csv", "datei,art,annotator\n" + "\n".join(rows) + "\n")
    _, project = proposal("tree")
    assert project["labels"] == [
        {"source": "tree", "file": "labels/art.csv", "item": "datei", "label": "art", "annotator": "annotator"}
    ]


def test_a_suite_is_proposed_that_its_own_table_passes(there: Path) -> None:
    write(there / "tree" / "orders.csv", orders(120))
    made, project = proposal("tree")
    assert project["suites"] == {"tree.orders.csv": "orders"}
    suite = parse_suite(json.loads(made.suites["orders"]), where="orders")
    table = pa.table(
        [[*column] for column in zip(*(r.split(",") for r in orders(120).split()[1:]), strict=True)],
        names=["order", "day", "state", "amount"],
    )
    pq.write_table(table, there / "t.parquet")
    states = {one.check: one.state for one in run_suite(suite, table_frame(there / "t.parquet"), target="t")}
    assert set(states.values()) == {"passed"}
    assert {
        "columns_are_there",
        "order_is_unique",
        "state_is_known",
        "day_has_its_format",
        "amount_has_its_size",
    } <= set(states)


def test_a_series_has_one_suite_made_from_all_its_deliveries(there: Path) -> None:
    for month in range(1, 7):
        write(there / "tree" / f"orders_2025-{month:02}.csv", orders(60 + 10 * month, month))
    made, project = proposal("tree")
    assert project["suites"] == {"tree.orders_2025-06.csv": "orders_2025_06"}
    checks = json.loads(made.suites["orders_2025_06"])["expectations"]
    rows = next(one["kwargs"] for one in checks if one["type"] == "expect_table_row_count_to_be_between")
    assert rows == {"min_value": 35, "max_value": 240}


def test_names_of_people_get_into_no_suite(there: Path) -> None:
    people = ["Anna Meier", "Karl Schmidt", "Maria Weber"]
    rows = [f"{n},{people[n % 3]},{STATES[n % 3]}" for n in range(90)]
    write(there / "tree" / "cases.csv", "case,clerk,state\n" + "\n".join(rows) + "\n")
    made, _ = proposal("tree")
    assert "Meier" not in made.suites["cases"] + made.text
    assert "paid" in made.suites["cases"]


def test_a_suite_that_exists_keeps_its_name(there: Path) -> None:
    write(there / "expectations" / "orders.json", "{}")
    write(there / "tree" / "orders.csv", orders(60))
    made = propose("tree", there / "project.yaml")
    assert list(made.suites) == ["orders_2"]
    assert yaml.safe_load(made.text)["suites"] == {"tree.orders.csv": "orders_2"}


def test_a_new_file_does_not_take_the_name_of_an_audited_target(there: Path) -> None:
    policies(there / "tree")
    (there / ".readiness" / "tree").mkdir(parents=True)
    assert yaml.safe_load(propose("tree", there / "project.yaml").text)["project"] == "tree-project"


def test_nothing_is_left_behind(
    there: Path, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    scratch = tmp_path_factory.mktemp("scratch")
    monkeypatch.setenv("TMPDIR", str(scratch))
    policies(there / "tree")
    propose("tree", there / "project.yaml")
    assert [one.name for one in there.iterdir()] == ["tree"]
    assert not list(scratch.iterdir())


def test_a_target_that_is_not_there_is_a_clear_error(there: Path) -> None:
    with pytest.raises(UsageError, match="there is no"):
        propose("nowhere", there / "project.yaml")
    with pytest.raises(AccessError):
        propose("postgresql://127.0.0.1:1/none", there / "project.yaml")


def column(values: list[str | None]) -> dict[str, dict[str, Any]]:
    suite = proposed_suite("t", [pa.table({"x": pa.array(values, pa.string())})], may_show=lambda _: True)
    return {one["type"]: one["kwargs"] for one in suite["expectations"]}


def test_blank_cells_may_double_before_they_are_a_fault() -> None:
    kwargs = column([None if n % 10 == 0 else f"note {n}" for n in range(400)])
    assert kwargs["expect_column_values_to_not_be_null"]["mostly"] == pytest.approx(1 - 2 * 0.1 - 0.02)


def test_amounts_that_all_differ_are_no_key() -> None:
    kwargs = column([f"{n * 1.37:.2f}" for n in range(1, 200)])
    assert "expect_column_values_to_be_unique" not in kwargs
    assert kwargs["expect_column_median_to_be_between"]["max_value"] < 137 * 137


def test_few_rows_propose_only_columns() -> None:
    assert set(column(["a", "b"] * 10)) == {"expect_table_columns_to_match_set"}
