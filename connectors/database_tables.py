"""Tables of a database as items: how they are named, which ones a source means, and those it names in vain."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from connectors.error_kinds import of_kind
from connectors.globs import Filter, filter_of
from connectors.inventory_rows import Row
from connectors.left_out import PATTERN, SYSTEM, VIEW, ItemCount, ListingLog
from readiness.config.problems import did_you_mean
from readiness.config.project import Source
from readiness.errors import AccessError, Terminal
from readiness.tables.base import TableStream

READ_TRIES = 5
"""Tables that a probe tries before it reports that none can be read. Chosen by us, as for files."""


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
    is_shut: bool = False
    """Whether its schema may not be entered."""

    @property
    def item(self) -> str:
        """``table`` or ``schema.table``; a name that holds a dot is quoted, so that no two items are alike."""
        return ".".join(_quote(part) for part in (self.schema, self.name) if part)


def select_relations(relations: Iterable[Relation], source: Source) -> Iterator[Relation | str]:
    """Tables of ``source``: those it names, or all; views only by name, because they show the content of tables.

    A named table that is not there comes as its bare name; a shut schema's tables come only by name. In item order.
    """
    known = {relation.item: relation for relation in relations}
    chosen: dict[str, Relation | str] = {}
    if source.tables:
        for name in source.tables:
            relation = _find_by_name(name, known)
            chosen[relation.item if relation else name] = relation or name
    else:
        chosen |= {item: one for item, one in known.items() if not (one.is_view or one.is_shut)}
    filtered = filter_of(source.include, source.exclude)
    for item in sorted(chosen):
        one = chosen[item]
        if filtered.wants(item) and not (isinstance(one, Relation) and _is_excluded(one.schema, filtered)):
            yield one


def rows_of(relations: Sequence[Relation], source: Source, log: ListingLog | None = None) -> Iterator[Row]:
    """One inventory row per wanted table; ``unreachable`` when it cannot be read or has vanished."""
    items = [relation.item for relation in relations]
    chosen = list(select_relations(relations, source))
    _note_left_out([one for one in relations if one not in set(chosen)], source, log or ListingLog())
    for one in chosen:
        if isinstance(one, str):
            problem = f"there is no such table{did_you_mean(one, items)}"
            yield Row(item=one, kind="table", state="unreachable", problem=problem)
        elif one.problem:
            yield Row(item=one.item, kind="table", owner=one.owner, state="unreachable", problem=one.problem)
        else:
            yield Row(item=one.item, kind="table", rows=one.rows, owner=one.owner)


def read_one_of(relations: Iterable[Relation | str], read: Callable[[str], TableStream]) -> str:
    """Read a row of the first table that gives one: one broken view does not make a database unreadable.

    The first refusal is raised where none of some tables can be read, and at once where the database does not answer.
    """
    refusal: AccessError | None = None
    readable = (relation for relation in relations if isinstance(relation, Relation) and not relation.problem)
    for relation in islice(readable, READ_TRIES):
        try:
            for _ in read(relation.item).batches:
                break
            return ""
        except Terminal as error:
            refusal = refusal or error
    if refusal:
        raise refusal
    return ""


def note_system_schemas(names: Iterable[str], log: ListingLog | None) -> None:
    """Count the schemas in which a database keeps its own tables, one each."""
    if log is not None:
        for name in names:
            log.leave_out(SYSTEM, name, ItemCount(items=1, bytes=None))


def _note_left_out(relations: Sequence[Relation], source: Source, log: ListingLog) -> None:
    """Record why a relation is no item: its schema is excluded or not readable, it is a view, or was not asked for."""
    filtered = filter_of(source.include, source.exclude)
    places: dict[str, list[Relation]] = {}
    for relation in relations:
        if _is_excluded(relation.schema, filtered) or (relation.is_shut and not source.tables):
            places.setdefault(relation.schema, []).append(relation)
        else:
            reason = VIEW if relation.is_view else PATTERN
            log.leave_out(reason, relation.item, ItemCount(items=1, bytes=None))
    for schema, names in sorted(places.items()):
        if _is_excluded(schema, filtered):
            log.exclude(schema, ItemCount(items=len(names), bytes=None))
        else:
            name = schema or "the default schema"
            log.add_unlisted(name, of_kind("forbidden", "no permission to use this schema", where=name))


def _is_excluded(schema: str, filtered: Filter) -> bool:
    """Return whether ``exclude`` names a schema, or all its tables (``schema.*``)."""
    return bool(schema) and not (filtered.enters(schema) and filtered.enters(f"{schema}."))


def find(item: str, relations: Iterable[Relation], where: str) -> Relation:
    """The relation an item names. Raises ``Terminal`` of kind ``missing`` when it is not there (any more)."""
    known = {relation.item: relation for relation in relations}
    relation = _find_by_name(item, known)
    if relation is None:
        raise of_kind("missing", f"there is no table {item!r}{did_you_mean(item, known)}", where=where)
    return relation


def _find_by_name(name: str, known: dict[str, Relation]) -> Relation | None:
    """By item; then with the default schema written out, or in other letter case, when only one fits."""
    if name in known:
        return known[name]
    tail = name.partition(".")[2]
    if name.partition(".")[0] in {"public", "main", "dbo"} and tail in known:
        return known[tail]
    folded = [relation for item, relation in known.items() if item.casefold() == name.casefold()]
    return folded[0] if len(folded) == 1 else None


def _quote(name: str) -> str:
    return '"' + name.replace('"', '""') + '"' if "." in name or '"' in name else name
