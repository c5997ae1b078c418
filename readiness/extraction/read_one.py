"""One document through its lane. Whatever the lane raises becomes an outcome."""

from __future__ import annotations

from dataclasses import dataclass, replace

from readiness.extraction import unstructured_reader
from readiness.extraction.document import Raw, Reading, Unreadable
from readiness.extraction.readers import LANES, lane_of
from readiness.extraction.sniff import PLAIN_TEXT, claimed_format
from readiness.extraction.sniff.name_claims import EMPTY
from readiness.model import Outcome

LANES_ENGINE = "lanes"
UNSTRUCTURED_ENGINE = "unstructured"
UNSTRUCTURED_ALONE = "unstructured_alone"
"""What reads a document: its lane; its lane for the facts and unstructured for the text; unstructured and no lane."""

_MAX_DETAIL = 300

_MAY_BE_READ = frozenset({Outcome.OK, Outcome.OWNER_LOCKED, Outcome.EMPTY, Outcome.UNSUPPORTED, Outcome.CORRUPT})
"""Outcomes of a lane after which unstructured may speak. A password, a cut end, a scan, an attack, a bound that was
reached: another reader changes none of them, and would call them a failure or, worse, a success."""

_SECOND_TRY_ON = frozenset({Outcome.EMPTY, Outcome.UNSUPPORTED, Outcome.CORRUPT, Outcome.CRASHED})
"""Outcomes that a second reader may better. Not timeout and out_of_memory: it takes many times the lane's time and
memory, and would be lost the same way at the same price."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A reading and the library that made it."""

    reading: Reading
    engine: str


def read(raw: Raw, *, engine: str = LANES_ENGINE, max_characters: int) -> Read:
    """``raw`` through its lane, with unstructured's text where the source asks for it and it can.

    Never raises for what a document is; ``MemoryError`` becomes out_of_memory, ``RecursionError`` hostile.
    """
    if engine == UNSTRUCTURED_ALONE:
        return _by_unstructured(raw, max_characters)
    own = _by_lane(raw, max_characters)
    if engine == LANES_ENGINE or not _may_be_read(own.reading.outcome, raw.format):
        return own
    other = _by_unstructured(raw, max_characters)
    return _merged(own, other) if other.reading.outcome is Outcome.OK else own


def wants_second_try(outcome: Outcome, format: str) -> bool:  # noqa: A002 - the word of the schema
    """True where a lane came back with nothing, or with its worker's death, and unstructured reads the format."""
    return outcome in _SECOND_TRY_ON and _may_be_read(outcome, format)


def _may_be_read(outcome: Outcome, format: str) -> bool:  # noqa: A002 - the word of the schema
    if outcome is Outcome.CORRUPT and format in PLAIN_TEXT:
        return False  # bytes that are no characters become "text" under any guess at their encoding
    return outcome in _MAY_BE_READ | {Outcome.CRASHED} and unstructured_reader.can_read(format)


def _by_lane(raw: Raw, max_characters: int) -> Read:
    lane = lane_of(raw.format)
    reading = _guarded(lane.read, raw) if lane else _without_lane(raw)
    return _bounded(Read(reading=reading, engine=LANES[raw.format].engine if lane else ""), raw, max_characters)


def _by_unstructured(raw: Raw, max_characters: int) -> Read:
    return _bounded(
        Read(reading=_guarded(unstructured_reader.read, raw), engine=UNSTRUCTURED_ENGINE), raw, max_characters
    )


def _merged(own: Read, other: Read) -> Read:
    """Unstructured's text under the lane's facts: dates, author and pages, of which unstructured keeps few."""
    before, found = own.reading, other.reading
    readable = before.outcome in {Outcome.OK, Outcome.OWNER_LOCKED}
    reading = replace(
        before,
        outcome=before.outcome if readable else Outcome.OK,
        detail=before.detail if readable else f"read by unstructured; its own reader found it {before.outcome}",
        text=found.text,
        tables=found.tables,
        headings=found.headings,
        encoding_problem="",
    )
    return replace(other, reading=reading)


def _guarded(lane: object, raw: Raw) -> Reading:
    assert callable(lane)
    try:
        reading = lane(raw)
    except Unreadable as stop:
        return Reading(outcome=stop.outcome, detail=stop.detail[:_MAX_DETAIL])
    except MemoryError:
        return Reading(outcome=Outcome.OUT_OF_MEMORY, detail="reading it took more memory than one document may take")
    except RecursionError:
        return Reading(outcome=Outcome.HOSTILE, detail="nested too deeply to be read")
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # noqa: BLE001 - a parser's failure is a fact; Rust's panics are no Exception
        return Reading(outcome=Outcome.CORRUPT, detail=f"{type(error).__name__}: {error}"[:_MAX_DETAIL])
    assert isinstance(reading, Reading)
    return reading


def _without_lane(raw: Raw) -> Reading:
    if raw.format == EMPTY:
        return Reading(outcome=Outcome.EMPTY, detail="the file has no bytes")
    claimed = claimed_format(raw.name)
    if raw.format == "unknown" and claimed and not _is_blank(raw.data):
        kind = "text" if claimed in PLAIN_TEXT else claimed
        return Reading(outcome=Outcome.CORRUPT, detail=f"named as {claimed}, but the content is no {kind}")
    if _is_blank(raw.data):
        return Reading(outcome=Outcome.CORRUPT, detail="holds nothing but zero bytes: the copy was never completed")
    return Reading(outcome=Outcome.UNSUPPORTED, detail=f"no reader for documents of format {raw.format}")


def _is_blank(data: bytes) -> bool:
    return not data[:65_536].strip(b"\x00") and not data.strip(b"\x00")


def _bounded(found: Read, raw: Raw, max_characters: int) -> Read:
    """The reading with sound, bounded text; bytes without characters are never ok."""
    reading = found.reading
    text = reading.text.encode("utf-8", "replace").decode("utf-8")  # lone surrogates cannot be written down
    if len(text) > max_characters:
        detail = f"holds more than {max_characters} characters; the rest was left out"
        reading = replace(reading, outcome=Outcome.TOO_LARGE, detail=detail)
    elif reading.outcome in {Outcome.OK, Outcome.OWNER_LOCKED} and not text.strip():
        reading = replace(
            reading, outcome=Outcome.EMPTY, detail=reading.detail or f"{len(raw.data)} bytes, no characters"
        )
    return replace(found, reading=replace(reading, text=text[:max_characters]))
