"""What every connector promises. A connector's test class inherits this and says what lies in its source."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

import pyarrow as pa
import pytest

from connectors.base import Connector
from connectors.registry import connector_kind, open_connector, scheme_of
from readiness import schemas
from readiness.config import secrets
from readiness.config.project import Source
from readiness.errors import ACCESS_KINDS, AccessError, Terminal

SECRET = "t0p-s3cret-value"


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectorCase:
    """A source whose content is known.

    ``files`` maps items to their bytes, ``tables`` items to their rows. ``empty`` is a source that can be reached and
    holds nothing; ``broken`` one that cannot be reached and whose URL holds ``${SECRET}``.
    """

    source: Source
    empty: Source
    broken: Source
    base: Path = Path("/")
    files: Mapping[str, bytes] = field(default_factory=dict)
    tables: Mapping[str, list[dict[str, object]]] = field(default_factory=dict)

    def open(self, source: Source | None = None) -> Connector:
        return open_connector(source or self.source, base=self.base, environ={"SECRET": SECRET})

    def listed(self, source: Source | None = None) -> pa.Table:
        return pa.Table.from_batches(self.open(source).list(), schema=schemas.INVENTORY)

    @property
    def some_item(self) -> str:
        return min([*self.files, *self.tables])


class ConnectorContract:
    kind: ClassVar[str]

    @pytest.fixture
    def case(self) -> ConnectorCase:
        raise NotImplementedError

    def test_the_registry_opens_this_connector_for_the_source(self, case: ConnectorCase) -> None:
        assert connector_kind(case.source, scheme_of(case.source.url)) == self.kind

    def test_it_bears_the_name_of_its_source(self, case: ConnectorCase) -> None:
        assert case.open().name == case.source.name

    def test_a_probe_of_a_good_source_is_ok_and_timed_step_by_step(self, case: ConnectorCase) -> None:
        access = case.open().probe()
        assert (access.ok, access.kind, access.source) == (True, "", case.source.name)
        assert [name for name, _, _ in access.stages] == ["reach", "list", "read"]
        assert all(ok and milliseconds >= 0 for _, milliseconds, ok in access.stages)

    def test_a_probe_of_an_empty_source_is_ok_and_says_that_there_is_nothing(self, case: ConnectorCase) -> None:
        access = case.open(case.empty).probe()
        assert access.ok
        assert "nothing to audit" in access.message
        assert case.listed(case.empty).num_rows == 0

    def test_a_probe_of_a_broken_source_answers_instead_of_raising(self, case: ConnectorCase) -> None:
        access = case.open(case.broken).probe()
        assert not access.ok
        assert access.kind in ACCESS_KINDS - {"unknown"}
        assert access.message
        assert access.next_step
        assert access.stages[-1][2] is False

    def test_listing_a_broken_source_raises_an_access_error(self, case: ConnectorCase) -> None:
        with pytest.raises(AccessError):
            list(case.open(case.broken).list())

    def test_no_message_holds_a_secret(self, case: ConnectorCase) -> None:
        access = case.open(case.broken).probe()
        with pytest.raises(AccessError) as caught:
            list(case.open(case.broken).list())
        shown = [access.message, access.next_step, str(caught.value), secrets.safe_url(case.broken.url)]
        assert not [text for text in shown if SECRET in text]

    def test_the_inventory_holds_every_item_once_with_its_kind(self, case: ConnectorCase) -> None:
        listed = case.listed()
        assert listed.schema.equals(schemas.INVENTORY)
        expected = dict.fromkeys(case.tables, "table") | {item: kind_of(item) for item in case.files}
        assert dict(zip(listed["item"].to_pylist(), listed["kind"].to_pylist(), strict=True)) == expected
        assert listed.num_rows == len(expected)
        assert set(listed["source"].to_pylist()) == {case.source.name}
        assert set(listed["state"].to_pylist()) == {"listed"}

    def test_a_second_listing_is_the_same_in_the_same_order(self, case: ConnectorCase) -> None:
        assert case.listed().equals(case.listed())
        assert case.listed()["item"].to_pylist() == sorted(case.listed()["item"].to_pylist())

    def test_files_have_a_size_and_tables_have_rows(self, case: ConnectorCase) -> None:
        for row in case.listed().to_pylist():
            if row["item"] in case.files:
                assert (row["size_bytes"], row["rows"]) == (len(case.files[row["item"]]), None)
            else:
                assert (row["size_bytes"], row["rows"]) == (None, len(case.tables[row["item"]]))

    def test_every_file_can_be_fetched_whole(self, case: ConnectorCase) -> None:
        for item, content in case.files.items():
            with closing(case.open().fetch(item)) as stream:
                assert stream.read() == content

    def test_a_local_path_leads_to_the_same_bytes(self, case: ConnectorCase) -> None:
        for item, content in case.files.items():
            path = case.open().local_path(item)
            assert path is None or path.read_bytes() == content

    def test_every_table_can_be_read_whole_in_the_schema_it_announces(self, case: ConnectorCase) -> None:
        for item, rows in case.tables.items():
            stream = case.open().table(item)
            batches = list(stream.batches)
            assert all(batch.schema.equals(stream.schema) for batch in batches)
            assert pa.Table.from_batches(batches, schema=stream.schema).to_pylist() == rows
            assert (stream.item, stream.rows, stream.problem) == (item, len(rows), "")
            assert len(stream.types) == len(stream.schema)

    def test_a_limit_bounds_the_rows_read(self, case: ConnectorCase) -> None:
        for item, rows in case.tables.items():
            read = sum(batch.num_rows for batch in case.open().table(item, limit=1).batches)
            assert read == min(1, len(rows))

    @pytest.mark.parametrize("item", ["no-such-item", "no-such-folder/no-such-item", "../outside", ""])
    def test_an_item_that_is_not_there_is_terminal_and_missing(self, case: ConnectorCase, item: str) -> None:
        connector = case.open()
        reach = connector.table if case.tables else connector.fetch
        with pytest.raises(Terminal) as caught:
            reach(item)
        assert caught.value.kind in {"missing", "forbidden"}
        with contextlib.suppress(Terminal):
            assert connector.local_path(item) is None

    def test_a_file_is_no_database_table_and_a_table_has_no_bytes(self, case: ConnectorCase) -> None:
        connector = case.open()
        wrong = connector.table if case.files else connector.fetch
        with pytest.raises(Terminal) as caught:
            wrong(case.some_item)
        assert caught.value.kind == "unsupported"


def kind_of(item: str) -> str:
    return "table" if item.endswith((".csv", ".parquet", ".xlsx", ".sqlite")) else "document"
