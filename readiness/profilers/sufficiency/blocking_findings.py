"""Findings of earlier stages that keep an item out of the manifest, waived or not."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from readiness.config.project import Rights
from readiness.profilers.base import PROJECT, Inputs
from readiness.profilers.container_members import members_of
from readiness.profilers.rights.certainty import Certainty
from readiness.profilers.rights.permission import forbidden_kinds
from readiness.profilers.sufficiency.exclusions import Exclusions, Reason
from readiness.profilers.sufficiency.upstream import Key
from readiness.profilers.table_losses import table_losses

_AGES: Mapping[str, tuple[Reason, str]] = {
    "currency.withdrawn": (Reason.WITHDRAWN, "It was withdrawn."),
    "currency.stale": (Reason.STALE, "It is older than its freshness SLA allows."),
    "rights.retention": (Reason.PAST_RETENTION, "It is past its retention period."),
}
_CONTENT = ("rights.pii", "rights.secrets")
_NOT_CHECKED = "The search for secrets and personal data failed in its source."


@dataclass(frozen=True, slots=True, kw_only=True)
class _Defect:
    """A defect at the item that is handed on: for a table, the file or table that the inventory lists."""

    key: Key
    code: str
    in_column: bool
    evidence: Mapping[str, Any]

    def kinds(self, *classes: Certainty) -> frozenset[str]:
        certainty: Mapping[str, str] = self.evidence.get("certainty") or {}
        return frozenset(kind for kind, certainty_class in certainty.items() if certainty_class in classes)


def add_blocking(inputs: Inputs, excluded: Exclusions) -> None:
    """Add every item with a blocking finding, and the containers of items with a secret or forbidden personal data."""
    holders = table_holders(inputs)
    _add_content(inputs, holders, excluded)
    _add_unchecked(inputs, excluded)
    for defect in _defects(inputs, "staleness", holders):
        if defect.code in _AGES and defect.evidence.get("field") != defect.code:  # that one is about the source
            excluded.add(defect.key, *_AGES[defect.code])
    for batch in inputs.scan("pairs"):
        for row in batch.to_pylist():
            _add_redundant(row, excluded)
    for key, losses in table_losses(inputs).items():
        if all(loss.unreadable for loss in losses):
            excluded.add(key, Reason.UNREADABLE, "A table of it could not be read.")
        else:
            excluded.add(key, Reason.READ_IN_PART, "A table of it was read in part.")


def table_holders(inputs: Inputs) -> dict[Key, Key]:
    """The item that each table was read from."""
    return {
        (row["source"], row["item"]): (row["source"], row["container"])
        for batch in inputs.scan("table_index", ["source", "item", "container"])
        for row in batch.to_pylist()
    }


def _defects(inputs: Inputs, stage: str, holders: Mapping[Key, Key]) -> Iterator[_Defect]:
    for batch in inputs.scan(f"{stage}.defects", ["code", "source", "item", "part", "evidence"]):
        for row in batch.to_pylist():
            key = (row["source"], row["item"])
            yield _Defect(
                key=holders.get(key, key),
                code=row["code"],
                in_column=row["part"] is not None,
                evidence=json.loads(row["evidence"]),
            )


def _add_content(inputs: Inputs, holders: Mapping[Key, Key], excluded: Exclusions) -> None:
    rights = {source.name: source.rights for source in inputs.project.sources}
    for defect in _defects(inputs, "rights", holders):
        if defect.code == "rights.secrets" and (kinds := defect.kinds(Certainty.CERTAIN)):
            excluded.add(defect.key, Reason.SECRET, f"It holds secrets: {_list_kinds(kinds)}.")
        if defect.code == "rights.pii" and (kinds := _forbidden_kinds(defect, rights.get(defect.key[0]))):
            text = f"It holds personal data that its source may not hold: {_list_kinds(kinds)}."
            excluded.add(defect.key, Reason.PERSONAL_DATA, text)
    _add_outer(inputs, excluded)


def _forbidden_kinds(defect: _Defect, rights: Rights | None) -> frozenset[str]:
    kinds = defect.kinds(Certainty.CERTAIN, Certainty.LIKELY)
    return forbidden_kinds(rights, kinds, in_column=defect.in_column)


def _list_kinds(kinds: frozenset[str]) -> str:
    return ", ".join(sorted(kinds))


def _add_outer(inputs: Inputs, excluded: Exclusions) -> None:
    """Everything that an item with a secret or forbidden personal data lies in: it holds the same bytes."""
    members = members_of(inputs)
    for source, inner in excluded.items(Reason.SECRET, Reason.PERSONAL_DATA):
        item = inner
        while member := members.get((source, item)):
            item = member.container
            text = "Something in it holds a secret, or personal data that its source may not hold."
            excluded.add((source, item), Reason.HOLDS_EXCLUDED, text)


def _add_unchecked(inputs: Inputs, excluded: Exclusions) -> None:
    """Every item of a source in which the search for secrets or personal data broke."""
    broken = {
        row["source"]
        for batch in inputs.scan("rights.measures", ["indicator", "source", "state"])
        for row in batch.to_pylist()
        if row["indicator"] in _CONTENT and row["state"] == "error"
    }
    for name in ("inventory", "profile_documents") if broken else ():
        for batch in inputs.scan(name, ["source", "item"]):
            keys = ((row["source"], row["item"]) for row in batch.to_pylist())
            unsafe = (key for key in keys if key[0] in broken or PROJECT in broken)
            excluded.add_all(unsafe, Reason.UNCHECKED, _NOT_CHECKED)


def _add_redundant(pair: Mapping[str, Any], excluded: Exclusions) -> None:
    older, newer = (pair["source_a"], pair["item_a"]), (pair["source_b"], pair["item_b"])
    if pair["relation"] == "older_version_of":
        excluded.add(older, Reason.OLDER_VERSION, f"{newer[1]} of {newer[0]} is a newer version of it.")
    elif pair["relation"] in {"exact_duplicate", "near_duplicate"} and pair["keeper"] is not None:
        keeper = (pair["keeper_source"], pair["keeper"])
        copies = (member for member in (older, newer) if member != keeper)
        excluded.add_all(copies, Reason.COPY, f"It is a copy of {keeper[1]} of {keeper[0]}, the canonical copy.")
