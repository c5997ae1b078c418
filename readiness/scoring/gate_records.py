"""Audits and pulls since the audit that made the scorecard, and damage to their records."""

from __future__ import annotations

from dataclasses import dataclass

from readiness.model import Scorecard
from readiness.scoring.gate_times import moment

PUBLISHED = "published"
_AGAIN = "run readiness audit again"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One audit that began: ``state`` is running, failed or published; ``started_at`` ISO 8601 with its offset.

    ``digest`` names what was written when it began, which holds the digest of the attempt before it.
    """

    run_id: str
    started_at: str
    state: str
    digest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pull:
    """Last read of a source by a run; ``at`` is ISO 8601 with its offset. ``digest`` names the record."""

    source: str
    at: str
    run_id: str
    digest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Records:
    """Records beside the published run. ``damage`` is a sentence on what is missing of them, "" for nothing."""

    attempts: tuple[Attempt, ...] = ()
    pulls: tuple[Pull, ...] = ()
    damage: str = ""


def doubtful_records(card: Scorecard, records: Records) -> str:
    """Why attempts and pulls do not vouch for the scorecard; "" when they do."""
    return (
        records.damage
        or _later_attempt(card, records)
        or _own_attempt(card, records)
        or _missing_pull(card, records)
        or _later_pull(card, records)
        or _edited_pull(card, records)
    )


def _later_attempt(card: Scorecard, records: Records) -> str:
    """A later audit that did not publish this scorecard knows something that this one does not."""
    started = moment(card.run.started_at)
    for attempt in records.attempts:
        if attempt.run_id != card.run.run_id and moment(attempt.started_at) >= started:
            known = {PUBLISHED: "was published", "running": "is still running, or was ended before it published"}
            ending = known.get(attempt.state, "failed")
            return f"a later audit ({attempt.run_id}) {ending}; its scorecard is not the stored one"
    return ""


def _own_attempt(card: Scorecard, records: Records) -> str:
    own = [attempt for attempt in records.attempts if attempt.run_id == card.run.run_id]
    if not own:
        return f"the record that the audit {card.run.run_id} began is missing; {_AGAIN}"
    for attempt in own:
        if attempt.state != PUBLISHED:
            return f"the audit that made the scorecard is {attempt.state}, not {PUBLISHED}; {_AGAIN}"
        if not attempt.digest or attempt.digest != card.run.attempt:
            return f"the record that the audit {card.run.run_id} began is not the one it wrote; {_AGAIN}"
    return ""


def _missing_pull(card: Scorecard, records: Records) -> str:
    """Every source of the scorecard has a record of when it was read, which the scorecard knows."""
    there = {pull.source for pull in records.pulls}
    for source in card.sources:
        if source.name not in there or source.name not in card.run.pulls:
            return f"the record of when the source {source.name!r} was read is missing or cannot be read; {_AGAIN}"
    return ""


def _later_pull(card: Scorecard, records: Records) -> str:
    started = moment(card.run.started_at)
    for pull in records.pulls:
        if pull.run_id != card.run.run_id and moment(pull.at) > started:
            return f"the source {pull.source!r} was read again after the audit; {_AGAIN}"
    return ""


def _edited_pull(card: Scorecard, records: Records) -> str:
    names = {source.name for source in card.sources}
    for pull in records.pulls:
        if pull.source in names and pull.digest != card.run.pulls.get(pull.source):
            return f"the record of when the source {pull.source!r} was read is not the one the audit wrote; {_AGAIN}"
    return ""
