"""The scorecard as JSON and back, strictly: what cannot be read whole and exactly is not read at all.

The JSON has the fields of ``readiness.model.Scorecard`` by name, enums by value, dates as ISO 8601, and two seals:
``digest`` over everything but ``run`` (equal inputs give an equal digest), and ``run.seal`` over everything else,
so that a run's times cannot be edited either. Without a key they find accidents and edits, not forgers. With a key
``run.seal`` is an HMAC-SHA256 (RFC 2104), which only its owner can make; ``run.sealed_with`` names the kind.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from typing import Any

from readiness.errors import AuditError
from readiness.model import SCORECARD_SCHEMA_VERSION, Scorecard
from readiness.scoring.json_codec import MalformedValue, decode, encode

DIGEST, RUN, SEAL, SEALED_WITH = "digest", "run", "seal", "sealed_with"
PLAIN, KEYED = "sha256", "hmac-sha256"
KEY_NAME = "READINESS_SEAL_KEY"
OLDER = "the scorecard was made by an older version of readiness"
_NEXT_STEP = "run readiness audit again"


class ScorecardError(AuditError):
    """A scorecard that cannot be written or read. ``kind``: unreadable, version, malformed, edited or key."""

    def __init__(self, what: str, *, kind: str) -> None:
        super().__init__(what, where="scorecard.json", next_step=_NEXT_STEP)
        self.kind = kind


def to_json(scorecard: Scorecard, *, key: bytes = b"") -> dict[str, Any]:
    """Plain JSON values, sealed, with ``key`` where there is one. Raises ``ScorecardError`` for what is not finite."""
    try:
        fields: dict[str, Any] = encode(scorecard, Scorecard, "scorecard")
    except MalformedValue as error:
        raise ScorecardError(str(error), kind="malformed") from None
    fields[DIGEST] = _digest({name: value for name, value in fields.items() if name != RUN})
    fields[RUN][SEALED_WITH] = sealed_with(key)
    fields[RUN][SEAL] = seal(fields, key)
    return fields


def to_bytes(scorecard: Scorecard, *, key: bytes = b"") -> bytes:
    """Canonical UTF-8: sorted keys, indent 1, newline at the end. Equal scorecards give equal bytes."""
    return _canonical(to_json(scorecard, key=key), indent=1) + b"\n"


def from_json(fields: object, *, key: bytes = b"") -> Scorecard:
    """The scorecard of ``to_json`` with the same key; raises ``ScorecardError`` for anything else."""
    if not isinstance(fields, dict):
        raise ScorecardError("the scorecard is not a JSON object", kind="malformed")
    _refuse_version(fields.get("schema_version"))
    try:
        scorecard = decode(_check_seals(fields), Scorecard, "scorecard")
    except MalformedValue as error:
        raise ScorecardError(str(error), kind="malformed") from None
    assert isinstance(scorecard, Scorecard)
    _refuse_key(scorecard.run.sealed_with, key)
    expected = to_json(scorecard, key=key)
    sealed, run = str(expected[RUN].pop(SEAL)), dict(fields[RUN])
    seal = run.pop(SEAL, None)
    if expected != {**fields, RUN: run}:
        raise ScorecardError("the scorecard was edited: it does not match its digest", kind="edited")
    if not isinstance(seal, str) or not hmac.compare_digest(sealed.encode(), seal.encode("utf-8", "replace")):
        other = f", or sealed with another key than the {KEY_NAME} set here" if key else ""
        raise ScorecardError(f"the scorecard was edited{other}: it does not match its seal", kind="edited")
    return scorecard


def from_bytes(content: bytes, *, key: bytes = b"") -> Scorecard:
    """The scorecard stored in ``content``; raises ``ScorecardError`` when it is not one, whole and unedited."""
    try:
        fields = json.loads(content.decode("utf-8"), object_pairs_hook=_once, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        raise ScorecardError("the scorecard is not readable JSON", kind="unreadable") from None
    return from_json(fields, key=key)


def seal(fields: dict[str, Any], key: bytes) -> str:
    """SHA-256 (hex) of JSON values, or their HMAC-SHA256 where there is a key."""
    content = _canonical(fields)
    return hmac.new(key, content, hashlib.sha256).hexdigest() if key else hashlib.sha256(content).hexdigest()


def sealed_with(key: bytes) -> str:
    return KEYED if key else PLAIN


def _refuse_version(version: object) -> None:
    if version == SCORECARD_SCHEMA_VERSION:
        return
    if _number(version) < _number(SCORECARD_SCHEMA_VERSION):
        raise ScorecardError(f"{OLDER} (schema {str(version)[:10]})", kind="version")
    if _number(version) > _number(SCORECARD_SCHEMA_VERSION) and isinstance(version, str):
        what = f"the scorecard was made by a newer version of readiness (schema {version[:10]})"
        raise ScorecardError(what, kind="version")
    text = repr(version)[:40]
    raise ScorecardError(f"the scorecard has no known schema version ({text})", kind="version")


def _number(version: object) -> tuple[int, ...]:
    """``2.0`` as numbers that compare; what is no version is later than all."""
    if isinstance(version, str) and re.fullmatch(r"[0-9]{1,4}(\.[0-9]{1,4}){1,2}", version):
        return tuple(int(part) for part in version.split("."))
    return (10**9,)


def _refuse_key(seal: str, key: bytes) -> None:
    """A seal without a key is no word of the one who has the key, and a keyed one cannot be checked without it."""
    if seal == sealed_with(key):
        return
    if seal == KEYED:
        raise ScorecardError(f"the scorecard is sealed with a key, and {KEY_NAME} is not set here", kind="key")
    raise ScorecardError(f"{KEY_NAME} is set here, and the scorecard is not sealed with a key", kind="key")


def _check_seals(fields: dict[str, Any]) -> dict[str, Any]:
    run = fields.get(RUN)
    if not isinstance(run, dict):
        raise MalformedValue("scorecard.run", "an object")
    plain = {name: value for name, value in fields.items() if name != DIGEST}
    return {**plain, RUN: {name: value for name, value in run.items() if name != SEAL}}


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object whose keys do not repeat: of two values for one key, the intended one is unknown."""
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise ValueError("a key repeats")
    return fields


def _refuse_constant(constant: str) -> None:
    raise ValueError(f"{constant} is no JSON number")


def _digest(fields: dict[str, Any]) -> str:
    return hashlib.sha256(_canonical(fields)).hexdigest()


def _canonical(fields: dict[str, Any], indent: int | None = None) -> bytes:
    # Text that is no valid Unicode (a lone surrogate out of a file name) is escaped rather than lost.
    text = json.dumps(fields, sort_keys=True, indent=indent, ensure_ascii=False, allow_nan=False)
    return text.encode("utf-8", errors="backslashreplace")
