"""Input and output of readers: a document's bytes, and one result or ``Unreadable``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from readiness.model import Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class RawFile:
    """One document to read: its bytes, its name, and the format its content shows."""

    data: bytes
    name: str
    format: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadResult:
    """Result of one reader. ``encoding_problem`` is "undecodable" where bytes were lost, else "".

    ``text`` keeps what was recovered from a truncated document too. ``dates`` are ISO 8601 by ``created``,
    ``modified`` or ``sent``; ``metadata`` names the place of each under ``<key>_source``.
    """

    outcome: Outcome = Outcome.OK
    detail: str = ""
    text: str = ""
    title: str = ""
    author: str = ""
    encoding: str = ""
    encoding_problem: str = ""
    pages: int | None = None
    pages_without_text: int | None = None
    tables: int = 0
    headings: tuple[str, ...] = ()
    dates: Mapping[str, str] = field(default_factory=dict)
    metadata: Mapping[str, str] = field(default_factory=dict)


class Unreadable(Exception):  # noqa: N818 - an answer about the document, not an error of the audit
    """Raised by a reader as soon as a document proves unreadable; caught within ``readiness.extraction``."""

    def __init__(self, outcome: Outcome, detail: str) -> None:
        super().__init__(detail)
        self.outcome = outcome
        self.detail = detail
