"""Date claims from text, metadata, name and file time: inside before outside."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from readiness.document_dates import (
    dates_in_names,
    embedded_dates,
    grammar,
    label_roles,
    markup_dates,
    periods,
    statements,
)
from readiness.document_dates import stated_fields as head_fields
from readiness.document_dates.invalid_statements import InvalidStatement, find_invalid
from readiness.document_dates.withdrawn import Withdrawal, withdrawal
from readiness.model import DateClaim, DateKind
from readiness.text.language import language_of

_ORDER = {kind: position for position, kind in enumerate(DateKind)}
_EMBEDDED = {
    "sent": DateKind.SENT,
    "modified": DateKind.EMBEDDED_MODIFIED,
    "created": DateKind.EMBEDDED_CREATED,
}
_CLOCK_KEYS = (
    "created modified sent creationdate moddate creation_date mod_date creation-date date last_printed lastprinted "
    "last_saved last_modified create_time last_saved_time last_printed_time dcterms:created dcterms:modified"
)
_EMBEDDED_NAMES = frozenset(_CLOCK_KEYS.split())
"""Metadata keys that programs fill from the clock; ``embedded`` already holds their dates."""

_CACHE_KEYS = ("meta.expires", "meta.cache-control", "meta.pragma", "meta.revisit-after")
_NOT_STATED = _EMBEDDED_NAMES | frozenset(_CACHE_KEYS)
"""Besides, keys by which a page instructs caches and robots: no facts about the document."""

_FIELDS_KEY = "fields_source"
"""The key of metadata by which a reader shows that a text is the values of fields, which it has read: no banners."""

_BYLINE_KEY = "byline_source"
"""The key of metadata by which a reader shows that it looks for bylines itself."""

_AT_LAST = frozenset({DateKind.EXPIRES, DateKind.REVIEW_DUE})
_DAY_FIRST_LANGUAGES = frozenset("bg ca cs da de el es fi fr hr id it nb nl no pl pt ro ru sk sl sv tr uk vi".split())
"""Languages in whose countries the day is written before the month (Unicode CLDR, short date formats)."""

_LONGEST_TEXT = 200
_MENTIONS = 400  # most fields of metadata read; a hostile file may hold millions


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentDates:
    """The dates that a document states about itself, its withdrawal, and what it states that cannot be true."""

    claims: tuple[DateClaim, ...]
    withdrawal: Withdrawal | None
    invalid: tuple[InvalidStatement, ...] = ()


@dataclass(frozen=True, slots=True)
class _Order:
    """The order of ``a/b/yyyy``. Where nothing in the document shows it, ``both`` readings are claims.

    ``known`` are days that the document's properties state plainly: a reading that is one of them is the right one.
    """

    day_first: bool
    both: bool
    known: frozenset[dt.date] = frozenset()


def _order_in(text: str, known: Iterable[DateClaim]) -> _Order:
    """By the other dates of the text, else by its language; English is written in both orders."""
    shown = grammar.slashed_order(text)
    if shown.day_first is not None:
        return _Order(shown.day_first, both=False)
    by_language = shown.written and language_of(text) in _DAY_FIRST_LANGUAGES
    return _Order(True, both=not by_language, known=frozenset(claim.date for claim in known))


def _claims_of(written: grammar.WrittenDate, kind: DateKind, stated: tuple[str, str], order: _Order) -> list[DateClaim]:
    """A month such as March 2025 begins on the 1st for what has happened and runs out on the 31st for what is due.

    ``stated`` is the source and the words. An ambiguous day is two claims, so that an age is judged by both readings.
    """
    source, text = stated
    date = written.last if kind in _AT_LAST else written.first
    days = [date, written.swapped] if order.both and written.swapped else [date]
    days = [day for day in days if day in order.known] or days
    return [DateClaim(date=one, kind=kind, source=source, text=text[:_LONGEST_TEXT]) for one in days]


def _metadata_fields(metadata: Mapping[str, str]) -> Iterator[head_fields.Field]:
    for key, value in sorted(metadata.items())[:_MENTIONS]:
        if key.lower() not in _NOT_STATED and not key.endswith("_source"):
            yield head_fields.Field(key=key, value=str(value)[:400], source=head_fields.METADATA)


def _without_lists(fields: Iterable[head_fields.Field]) -> list[head_fields.Field]:
    """The fields without lines of a list of items, each of which states its own day of publication."""
    listed = list(fields)
    values: dict[str, set[str]] = defaultdict(set)
    for field in listed:
        if field.source == head_fields.HEADER and statements.is_listable(label_roles.role(field.key), field.key):
            values[field.key].add(field.value)
    lists = {key for key, different in values.items() if len(different) >= statements.FEWEST_OF_A_LIST}
    return [field for field in listed if not (field.source == head_fields.HEADER and field.key in lists)]


def _field_claims(fields: Iterable[head_fields.Field], order: _Order) -> Iterator[DateClaim]:
    for field in _without_lists(fields):
        kind = label_roles.role(field.key)
        if not isinstance(kind, DateKind) or (
            field.source == head_fields.HEADER and not label_roles.is_label(field.key)
        ):
            continue
        value = _without_limit(field.value) if kind in _AT_LAST else field.value
        if (written := markup_dates.written_date(field.key, value, order.day_first)) is not None:
            yield from _claims_of(written[0], kind, (field.source, written[1]), order)


_LIMIT = re.compile(
    r"(?:(?:by|before|until|in|at|on|no later than|the|end|of|ende|bis|zum|spätestens|im|fin|finales|de|avant|fine|"
    r"eind)\s+)+"
    r"(?=\D{0,12}\d)",
    re.IGNORECASE,
)


def _without_limit(value: str) -> str:
    """The value without "by the end of", where a day is the last one."""
    limit = _LIMIT.match(value.strip())
    return value.strip()[limit.end() :] if limit else value


def _periods(fields: Iterable[head_fields.Field], printed: Iterable[statements.Statement]) -> Iterator[periods.Period]:
    for field in fields:
        if label_roles.role(field.key) is label_roles.Role.PERIOD and (period := periods.value(_with_unit(field))):
            yield period
    yield from (stated.period for stated in printed if stated.period)


def _with_unit(field: head_fields.Field) -> str:
    """``Review period (months): 24`` has its unit in the key."""
    unit = next((word for word in label_roles.words(field.key) if word in {"months", "years", "weeks", "days"}), "")
    return f"{field.value} {unit}" if unit and field.value.strip().isdigit() else field.value


def _embedded_claims(embedded: Mapping[str, str], metadata: Mapping[str, str]) -> Iterator[DateClaim]:
    for key, kind in _EMBEDDED.items():
        value = embedded.get(key) or ""
        date = embedded_dates.embedded_date(value)
        if date:
            yield DateClaim(date=date, kind=kind, source=metadata.get(f"{key}_source", "embedded"), text=value[:60])


def _outer_claims(name: str, modified: dt.datetime | None, modified_source: str) -> Iterator[DateClaim]:
    named = dates_in_names.date_in_name(name)
    if named:
        yield DateClaim(date=named[0], kind=DateKind.IN_NAME, source=dates_in_names.NAME, text=named[1])
    if modified:
        text = modified.isoformat()
        yield DateClaim(date=modified.date(), kind=DateKind.FILE_MODIFIED, source=modified_source, text=text)


def _computed_due(claims: Iterable[DateClaim], lasting: Iterable[periods.Period]) -> Iterator[DateClaim]:
    """A due date from the last review, or from the last change where no review was ever stated."""
    period = next(iter(lasting), None)
    reviewed = [claim for claim in claims if claim.kind is DateKind.REVIEWED]
    changed = [claim for claim in claims if claim.kind in {DateKind.UPDATED, DateKind.PUBLISHED, DateKind.EFFECTIVE}]
    base = max(reviewed or changed, key=lambda claim: claim.date, default=None)
    if period and base:
        text = f"{base.date} + {period.months} months" if period.months else f"{base.date} + {period.days} days"
        yield DateClaim(date=period.after(base.date), kind=DateKind.REVIEW_DUE, source="review_period", text=text)


def _sort_claims(claims: Iterable[DateClaim]) -> tuple[DateClaim, ...]:
    unique = {(claim.kind, claim.date): claim for claim in reversed(list(claims))}
    return tuple(sorted(unique.values(), key=lambda claim: (_ORDER[claim.kind], -claim.date.toordinal(), claim.source)))


def read_document_dates(
    *,
    text: str = "",
    embedded: Mapping[str, str] | None = None,
    metadata: Mapping[str, str] | None = None,
    name: str = "",
    modified: dt.datetime | None = None,
    modified_source: str = "file",
) -> DocumentDates:
    """Read all statements of a document on its dates and validity, in one pass; see ``document_dates.dates``."""
    facts = dict(metadata or {})
    embedded_claims = list(_embedded_claims(embedded or {}, facts))
    order = _order_in(text[: 10 * head_fields.HEAD_CHARACTERS], embedded_claims)
    stated_fields = head_fields.read_fields(text, name)
    fields = (*stated_fields.fields, *_metadata_fields(facts))
    printed = statements.statements(
        head_fields.split_front_matter(text)[1], order.day_first, bare_lines=_BYLINE_KEY not in facts
    )
    inside = list(_field_claims(fields, order))
    for stated in printed:
        if stated.date and isinstance(stated.role, DateKind):
            inside += _claims_of(stated.date, stated.role, (statements.TEXT, stated.text), order)
    inside = markup_dates.without_weak(inside)
    inside += _computed_due(inside, _periods(fields, printed))
    every_claim = [*inside, *embedded_claims, *_outer_claims(name, modified, modified_source)]
    return DocumentDates(
        claims=_sort_claims(every_claim),
        withdrawal=withdrawal(text, fields, is_data=stated_fields.is_data or _FIELDS_KEY in facts),
        invalid=find_invalid(fields),
    )


def claims(
    *,
    text: str = "",
    embedded: Mapping[str, str] | None = None,
    metadata: Mapping[str, str] | None = None,
    name: str = "",
    modified: dt.datetime | None = None,
) -> tuple[DateClaim, ...]:
    r"""The date claims alone; see ``document_dates.dates``.

    >>> [c.kind.value for c in claims(text="---\nlast_reviewed_on: 2024-08-31\nreview_in: 6 months\n---\n")]
    ['reviewed', 'review_due']
    """
    return read_document_dates(text=text, embedded=embedded, metadata=metadata, name=name, modified=modified).claims
