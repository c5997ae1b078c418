"""The scorecard as JSON and back, strictly: what cannot be read whole and exactly is not read at all.

The JSON has the fields of ``readiness.model.Scorecard`` by name, enums by value, dates as ISO 8601, and two seals:
``digest`` over everything but ``run`` (equal inputs give an equal digest), and ``run.seal`` over everything else,
so that a run's times cannot be edited either. They find accidents and edits, not forgers: no secret is involved.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from readiness.errors import AuditError
from readiness.model import SCORECARD_SCHEMA_VERSION, Scorecard
from readiness.scoring.codec import Malformed, decoded, encoded

DIGEST, RUN, SEAL = "digest", "run", "seal"
_NEXT_STEP = "run readiness audit again"


class ScorecardError(AuditError):
    """A scorecard that cannot be written or read. ``kind`` says why: unreadable, version, malformed or edited."""

    def __init__(self, what: str, *, kind: str) -> None:
        super().__init__(what, where="scorecard.json", next_step=_NEXT_STEP)
        self.kind = kind


def to_json(scorecard: Scorecard) -> dict[str, Any]:
    """Plain JSON values, sealed. Raises ``ScorecardError`` for a number that is not finite."""
    try:
        fields: dict[str, Any] = encoded(scorecard, Scorecard, "scorecard")
    except Malformed as error:
        raise ScorecardError(str(error), kind="malformed") from None
    fields[DIGEST] = _digest({name: value for name, value in fields.items() if name != RUN})
    fields[RUN][SEAL] = _digest(fields)
    return fields


def to_bytes(scorecard: Scorecard) -> bytes:
    """Canonical UTF-8: sorted keys, indent 1, newline at the end. Equal scorecards give equal bytes."""
    return _canonical(to_json(scorecard), indent=1) + b"\n"


def from_json(fields: object) -> Scorecard:
    """The scorecard of ``to_json``; raises ``ScorecardError`` for anything else."""
    if not isinstance(fields, dict):
        raise ScorecardError("the scorecard is not a JSON object", kind="malformed")
    version = fields.get("schema_version")
    if version != SCORECARD_SCHEMA_VERSION:
        said = repr(version)[:40]
        raise ScorecardError(
            f"the scorecard has schema version {said}, expected {SCORECARD_SCHEMA_VERSION!r}", kind="version"
        )
    try:
        scorecard = decoded(_unsealed(fields), Scorecard, "scorecard")
    except Malformed as error:
        raise ScorecardError(str(error), kind="malformed") from None
    assert isinstance(scorecard, Scorecard)
    if to_json(scorecard) != fields:
        raise ScorecardError("the scorecard was edited: it does not match its digest", kind="edited")
    return scorecard


def from_bytes(content: bytes) -> Scorecard:
    """The scorecard stored in ``content``; raises ``ScorecardError`` when it is not one, whole and unedited."""
    try:
        fields = json.loads(content.decode("utf-8"), object_pairs_hook=_once, parse_constant=_refused)
    except (ValueError, RecursionError):
        raise ScorecardError("the scorecard is not readable JSON", kind="unreadable") from None
    return from_json(fields)


def _unsealed(fields: dict[str, Any]) -> dict[str, Any]:
    run = fields.get(RUN)
    if not isinstance(run, dict):
        raise Malformed("scorecard.run", "an object")
    plain = {name: value for name, value in fields.items() if name != DIGEST}
    return {**plain, RUN: {name: value for name, value in run.items() if name != SEAL}}


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object whose keys do not repeat: of two values for one key, nobody can say which was meant."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key repeats")
    return found


def _refused(constant: str) -> None:
    raise ValueError(f"{constant} is no JSON number")


def _digest(fields: dict[str, Any]) -> str:
    return hashlib.sha256(_canonical(fields)).hexdigest()


def _canonical(fields: dict[str, Any], indent: int | None = None) -> bytes:
    # Text that is no valid Unicode (a lone surrogate out of a file name) is escaped rather than lost.
    text = json.dumps(fields, sort_keys=True, indent=indent, ensure_ascii=False, allow_nan=False)
    return text.encode("utf-8", errors="backslashreplace")
