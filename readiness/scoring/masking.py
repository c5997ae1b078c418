"""Masking of published texts: personal data and secrets are replaced by the name of their kind.

Nothing outside this module, ``masked_defects`` and ``masked_tables`` decides what is shown. Stage files keep
raw values; all that is published, and all that is made from it, was masked here.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

import pyarrow as pa
import pyarrow.compute as pc

from readiness.config.project import Project
from readiness.model import Span
from readiness.profilers.rights.certainty import Certainty
from readiness.profilers.rights.pii import find_pii
from readiness.profilers.rights.recognisers import FOUND_SCORE
from readiness.profilers.rights.secret_patterns import find_secrets

MASKED = "[masked]"
"""Placeholder of a value that is not shown because of where it comes from."""

LABEL_CHARACTERS = 64
"""A label longer than this is text, not a class (product contract, section 11)."""

CUT_CHARACTERS = 200
"""From this length on a text may have been cut by its maker: the shortest cut of a text that is published."""

MARGIN_CHARACTERS = 40
"""Left out at the end of such a text: longer than an IBAN, a telephone number and most addresses. Chosen by us."""

_HARMLESS = re.compile(r"[A-Za-z_]{0,15}[-_ ]?\d{0,6}")
"""A word, a number of up to six digits, or both: no recogniser takes one for anything (a test holds them to it)."""

_MASKED_ROW = re.compile(r"row \d+ \(([0-9a-f]{16})\)")

_KEY_BODY = re.compile(
    r"(?:\s*(?:Proc-Type|DEK-Info):[^\n]*)*[A-Za-z0-9+/=\s\\]*(?:-----END[^-\n]{0,40}-----)?"
)  # RFC 7468, with the headers of RFC 1421
_BETWEEN = "\n\n\n\n"  # no pattern reaches across three empty lines
_SCAN_CHARACTERS = 200_000


class TextMask:
    """Texts with the personal data and secrets in them replaced by ``[KIND]``. Each distinct text is scanned once."""

    def __init__(self) -> None:
        self._masks: dict[str, str] = {}

    def __call__(self, text: str) -> str:
        """``text`` as it may be shown.

        >>> TextMask()("ask jane@example.com")
        'ask [EMAIL_ADDRESS]'
        """
        if _HARMLESS.fullmatch(text):
            return text
        if text not in self._masks:
            self._masks[text] = _without(text, 0, _spans(text))
        return self._masks[text]

    def clip(self, text: str) -> str:
        """``text`` as it may be shown where its maker may have cut it: without its end, which may be half a value."""
        if len(text) < CUT_CHARACTERS:
            return self(text)
        end = len(text) - MARGIN_CHARACTERS
        spans = [span for span in _spans(text) if span.start < end]
        return _without(text[: max([end, *(span.end for span in spans)])], 0, spans) + "…"

    def learn(self, texts: Iterable[str]) -> None:
        """Scan many texts together, which costs a third of scanning them one by one."""
        fresh = [text for text in dict.fromkeys(texts) if text not in self._masks and not _HARMLESS.fullmatch(text)]
        for chunk in _chunks(fresh):
            spans, start = _spans(_BETWEEN.join(chunk)), 0
            for text in chunk:
                own = [span for span in spans if span.start < start + len(text) and span.end > start]
                self._masks[text] = _without(text, start, own)
                start += len(text) + len(_BETWEEN)


def _chunks(texts: list[str]) -> Iterator[list[str]]:
    chunk: list[str] = []
    characters = 0
    for text in texts:
        chunk.append(text)
        characters += len(text)
        if characters > _SCAN_CHARACTERS or len(chunk) >= 200:
            yield chunk
            chunk, characters = [], 0
    if chunk:
        yield chunk


def scan_text(text: str) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """Personal data, and secrets, of one text: whatever may be either, by chance or not, is not shown."""
    secrets = find_secrets(text, minimum=FOUND_SCORE)
    personal = find_pii(text, minimum=FOUND_SCORE)
    return tuple(p for p in personal if not any(p.start < s.end and s.start < p.end for s in secrets)), secrets


def _spans(text: str) -> list[Span]:
    pii, secrets = scan_text(text)
    whole = [_with_body(text, span) if span.kind == "PRIVATE_KEY" else span for span in (*pii, *secrets)]
    return sorted(whole, key=lambda span: span.start)


def _with_body(text: str, span: Span) -> Span:
    """A private key is found by its first line; what may not be shown is the rest."""
    body = _KEY_BODY.match(text, span.end)
    return replace(span, end=body.end()) if body else span


def _without(text: str, offset: int, spans: Iterable[Span]) -> str:
    parts, at = [], 0
    for span in spans:
        start, end = max(span.start - offset, at), min(span.end - offset, len(text))
        if end > start:
            parts += [text[at:start], f"[{span.kind}]"]
            at = end
    return "".join([*parts, text[at:]])


@dataclass(frozen=True, slots=True, kw_only=True)
class Masking:
    """Facts of one audit that masking needs.

    ``columns`` are (source, table, column) in which personal data or secrets were found, ``tables`` the (source, table)
    that were scanned, ``classes`` the labels and ``slices`` the slice names that the project declares, ``key`` what row
    keys are digested with.
    """

    columns: frozenset[tuple[str, str, str]]
    tables: frozenset[tuple[str, str]]
    classes: frozenset[str]
    slices: frozenset[str]
    key: bytes
    text: TextMask = field(default_factory=TextMask)

    def is_protected(self, source: str, item: str, column: str | None) -> bool:
        """Return whether the column holds personal data or secrets; for a series, in any table of its source."""
        if column is None:
            return False
        if (source, item) in self.tables:
            return (source, item, column) in self.columns
        return any(one == source and name == column for one, _, name in self.columns)

    def digest(self, raw: str) -> str:
        """Digest in place of a row key that is not shown: BLAKE2b (RFC 7693) with the project's own key, in hex."""
        return hashlib.blake2b(raw.encode("utf-8", "surrogatepass"), key=self.key, digest_size=8).hexdigest()

    def row_key(self, raw: str, number: int | None, *, protected: bool) -> str:
        """A row key as it may be shown: as it is, else by row number (from 0) and digest."""
        if not protected and self.text(raw) == raw:
            return raw
        return f"key {self.digest(raw)}" if number is None else f"row {number} ({self.digest(raw)})"

    def label(self, raw: str, *, protected: bool) -> str:
        """A label as it may be shown: declared ones always, others when short and no personal data."""
        if raw in self.classes or not raw:
            return raw
        return MASKED if protected or len(raw) > LABEL_CHARACTERS else self.text(raw)

    def value(self, raw: str, *, protected: bool) -> str:
        """A cell value as it may be shown."""
        return MASKED if protected and raw else self.text.clip(raw)

    def number(self, raw: float | None, *, protected: bool) -> float | None:
        """A number of a column as it may be shown: None for one that may be somebody's."""
        if raw is None or protected:
            return None
        whole = f"{raw:.0f}"
        return raw if self.text(whole) == whole else None


