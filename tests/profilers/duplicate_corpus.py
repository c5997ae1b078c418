"""A few documents written as the stage files that the duplicates and content profilers read."""

import datetime as dt
import hashlib
import random
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from readiness import schemas
from readiness.config.project import Project
from readiness.profilers.base import Inputs

AS_OF = dt.date(2026, 11, 22)


def prose(seed: int, count: int = 200) -> str:
    """Text that nothing else shares: one seed, one wording."""
    return " ".join(f"{word}{seed}" for word in random.Random(seed).choices([f"w{n}" for n in range(900)], k=count))


def edited(text: str, places: int) -> str:
    """The text with ``places`` words replaced, evenly spread: each costs five shingles on either side."""
    words = text.split()
    for n in range(places):
        words[(n + 1) * len(words) // (places + 1)] = f"edit{n}"
    return " ".join(words)


class DuplicateCorpus:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.rows: dict[str, list[dict[str, Any]]] = {"profile_documents": [], "document_text": [], "date_claims": []}

    def document(self, item: str, text: str = "", content: bytes | None = None, **facts: Any) -> None:
        """One document; its bytes are those of its text unless ``content`` is given."""
        data = f"{item.rpartition('.')[2]}:{text}".encode() if content is None else content
        named = {"source": facts.pop("source", "docs"), "item": item}
        extension = item.rpartition(".")[2]
        profile = {
            "kind": "document",
            "sha256": hashlib.sha256(data).hexdigest(),
            "size_bytes": len(data),
            "claimed": extension,
            "format": extension,
            "outcome": "ok",
            "title": "",
            "language": "en",
            "characters": len(text),
            "text_sha256": hashlib.sha256(" ".join(text.split()).encode()).hexdigest() if text else "",
        }
        self.rows["profile_documents"].append({**named, **profile, **facts})
        if text:
            self.rows["document_text"].append({**named, "text": text})

    def date(self, item: str, date: str, kind: str, *, trusted: bool = True, source: str = "docs") -> None:
        claim = {"date": dt.date.fromisoformat(date), "kind": kind, "date_source": "test", "trusted": trusted}
        self.rows["date_claims"].append({"source": source, "item": item, **claim})

    def inputs(self, *sources: str, **project: Any) -> Inputs:
        for name, rows in self.rows.items():
            pq.write_table(pa.Table.from_pylist(rows, schema=schemas.STAGES[name]), self.folder / f"{name}.parquet")
        listed = [{"name": name, "url": "."} for name in sources or ("docs",)]
        facts = {"project": "test", "sources": listed, **project}
        return Inputs(project=Project.model_validate(facts), as_of=AS_OF, folder=self.folder)
