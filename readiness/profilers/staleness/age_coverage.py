"""Coverage of the measures of ``currency.*``: documents that were opened, and tables that were read whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from readiness.census import DOCUMENT, ITEM
from readiness.profilers.base import Inputs
from readiness.profilers.item_coverage import Examined
from readiness.profilers.staleness.claims_table import ClaimsTable
from readiness.profilers.table_coverage import holders_examined

_SEARCHED = {
    "currency.stale": "no item with a trusted date among {} items",
    "currency.undated": "no document among {} items",
    "currency.bulk_reset": "no file time among {} items",
    "currency.review_overdue": "no document that states a review date among {} documents",
    "currency.withdrawn": "no document among {} items",
    "currency.invalid": "no document among {} items",
}
_OF_ITEMS = frozenset({"currency.stale", "currency.bulk_reset"})


def examined_by(inputs: Inputs, claims_table: ClaimsTable) -> Callable[[str, str], Examined]:
    """Return a function that gives the coverage of an indicator in a source: ``(indicator, source) -> Examined``."""
    documents, items = inputs.coverage(DOCUMENT), inputs.coverage(ITEM)
    opened, dated_items = _opened_documents(claims_table), items_searched(inputs, claims_table)

    def of_source(indicator: str, source: str) -> Examined:
        if indicator not in _OF_ITEMS:
            searched = _SEARCHED[indicator].format(opened[source])
            return documents.of_source(source, opened[source], searched=searched)
        every = items.total(source)
        looked_at = every if indicator == "currency.bulk_reset" else dated_items[source]
        return items.of_source(source, looked_at, searched=_SEARCHED[indicator].format(every))

    return of_source


def items_searched(inputs: Inputs, claims_table: ClaimsTable) -> dict[str, int]:
    """Items per source in which a date was searched: documents that were opened, tables that were read whole."""
    items, index, opened = inputs.coverage(ITEM), inputs.table("table_index"), _opened_documents(claims_table)
    names = set(index["item"].to_pylist())
    documents_of = {source.name: opened[source.name] for source in inputs.project.sources}
    return {
        name: min(documents + holders_examined(index, name, names), items.total(name))
        for name, documents in documents_of.items()
    }


def _opened_documents(claims_table: ClaimsTable) -> Counter[str]:
    return Counter(dated.key[0] for dated in claims_table.dated if not dated.table)
