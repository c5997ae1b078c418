"""Availability: reached or not, listed wholly or not, empty or not, and delivered of what was claimed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from readiness.profilers.availability import measure
from tests.profilers.stages import inputs_of, listed_row, measures, opened_row, places, table_row

ACCESS, DELIVERED = "availability.access", "availability.delivered"
OK = {"source": "contracts", "ok": True, "kind": "", "message": "", "next_step": ""}
REFUSED = {
    "source": "contracts",
    "ok": False,
    "kind": "forbidden",
    "message": "the account may not list it",
    "next_step": "ask for read access",
}


SHUT = {"place": "hr/secret", "kind": "forbidden", "error": "permission denied"}


def measure_probes(folder: Path, probes: object = (OK,), inventory: tuple[Any, ...] = (), **source: Any) -> Any:
    """Every listed item is a document with text."""
    read = tuple(opened_row(row["item"], characters=9) for row in inventory if row["state"] == "listed")
    return with_content(folder, {"inventory": inventory, "profile_documents": read}, probes, source=source)


def with_content(
    folder: Path, stages: dict[str, Any], probes: object = (OK,), *, source: Any = None, **project: Any
) -> Any:
    if probes is not None:
        (folder / "access.json").write_text(json.dumps(probes), encoding="utf-8")
    sources = [{"name": "contracts", "url": "tree", **(source or {})}]
    return measure(inputs_of(folder, sources=sources, stages=stages, **project))


def evidence(profile: Any) -> list[tuple[str, str]]:
    rows = [row for row in profile.defects.to_pylist() if row["code"] == ACCESS]
    return [(row["item"], json.loads(row["evidence"])["kind"]) for row in rows]


def test_a_reached_source_is_no_defect(tmp_path: Path) -> None:
    found = measure_probes(tmp_path, inventory=(listed_row("a"),))
    assert measures(found, ACCESS) == [("contracts", 0, 1)]
    assert found.defects.num_rows == 0


def test_a_refused_source_says_why_and_what_to_do(tmp_path: Path) -> None:
    found = measure_probes(tmp_path, [REFUSED])
    assert measures(found, ACCESS) == [("contracts", 1, 1)]
    defect = found.defects.to_pylist()[0]
    assert defect["remedy"] == "ask for read access"
    assert "may not list it" in defect["message"]
    assert json.loads(defect["evidence"]) == {"kind": "forbidden", "required": True}


@pytest.mark.parametrize("probes", [None, [], {}, "x", [{"source": "contracts"}], [{**OK, "source": "other"}]])
def test_a_source_nobody_tried_to_reach_was_not_measured(tmp_path: Path, probes: object) -> None:
    assert measures(measure_probes(tmp_path, probes), ACCESS) == [("contracts", "not_measured", "it was not probed")]


def test_a_broken_answer_is_no_answer(tmp_path: Path) -> None:
    (tmp_path / "access.json").write_bytes(b"\xff{")
    assert measures(measure_probes(tmp_path, None), ACCESS)[0][1] == "not_measured"


def test_an_optional_source_that_is_refused_is_shown_and_not_counted(tmp_path: Path) -> None:
    found = measure_probes(tmp_path, [REFUSED], required=False)
    assert measures(found, ACCESS) == [("", 0, 0)]
    assert places(found, ACCESS) == [("contracts", "contracts", None)]


def test_a_source_whose_every_item_is_refused_cannot_be_read(tmp_path: Path) -> None:
    refused = tuple(listed_row(item, state="refused") for item in "ab")
    found = measure_probes(tmp_path, inventory=refused)
    assert measures(found, ACCESS) == [("contracts", 1, 1)]
    assert "2 refused" in found.defects.to_pylist()[0]["message"]


def test_no_claim_is_nothing_to_deliver(tmp_path: Path) -> None:
    assert measures(measure_probes(tmp_path), DELIVERED) == [("contracts", 0, 0)]


@pytest.mark.parametrize(("claimed", "numerator"), [(4, 2), (2, 2), (1, 1)])
def test_items_are_counted_up_to_the_claim(tmp_path: Path, claimed: int, numerator: int) -> None:
    inventory = (listed_row("a"), listed_row("b"), listed_row("c", state="unreachable"))
    found = measure_probes(tmp_path, inventory=inventory, claims={"items": claimed})
    assert measures(found, DELIVERED) == [("contracts", numerator, claimed)]
    assert len(places(found, DELIVERED)) == (1 if claimed > 2 else 0)


def test_of_two_claims_the_one_that_falls_shorter_counts(tmp_path: Path) -> None:
    inventory = (listed_row("t", kind="table", rows=30), listed_row("u", kind="table", rows=20))
    found = measure_probes(tmp_path, inventory=inventory, claims={"items": 2, "rows": 100})
    assert measures(found, DELIVERED) == [("contracts", 50, 100)]
    assert places(found, DELIVERED) == [("contracts", "contracts", "rows")]


def test_rows_that_no_listing_counts_were_not_measured(tmp_path: Path) -> None:
    found = measure_probes(tmp_path, inventory=(listed_row("t.csv", kind="table"),), claims={"rows": 100})
    assert measures(found, DELIVERED)[0][1] == "not_measured"


def test_what_could_not_be_reached_was_not_counted(tmp_path: Path) -> None:
    assert measures(measure_probes(tmp_path, [REFUSED], claims={"items": 4}), DELIVERED)[0][1] == "not_measured"


def test_a_claim_of_nothing_claims_nothing(tmp_path: Path) -> None:
    assert measures(measure_probes(tmp_path, claims={"items": 0}), DELIVERED) == [("contracts", 0, 0)]


def test_a_place_that_cannot_be_listed_fails_its_source_and_is_named(tmp_path: Path) -> None:
    found = measure_probes(tmp_path, [{**OK, "unlisted": [SHUT]}], inventory=(listed_row("a"),), claims={"items": 2})
    assert measures(found, ACCESS) == [("contracts", 1, 1)]
    assert measures(found, DELIVERED)[0][1] == "not_measured"
    (defect,) = found.defects.to_pylist()
    assert defect["item"] == "hr/secret"
    assert json.loads(defect["evidence"]) == {**SHUT, "required": True}


def test_a_place_in_an_optional_source_is_named_and_fails_nothing(tmp_path: Path) -> None:
    probe = {**OK, "unlisted": [SHUT], "left_out": True}
    found = measure_probes(tmp_path, [probe], required=False, claims={"items": 2})
    assert measures(found, ACCESS) == [("", 0, 0)]
    assert measures(found, DELIVERED) == [("contracts", 0, 0)]
    assert evidence(found) == [("hr/secret", "forbidden")]


@pytest.mark.parametrize(
    ("item", "why"),
    [
        (None, "the folder is empty"),
        (opened_row("a", "needs_ocr", characters=0), "1 waiting for OCR"),
        (opened_row("a", "empty", characters=0), "1 empty"),
        (opened_row("a", "ok", characters=0), "1 without text"),
        (opened_row("a", "encrypted", characters=0), "1 encrypted"),
    ],
)
def test_a_source_without_a_row_or_a_text_is_not_ready(tmp_path: Path, item: Any, why: str) -> None:
    stages = {"inventory": [listed_row("a")] if item else [], "profile_documents": [item] if item else []}
    probe = {**OK, "message": "nothing to audit: the folder is empty"}
    found = with_content(tmp_path, stages, [probe])
    assert measures(found, ACCESS) == [("contracts", 1, 1)]
    assert evidence(found) == [("contracts", "empty")]
    assert why in found.defects.to_pylist()[0]["message"]


@pytest.mark.parametrize("item", [opened_row("a", characters=3), opened_row("a", "owner_locked", characters=3)])
def test_one_text_is_enough(tmp_path: Path, item: Any) -> None:
    stages = {"inventory": [listed_row("a"), listed_row("b")], "profile_documents": [item, opened_row("b", "empty")]}
    assert measures(with_content(tmp_path, stages), ACCESS) == [("contracts", 0, 1)]


def with_tables(folder: Path, *, source: Any = None, **project: Any) -> Any:
    empty = table_row("orders.csv", "empty", rows_read=0, columns=["id", "day"])
    full = table_row("notes.csv", rows_read=3, columns=["id", "note"])
    stages = {"inventory": [listed_row("orders.csv"), listed_row("notes.csv")], "table_index": [empty, full]}
    return with_content(folder, stages, source=source, **project)


def test_an_empty_table_that_nothing_names_is_a_finding_and_fails_nothing(tmp_path: Path) -> None:
    found = with_tables(tmp_path)
    assert measures(found, ACCESS) == [("contracts", 0, 1)]
    assert evidence(found) == [("orders.csv", "empty_table")]


@pytest.mark.parametrize(
    "named",
    [
        {"source": {"tables": ["orders.csv"]}},
        {"source": {"required_columns": {"orders.csv": ["id"]}}},
        {"source": {"references": {"notes.id": "orders.id"}}},
        {"source": {"freshness": {"column": "orders.day", "max_age": "1d"}}},
        {"suites": {"contracts.orders.csv": "orders_suite"}},
        {"labels": [{"source": "contracts", "file": "notes.csv", "of": "orders.csv", "label": "note"}]},
    ],
)
def test_an_empty_table_that_the_project_names_is_not_ready(tmp_path: Path, named: Any) -> None:
    found = with_tables(tmp_path, **named)
    assert measures(found, ACCESS) == [("contracts", 1, 1)]
    assert evidence(found) == [("orders.csv", "empty_named_table")]


def test_a_sheet_without_any_cell_is_no_table(tmp_path: Path) -> None:
    stages = {
        "inventory": [listed_row("book.xlsx")],
        "table_index": [
            table_row("book.xlsx!Data", container="book.xlsx", rows_read=2, columns=["a"]),
            table_row("book.xlsx!Sheet2", "empty", container="book.xlsx", rows_read=0, columns=[]),
        ],
    }
    found = with_content(tmp_path, stages)
    assert (measures(found, ACCESS), evidence(found)) == ([("contracts", 0, 1)], [])


@pytest.mark.parametrize("values", [["", " ", None], []])
@pytest.mark.parametrize("inside", [True, False])
def test_a_label_file_without_labels_is_not_ready(tmp_path: Path, values: list[str | None], inside: bool) -> None:
    items = [str(number) for number in range(len(values))]
    pq.write_table(pa.table({"item": items, "class": pa.array(values, pa.string())}), tmp_path / "l")
    state = "read" if values else "empty"
    labels = table_row("labels.csv", state, rows_read=len(values), columns=["item", "class"], data="l")
    stages = {
        "inventory": [listed_row("labels.csv"), listed_row("a.txt")],
        "table_index": [labels],
        "profile_documents": [opened_row("a.txt", characters=4)],
    }
    project = {"labels": [{"source": "contracts", "file": "labels.csv", "label": "class"}]}
    source = {"labels": {"column": "labels.class"}}
    found = with_content(tmp_path, stages, source=source) if inside else with_content(tmp_path, stages, **project)
    assert measures(found, ACCESS) == [("contracts", 1, 1)]
    assert evidence(found) == [("labels.csv", "empty_label_file")]


def test_a_label_file_of_no_bytes_holds_no_label(tmp_path: Path) -> None:
    stages = {
        "inventory": [listed_row("labels.csv"), listed_row("a.txt")],
        "profile_documents": [opened_row("labels.csv", "empty", kind="table"), opened_row("a.txt", characters=4)],
    }
    found = with_content(tmp_path, stages, labels=[{"source": "contracts", "file": "labels.csv", "label": "class"}])
    assert evidence(found) == [("labels.csv", "empty_label_file")]
