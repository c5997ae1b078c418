"""Vendor contracts: ``contracts/<department>/<year>/<supplier>_<kind>_<reference>.<extension>``."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import dataclass

from examples.enterprise_maker.answer_key import AnswerKey, at
from examples.enterprise_maker.document import DATE_STYLES, Document, Section, date_text
from examples.enterprise_maker.formats import render
from examples.enterprise_maker.planned_dates import as_of, on
from examples.enterprise_maker.prose.contracts import CLAUSES, CONTRACTS
from examples.enterprise_maker.prose.grammar import paragraph
from examples.enterprise_maker.prose.vocabulary import COMPANY, FIRMS, FIRST_NAMES, LAST_NAMES

SOURCE = "contracts"
MAX_AGE_DAYS = 5 * 365
"""``freshness.max_age`` of this source in demo.yaml."""

KINDS = ("supply", "services", "licence", "lease", "employment", "framework")
DEPARTMENTS = ("legal", "procurement", "finance", "hr")
RARE_KIND = "guarantee"
RARE_COUNT = 4
"""A kind with too few examples to learn from, among the old contracts of the broken enterprise."""
NEEDED_DEPARTMENT = "logistics"
"""A department that the charter needs; the broken enterprise holds no contract of it."""
YEARS = range(2022, 2027)
_FORMATS = ("pdf", "docx", "pdf", "docx", "pdf", "html")
_STALE_YEARS = range(2016, 2021)
_MIGRATED = "finance"
"""The folder whose file times a migration overwrote within one minute."""

CLEAN = (
    "content.empty", "content.low_quality", "currency.review_overdue", "currency.stale", "currency.undated",
    "currency.withdrawn", "format.encoding", "format.scan_share", "format.type_mismatch", "format.unreadable",
    "rights.pii", "rights.secrets", "uniqueness.exact", "uniqueness.near",
)  # fmt: skip
"""Codes that an ordinary contract must not be reported for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FiledContract:
    """One contract in its place."""

    item: str
    kind: str
    document: Document

    @property
    def extension(self) -> str:
        return self.item.rpartition(".")[2]


def write(answers: AnswerKey) -> list[FiledContract]:
    """Ordinary contracts and stale ones; returns the ordinary ones, which the planted copies are taken from."""
    ordinary = [file(answers, contract) for contract in _ordinary(answers.seed)]
    for contract in ordinary[::4]:
        answers.control(CLEAN, SOURCE, contract.item)
    if answers.defects:
        _write_stale(answers)
        _record_migration(answers, ordinary)
    else:
        _write_needed(answers)
    return ordinary


def file(answers: AnswerKey, contract: FiledContract, content: bytes | None = None) -> FiledContract:
    """Write one contract, as ``content`` where it is more than its paper in the format of its name."""
    content = render(contract.document, contract.extension) if content is None else content
    when = _file_time(answers, contract)
    answers.write(SOURCE, contract.item, content, modified=when, text=contract.document.text)
    answers.labels[contract.item] = contract.kind
    return contract


def contract(rng: random.Random, kind: str, day: dt.date, reference: str) -> Document:
    """The text of one contract, some 400 words, dated in its facts."""
    supplier = rng.choice(FIRMS)
    headings = rng.sample(sorted(CLAUSES), k=rng.randint(5, 7))
    sections = [Section(heading="Background", paragraphs=(paragraph(rng, CONTRACTS, "recital", 2),))]
    sections += [_clause(rng, number, heading) for number, heading in enumerate(headings, start=1)]
    return Document(
        title=f"{kind.capitalize()} agreement with {supplier}",
        written_on=day,
        author=f"{rng.choice(FIRST_NAMES)} {rng.choice(LAST_NAMES)}",
        facts=(
            ("Reference", reference),
            ("Between", f"{COMPANY} and {supplier}"),
            ("Effective date", date_text(day, rng.choice(DATE_STYLES))),
        ),
        sections=tuple(sections),
    )