def identity_of(text: str | None) -> str | None:
    """Part of a row key that stays the same from audit to audit: of a masked one the digest, whatever its row."""
    match = _MASKED_ROW.fullmatch(text or "")
    return match[1] if match else text


def masking_of(project: Project, defects: pa.Table, index: pa.Table, key: bytes) -> Masking:
    """The masking of an audit, from what its rights stage found.

    Parameters
    ----------
    defects: ``schemas.DEFECTS``, those of the rights stage among them.
    index: ``source`` and ``item`` of every table.
    """
    personal = defects.filter(
        pc.and_(pc.is_in(defects["code"], pa.array(["rights.pii", "rights.secrets"])), pc.is_valid(defects["part"]))
    )
    facts = [json.loads(evidence).get("certainty") or {} for evidence in personal["evidence"].to_pylist()]
    places = zip(*(personal[name].to_pylist() for name in ("source", "item", "part")), strict=True)
    columns = [place for place, classes in zip(places, facts, strict=True) if not _is_chance(classes)]
    tables = zip(*(index[name].to_pylist() for name in ("source", "item")), strict=True)
    return Masking(
        columns=frozenset(columns),
        tables=frozenset(tables),
        classes=frozenset(_declared_labels(project)),
        slices=frozenset(name for source in project.sources for name in source.slices),
        key=key,
    )


def _is_chance(classes: Mapping[str, str]) -> bool:
    """Return whether a column holds no more matches than chance gives: one number in ten has the right check digit."""
    return bool(classes) and set(classes.values()) == {Certainty.CHANCE.value}


def _declared_labels(project: Project) -> Iterator[str]:
    for labels in project.labels:
        yield from labels.classes if isinstance(labels.classes, list) else ()
    for source in project.sources:
        yield from source.labels.classes if source.labels else ()
