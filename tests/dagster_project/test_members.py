"""An audit over archives, a mailbox and mails: what lies inside them takes part in everything."""

from __future__ import annotations

import datetime as dt
import gzip
import json
import os
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from tests.dagster_project.test_cli import run
from tests.extraction import samples
from tests.extraction.test_members import tarred
from tests.small_project import YAML, make_project

PROSE = (
    "The depot keeps one key for every gate, and each key is signed for in the green book beside the clock. "
    "Whoever takes a key at night tells the watch, who writes the hour and the number of the gate. "
    "A key that is lost is reported to the yard master before noon, and the lock is changed within the week."
)
CONTACT = "Ann lives in Leeds; write to ann.archer@example.org or ring +44 20 7946 0958."
PRICES = "part,price\n" + "\n".join(f"P-{number},{number}.50" for number in range(1, 30)) + "\n"
SENT = "Tue, 10 Nov 2026 10:00:00 +0000"


def letter(subject: str, *attachments: tuple[str, bytes]) -> bytes:
    message = EmailMessage()
    message["Subject"], message["From"], message["Date"] = subject, "yard@example.org", SENT
    message.set_content(f"Dear all,\n\nplease read what is attached about {subject.lower()} before Friday.\n")
    for name, data in attachments:
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


@pytest.fixture(scope="module")
def audited(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("packed")
    make_project(root, YAML.replace("items: 13", "items: 18"))
    box = b"".join(
        b"From yard@example.org Tue Nov 10 10:00:00 2026\n" + mail + b"\n"
        for mail in (letter("The gates"), letter("The keys", ("contact.txt", CONTACT.encode())))
    )
    prices = samples.zipped({"prices.csv": PRICES, "rules/keys.txt": PROSE})
    files = {
        "north/keys.docx": samples.docx(samples.paragraph(PROSE)),
        "north/pack.zip": samples.zipped({"inner.zip": prices}),
        "south/keys.tgz": gzip.compress(tarred({"keys.txt": PROSE.encode()}), mtime=0),
        "south/box.mbox": box,
        "south/note.eml": letter("The clock", ("clock.docx", samples.docx(samples.paragraph("The clock is slow.")))),
    }
    for name, data in files.items():
        (root / "tree" / name).write_bytes(data)
        moment = dt.datetime(2026, 11, 1, tzinfo=dt.UTC).timestamp()
        os.utime(root / "tree" / name, (moment, moment))
    result = run("audit", "small.yaml", cwd=root)
    assert "Traceback" not in result.stdout + result.stderr
    return root


def table(root: Path, name: str, folder: str = "latest") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = pq.read_table(root / ".readiness" / "small" / folder / f"{name}.parquet").to_pylist()
    return found


def findings(root: Path, code: str) -> dict[str, dict[str, Any]]:
    return {row["item"]: row for row in table(root, "findings") if row["code"] == code}


def test_members_are_profiled_and_the_inventory_lists_what_was_delivered(audited: Path) -> None:
    inside = {row["item"]: row["container"] for row in table(audited, "profile_documents") if row["container"]}
    assert inside == {
        "north/pack.zip!inner.zip": "north/pack.zip",
        "north/pack.zip!inner.zip!prices.csv": "north/pack.zip!inner.zip",
        "north/pack.zip!inner.zip!rules/keys.txt": "north/pack.zip!inner.zip",
        "south/box.mbox!0001.eml": "south/box.mbox",
        "south/box.mbox!0002.eml": "south/box.mbox",
        "south/box.mbox!0002.eml!contact.txt": "south/box.mbox!0002.eml",
        "south/keys.tgz!keys.txt": "south/keys.tgz",
        "south/note.eml!clock.docx": "south/note.eml",
    }
    assert [row["item"] for row in table(audited, "inventory") if "!" in row["item"]] == []
    delivered = [row for row in table(audited, "indicators") if row["code"] == "availability.delivered"]
    assert {(row["numerator"], row["denominator"]) for row in delivered} == {(18.0, 18.0)}


def test_a_file_and_a_copy_of_it_in_an_archive_are_duplicates_and_the_file_is_kept(audited: Path) -> None:
    copies = findings(audited, "uniqueness.exact")
    assert {item: row["related"] for item, row in copies.items()} == {
        "north/pack.zip!inner.zip!rules/keys.txt": "north/keys.docx",
        "south/keys.tgz!keys.txt": "north/keys.docx",
    }


def test_personal_data_is_found_at_the_attachment_that_holds_it(audited: Path) -> None:
    found = findings(audited, "rights.pii")["south/box.mbox!0002.eml!contact.txt"]
    assert "EMAIL_ADDRESS" in json.loads(found["evidence"])["kinds"]
    assert "south/box.mbox" not in findings(audited, "rights.pii")


def test_an_attachment_without_a_date_is_as_old_as_its_mail_and_a_member_as_its_entry(audited: Path) -> None:
    trusted = {row["item"]: row for row in table(audited, "date_claims", "stages") if row["trusted"]}
    clock, keys = trusted["south/note.eml!clock.docx"], trusted["south/keys.tgz!keys.txt"]
    assert (clock["date"], clock["kind"], clock["date_source"]) == (dt.date(2026, 11, 10), "sent", "mail_sent")
    assert (keys["date"], keys["kind"], keys["date_source"]) == (dt.date(2023, 11, 14), "file_modified", "tar_entry")


def test_a_table_inside_an_archive_is_staged_and_measured_like_any_other(audited: Path) -> None:
    staged = {row["item"]: row for row in table(audited, "table_index", "stages")}
    found = staged["north/pack.zip!inner.zip!prices.csv"]
    assert (found["state"], found["rows"], found["container"]) == ("read", 29, "north/pack.zip!inner.zip!prices.csv")
    columns = [row["column"] for row in table(audited, "profile_columns") if row["item"] == found["item"]]
    assert columns == ["part", "price"]


def test_the_manifest_names_usable_members_and_no_container(audited: Path) -> None:
    usable = {row["item"] for row in table(audited, "manifest")}
    assert {"south/box.mbox!0001.eml", "north/pack.zip!inner.zip!prices.csv", "south/note.eml"} <= usable
    assert not usable & {"south/box.mbox", "north/pack.zip", "north/pack.zip!inner.zip", "south/keys.tgz!keys.txt"}


def test_documents_are_counted_wherever_they_lie_and_containers_are_none(audited: Path) -> None:
    """Twelve reports, the keys, the note; two messages, their attachment, the note's, and the keys packed twice."""
    rows = [row for row in table(audited, "staleness.measures", "stages") if row["indicator"] == "currency.undated"]
    assert {row["slice"]: row["denominator"] for row in rows} == {"": 20.0}


def test_one_member_is_explained_and_a_container_names_its_members(audited: Path) -> None:
    told = run("explain", "south/box.mbox!0002.eml!contact.txt", "--json", cwd=audited)
    facts = json.loads(told.stdout)
    assert facts["profile"][0]["container"] == "south/box.mbox!0002.eml"
    assert facts["findings"][0]["item"] == "south/box.mbox!0002.eml!contact.txt"
    told = run("explain", "south/box.mbox", cwd=audited)
    assert "member south/box.mbox!0002.eml" in told.stdout
    missed = run("explain", "south/box.mbox!0003.eml", cwd=audited)
    assert (missed.returncode, "did you mean" in missed.stderr) == (2, True)


def test_what_was_unpacked_is_let_go_of_when_the_run_is_published(audited: Path) -> None:
    assert list((audited / ".readiness" / "small").rglob("listing.jsonl")) == []
