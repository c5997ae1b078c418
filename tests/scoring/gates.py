"""The gate asked about small scorecards, as it was left by an audit or as somebody edited it."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

from readiness.model import Scorecard, Verdict
from readiness.scoring.gate import GateRequest, decide
from readiness.scoring.serial import to_bytes
from tests.scoring.requests import RUN_ID, Row, basis, records, scored

NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
STORED = scored().scorecard
"""A scorecard of grade A, made and sealed once: scoring costs more than the gate's answer."""
_SEALED = to_bytes(STORED)


def card(*changes: Row, **others: Any) -> Scorecard:
    return scored(*changes, **others).scorecard if changes or others else STORED


def ask_gate(stored: Scorecard | bytes | None, **changes: Any) -> Verdict:
    content = stored
    if isinstance(stored, Scorecard):
        content = _SEALED if stored is STORED else to_bytes(stored)
    facts: dict[str, Any] = {"content": content, "folder": RUN_ID, "basis": basis(), "records": records(), "now": NOW}
    return decide(GateRequest(**{**facts, **changes}))


def closed(verdict: Verdict, said: str, *, exit_code: int = 3) -> None:
    assert not verdict.open
    assert said in verdict.reason
    assert verdict.exit_code == exit_code


def change_indicator(stored: Scorecard, code: str, **changes: Any) -> Scorecard:
    """The scorecard with one indicator edited and sealed anew, as a forger would."""
    indicators = tuple(dataclasses.replace(i, **changes) if i.code == code else i for i in stored.indicators)
    return dataclasses.replace(stored, indicators=indicators)
