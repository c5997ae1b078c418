"""Members of a zip (PKWARE APPNOTE 6.3.10), by its table of contents; of a cut one, by the headers that are left."""

from __future__ import annotations

import bz2
import lzma
import re
import zlib
from collections.abc import Iterator
from itertools import chain, pairwise
from typing import BinaryIO

from readiness.extraction.document import Unreadable
from readiness.extraction.unpacking import inflate, zip_directory
from readiness.extraction.unpacking.entry import CHUNK_BYTES, DamagedMember, Entry
from readiness.extraction.unpacking.zip_directory import LOCAL_BYTES, Directory, Header
from readiness.model import Outcome

_STORED, _DEFLATED, _BZIP2, _LZMA, _AES = 0, 8, 12, 14, 99
_METHODS = {9: "deflate64", 93: "zstd", 95: "xz", 97: "wavpack", 98: "ppmd"}  # 4.4.5
_RESOURCE_FORKS = "__MACOSX/"
"""Folder in which the packer of macOS keeps settings: icons, colours, window positions."""

_PROGRAM_PARTS = re.compile(
    r"^META-INF/(?:MANIFEST\.MF|manifest\.xml)$|^AndroidManifest\.xml$|^Payload/[^/]+\.app/|^(?:Index/.*)?[^/]+\.iwa$|"
    r"^Index\.zip$|^(?:Index/)?Document\.iwa$|^buildVersionHistory\.plist$",
)
"""Parts by which Java, Android, iOS and iWork packages are known."""

_SOURCE = "zip_entry"
_MOST_COMPARED = 1_000_000
"""Entries whose places are held against each other: more than any archive is read of."""


def entries(file: BinaryIO, name: str) -> Iterator[Entry]:  # noqa: ARG001 - every reader is given it
    """The members in the order of the table of contents; folders and resource forks are no members."""
    try:
        where = zip_directory.find_directory(file)
        _refuse_packages(file, where)
        _refuse_overlaps(file, where)
    except Unreadable as stop:
        if stop.outcome in {Outcome.HOSTILE, Outcome.UNSUPPORTED}:
            raise
        yield from _entries_by_local_headers(file)
        raise
    for header in zip_directory.list_headers(file, where):
        if not header.is_folder and not header.name.startswith(_RESOURCE_FORKS):
            yield _entry(file, header)


def _refuse_packages(file: BinaryIO, where: Directory) -> None:
    """Raise for a zip that is one document or one program: its parts are no documents."""
    for number, header in enumerate(zip_directory.list_headers(file, where)):
        if number == 0 and header.name == "mimetype":  # OpenDocument 1.3 part 2, 3.3; EPUB OCF 3.3, 4.3
            raise Unreadable(Outcome.UNSUPPORTED, "one document in a package of its own, which has no reader here")
        if program := _PROGRAM_PARTS.search(header.name):
            raise Unreadable(Outcome.UNSUPPORTED, f"a package of one program, not an archive: it holds {program[0]}")


def _refuse_overlaps(file: BinaryIO, where: Directory) -> None:
    """Raise for members that share bytes, as in a zip bomb without recursion (Fifield, WOOT 2019)."""
    if where.count > _MOST_COMPARED:
        return
    places = sorted((header.at, header.packed_bytes or 0) for header in zip_directory.list_headers(file, where))
    for (at, packed), (following, _) in pairwise(places):
        if at + LOCAL_BYTES + packed > following:
            raise Unreadable(Outcome.HOSTILE, "its members overlap, as in a zip bomb")


def _entry(file: BinaryIO, header: Header) -> Entry:
    outcome, detail = _refusal(header)
    return Entry(
        name=header.name,
        chunks=() if outcome else _bytes(file, header),
        modified=header.modified,
        modified_source=_SOURCE,
        packed_bytes=header.packed_bytes,
        outcome=outcome or Outcome.OK,
        detail=detail,
    )


def _refusal(header: Header) -> tuple[Outcome | None, str]:
    if header.encrypted or header.method == _AES:
        return Outcome.ENCRYPTED, "it opens with the archive's password only"
    if header.symlink:
        return Outcome.UNSUPPORTED, "a symbolic link; links are not followed"
    if header.method not in {_STORED, _DEFLATED, _BZIP2, _LZMA}:
        method = _METHODS.get(header.method, f"method {header.method}")
        return Outcome.UNSUPPORTED, f"it is packed with {method}, which is not read here"
    return None, ""


