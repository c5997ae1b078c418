"""One member of a container: its name as written there, its bytes as a stream, or the reason why it has none."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from readiness.model import Outcome

CHUNK_BYTES = 1 << 18
"""Bytes held of one member at a time; chosen by us."""

HARMLESS_BYTES = 64 * 1024 * 1024
"""Below this no ratio of unpacked to packed matters: it is less than one large document. Chosen by us."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A member. ``chunks`` must be read before the next entry; this may raise ``DamagedMember`` or ``Unreadable``.

    ``modified`` is ISO 8601, as the container states it under ``modified_source``. ``packed_bytes`` is the size of
    its bytes in the container, None where that is unknown. ``outcome`` other than ok: it is named, not taken out.
    """

    name: str
    chunks: Iterable[bytes] = ()
    modified: str = ""
    modified_source: str = ""
    packed_bytes: int | None = None
    outcome: Outcome = Outcome.OK
    detail: str = ""


class DamagedMember(Exception):  # noqa: N818 - an answer about one member; those after it can still be read
    """Raised while a member's bytes are read."""

    def __init__(self, outcome: Outcome, detail: str) -> None:
        super().__init__(detail)
        self.outcome = outcome
        self.detail = detail
