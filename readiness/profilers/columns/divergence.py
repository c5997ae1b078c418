"""One field that tables write differently: dates, numbers, telephone numbers, identifiers, names, case, yes and no.

Columns of one name are one field where something else says so too: tables with the same columns, a name of several
words, or values that are the same once the way of writing is taken off. Work grows with the number of columns and with
the square of the *kinds of tables* that hold a name, which is bounded.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from readiness.profilers.columns.written_forms import (
    BOOLEANS,
    CASE,
    CODES,
    DATES,
    KEPT_HASHES,
    ORDER,
    PHONES,
    TIMES,
    Hashes,
    WrittenForm,
)

ALIKE_TABLES = 0.5
MIN_SHARED_COLUMNS = 3
"""Tables hold the same kind of thing when they share half of their columns (Jaccard) and at least three (chosen by
us)."""
SAME_VALUES = 0.3
MIN_SHARED_VALUES = 3
"""Columns hold the same values when the smaller set shares three tenths, and three values, with the other one (chosen
by us: codes of unlike things are alike by chance far less)."""
OVERLAPPING_RANGE = 0.5
"""Years, or powers of ten, are those of one field when half of the narrower range lies in the other (chosen by us)."""
LONG_NAME = 9
"""Letters from which a name of one word says as much as two words: ``Bestelldatum`` (chosen by us)."""
MOST_TABLE_KINDS = 100
MOST_FIELDS = 20
"""Kinds of tables compared each with each for one name; further ones are compared with the first kind of table of the
20 largest fields (chosen by us: work then grows with the tables, not with their square)."""

_BY_VALUES = frozenset({CODES, ORDER, CASE})
ZERO_ONE = "0/1"
_UNKNOWN_ORDER = re.compile(r"NN(.)NN")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One column that shows a form. ``table`` is a set of column names, the same object for tables alike."""

    source: str
    item: str
    table: frozenset[str]
    written: WrittenForm


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """Places of one field on one axis, in several tables; ``usual`` is the form of most places."""

    name: str
    axis: str
    places: tuple[Place, ...]
    usual: str

    @property
    def unusual(self) -> tuple[Place, ...]:
        """The places that write another form."""
        return tuple(place for place in self.places if place.written.form != self.usual)


@dataclass(slots=True, kw_only=True)
class _Bucket:
    """Places of one form in tables of one kind, compared as one."""

    form: str
    table: frozenset[str]
    places: list[Place] = field(default_factory=list)
    values: Hashes = field(default_factory=lambda: np.empty(0, dtype=np.uint32))
    low: float = np.inf
    high: float = -np.inf

    def add(self, place: Place) -> None:
        self.places.append(place)
        self.values = np.union1d(self.values, place.written.values)[:KEPT_HASHES]
        self.low, self.high = min(self.low, place.written.low), max(self.high, place.written.high)


def bare(name: str) -> str:
    """A column name without case and punctuation.

    >>> bare("Order Date") == bare("orderDate") == bare("ORDER_DATE")
    True
    """
    return re.sub(r"[\W_]+", "", name.casefold())


def fields_of(places: Iterable[Place]) -> list[Field]:
    """The fields that several tables hold, by name and axis; a field with one form for all has no unusual place."""
    groups: dict[tuple[str, str], list[Place]] = defaultdict(list)
    for place in places:
        if name := bare(place.written.column):
            groups[name, place.written.axis].append(place)
    found = [one for (_, axis), group in sorted(groups.items()) for one in _fields(axis, group)]
    return [one for one in found if len({(place.source, place.item) for place in one.places}) > 1]


def _fields(axis: str, group: Sequence[Place]) -> list[Field]:
    if axis in {DATES, TIMES}:
        group = _settle_orders(group)
    buckets: dict[tuple[str, frozenset[str]], _Bucket] = {}
    for place in sorted(group, key=lambda one: (one.source, one.item, one.written.column)):
        key = place.written.form, place.table
        buckets.setdefault(key, _Bucket(form=key[0], table=key[1])).add(place)
    ordered = sorted(buckets.values(), key=lambda one: (-len(one.places), one.form, sorted(one.table)))
    joined = _join(ordered[:MOST_TABLE_KINDS], axis)
    _add_rest(joined, ordered[MOST_TABLE_KINDS:], axis)
    return [_field(axis, [place for bucket in part for place in bucket.places]) for part in joined]


