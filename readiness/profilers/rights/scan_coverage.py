"""Items that the search for personal data and secrets covers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping

import pyarrow as pa
import pyarrow.compute as pc

from readiness.census import DOCUMENT, ITEM, WITHOUT_TEXT
from readiness.model import READABLE_OUTCOMES
from readiness.profilers.base import Inputs
from readiness.profilers.item_coverage import Examined
from readiness.profilers.table_coverage import holders_examined


def examined_items(
    inputs: Inputs, scanned: Mapping[str, int], unread: Collection[tuple[str, str]] = ()
) -> Callable[[str], Examined]:
    """The coverage of each source's measures: documents scanned (``scanned``), documents without any text, whole
    tables.

    A scan that waits for OCR, a file that does not open and a table that was lost in part could not be examined; nor
    could a table with a column of a type that is not scanned (``unread``: source and table).
    """
    coverage, index = inputs.coverage(ITEM), inputs.table("table_index")
    names, blank = set(index["item"].to_pylist()), _without_text(inputs)

    def of_source(source: str) -> Examined:
        documents = scanned.get(source, 0) + blank[source]
        tables = holders_examined(index, source, names - {item for of, item in unread if of == source})
        looked_at = min(documents + tables, coverage.total(source))
        return coverage.of_source(source, looked_at, searched=f"no text and no column among {looked_at} items")

    return of_source


def _without_text(inputs: Inputs) -> Counter[str]:
    """Documents per source that opened and hold not one character, so that there is nothing to scan."""
    wanted = pa.array(sorted(READABLE_OUTCOMES - WITHOUT_TEXT), pa.string())
    blank: Counter[str] = Counter()
    for batch in inputs.scan("profile_documents", ["source", "kind", "outcome", "characters"]):
        opened = pc.and_(pc.equal(batch["kind"], DOCUMENT), pc.is_in(batch["outcome"], value_set=wanted))
        none = pc.equal(pc.fill_null(batch["characters"], 0), 0)
        blank.update(batch.filter(pc.and_(opened, none))["source"].to_pylist())
    return blank
