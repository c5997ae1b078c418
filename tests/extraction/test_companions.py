"""Logs and indexes beside a database are parts of it; alone, or with other content, they are items like any other."""

import sqlite3
from contextlib import closing
from pathlib import Path

import duckdb

from tests.extraction import samples
from tests.extraction.test_members import audited

WAL = b"\x37\x7f\x06\x82" + bytes(60)
JOURNAL = b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7" + bytes(60)


def sqlite_file(tmp_path: Path) -> bytes:
    path = tmp_path / "made.db"
    with closing(sqlite3.connect(path)) as base:
        base.execute("create table t (a)")
        base.commit()
    return path.read_bytes()


def duckdb_files(tmp_path: Path) -> tuple[bytes, bytes]:
    """A database and the log that its open connection holds."""
    path = tmp_path / "made.duckdb"
    with duckdb.connect(str(path)) as base:
        base.execute("create table t (a integer)")
        base.execute("checkpoint")
        base.execute("insert into t values (1)")
        return path.read_bytes(), path.with_name("made.duckdb.wal").read_bytes()


def sqlite_index(tmp_path: Path) -> bytes:
    path = tmp_path / "open.db"
    with closing(sqlite3.connect(path)) as base:
        base.execute("pragma journal_mode = wal")
        base.execute("create table t (a)")
        return path.with_name("open.db-shm").read_bytes()


def kinds(tmp_path: Path, files: dict[str, bytes]) -> dict[str, str]:
    return {item: row["kind"] for item, row in audited(tmp_path, files).items()}


def test_logs_and_indexes_in_the_folder_of_their_database_are_companions(tmp_path: Path) -> None:
    base, (duck, log) = sqlite_file(tmp_path), duckdb_files(tmp_path)
    found = kinds(
        tmp_path,
        {
            "crm/a.db": base,
            "crm/a.db-wal": WAL,
            "crm/a.db-shm": sqlite_index(tmp_path),
            "b.sqlite": base,
            "b.sqlite-journal": JOURNAL,
            "c.data": base,
            "c.data-journal": bytes(512),
            "d.duckdb": duck,
            "d.duckdb.wal": log,
        },
    )
    companions = {item for item, kind in found.items() if kind == "companion"}
    assert companions == {
        "crm/a.db-wal",
        "crm/a.db-shm",
        "b.sqlite-journal",
        "c.data-journal",
        "d.duckdb.wal",
    }


MINUTES = b"Minutes of the board meeting, kept out of sight."
NO_COMPANIONS = {
    "gone.db-wal": WAL,  # its database is not there
    "other/a.db-wal": WAL,  # nor in another folder
    "note.txt-wal": WAL,  # what it lies beside is no database
    "a.db-wal": MINUTES,
    "a.db-shm": MINUTES,
    "a.db-journal": MINUTES,
    "a.db.wal": WAL,  # SQLite names its log otherwise
}


def test_a_name_alone_makes_no_companion(tmp_path: Path) -> None:
    files = {"a.db": sqlite_file(tmp_path), "note.txt": b"All sites are closed on Monday.", **NO_COMPANIONS}
    found = kinds(tmp_path, files)
    assert {name: found[name] for name in NO_COMPANIONS} == dict.fromkeys(NO_COMPANIONS, "document")


def test_a_companion_in_an_archive_belongs_to_the_database_in_it(tmp_path: Path) -> None:
    packed = samples.zipped({"a.db": sqlite_file(tmp_path), "a.db-wal": WAL, "b.db-wal": WAL})
    found = kinds(tmp_path, {"crm.zip": packed})
    assert (found["crm.zip!a.db-wal"], found["crm.zip!b.db-wal"]) == ("companion", "document")
