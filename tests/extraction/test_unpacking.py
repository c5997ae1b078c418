"""Readers of containers, entry by entry: every way of packing, and what damage and malice look like."""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.extraction.document import Unreadable
from readiness.extraction.unpacking import entries
from readiness.extraction.unpacking.entry import DamagedMember
from readiness.model import Outcome
from tests.extraction import samples
from tests.extraction.test_members import NOTE, tarred


def taken(data: bytes, format: str, name: str = "a") -> dict[str, bytes]:  # noqa: A002
    return {entry.name: b"".join(entry.chunks) for entry in entries(io.BytesIO(data), format, name)}


def stop(data: bytes, format: str) -> tuple[list[str], Outcome]:  # noqa: A002
    """Names before the end, and why it ended."""
    names: list[str] = []
    with pytest.raises(Unreadable) as caught:
        names.extend(entry.name for entry in entries(io.BytesIO(data), format, "a") if _drawn(entry.chunks))
    return names, caught.value.outcome


def _drawn(chunks: Iterable[bytes]) -> bool:
    """Draw what there is to draw, in the pieces that memory is bounded by."""
    try:
        return all(len(chunk) <= 1 << 20 for chunk in chunks)
    except DamagedMember:
        return True


@pytest.mark.parametrize(
    "method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA], ids=str
)
def test_zips_are_read_whatever_packed_them(method: int) -> None:
    out, text = io.BytesIO(), NOTE * 10_000
    with zipfile.ZipFile(out, "w", method) as archive:
        archive.writestr("note.txt", text)
        archive.writestr("empty.txt", b"")
    assert taken(out.getvalue(), "zip") == {"note.txt": text, "empty.txt": b""}


class _Pipe(io.RawIOBase):
    """Where writing is all that can be done: zips then carry data descriptors."""

    def __init__(self) -> None:
        self.data = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        self.data += bytes(data)  # type: ignore[call-overload]
        return len(data)  # type: ignore[arg-type]


def streamed() -> bytes:
    pipe = _Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("one.txt", NOTE * 20)
        archive.writestr("two.txt", b"Two.")
    return bytes(pipe.data)


def test_sizes_that_follow_the_data_are_found_with_and_without_a_table_of_contents() -> None:
    data = streamed()
    whole = {"one.txt": NOTE * 20, "two.txt": b"Two."}
    assert taken(data, "zip") == whole
    assert stop(data[: data.index(b"PK\x01\x02")], "zip") == (["one.txt", "two.txt"], Outcome.TRUNCATED)


def test_bytes_before_an_archive_are_no_part_of_it() -> None:
    assert taken(b"#!/bin/sh\nexit\n" + samples.zipped({"note.txt": NOTE}), "zip") == {"note.txt": NOTE}


def named(raw: bytes, flags: int) -> bytes:
    """A zip of one member whose name is ``raw``."""
    data = bytearray(samples.zipped({"x" * len(raw): NOTE}).replace(b"x" * len(raw), raw))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        struct.pack_into("<H", data, data.index(mark) + offset, flags)
    return bytes(data)


@pytest.mark.parametrize(
    ("raw", "flags", "name"),
    [
        ("Übersicht.txt".encode(), 0x800, "Übersicht.txt"),
        ("Übersicht.txt".encode(), 0, "Übersicht.txt"),
        ("Übersicht.txt".encode("cp437"), 0, "Übersicht.txt"),
        (b"\xff\xfe.txt", 0x800, "\udcff\udcfe.txt"),
    ],
)
def test_names_are_utf8_where_they_are_any_else_code_page_437(raw: bytes, flags: int, name: str) -> None:
    assert list(taken(named(raw, flags), "zip")) == [name]


def test_members_that_lie_on_one_another_are_a_bomb() -> None:
    data = samples.zipped({"a.txt": NOTE * 40, "b.txt": NOTE * 40})
    second = data.index(b"PK\x01\x02", data.index(b"PK\x01\x02") + 4)
    overlapping = data[: second + 42] + struct.pack("<I", 10) + data[second + 46 :]
    assert stop(overlapping, "zip") == ([], Outcome.HOSTILE)


def test_a_claimed_size_takes_no_memory_and_is_found_to_be_a_lie() -> None:
    data = bytearray(samples.zipped({"a.txt": NOTE}))
    struct.pack_into("<I", data, data.index(b"PK\x01\x02") + 24, 0x7FFFFFFF)
    (entry,) = entries(io.BytesIO(bytes(data)), "zip", "a")
    with pytest.raises(DamagedMember, match="of its 2147483647 bytes"):
        b"".join(entry.chunks)


