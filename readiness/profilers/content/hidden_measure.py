"""``content.hidden``: documents that hold text which their readers do not see, and orders to assistants in it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from readiness.census import DOCUMENT, TABLE
from readiness.profilers.base import Inputs, ProfileBuilder
from readiness.text.assistant_instructions import count_instructions
from readiness.text.hidden_characters import hidden_characters

HIDDEN = "content.hidden"
INSTRUCTIONS, TEXT, CHARACTERS = "instructions", "hidden_text", "hidden_characters"
"""Kinds of findings; orders to assistants are of a severity of their own."""

KEY = "hidden_text"
"""Key of a document's metadata with what extraction found (``readiness.extraction.hidden``)."""
FEWEST_CHARACTERS = 20
"""Fewer hidden letters are remains of editing: a blank run, a page number. Chosen by us."""
PLAIN_FORMATS = frozenset({"csv", "json", "md", "rst", "tsv", "txt"})
"""Formats without markup: only characters can be hidden there."""

_REMEDIES = {
    INSTRUCTIONS: "Leave the document out until its owner has explained them; keep hidden text out of prompts.",
    TEXT: "Check whether it belongs to the content: remove it at the source, or leave hidden text out when reading.",
    CHARACTERS: "Remove these characters when the text is read.",
}
_WAYS = {
    "display_none": "not displayed",
    "hidden_attribute": "marked hidden",
    "visibility_hidden": "invisible",
    "zero_size": "too small to be seen",
    "off_page": "off the page",
    "white_text": "white on white",
    "invisible": "drawn invisibly",
    "vanish": "set hidden",
    "hidden_sheet": "hidden sheets",
    "hidden_rows": "hidden rows",
    "hidden_columns": "hidden columns",
}
_NO_LETTERS = frozenset({"hidden_sheet", "hidden_rows", "hidden_columns"})
"""Ways of which one place is enough to count."""

Key = tuple[str, str]
"""``(source, item)``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Hidden:
    """Hidden text of one document. ``examined`` is False where its markup was not searched."""

    characters: Mapping[str, int]
    instructions: int
    examined: bool


def measure_hidden(built: ProfileBuilder, inputs: Inputs, opened: frozenset[Key]) -> None:
    """Count the documents with hidden text among those whose markup was searched, or that were found to hold some.

    A document of another format is searched for hidden characters alone: where it holds none, it was not examined.
    Hidden sheets, rows and columns of workbooks are findings; workbooks are tables and are not counted.
    """
    characters = {key: (counts, orders) for key, counts, orders in inputs.map_texts(_characters_batch)}
    examined: Counter[str] = Counter()
    hiding: Counter[str] = Counter()
    for key, hidden in _documents(inputs, opened):
        counts, orders = characters.get(key, ({}, 0))
        found = _add_defects(built, key, hidden, counts, orders)
        if key in opened:
            examined[key[0]] += hidden.examined or found
            hiding[key[0]] += found
    coverage = inputs.coverage(DOCUMENT)
    for source in sorted({*(one.name for one in inputs.project.sources), *examined}):
        searched = f"no document whose markup can be searched among {coverage.total(source)} documents"
        built.measure(
            HIDDEN,
            numerator=hiding[source],
            denominator=examined[source],
            source=source,
            examined=coverage.of_source(source, examined[source], searched=searched),
        )


def _documents(inputs: Inputs, opened: frozenset[Key]) -> Iterator[tuple[Key, _Hidden]]:
    for batch in inputs.scan("profile_documents", ["source", "item", "kind", "format", "metadata"]):
        for row in batch.to_pylist():
            key = (row["source"], row["item"])
            if key in opened or (row["kind"] == TABLE and KEY in dict(row["metadata"] or ())):
                yield key, _hidden_of(row)


def _hidden_of(row: Mapping[str, Any]) -> _Hidden:
    stated = dict(row["metadata"] or ()).get(KEY)
    if stated is None:
        return _Hidden(characters={}, instructions=0, examined=row["format"] in PLAIN_FORMATS)
    facts = json.loads(stated)
    return _Hidden(characters=facts["characters"], instructions=facts["instructions"], examined=True)


def _characters_batch(batch: pa.RecordBatch) -> list[tuple[Key, dict[str, int], int]]:
    """The texts that hold hidden characters, with their counts and the orders that tags spell."""
    results = []
    for source, item, text in zip(*(batch[name].to_pylist() for name in ("source", "item", "text")), strict=True):
        counts, spelled = hidden_characters(text)
        if counts:
            results.append(((source, item), counts, count_instructions(spelled)))
    return results


def _add_defects(built: ProfileBuilder, key: Key, hidden: _Hidden, counts: Mapping[str, int], orders: int) -> bool:
    total = hidden.instructions + orders
    problems: list[tuple[str, Mapping[str, int], str]] = []
    if total:
        said = "an instruction" if total == 1 else f"{total} instructions"
        problems.append((INSTRUCTIONS, hidden.characters, f"hides {said} to an assistant from its readers"))
    letters = sum(count for kind, count in hidden.characters.items() if kind not in _NO_LETTERS)
    if letters >= FEWEST_CHARACTERS or _NO_LETTERS & set(hidden.characters):
        ways = ", ".join(f"{count:,} {_WAYS.get(kind, kind)}" for kind, count in hidden.characters.items())
        problems.append((TEXT, hidden.characters, f"holds text that its readers do not see (characters: {ways})"))
    if counts:
        ways = ", ".join(f"{count:,} {kind.replace('_', ' ')}" for kind, count in counts.items())
        problems.append((CHARACTERS, counts, f"holds characters that show nothing: {ways}"))
    for kind, ways_counted, said in problems:
        built.defect(
            HIDDEN,
            source=key[0],
            item=key[1],
            measure=float(total if kind == INSTRUCTIONS else sum(ways_counted.values())),
            message=f"{key[1]} {said}.",
            remedy=_REMEDIES[kind],
            evidence={"kind": kind, "characters_by_way": dict(ways_counted), "instructions": total},
        )
    return bool(problems)
