"""The content stage: documents that open and say nothing, and texts that are not prose."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

import pyarrow as pa

from readiness.census import DOCUMENT
from readiness.model import READABLE_OUTCOMES, Outcome
from readiness.profilers.base import Inputs, Profile, ProfileBuilder
from readiness.profilers.content.gopher import RULES, SHORTEST_TEXT_WORDS, TextShape, broken_rules

EMPTY, LOW_QUALITY = "content.empty", "content.low_quality"

EMPTY_CHARACTERS = 20
"""Fewer characters of text say nothing: the catalogue's definition of ``content.empty``, chosen by us."""

_OPENED = READABLE_OUTCOMES - {Outcome.NEEDS_OCR}  # a scan is not empty: it waits for OCR (format.scan_share)
_COLUMNS = ["source", "item", "kind", "outcome", "format", "language", "characters"]

_SAYS = {rule.name: rule.says for rule in RULES}

Key = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Opened:
    format: str
    language: str
    characters: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Judged:
    """One text of 50 words or more; ``broken`` maps the rules it breaks to the values that break them."""

    key: Key
    words: int
    language: str
    broken: dict[str, float]


def measure(inputs: Inputs) -> Profile:
    """``content.empty`` of the documents opened (scans apart), ``content.low_quality`` of texts of 50 words or more.

    Reads ``profile_documents`` and streams ``document_text``. Each defect names the rules that failed and their values.
    """
    built = ProfileBuilder()
    opened = _read_opened(inputs)
    empty = _tell_empty(built, opened)
    texts, poor = _tell_poor(built, inputs, opened)
    documents, coverage = Counter(source for source, _ in opened), inputs.coverage(DOCUMENT)
    for source in sorted({*(source.name for source in inputs.project.sources), *documents}):
        examined = coverage.examined(source, documents[source], searched=_searched(documents[source]))
        built.measure(EMPTY, numerator=empty[source], denominator=documents[source], source=source, examined=examined)
        built.measure(LOW_QUALITY, numerator=poor[source], denominator=texts[source], source=source, examined=examined)
    return built.build()


def _searched(documents: int) -> str:
    return f"no text of {SHORTEST_TEXT_WORDS} words among {documents} documents"


def _read_opened(inputs: Inputs) -> dict[Key, _Opened]:
    rows = inputs.table("profile_documents", _COLUMNS).to_pylist()
    return {
        (row["source"], row["item"]): _Opened(
            format=row["format"] or "", language=row["language"] or "", characters=row["characters"] or 0
        )
        for row in rows
        if row["kind"] == "document" and row["outcome"] in _OPENED
    }


def _tell_empty(built: ProfileBuilder, opened: Mapping[Key, _Opened]) -> Counter[str]:
    empty: Counter[str] = Counter()
    for (source, item), facts in sorted(opened.items()):
        if facts.characters < EMPTY_CHARACTERS:
            empty[source] += 1
            built.defect(
                EMPTY,
                source=source,
                item=item,
                measure=float(facts.characters),
                message=f"{item} opens, but holds only {facts.characters} characters of text.",
                remedy="Find out whether its content was lost or is a picture; else leave it out.",
                evidence={"characters": facts.characters, "format": facts.format, "minimum": EMPTY_CHARACTERS},
            )
    return empty


def _tell_poor(
    built: ProfileBuilder, inputs: Inputs, opened: Mapping[Key, _Opened]
) -> tuple[Counter[str], Counter[str]]:
    """Texts of at least 50 words per source, and those of them that break a rule."""
    texts: Counter[str] = Counter()
    poor: Counter[str] = Counter()
    languages = {key: facts.language for key, facts in opened.items()}
    for judged in inputs.over_texts(partial(_judged, languages)):
        texts[judged.key[0]] += 1
        poor[judged.key[0]] += bool(judged.broken)
        if judged.broken:
            _tell(built, judged)
    return texts, poor


def _judged(languages: Mapping[Key, str], batch: pa.RecordBatch) -> list[_Judged]:
    """The texts of a batch that are long enough, each with the rules it breaks."""
    found = []
    for source, item, text in zip(*(batch[name].to_pylist() for name in ("source", "item", "text")), strict=True):
        if (source, item) in languages:
            shape = TextShape(text, languages[source, item])
            if shape.size_words >= SHORTEST_TEXT_WORDS:
                broken = {rule.name: value for rule, value in broken_rules(shape).items()}
                found.append(
                    _Judged(key=(source, item), words=shape.size_words, language=shape.language, broken=broken)
                )
    return found


def _tell(built: ProfileBuilder, judged: _Judged) -> None:
    source, item = judged.key
    reasons = "; ".join(_SAYS[name].format(value=value) for name, value in judged.broken.items())
    built.defect(
        LOW_QUALITY,
        source=source,
        item=item,
        measure=float(len(judged.broken)),
        message=f"{item} is not readable prose: {reasons}.",
        remedy="Check the extracted text: fix its extraction, or leave the document out.",
        evidence={
            "rules": {name: round(value, 4) for name, value in judged.broken.items()},
            "words": judged.words,
            "language": judged.language,
        },
    )
