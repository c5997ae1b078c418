"""Nothing raw passes from a PostgreSQL database either: cells of every kind, comments, definitions, the login."""

from __future__ import annotations

import json

import pyarrow.parquet as pq
import pytest

from tests.canaries import ALL, CANARIES, LOGIN, NEEDLES, SUITE, rows
from tests.connectors.conftest import postgres_server  # noqa: F401 - a fixture
from tests.connectors.postgres_server import PostgresServer
from tests.small_project import make_project, write
from tests.test_outputs_are_private import Audited, files, leaks, run, texts_of

pytestmark = [pytest.mark.server, pytest.mark.timeout(600)]

SOURCES = """\
  - name: crm
    url: "postgresql://crm:${{AWAY_PW}}@127.0.0.1:{port}/canaries"
    required: false
    tables: [staff, crew, cells, wages]
    labels: {{column: staff.category, classes: [good, bad]}}
    freshness: {{column: staff.seen, max_age: 1d}}
  - name: shut
    url: "postgresql://crm:${{AWAY_PW}}@127.0.0.1:{port}/no_such_database"
    required: false
suites: {{crm.staff: people}}
"""


def quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def script() -> str:
    """Tables whose keys, cells of each type, comments, defaults, checks, enum values and views hold planted values."""
    head, *body = list(rows())
    columns = ", ".join(f"{name} text" for name in head[1:])
    values = ",\n".join("(" + ", ".join(map(quoted, row)) + ", '2020-01-01')" for row in body)
    mail, everything = quoted(CANARIES["e-mail"]), quoted(ALL)
    return f"""
    CREATE USER crm PASSWORD {quoted(LOGIN)};
    CREATE TYPE person AS ENUM ({quoted(CANARIES["person"])}, 'nobody');
    CREATE TABLE staff (user_id text PRIMARY KEY, {columns}, seen date);
    INSERT INTO staff VALUES {values};
    CREATE TABLE crew (boss text REFERENCES staff (user_id), phone text DEFAULT {quoted(CANARIES["phone"])},
      CHECK (phone <> {mail}));
    INSERT INTO crew (boss) SELECT user_id FROM staff;
    CREATE TABLE cells (id serial PRIMARY KEY, doc jsonb, list text[], who person, raw bytea, card numeric, page xml);
    INSERT INTO cells (doc, list, who, raw, card, page)
      SELECT jsonb_build_object('a', {everything}, {mail}, n), ARRAY[{everything}, {mail}],
        {quoted(CANARIES["person"])}::person, convert_to({everything}, 'UTF8'), {NEEDLES["card, closed up"]},
        xmlelement(name p, {mail}) FROM generate_series(1, 30) AS n;
    COMMENT ON TABLE staff IS {everything};
    COMMENT ON COLUMN staff.note IS {mail};
    CREATE VIEW wages AS SELECT user_id, contact::int AS amount FROM staff WHERE note <> {mail};
    GRANT SELECT ON ALL TABLES IN SCHEMA public TO crm;
    """


@pytest.fixture(scope="module")
def audited(tmp_path_factory: pytest.TempPathFactory, postgres_server: PostgresServer) -> Audited:  # noqa: F811
    root = tmp_path_factory.mktemp("canaries")
    postgres_server.run("CREATE DATABASE canaries")
    postgres_server.run(script(), database="canaries")
    path = make_project(root)
    path.write_text(path.read_text("utf-8") + SOURCES.format(port=postgres_server.port), "utf-8")
    write(root / "expectations" / "people.json", json.dumps(SUITE))
    done = run(root, "audit", "small.yaml")
    assert "Traceback" not in done.stderr, done.stderr
    assert done.returncode in {0, 1, 3}, done.stderr + done.stdout
    return Audited(root=root, said=done.stdout + done.stderr)


def test_what_is_planted_in_the_database_is_read(audited: Audited) -> None:
    """Without this the rest would pass on an empty audit."""
    staged = "\n".join(texts_of(path) for path in files(audited.project / "stages"))
    assert {"e-mail", "IBAN", "card", "card, closed up", "person", "phone", "SSN"} <= set(leaks(staged))
    card = json.loads((audited.project / "latest" / "scorecard.json").read_text("utf-8"))
    assert {one["name"]: one["access"] for one in card["sources"]} == {
        "files": "ok",
        "crm": "ok",
        "shut": "missing",
    }
    found = pq.read_table(audited.project / "latest" / "findings.parquet").to_pylist()
    codes = {row["code"] for row in found if row["source"] == "crm"}
    assert codes >= {"rights.pii", "labels.invalid", "validity.expectations", "validity.missing_values"}
    (broken,) = [row for row in found if row["item"] == "wages" and row["code"] == "format.unreadable"]
    assert "integer" in broken["message"]  # the server quoted the cell that it could not cast


def test_nothing_that_is_published_of_the_database_holds_a_planted_value(audited: Audited) -> None:
    found = {str(path.name): leaks(texts_of(path)) for path in files(*audited.published)}
    assert {name: kinds for name, kinds in found.items() if kinds} == {}
    assert len(found) >= 12


def test_neither_terminal_nor_dagster_nor_temporary_files_hold_a_cell_or_the_login(audited: Audited) -> None:
    assert leaks(audited.said) == []
    home = {str(path): leaks(texts_of(path)) for path in files(audited.root / ".dagster", audited.root / "tmp")}
    assert {name: kinds for name, kinds in home.items() if kinds} == {}
    assert len(home) >= 3


def test_no_command_that_reads_the_database_shows_a_planted_value(audited: Audited) -> None:
    for arguments in (
        ("explain", "staff", "--json"),
        ("explain", "cells"),
        ("explain", "wages"),
        ("gate", "small.yaml"),
    ):
        done = run(audited.root, *arguments)
        assert done.stdout, arguments
        assert leaks(done.stdout + done.stderr) == [], arguments
        assert "Traceback" not in done.stderr


def test_the_login_is_in_no_file_of_the_audit(audited: Audited) -> None:
    everything = files(audited.root / ".readiness", audited.root / ".dagster")
    assert [str(path) for path in everything if LOGIN in texts_of(path)] == []
