"""Record of the listing of each source: written beside its inventory by the first stage, read for the scorecard."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from connectors.base import Connector
from connectors.error_kinds import access_error
from connectors.left_out import EXAMPLES, ListingLog
from dagster_project.audit.context import Audit, inventory_stage
from readiness import schemas
from readiness.census import COMPANION
from readiness.config.project import Source
from readiness.errors import AccessError
from readiness.model import LeftOut, Listing
from readiness.progress import Progress
from readiness.storage import store

UNREACHABLE = "unreachable"


def list_items(connector: Connector, log: ListingLog, progress: Progress) -> pa.Table:
    """Every item as ``schemas.INVENTORY``; a listing that breaks midway is a place that could not be listed.

    Raises ``AccessError`` where it broke before the first item.
    """
    batches: list[pa.RecordBatch] = []
    try:
        for batch in connector.list(log):
            batches.append(batch)
            progress(sum(one.num_rows for one in batches), 0)
    except AccessError as error:
        if not batches:
            raise
        log.add_unlisted(_rest_after(batches[-1]), error)
    except OSError as error:
        if not batches:
            raise access_error(error, where=connector.name) from None
        log.add_unlisted(_rest_after(batches[-1]), error)
    table = pa.Table.from_batches(batches, schema=schemas.INVENTORY)
    return table.sort_by([("source", "ascending"), ("item", "ascending")])


def with_readers(table: pa.Table, *, declared: bool) -> pa.Table:
    """The inventory with ``readers`` as the connector's declared abilities allow: null where it cannot tell them.

    Of a connector that declares the ability, an item without readers has none told: an empty list, never null.
    """
    place = table.schema.get_field_index("readers")
    stated = table["readers"].to_pylist() if declared else [None] * table.num_rows
    readers = [(names if names is not None else []) if declared else None for names in stated]
    return table.set_column(place, table.schema.field(place), pa.array(readers, table.schema.field(place).type))


def _rest_after(batch: pa.RecordBatch) -> str:
    return f"everything after {batch['item'][batch.num_rows - 1].as_py()}"


def access_path(audit: Audit, name: str) -> Path:
    """Path of the file with a source's probe and the facts of its listing."""
    return audit.store.stages / f"{inventory_stage(name)}.access.json"


def access_facts(audit: Audit, name: str) -> dict[str, Any]:
    return dict(json.loads(access_path(audit, name).read_text("utf-8")))


def listing_of(audit: Audit, source: Source) -> Listing:
    """Record of the listing of ``source``, from the files that its inventory stage wrote."""
    facts = access_facts(audit, source.name)
    return Listing(
        source=source.name,
        required=source.required,
        problem=_problem(facts) or ("" if source.required else _unreachable(audit, source.name)),
        unlisted=_unlisted_places(facts),
        excluded=tuple(facts["excluded"]),
        left_out=tuple(
            LeftOut(source=source.name, **{**one, "examples": tuple(one["examples"])}) for one in facts["left_out"]
        ),
    )


def companions_of(audit: Audit) -> tuple[LeftOut, ...]:
    """Companion files of databases, per source: counted, for they are no items of their own."""
    columns = ["source", "item", "kind", "size_bytes"]
    rows = [
        row
        for batch in audit.inputs().scan("profile_documents", columns)
        for row in batch.filter(pc.equal(batch["kind"], COMPANION)).to_pylist()
    ]
    return tuple(
        LeftOut(
            source=source,
            reason=COMPANION,
            items=len(own),
            bytes=None if None in sizes else sum(sizes),
            examples=tuple(row["item"] for row in own[:EXAMPLES]),
        )
        for source in sorted({row["source"] for row in rows})
        if (own := [row for row in rows if row["source"] == source]) and (sizes := [row["size_bytes"] for row in own])
    )


def with_companions(audit: Audit, listed: Iterable[Listing]) -> tuple[Listing, ...]:
    """The listings, what databases keep beside themselves counted among what was left out."""
    companions = companions_of(audit)
    return tuple(
        replace(one, left_out=(*one.left_out, *(part for part in companions if part.source == one.source)))
        for one in listed
    )


def is_whole(listing: Listing) -> bool:
    """Return whether everything that the config asks of a source was listed and can be reached."""
    return not listing.problem and not listing.unlisted


def _problem(facts: dict[str, Any]) -> str:
    return "" if facts["ok"] else str(facts["message"] or facts["kind"])


def _unlisted_places(facts: dict[str, Any]) -> tuple[str, ...]:
    named = tuple(f"{one['place']} ({one['error']})" for one in facts["unlisted"])
    more = facts["more_unlisted"]
    return (*named, *([f"{more:,} more place{'' if more == 1 else 's'}"] if more else []))


def _unreachable(audit: Audit, name: str) -> str:
    """Items of an optional source that cannot be reached: it was then not read wholly."""
    states = store.read_stage(audit.store, inventory_stage(name))["state"]
    count = int(pc.sum(pc.equal(states, UNREACHABLE)).as_py() or 0)
    return f"{count:,} of its {len(states):,} items cannot be reached" if count else ""
