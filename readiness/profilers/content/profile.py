"""The content stage: documents that open and hold no text, texts that are not prose, languages nobody asked for.

Also whether texts can be split into chunks, whether a passage finds its own document, and which metadata is there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

import pyarrow as pa

from readiness.census import DOCUMENT
from readiness.model import READABLE_OUTCOMES, Outcome
from readiness.profilers.base import Inputs, Profile, ProfileBuilder
from readiness.profilers.content.chunkable import measure_chunkable
from readiness.profilers.content.gopher import RULES, SHORTEST_TEXT_WORDS, TextShape, broken_rules
from readiness.profilers.content.hidden_measure import measure_hidden
from readiness.profilers.content.metadata import completeness
from readiness.profilers.content.self_recall_measure import measure_self_recall
from readiness.profilers.item_coverage import Examined
from readiness.profilers.rate_counter import RateCounter
from readiness.profilers.slices import slices_of
from readiness.text.language import LANGUAGES

EMPTY, LOW_QUALITY, LANGUAGE = "content.empty", "content.low_quality", "content.language"

EMPTY_CHARACTERS = 20
"""Fewer characters of text count as empty: the catalogue's definition of ``content.empty``, chosen by us."""

_OPENED = READABLE_OUTCOMES - {Outcome.NEEDS_OCR}  # a scan is not empty: it waits for OCR (format.scan_share)
_COLUMNS = ["source", "item", "kind", "outcome", "format", "language", "characters"]

_SENTENCES = {rule.name: rule.sentence for rule in RULES}

Key = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class _OpenedDocument:
    format: str
    language: str
    characters: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _TextQuality:
    """One text of 50 words or more; ``broken`` maps the rules it breaks to the values that break them."""

    key: Key
    words: int
    language: str
    broken: dict[str, float]


def measure(inputs: Inputs) -> Profile:
    """``content.empty`` of the documents opened (scans apart), ``content.low_quality`` of texts of 50 words or more,
    ``content.language`` of texts whose language is recognised, ``content.chunkable`` of texts longer than a chunk,
    ``content.self_recall`` of a sample of passages, ``content.hidden`` of formats that are searched; the table
    ``document_metadata``.

    Reads ``profile_documents``, ``inventory`` and ``date_claims``; streams ``document_text``. A defect of quality names
    the rules that failed and their values.
    """
    built = ProfileBuilder()
    opened = _read_opened(inputs)
    empty = _add_empty_defects(built, opened)
    texts, poor = _measure_quality(built, inputs, opened)
    documents, coverage = Counter(source for source, _ in opened), inputs.coverage(DOCUMENT)
    for source in _every_source(inputs, documents):
        examined = coverage.of_source(source, documents[source], searched=_describe_search(documents[source]))
        built.measure(EMPTY, numerator=empty[source], denominator=documents[source], source=source, examined=examined)
        built.measure(LOW_QUALITY, numerator=poor[source], denominator=texts[source], source=source, examined=examined)
    slices = _read_slices(inputs)
    _measure_languages(built, inputs, opened, slices)
    measure_chunkable(built, inputs, frozenset(opened), slices)
    measure_self_recall(built, inputs, frozenset(opened))
    measure_hidden(built, inputs, frozenset(opened))
    return built.build({"document_metadata": completeness(inputs)})


def _read_slices(inputs: Inputs) -> dict[Key, tuple[str, ...]]:
    return {
        key: tuple(f"{name}={value}" for name, value in sorted(values.items()))
        for key, values in slices_of(inputs).items()
    }


def _every_source(inputs: Inputs, documents: Mapping[str, int]) -> list[str]:
    """The sources of the project, also those without documents, and any other that has some."""
    return sorted({*(source.name for source in inputs.project.sources), *documents})


def _describe_search(documents: int) -> str:
    return f"no text of {SHORTEST_TEXT_WORDS} words among {documents} documents"


def _read_opened(inputs: Inputs) -> dict[Key, _OpenedDocument]:
    rows = inputs.table("profile_documents", _COLUMNS).to_pylist()
    return {
        (row["source"], row["item"]): _OpenedDocument(
            format=row["format"] or "", language=row["language"] or "", characters=row["characters"] or 0
        )
        for row in rows
        if row["kind"] == "document" and row["outcome"] in _OPENED
    }


