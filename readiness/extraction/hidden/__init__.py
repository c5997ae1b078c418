"""Hidden text of documents: what a reader of the page does not see, and a program that reads the file does.

``find`` looks through the formats of ``FINDERS``. It counts characters by the way in which they are hidden, and orders
to language models among them; it keeps no text. Usual hiding (menus, dialogs, labels for screen readers, an OCR layer
below a scan) is not counted, but is searched for orders.
"""

from __future__ import annotations

import importlib
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from readiness.extraction.document import RawFile, ReadResult
from readiness.extraction.hidden.hidden_text import HiddenText
from readiness.model import READABLE_OUTCOMES
from readiness.text.assistant_instructions import count_instructions

FINDERS = {
    "docx": "readiness.extraction.hidden.word_runs",
    "eml": "readiness.extraction.hidden.mail_parts",
    "html": "readiness.extraction.hidden.page_elements",
    "pdf": "readiness.extraction.hidden.page_objects",
    "xlsx": "readiness.extraction.hidden.hidden_sheets",
}
"""Formats, and the module whose ``find`` yields their hidden texts."""

KEY = "hidden_text"
"""Key of a document's metadata: JSON with ``characters`` by kind and ``instructions``; absent where not examined."""


def find(raw: RawFile) -> dict[str, str]:
    """The entry of the metadata for one document; none for a format without a finder, or where finding broke."""
    module = FINDERS.get(raw.format)
    if module is None:
        return {}
    try:
        return {KEY: _summary(importlib.import_module(module).find(raw))}
    except (KeyboardInterrupt, MemoryError):
        raise
    except BaseException:  # noqa: BLE001 - then it was not examined: the profiler counts it so
        return {}


def with_hidden_text(reading: ReadResult, raw: RawFile) -> ReadResult:
    """The reading with its hidden text in the metadata, first of all; nothing that the document itself names so."""
    if reading.outcome not in READABLE_OUTCOMES:
        return reading
    own = {name: value for name, value in reading.metadata.items() if name != KEY}
    return replace(reading, metadata={**find(raw), **own})


def _summary(found: Iterable[HiddenText]) -> str:
    characters: Counter[str] = Counter()
    orders = 0
    for one in found:
        orders += count_instructions(one.text)
        if not one.usual:
            characters[one.kind] += len("".join(one.text.split()))
    return json.dumps({"characters": dict(sorted((+characters).items())), "instructions": orders})
