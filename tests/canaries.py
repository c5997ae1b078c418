"""A project full of personal data and secrets: one value of each kind, unlike any other text, wherever data can be."""

from __future__ import annotations

import json
import sqlite3
import zipfile
from collections.abc import Iterator
from pathlib import Path

import duckdb

from tests.small_project import make_project, write

KEY_BODY = "MIIEowIBAAKCAQEAq7Zt" + "Q9vXw3Lk" * 12

CANARIES = {
    "e-mail": "zara.quill77@wobblemail.de",
    "IBAN": "GB82WEST12345698765432",
    "card": "4539 1488 0343 6467",
    "SSN": "219-09-8641",
    "phone": "+49 30 90182471",
    "person": "Dr. Xaver Quillfeather",
    "street": "4711 Wisteria Lane",
    "API key": "sk_live_" + "9aQ7xW2mK4pL8vR3tZ6y" + "B1nC",
    "private key": f"-----BEGIN RSA PRIVATE KEY-----\n{KEY_BODY}\n-----END RSA PRIVATE KEY-----",
    "password": "password = Xylo-Phone42!Z",
    "URL": "postgresql://crm:Plov3rNest@db.internal/crm",
}
"""Kind to a text that holds one such value."""

NEEDLES = {
    **{name: CANARIES[name] for name in ("e-mail", "IBAN", "card", "SSN", "phone", "API key")},
    "card, closed up": "4539148803436467",
    "person": "Quillfeather",
    "street": "Wisteria Lane",
    "private key": KEY_BODY,
    "password": "Xylo-Phone42!Z",
    "URL": "Plov3rNest",
    "login": "F4lcon@/%Roost",
}
"""What must not be found in anything that is published."""

ALL = " | ".join(CANARIES.values())
LOGIN = "F4lcon@/%Roost"

SUITE = {
    "name": "people",
    "expectations": [
        {
            "type": "expect_column_values_to_match_regex",
            "kwargs": {"column": "contact", "regex": "^none$"},
            "severity": "critical",
            "meta": {"check": "contact_is_none"},
        },
        {
            "type": "expect_column_value_lengths_to_be_between",
            "kwargs": {"column": "user_id", "min_value": 1, "max_value": 5},
            "severity": "warning",
            "meta": {"check": "user_length"},
        },
    ],
}

SOURCES = """\
  - name: people
    url: people
    required: false
    labels: {column: staff.category, classes: [good, bad]}
  - {name: shop, url: "sqlite:///shop.sqlite", required: false}
  - {name: lake, url: "duckdb:///lake.duckdb", required: false}
  - {name: away, url: "postgresql://crm:${AWAY_PW}@127.0.0.1:1/crm", required: false}
labels:
  - {source: people, file: labels/kinds.csv, item: path, label: kind, annotator: who}
suites: {people.staff.csv: people}
"""


def make_canary_project(root: Path, more_sources: str = "") -> Path:
    """Write everything below ``root``; returns the YAML's path. ``more_sources`` are entries of ``sources``."""
    path = make_project(root)
    path.write_text(path.read_text("utf-8") + more_sources + SOURCES, "utf-8")
    write(root / "expectations" / "people.json", json.dumps(SUITE))
    _documents(root / "people")
    _tables(root)
    return path


def _documents(folder: Path) -> None:
    text = f"Notes of the week.\n\n{ALL}\n\n" + "The team met and agreed on the plan for the coming month. " * 12
    write(folder / "notes.txt", text)
    write(folder / "page.html", f'<title>{ALL}</title><meta name="author" content="{CANARIES["person"]}"><p>{text}</p>')
    write(folder / "readme.md", f"# {ALL}\n\n{text}")
    write(folder / "old.txt", f"This document is withdrawn; it is replaced by the one of {ALL}\n\n{text}")
    write(folder / "broken.json", '{"a": "' + ALL)
    write(folder / "mail.eml", _mail(text))
    with zipfile.ZipFile(folder / "box.zip", "w") as box:
        box.writestr("inside.txt", text)
        box.writestr("inside.eml", _mail(text))
        box.writestr("inside.csv", "\n".join(",".join(row) for row in rows()))


def _mail(text: str) -> str:
    one_line = ALL.replace("\n", " ")
    return (
        f"From: {CANARIES['person']} <{CANARIES['e-mail']}>\nTo: {CANARIES['e-mail']}\nSubject: {one_line}\n"
        f"Date: Mon, 02 Nov 2026 10:00:00 +0000\nContent-Type: text/plain\n\n{text}"
    )


def rows() -> Iterator[tuple[str, ...]]:
    """A table whose key, extremes, repeated rows, odd values, labels and disguised nulls are all somebody's."""
    one_line = ALL.replace("\n", " ").replace(",", ";")
    yield ("user_id", "contact", "iban", "card", "amount", "note", "category")
    for n in range(60):
        who = f"user{n}.{CANARIES['e-mail']}" if n else CANARIES["e-mail"]
        contact = CANARIES["person"] if n % 7 == 0 else f"Mr. Peter Panther{n}"
        amount = "4539148803436467" if n == 5 else CANARIES["phone"] if n == 6 else str(100 + n)
        note = one_line if n % 3 == 0 else "n/a" if n % 3 == 1 else CANARIES["SSN"]
        category = (CANARIES["e-mail"], "good", "bad", CANARIES["person"], "godo")[n % 5]
        yield (who, contact, CANARIES["IBAN"], CANARIES["card"], amount, note, category)
        if n in {10, 20}:
            yield (
                f"again{n}.{CANARIES['e-mail']}",
                contact,
                CANARIES["IBAN"],
                CANARIES["card"],
                amount,
                note,
                category,
            )


def _tables(root: Path) -> None:
    head, *body = list(rows())
    write(root / "people" / "staff.csv", "\n".join(",".join(row) for row in (head, *body)) + "\n")
    write(root / "people" / "crew.jsonl", "\n".join(json.dumps(dict(zip(head, row, strict=True))) for row in body))
    kinds = ["path,kind,who"]
    mail, person = CANARIES["e-mail"], CANARIES["person"]
    kinds += [f"notes.txt,{mail},{mail}", f"page.html,{person},{person}"]
    kinds += [f"readme.md,kind a,{mail}", f"readme.md,{CANARIES['SSN']},{mail}"]
    kinds += [f"{mail},kind a,ann", f"{person},kind b,ann", "old.txt,tbd,ann"]
    write(root / "people" / "labels" / "kinds.csv", "\n".join(kinds) + "\n")
    columns = ", ".join(f"{name} text" for name in head[1:])
    statement = f"create table staff (user_id text primary key, {columns})"
    with sqlite3.connect(root / "shop.sqlite") as shop:
        shop.execute(statement)
        shop.executemany("insert into staff values (?,?,?,?,?,?,?)", body)
    shop.close()
    with duckdb.connect(str(root / "lake.duckdb")) as lake:
        lake.execute(statement)
        lake.executemany("insert into staff values (?,?,?,?,?,?,?)", body)
