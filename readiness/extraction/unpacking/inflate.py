"""Decoders of packed streams in bounded pieces: a kilobyte that unpacks to a gigabyte is never a gigabyte in memory."""

from __future__ import annotations

import bz2
import lzma
import zlib
from collections.abc import Callable, Iterable, Iterator
from typing import Protocol

from readiness.extraction.unpacking.entry import CHUNK_BYTES, DamagedMember
from readiness.model import Outcome

LZMA_MEMORY = 256 * 1024 * 1024
"""Dictionary an LZMA stream may ask for; ``xz -9`` asks for 64 MB. Chosen by us."""

ERRORS = (zlib.error, lzma.LZMAError, OSError, EOFError, ValueError)


class Decoder(Protocol):
    @property
    def eof(self) -> bool: ...

    @property
    def unused_data(self) -> bytes: ...

    def chunks(self, data: bytes) -> Iterator[bytes]: ...


class DeflateDecoder:
    """zlib's decompressor; ``wbits`` as zlib takes them: negative raw, 31 gzip."""

    def __init__(self, wbits: int) -> None:
        self._decoder = zlib.decompressobj(wbits)

    @property
    def eof(self) -> bool:
        return self._decoder.eof

    @property
    def unused_data(self) -> bytes:
        return self._decoder.unused_data

    def chunks(self, data: bytes) -> Iterator[bytes]:
        while data and not self._decoder.eof:
            piece = self._decoder.decompress(data, CHUNK_BYTES)
            data = self._decoder.unconsumed_tail
            if piece:
                yield piece


class BufferedDecoder:
    """Decompressors of bz2 and lzma, which buffer input that is not yet unpacked."""

    def __init__(self, decoder: bz2.BZ2Decompressor | lzma.LZMADecompressor) -> None:
        self._decoder = decoder

    @property
    def eof(self) -> bool:
        return self._decoder.eof

    @property
    def unused_data(self) -> bytes:
        return self._decoder.unused_data

    def chunks(self, data: bytes) -> Iterator[bytes]:
        while not self._decoder.eof:
            piece = self._decoder.decompress(data, CHUNK_BYTES)
            data = b""
            if piece:
                yield piece
            elif self._decoder.needs_input:
                return


def zip_lzma(raw: Iterator[bytes]) -> Decoder:
    """The decoder of LZMA inside a zip, whose properties precede the stream (APPNOTE 5.8.8)."""
    head = next(raw, b"")
    length = int.from_bytes(head[2:4], "little")
    properties = head[4 : 4 + length]
    dictionary = int.from_bytes(properties[1:5], "little")
    if length != 5 or dictionary > LZMA_MEMORY:
        raise ValueError("its LZMA properties are not supported")
    packed = properties[0]
    filters = {"id": lzma.FILTER_LZMA1, "dict_size": max(4096, dictionary), "lc": packed % 9}
    filters |= {"lp": packed // 9 % 5, "pb": packed // 45}
    decoder = BufferedDecoder(lzma.LZMADecompressor(lzma.FORMAT_RAW, filters=[filters]))
    return _PrefixedDecoder(decoder, head[4 + length :])


class _PrefixedDecoder:
    """A decoder whose first bytes were read together with its properties."""

    def __init__(self, decoder: BufferedDecoder, first: bytes) -> None:
        self._decoder, self._first = decoder, first

    @property
    def eof(self) -> bool:
        return self._decoder.eof

    @property
    def unused_data(self) -> bytes:
        return self._decoder.unused_data

    def chunks(self, data: bytes) -> Iterator[bytes]:
        first, self._first = self._first, b""
        yield from self._decoder.chunks(first + data)


def one_stream(raw: Iterable[bytes], decoder: Decoder) -> Iterator[bytes]:
    """Unpacked bytes of one stream; bytes after its end are ignored.

    Raises
    ------
    EOFError: the stream ends early.
    """
    for data in raw:
        yield from decoder.chunks(data)
        if decoder.eof:
            return
    yield from decoder.chunks(b"")
    if not decoder.eof:
        raise EOFError


def streams(raw: Iterable[bytes], new_decoder: Callable[[], Decoder], magic: bytes) -> Iterator[bytes]:
    """Unpacked bytes of streams one after the other (RFC 1952, 2.2); other bytes after them are ignored."""
    decoder, begun, first = new_decoder(), False, True
    for data in raw:
        rest = data
        while rest:
            if not begun and not first:
                rest = rest.lstrip(b"\x00")
                if not rest.startswith(magic[: len(rest)]):
                    return
            begun = bool(rest)
            yield from decoder.chunks(rest)
            if not decoder.eof:
                break
            rest, decoder, begun, first = decoder.unused_data, new_decoder(), False, False
    if begun:
        raise EOFError


def raise_as_damaged(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """``chunks``; exceptions of a decoder become ``DamagedMember``."""
    try:
        yield from chunks
    except EOFError:
        raise DamagedMember(Outcome.TRUNCATED, "its packed stream ends early") from None
    except ERRORS as error:
        raise DamagedMember(Outcome.CORRUPT, f"its packed stream is damaged: {error}") from None
