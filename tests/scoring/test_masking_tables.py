"""Columns, slices and properties of published tables as they may be shown, cell by cell."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest

from readiness import schemas
from readiness.scoring.masked_tables import MASKED_TABLES, each, mask_table
from readiness.scoring.masking import MASKED
from tests.scoring.test_masking import MAIL, masking

SHOWN = "[EMAIL_ADDRESS]"


def rows_of(schema: pa.Schema, *rows: dict[str, Any], **facts: Any) -> pa.Table:
    base = dict.fromkeys(schema.names, None) | facts
    return pa.Table.from_pylist([base | one for one in rows], schema=schema)


@pytest.mark.parametrize(
    ("name", "columns"),
    [
        ("inventory", ["owner", "problem"]),
        ("manifest", ["title"]),
        ("extraction_confidence", ["detail"]),
        ("measures", ["reason"]),
        ("profile_documents", ["title", "detail"]),
        ("profile_columns", []),
        ("indicators", []),
    ],
)
def test_free_text_of_a_table_is_masked_and_nothing_else_of_it(name: str, columns: list[str]) -> None:
    schema = pa.schema([(column, pa.string()) for column in (*columns, "item", "slice", "author")])
    if name == "profile_columns":
        schema = pa.schema([(c, pa.string()) for c in ("source", "item", "column", *CELLS)])
    table = pa.Table.from_pylist([dict.fromkeys(schema.names, f"to {MAIL}")], schema=schema)
    if name == "profile_documents":
        kind = pa.map_(pa.string(), pa.string())
        table = table.append_column("metadata", pa.array([[]], kind)).append_column(
            "embedded_dates", pa.array([[]], kind)
        )
    (shown,) = mask_table(name, table, masking()).to_pylist()
    assert {column for column in columns if shown[column] != f"to {SHOWN}"} == set()
    assert shown["item"] == f"to {MAIL}"


CELLS = ("minimum", "maximum", "pattern", "disguise_token")


def test_the_masked_tables_are_those_that_hold_more_than_names() -> None:
    assert set(MASKED_TABLES) == {
        "extraction_confidence",
        "inventory",
        "manifest",
        "profile_columns",
        "profile_documents",
    }


def columns_table(*rows: dict[str, Any]) -> pa.Table:
    schema = pa.schema([(name, pa.string()) for name in ("source", "item", "column", *CELLS)])
    return rows_of(schema, *rows, source="crm", item="t.csv")


@pytest.mark.parametrize("cell", CELLS)
def test_each_cell_of_a_column_is_shown_by_where_it_comes_from_and_what_it_is(cell: str) -> None:
    table = columns_table(
        {"column": "login", cell: "ann"},
        {"column": "note", cell: "ann"},
        {"column": "note", cell: f"to {MAIL}"},
        {"column": "login", cell: ""},
        {"column": "note", cell: None},
        {"column": "login", "source": "other", cell: "ann"},
    )
    shown = mask_table("profile_columns", table, masking("login"))
    assert shown[cell].to_pylist() == [MASKED, "ann", f"to {SHOWN}", "", None, "ann"]
    assert shown["column"].to_pylist() == table["column"].to_pylist()


def test_a_number_that_only_its_header_gives_away_is_masked() -> None:
    table = columns_table(
        {"column": "phone", "minimum": "030 90182471"},
        {"column": "order", "minimum": "12"},
        {"column": "phone", "minimum": "n/a"},
    )
    (phone, order, none) = mask_table("profile_columns", table, masking())["minimum"].to_pylist()
    assert "90182471" not in phone
    assert (order, none) == ("12", "n/a")


def test_a_long_cell_loses_its_end() -> None:
    table = columns_table({"column": "note", "minimum": "word " * 60})
    (shown,) = mask_table("profile_columns", table, masking())["minimum"].to_pylist()
    assert shown == ("word " * 60)[:260] + "…"


def documents(*rows: dict[str, Any]) -> pa.Table:
    base = {"source": "crm", "item": "a", "kind": "document", "outcome": "ok", "metadata": [], "embedded_dates": []}
    return rows_of(schemas.PROFILE_DOCUMENTS, *rows, **base)


def test_authors_are_people_and_blanks_are_blanks() -> None:
    shown = mask_table("profile_documents", documents({"author": "xq"}, {"author": " "}, {"author": None}), masking())
    assert shown["author"].to_pylist() == ["[PERSON]", " ", None]


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("Author", "xq", "[PERSON]"),
        ("pdf.Creator", "xq", "[PERSON]"),
        ("a.b.owner", "xq", "[PERSON]"),
        ("owner.b", "xq", "xq"),
        ("reply-to", "xq", "[PERSON]"),
        ("Application", "Word", "Word"),
        ("Application", f"by {MAIL}", f"by {SHOWN}"),
        ("Author", "", ""),
        ("Author", None, None),
    ],
)
def test_properties_that_name_people_are_masked_and_the_rest_is_scanned(
    name: str, value: str | None, expected: str | None
) -> None:
    table = documents({"metadata": [(name, value)]}, {"metadata": None})
    shown = mask_table("profile_documents", table, masking())
    assert shown["metadata"].to_pylist() == [[(name, expected)], None]
    assert shown.schema.equals(schemas.PROFILE_DOCUMENTS)


def test_dates_inside_documents_are_scanned_too() -> None:
    shown = mask_table("profile_documents", documents({"embedded_dates": [("created", f"at {MAIL}")]}), masking())
    assert shown["embedded_dates"].to_pylist() == [[("created", f"at {SHOWN}")]]


def measured(*slices: str) -> pa.Table:
    facts = {"indicator": "x", "source": "crm", "state": "measured", "reason": ""}
    return rows_of(schemas.MEASURES, *({"slice": name} for name in slices), **facts)


def test_slices_are_shown_by_name_and_value() -> None:
    known = masking("login", sources=[{"name": "crm", "url": "x", "slices": {"team": "path[0]"}}])
    table = mask_table(
        "measures", measured("team=ann", "login=ann", "login=a=b", f"who={MAIL}", "a=b=c", "plain", ""), known
    )
    assert table["slice"].to_pylist() == [
        "team=ann",
        f"login=key {known.digest('ann')}",
        f"login=key {known.digest('a=b')}",
        f"who=key {known.digest(MAIL)}",
        "a=b=c",
        "plain",
        "",
    ]
    assert table.schema.equals(schemas.MEASURES)


def test_a_text_is_shown_once_and_looked_up_for_every_row() -> None:
    asked: list[str] = []

    def show(text: str) -> str:
        asked.append(text)
        return text.upper()

    column = pa.chunked_array([["a", "b", None], ["a", "a"]])
    assert each(column, show, None).to_pylist() == ["A", "B", None, "A", "A"]
    assert asked == ["a", "b"]


def test_texts_are_learnt_together_before_they_are_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    known = masking()
    learnt: list[str] = []
    monkeypatch.setattr(type(known.text), "learn", lambda _self, texts: learnt.extend(texts))
    each(pa.chunked_array([["a", None, "b"]]), known.text, known)
    assert learnt == ["a", "b"]
