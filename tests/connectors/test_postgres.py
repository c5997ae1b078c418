"""A real PostgreSQL server: values that drivers lose, doors that are shut, bytes that are no text."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from connectors import postgres
from connectors.base import Connector
from connectors.left_out import ListingLog
from connectors.postgres import connection_url
from connectors.registry import open_connector
from readiness import schemas
from readiness.config.project import Source
from readiness.errors import Retryable, Terminal
from readiness.tables.base import Reference
from tests.connectors.postgres_server import PASSWORD, SUPERUSER, PostgresServer

SETUP = """
CREATE TABLE exact
  (id int PRIMARY KEY, price numeric(10, 2), code numeric(5, 0), free numeric, odd numeric, huge numeric);
INSERT INTO exact VALUES
  (1, 1.50, 7, 0.125, 1, 12345678901234567890123456789012345678901),
  (2, NULL, 8, 1000, 'NaN', NULL);
CREATE TABLE times (d date, ts timestamp, tz timestamptz, far date, t time);
INSERT INTO times VALUES ('2020-01-02', '2020-01-02 03:04:05', '2020-01-02 03:04:05+02', 'infinity', '10:00');
CREATE TABLE odd (j jsonb, u uuid, ip inet, a int[], b bytea, r int4range, bits bit(3), i interval, n name, m text);
INSERT INTO odd VALUES
  ('{"k": 1}', '00000000-0000-0000-0000-000000000001', '10.0.0.1', '{{1,2},{3,4}}', '\\xff', '[1,3)',
  B'101', '1 day', 'nm', E'emoji 😀');
CREATE TYPE mood AS ENUM ('sad', 'glad');
CREATE DOMAIN positive AS int CHECK (VALUE > 0);
CREATE SCHEMA sales;
CREATE TABLE sales."order.lines"
  ("line ""no" positive, of int REFERENCES exact (id), m mood, PRIMARY KEY (of, "line ""no"));
