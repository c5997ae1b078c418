"""Kinds of contracts by two annotators: ``contracts/labels/contract_type.csv``."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from examples.enterprise_maker.answer_key import AnswerKey, at
from examples.enterprise_maker.datasets.contracts import RARE_COUNT, RARE_KIND, SOURCE
from examples.enterprise_maker.formats.delimited import delimited_text
from examples.enterprise_maker.planned_dates import on

FILE = "labels/contract_type.csv"
_HEADER = ("path", "type", "annotator", "split")
_ANNOTATORS = ("m.castellan", "t.nwosu")
_WRONG_SPELLINGS = ("suply", "Misc.", "service contract")
_PLACEHOLDERS = ("TBD", "?", "todo", "TBD", "unknown")

MISSING_ROWS = 34
BLANKS = 9
ORPHANS = 5
CONFLICTS = 4


@dataclass(slots=True, kw_only=True)
class _Rows:
    """The label file while it is being spoilt: ``free`` are items whose row is still right."""

    rows: list[tuple[str, str, str, str]]
    free: list[str] = field(default_factory=list)

    def replace(self, item: str, label: str) -> None:
        self.rows = [(path, label if path == item else kind, who, split) for path, kind, who, split in self.rows]


def write(answers: AnswerKey) -> None:
    """Label every contract; before the repair, some rows are missing, blank, wrong, orphaned or at odds."""
    rng = random.Random(f"{answers.seed}/labels")
    labelled = _Rows(rows=[_row(rng, item, kind) for item, kind in sorted(answers.labels.items())])
    if answers.defects:
        _spoil(answers, rng, labelled)
        for item in labelled.free[::3]:
            answers.control(("labels.missing", "labels.invalid", "labels.conflicting"), SOURCE, item)
    answers.write(SOURCE, FILE, delimited_text(_HEADER, labelled.rows), modified=at(on(2026, 11, 20), 16))


def _row(rng: random.Random, item: str, kind: str) -> tuple[str, str, str, str]:
    return item, kind, rng.choice(_ANNOTATORS), rng.choices(("train", "validation", "test"), (8, 1, 1))[0]


def _spoil(answers: AnswerKey, rng: random.Random, labelled: _Rows) -> None:
    related = {entry[column] for entry in answers.pairs for column in ("item_a", "item_b")}
    labelled.free = [item for item, kind in sorted(answers.labels.items()) if item not in related and kind != RARE_KIND]
    rng.shuffle(labelled.free)
    _leave_out(answers, labelled)
    for item, label in zip(_take(labelled, BLANKS), ("", " ", "") * BLANKS, strict=False):
        labelled.replace(item, label)
        answers.find("labels.missing", SOURCE, item, evidence={"kind": "blank"})
    for item, label in zip(_take(labelled, len(_PLACEHOLDERS)), _PLACEHOLDERS, strict=True):
        labelled.replace(item, label)
        answers.find("labels.missing", SOURCE, item, evidence={"kind": "placeholder", "label": label})
    for item, label in zip(_take(labelled, len(_WRONG_SPELLINGS)), _WRONG_SPELLINGS, strict=True):
        labelled.replace(item, label)
        answers.find("labels.invalid", SOURCE, item, evidence={"kind": "invalid", "label": label})
    _orphan(answers, rng, labelled)
    _contradict(answers, labelled)
    answers.find("labels.class_support", SOURCE, FILE, evidence={"classes": {RARE_KIND: RARE_COUNT}})
    answers.find("validity.missing_values", SOURCE, FILE, part="type")


def _take(labelled: _Rows, count: int) -> list[str]:
    taken, labelled.free = labelled.free[:count], labelled.free[count:]
    return taken


def _leave_out(answers: AnswerKey, labelled: _Rows) -> None:
    missing = set(_take(labelled, MISSING_ROWS))
    labelled.rows = [row for row in labelled.rows if row[0] not in missing]
    for item in sorted(missing):
        answers.find("labels.missing", SOURCE, item, evidence={"kind": "missing_row"})


def _orphan(answers: AnswerKey, rng: random.Random, labelled: _Rows) -> None:
    for number in range(ORPHANS):
        item = f"legal/2021/moved-to-archive_services_LE-2021-{number + 1:03d}.pdf".lower()
        labelled.rows.append(_row(rng, item, "services"))
        answers.find("labels.orphaned", SOURCE, item, evidence={"kind": "orphan", "label": "services"})


def _contradict(answers: AnswerKey, labelled: _Rows) -> None:
    """The same item twice with two labels by one annotator; and a byte copy labelled otherwise than its original."""
    for item in _take(labelled, CONFLICTS):
        path, kind, who, split = next(row for row in labelled.rows if row[0] == item)
        other = "lease" if kind != "lease" else "supply"
        labelled.rows.append((path, other, who, split))
        answers.find("labels.conflicting", SOURCE, item, evidence={"kind": "conflict"})
    copy = next(entry for entry in answers.pairs if entry["relation"] == "exact_duplicate")
    kind = answers.labels[copy["item_a"]]
    labelled.replace(copy["item_a"], "lease" if kind != "lease" else "supply")
    recorded = answers.find("labels.conflicting", SOURCE, copy["item_a"], evidence={"kind": "conflict"})
    recorded["or_item"] = copy["item_b"]
