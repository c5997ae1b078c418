"""Contracts that are there more than once: copies, re-keyed copies, annexes filed apart, older versions."""

from __future__ import annotations

import datetime as dt
import itertools
import random
from dataclasses import replace

from examples.enterprise_maker.formats import render
from examples.enterprise_maker.ledger import Ledger
from examples.enterprise_maker.likeness import containment, edited, jaccard, shingles
from examples.enterprise_maker.paper import Paper, Section, months_after, spelled
from examples.enterprise_maker.prose.contracts import CONTRACTS
from examples.enterprise_maker.prose.grammar import paragraph
from examples.enterprise_maker.rooms.contracts import SOURCE, Filed, drawn, file, placed

BYTE_COPIES = 6
OTHER_FORMATS = 3
NEAR_COPIES = 8
ANNEXES = 4
FAMILIES = 5
NEAR = (0.86, 0.94)
"""Jaccard of planted near-duplicates: clear of the 0.8 from which two texts count as near-duplicates."""
VERSION = (0.87, 0.94)


def write(ledger: Ledger, ordinary: list[Filed]) -> None:
    """Plant the relatives. After the repair only the keepers are there: the larger, newer or original ones."""
    if ledger.defects:
        _copy_bytes(ledger, ordinary)
        _copy_text(ledger, ordinary)
        _copy_nearly(ledger, ordinary)
    for number in range(1, ANNEXES + 1):
        _write_annex(ledger, number)
    for number in range(1, FAMILIES + 1):
        _write_family(ledger, number)


def _elsewhere(filed: Filed, folder: str, name: str) -> Filed:
    year = filed.paper.written_on.year
    return Filed(item=f"{folder}/{year}/{name}", kind=filed.kind, paper=filed.paper)


def _name(filed: Filed) -> str:
    return filed.item.rpartition("/")[2]


def _planted(ledger: Ledger, code: str, relation: str, copy: Filed, original: Filed) -> None:
    alike = jaccard(shingles(copy.paper.text), shingles(original.paper.text))
    ledger.pair(relation, (SOURCE, copy.item), (SOURCE, original.item), similarity=alike)
    ledger.find(code, SOURCE, copy.item, evidence={"relation": relation})["or_item"] = original.item


def _copy_bytes(ledger: Ledger, ordinary: list[Filed]) -> None:
    originals = [filed for filed in ordinary if filed.item.startswith("legal/")][1 :: 30 // BYTE_COPIES]
    for number, original in enumerate(originals[:BYTE_COPIES]):
        copy = _elsewhere(original, "procurement", ("copy of ", "Kopie_", "", "")[number % 4] + _name(original))
        file(ledger, copy, render(original.paper, original.extension))
        _planted(ledger, "uniqueness.exact", "exact_duplicate", copy, original)


def _copy_text(ledger: Ledger, ordinary: list[Filed]) -> None:
    originals = [filed for filed in ordinary if filed.item.startswith("hr/") and filed.extension == "docx"]
    for original, extension in zip(originals, ("pdf", "html", "txt"), strict=False):
        stem = _name(original).removesuffix(".docx")
        copy = file(ledger, _elsewhere(original, "hr", f"{stem}.{extension}"))
        _planted(ledger, "uniqueness.exact", "exact_duplicate", copy, original)


def _copy_nearly(ledger: Ledger, ordinary: list[Filed]) -> None:
    originals = [filed for filed in ordinary if filed.item.startswith("procurement/")][:: 30 // NEAR_COPIES]
    for number, original in enumerate(originals[:NEAR_COPIES]):
        rng = random.Random(f"{ledger.seed}/near/{number}")
        paper = edited(rng, original.paper, *NEAR)
        stem = _name(original).rpartition(".")[0]
        copy = replace(_elsewhere(original, "legal", f"{stem}_retyped.{('docx', 'pdf')[number % 2]}"), paper=paper)
        file(ledger, copy)
        _planted(ledger, "uniqueness.near", "near_duplicate", copy, original)


def _write_annex(ledger: Ledger, number: int) -> None:
    """An agreement with a schedule, and the schedule filed again on its own."""
    rng = random.Random(f"{ledger.seed}/annex/{number}")
    paper = drawn(ledger.seed, "procurement", 2023, 500 + number, "services")
    lines = tuple(paragraph(rng, CONTRACTS, symbol, 4) for symbol in ("levels", "fees", "delivery", "audit"))
    schedule = Section(heading="Schedule of services", paragraphs=lines)
    whole = placed(replace(paper, sections=(*paper.sections, schedule)), "procurement", "services", "docx")
    file(ledger, whole)
    if not ledger.defects:
        return
    alone = Paper(title="Schedule of services", written_on=paper.written_on, author=paper.author, sections=(
        Section(heading="", paragraphs=lines),
    ))  # fmt: skip
    annex = Filed(item=whole.item.replace(".docx", "_schedule.docx"), kind="services", paper=alone)
    file(ledger, annex)
    inside = containment(shingles(alone.text), shingles(whole.paper.text))
    ledger.pair("contained_in", (SOURCE, annex.item), (SOURCE, whole.item), similarity=inside)
    ledger.find("uniqueness.near", SOURCE, annex.item, evidence={"relation": "contained_in"})


def _write_family(ledger: Ledger, number: int) -> None:
    """One agreement renewed every eighteen months, each time with a few words changed; the newest is current."""
    rng = random.Random(f"{ledger.seed}/family/{number}")
    first = drawn(ledger.seed, "legal", 2022, 600 + number, "framework")
    versions = [first]
    for _ in range(2 if number == 1 else 1):
        versions.append(_renewed(rng, versions[-1]))
    members = [_version(paper, number) for paper in versions]
    for member in members if ledger.defects else members[-1:]:
        file(ledger, member)
    if ledger.defects:
        for older in members[:-1]:
            ledger.find("uniqueness.near", SOURCE, older.item, evidence={"older_version": True})
        for older, newer in itertools.combinations(members, 2):
            alike = jaccard(shingles(older.paper.text), shingles(newer.paper.text))
            for relation in ("near_duplicate", "older_version_of"):
                ledger.pair(relation, (SOURCE, older.item), (SOURCE, newer.item), similarity=alike)


def _renewed(rng: random.Random, paper: Paper) -> Paper:
    day = months_after(paper.written_on, 18)
    facts = tuple(
        (label, spelled(day, "day_month") if label == "Effective date" else value) for label, value in paper.facts
    )
    return edited(rng, replace(paper, written_on=day, facts=facts), *VERSION)


def _version(paper: Paper, number: int) -> Filed:
    supplier = dict(paper.facts)["Between"].partition(" and ")[2].lower().replace(" ", "-")
    day: dt.date = paper.written_on
    extension = ("docx", "pdf")[number % 2]
    item = f"legal/framework/{supplier}_framework-agreement_{day.isoformat()}.{extension}"
    return Filed(item=item, kind="framework", paper=paper)
