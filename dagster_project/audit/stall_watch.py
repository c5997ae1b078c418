"""Limit on a stage that makes no progress: ``resources.stall_seconds``."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from dagster_project.audit.context import Audit
from readiness.stall import limit_stall
from readiness.workers.pool import TIMEOUT_FACTOR

Result = TypeVar("Result")


def watched_stage(audit: Audit, name: str, work: Callable[[], Result], item_seconds: float | None = None) -> Result:
    """Do the work of a stage; ``StallError`` where it finishes nothing for ``resources.stall_seconds``.

    One item, a page of a listing or a suite of expectations may use up its own limit (``item_seconds``, in processor
    time; by default that of a document) on a busy machine before the stage counts as stalled.
    """
    resources = audit.loaded.project.resources
    item = resources.document_seconds if item_seconds is None else item_seconds
    seconds = max(resources.stall_seconds, item * TIMEOUT_FACTOR)
    with limit_stall(name, seconds):
        return work()
