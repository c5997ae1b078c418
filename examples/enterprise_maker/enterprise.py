"""The whole enterprise, broken or repaired, from one seed."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

from examples.enterprise_maker.answer_key import AnswerKey
from examples.enterprise_maker.datasets import (
    charter,
    contract_copies,
    contract_files,
    contracts,
    correspondence,
    database,
    labels,
    policies,
    policy_ends,
    series,
    tables,
)
from examples.enterprise_maker.planned_dates import PLANNED, made_for

SEED = 20261122
FOLDERS = {True: "enterprise", False: "enterprise-repaired"}
"""Folder names by whether the defects are in."""


def make(out: Path, *, defects: bool, seed: int = SEED, as_of: dt.date = PLANNED) -> AnswerKey:
    """Write ``out/enterprise`` (or ``out/enterprise-repaired``): ``tree/`` to audit and ``answer_key.json`` beside it.

    What was there is replaced. The same seed and ``as_of`` give the same bytes and file times; every date in it moves
    with ``as_of``, so that the same audit on that day finds the same.
    """
    with made_for(as_of):
        return _make(out, defects=defects, seed=seed)


def _make(out: Path, *, defects: bool, seed: int) -> AnswerKey:
    answers = AnswerKey(folder=out / FOLDERS[defects], seed=seed, defects=defects)
    if answers.tree.exists():
        shutil.rmtree(answers.tree)
    ordinary = contracts.write(answers)
    contract_files.write(answers)
    contract_copies.write(answers, ordinary)
    labels.write(answers)
    policies.write(answers)
    policy_ends.write(answers)
    correspondence.write(answers)
    series.write(answers)
    database.write(answers)
    tables.write(answers)
    charter.record(answers)
    answers.save()
    return answers
