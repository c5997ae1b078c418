"""Names that are bytes survive being written as text."""

from __future__ import annotations

import os

from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.byte_names import item_name, item_names, real_name

file_names = st.binary(min_size=1, max_size=20).filter(lambda name: b"/" not in name and b"\0" not in name)


@settings(deadline=None)
@given(file_names)
def test_a_written_name_is_text_that_leads_back_to_its_bytes(name: bytes) -> None:
    given_name = os.fsdecode(name)
    written = item_name(given_name)
    written.encode("utf-8")
    assert given_name in {written, real_name(written)}


@settings(deadline=None)
@given(st.lists(file_names, unique=True, max_size=8))
def test_no_two_names_of_a_folder_are_written_alike(names: list[bytes]) -> None:
    given_names = [os.fsdecode(name) for name in names]
    written = item_names(given_names)
    assert sorted(written.values()) == sorted(given_names)


def test_a_valid_name_is_written_as_it_is() -> None:
    assert item_name("50%25 é\n😀") == "50%25 é\n😀"
