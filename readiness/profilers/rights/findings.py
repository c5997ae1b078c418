"""Counts and defects of what was found, per source."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from readiness.profilers.base import Examined, ProfileBuilder
from readiness.profilers.rights.items import Scanned

_MENTIONS = frozenset({"PERSON", "STREET_ADDRESS", "LOCATION"})
"""Kinds that name people without reaching them: an author, a company's office. A column of them is a register."""


@dataclass(slots=True, kw_only=True)
class Counted:
    """How many items of one source were scanned, read in part without a finding, and found to hold something."""

    scanned: int = 0
    unsettled_pii: int = 0
    unsettled_secrets: int = 0
    with_pii: int = 0
    with_direct_pii: int = 0
    with_secrets: int = 0


def reaches_people(scanned: Scanned) -> bool:
    """Whether the personal data is more than names or addresses that a text happens to mention.

    Contact data, identifiers and dates of birth do; so does a table column that lists people or addresses.
    """
    return bool(scanned.pii) and (scanned.part is not None or not set(scanned.pii) <= _MENTIONS)


class Findings:
    """Adds up what was found and reports each item once."""

    def __init__(self, sources: Iterable[str]) -> None:
        self.by_source: dict[str, Counted] = {source: Counted() for source in sources}
        self.documents: Counter[str] = Counter()

    def add(self, scanned: Scanned, builder: ProfileBuilder) -> None:
        counted = self.by_source.setdefault(scanned.source, Counted())
        counted.scanned += 1
        self.documents[scanned.source] += scanned.part is None
        counted.with_pii += bool(scanned.pii)
        counted.with_direct_pii += reaches_people(scanned)
        counted.with_secrets += bool(scanned.secrets)
        counted.unsettled_pii += scanned.partly and not scanned.pii
        counted.unsettled_secrets += scanned.partly and not scanned.secrets
        if scanned.pii:
            _report("rights.pii", scanned, scanned.pii, scanned.pii_samples, builder)
        if scanned.secrets:
            _report("rights.secrets", scanned, scanned.secrets, scanned.secret_samples, builder)

    def write(self, builder: ProfileBuilder, examined: Callable[[str], Examined]) -> None:
        """One measure per source; what was read in part and showed nothing is left to ``population``."""
        for source, counted in sorted(self.by_source.items()):
            for indicator, hits, unsettled in (
                ("rights.pii", counted.with_pii, counted.unsettled_pii),
                ("rights.secrets", counted.with_secrets, counted.unsettled_secrets),
            ):
                builder.measure(
                    indicator,
                    numerator=hits,
                    denominator=counted.scanned - unsettled,
                    source=source,
                    population=counted.scanned if unsettled else None,
                    examined=examined(source),
                )


def _report(code: str, scanned: Scanned, kinds: Counter[str], samples: list[str], builder: ProfileBuilder) -> None:
    where = f"{scanned.item}, column {scanned.part}," if scanned.part else scanned.item
    listed = ", ".join(f"{kind} ({count})" for kind, count in sorted(kinds.items()))
    personal = code == "rights.pii"
    what = "personal data" if personal else "what looks like secrets"
    remedy = (
        "State the legal basis for it, or remove or mask it at the source."
        if personal
        else "Revoke the secret first, then remove it from the source."
    )
    builder.defect(
        code,
        source=scanned.source,
        item=scanned.item,
        part=scanned.part,
        measure=sum(kinds.values()),
        message=f"{where} holds {what}: {listed}.",
        remedy=remedy,
        evidence={"kinds": dict(sorted(kinds.items())), "samples": samples, "read_in_part": scanned.partly},
    )
