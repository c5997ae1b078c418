"""Containers whose directory alone says why they stay closed: encrypted Office packages, unknown compound files."""

from __future__ import annotations

from readiness.extraction.document import Raw, Reading, Unreadable
from readiness.extraction.ole_streams import opened
from readiness.model import Outcome

_DRM = "\tDRMContent"


def read(raw: Raw) -> Reading:
    """Never readable."""
    if raw.format == "ooxml-encrypted":
        raise Unreadable(Outcome.ENCRYPTED, "the Office file opens with a password only (MS-OFFCRYPTO)")
    with opened(raw.data) as streams:
        names = {name.rpartition("/")[2] for name in streams.names()}
    if _DRM in names or "EncryptedPackage" in names:
        raise Unreadable(Outcome.ENCRYPTED, "the file is protected by rights management")
    return Reading(outcome=Outcome.UNSUPPORTED, detail="a compound file of a program that is not read here")
