"""Contracts whose files are wrong: scans, files that do not open, wrong extensions, personal data, no text."""

from __future__ import annotations

import random
from collections.abc import Callable

from examples.enterprise_maker.formats import render
from examples.enterprise_maker.formats.pdf import page_pictures, pdf, scan
from examples.enterprise_maker.ledger import Ledger, at
from examples.enterprise_maker.paper import Paper, Section
from examples.enterprise_maker.rooms.contracts import DEPARTMENTS, KINDS, SOURCE, Filed, drawn, file, placed
from examples.enterprise_maker.shaped import bank_account, card, mail_address, phone

_SCANS = 10
_MIXED = 4
_PRIVATE = 5


def write(ledger: Ledger) -> None:
    """Every kind of wrong file; after the repair the same contracts are there, as files that are right."""
    for number in range(1, _SCANS + _MIXED + 1):
        _write_scan(ledger, number)
    for number, outcome in enumerate(_OUTCOMES, start=1):
        _write_unreadable(ledger, number, outcome)
    for number, (claimed, actual) in enumerate(_MISMATCHES, start=1):
        _write_mismatch(ledger, number, claimed, actual)
    for number in range(1, _PRIVATE + 1):
        _write_private(ledger, number)
    if ledger.defects:
        _write_unsupported(ledger)


def _write_scan(ledger: Ledger, number: int) -> None:
    filed = _new(ledger.seed, 100 + number, "pdf")
    if not ledger.defects:
        file(ledger, filed)
        return
    rng = random.Random(f"{ledger.seed}/scan/{number}")
    pictures = page_pictures(filed.paper, rng)
    if number <= _SCANS:
        file(ledger, filed, scan(filed.paper, rng))
        pages, without = len(pictures), len(pictures)
    else:
        cover = _cover(filed.paper)
        file(ledger, filed, pdf(cover, scanned_pages=pictures))
        ledger.texts[f"{SOURCE}/{filed.item}"] = cover.text
        pages, without = 1 + len(pictures), len(pictures)
    evidence = {"pages": pages, "pages_without_text": without}
    ledger.find("format.scan_share", SOURCE, filed.item, evidence=evidence)


def _cover(paper: Paper) -> Paper:
    note = "The signed pages that follow were scanned at the counter and carry stamps and initials on every sheet."
    section = Section(heading="Cover sheet", paragraphs=(f"{note} Filed by the registry with {paper.title}.",))
    return Paper(
        title=paper.title, written_on=paper.written_on, author=paper.author, facts=paper.facts, sections=(section,)
    )


_OUTCOMES = (
    ("encrypted", "pdf"), ("encrypted", "pdf"), ("encrypted", "pdf"), ("truncated", "docx"), ("truncated", "docx"),
    ("truncated", "pdf"), ("truncated", "pdf"), ("empty", "pdf"), ("empty", "docx"), ("corrupt", "docx"),
    ("corrupt", "pdf"),
)  # fmt: skip


def _write_unreadable(ledger: Ledger, number: int, wrong: tuple[str, str]) -> None:
    outcome, extension = wrong
    filed = _new(ledger.seed, 200 + number, extension)
    if not ledger.defects:
        file(ledger, filed)
        return
    sound = render(filed.paper, extension)
    broken: dict[str, Callable[[], bytes]] = {
        "encrypted": lambda: pdf(filed.paper, password="-".join(("counter", str(number)))),
        "truncated": lambda: sound[: len(sound) * 6 // 10],
        "empty": lambda: b"",
        "corrupt": lambda: _damaged(sound, random.Random(f"{ledger.seed}/damage/{number}")),
    }
    file(ledger, filed, broken[outcome]())
    del ledger.texts[f"{SOURCE}/{filed.item}"]
    ledger.find("format.unreadable", SOURCE, filed.item, evidence={"outcome": outcome})


def _damaged(sound: bytes, rng: random.Random) -> bytes:
    """Bad disk blocks: nearly everything between the first and the last bytes is noise."""
    edge = 400 if sound.startswith(b"PK") else 20
    return sound[:edge] + rng.randbytes(len(sound) - 2 * edge) + sound[-edge:]


def _write_unsupported(ledger: Ledger) -> None:
    noise = random.Random(f"{ledger.seed}/drawing").randbytes(6_000)
    filed = _new(ledger.seed, 290, "pdf")
    item = filed.item.replace(".pdf", "_site-plan.dwg")
    ledger.labels[item] = filed.kind
    ledger.write(SOURCE, item, b"AC1027\x00\x00\x00\x00\x00" + noise, modified=at(filed.paper.written_on))
    ledger.find("format.unreadable", SOURCE, item, evidence={"outcome": "unsupported"})


_MISMATCHES = (("pdf", "docx"), ("pdf", "docx"), ("docx", "pdf"))


def _write_mismatch(ledger: Ledger, number: int, claimed: str, actual: str) -> None:
    right = _new(ledger.seed, 300 + number, actual)
    if not ledger.defects:
        file(ledger, right)
        return
    wrong = Filed(item=right.item.removesuffix(actual) + claimed, kind=right.kind, paper=right.paper)
    file(ledger, wrong, render(right.paper, actual))
    ledger.find("format.type_mismatch", SOURCE, wrong.item, evidence={"claimed": claimed, "actual": actual})


def _write_private(ledger: Ledger, number: int) -> None:
    """Employment terms with the employee's own details; the repaired ones point to the personnel system."""
    rng = random.Random(f"{ledger.seed}/private/{number}")
    paper = drawn(ledger.seed, "hr", 2023 + number % 3, 400 + number, "employment")
    kinds = {
        "IBAN_CODE": bank_account(rng),
        "PHONE_NUMBER": phone(rng),
        "EMAIL_ADDRESS": mail_address(rng, paper.author),
    }
    if number == 1:
        kinds["CREDIT_CARD"] = card(rng)
    details = (
        _private_lines(paper.author, kinds) if ledger.defects else ("Personal details are held by the payroll desk.",)
    )
    sections = (*paper.sections, Section(heading="Employee details", paragraphs=details))
    paper = Paper(
        title=paper.title, written_on=paper.written_on, author=paper.author, facts=paper.facts, sections=sections
    )
    filed = file(ledger, placed(paper, "hr", "employment", ("docx", "pdf")[number % 2]))
    if ledger.defects:
        sure = sorted(set(kinds) - {"EMAIL_ADDRESS"})  # an address under example.org may be taken for an example
        ledger.find("rights.pii", SOURCE, filed.item, evidence={"kinds": dict.fromkeys(sure, 1)})


def _private_lines(name: str, kinds: dict[str, str]) -> tuple[str, ...]:
    said = {
        "IBAN_CODE": "Wages are paid into account {}.",
        "PHONE_NUMBER": "Outside working hours the phone number is {}.",
        "EMAIL_ADDRESS": "Private mail reaches {name} under {}.",
        "CREDIT_CARD": "Travel is booked on card {}.",
    }
    return tuple(said[kind].format(value, name=name) for kind, value in kinds.items())


def _new(seed: int, number: int, extension: str) -> Filed:
    """A contract of its own for each wrong file. Finance is left out: its file times were overwritten."""
    homes = [name for name in DEPARTMENTS if name != "finance"]
    department = homes[number % len(homes)]
    kind = KINDS[number % len(KINDS)]
    return placed(drawn(seed, department, 2022 + number % 5, number, kind), department, kind, extension)
