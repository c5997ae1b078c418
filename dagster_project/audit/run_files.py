"""The files of a published run beside its scorecard: sealed with it when it is published, held against it when read."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

from readiness.errors import ReadinessError
from readiness.model import Grade, Scorecard, Verdict
from readiness.scoring.gate import GateRequest
from readiness.scoring.serial import from_bytes
from readiness.storage.bounded_files import MAX_SCORECARD_BYTES, read_bounded
from readiness.storage.published_files import CARD, damage, digests_of
from readiness.storage.store import Store


def with_files(card: Scorecard, folder: Path) -> Scorecard:
    """The scorecard with the digests of the files that lie in ``folder``."""
    return replace(card, run=replace(card.run, files=digests_of(folder)))


def closed_if_damaged(verdict: Verdict, audited: Store, request: GateRequest) -> Verdict:
    """An open gate, closed where a file that was published with the scorecard is not what it was."""
    if not verdict.open or request.content is None:
        return verdict
    card = from_bytes(request.content, key=request.seal_key)
    why = damage(audited.root / request.folder, card.run.files)
    return replace(verdict, open=False, grade=Grade.U, reason=why) if why else verdict


def damaged_files(audited: Store, folder: Path, names: Collection[str] | None = None) -> str:
    """Describe damage to the files of a published run, of those named where some are; "" for none."""
    try:
        card = from_bytes(read_bounded(folder / CARD, MAX_SCORECARD_BYTES), key=audited.seal_key)
    except ReadinessError as error:
        return error.what
    except OSError as error:
        return f"the scorecard cannot be read: {error.strerror}"
    return damage(folder, card.run.files, names)
