"""unstructured as a second engine: offline, silent, and only for formats it reads without other programs.

Imported only where used. Three things keep it off the network, all before its first import: the opt-outs of its
telemetry and of its notice, and tokenisers of our own in place of the spaCy model it would fetch at first use.
"""

from __future__ import annotations

import importlib
import io
import logging
import os
import re
import sys
from functools import cache
from types import ModuleType
from typing import Any

from readiness.extraction.reading import Raw, Reading, Unreadable
from readiness.model import Outcome

_PARTITIONERS: dict[str, tuple[str, str]] = {
    "docx": ("unstructured.partition.docx", "partition_docx"),
    "eml": ("unstructured.partition.email", "partition_email"),
    "html": ("unstructured.partition.html", "partition_html"),
    "md": ("unstructured.partition.md", "partition_md"),
    "msg": ("unstructured.partition.msg", "partition_msg"),
    "pptx": ("unstructured.partition.pptx", "partition_pptx"),
    "txt": ("unstructured.partition.text", "partition_text"),
    "xml": ("unstructured.partition.xml", "partition_xml"),
}
"""Formats unstructured reads with its Python dependencies alone: no soffice, no pandoc, no model."""

_SILENCE = {"DO_NOT_TRACK": "1", "SCARF_NO_ANALYTICS": "true", "UNSTRUCTURED_DISABLE_NOTICE": "1"}
_OPTIONS: dict[str, dict[str, Any]] = {"eml": {"process_attachments": False}, "msg": {"process_attachments": False}}
_LANGUAGES = [""]  # an empty name switches its language detection off

_WORD = re.compile(r"\w+(?:['\u2019.-]\w+)*|[^\w\s]")
_SENTENCE_END = re.compile(r"(?<=[.!?])[\"')\]]*\s+(?=[\"'(\[]?[A-Z0-9])")
_VERBS = frozenset(
    "is are was were be been being am has have had do does did will would shall should may might must can could make "
    "makes made provide provides agree agrees include includes says said see use uses get give take show pay".split()
)


def can_read(format: str) -> bool:  # noqa: A002 - the word of the schema
    return format in _PARTITIONERS


def read(raw: Raw) -> Reading:
    """The elements' texts, one a line.

    Raises
    ------
    Unreadable: unsupported where unstructured does not read the format or is not installed with what it needs.
    """
    if raw.format not in _PARTITIONERS:
        raise Unreadable(Outcome.UNSUPPORTED, f"unstructured reads no {raw.format} without other programs")
    try:
        partition = _partitioner(raw.format)
    except ImportError as error:
        raise Unreadable(Outcome.UNSUPPORTED, f"unstructured lacks what it needs: {error}") from None
    elements = partition(file=io.BytesIO(raw.data), languages=_LANGUAGES, **_OPTIONS.get(raw.format, {}))
    texts = [str(element.text) for element in elements if element.text]
    tables = sum(element.category == "Table" for element in elements)
    headings = tuple(str(element.text) for element in elements if element.category == "Title")
    return Reading(text="\n".join(texts), tables=tables, headings=headings[:1000])


def load() -> None:
    """Import every partitioner now, so that the cost is paid once before workers are forked from this process."""
    for name in _PARTITIONERS:
        try:
            _partitioner(name)
        except ImportError:
            continue


@cache
def _partitioner(name: str) -> Any:
    os.environ.update(_SILENCE)  # read by unstructured at import and at every call
    logging.getLogger("unstructured").setLevel(logging.ERROR)
    _without_language_model()
    module, function = _PARTITIONERS[name]
    found = getattr(importlib.import_module(module), function)
    _adapt_tokenisers()
    return found


def _without_language_model() -> None:
    """Stand in for spaCy, which unstructured imports only to load the model that the tokenisers below replace."""
    if "spacy" not in sys.modules:
        stand_in = ModuleType("spacy")
        stand_in.language = ModuleType("spacy.language")  # type: ignore[attr-defined]
        stand_in.tokens = ModuleType("spacy.tokens")  # type: ignore[attr-defined]
        sys.modules["spacy"] = stand_in
        try:
            importlib.import_module("unstructured.nlp.tokenize")
        finally:
            del sys.modules["spacy"]


def _adapt_tokenisers() -> None:
    """Replace the three functions wherever unstructured's modules hold them by name."""
    own = {"word_tokenize": _words, "sent_tokenize": _sentences, "pos_tag": _tagged}
    for name, module in list(sys.modules.items()):
        if name.startswith("unstructured.") and module is not None:
            for function, replacement in own.items():
                if hasattr(module, function):
                    setattr(module, function, replacement)


def _words(text: str) -> list[str]:
    return _WORD.findall(str(text))


def _sentences(text: str) -> list[str]:
    return [sentence for sentence in _SENTENCE_END.split(str(text)) if sentence.strip()]


def _tagged(text: str) -> list[tuple[str, str]]:
    """Just enough of speech to tell a sentence from a title: which words are verbs."""
    return [(word, _tag(word.lower())) for word in _words(text)]


def _tag(word: str) -> str:
    if word in _VERBS:
        return "VB"
    return "VBD" if len(word) > 4 and word.endswith(("ed", "ing")) else "NN"
