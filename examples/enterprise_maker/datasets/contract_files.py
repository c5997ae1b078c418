"""Contracts whose files are wrong: scans, files that do not open, wrong extensions, personal data, no text."""

from __future__ import annotations

import random
from collections.abc import Callable

from examples.enterprise_maker.answer_key import AnswerKey, at
from examples.enterprise_maker.datasets.contracts import (
    DEPARTMENTS,
    KINDS,
    SOURCE,
    FiledContract,
    draw_contract,
    file,
    file_contract,
)
from examples.enterprise_maker.document import Document, Section
from examples.enterprise_maker.formats import render
from examples.enterprise_maker.formats.pdf import page_pictures, pdf, scan
from examples.enterprise_maker.synthetic_values import bank_account, card, mail_address, phone

_SCANS = 10
_MIXED = 4
_PRIVATE = 5


def write(answers: AnswerKey) -> None:
    """Every kind of wrong file; after the repair the same contracts are there, as files that are right."""
    for number in range(1, _SCANS + _MIXED + 1):
        _write_scan(answers, number)
    for number, outcome in enumerate(_OUTCOMES, start=1):
        _write_unreadable(answers, number, outcome)
    for number, (claimed, actual) in enumerate(_MISMATCHES, start=1):
        _write_mismatch(answers, number, claimed, actual)
    for number in range(1, _PRIVATE + 1):
        _write_private(answers, number)
    if answers.defects:
        _write_unsupported(answers)


def _write_scan(answers: AnswerKey, number: int) -> None:
    filed = _new(answers.seed, 100 + number, "pdf")
    if not answers.defects:
        file(answers, filed)
        return
    rng = random.Random(f"{answers.seed}/scan/{number}")
    pictures = page_pictures(filed.document, rng)
    if number <= _SCANS:
        file(answers, filed, scan(filed.document, rng))
        pages, without = len(pictures), len(pictures)
    else:
        cover = _cover(filed.document)
        file(answers, filed, pdf(cover, scanned_pages=pictures))
        answers.texts[f"{SOURCE}/{filed.item}"] = cover.text
        pages, without = 1 + len(pictures), len(pictures)
    evidence = {"pages": pages, "pages_without_text": without}
    answers.find("format.scan_share", SOURCE, filed.item, evidence=evidence)


def _cover(document: Document) -> Document:
    note = "The signed pages that follow were scanned at the counter and carry stamps and initials on every sheet."
    section = Section(heading="Cover sheet", paragraphs=(f"{note} Filed by the registry with {document.title}.",))
    return Document(
        title=document.title,
        written_on=document.written_on,
        author=document.author,
        facts=document.facts,
        sections=(section,),
    )


_OUTCOMES = (
    ("encrypted", "pdf"), ("encrypted", "pdf"), ("encrypted", "pdf"), ("truncated", "docx"), ("truncated", "docx"),
    ("truncated", "pdf"), ("truncated", "pdf"), ("empty", "pdf"), ("empty", "docx"), ("corrupt", "docx"),
    ("corrupt", "pdf"),
)  # fmt: skip


def _write_unreadable(answers: AnswerKey, number: int, wrong: tuple[str, str]) -> None:
    outcome, extension = wrong
    filed = _new(answers.seed, 200 + number, extension)
    if not answers.defects:
        file(answers, filed)
        return
    sound = render(filed.document, extension)
    broken: dict[str, Callable[[], bytes]] = {
        "encrypted": lambda: pdf(filed.document, password="-".join(("counter", str(number)))),
        "truncated": lambda: sound[: len(sound) * 6 // 10],
        "empty": lambda: b"",
        "corrupt": lambda: _damage(sound, random.Random(f"{answers.seed}/damage/{number}")),
    }
    file(answers, filed, broken[outcome]())
    del answers.texts[f"{SOURCE}/{filed.item}"]
    answers.find("format.unreadable", SOURCE, filed.item, evidence={"outcome": outcome})


def _damage(sound: bytes, rng: random.Random) -> bytes:
    """Bad disk blocks: nearly everything between the first and the last bytes is noise."""
    edge = 400 if sound.startswith(b"PK") else 20
    return sound[:edge] + rng.randbytes(len(sound) - 2 * edge) + sound[-edge:]


def _write_unsupported(answers: AnswerKey) -> None:
    noise = random.Random(f"{answers.seed}/drawing").randbytes(6_000)
    filed = _new(answers.seed, 290, "pdf")
    item = filed.item.replace(".pdf", "_site-plan.dwg")
    answers.labels[item] = filed.kind
    answers.write(SOURCE, item, b"AC1027\x00\x00\x00\x00\x00" + noise, modified=at(filed.document.written_on))
    answers.find("format.unreadable", SOURCE, item, evidence={"outcome": "unsupported"})


_MISMATCHES = (("pdf", "docx"), ("pdf", "docx"), ("docx", "pdf"))


def _write_mismatch(answers: AnswerKey, number: int, claimed: str, actual: str) -> None:
    right = _new(answers.seed, 300 + number, actual)
    if not answers.defects:
        file(answers, right)
        return
    wrong = FiledContract(item=right.item.removesuffix(actual) + claimed, kind=right.kind, document=right.document)
    file(answers, wrong, render(right.document, actual))
    answers.find("format.type_mismatch", SOURCE, wrong.item, evidence={"claimed": claimed, "actual": actual})


def _write_private(answers: AnswerKey, number: int) -> None:
    """Employment terms with the employee's own details; the repaired ones point to the personnel system."""
    rng = random.Random(f"{answers.seed}/private/{number}")
    document = draw_contract(answers.seed, "hr", 2023 + number % 3, 400 + number, "employment")
    kinds = {
        "IBAN_CODE": bank_account(rng),
        "PHONE_NUMBER": phone(rng),
        "EMAIL_ADDRESS": mail_address(rng, document.author),
    }
    if number == 1:
        kinds["CREDIT_CARD"] = card(rng)
    details = (
        _private_lines(document.author, kinds)
        if answers.defects
        else ("Personal details are held by the payroll desk.",)
    )
    sections = (*document.sections, Section(heading="Employee details", paragraphs=details))
    document = Document(
        title=document.title,
        written_on=document.written_on,
        author=document.author,
        facts=document.facts,
        sections=sections,
    )
    filed = file(answers, file_contract(document, "hr", "employment", ("docx", "pdf")[number % 2]))
    if answers.defects:
        sure = sorted(set(kinds) - {"EMAIL_ADDRESS"})  # an address under example.org may be taken for an example
        answers.find("rights.pii", SOURCE, filed.item, evidence={"kinds": dict.fromkeys(sure, 1)})


def _private_lines(name: str, kinds: dict[str, str]) -> tuple[str, ...]:
    templates = {
        "IBAN_CODE": "Wages are paid into account {}.",
        "PHONE_NUMBER": "Outside working hours the phone number is {}.",
        "EMAIL_ADDRESS": "Private mail reaches {name} under {}.",
        "CREDIT_CARD": "Travel is booked on card {}.",
    }
    return tuple(templates[kind].format(value, name=name) for kind, value in kinds.items())


def _new(seed: int, number: int, extension: str) -> FiledContract:
    """A contract of its own for each wrong file. Finance is left out: its file times were overwritten."""
    homes = [name for name in DEPARTMENTS if name != "finance"]
    department = homes[number % len(homes)]
    kind = KINDS[number % len(KINDS)]
    return file_contract(draw_contract(seed, department, 2022 + number % 5, number, kind), department, kind, extension)
