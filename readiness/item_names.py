"""Names of items that lie inside others: ``outer.zip!folder/inner.pdf``, ``box.mbox!0001.eml!report.docx``."""

from __future__ import annotations

import re

_CONTAINER = re.compile(r"(\.\w{2,8})!(?=.)")


def as_path(item: str) -> str:
    """The item as if its containers were folders; a ``!`` that separates nothing stays.

    >>> as_path("mail/2024.zip!letters/acme.pdf"), as_path("notes/wow!.txt")
    ('mail/2024.zip/letters/acme.pdf', 'notes/wow!.txt')
    """
    return _CONTAINER.sub(r"\1/", item)
