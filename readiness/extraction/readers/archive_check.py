"""Archives as documents: opened far enough to see whether they are whole.

In an audit ``readiness.extraction.member_unpacking`` unpacks those it can; their members are items of their own.
"""

from __future__ import annotations

import gzip
import io
import zlib

from readiness.extraction import guarded_zip
from readiness.extraction.document import RawFile, ReadResult, Unreadable
from readiness.model import Outcome

_CHUNK_BYTES = 1 << 20
_MAX_TESTED_BYTES = 64 * 1024 * 1024


def read(raw: RawFile) -> ReadResult:
    """Report an archive as unsupported when whole, else its damage."""
    if raw.format in {"zip", "ooxml"}:
        with guarded_zip.open_archive(raw.data) as parts:
            members = len(parts.names(".*"))
        return ReadResult(
            outcome=Outcome.UNSUPPORTED,
            detail=f"an archive of {members} members; an audit reads each of them as an item of its own",
            metadata={"members": str(members)},
        )
    if raw.format == "gz":
        _test_gzip(raw.data)
    return ReadResult(outcome=Outcome.UNSUPPORTED, detail=f"packed with {raw.format}; what is inside is not read")


def _test_gzip(data: bytes) -> None:
    left = _MAX_TESTED_BYTES
    try:
        with gzip.open(io.BytesIO(data)) as file:
            while left > 0 and (chunk := file.read(_CHUNK_BYTES)):
                left -= len(chunk)
    except EOFError:
        raise Unreadable(Outcome.TRUNCATED, "the packed stream ends early: the file was cut off") from None
    except (OSError, zlib.error) as error:
        raise Unreadable(Outcome.CORRUPT, f"damaged packed stream: {error}") from None
