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
    (b"\x1f\x8b", lambda: inflate.DeflateDecoder(_GZIP_WBITS)),
    (b"BZh", lambda: inflate.BufferedDecoder(bz2.BZ2Decompressor())),
    (b"\xfd7zXZ\x00", lambda: inflate.BufferedDecoder(lzma.LZMADecompressor(memlimit=inflate.LZMA_MEMORY))),
)
_EXTENSIONS = (".gz", ".bz2", ".xz", ".gzip", ".z")


def entries(file: BinaryIO, name: str) -> Iterator[Entry]:
    file.seek(0)
    head = file.read(16)
    magic, new_decoder = next(
        ((magic, new_decoder) for magic, new_decoder in _STREAMS if head.startswith(magic)), _STREAMS[0]
    )
    stream = tar_members.Stream(_unpack(file, magic, new_decoder))
    if tar_members.is_tar(stream.peek(tar_members.BLOCK_BYTES)):
        yield from tar_members.members(stream)
        return
    yield Entry(
        name=_inner_name(name),
        chunks=iter(lambda: stream.read(CHUNK_BYTES), b""),
        modified=_gzip_time(head) if magic == _STREAMS[0][0] else "",
        modified_source="gzip_header",
    )


def _unpack(file: BinaryIO, magic: bytes, new_decoder: Callable[[], inflate.Decoder]) -> Iterator[bytes]:
    """The unpacked bytes, as far as they stay in proportion; damage is damage of the whole file."""
    packed = _CountingReader(file)
    unpacked_bytes = 0
    try:
        for piece in inflate.streams(packed, new_decoder, magic):
            unpacked_bytes += len(piece)
            if unpacked_bytes > max(HARMLESS_BYTES, MAX_RATIO * packed.read_bytes):
                detail = f"{packed.read_bytes} bytes unpack to more than {unpacked_bytes}"
                raise Unreadable(Outcome.HOSTILE, detail)
            yield piece
    except EOFError:
        raise Unreadable(Outcome.TRUNCATED, "the packed stream ends early: the file was cut off") from None
    except inflate.ERRORS as error:
        raise Unreadable(Outcome.CORRUPT, f"damaged packed stream: {error}") from None


class _CountingReader(Iterable[bytes]):
    def __init__(self, file: BinaryIO) -> None:
        self._file, self.read_bytes = file, 0

    def __iter__(self) -> Iterator[bytes]:
        self._file.seek(0)
        while piece := self._file.read(CHUNK_BYTES):
            self.read_bytes += len(piece)
            yield piece


def _inner_name(name: str) -> str:
    """The file's name without what packing added; the name inside a gzip header is not to be trusted."""
    last = name.rpartition("/")[2].rpartition("!")[2]
    stem, dot, extension = last.rpartition(".")
    if dot and stem and f".{extension.lower()}" in _EXTENSIONS:
        return stem
    return f"{stem}.tar" if extension.lower() in {"tgz", "tbz2", "txz"} and stem else last or "unnamed"


def _gzip_time(head: bytes) -> str:
    seconds = int.from_bytes(head[4:8], "little")  # RFC 1952, 2.3.1: 0 for none
    return dt.datetime.fromtimestamp(seconds, dt.UTC).isoformat() if seconds else ""