def test_the_forks_and_folders_of_a_packer_are_no_members() -> None:
    assert list(taken(samples.zipped({"a/": b"", "a/x.txt": NOTE, "__MACOSX/a/._x.txt": b"\0"}), "zip")) == ["a/x.txt"]


def header(name: str, size: int, kind: bytes = b"0") -> bytes:
    block = bytearray(512)
    block[: len(name)] = name.encode()
    block[124:136] = b"%011o\0" % size
    block[156:157] = kind
    block[257:263] = b"ustar\0"
    block[148:156] = b" " * 8
    block[148:156] = b"%06o\0 " % sum(block)
    return bytes(block)


def padded(data: bytes) -> bytes:
    return data.ljust(-(-len(data) // 512) * 512, b"\0")


def test_long_names_and_pax_records_name_the_member_that_follows() -> None:
    record = "30 path=legal/übersicht.txt\n".encode()
    pax = str(len(record)).encode() + record[2:]
    data = header("long", 120, b"L") + padded(b"d/" * 59 + b"x\0") + header("short", 4) + padded(b"Four")
    data += header("pax", len(pax), b"x") + padded(pax) + header("short", 4) + padded(b"Four") + bytes(1024)
    assert taken(data, "tar") == {"d/" * 59 + "x": b"Four", "legal/übersicht.txt": b"Four"}


@pytest.mark.parametrize(
    ("data", "outcome"),
    [
        (tarred({"a": NOTE})[:1024], Outcome.TRUNCATED),
        (tarred({"a": NOTE})[:1024] + b"\1" * 512, Outcome.CORRUPT),
        (header("long", 1 << 40, b"L"), Outcome.HOSTILE),
        (header("a", 1 << 40) + NOTE, Outcome.TRUNCATED),
    ],
)
def test_tars_that_are_cut_damaged_or_built_to_harm(data: bytes, outcome: Outcome) -> None:
    assert stop(data, "tar")[1] is outcome


def test_gzip_streams_one_behind_the_other_are_one_file_and_what_follows_is_left_alone() -> None:
    one = zlib.compressobj(wbits=31)
    stream = one.compress(NOTE) + one.flush()
    assert taken(stream + stream + bytes(100), "gz", "in/x.txt.gz") == {"x.txt": NOTE * 2}
    assert taken(stream + b"rubbish", "gz", "x") == {"x": NOTE}
    assert stop(stream[:-4], "gz")[1] is Outcome.TRUNCATED


def test_messages_begin_at_from_lines_and_not_at_words() -> None:
    box = (
        b"From a@b Mon Jun  1 10:00:00 2009\nSubject: One\n\nFrom here on 1999 all is well.\n\n"
        b"From a@b Mon Jun  1 10:00:00 2009\n\nTwo.\n"
    )
    assert taken(box, "mbox") == {
        "0001.eml": b"Subject: One\n\nFrom here on 1999 all is well.\n",
        "0002.eml": b"\nTwo.\n",
    }


OUTLOOK = {
    "__substg1.0_0037001F": "Lease".encode("utf-16-le"),
    "__substg1.0_1000001F": "See below.".encode("utf-16-le"),
    "__attach_version1.0_#00000000/__substg1.0_37010102": NOTE,
    "__attach_version1.0_#00000001/__substg1.0_3707001F": "link.txt".encode("utf-16-le"),
}


def test_attachments_of_outlook_messages_are_taken_out_and_links_named() -> None:
    found = list(entries(io.BytesIO(samples.ole(OUTLOOK)), "msg", "a.msg"))
    assert [(entry.name, entry.outcome) for entry in found] == [("unnamed", "ok"), ("link.txt", "unsupported")]


@pytest.mark.parametrize(
    ("format", "data"),
    [
        ("zip", samples.zipped({"a.txt": NOTE * 30, "b.txt": b"x"})),
        ("tar", tarred({"a.txt": NOTE * 30, "b.txt": b"x"})),
        ("gz", zlib.compress(NOTE * 30, wbits=31)),
        ("mbox", b"From a@b Mon Jun  1 10:00:00 2009\nSubject: One\n\nBody\n"),
    ],
)
@given(draw=st.data())
def test_damage_is_an_answer_and_never_another_exception(format: str, data: bytes, draw: st.DataObject) -> None:  # noqa: A002
    spoiled = bytearray(data)
    for _ in range(draw.draw(st.integers(1, 4))):
        spoiled[draw.draw(st.integers(0, len(data) - 1))] = draw.draw(st.integers(0, 255))
    cut = draw.draw(st.integers(0, len(data)))
    try:
        for entry in entries(io.BytesIO(bytes(spoiled[:cut])), format, "a"):
            assert _drawn(entry.chunks)
    except Unreadable:
        return
