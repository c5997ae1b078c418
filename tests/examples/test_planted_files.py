"""Planted files are wrong in the way that the key says, seen with other eyes than the audit's."""

from __future__ import annotations

import csv
import io
import sqlite3
import zipfile
from typing import Any

import pypdfium2
import pytest

from tests.examples.conftest import Enterprise

SIGNATURES = {"docx": b"PK\x03\x04", "pdf": b"%PDF-", "html": b"<!DOCTYPE html>"}


def entries(enterprise: Enterprise, code: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = enterprise.key["findings"][code]
    assert found
    return found


def unreadable(enterprise: Enterprise, outcome: str, extension: str) -> list[bytes]:
    found = [
        enterprise.path(entry).read_bytes()
        for entry in entries(enterprise, "format.unreadable")
        if entry["evidence"]["outcome"] == outcome and entry["item"].endswith(extension)
    ]
    assert found
    return found


def test_encrypted_pdfs_ask_for_a_password(broken: Enterprise) -> None:
    for content in unreadable(broken, "encrypted", "pdf"):
        with pytest.raises(pypdfium2.PdfiumError, match="password"):
            pypdfium2.PdfDocument(content)


def test_truncated_and_damaged_files_end_early_or_do_not_unpack(broken: Enterprise) -> None:
    for content in unreadable(broken, "truncated", "docx"):
        assert content.startswith(b"PK")
        assert not zipfile.is_zipfile(io.BytesIO(content))
    for content in unreadable(broken, "truncated", "pdf"):
        assert b"%%EOF" not in content
    for content in unreadable(broken, "corrupt", "docx"):
        assert zipfile.is_zipfile(io.BytesIO(content))
        with pytest.raises(zipfile.BadZipFile):
            zipfile.ZipFile(io.BytesIO(content)).read("word/document.xml")
    empty = [one for one in entries(broken, "format.unreadable") if one["evidence"]["outcome"] == "empty"]
    assert [broken.path(one).stat().st_size for one in empty if one["source"] == "contracts"] == [0, 0]


def test_scans_have_exactly_the_pages_without_text_that_the_key_states(broken: Enterprise) -> None:
    for entry in entries(broken, "format.scan_share"):
        document = pypdfium2.PdfDocument(broken.path(entry))
        texts = [page.get_textpage().get_text_range().strip() for page in document]
        assert len(texts) == entry["evidence"]["pages"]
        assert texts.count("") == entry["evidence"]["pages_without_text"]


def test_wrong_extensions_hold_what_the_key_states(broken: Enterprise) -> None:
    for entry in entries(broken, "format.type_mismatch"):
        assert entry["item"].endswith(entry["evidence"]["claimed"])
        assert broken.path(entry).read_bytes().startswith(SIGNATURES[entry["evidence"]["actual"]])


def test_undecodable_texts_are_no_utf8_and_mojibake_is(broken: Enterprise) -> None:
    for entry in entries(broken, "format.encoding"):
        content = broken.path(entry).read_bytes()
        if entry["evidence"]["problem"] == "undecodable":
            with pytest.raises(UnicodeDecodeError):
                content.decode("utf-8")
        else:
            assert "Ã©" in content.decode("utf-8")


def test_bulk_reset_files_share_one_minute(broken: Enterprise) -> None:
    [entry] = entries(broken, "currency.bulk_reset")
    folder = broken.answers.tree / "contracts" / "finance"
    minutes = {int(path.stat().st_mtime) // 60 for path in folder.rglob("*") if path.is_file()}
    assert len(minutes) == 1
    assert entry["evidence"]["items"] == sum(path.is_file() for path in folder.rglob("*"))


def test_orphaned_orders_point_at_no_customer(broken: Enterprise) -> None:
    [entry] = entries(broken, "validity.references")
    with sqlite3.connect(broken.path(entry)) as base:
        found = base.execute(
            "SELECT order_id FROM orders WHERE customer_id IS NOT NULL "
            "AND customer_id NOT IN (SELECT customer_id FROM customers) ORDER BY order_id"
        ).fetchall()
    assert [str(key) for (key,) in found] == entry["evidence"]["rows"]


def test_missing_deliveries_are_missing(broken: Enterprise, repaired: Enterprise) -> None:
    [entry] = entries(broken, "currency.gaps")
    for day in entry["evidence"]["missing"]:
        name = f"operations/deliveries/deliveries_{day}.csv"
        assert name not in broken.answers.written
        assert name in repaired.answers.written


def test_the_label_file_is_wrong_where_the_key_says(broken: Enterprise) -> None:
    path = broken.answers.tree / "contracts" / "labels" / "contract_type.csv"
    rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))
    labels = {row["path"]: row["type"] for row in rows}
    for entry in entries(broken, "labels.missing"):
        kind = entry["evidence"]["kind"]
        assert (entry["item"] in labels) is (kind != "missing_row")
        assert kind != "blank" or not labels[entry["item"]].strip()
    for entry in entries(broken, "labels.invalid"):
        assert labels[entry["item"]] == entry["evidence"]["label"]


def test_planted_secrets_and_personal_data_are_only_in_the_broken_enterprise(
    broken: Enterprise, repaired: Enterprise
) -> None:
    marks = ("aws_secret" + "_access_key", "RSA PRIVATE" + " KEY", "postgresql" + "://", "paid into account")
    for enterprise, expected in ((broken, True), (repaired, False)):
        said = "\n".join(enterprise.answers.texts.values())
        assert [mark in said for mark in marks] == [expected] * len(marks)
