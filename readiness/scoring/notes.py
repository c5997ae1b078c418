"""Sentences of the card on what its numbers do not show: completeness of metadata, limits of a measurement."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa
import pyarrow.compute as pc

from readiness.config.project import Project


def metadata_notes(metadata: pa.Table) -> tuple[str, ...]:
    """One sentence per source with documents, from ``schemas.DOCUMENT_METADATA``."""
    return tuple(_metadata_notes(metadata))


def access_notes(project: Project, inventory: pa.Table) -> tuple[str, ...]:
    """One sentence per source with an audience whose readers were told, from ``schemas.INVENTORY``."""
    stated = set(inventory.filter(pc.is_valid(inventory["readers"]))["source"].to_pylist())
    return tuple(
        f"access of {source.name}: by the modes and access lists of the files as they lie here; of a copy they prove "
        "nothing about the system it came from"
        for source in project.sources
        if source.audience and source.name in stated
    )


def person_notes(project: Project) -> tuple[str, ...]:
    """The sentence on how persons and places were searched for."""
    if project.rights.persons == "model":
        return ("persons and places: in texts by pattern and by the model of rights.model, in tables by pattern",)
    return ("persons: by pattern, recall about one half; places: in addresses only; rights.persons: model finds more",)


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