INSERT INTO sales."order.lines" VALUES (2, 1, 'glad'), (1, 1, NULL);
CREATE VIEW cheap AS SELECT id FROM exact WHERE price < 2;
CREATE TABLE parts (a int, day date) PARTITION BY RANGE (day);
CREATE TABLE parts_2020 PARTITION OF parts FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
INSERT INTO parts VALUES (1, '2020-02-02');
CREATE TABLE nothing ();
CREATE TABLE many AS SELECT g AS id, md5(g::text) AS h FROM generate_series(1, 50000) g;
CREATE ROLE weak LOGIN PASSWORD 'weak-pass';
GRANT SELECT ON exact TO weak;
"""


@pytest.fixture(scope="module")
def server(postgres_server: PostgresServer) -> PostgresServer:
    postgres_server.run("CREATE DATABASE shop")
    postgres_server.run(SETUP, database="shop")
    for encoding, name in (("SQL_ASCII", "raw"), ("LATIN1", "latin")):
        options = f"ENCODING '{encoding}' TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C'"
        postgres_server.run(f"CREATE DATABASE {name} {options}")
    no_text = "CREATE TABLE t (a text); INSERT INTO t VALUES (E'\\xff')"
    postgres_server.run(no_text, database="raw", encoding="SQL_ASCII")
    postgres_server.run("CREATE TABLE t (a text); INSERT INTO t VALUES ('café')", database="latin")
    return postgres_server


def opened(url: str, **settings: Any) -> Connector:
    return open_connector(Source(name="crm", url=url, **settings), base=Path("/"), environ={})


def listed(connector: Connector) -> dict[str, dict[str, Any]]:
    table = pa.Table.from_batches(connector.list(), schema=schemas.INVENTORY)
    return {row["item"]: row for row in table.to_pylist()}


def rows(connector: Connector, item: str) -> list[dict[str, Any]]:
    return [row for batch in connector.table(item).batches for row in batch.to_pylist()]


pytestmark = pytest.mark.server


def test_tables_are_listed_with_rows_owner_and_schema(server: PostgresServer) -> None:
    found = listed(opened(server.url("shop")))
    assert {item: row["rows"] for item, row in found.items()} == {
        "exact": 2,
        "many": 50_000,
        "nothing": 0,
        "odd": 1,
        "parts": 1,
        'sales."order.lines"': 2,
        "times": 1,
    }
    assert {row["owner"] for row in found.values()} == {SUPERUSER}


def test_named_tables_restrict_and_one_that_vanished_is_told(server: PostgresServer) -> None:
    found = listed(opened(server.url("shop"), tables=["public.exact", "CHEAP", "exakt"]))
    assert {item: row["state"] for item, row in found.items()} == {
        "cheap": "listed",
        "exact": "listed",
        "exakt": "unreachable",
    }
    assert "did you mean 'exact'" in found["exakt"]["problem"]


def test_a_source_whose_only_table_vanished_is_missing(server: PostgresServer) -> None:
    assert opened(server.url("shop"), tables=["gone"]).probe().kind == "missing"


def test_exact_numbers_stay_exact(server: PostgresServer) -> None:
    stream = opened(server.url("shop")).table("exact")
    assert stream.types[1:4] == ("numeric(10,2)", "numeric(5,0)", "numeric")
    assert rows(opened(server.url("shop")), "exact") == [
        {
            "id": 1,
            "price": Decimal("1.50"),
            "code": 7,
            "free": Decimal("0.125"),
            "odd": "1",
            "huge": "12345678901234567890123456789012345678901",
        },
        {"id": 2, "price": None, "code": 8, "free": Decimal("1000.000"), "odd": "NaN", "huge": None},
    ]


def test_times_are_utc_and_infinite_ones_text(server: PostgresServer) -> None:
    assert rows(opened(server.url("shop")), "times") == [
        {
            "d": dt.date(2020, 1, 2),
            "ts": dt.datetime(2020, 1, 2, 3, 4, 5),  # noqa: DTZ001 - it has no zone
            "tz": dt.datetime(2020, 1, 2, 1, 4, 5, tzinfo=dt.UTC),
            "far": "infinity",
            "t": dt.time(10, 0),
        }
    ]


def test_types_without_an_arrow_form_are_text_as_the_server_writes_it(server: PostgresServer) -> None:
    assert rows(opened(server.url("shop")), "odd") == [
        {
            "j": '{"k": 1}',
            "u": "00000000-0000-0000-0000-000000000001",
            "ip": "10.0.0.1/32",
            "a": "{{1,2},{3,4}}",
            "b": b"\xff",
            "r": "[1,3)",
            "bits": "101",
            "i": "1 day",
            "n": "nm",
            "m": "emoji 😀",
        }
    ]


def test_keys_references_and_domains_come_from_the_catalogue(server: PostgresServer) -> None:
    stream = opened(server.url("shop")).table('sales."order.lines"')
    assert stream.keys == ("of", 'line "no')
    assert stream.references == (Reference(columns=("of",), table="exact", to=("id",)),)
    assert (stream.types, stream.encoding, stream.format) == (("positive", "integer", "mood"), "utf8", "postgresql")
    assert [row['line "no'] for batch in stream.batches for row in batch.to_pylist()] == [2, 1]


def test_a_limit_takes_the_first_rows_in_key_order(server: PostgresServer) -> None:
    stream = opened(server.url("shop")).table('sales."order.lines"', limit=1)
    assert [row['line "no'] for batch in stream.batches for row in batch.to_pylist()] == [1]
    assert stream.rows == 2


def test_a_table_without_columns_has_no_batches(server: PostgresServer) -> None:
    assert rows(opened(server.url("shop")), "nothing") == []


def test_many_rows_stream_in_batches(server: PostgresServer) -> None:
    batches = list(opened(server.url("shop")).table("many").batches)
    assert sum(batch.num_rows for batch in batches) == 50_000
    assert len(batches) > 1


def test_past_a_bound_rows_are_estimated(server: PostgresServer, monkeypatch: pytest.MonkeyPatch) -> None:
    server.run("ANALYZE many", database="shop")
    monkeypatch.setattr(postgres, "EXACT_COUNT_ROWS", 10)
    assert listed(opened(server.url("shop"), tables=["many"]))["many"]["rows"] == pytest.approx(50_000, rel=0.2)


def test_what_a_user_may_not_read_is_listed_as_unreachable(server: PostgresServer) -> None:
    weak = opened(server.url("shop", user="weak", password="weak-pass"))
    found = listed(weak)
    assert {row["item"] for row in found.values() if row["state"] == "listed"} == {"exact"}
    assert "permission" in found["many"]["problem"]
    with pytest.raises(Terminal) as caught:
        weak.table("many")
    assert caught.value.kind == "forbidden"
    only_shut = opened(server.url("shop", user="weak", password="weak-pass"), tables=["many"])
    assert only_shut.probe().kind == "forbidden"


def test_a_schema_that_the_user_may_not_use_is_a_place_until_exclude_names_it(server: PostgresServer) -> None:
    url = server.url("shop", user="weak", password="weak-pass")
    for settings, unlisted, excluded in (
        ({}, ["sales"], []),
        ({"exclude": ["sales"]}, [], ["sales"]),
        ({"exclude": ["sales.*"]}, [], ["sales"]),
    ):
        log = ListingLog()
        items = [item for batch in opened(url, **settings).list(log) for item in batch["item"].to_pylist()]
        assert ([place.name for place in log.unlisted], log.excluded) == (unlisted, excluded)
        assert "exact" in items
        assert not [item for item in items if item.startswith("sales.")]
    named = listed(opened(url, tables=['sales."order.lines"', "exact"]))
    assert {item: row["state"] for item, row in named.items()} == {
        "exact": "listed",
        'sales."order.lines"': "unreachable",
    }


@pytest.mark.parametrize(
    ("database", "user", "password", "kind"),
    [
        ("nope", SUPERUSER, PASSWORD, "missing"),
        ("shop", "stranger", "wrong-pass", "unauthorised"),
        ("shop", SUPERUSER, "wrong-pass", "unauthorised"),
    ],
)
def test_a_shut_door_says_which(server: PostgresServer, database: str, user: str, password: str, kind: str) -> None:
    access = opened(server.url(database, user=user, password=password)).probe()
    assert (access.ok, access.kind) == (False, kind)
    assert password not in repr(access)


def test_a_table_dropped_after_the_listing_is_missing(server: PostgresServer) -> None:
    server.run("CREATE TABLE brief (a int)", database="shop")
    connector = opened(server.url("shop"), tables=["brief"])
    assert listed(connector)["brief"]["state"] == "listed"
    server.run("DROP TABLE brief", database="shop")
    with pytest.raises(Terminal) as caught:
        connector.table("brief")
    assert caught.value.kind == "missing"


def test_text_of_another_encoding_arrives_as_utf8(server: PostgresServer) -> None:
    stream = opened(server.url("latin")).table("t")
    assert stream.encoding == "latin1"
    assert [batch.to_pylist() for batch in stream.batches] == [[{"a": "café"}]]


def test_bytes_that_are_no_text_are_corrupted_and_never_passed_on(server: PostgresServer) -> None:
    with pytest.raises(Terminal) as caught:
        list(opened(server.url("raw")).table("t").batches)
    assert caught.value.kind == "corrupted"


def test_a_locked_table_is_not_waited_for_long(server: PostgresServer, monkeypatch: pytest.MonkeyPatch) -> None:
    import adbc_driver_postgresql.dbapi as driver

    monkeypatch.setattr(postgres, "LOCK_SECONDS", 1)
    with driver.connect(server.url("shop")) as holder, holder.cursor() as cursor:
        cursor.execute("LOCK TABLE exact IN ACCESS EXCLUSIVE MODE")
        with pytest.raises(Retryable) as caught:
            opened(server.url("shop")).table("exact")
    assert caught.value.kind == "timeout"


def test_a_connection_that_dies_midway_is_told_and_never_taken_for_the_end(server: PostgresServer) -> None:
    server.run("CREATE TABLE wide AS SELECT g, repeat('x', 500) FROM generate_series(1, 100000) g", database="shop")
    batches = opened(server.url("shop")).table("wide").batches
    next(batches)
    kill = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'data-readiness-audit'"
    server.run(kill, database="shop")
    with pytest.raises(Retryable) as caught:
        list(batches)
    assert caught.value.kind == "unreachable"
    server.run("DROP TABLE wide", database="shop")


def test_nothing_can_be_written(server: PostgresServer) -> None:
    connector = opened(server.url("shop"))
    with pytest.raises(Terminal, match="read-only"), connector._session(5) as connection:  # type: ignore[attr-defined]
        postgres._run(connection, "CREATE TABLE intruder (a int)")


def test_the_server_is_told_utf8_and_to_answer_soon() -> None:
    url = connection_url("postgresql+psycopg://u:p%40w@h:5433/d?sslmode=require&client_encoding=latin1")
    assert url.startswith("postgresql://u:p%40w@h:5433/d?")
    assert {"client_encoding=UTF8", "connect_timeout=10", "sslmode=require"} <= set(url.partition("?")[2].split("&"))


def test_a_refused_connection_is_unreachable_without_its_password() -> None:
    access = opened("postgresql://u:hunter22@127.0.0.1:1/d").probe()
    assert (access.ok, access.kind) == (False, "unreachable")
    assert "hunter22" not in repr(access)


NASTY = ["p@ss/w:rd", "100%25", "a b?c#d&e=f", "'\"\\;$x", "ünï©ode@/", "%40%2F", "1/2@h:5432/d"]


@pytest.mark.parametrize("password", NASTY)
def test_any_password_opens_what_it_opens_and_shows_nowhere(server: PostgresServer, password: str) -> None:
    quoted = password.replace("'", "''")
    server.run(f"DROP ROLE IF EXISTS odd; CREATE ROLE odd LOGIN PASSWORD '{quoted}';")
    url = f"postgresql://${{WHO}}:${{PW}}@127.0.0.1:{server.port}/shop"
    source = Source(name="db", url=url)
    right = open_connector(source, base=Path(), environ={"WHO": "odd", "PW": password})
    assert right.probe().kind not in {"unauthorised", "unreachable", "unknown"}, right.probe()
    wrong = open_connector(source, base=Path(), environ={"WHO": "odd", "PW": f"{password}!"}).probe()
    assert wrong.kind == "unauthorised"
    assert password not in repr(wrong)
