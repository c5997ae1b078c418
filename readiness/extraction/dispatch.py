"""One document through its lane. Whatever the lane raises becomes an outcome."""

from __future__ import annotations

from dataclasses import dataclass, replace

from readiness.extraction import second_try
from readiness.extraction.lanes import LANES, lane_of
from readiness.extraction.reading import Raw, Reading, Unreadable
from readiness.extraction.sniff import PLAIN_TEXT, claimed_format
from readiness.extraction.sniff.claims import EMPTY
from readiness.model import Outcome

LANES_ENGINE = "lanes"
UNSTRUCTURED_ENGINE = "unstructured"

_MAX_DETAIL = 300
_SECOND_TRY_ON = frozenset({Outcome.EMPTY, Outcome.UNSUPPORTED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A reading and the library that made it."""

    reading: Reading
    engine: str


def read(raw: Raw, *, engine: str = LANES_ENGINE, max_characters: int) -> Read:
    """``raw`` through its lane, or through unstructured where the source asks for it and it can.

    Never raises for what a document is; ``MemoryError`` becomes out_of_memory, ``RecursionError`` hostile.
    """
    if engine == UNSTRUCTURED_ENGINE and second_try.can_read(raw.format):
        found = Read(reading=_guarded(second_try.read, raw), engine=UNSTRUCTURED_ENGINE)
        # A password, a scan or a cut end is for the lane to tell: unstructured calls all of them a failure.
        if found.reading.outcome is Outcome.OK:
            return _bounded(found, raw, max_characters)
    lane = lane_of(raw.format)
    reading = _guarded(lane.read, raw) if lane else _without_lane(raw)
    return _bounded(Read(reading=reading, engine=LANES[raw.format].engine if lane else ""), raw, max_characters)


def wants_second_try(outcome: Outcome, format: str) -> bool:  # noqa: A002 - the word of the schema
    """True where a lane came back with nothing and unstructured knows the format."""
    return outcome in _SECOND_TRY_ON and second_try.can_read(format)


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
