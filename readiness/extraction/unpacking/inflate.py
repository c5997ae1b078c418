"""Packed streams, unpacked in bounded pieces: a kilobyte that holds a gigabyte is never a gigabyte in memory."""

from __future__ import annotations

import bz2
import lzma
import zlib
from collections.abc import Callable, Iterable, Iterator
from typing import Protocol

from readiness.extraction.unpacking.entry import CHUNK_BYTES, Spoiled
from readiness.model import Outcome

LZMA_MEMORY = 256 * 1024 * 1024
"""Dictionary an LZMA stream may ask for; ``xz -9`` asks for 64 MB. Chosen by us."""

ERRORS = (zlib.error, lzma.LZMAError, OSError, EOFError, ValueError)


class Decoder(Protocol):
    @property
    def eof(self) -> bool: ...

    @property
    def unused(self) -> bytes: ...

    def chunks(self, data: bytes) -> Iterator[bytes]: ...


class Deflated:
    """zlib's decompressor; ``wbits`` as zlib takes them: negative raw, 31 gzip."""

    def __init__(self, wbits: int) -> None:
        self._decoder = zlib.decompressobj(wbits)

    @property
    def eof(self) -> bool:
        return self._decoder.eof

    @property
    def unused(self) -> bytes:
        return self._decoder.unused_data

    def chunks(self, data: bytes) -> Iterator[bytes]:
        while data and not self._decoder.eof:
            piece = self._decoder.decompress(data, CHUNK_BYTES)
            data = self._decoder.unconsumed_tail
            if piece:
                yield piece


class Bounded:
    """The decompressors of bz2 and lzma, which keep what they have not yet unpacked to themselves."""

    def __init__(self, decoder: bz2.BZ2Decompressor | lzma.LZMADecompressor) -> None:
        self._decoder = decoder

    @property
    def eof(self) -> bool:
        return self._decoder.eof

    @property
    def unused(self) -> bytes:
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
    """The decoder of LZMA inside a zip, whose properties stand before the stream (APPNOTE 5.8.8)."""
    head = next(raw, b"")
    length = int.from_bytes(head[2:4], "little")
    properties = head[4 : 4 + length]
    dictionary = int.from_bytes(properties[1:5], "little")
    if length != 5 or dictionary > LZMA_MEMORY:
        raise ValueError("its LZMA properties are not supported")
    packed = properties[0]
    filters = {"id": lzma.FILTER_LZMA1, "dict_size": max(4096, dictionary), "lc": packed % 9}
    filters |= {"lp": packed // 9 % 5, "pb": packed // 45}
    decoder = Bounded(lzma.LZMADecompressor(lzma.FORMAT_RAW, filters=[filters]))
    return _Begun(decoder, head[4 + length :])


class _Begun:
    """A decoder whose first bytes were read together with its properties."""

    def __init__(self, decoder: Bounded, first: bytes) -> None:
        self._decoder, self._first = decoder, first

    @property
    def eof(self) -> bool:
        return self._decoder.eof

    @property
    def unused(self) -> bytes:
        return self._decoder.unused

    def chunks(self, data: bytes) -> Iterator[bytes]:
        first, self._first = self._first, b""
        yield from self._decoder.chunks(first + data)


def one_stream(raw: Iterable[bytes], decoder: Decoder) -> Iterator[bytes]:
    """What one packed stream holds; what comes behind its end is left alone.

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


def streams(raw: Iterable[bytes], fresh: Callable[[], Decoder], magic: bytes) -> Iterator[bytes]:
    """What streams one behind the other hold (RFC 1952, 2.2); what is no further stream is left alone."""
    decoder, begun, first = fresh(), False, True
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
            rest, decoder, begun, first = decoder.unused, fresh(), False, False
    if begun:
        raise EOFError


def spoiling(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """``chunks``; what a decoder raises, as a word about the one member."""
    try:
        yield from chunks
    except EOFError:
        raise Spoiled(Outcome.TRUNCATED, "its packed stream ends early") from None
    except ERRORS as error:
        raise Spoiled(Outcome.CORRUPT, f"its packed stream is damaged: {error}") from None
