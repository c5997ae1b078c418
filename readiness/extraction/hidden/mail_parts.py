"""Hidden text of mails: that of their HTML parts. A first short line that is not shown is a preview, and usual."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes

from readiness.extraction.document import RawFile
from readiness.extraction.hidden.hidden_text import HiddenText
from readiness.extraction.hidden.page_elements import find_in_page
from readiness.extraction.readers.html import as_html

PREVIEW_CHARACTERS = 250
"""Longest preview that programs show beside the subject. Chosen by us."""
_MAX_PARTS = 200


def find(raw: RawFile) -> Iterator[HiddenText]:
    """The hidden texts of the mail's HTML parts; attached mails are items of their own."""
    message = message_from_bytes(raw.data)
    for number, part in enumerate(message.walk()):
        if number >= _MAX_PARTS:
            raise ValueError("too many parts to examine")
        data = part.get_payload(decode=True) if part.get_content_type() == "text/html" else None
        if isinstance(data, bytes):
            for place, one in enumerate(find_in_page(as_html(data).text)):
                is_preview = place == 0 and len(one.text) <= PREVIEW_CHARACTERS
                yield replace(one, usual=one.usual or is_preview)