def file_contract(document: Document, department: str, kind: str, extension: str) -> FiledContract:
    """A contract under its department and year, named after supplier, kind and reference."""
    facts = dict(document.facts)
    supplier = facts["Between"].partition(" and ")[2].lower().replace(" ", "-")
    name = f"{supplier}_{kind}_{facts['Reference'].lower()}.{extension}"
    return FiledContract(item=f"{department}/{document.written_on.year}/{name}", kind=kind, document=document)


def _clause(rng: random.Random, number: int, heading: str) -> Section:
    count = rng.randint(1, 2)
    paragraphs = tuple(paragraph(rng, CONTRACTS, CLAUSES[heading], rng.randint(2, 3)) for _ in range(count))
    return Section(heading=f"{number}. {heading}", paragraphs=paragraphs)


def draw_contract(seed: int, department: str, year: int, number: int, kind: str) -> Document:
    """The contract of one department, year and number: always the same one."""
    rng = random.Random(f"{seed}/contracts/{department}/{year}/{number}")
    day = on(year, rng.randint(1, 10), rng.randint(1, 28))
    return contract(rng, kind, day, f"{department[:2].upper()}-{year}-{number:03d}")


def _ordinary(seed: int) -> Iterator[FiledContract]:
    for department in DEPARTMENTS:
        for year in YEARS:
            for number, extension in enumerate(_FORMATS, start=1):
                kind = KINDS[(number + year) % len(KINDS)]
                yield file_contract(draw_contract(seed, department, year, number, kind), department, kind, extension)


def _write_stale(answers: AnswerKey) -> None:
    for number in range(1, 27):
        department, year = ("legal", "procurement")[number % 2], _STALE_YEARS[number % len(_STALE_YEARS)]
        kind = KINDS[number % len(KINDS)] if number > RARE_COUNT else RARE_KIND
        extension = ("pdf", "docx", "txt")[number % 3]
        stale = file(
            answers,
            file_contract(draw_contract(answers.seed, department, year, number, kind), department, kind, extension),
        )
        day = stale.document.written_on
        age = (as_of() - day).days
        evidence = {"trusted_date": day, "date_kind": "effective", "age_days": age, "max_age_days": MAX_AGE_DAYS}
        answers.find("currency.stale", SOURCE, stale.item, evidence=evidence)


def needed_years(seed: int) -> list[int]:
    """The calendar years in which every department, the needed one included, has a contract once it is repaired."""
    years = [
        {draw_contract(seed, name, year, number, KINDS[0]).written_on.year for year in YEARS for number in range(1, 4)}
        for name in (*DEPARTMENTS, NEEDED_DEPARTMENT)
    ]
    return sorted(set.intersection(*years))


def _migration_day() -> dt.date:
    return on(2025, 3, 15)


def _write_needed(answers: AnswerKey) -> None:
    for year in YEARS:
        for number, kind in enumerate(KINDS[:3], start=1):
            document = draw_contract(answers.seed, NEEDED_DEPARTMENT, year, number, kind)
            file(answers, file_contract(document, NEEDED_DEPARTMENT, kind, _FORMATS[number]))


def _record_migration(answers: AnswerKey, ordinary: list[FiledContract]) -> None:
    folder, day = _MIGRATED, _migration_day()
    moved = sorted(filed.item for filed in ordinary if filed.item.startswith(f"{folder}/"))
    evidence = {"items": len(moved), "minutes": [f"{day}T02:14:00+00:00"]}
    answers.find("currency.bulk_reset", SOURCE, moved[0], evidence=evidence)
    for year in needed_years(answers.seed):
        cell = {"department": NEEDED_DEPARTMENT, "year": str(year)}
        item = ", ".join(f"{name}={value}" for name, value in cell.items())
        answers.find("sufficiency.coverage", "", item, evidence={"cell": cell})


def _file_time(answers: AnswerKey, contract: FiledContract) -> dt.datetime:
    folder, day = _MIGRATED, _migration_day()
    if answers.defects and contract.item.startswith(f"{folder}/"):
        return at(day, 2, 14, len(answers.written) % 60)
    rng = random.Random(f"{answers.seed}/time/{contract.item}")
    return at(contract.document.written_on, rng.randint(8, 17), rng.randint(0, 59), rng.randint(0, 59))
