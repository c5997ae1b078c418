"""May the project start? A fail-closed reading of the stored scorecard: it recomputes no rate and never guesses.

The gate opens for one thing only: a whole, unedited scorecard of this project and config, younger than ``max_age``,
newer than every other attempt and pull, whose grade A or B follows from its own indicators and waivers.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from readiness.model import Grade, Scorecard, Verdict
from readiness.scoring.consistency import expired_waivers, grade_without, inconsistency
from readiness.scoring.serial import ScorecardError, from_bytes

DEFAULT_MAX_AGE = dt.timedelta(days=7)
"""How old a scorecard may be (product contract, section 2)."""

PUBLISHED = "published"
_UNREADABLE = "the scorecard could not be judged"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One audit that began: ``state`` is running, failed or published; ``started_at`` ISO 8601 with its offset."""

    run_id: str
    started_at: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pull:
    """When a source was last read, and by which run; ``at`` ISO 8601 with its offset."""

    source: str
    at: str
    run_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GateRequest:
    """What the gate knows. ``content`` is the stored ``scorecard.json``, None when there is none.

    ``now`` must be aware of its offset. ``scorecard`` is where the content lies, for the reader.
    """

    content: bytes | None
    project: str
    config_hash: str
    now: dt.datetime
    max_age: dt.timedelta = DEFAULT_MAX_AGE
    attempts: tuple[Attempt, ...] = ()
    pulls: tuple[Pull, ...] = ()
    scorecard: str = ""


def decide(request: GateRequest) -> Verdict:
    """Open or closed, with the reason. Never raises: what cannot be judged keeps the gate closed with grade U."""
    try:
        return _decided(request)
    except Exception as error:  # noqa: BLE001 - fail-closed: an unforeseen error must not open a gate, nor crash it
        return _closed(request, f"{_UNREADABLE}: {type(error).__name__}")


def _decided(request: GateRequest) -> Verdict:
    if request.content is None:
        return _closed(request, "no scorecard is stored; run readiness audit")
    try:
        card = from_bytes(request.content)
    except ScorecardError as error:
        return _closed(request, f"{error.what}; run readiness audit again")
    for doubt in _DOUBTS:
        if reason := doubt(request, card):
            return _closed(request, reason, card=card)
    today = request.now.date()
    if expired := expired_waivers(card, today):
        codes = ", ".join(waiver.indicator for waiver in expired)
        reason = f"a waiver has expired since the audit: {codes}; fix it or have it accepted anew"
        return _closed(request, reason, card=card, grade=grade_without(card, expired))
    if not card.ready:
        return _closed(request, card.headline, card=card, grade=card.grade)
    return _verdict(request, card, is_open=True, grade=card.grade, reason=card.headline)


def _wrong_project(request: GateRequest, card: Scorecard) -> str:
    if card.project == request.project:
        return ""
    return f"the scorecard is of the project {card.project!r}, not of {request.project!r}"


def _wrong_config(request: GateRequest, card: Scorecard) -> str:
    if request.config_hash and card.provenance.config_hash == request.config_hash:
        return ""
    return "the project file has changed since the audit; run readiness audit again"


def _wrong_age(request: GateRequest, card: Scorecard) -> str:
    started, finished = _moment(card.run.started_at), _moment(card.run.finished_at)
    if finished > request.now:
        return "the scorecard was finished in the future; check the clocks"
    if started > finished:
        return "the scorecard was finished before it began; check the clocks"
    if request.now - finished > request.max_age:
        age, allowed = _days(request.now - finished), _days(request.max_age)
        return f"the scorecard is {age} old, at most {allowed} are allowed; run readiness audit again"
    return ""


def _later_attempt(request: GateRequest, card: Scorecard) -> str:
    """A later audit that did not publish this scorecard knows something that this one does not."""
    started = _moment(card.run.started_at)
    for attempt in request.attempts:
        own = attempt.run_id == card.run.run_id
        if own and attempt.state != PUBLISHED:
            return f"the audit that made the scorecard is {attempt.state}, not {PUBLISHED}"
        if not own and _moment(attempt.started_at) >= started:
            said = {PUBLISHED: "was published", "running": "is still running"}.get(attempt.state, "failed")
            return f"a later audit ({attempt.run_id}) {said}; its scorecard is not the stored one"
    return ""


def _later_pull(request: GateRequest, card: Scorecard) -> str:
    started = _moment(card.run.started_at)
    for pull in request.pulls:
        if pull.run_id != card.run.run_id and _moment(pull.at) > started:
            return f"the source {pull.source!r} was read again after the audit; run readiness audit again"
    return ""


def _inconsistent(_request: GateRequest, card: Scorecard) -> str:
    return inconsistency(card)


_DOUBTS: tuple[Callable[[GateRequest, Scorecard], str], ...] = (
    _wrong_project,
    _wrong_config,
    _inconsistent,
    _wrong_age,
    _later_attempt,
    _later_pull,
)
"""Each says why a scorecard cannot be relied on, "" when it can. Raising counts as a doubt, too."""


def _moment(text: str) -> dt.datetime:
    moment = dt.datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("a time without its offset is no moment")
    return moment


def _days(span: dt.timedelta) -> str:
    return f"{span / dt.timedelta(days=1):.1f} days"


def _closed(request: GateRequest, reason: str, *, card: Scorecard | None = None, grade: Grade = Grade.U) -> Verdict:
    return _verdict(request, card, is_open=False, grade=grade, reason=reason)


def _verdict(request: GateRequest, card: Scorecard | None, *, is_open: bool, grade: Grade, reason: str) -> Verdict:
    return Verdict(
        project=request.project,
        open=is_open,
        grade=grade,
        reason=reason,
        run_id=card.run.run_id if card else "",
        age_seconds=_age(request, card) if card else None,
        scorecard=request.scorecard,
    )


def _age(request: GateRequest, card: Scorecard) -> float | None:
    try:
        return (request.now - _moment(card.run.finished_at)).total_seconds()
    except (TypeError, ValueError):
        return None
