"""The measure and the findings of ``content.self_recall``."""

from __future__ import annotations

from collections import Counter

from readiness.census import DOCUMENT
from readiness.profilers.base import Inputs, ProfileBuilder
from readiness.profilers.content.search_terms import FEWEST_TERMS
from readiness.profilers.content.self_recall import SAMPLE, TOP, Answer, Key, draw, read_texts, search

SELF_RECALL = "content.self_recall"


def measure_self_recall(built: ProfileBuilder, inputs: Inputs, opened: frozenset[Key]) -> None:
    """Count, per source, the passages whose own document is not among the first ``TOP`` texts of the project.

    A sample of ``SAMPLE`` per source, all of them where the audit is full; ``population`` is then the texts it is of.
    """
    texts = read_texts(inputs, opened)
    searchable = len(texts) > TOP
    asked = draw(texts, len(texts) if inputs.full else SAMPLE) if searchable else []
    answers = list(search(inputs, texts, asked)) if asked else []
    for answer in answers:
        if not answer.is_found:
            _add_defect(built, answer, len(texts))
    _add_measures(
        built, inputs, Counter(source for source, _ in opened), Counter(text.key[0] for text in texts), answers
    )


def _add_measures(
    built: ProfileBuilder, inputs: Inputs, documents: Counter[str], texts: Counter[str], answers: list[Answer]
) -> None:
    counted = Counter(answer.key[0] for answer in answers)
    missed = Counter(answer.key[0] for answer in answers if not answer.is_found)
    coverage = inputs.coverage(DOCUMENT)
    why = f"no text of {FEWEST_TERMS} words" if not texts else f"no more than {TOP} texts to search"
    for source in sorted({*(one.name for one in inputs.project.sources), *documents}):
        nothing = why if answers or not texts.total() or texts[source] else f"no text of {FEWEST_TERMS} words"
        searched = f"{nothing} among {documents[source]} documents"
        built.measure(
            SELF_RECALL,
            numerator=missed[source],
            denominator=counted[source],
            source=source,
            population=texts[source] if texts[source] > counted[source] > 0 else None,
            examined=coverage.of_source(source, documents[source], searched=searched),
        )


def _add_defect(built: ProfileBuilder, answer: Answer, texts: int) -> None:
    source, item = answer.key
    built.defect(
        SELF_RECALL,
        source=source,
        item=item,
        related=answer.outranked_by[0][1],
        measure=float(answer.better),
        message=f"A passage of {item} does not find it: {answer.better:,} of {texts:,} texts match its words better.",
        remedy="Remove near copies and shared wording, or give each document a title and words of its own.",
        evidence={
            "better": answer.better,
            "texts": texts,
            "top": TOP,
            "terms": answer.terms,
            "outranked_by": [f"{one[0]}: {one[1]}" for one in answer.outranked_by],
        },
    )
