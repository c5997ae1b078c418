"""May the project start? A fail-closed reading of the stored scorecard: it recomputes no rate and never guesses.

The gate opens for one thing only: a whole, unedited scorecard of this project, config, catalogue, suites and targets,
younger than ``max_age``, newer than every other attempt and pull, whose grade A or B follows from its own indicators
and waivers, today as on the day of the audit.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from readiness.config.project import Project
from readiness.model import Grade, Scorecard, Verdict
from readiness.scoring.consistency import expired_waivers, foreign_limits, grade_without, inconsistency
from readiness.scoring.gate_basis import changed_basis
from readiness.scoring.gate_records import Attempt, Pull, Records, doubtful_records
from readiness.scoring.gate_times import lapsed_status, wrong_time
from readiness.scoring.serial import ScorecardError, from_bytes

__all__ = ["DEFAULT_MAX_AGE", "Attempt", "Basis", "GateRequest", "Pull", "Records", "decide"]

DEFAULT_MAX_AGE = dt.timedelta(days=7)
"""How old a scorecard may be (product contract, section 2)."""

_UNREADABLE = "the scorecard could not be judged"
_AGAIN = "run readiness audit again"


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """State of the inputs where the gate is asked, which must equal those that the scorecard was made from.

    ``suites`` and ``targets`` are those of ``readiness.model.Provenance``; ``unset`` names, by source, the variables
    without which its target is not known.
    """

    project: Project
    config_hash: str
    suites: Mapping[str, str] = field(default_factory=dict)
    targets: Mapping[str, str] = field(default_factory=dict)
    unset: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class GateRequest:
    """Input of the gate's decision. ``content`` is the stored ``scorecard.json``, None when there is none.

    ``folder`` is the name of the folder it lies in. ``damage`` is a sentence on what was wrong with the files when
    they were read, "" for nothing. ``now`` must be
    aware of its offset. ``seal_key`` is the key that the scorecard must be sealed with, empty for none. ``scorecard``
    is where the content lies, for the reader.
    """

    content: bytes | None
    folder: str
    basis: Basis
    now: dt.datetime
    records: Records
    max_age: dt.timedelta = DEFAULT_MAX_AGE
    damage: str = ""
    seal_key: bytes = field(default=b"", repr=False)
    scorecard: str = ""


def decide(request: GateRequest) -> Verdict:
    """Open or closed, with the reason. Never raises: what cannot be judged keeps the gate closed with grade U."""
    try:
        return _decide(request)
    except Exception as error:  # noqa: BLE001 - fail-closed: an unforeseen error must not open a gate, nor crash it
        return _close(request, f"{_UNREADABLE}: {type(error).__name__}")


def _decide(request: GateRequest) -> Verdict:
    if request.damage:
        return _close(request, request.damage)
    if request.content is None:
        return _close(request, "no scorecard is stored; run readiness audit")
    try:
        card = from_bytes(request.content, key=request.seal_key)
    except ScorecardError as error:
        return _close(request, error.what if error.kind == "key" else f"{error.what}; {_AGAIN}")
    return _of_card(request, card)


def _of_card(request: GateRequest, card: Scorecard) -> Verdict:
    if doubt := _doubt(request, card):
        return _close(request, doubt, card=card)
    today = request.now.astimezone(dt.UTC).date()
    if expired := expired_waivers(card, today):
        codes = ", ".join(waiver.indicator for waiver in expired)
        reason = f"a waiver has expired since the audit: {codes}; fix it or renew the waiver"
        return _close(request, reason, card=card, grade=grade_without(card, expired))
    if reason := lapsed_status(card, today):
        return _close(request, reason, card=card)
    if not card.ready:
        return _close(request, card.headline, card=card, grade=card.grade)
    return _verdict(request, card, is_open=True, grade=card.grade, reason=card.headline)


def _doubt(request: GateRequest, card: Scorecard) -> str:
    """Why the scorecard cannot be relied on, "" when it can. Raising counts as a doubt, too."""
    return (
        _wrong_place(request, card)
        or changed_basis(card, request.basis)
        or foreign_limits(card, request.basis.project)
        or inconsistency(card)
        or wrong_time(card, request.now, request.max_age)
        or doubtful_records(card, request.records)
    )


def _wrong_place(request: GateRequest, card: Scorecard) -> str:
    name = request.basis.project.project
    if card.project != name:
        return f"the scorecard is of the project {card.project!r}, not of {name!r}"
    if card.run.run_id != request.folder:
        return f"the scorecard of the run {card.run.run_id} is in the folder of another run ({request.folder})"
    return ""


def _close(request: GateRequest, reason: str, *, card: Scorecard | None = None, grade: Grade = Grade.U) -> Verdict:
    return _verdict(request, card, is_open=False, grade=grade, reason=reason)


def _verdict(request: GateRequest, card: Scorecard | None, *, is_open: bool, grade: Grade, reason: str) -> Verdict:
    return Verdict(
        project=request.basis.project.project,
        open=is_open,
        grade=grade,
        reason=reason,
        run_id=card.run.run_id if card else "",
        age_seconds=_age(request, card) if card else None,
        scorecard=request.scorecard,
    )


def _age(request: GateRequest, card: Scorecard) -> float | None:
    try:
        return (request.now - dt.datetime.fromisoformat(card.run.finished_at)).total_seconds()
    except (TypeError, ValueError):
        return None
