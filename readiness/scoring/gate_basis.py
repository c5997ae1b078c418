"""Comparison of the inputs of a scorecard with the present ones: catalogue, suites, config and targets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from readiness.catalogue import CATALOGUE_VERSION
from readiness.catalogue_digest import catalogue_digest
from readiness.model import Scorecard
from readiness.scoring.serial import OLDER

BUILT_IN = "built-in "
"""Begins the name of a suite that comes with this program, in ``Provenance.suites``."""

_AGAIN = "run readiness audit again"


class MadeFrom(Protocol):
    """Inputs that the gate computes anew (``readiness.scoring.gate.Basis``)."""

    @property
    def config_hash(self) -> str: ...
    @property
    def suites(self) -> Mapping[str, str]: ...
    @property
    def targets(self) -> Mapping[str, str]: ...
    @property
    def unset(self) -> Mapping[str, tuple[str, ...]]: ...


def changed_basis(card: Scorecard, basis: MadeFrom) -> str:
    """Describe the changes since the audit in one sentence; "" for none."""
    return (
        _other_catalogue(card)
        or _changed_suite(card.provenance.suites, basis.suites)
        or _changed_config(card, basis)
        or _changed_target(card.provenance.targets, basis)
    )


def _other_catalogue(card: Scorecard) -> str:
    made = card.provenance.catalogue_version
    if made != CATALOGUE_VERSION:
        newer = made.isdigit() and int(made) > int(CATALOGUE_VERSION)
        who = OLDER.replace("an older", "a newer") if newer else OLDER
        return f"{who} (catalogue {made[:10]!r}); {_AGAIN}"
    if card.provenance.catalogue_digest != catalogue_digest():
        return f"the catalogue's limits, vetoes or weights have changed since the audit; {_AGAIN}"
    return ""


def _changed_suite(audited: Mapping[str, str], now: Mapping[str, str]) -> str:
    for name in sorted(audited.keys() | now.keys()):
        if audited.get(name) != now.get(name):
            return f"the {_suite(name)} {_change(audited.get(name), now.get(name))} since the audit; {_AGAIN}"
    return ""


def _suite(name: str) -> str:
    if name.startswith(BUILT_IN):
        return f"built-in expectation suite {name.removeprefix(BUILT_IN)!r}"
    return f"expectation suite {name!r}"


def _change(before: str | None, now: str | None) -> str:
    if now is None:
        return "was removed"
    return "was added" if before is None else "was edited"


def _changed_config(card: Scorecard, basis: MadeFrom) -> str:
    if basis.config_hash and card.provenance.config_hash == basis.config_hash:
        return ""
    return f"the project file has changed since the audit; {_AGAIN}"


def _changed_target(audited: Mapping[str, str], basis: MadeFrom) -> str:
    for source, names in sorted(basis.unset.items()):
        if names:
            verb = "is" if len(names) == 1 else "are"
            what = f"that the source {source!r} is still the one that was audited"
            return f"{', '.join(names)} {verb} not set here, so it cannot be checked {what}"
    if audited.keys() != basis.targets.keys():
        return f"the scorecard does not record where each source points to; {_AGAIN}"
    for source, digest in sorted(basis.targets.items()):
        if not digest or audited[source] != digest:
            where = "points to another host, database or path than at the audit"
            return f"the source {source!r} {where} (a variable in its URL has another value); {_AGAIN}"
    return ""
