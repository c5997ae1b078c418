"""The whole enterprise, broken or repaired, from one seed."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

from examples.enterprise_maker.ledger import Ledger
from examples.enterprise_maker.planned_dates import PLANNED, made_for
from examples.enterprise_maker.rooms import (
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

SEED = 20261122
FOLDERS = {True: "enterprise", False: "enterprise-repaired"}
"""Folder names by whether the defects are in."""


def make(out: Path, *, defects: bool, seed: int = SEED, as_of: dt.date = PLANNED) -> Ledger:
    """Write ``out/enterprise`` (or ``out/enterprise-repaired``): ``tree/`` to audit and ``answer_key.json`` beside it.

    What was there is replaced. The same seed and ``as_of`` give the same bytes and file times; every date in it moves
    with ``as_of``, so that the same audit on that day finds the same.
    """
    with made_for(as_of):
        return _made(out, defects=defects, seed=seed)


def _made(out: Path, *, defects: bool, seed: int) -> Ledger:
    ledger = Ledger(folder=out / FOLDERS[defects], seed=seed, defects=defects)
    if ledger.tree.exists():
        shutil.rmtree(ledger.tree)
    ordinary = contracts.write(ledger)
    contract_files.write(ledger)
    contract_copies.write(ledger, ordinary)
    labels.write(ledger)
    policies.write(ledger)
    policy_ends.write(ledger)
    correspondence.write(ledger)
    series.write(ledger)
    database.write(ledger)
    tables.write(ledger)
    charter.record(ledger)
    ledger.save()
    return ledger
