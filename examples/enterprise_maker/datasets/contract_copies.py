"""Contracts that are there more than once: copies, re-keyed copies, annexes filed apart, older versions."""

from __future__ import annotations

import datetime as dt
import itertools
import random
from dataclasses import replace

from examples.enterprise_maker.answer_key import AnswerKey
from examples.enterprise_maker.datasets.contracts import SOURCE, FiledContract, draw_contract, file, file_contract
from examples.enterprise_maker.document import Document, Section, date_text, months_after
from examples.enterprise_maker.formats import render
from examples.enterprise_maker.near_copies import containment, edit_until_near, jaccard, shingles
from examples.enterprise_maker.prose.contracts import CONTRACTS
from examples.enterprise_maker.prose.grammar import paragraph

BYTE_COPIES = 6
OTHER_FORMATS = 3
NEAR_COPIES = 8
ANNEXES = 4
FAMILIES = 5
NEAR = (0.86, 0.94)
"""Jaccard of planted near-duplicates: clear of the 0.8 from which two texts count as near-duplicates."""
VERSION = (0.87, 0.94)


def write(answers: AnswerKey, ordinary: list[FiledContract]) -> None:
    """Plant the relatives. After the repair only the keepers are there: the larger, newer or original ones."""
    if answers.defects:
        _copy_bytes(answers, ordinary)
        _copy_text(answers, ordinary)
        _copy_nearly(answers, ordinary)
    for number in range(1, ANNEXES + 1):
        _write_annex(answers, number)
    for number in range(1, FAMILIES + 1):
        _write_family(answers, number)


def _elsewhere(filed: FiledContract, folder: str, name: str) -> FiledContract:
    year = filed.document.written_on.year
    return FiledContract(item=f"{folder}/{year}/{name}", kind=filed.kind, document=filed.document)


def _name(filed: FiledContract) -> str:
    return filed.item.rpartition("/")[2]


def _record_pair(answers: AnswerKey, code: str, relation: str, copy: FiledContract, original: FiledContract) -> None:
    alike = jaccard(shingles(copy.document.text), shingles(original.document.text))
    answers.pair(relation, (SOURCE, copy.item), (SOURCE, original.item), similarity=alike)
    answers.find(code, SOURCE, copy.item, evidence={"relation": relation})["or_item"] = original.item


def _copy_bytes(answers: AnswerKey, ordinary: list[FiledContract]) -> None:
    originals = [filed for filed in ordinary if filed.item.startswith("legal/")][1 :: 30 // BYTE_COPIES]
    for number, original in enumerate(originals[:BYTE_COPIES]):
        copy = _elsewhere(original, "procurement", ("copy of ", "Kopie_", "", "")[number % 4] + _name(original))
        file(answers, copy, render(original.document, original.extension))
        _record_pair(answers, "uniqueness.exact", "exact_duplicate", copy, original)


def _copy_text(answers: AnswerKey, ordinary: list[FiledContract]) -> None:
    originals = [filed for filed in ordinary if filed.item.startswith("hr/") and filed.extension == "docx"]
    for original, extension in zip(originals, ("pdf", "html", "txt"), strict=False):
        stem = _name(original).removesuffix(".docx")
        copy = file(answers, _elsewhere(original, "hr", f"{stem}.{extension}"))
        _record_pair(answers, "uniqueness.exact", "exact_duplicate", copy, original)


def _copy_nearly(answers: AnswerKey, ordinary: list[FiledContract]) -> None:
    originals = [filed for filed in ordinary if filed.item.startswith("procurement/")][:: 30 // NEAR_COPIES]
    for number, original in enumerate(originals[:NEAR_COPIES]):
        rng = random.Random(f"{answers.seed}/near/{number}")
        document = edit_until_near(rng, original.document, *NEAR)
        stem = _name(original).rpartition(".")[0]
        copy = replace(
            _elsewhere(original, "legal", f"{stem}_retyped.{('docx', 'pdf')[number % 2]}"), document=document
        )
        file(answers, copy)
        _record_pair(answers, "uniqueness.near", "near_duplicate", copy, original)


def _write_annex(answers: AnswerKey, number: int) -> None:
    """An agreement with a schedule, and the schedule filed again on its own."""
    rng = random.Random(f"{answers.seed}/annex/{number}")
    document = draw_contract(answers.seed, "procurement", 2023, 500 + number, "services")
    lines = tuple(paragraph(rng, CONTRACTS, symbol, 4) for symbol in ("levels", "fees", "delivery", "audit"))
    schedule = Section(heading="Schedule of services", paragraphs=lines)
    whole = file_contract(replace(document, sections=(*document.sections, schedule)), "procurement", "services", "docx")
    file(answers, whole)
    if not answers.defects:
        return
    alone = Document(title="Schedule of services", written_on=document.written_on, author=document.author, sections=(
        Section(heading="", paragraphs=lines),
    ))  # fmt: skip
    annex = FiledContract(item=whole.item.replace(".docx", "_schedule.docx"), kind="services", document=alone)
    file(answers, annex)
    inside = containment(shingles(alone.text), shingles(whole.document.text))
    answers.pair("contained_in", (SOURCE, annex.item), (SOURCE, whole.item), similarity=inside)
    answers.find("uniqueness.near", SOURCE, annex.item, evidence={"relation": "contained_in"})


def _write_family(answers: AnswerKey, number: int) -> None:
    """One agreement renewed every eighteen months, each time with a few words changed; the newest is current."""
    rng = random.Random(f"{answers.seed}/family/{number}")
    first = draw_contract(answers.seed, "legal", 2022, 600 + number, "framework")
    versions = [first]
    for _ in range(2 if number == 1 else 1):
        versions.append(_renew(rng, versions[-1]))
    members = [_version(document, number) for document in versions]
    for member in members if answers.defects else members[-1:]:
        file(answers, member)
    if answers.defects:
        for older in members[:-1]:
            answers.find("uniqueness.near", SOURCE, older.item, evidence={"older_version": True})
        for older, newer in itertools.combinations(members, 2):
            alike = jaccard(shingles(older.document.text), shingles(newer.document.text))
            for relation in ("near_duplicate", "older_version_of"):
                answers.pair(relation, (SOURCE, older.item), (SOURCE, newer.item), similarity=alike)


def _renew(rng: random.Random, document: Document) -> Document:
    day = months_after(document.written_on, 18)
    facts = tuple(
        (label, date_text(day, "day_month") if label == "Effective date" else value) for label, value in document.facts
    )
    return edit_until_near(rng, replace(document, written_on=day, facts=facts), *VERSION)


def _version(document: Document, number: int) -> FiledContract:
    supplier = dict(document.facts)["Between"].partition(" and ")[2].lower().replace(" ", "-")
    day: dt.date = document.written_on
    extension = ("docx", "pdf")[number % 2]
    item = f"legal/framework/{supplier}_framework-agreement_{day.isoformat()}.{extension}"
    return FiledContract(item=item, kind="framework", document=document)
