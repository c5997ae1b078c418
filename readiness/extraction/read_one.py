"""One document through its reader. Any exception of the reader becomes an outcome."""

from __future__ import annotations

from dataclasses import dataclass, replace

from readiness.extraction import hidden, unstructured_reader
from readiness.extraction.document import RawFile, ReadResult, Unreadable
from readiness.extraction.readers import READERS, reader_of
from readiness.extraction.sniff import PLAIN_TEXT, claimed_format
from readiness.extraction.sniff.name_claims import EMPTY
from readiness.model import Outcome

OWN_READERS = "lanes"
UNSTRUCTURED_ENGINE = "unstructured"
UNSTRUCTURED_ALONE = "unstructured_alone"
"""Engines: our own reader; our own reader for the facts and unstructured for the text; unstructured alone."""

_MAX_DETAIL = 300

_MAY_BE_READ = frozenset({Outcome.OK, Outcome.OWNER_LOCKED, Outcome.EMPTY, Outcome.UNSUPPORTED, Outcome.CORRUPT})
"""Outcomes of our own reader after which unstructured may read. A password, a cut end, a scan, an attack, a bound that
was reached: another reader changes none of them, and would report a failure or, worse, a success."""

_SECOND_TRY_ON = frozenset({Outcome.EMPTY, Outcome.UNSUPPORTED, Outcome.CORRUPT, Outcome.CRASHED})
"""Outcomes that a second reader may improve. Not timeout and out_of_memory: it takes many times the time and memory of
our own reader, and would be lost in the same way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineResult:
    """A reading and the library that made it."""

    reading: ReadResult
    engine: str


def read(raw: RawFile, *, engine: str = OWN_READERS, max_characters: int) -> EngineResult:
    """Read ``raw`` by our own reader, with unstructured's text where the source asks for it and it can.

    Never raises for a document; ``MemoryError`` becomes out_of_memory, ``RecursionError`` hostile.
    """
    if engine == UNSTRUCTURED_ALONE:
        return _read_by_unstructured(raw, max_characters)
    own = _read_by_own_reader(raw, max_characters)
    if engine == OWN_READERS or not _may_read(own.reading.outcome, raw.format):
        return own
    other = _read_by_unstructured(raw, max_characters)
    return _merge_results(own, other) if other.reading.outcome is Outcome.OK else own


def wants_second_try(outcome: Outcome, format: str) -> bool:  # noqa: A002 - the word of the schema
    """True where our own reader found nothing, or crashed its worker, and unstructured reads the format."""
    return outcome in _SECOND_TRY_ON and _may_read(outcome, format)


def _may_read(outcome: Outcome, format: str) -> bool:  # noqa: A002 - the word of the schema
    if outcome is Outcome.CORRUPT and format in PLAIN_TEXT:
        return False  # any guess at an encoding turns bytes that are no characters into "text"
    return outcome in _MAY_BE_READ | {Outcome.CRASHED} and unstructured_reader.can_read(format)


def _read_by_own_reader(raw: RawFile, max_characters: int) -> EngineResult:
    reader = reader_of(raw.format)
    reading = _read_guarded(reader.read, raw) if reader else _result_without_reader(raw)
    reading = hidden.with_hidden_text(reading, raw)
    return _bound_text(
        EngineResult(reading=reading, engine=READERS[raw.format].engine.name if reader else ""), raw, max_characters
    )


def _read_by_unstructured(raw: RawFile, max_characters: int) -> EngineResult:
    return _bound_text(
        EngineResult(reading=_read_guarded(unstructured_reader.read, raw), engine=UNSTRUCTURED_ENGINE),
        raw,
        max_characters,
    )


def _merge_results(own: EngineResult, other: EngineResult) -> EngineResult:
    """Unstructured's text with the facts of our own reader: dates, author, pages. Unstructured keeps few."""
    own_result, other_result = own.reading, other.reading
    readable = own_result.outcome in {Outcome.OK, Outcome.OWNER_LOCKED}
    reading = replace(
        own_result,
        outcome=own_result.outcome if readable else Outcome.OK,
        detail=own_result.detail if readable else f"read by unstructured; its own reader found it {own_result.outcome}",
        text=other_result.text,
        tables=other_result.tables,
        headings=other_result.headings,
        encoding_problem="",
    )
    return replace(other, reading=reading)


def _read_guarded(reader: object, raw: RawFile) -> ReadResult:
    assert callable(reader)
    try:
        reading = reader(raw)
    except Unreadable as stop:
        return ReadResult(outcome=stop.outcome, detail=stop.detail[:_MAX_DETAIL])
    except MemoryError:
        return ReadResult(
            outcome=Outcome.OUT_OF_MEMORY, detail="reading it took more memory than one document may take"
        )
    except RecursionError:
        return ReadResult(outcome=Outcome.HOSTILE, detail="nested too deeply to be read")
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # noqa: BLE001 - a parser's failure is a fact; Rust's panics are no Exception
        return ReadResult(outcome=Outcome.CORRUPT, detail=f"{type(error).__name__}: {error}"[:_MAX_DETAIL])
    assert isinstance(reading, ReadResult)
    return reading


def _result_without_reader(raw: RawFile) -> ReadResult:
    if raw.format == EMPTY:
        return ReadResult(outcome=Outcome.EMPTY, detail="the file has no bytes")
    claimed = claimed_format(raw.name)
    if raw.format == "unknown" and claimed and not _is_blank(raw.data):
        kind = "text" if claimed in PLAIN_TEXT else claimed
        return ReadResult(outcome=Outcome.CORRUPT, detail=f"named as {claimed}, but the content is no {kind}")
    if _is_blank(raw.data):
        return ReadResult(outcome=Outcome.CORRUPT, detail="holds nothing but zero bytes: the copy was never completed")
    return ReadResult(outcome=Outcome.UNSUPPORTED, detail=f"no reader for documents of format {raw.format}")


def _is_blank(data: bytes) -> bool:
    return not data[:65_536].strip(b"\x00") and not data.strip(b"\x00")


def _bound_text(result: EngineResult, raw: RawFile, max_characters: int) -> EngineResult:
    """The result with valid, bounded text; bytes without characters are never ok."""
    reading = result.reading
    text = reading.text.encode("utf-8", "replace").decode("utf-8")  # lone surrogates cannot be written down
    if len(text) > max_characters:
        detail = f"holds more than {max_characters} characters; the rest was left out"
        reading = replace(reading, outcome=Outcome.TOO_LARGE, detail=detail)
    elif reading.outcome in {Outcome.OK, Outcome.OWNER_LOCKED} and not text.strip():
        reading = replace(
            reading, outcome=Outcome.EMPTY, detail=reading.detail or f"{len(raw.data)} bytes, no characters"
        )
    return replace(result, reading=replace(reading, text=text[:max_characters]))
