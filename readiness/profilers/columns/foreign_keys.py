"""Foreign keys between tables: declared by the database, named in the config, or inferred from names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from readiness.profilers.columns.table_source import StagedTable

MAX_PARENTS = 5
"""Tables tried as the parent of one column, by item; a bound of time."""

_PREFIX_SHARE = 0.8
_GENERIC = frozenset(
    {"", "id", "key", "no", "nr", "num", "number", "code", "name", "index", "idx", "uuid", "guid", "ref"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """``columns`` of ``child`` name ``to`` columns of ``parent``. ``origin``: declared, configured or inferred.

    ``problem`` is the reason why a configured link cannot be checked; then ``parent`` is None.
    """

    child: StagedTable
    columns: tuple[str, ...]
    parent: StagedTable | None
    to: tuple[str, ...]
    origin: str
    problem: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyFacts:
    """Keys of one table: columns unique in every row, those that are ids, and declared keys."""

    table: StagedTable
    unique: frozenset[str]
    ids: tuple[str, ...]

    @property
    def keys(self) -> tuple[str, ...]:
        """Single columns that identify a row."""
        declared = self.table.keys if len(self.table.keys) == 1 else ()
        return tuple(dict.fromkeys([*declared, *self.ids]))


def find_links(tables: Sequence[KeyFacts], configured: Mapping[str, str]) -> list[Link]:
    """The links of one source's tables, each child columns once: configured before declared before inferred."""
    links = [*_configured_links(tables, configured), *_declared_links(tables)]
    taken = {(link.child.item, column) for link in links for column in link.columns}
    evident = [link for link in _inferred_links(tables) if (link.child.item, link.columns[0]) not in taken]
    unique: dict[tuple[str, tuple[str, ...]], Link] = {}
    for link in links:
        unique.setdefault((link.child.item, link.columns), link)
    return [*unique.values(), *evident]


def table_named(tables: Sequence[StagedTable], name: str) -> list[StagedTable]:
    """Tables that a user may mean: by whole item, by name inside a container or schema, or by file stem."""
    exact = [table for table in tables if table.item == name]
    return exact or [table for table in tables if name.lower() in _short_names(table.item)]


def _short_names(item: str) -> set[str]:
    container, _, inner = item.rpartition("!")
    tail = inner or container
    stem = PurePosixPath(tail).stem
    return {tail.lower(), stem.lower(), tail.rpartition(".")[2].lower(), PurePosixPath(tail).name.lower()}


def _configured_links(tables: Sequence[KeyFacts], configured: Mapping[str, str]) -> list[Link]:
    staged = [facts.table for facts in tables]
    links = []
    for child_name, parent_name in sorted(configured.items()):
        (child_table, _, child_column), (parent_table, _, parent_column) = (
            child_name.rpartition("."),
            parent_name.rpartition("."),
        )
        parents = [table for table in table_named(staged, parent_table) if parent_column in table.names]
        problem = "" if len(parents) == 1 else f"{parent_name} names {len(parents)} columns that were read, not one"
        for child in table_named(staged, child_table):
            if child_column in child.names:
                parent = parents[0] if not problem else None
                to = (parent_column,)
                links.append(
                    Link(
                        child=child, columns=(child_column,), parent=parent, to=to, origin="configured", problem=problem
                    )
                )
    return links


def _declared_links(tables: Sequence[KeyFacts]) -> list[Link]:
    by_item = {facts.table.item: facts.table for facts in tables}
    links = []
    for facts in tables:
        for reference in facts.table.references:
            parent = by_item.get(reference.table)
            known = parent is not None and set(reference.to) <= set(parent.names)
            if set(reference.columns) <= set(facts.table.names):
                links.append(
                    Link(
                        child=facts.table,
                        columns=reference.columns,
                        parent=parent if known else None,
                        to=reference.to,
                        origin="declared",
                        problem="" if known else f"the parent table {reference.table} was not read",
                    )
                )
    return links


def _inferred_links(tables: Sequence[KeyFacts]) -> list[Link]:
    """Columns named like another table's key: the same name, ``<table>_id``, or the same after a table's prefix."""
    parents: dict[str, list[tuple[StagedTable, str]]] = {}
    shared = {facts.table.item: _shared_prefix(facts.table) for facts in tables}
    for facts in tables:
        for key in facts.keys:
            for name in _key_names(facts.table, key, shared[facts.table.item]):
                parents.setdefault(name, []).append((facts.table, key))
    links = []
    for facts in tables:
        known = facts.unique.union(facts.keys)
        for column in facts.table.names if parents else ():
            if column not in known:
                names = {_fold_name(column), _fold_name(column.removeprefix(shared[facts.table.item]))}
                links.extend(_links_of(facts.table, column, names, parents))
    return links


def _links_of(
    child: StagedTable, column: str, names: set[str], parents: Mapping[str, list[tuple[StagedTable, str]]]
) -> list[Link]:
    meant = {(table.item, key): (table, key) for name in names for table, key in parents.get(name, ())}
    others = [meant[key] for key in sorted(meant) if meant[key][0].item != child.item][:MAX_PARENTS]
    return [Link(child=child, columns=(column,), parent=table, to=(key,), origin="inferred") for table, key in others]


def _key_names(table: StagedTable, key: str, prefix: str) -> set[str]:
    """Names by which other tables may call this key."""
    bare = _fold_name(key.removeprefix(prefix))
    names = {_fold_name(key), bare} - _GENERIC
    if bare in _GENERIC - {"", "name"}:
        names |= {f"{singular}{bare}" for name in _short_names(table.item) for singular in _singulars(_fold_name(name))}
    return names


def _singulars(name: str) -> set[str]:
    forms = {name}
    if name.endswith("ies"):
        forms.add(f"{name[:-3]}y")
    if name.endswith("es"):
        forms.add(name[:-2])
    return forms | ({name[:-1]} if name.endswith("s") else set())


def _fold_name(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


def _shared_prefix(table: StagedTable) -> str:
    """``o_`` where most columns of the table begin with it (``o_custkey`` is ``custkey`` there), else nothing."""
    prefixes = Counter(name.partition("_")[0] for name in table.names if name.partition("_")[2])
    prefix, alike = max(prefixes.items(), key=lambda one: one[1], default=("", 0))
    return f"{prefix}_" if len(table.names) > 1 and alike >= _PREFIX_SHARE * len(table.names) else ""
