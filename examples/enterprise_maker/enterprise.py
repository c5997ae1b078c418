"""The whole enterprise, broken or repaired, from one seed."""

from __future__ import annotations

import shutil
from pathlib import Path

from examples.enterprise_maker.ledger import Ledger
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


def make(out: Path, *, defects: bool, seed: int = SEED) -> Ledger:
    """Write ``out/enterprise`` (or ``out/enterprise-repaired``): ``tree/`` to audit and ``answer_key.json`` beside it.

    What stood there is replaced. The same seed gives the same bytes and file times.
    """
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
