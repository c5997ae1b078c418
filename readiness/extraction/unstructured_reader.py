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
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from importlib.util import find_spec
from types import ModuleType
from typing import Any

from readiness.extraction.document import RawFile, ReadResult, Unreadable
from readiness.model import Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class _Partitioner:
    """Function of unstructured that reads one format, and the packages it needs for that beyond its own."""

    module: str
    function: str
    needs: tuple[str, ...] = ()
    options: Mapping[str, Any] = field(default_factory=dict)


_NO_ATTACHMENTS = {"process_attachments": False}
_FAST = {"strategy": "fast"}  # the text layer only; every other strategy needs a model
_OF_PDF = ("pdfminer", "pypdf", "pdf2image", "pi_heif", "unstructured_inference")
_OF_BOOKS = ("openpyxl", "msoffcrypto", "xlrd")

_PARTITIONERS: dict[str, _Partitioner] = {
    "csv": _Partitioner(module="csv", function="partition_csv", needs=("pandas",)),
    "docx": _Partitioner(module="docx", function="partition_docx", needs=("docx",)),
    "eml": _Partitioner(module="email", function="partition_email", options=_NO_ATTACHMENTS),
    "html": _Partitioner(module="html", function="partition_html"),
    "md": _Partitioner(module="md", function="partition_md", needs=("markdown",)),
    "msg": _Partitioner(module="msg", function="partition_msg", needs=("oxmsg",), options=_NO_ATTACHMENTS),
    "pdf": _Partitioner(module="pdf", function="partition_pdf", needs=_OF_PDF, options=_FAST),
    "pptx": _Partitioner(module="pptx", function="partition_pptx", needs=("pptx",)),
    "tsv": _Partitioner(module="tsv", function="partition_tsv", needs=("pandas",)),
    "txt": _Partitioner(module="text", function="partition_text"),
    "xls": _Partitioner(module="xlsx", function="partition_xlsx", needs=_OF_BOOKS),
    "xlsx": _Partitioner(module="xlsx", function="partition_xlsx", needs=_OF_BOOKS),
    "xml": _Partitioner(module="xml", function="partition_xml"),
}
"""Formats unstructured reads in its own process. Those that it hands to pandoc (epub, odt, rst, rtf) or to LibreOffice
(doc, ppt) are left out: what another program does is outside a worker's bounds."""

_EXTRAS = {"pdf": "unstructured[pdf]", "xls": "unstructured[xlsx]", "xlsx": "unstructured[xlsx]"}
_SILENCE = {
    "DO_NOT_TRACK": "1",
    "HF_HUB_OFFLINE": "1",
    "SCARF_NO_ANALYTICS": "true",
    "UNSTRUCTURED_DISABLE_NOTICE": "1",
}
_LANGUAGES = [""]  # an empty name switches its language detection off

_WORD = re.compile(r"\w+(?:['\u2019.-]\w+)*|[^\w\s]")
_SENTENCE_END = re.compile(r"(?<=[.!?])[\"')\]]*\s+(?=[\"'(\[]?[A-Z0-9])")
_VERBS = frozenset(
    "is are was were be been being am has have had do does did will would shall should may might must can could make "
    "makes made provide provides agree agrees include includes says said see use uses get give take show pay".split()
)


def can_read(format: str) -> bool:  # noqa: A002 - the word of the schema
    """True where unstructured reads ``format`` with what is installed here; imports nothing."""
    return why_not(format) == ""


@cache
def why_not(format: str) -> str:  # noqa: A002 - the word of the schema
    """Reason why unstructured does not read ``format`` here, as a clause; "" where it does."""
    partitioner = _PARTITIONERS.get(format)
    if partitioner is None:
        return f"unstructured reads no {format} without other programs"
    if all(find_spec(package) is not None for package in ("unstructured", *partitioner.needs)):
        return ""
    return f"{_EXTRAS.get(format, 'unstructured')} is not installed"


def read(raw: RawFile) -> ReadResult:
    """The elements' texts, one a line.

    Raises
    ------
    Unreadable: unsupported where unstructured does not read the format or is not installed with what it needs.
    """
    if lack := why_not(raw.format):
        raise Unreadable(Outcome.UNSUPPORTED, lack)
    try:
        partition = _partitioner(raw.format)
    except ImportError as error:
        raise Unreadable(Outcome.UNSUPPORTED, f"unstructured lacks what it needs: {error}") from None
    options = _PARTITIONERS[raw.format].options
    elements = partition(file=io.BytesIO(raw.data), languages=_LANGUAGES, **options)
    texts = _subject(elements) + [str(element.text) for element in elements if element.text]
    tables = sum(element.category == "Table" for element in elements)
    headings = tuple(str(element.text) for element in elements if element.category == "Title")
    return ReadResult(text="\n".join(texts), tables=tables, headings=headings[:1000])


def _subject(elements: Sequence[Any]) -> list[str]:
    """A mail's subject, which unstructured keeps in the metadata of its elements."""
    subject = getattr(elements[0].metadata, "subject", None) if elements else None
    return [str(subject)] if subject else []


def load(formats: Collection[str]) -> None:
    """Import the partitioners of ``formats`` now, so that no document's time is spent on it."""
    for name in sorted(formats):
        if can_read(name):
            with suppress(ImportError):
                _partitioner(name)


@cache
def _partitioner(name: str) -> Any:
    os.environ.update(_SILENCE)  # read by unstructured at import and at every call
    logging.getLogger("unstructured").setLevel(logging.ERROR)
    _without_language_model()
    partitioner = _PARTITIONERS[name]
    function = getattr(importlib.import_module(f"unstructured.partition.{partitioner.module}"), partitioner.function)
    _adapt_tokenisers()
    return function


def _without_language_model() -> None:
    """Import unstructured's tokenisers with an empty ``spacy``: they need only its model, which is replaced below."""
    if "spacy" not in sys.modules:
        empty_spacy = ModuleType("spacy")
        empty_spacy.language = ModuleType("spacy.language")  # type: ignore[attr-defined]
        empty_spacy.tokens = ModuleType("spacy.tokens")  # type: ignore[attr-defined]
        sys.modules["spacy"] = empty_spacy
        try:
            importlib.import_module("unstructured.nlp.tokenize")
        finally:
            del sys.modules["spacy"]


def _adapt_tokenisers() -> None:
    """Replace the three functions wherever unstructured's modules hold them by name."""
    own = {"word_tokenize": _words, "sent_tokenize": _sentences, "pos_tag": _tag_words}
    for name, module in list(sys.modules.items()):
        if name.startswith("unstructured.") and module is not None:
            for function, replacement in own.items():
                if hasattr(module, function):
                    setattr(module, function, replacement)


def _words(text: str) -> list[str]:
    return _WORD.findall(str(text))


def _sentences(text: str) -> list[str]:
    return [sentence for sentence in _SENTENCE_END.split(str(text)) if sentence.strip()]


def _tag_words(text: str) -> list[tuple[str, str]]:
    """Words with rough part-of-speech tags: verbs or not, which is enough to distinguish sentences from titles."""
    return [(word, _tag(word.lower())) for word in _words(text)]


def _tag(word: str) -> str:
    if word in _VERBS:
        return "VB"
    return "VBD" if len(word) > 4 and word.endswith(("ed", "ing")) else "NN"