def _settle_orders(group: Sequence[Place]) -> list[Place]:
    """Dates that do not show the order of day and month have that of most others with the same marks."""
    from dataclasses import replace

    forms = Counter(place.written.form for place in group)
    settled = []
    for place in group:
        form = place.written.form
        if unknown := _UNKNOWN_ORDER.match(form):
            mark, rest = unknown.group(1), form[5:]
            known = {order: forms[f"{order}{rest}"] for order in (f"DD{mark}MM", f"MM{mark}DD")}
            if any(known.values()):
                form = max(known, key=lambda order: known[order]) + rest
        settled.append(replace(place, written=replace(place.written, form=form)))
    return settled


def _join(buckets: Sequence[_Bucket], axis: str) -> list[list[_Bucket]]:
    """Buckets of one field together (single linkage)."""
    part = list(range(len(buckets)))
    for at, bucket in enumerate(buckets):
        for other in range(at):
            if part[other] != part[at] and _is_one_field(buckets[other], bucket, axis):
                old, new = part[at], part[other]
                part = [new if one == old else one for one in part]
    groups: dict[int, list[_Bucket]] = defaultdict(list)
    for at, bucket in enumerate(buckets):
        groups[part[at]].append(bucket)
    return list(groups.values())


def _add_rest(fields: list[list[_Bucket]], rest: Sequence[_Bucket], axis: str) -> None:
    """Add each further bucket to the first field that it belongs to; else it is one of its own."""
    largest = sorted(fields, key=lambda one: -sum(len(bucket.places) for bucket in one))[:MOST_FIELDS]
    for bucket in rest:
        home = next((one for one in largest if _is_one_field(one[0], bucket, axis)), None)
        if home is None:
            fields.append([bucket])
        else:
            home.append(bucket)


def _is_one_field(first: _Bucket, second: _Bucket, axis: str) -> bool:
    alike = _are_alike(first.table, second.table)
    if axis in _BY_VALUES:
        return _share_values(first.values, second.values) or (alike and axis == CODES and _same_code(first, second))
    if alike or _is_telling(first.places[0].written.column):
        return True
    if axis == BOOLEANS:  # words for yes and no are one thing; 0 and 1 may be a code
        return ZERO_ONE not in {first.form, second.form}
    return axis == PHONES or _overlap(first, second)


def _are_alike(first: frozenset[str], second: frozenset[str]) -> bool:
    shared = len(first & second)
    return first is second or (shared >= MIN_SHARED_COLUMNS and shared >= ALIKE_TABLES * len(first | second))


def _share_values(first: Hashes, second: Hashes) -> bool:
    """An estimate from bottom-k sketches: only below the hash up to which both are complete are they comparable."""
    limits = [int(one[-1]) for one in (first, second) if len(one) == KEPT_HASHES]
    bound = min(limits, default=2**32)
    kept = [one[one <= bound] for one in (first, second)]
    smaller = min(map(len, kept))
    shared = len(np.intersect1d(kept[0], kept[1], assume_unique=True))
    return shared >= MIN_SHARED_VALUES and shared >= SAME_VALUES * smaller


def _same_code(first: _Bucket, second: _Bucket) -> bool:
    """True for forms with the same letters and digits in order, as ``A-9`` and ``A9``."""
    plain = [re.sub(r"[^A-Za-z9]", "", one.form).casefold() for one in (first, second)]
    return plain[0] == plain[1]


def _is_telling(name: str) -> bool:
    """True for names of two words, or of one long word: ``order_date``, not ``date``."""
    words = re.findall(r"[^\W\d_]+", re.sub(r"(?<=[^\W\d_A-Z])(?=[A-Z])", " ", name))
    return len(words) > 1 or any(len(word) >= LONG_NAME for word in words)


def _overlap(first: _Bucket, second: _Bucket) -> bool:
    low, high = max(first.low, second.low), min(first.high, second.high)
    narrower = min(first.high - first.low, second.high - second.low)
    return high >= low and high - low >= OVERLAPPING_RANGE * narrower


def _field(axis: str, places: Iterable[Place]) -> Field:
    """A field with its places in order; of forms that are as frequent, the first place has the usual one."""
    places = sorted(places, key=lambda one: (one.source, one.item, one.written.column))
    forms = Counter(place.written.form for place in places)
    names = Counter(place.written.column for place in places)
    usual = forms.most_common(1)[0][0]
    name = names.most_common(1)[0][0]
    return Field(name=name, axis=axis, places=tuple(places), usual=usual)


def table_kinds(tables: Iterable[tuple[str, str, Sequence[str]]]) -> Mapping[tuple[str, str], frozenset[str]]:
    """The bare column names of each table by source and item; tables alike share one set."""
    known: dict[frozenset[str], frozenset[str]] = {}
    kinds = {}
    for source, item, columns in tables:
        names = frozenset(map(bare, columns))
        kinds[source, item] = known.setdefault(names, names)
    return kinds
