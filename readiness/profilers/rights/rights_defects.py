"""Counts and defects of what was found, per source."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from readiness.config.project import Rights, Source
from readiness.profilers.base import ProfileBuilder
from readiness.profilers.item_coverage import Examined
from readiness.profilers.rights.certainty import Certainty, MatchCounts
from readiness.profilers.rights.permission import reaches_people
from readiness.profilers.rights.searched_items import ScannedItem
from readiness.profilers.rights.span_masking import list_samples


@dataclass(slots=True, kw_only=True)
class SourceCounts:
    """Numbers of items of one source that were scanned, read in part without a finding, and found to hold something.

    Only what is certain or likely is counted as personal data, only what is certain as a secret. ``kinds`` counts items
    by the kinds they hold; ``unread`` counts columns and tables that could not be scanned.
    """

    scanned: int = 0
    unread: int = 0
    unsettled_pii: int = 0
    unsettled_secrets: int = 0
    with_pii: int = 0
    with_direct_pii: int = 0
    with_secrets: int = 0
    kinds: Counter[frozenset[str]] = field(default_factory=Counter)


class Findings:
    """Adds up what was found and reports each item once.

    ``documents`` counts the texts that were scanned per source; ``unread`` names tables of which some column was not.
    ``model_problem`` says why a model could not search a text, "" when none failed.
    """

    def __init__(self, sources: Iterable[Source]) -> None:
        self._rights = {source.name: source.rights for source in sources}
        self.by_source: dict[str, SourceCounts] = {source: SourceCounts() for source in self._rights}
        self.documents: Counter[str] = Counter()
        self.unread: set[tuple[str, str]] = set()
        self.model_problem = ""

    def add(self, scanned: ScannedItem, builder: ProfileBuilder) -> None:
        counted = self.by_source.setdefault(scanned.source, SourceCounts())
        _count(counted, scanned)
        self.documents[scanned.source] += not scanned.container
        self.model_problem = self.model_problem or scanned.model_problem
        if scanned.unread:
            self.unread.add((scanned.source, scanned.item))
        if scanned.pii.counts:
            blocks = _blocks(scanned, self._rights.get(scanned.source))
            _report("rights.pii", scanned, builder, blocks=blocks)
        if scanned.secrets.counts:
            _report("rights.secrets", scanned, builder, blocks=bool(scanned.secrets.certain()))

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


def _count(counted: SourceCounts, scanned: ScannedItem) -> None:
    personal, secret = scanned.pii.blocking(), scanned.secrets.certain()
    if scanned.unread and not (scanned.pii.counts or scanned.secrets.counts):
        counted.unread += 1
        return
    counted.scanned += 1
    counted.with_pii += bool(personal)
    counted.with_direct_pii += _reaches_people(scanned)
    counted.with_secrets += bool(secret)
    counted.unsettled_pii += scanned.partly and not personal
    counted.unsettled_secrets += scanned.secrets_partly and not secret
    if personal:
        counted.kinds[personal] += 1


_REMEDIES: Mapping[tuple[str, bool], str] = {
    ("rights.pii", True): "State the legal basis for it, or remove or mask it at the source.",
    (
        "rights.pii",
        False,
    ): "Probably a chance match, a role mailbox or a person named in the project file: check once.",
    ("rights.secrets", True): "Revoke the secret first, then remove it from the source.",
    ("rights.secrets", False): "Check whether it is in use; if so revoke it first, then remove it from the source.",
}
"""By code, and whether the finding counts in the indicator."""


def _reaches_people(scanned: ScannedItem) -> bool:
    return reaches_people(scanned.pii.blocking(), in_column=scanned.part is not None)


def _blocks(scanned: ScannedItem, rights: Rights | None) -> bool:
    """True when this item alone leaves its source without a basis, unless one is stated."""
    allowed = rights.pii_allowed if rights else None
    if isinstance(allowed, list):
        return bool(scanned.pii.blocking() - set(allowed))
    return bool(scanned.pii.blocking()) if allowed is False else _reaches_people(scanned)


def _report(code: str, scanned: ScannedItem, builder: ProfileBuilder, *, blocks: bool) -> None:
    listed_kinds, by_kind, values = (
        (scanned.pii, scanned.pii_samples, scanned.pii_digests)
        if code == "rights.pii"
        else (scanned.secrets, scanned.secret_samples, scanned.secret_digests)
    )
    where = f"{scanned.item}, column {scanned.part}," if scanned.part else scanned.item
    kinds_text = ", ".join(f"{kind} ({count})" for kind, count in sorted(listed_kinds.counts.items()))
    personal = code == "rights.pii"
    counting = bool(listed_kinds.blocking() if personal else listed_kinds.certain())
    builder.defect(
        code,
        source=scanned.source,
        item=scanned.item,
        part=scanned.part,
        measure=sum(listed_kinds.counts.values()),
        message=f"{where} holds {_what(personal, listed_kinds)}: {kinds_text}.",
        remedy=_REMEDIES[code, counting],
        evidence={
            "kinds": dict(sorted(listed_kinds.counts.items())),
            "certainty": {kind: certainty.value for kind, certainty in sorted(listed_kinds.classes.items())},
            "blocks": blocks,
            "samples": list_samples(by_kind),
            "value_digests": list(values),
            "read_in_part": scanned.partly if personal else scanned.secrets_partly,
            **(
                {"by_model": dict(sorted(scanned.by_model.counts.items()))}
                if personal and scanned.by_model.counts
                else {}
            ),
        },
    )


def _what(personal: bool, counts: MatchCounts) -> str:
    if Certainty.CERTAIN in counts.classes.values():
        return "personal data" if personal else "secrets"
    if counts.blocking():
        return "probable personal data" if personal else "possible secrets"
    return "probable chance matches, not personal data"
