"""The terms of the reports, each with one plain definition: for ``docs/glossary.md``, the HTML page and Markdown."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """``name`` is what people read; ``code`` is how files, columns and YAML keys call it, "" where it is the same."""

    name: str
    meaning: str
    code: str = ""


GLOSSARY = (
    Term(
        name="Actual volume, expected volume",
        meaning="What a source holds, and what its owner states that it holds, in items or rows.",
        code="claims",
    ),
    Term(
        name="Blocking check",
        meaning="An indicator that blocks the project if it fails; no other result makes up for it. Also called veto.",
        code="veto",
    ),
    Term(
        name="Boilerplate",
        meaning="Wording that many texts of a source share, such as the text of a form.",
    ),
    Term(
        name="Canonical copy",
        meaning="The one document to keep of a group of copies. The others are left out of the manifest.",
        code="keeper",
    ),
    Term(name="Census", meaning="A measurement of every case. It has no interval."),
    Term(
        name="Charter",
        meaning="What must be stated before kickoff: owner, KPI, users, decision date, production requirements, needs.",
    ),
    Term(
        name="Containment",
        meaning="Share of the shingles of the smaller text that the larger text holds too, 0 to 1.",
    ),
    Term(name="Coverage", meaning="How many of the required slices have at least one usable item."),
    Term(
        name="Dimension",
        meaning="A group of indicators, such as uniqueness. The overall grade is that of the worst dimension.",
    ),
    Term(name="Exact copy", meaning="A document with the same bytes, or the same text, as another one."),
    Term(
        name="Finding",
        meaning="One defect at one item, with evidence, a remedy and an owner.",
    ),
    Term(
        name="Freshness SLA",
        meaning="The age that items of a source may have. Older items are stale.",
        code="freshness.max_age",
    ),
    Term(
        name="Gate",
        meaning="The check that reads the stored scorecard and opens only for a fresh, unchanged grade A or B.",
    ),
    Term(
        name="Grade",
        meaning="A ready, B ready with warnings or waivers, C not ready, D blocked, U could not tell.",
    ),
    Term(
        name="Indicator",
        meaning="One measured rate with its limits and its status, such as uniqueness.near.",
    ),
    Term(name="Item", meaning="What is audited: a document or a table. A row, cell or page is a part of an item."),
    Term(
        name="Limit",
        meaning="The value past which an indicator warns or fails. A value exactly on a limit is not past it.",
    ),
    Term(
        name="Manifest",
        meaning="The list of usable items, for the ingestion that follows the audit.",
    ),
    Term(name="Measure", meaning="What a stage counted: a numerator and a denominator, before it is judged."),
    Term(
        name="Member",
        meaning="A file inside an archive, mailbox or mail; also one delivery of a series.",
    ),
    Term(
        name="Near-duplicate",
        meaning="A document whose text is nearly that of another: Jaccard similarity of their shingles at least 0.8.",
    ),
    Term(
        name="Override",
        meaning="Limits that the project's policy sets in place of the standard ones. They are always shown.",
        code="policy",
    ),
    Term(
        name="Placeholder value",
        meaning="A value that means that there is none, such as ?, N/A or 9999-12-31. It counts as missing.",
        code="token",
    ),
    Term(
        name="Required slice",
        meaning="A slice, such as one department or one year, for which the charter needs at least one usable item.",
        code="charter.needs.cells",
    ),
    Term(
        name="Sample",
        meaning="A measurement of some cases only. Its rate has a 95% interval; it can be inconclusive.",
    ),
    Term(
        name="Seal",
        meaning="A digest of the scorecard. The gate refuses a scorecard that does not match its seal.",
    ),
    Term(
        name="Series",
        meaning="Files or tables that are the same delivery at different dates, such as one CSV file per month.",
    ),
    Term(name="Shingle", meaning="Five words of a text in a row. Texts are compared by their sets of shingles."),
    Term(name="Slice", meaning="A group of items with the same value of a field, such as department or year."),
    Term(name="Source", meaning="A place with data that a connector reaches, such as a folder, bucket or database."),
    Term(
        name="Trusted date",
        meaning="The date from which the age of an item is measured: a date inside it before its file time.",
    ),
    Term(
        name="Usable item",
        meaning="An item that can be read, is current, allowed and not a redundant copy: an item of the manifest.",
    ),
    Term(
        name="Waiver",
        meaning="A named person accepts a failing indicator, or single findings of it, until a date. Grade at most B.",
    ),
)
"""In alphabetical order of the names."""
