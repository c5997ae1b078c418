"""Sentences of the card on what its numbers do not show: how complete the metadata of documents is."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa


def metadata_notes(metadata: pa.Table) -> tuple[str, ...]:
    """One sentence per source with documents, from ``schemas.DOCUMENT_METADATA``."""
    return tuple(_metadata_notes(metadata))


def _metadata_notes(metadata: pa.Table) -> Iterator[str]:
    rows = metadata.to_pylist()
    for source in dict.fromkeys(row["source"] for row in rows):
        own = [row for row in rows if row["source"] == source]
        shares = ", ".join(f"{row['field']} {_percent(row['present'], row['documents'])}" for row in own)
        yield f"metadata of the {own[0]['documents']:,} documents of {source}: {shares}"


def _percent(part: int, whole: int) -> str:
    """A share in whole per cent; one that is not quite nothing or not quite all is never shown as such."""
    rounded = round(100 * part / max(1, whole))
    return f"{min(99, max(1, rounded)) if 0 < part < whole else rounded} %"
