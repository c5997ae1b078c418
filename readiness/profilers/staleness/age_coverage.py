"""What the measures of ``currency.*`` cover: documents that were opened, and tables that were read whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from readiness.census import DOCUMENT, ITEM
from readiness.profilers.base import Inputs
from readiness.profilers.item_coverage import Examined
from readiness.profilers.staleness.claims_table import Records
from readiness.profilers.table_coverage import holders_examined

_SEARCHED = {
    "currency.stale": "no item with a trusted date among {} items",
    "currency.undated": "no document among {} items",
    "currency.bulk_reset": "no file time among {} items",
    "currency.review_overdue": "no document that states a review date among {} documents",
    "currency.withdrawn": "no document among {} items",
}
_OF_ITEMS = frozenset({"currency.stale", "currency.bulk_reset"})


def examined_by(inputs: Inputs, records: Records) -> Callable[[str, str], Examined]:
    """What each indicator covers in each source: ``(indicator, source) -> Examined``."""
    documents, items = inputs.coverage(DOCUMENT), inputs.coverage(ITEM)
    opened, dated_items = _opened(records), items_searched(inputs, records)

    def examined(indicator: str, source: str) -> Examined:
        if indicator not in _OF_ITEMS:
            searched = _SEARCHED[indicator].format(opened[source])
            return documents.examined(source, opened[source], searched=searched)
        every = items.total(source)
        looked_at = every if indicator == "currency.bulk_reset" else dated_items[source]
        return items.examined(source, looked_at, searched=_SEARCHED[indicator].format(every))

    return examined


def items_searched(inputs: Inputs, records: Records) -> dict[str, int]:
    """Items per source in which a date was searched: documents that were opened, tables that were read whole."""
    items, index, opened = inputs.coverage(ITEM), inputs.table("table_index"), _opened(records)
    names = set(index["item"].to_pylist())
    found = {source.name: opened[source.name] for source in inputs.project.sources}
    return {
        name: min(documents + holders_examined(index, name, names), items.total(name))
        for name, documents in found.items()
    }


def _opened(records: Records) -> Counter[str]:
    return Counter(dated.key[0] for dated in records.dated if not dated.table)
