"""What every reader of documents promises: a reading or ``Unreadable``, whatever the bytes are.

A reader's test class inherits this and gives one whole document per format.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import ClassVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readiness.extraction import read_one
from readiness.extraction.document import RawFile, ReadResult, Unreadable
from readiness.extraction.readers import reader_of
from readiness.model import Outcome
from tests.extraction import samples

CUTS = 24
"""Places at which each sample is cut: its headers and its end are among them."""

FOREIGN = {
    "nothing": b"",
    "one byte": b"\x00",
    "zeros": b"\0" * 600,
    "every byte": bytes(range(256)) * 4,
    "words": b"The rent is due on the first day of each month. " * 20,
    "a PDF": samples.pdf(samples.shown("Rent")),
    "an archive": samples.zipped({"a.txt": "Rent"}),
    "a compound file": samples.ole({"Something": b"x" * 600}),
    "a picture": samples.png(),
}
"""What a file may hold in place of the format that its reader expects."""

CHANGES = st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), min_size=1, max_size=6)
"""Where a byte is changed, as a share of the whole, and to what."""

FEW = settings(max_examples=20, deadline=None)


class ReaderContract:
    module: ClassVar[str]
    """The reader below ``readiness.extraction.readers``."""

    whole: ClassVar[Mapping[str, bytes]]
    """By format, a small document that holds ``words``."""

    words: ClassVar[str] = "Rent is due"
    """What each of them says; "" where the reader finds no text."""

    unread: ClassVar[Outcome] = Outcome.UNSUPPORTED
    """Its answer to a whole document where ``words`` is empty."""

    def answer(self, format: str, data: bytes) -> ReadResult:  # noqa: A002 - the word of the schema
        """The reading, or the one that ``Unreadable`` stands for; any other exception fails the test."""
        reader = reader_of(format)
        assert reader is not None
        try:
            return reader.read(RawFile(data=data, name=f"sample.{format}", format=format))
        except Unreadable as stop:
            return ReadResult(outcome=stop.outcome, detail=stop.detail)

    def expected(self, format: str) -> Outcome:  # noqa: A002
        """What a whole document of the format is."""
        return Outcome.OK if self.words else self.unread

    def samples(self) -> Iterator[tuple[str, bytes]]:
        yield from self.whole.items()

    def test_a_whole_document_is_read(self) -> None:
        for format, data in self.samples():  # noqa: A001 - the word of the schema
            found = self.answer(format, data)
            assert found.outcome is self.expected(format), (format, found.detail)
            assert found.detail or found.outcome in {Outcome.OK, Outcome.NEEDS_OCR}, "it needs a reason"
            assert self.words in " ".join(found.text.split()), format

    def test_reading_twice_gives_the_same(self) -> None:
        for format, data in self.samples():  # noqa: A001
            assert self.answer(format, data) == self.answer(format, data)

    def test_a_document_that_was_cut_off_anywhere_is_an_answer(self) -> None:
        for format, data in self.samples():  # noqa: A001
            for cut in range(0, len(data), math.ceil(len(data) / CUTS)):
                found = self.answer(format, data[:cut])
                assert not (self.words and found.text == self.answer(format, data).text and cut < len(data) // 3)

    @pytest.mark.parametrize("kind", FOREIGN)
    def test_something_else_under_its_name_is_an_answer(self, kind: str) -> None:
        for format in self.whole:  # noqa: A001
            assert self.answer(format, FOREIGN[kind]).outcome in Outcome

    def test_a_document_with_changed_bytes_is_an_answer(self) -> None:
        @FEW
        @given(changes=CHANGES)  # inside, since each class that inherits it needs one of its own
        def law(changes: list[tuple[float, int]]) -> None:
            for format, data in self.samples():  # noqa: A001 - the word of the schema
                changed = bytearray(data)
                for share, byte in changes:
                    changed[int(share * len(changed))] = byte
                assert self.answer(format, bytes(changed)).outcome in Outcome

        law()

    def test_no_bytes_are_never_read_well(self) -> None:
        for format in self.whole:  # noqa: A001
            raw = RawFile(data=b"", name=f"sample.{format}", format=format)
            assert read_one.read(raw, max_characters=1000).reading.outcome is not Outcome.OK
