"""What could not be listed on its way from the sources to the stages: optional sources, broken listings."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from connectors import inventory_rows
from connectors.inventory_rows import Row
from connectors.left_out import ListingLog
from connectors.registry import open_connector
from dagster_project.audit import listings, stage_list, stages
from dagster_project.audit.context import Audit, begin_audit, project_ref
from readiness import schemas
from readiness.config.project import Source
from readiness.errors import AccessError, Retryable
from readiness.progress import silent
from readiness.storage import store
from tests.small_project import YAML, write

OPTIONAL = "  - {name: extra, url: more, required: false, rights: {pii_allowed: true}}\n"


class Breaking:
    """A share that gives some items and then stops."""

    name = "share"

    def __init__(self, items: int, error: Exception) -> None:
        self._items, self._error = items, error

    def list(self, log: ListingLog | None = None) -> Iterator[pa.RecordBatch]:
        if self._items:
            yield from inventory_rows.batches("share", [Row(item=f"{n}.txt") for n in range(self._items)])
        raise self._error


def listed(items: int, error: Exception) -> tuple[pa.Table, ListingLog]:
    log = ListingLog()
    connector: Any = Breaking(items, error)
    return listings.list_items(connector, log, silent), log


@pytest.mark.parametrize("error", [Retryable("the share stopped", kind="timeout"), TimeoutError("the share stopped")])
def test_a_listing_that_stops_midway_keeps_its_items_and_names_the_rest_as_unlisted(error: Exception) -> None:
    table, log = listed(3, error)
    assert table["item"].to_pylist() == ["0.txt", "1.txt", "2.txt"]
    assert [(place.name, place.kind) for place in log.unlisted] == [("everything after 2.txt", "timeout")]
    with pytest.raises(AccessError):
        listed(0, error)


def audit_of(root: Path, yaml: str) -> Audit:
    write(root / "p.yaml", yaml)
    write(root / "tree" / "a.txt", "text")
    audit = begin_audit(project_ref(root / "p.yaml", out=root / "out"), "1234567890")
    for source in audit.loaded.project.sources:
        stages.inventory(audit, source)
    stages.availability(audit, stage_list.STAGES[0])
    return audit


def items(audit: Audit) -> list[tuple[str, str]]:
    table = store.read_stage(audit.store, "inventory")
    return list(zip(table["source"].to_pylist(), table["item"].to_pylist(), strict=True))


def test_an_optional_source_that_was_listed_wholly_takes_part(tmp_path: Path) -> None:
    write(tmp_path / "more" / "b.txt", "text")
    audit = audit_of(tmp_path, YAML + OPTIONAL)
    assert items(audit) == [("files", "a.txt"), ("extra", "b.txt")]


@pytest.mark.parametrize("what", ["missing", "unreachable item", "unlisted place"])
def test_an_optional_source_that_was_not_read_wholly_is_no_part_of_the_inventory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    if what != "missing":
        write(tmp_path / "more" / "b.txt", "text")
    if what == "unreachable item":
        (tmp_path / "more" / "c.txt").symlink_to("nothing")
    if what == "unlisted place":
        monkeypatch.setattr("connectors.folder_walk.is_folder", lambda entry: entry.name == "b.txt")
    audit = audit_of(tmp_path, YAML + OPTIONAL)
    assert items(audit) == [("files", "a.txt")]
    listing = listings.listing_of(audit, audit.loaded.project.source("extra"))
    assert not listings.is_whole(listing)
    assert listing.unlisted or listing.problem
    assert listings.is_whole(listings.listing_of(audit, audit.loaded.project.source("files")))


def test_what_a_database_keeps_beside_itself_is_counted_as_left_out(tmp_path: Path) -> None:
    audit = audit_of(tmp_path, YAML)
    rows = [
        {"source": "files", "item": item, "kind": kind, "size_bytes": size, "outcome": "unsupported"}
        for item, kind, size in (("a.db", "table", 4096), ("a.db-wal", "companion", 70), ("a.db-shm", "companion", 30))
    ]
    full = [{name: row.get(name) for name in schemas.PROFILE_DOCUMENTS.names} for row in rows]
    table = pa.Table.from_pylist(full, schema=schemas.PROFILE_DOCUMENTS)
    store.write_stage(audit.store, "profile_documents", table, **audit.facts)
    (listing,) = listings.with_companions(audit, [listings.listing_of(audit, audit.loaded.project.source("files"))])
    assert [(one.reason, one.items, one.bytes, one.examples) for one in listing.left_out] == [
        ("companion", 2, 100, ("a.db-wal", "a.db-shm"))
    ]


def test_views_and_tables_that_were_not_asked_for_are_counted(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "base.sqlite") as base:
        base.executescript(
            "CREATE TABLE orders (id INTEGER PRIMARY KEY AUTOINCREMENT); INSERT INTO orders DEFAULT VALUES;"
            "CREATE TABLE people (id); CREATE TABLE log_2020 (id); CREATE VIEW open AS SELECT * FROM orders;"
        )
    found = {
        tuple(exclude): left_out_of(Source(name="b", url="sqlite:///base.sqlite", exclude=exclude), tmp_path)
        for exclude in ([], ["log_*"])
    }
    assert found == {(): {"system": 1, "view": 1}, ("log_*",): {"pattern": 1, "system": 1, "view": 1}}
    named = Source(name="b", url="sqlite:///base.sqlite", tables=["orders"])
    assert left_out_of(named, tmp_path) == {"pattern": 2, "system": 1, "view": 1}


def left_out_of(source: Source, base: Path) -> dict[str, int]:
    log = ListingLog()
    list(open_connector(source, base=base, environ={}).list(log))
    facts: Any = log.facts()["left_out"]
    return {one["reason"]: one["items"] for one in facts}