def _add_empty_defects(built: ProfileBuilder, opened: Mapping[Key, _OpenedDocument]) -> Counter[str]:
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


def _measure_quality(
    built: ProfileBuilder, inputs: Inputs, opened: Mapping[Key, _OpenedDocument]
) -> tuple[Counter[str], Counter[str]]:
    """Texts of at least 50 words per source, and those of them that break a rule."""
    texts: Counter[str] = Counter()
    poor: Counter[str] = Counter()
    languages = {key: facts.language for key, facts in opened.items()}
    for quality in inputs.map_texts(partial(_check_texts, languages)):
        texts[quality.key[0]] += 1
        poor[quality.key[0]] += bool(quality.broken)
        if quality.broken:
            _add_quality_defect(built, quality)
    return texts, poor


def _check_texts(languages: Mapping[Key, str], batch: pa.RecordBatch) -> list[_TextQuality]:
    """The texts of a batch that are long enough, each with the rules it breaks."""
    checked = []
    for source, item, text in zip(*(batch[name].to_pylist() for name in ("source", "item", "text")), strict=True):
        if (source, item) in languages:
            shape = TextShape(text, languages[source, item])
            if shape.size_words >= SHORTEST_TEXT_WORDS:
                broken = {rule.name: value for rule, value in broken_rules(shape).items()}
                checked.append(
                    _TextQuality(key=(source, item), words=shape.size_words, language=shape.language, broken=broken)
                )
    return checked


def _add_quality_defect(built: ProfileBuilder, quality: _TextQuality) -> None:
    source, item = quality.key
    reasons = "; ".join(_SENTENCES[name].format(value=value) for name, value in quality.broken.items())
    built.defect(
        LOW_QUALITY,
        source=source,
        item=item,
        measure=float(len(quality.broken)),
        message=f"{item} is not readable prose: {reasons}.",
        remedy="Check the extracted text: fix its extraction, or leave the document out.",
        evidence={
            "rules": {name: round(value, 4) for name, value in quality.broken.items()},
            "words": quality.words,
            "language": quality.language,
        },
    )


def _measure_languages(
    built: ProfileBuilder,
    inputs: Inputs,
    opened: Mapping[Key, _OpenedDocument],
    slices: Mapping[Key, tuple[str, ...]],
) -> None:
    """Texts in languages other than those of ``charter.needs.languages``; without such a list nothing is counted."""
    wanted = sorted(set(inputs.project.needs.languages))
    documents = Counter(source for source, _ in opened)
    sources = _every_source(inputs, documents)
    if unknown := [code for code in wanted if code not in LANGUAGES]:
        for source in sources:
            built.not_measured(LANGUAGE, f"the audit does not recognise {', '.join(unknown)}", source=source)
        return
    named = {key: facts.language for key, facts in opened.items() if wanted and facts.language}
    rates = RateCounter(sources, [LANGUAGE], slices)
    for (source, item), language in sorted(named.items()):
        other = language not in wanted
        rates.add(LANGUAGE, (source, item), hit=other)
        if other:
            _add_language_defect(built, (source, item), language, wanted)
    coverage = inputs.coverage(DOCUMENT)

    def coverage_of(_: str, source: str) -> Examined:
        if wanted:
            return coverage.of_source(source, documents[source], searched="no text whose language is recognised")
        # Where no language is asked for, no document is left unexamined, not even one that cannot be read.
        return coverage.of_source(source, coverage.total(source), searched="charter.needs.languages lists none")

    rates.write(built, coverage_of)


def _add_language_defect(built: ProfileBuilder, key: Key, language: str, wanted: list[str]) -> None:
    source, item = key
    built.defect(
        LANGUAGE,
        source=source,
        item=item,
        message=f"{item} is in the language {language}, which the charter does not list.",
        remedy="Translate it, leave it out, or list its language in charter.needs.languages.",
        evidence={"language": language, "wanted": wanted},
    )
