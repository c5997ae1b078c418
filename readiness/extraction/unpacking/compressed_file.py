"""One file packed with gzip, bzip2 or xz; or a whole tar in it, whose members then are the members."""

from __future__ import annotations

import bz2
import datetime as dt
import lzma
from collections.abc import Callable, Iterable, Iterator
from typing import BinaryIO

from readiness.extraction.document import Unreadable
from readiness.extraction.guarded_zip import MAX_RATIO
from readiness.extraction.unpacking import inflate, tar_members
from readiness.extraction.unpacking.entry import CHUNK_BYTES, HARMLESS_BYTES, Entry
from readiness.model import Outcome

_GZIP_WBITS = 31
_STREAMS: tuple[tuple[bytes, Callable[[], inflate.Decoder]], ...] = (
    (b"\x1f\x8b", lambda: inflate.Deflated(_GZIP_WBITS)),
    (b"BZh", lambda: inflate.Bounded(bz2.BZ2Decompressor())),
    (b"\xfd7zXZ\x00", lambda: inflate.Bounded(lzma.LZMADecompressor(memlimit=inflate.LZMA_MEMORY))),
)
_EXTENSIONS = (".gz", ".bz2", ".xz", ".gzip", ".z")


def entries(file: BinaryIO, name: str) -> Iterator[Entry]:
    file.seek(0)
    head = file.read(16)
    magic, fresh = next(((magic, fresh) for magic, fresh in _STREAMS if head.startswith(magic)), _STREAMS[0])
    stream = tar_members.Stream(_unpacked(file, magic, fresh))
    if tar_members.is_tar(stream.peek(tar_members.BLOCK_BYTES)):
        yield from tar_members.members(stream)
        return
    yield Entry(
        name=_inner_name(name),
        chunks=iter(lambda: stream.read(CHUNK_BYTES), b""),
        modified=_gzip_time(head) if magic == _STREAMS[0][0] else "",
        modified_source="gzip_header",
    )


def _unpacked(file: BinaryIO, magic: bytes, fresh: Callable[[], inflate.Decoder]) -> Iterator[bytes]:
    """All of what is packed, as far as it stays in proportion. What is wrong with it is wrong with the whole file."""
    packed = _Counted(file)
    unpacked_bytes = 0
    try:
        for piece in inflate.streams(packed, fresh, magic):
            unpacked_bytes += len(piece)
            if unpacked_bytes > max(HARMLESS_BYTES, MAX_RATIO * packed.read_bytes):
                detail = f"{packed.read_bytes} bytes unpack to more than {unpacked_bytes}"
                raise Unreadable(Outcome.HOSTILE, detail)
            yield piece
    except EOFError:
        raise Unreadable(Outcome.TRUNCATED, "the packed stream ends early: the file was cut off") from None
    except inflate.ERRORS as error:
        raise Unreadable(Outcome.CORRUPT, f"damaged packed stream: {error}") from None


class _Counted(Iterable[bytes]):
    def __init__(self, file: BinaryIO) -> None:
        self._file, self.read_bytes = file, 0

    def __iter__(self) -> Iterator[bytes]:
        self._file.seek(0)
        while piece := self._file.read(CHUNK_BYTES):
            self.read_bytes += len(piece)
            yield piece


def _inner_name(name: str) -> str:
    """The packed file's own name without what packing added; the name inside a gzip header may be anybody's."""
    last = name.rpartition("/")[2].rpartition("!")[2]
    stem, dot, extension = last.rpartition(".")
    if dot and stem and f".{extension.lower()}" in _EXTENSIONS:
        return stem
    return f"{stem}.tar" if extension.lower() in {"tgz", "tbz2", "txz"} and stem else last or "unnamed"


def _gzip_time(head: bytes) -> str:
    seconds = int.from_bytes(head[4:8], "little")  # RFC 1952, 2.3.1: 0 for none
    return dt.datetime.fromtimestamp(seconds, dt.UTC).isoformat() if seconds else ""
