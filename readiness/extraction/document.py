"""What passes between a lane and the rest of the room: bytes in, one reading out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from readiness.model import Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Raw:
    """One document to read: its bytes, the name it goes by, and the format its content shows."""

    data: bytes
    name: str
    format: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What one lane read. ``encoding_problem`` is "undecodable" where bytes were lost, else "".

    ``text`` keeps what was recovered from a truncated document too. ``dates`` are ISO 8601 by ``created``,
    ``modified`` or ``sent``; ``metadata`` says under ``<key>_source`` where each stood.
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
    """Raised inside a lane as soon as a document turns out not to be readable; never leaves this room."""

    def __init__(self, outcome: Outcome, detail: str) -> None:
        super().__init__(detail)
        self.outcome = outcome
        self.detail = detail