def _bytes(file: BinaryIO, header: Header) -> Iterator[bytes]:
    local = zip_directory.read_local_header(file, header.at)
    if local is None:
        raise DamagedMember(Outcome.CORRUPT, "its data is not where the table of contents says")
    crc, size = 0, 0
    for chunk in _unpack(file, local[1], header):
        crc, size = zlib.crc32(chunk, crc), size + len(chunk)
        yield chunk
    if header.unpacked_bytes is not None and size < header.unpacked_bytes:
        raise DamagedMember(Outcome.TRUNCATED, f"{size} of its {header.unpacked_bytes} bytes are there")
    if header.crc is not None and crc != header.crc:
        raise DamagedMember(Outcome.CORRUPT, "its bytes are not those that were packed: the checksum differs")


def _unpack(file: BinaryIO, at: int, header: Header) -> Iterator[bytes]:
    raw = _raw(file, at, header.packed_bytes)
    if header.method == _STORED:
        return raw
    try:
        decoder = _decoder(raw, header.method)
    except (lzma.LZMAError, ValueError, IndexError) as error:
        raise DamagedMember(Outcome.CORRUPT, f"its packed stream is damaged: {error}") from None
    if header.method == _LZMA:  # its end need not be marked (APPNOTE 4.4.4): the size shows whether all is there
        return inflate.raise_as_damaged(chain.from_iterable(map(decoder.chunks, chain(raw, [b""]))))
    return inflate.raise_as_damaged(inflate.one_stream(raw, decoder))


def _decoder(raw: Iterator[bytes], method: int) -> inflate.Decoder:
    if method == _DEFLATED:
        return inflate.DeflateDecoder(-zlib.MAX_WBITS)
    return inflate.BufferedDecoder(bz2.BZ2Decompressor()) if method == _BZIP2 else inflate.zip_lzma(raw)


def _raw(file: BinaryIO, at: int, left: int | None) -> Iterator[bytes]:
    """The packed bytes, by offset: other code may move the file's position in between."""
    while left is None or left > 0:
        file.seek(at)
        chunk = file.read(CHUNK_BYTES if left is None else min(left, CHUNK_BYTES))
        if not chunk:
            return
        at += len(chunk)
        left = None if left is None else left - len(chunk)
        yield chunk


def _entries_by_local_headers(file: BinaryIO) -> Iterator[Entry]:
    """Members by their local headers, up to the first whose end cannot be found."""
    at = zip_directory.find_local_header(file, 0)
    while at is not None and (local := zip_directory.read_local_header(file, at)):
        header, begin = local
        if header.packed_bytes is None:
            measured = _UnknownLength(file, begin, header)
            yield _entry_of_unknown_length(header, measured)
            if not measured.ended:
                return
            following = begin + measured.packed_bytes
        else:
            if not header.is_folder:
                yield _entry(file, header)
            following = begin + header.packed_bytes
        at = zip_directory.find_local_header(file, following)


class _UnknownLength:
    """A deflated member whose length is found only by reading its stream."""

    def __init__(self, file: BinaryIO, begin: int, header: Header) -> None:
        self._file, self._begin, self._deflated = file, begin, header.method == _DEFLATED
        self.packed_bytes, self.ended = 0, False

    def __iter__(self) -> Iterator[bytes]:
        if not self._deflated:
            raise DamagedMember(Outcome.CORRUPT, "its end is recorded in the table of contents, which is missing")
        decoder = inflate.DeflateDecoder(-zlib.MAX_WBITS)
        for raw in _raw(self._file, self._begin, None):
            self.packed_bytes += len(raw)
            yield from inflate.raise_as_damaged(decoder.chunks(raw))
            if decoder.eof:
                self.packed_bytes -= len(decoder.unused_data)
                self.ended = True
                return
        raise DamagedMember(Outcome.TRUNCATED, "the archive was cut off in the middle of it")


def _entry_of_unknown_length(header: Header, taken: _UnknownLength) -> Entry:
    outcome, detail = _refusal(header)
    chunks = () if outcome else taken
    return Entry(
        name=header.name,
        chunks=chunks,
        modified=header.modified,
        modified_source=_SOURCE,
        outcome=outcome or Outcome.OK,
        detail=detail,
    )
