"""Compound files that are not read: encrypted Office packages, rights management, unknown programs."""

from __future__ import annotations

from readiness.extraction.document import RawFile, ReadResult, Unreadable
from readiness.extraction.ole_streams import open_streams
from readiness.model import Outcome

_DRM = "\tDRMContent"


def read(raw: RawFile) -> ReadResult:
    """Report a compound file as encrypted or unsupported."""
    if raw.format == "ooxml-encrypted":
        raise Unreadable(Outcome.ENCRYPTED, "the Office file opens with a password only (MS-OFFCRYPTO)")
    with open_streams(raw.data) as streams:
        names = {name.rpartition("/")[2] for name in streams.names()}
    if _DRM in names or "EncryptedPackage" in names:
        raise Unreadable(Outcome.ENCRYPTED, "the file is protected by rights management")
    return ReadResult(outcome=Outcome.UNSUPPORTED, detail="a compound file of a program that is not read here")
