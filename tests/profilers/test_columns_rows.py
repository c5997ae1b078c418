"""Names that identify, and broken references."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from readiness.profilers.columns.row_keys import has_id_name
from readiness.tables.base import Reference
from tests.profilers.tables import counts, defects, measure_columns, stream_of


def test_names_say_what_identifies() -> None:
    names = ["ID", "order_no", "c_custkey", "customerId", "Row", "uuid", "paid amount", "comment", "keyword"]
    assert [has_id_name(name) for name in names] == [True, True, True, True, True, True, False, False, False]


def orders(**changes: Any) -> dict[str, list[Any]]:
    facts = {"o_orderkey": list(range(1, 41)), "o_custkey": [n % 10 + 1 for n in range(40)], "o_note": ["n"] * 40}
    return {**facts, **changes}


def customers() -> dict[str, list[Any]]:
    return {"c_custkey": list(range(1, 11)), "c_name": [f"c{n}" for n in range(10)]}


def test_a_column_named_like_another_tables_key_refers_to_it(tmp_path: Path) -> None:
    keys = [n % 10 + 1 for n in range(40)]
    keys[7], keys[9] = 777, 888
    streams = stream_of("base!orders", orders(o_custkey=keys)), stream_of("base!customer", customers())
    profile = measure_columns(tmp_path, *streams)
    [defect] = defects(profile, "validity.references")
    assert (defect["item"], defect["part"], defect["related"]) == ("base!orders", "o_custkey", "base!customer")
    assert (defect["evidence"]["rows"], defect["evidence"]["row_numbers"]) == (["8", "10"], [7, 9])
    assert counts(profile, "validity.references") == (2, 40, None)


def test_a_likeness_of_names_alone_is_no_reference(tmp_path: Path) -> None:
    streams = stream_of("orders", orders(o_custkey=[n + 500 for n in range(40)])), stream_of("customer", customers())
    assert counts(measure_columns(tmp_path, *streams), "validity.references") == (0, 0, None)


def test_table_id_names_the_id_of_that_table(tmp_path: Path) -> None:
    parents = {"id": [1, 2, 3], "label": ["a", "b", "c"]}
    children = {"id": list(range(30)), "category_id": [1, 2, 3] * 9 + [1, 2, 9]}
    profile = measure_columns(tmp_path, stream_of("categories.csv", parents), stream_of("items.csv", children))
    assert counts(profile, "validity.references") == (1, 30, None)


def test_keys_meet_across_types_and_nulls_refer_to_nothing(tmp_path: Path) -> None:
    children = {"no": list(range(6)), "customer": ["1", " 2 ", "", None, "?", "3"]}
    parents = {"number": [1.0, 2.0], "x": ["a", "b"]}
    reference = Reference(columns=("customer",), table="p", to=("number",))
    streams = stream_of("c", children, references=(reference,)), stream_of("p", parents)
    profile = measure_columns(tmp_path, *streams)
    assert counts(profile, "validity.references") == (1, 3, None)
    assert defects(profile, "validity.references")[0]["evidence"]["rows"] == ["5"]


def test_composite_references_are_compared_whole(tmp_path: Path) -> None:
    reference = Reference(columns=("a", "b"), table="p", to=("a", "b"))
    children = stream_of("c", {"a": [1, 1, 2], "b": [1, 2, None]}, references=(reference,))
    profile = measure_columns(tmp_path, children, stream_of("p", {"a": [1, 2], "b": [1, 1]}))
    assert counts(profile, "validity.references") == (1, 2, None)


def test_a_configured_reference_is_followed_by_short_names(tmp_path: Path) -> None:
    streams = (
        stream_of("sales.sqlite!o", {"n": [1, 2], "who": [1, 5]}),
        stream_of("sales.sqlite!people", {"nr": [1, 2]}),
    )
    profile = measure_columns(tmp_path, *streams, references={"o.who": "people.nr"})
    assert counts(profile, "validity.references") == (1, 2, None)


def test_a_configured_reference_to_nowhere_is_not_measured(tmp_path: Path) -> None:
    profile = measure_columns(tmp_path, stream_of("o", {"who": [1, 5]}), references={"o.who": "people.nr"})
    [row] = [row for row in profile.measures.to_pylist() if row["indicator"] == "validity.references"]
    assert (row["state"], "people.nr" in row["reason"]) == ("not_measured", True)


def test_a_parent_that_was_only_sampled_proves_nothing(tmp_path: Path) -> None:
    streams = stream_of("orders", orders()), stream_of("customer", customers(), rows=10)
    profile = measure_columns(tmp_path, *streams, limit=5, references={"orders.o_custkey": "customer.c_custkey"})
    [row] = [row for row in profile.measures.to_pylist() if row["indicator"] == "validity.references"]
    assert (row["state"], row["reason"]) == ("not_measured", "the parent table customer was not read whole")
