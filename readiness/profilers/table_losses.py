"""Tables that were read in part or not at all: what is missing of each, and why."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from readiness.model import Outcome
from readiness.profilers.base import Inputs, ProfileBuilder

OPENABLE, UNREADABLE = "availability.openable", "format.unreadable"

Key = tuple[str, str]
"""``(source, item)`` of the inventory item, or of the member, that tables were read from."""

Losses = Mapping[Key, tuple["TableLoss", ...]]

NEVER_READ = "it was listed, and no stage read it"

_LOST_STATES = frozenset({"unreadable", "partial"})
_OUTCOMES = frozenset(outcome.value for outcome in Outcome)
_QUOTED = re.compile(r"""(?<!\w)(['"`])(?:(?!\1).)*(?:\1|$)""")
_LONG_NUMBER = re.compile(r"\d{8,}")


@dataclass(frozen=True, slots=True, kw_only=True)
class TableLoss:
    """One table of which something is missing.

    ``read`` and ``of`` are rows; ``of`` is None where their number is unknown. ``why`` is a sentence without cell
    values. ``unreadable`` is True where nothing of the table could be read; ``outcome`` gives the reason.
    """

    source: str
    item: str
    container: str
    read: int
    of: int | None
    why: str
    unreadable: bool
    outcome: Outcome = Outcome.CORRUPT


def table_losses(inputs: Inputs) -> Losses:
    """The lost tables of ``table_index`` by the item that holds them.

    A table that a limit cut (``resources.table_rows``) is a sample, and an empty one is empty: neither is lost. What
    was only odd about a table that was read whole (``problem`` with ``lost`` 0) is none either.
    """
    losses_of: dict[Key, list[TableLoss]] = {}
    for row in _index_rows(inputs):
        if _is_lost(row):
            losses_of.setdefault((row["source"], row["container"]), []).append(_loss(row))
    return {key: tuple(losses) for key, losses in losses_of.items()}


def database_tables(inputs: Inputs) -> set[Key]:
    """Listed tables that have no bytes of their own, and so are never opened as files."""
    return {
        (row["source"], row["item"])
        for batch in inputs.scan("inventory", ["source", "item", "kind", "size_bytes", "state"])
        for row in batch.to_pylist()
        if row["state"] == "listed" and row["kind"] == "table" and row["size_bytes"] is None
    }


def never_read(inputs: Inputs, tables: set[Key]) -> Losses:
    """The listed tables that ``table_index`` does not name at all."""
    known = {(row["source"], row["container"]) for row in _index_rows(inputs)}
    return {key: (_never_read(*key),) for key in tables - known}


def add_losses(losses: Losses, builder: ProfileBuilder) -> None:
    """One defect per lost table: ``format.unreadable`` where nothing was read of it, else ``availability.openable``."""
    for key in sorted(losses):
        for loss in losses[key]:
            _add(loss, builder)


def _add(loss: TableLoss, builder: ProfileBuilder) -> None:
    evidence: dict[str, Any] = {"read": loss.read, "of": loss.of, "why": loss.why}
    if loss.unreadable:
        evidence["outcome"] = loss.outcome.value
    builder.defect(
        UNREADABLE if loss.unreadable else OPENABLE,
        source=loss.source,
        item=loss.item,
        related=loss.container if loss.container != loss.item else None,
        measure=None if loss.of is None else loss.read / max(1, loss.of),
        message=f"{loss.item} {_extent(loss)}: {loss.why.rstrip('.')}.",
        remedy="Ask the owner for an intact export, or correct the named place at the source; then audit again.",
        evidence=evidence,
    )


def _extent(loss: TableLoss) -> str:
    if loss.unreadable:
        return "could not be read as a table"
    of = f" of {loss.of:,}" if loss.of is not None else ""
    return f"was read in part, {loss.read:,}{of} rows"


def _index_rows(inputs: Inputs) -> Iterator[dict[str, Any]]:
    for batch in inputs.scan("table_index"):
        yield from batch.to_pylist()


def _is_lost(row: Mapping[str, Any]) -> bool:
    """True by the state, by the count, or by a problem that is not known to have cost nothing."""
    uncounted = "lost" in row and row["lost"] is None and bool(row["problem"])
    return row["state"] in _LOST_STATES or bool(row.get("lost")) or (uncounted and row["state"] != "empty")


def _loss(row: Mapping[str, Any]) -> TableLoss:
    read = int(row["rows_read"] or 0)
    unreadable = row["state"] == "unreadable"
    given = row.get("lost_why") or row["problem"] or ""
    return TableLoss(
        source=row["source"],
        item=row["item"],
        container=row["container"],
        read=read,
        of=_rows_in_all(row, read),
        why=without_values(given) or "its reader gave no reason",
        unreadable=unreadable,
        outcome=_outcome(row["problem"] or ""),
    )


def _rows_in_all(row: Mapping[str, Any], read: int) -> int | None:
    """Rows that can be read plus rows that were lost; None where the number lost is unknown."""
    lost = row.get("lost")
    return None if lost is None else max(row["rows"] or 0, read) + int(lost)


def _never_read(source: str, item: str) -> TableLoss:
    return TableLoss(source=source, item=item, container=item, read=0, of=None, why=NEVER_READ, unreadable=True)


def _outcome(problem: str) -> Outcome:
    """The outcome that a reader names first (``timeout: took longer ...``); ``CORRUPT`` where it names none."""
    named = problem.partition(":")[0].strip()
    return Outcome(named) if named in _OUTCOMES - {Outcome.OK} else Outcome.CORRUPT


def without_values(text: str) -> str:
    """A parser's message without what it quotes and without long numbers: both may be somebody's data.

    >>> without_values("Could not convert 'Ada Lovelace' to a date in row 12")
    "Could not convert '...' to a date in row 12"
    """
    return _LONG_NUMBER.sub("...", _QUOTED.sub(r"\1...\1", text))
