"""Tables of a database as items: how they are named, which ones a source means, and those it names in vain."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from connectors.classify import of_kind
from connectors.globs import filter_of
from connectors.rows import Row
from readiness.config import Source
from readiness.config_problems import did_you_mean


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """A table or view. ``schema`` is empty when it is the default one (``public``, ``main``); ``rows`` if known."""

    name: str
    schema: str = ""
    is_view: bool = False
    rows: int | None = None
    owner: str | None = None
    problem: str = ""
    """Why it cannot be read; empty when it can."""

    @property
    def item(self) -> str:
        """``table`` or ``schema.table``; a name that holds a dot is quoted, so that no two items are alike."""
        return ".".join(_quoted(part) for part in (self.schema, self.name) if part)


def wanted(relations: Iterable[Relation], source: Source) -> Iterator[Relation | str]:
    """What ``source`` means: the tables it names, or all; views only by name, for they show what tables hold.

    A named table that is not there comes as its bare name. In item order.
    """
    known = {relation.item: relation for relation in relations}
    chosen: dict[str, Relation | str] = {}
    if source.tables:
        for name in source.tables:
            relation = _named(name, known)
            chosen[relation.item if relation else name] = relation or name
    else:
        chosen |= {item: relation for item, relation in known.items() if not relation.is_view}
    wants = filter_of(source.include, source.exclude).wants
    yield from (chosen[item] for item in sorted(chosen) if wants(item))


def rows_of(relations: Sequence[Relation], source: Source) -> Iterator[Row]:
    """One inventory row per wanted table; ``unreachable`` when it cannot be read or has vanished."""
    items = [relation.item for relation in relations]
    for found in wanted(relations, source):
        if isinstance(found, str):
            problem = f"there is no such table{did_you_mean(found, items)}"
            yield Row(item=found, kind="table", state="unreachable", problem=problem)
        elif found.problem:
            yield Row(item=found.item, kind="table", owner=found.owner, state="unreachable", problem=found.problem)
        else:
            yield Row(item=found.item, kind="table", rows=found.rows, owner=found.owner)


def find(item: str, relations: Iterable[Relation], where: str) -> Relation:
    """The relation an item names. Raises ``Terminal`` of kind ``missing`` when it is not there (any more)."""
    known = {relation.item: relation for relation in relations}
    relation = _named(item, known)
    if relation is None:
        raise of_kind("missing", f"there is no table {item!r}{did_you_mean(item, known)}", where=where)
    return relation


def _named(name: str, known: dict[str, Relation]) -> Relation | None:
    """By item; then with the default schema written out, or in other letter case, when only one fits."""
    if name in known:
        return known[name]
    tail = name.partition(".")[2]
    if name.partition(".")[0] in {"public", "main", "dbo"} and tail in known:
        return known[tail]
    folded = [relation for item, relation in known.items() if item.casefold() == name.casefold()]
    return folded[0] if len(folded) == 1 else None


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"' if "." in name or '"' in name else name
