"""Result of reading the documents, in words: shared by HTML, Markdown and the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from readiness.model import Confidence, Extraction, OcrBacklog, Outcome
from readiness.profilers.document_opening import processor_time
from readiness.profilers.outcome_words import REMEDIES
from readiness.rate_words import count, number

OUTCOME_WORDS = {
    Outcome.OK: "read",
    Outcome.EMPTY: "empty",
    Outcome.NEEDS_OCR: "scans without text",
    Outcome.GARBLED_TEXT_LAYER: "garbled text layer",
    Outcome.ENCRYPTED: "encrypted",
    Outcome.OWNER_LOCKED: "read, copying forbidden",
    Outcome.CORRUPT: "damaged",
    Outcome.TRUNCATED: "cut off",
    Outcome.UNSUPPORTED: "format not read",
    Outcome.TOO_LARGE: "too large",
    Outcome.TIMEOUT: "took too long",
    Outcome.CRASHED: "crashed the reader",
    Outcome.OUT_OF_MEMORY: "needed too much memory",
    Outcome.HOSTILE: "hostile",
}

_OCR = "Budget OCR for their pages, or leave them out."
_DO = {**REMEDIES, Outcome.NEEDS_OCR: _OCR, Outcome.GARBLED_TEXT_LAYER: _OCR}

CONFIDENCE_HEAD = ("Format", "Read", "Compared", "Word recall", "Word precision", "Readers agree (95% interval)")


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeLine:
    """One outcome other than read: how many items, and what to do about them."""

    words: str
    items: int
    remedy: str


def outcomes(read: Extraction) -> list[OutcomeLine]:
    """Most frequent first."""
    counted = [(Outcome(name), items) for name, items in read.outcomes.items() if name != Outcome.OK]
    counted.sort(key=lambda pair: (-pair[1], pair[0]))
    return [OutcomeLine(words=OUTCOME_WORDS[name], items=items, remedy=_DO[name]) for name, items in counted]


def outcome_sentence(read: Extraction) -> str:
    total, good = sum(read.outcomes.values()), read.outcomes.get(Outcome.OK, 0)
    return f"{count(good)} of {_items(total)} that were opened as files read without trouble."


def backlog(ocr: OcrBacklog) -> Iterator[str]:
    """Sentences on what waits for OCR; none where nothing does."""
    if not ocr.pages:
        return
    partly = f" ({count(ocr.partly)} of them also have pages with text)" if ocr.partly else ""
    yield (
        f"{_number_of(ocr.documents, 'document holds', 'documents hold')} {_number_of(ocr.pages, 'page', 'pages')} "
        f"that only OCR can read{partly}: {processor_time(ocr.hours)} of one processor, at 8 s a page."
    )
    yield _legibility(ocr)


def _legibility(ocr: OcrBacklog) -> str:
    if not ocr.sampled:
        return f"How legible they are was not measured: {ocr.reason}."
    sure = number(ocr.confidence, "share")
    return (
        f"OCR read {_number_of(ocr.sampled, 'page', 'pages')} of them as a sample, one a document: "
        f"{count(ocr.legible)} legible; median {count(ocr.words_per_page)} words a page, confidence {sure}."
    )


def confidence_row(confidence: Confidence) -> tuple[str, ...]:
    """The cells below ``CONFIDENCE_HEAD``."""
    counts = (confidence.format, count(confidence.documents), count(confidence.compared))
    if confidence.agreeing is None:
        return (*counts, "–", "–", f"not measured: {confidence.reason}")
    return (*counts, number(confidence.recall, "share"), number(confidence.precision, "share"), _agreeing(confidence))


def _agreeing(found: Confidence) -> str:
    text = number(found.agreeing, "share")
    if found.interval is not None:
        text += f" ({number(found.interval.low, 'share')} to {number(found.interval.high, 'share')})"
    return f"{text}; {count(found.unread)} more not read by the second reader" if found.unread else text


def instead(read: Extraction) -> str:
    """Formats that our own readers read although unstructured was asked for; "" where none."""
    if not read.instead:
        return ""
    named = ", ".join(f"{count(items)} {name}" for name, items in read.instead.items())
    return f"unstructured was requested but does not read these documents; our own readers read them: {named}."


def _items(total: int) -> str:
    return _number_of(total, "item", "items")


def _number_of(total: int, one: str, many: str) -> str:
    return f"{count(total)} {one if total == 1 else many}"
