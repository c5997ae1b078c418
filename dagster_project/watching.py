"""The limit on a stage that stands still: ``resources.stall_seconds``."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from dagster_project.audit import Audit
from readiness.extraction.pool import MOST_PATIENCE
from readiness.stall import watched

Result = TypeVar("Result")


def watched_stage(audit: Audit, name: str, work: Callable[[], Result], item_seconds: float = 0.0) -> Result:
    """Do the work of a stage; ``StallError`` where it finishes nothing for ``resources.stall_seconds``.

    Where each item has its own limit (``item_seconds``, in processor time), an item may use it up on a crowded machine.
    """
    seconds = max(audit.loaded.project.resources.stall_seconds, item_seconds * MOST_PATIENCE)
    with watched(name, seconds):
        return work()
