"""A source's fingerprint follows its inventory, whatever the order of its rows."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readiness import schemas
from readiness.storage.fingerprint import fingerprint

ROW: dict[str, Any] = {
    "source": "s",
    "item": "a.txt",
    "kind": "document",
    "size_bytes": 1,
    "rows": None,
    "modified": dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
    "version": "v",
    "state": "listed",
}


def table(*rows: dict[str, Any]) -> pa.Table:
    return pa.Table.from_pylist(list(rows), schema=schemas.INVENTORY)


@settings(deadline=None)
@given(st.permutations([ROW, ROW | {"item": "b"}, ROW | {"item": "c", "modified": None}]))
def test_the_order_of_rows_does_not_count(rows: list[dict[str, Any]]) -> None:
    expected = fingerprint(table(ROW, ROW | {"item": "b"}, ROW | {"item": "c", "modified": None}))
    assert fingerprint(table(*rows)) == expected


@pytest.mark.parametrize(
    "change",
    [
        {"item": "b.txt"},
        {"size_bytes": 2},
        {"size_bytes": None},
        {"modified": dt.datetime(2026, 1, 2, tzinfo=dt.UTC)},
        {"version": "w"},
        {"rows": 0},
    ],
)
def test_every_sign_of_change_counts(change: dict[str, Any]) -> None:
    assert fingerprint(table(ROW)) != fingerprint(table(ROW | change))


@pytest.mark.parametrize("change", [{"owner": "ada"}, {"slices": [("department", "legal")]}, {"source": "t"}])
def test_what_is_said_about_an_item_does_not_count(change: dict[str, Any]) -> None:
    assert fingerprint(table(ROW)) == fingerprint(table(ROW | change))


def test_an_empty_source_has_a_fingerprint_of_its_own() -> None:
    assert fingerprint(table()) != fingerprint(table(ROW))
    assert len(fingerprint(table())) == 64


def test_items_that_run_into_each_other_stay_apart() -> None:
    assert fingerprint(table(ROW | {"item": "a"}, ROW | {"item": "b"})) != fingerprint(table(ROW | {"item": 'a",1\nb'}))
