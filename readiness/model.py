"""The nouns of an audit, as frozen values. Nothing here reads a clock, a file or an environment."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

SCORECARD_SCHEMA_VERSION = "2.0"


class Status(StrEnum):
    """Status of one indicator. Only PASS is a pass; *not measured* never is."""

    PASS = "PASS"  # noqa: S105
    WARN = "WARN"
    FAIL = "FAIL"
    INCONCLUSIVE = "INCONCLUSIVE"
    NOT_MEASURED = "NOT_MEASURED"
    NOT_APPLICABLE = "NOT_APPLICABLE"
    WAIVED = "WAIVED"
    ERROR = "ERROR"


class Grade(StrEnum):
    """A ready, B ready with warnings or waivers, C not ready, D blocked by a veto, U unknown."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"
    U = "U"


class Severity(StrEnum):
    CRITICAL = "critical"
    MAJOR = "major"
    MINOR = "minor"
    INFO = "info"


class Effort(StrEnum):
    """Usual amount of work of a fix; the report orders the next steps by it."""

    MINUTES = "minutes"
    HOURS = "hours"
    DAYS = "days"
    WEEKS = "weeks"


class Outcome(StrEnum):
    """Outcome of reading one document: a closed list."""

    OK = "ok"
    EMPTY = "empty"
    NEEDS_OCR = "needs_ocr"
    GARBLED_TEXT_LAYER = "garbled_text_layer"
    ENCRYPTED = "encrypted"
    OWNER_LOCKED = "owner_locked"
    CORRUPT = "corrupt"
    TRUNCATED = "truncated"
    UNSUPPORTED = "unsupported"
    TOO_LARGE = "too_large"
    TIMEOUT = "timeout"
    CRASHED = "crashed"
    OUT_OF_MEMORY = "out_of_memory"
    HOSTILE = "hostile"


READABLE_OUTCOMES = frozenset({Outcome.OK, Outcome.OWNER_LOCKED, Outcome.NEEDS_OCR, Outcome.GARBLED_TEXT_LAYER})
"""Outcomes that opened. A scan opens (it counts in ``format.scan_share``); the rest is ``format.unreadable``."""


class Relation(StrEnum):
    EXACT_DUPLICATE = "exact_duplicate"
    NEAR_DUPLICATE = "near_duplicate"
    CONTAINED_IN = "contained_in"
    OLDER_VERSION_OF = "older_version_of"


class DateKind(StrEnum):
    """Meaning of a date in or around a document, most trusted for *content* first."""

    REVIEWED = "reviewed"
    UPDATED = "updated"
    PUBLISHED = "published"
    EFFECTIVE = "effective"
    EXPIRES = "expires"
    REVIEW_DUE = "review_due"
    SENT = "sent"
    EMBEDDED_MODIFIED = "embedded_modified"
    EMBEDDED_CREATED = "embedded_created"
    IN_NAME = "in_name"
    FILE_MODIFIED = "file_modified"


@dataclass(frozen=True, slots=True, kw_only=True)
class DateClaim:
    """One written date: ``source`` is where it was read (``front_matter``, ``text``, ``pdf_info``, ...)."""

    date: dt.date
    kind: DateKind
    source: str
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Half-open character range ``[start, end)`` of a text; ``kind`` named as Presidio names it; score 0-1."""

    start: int
    end: int
    kind: str
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One document as read: outcome first, then text and facts. ``metadata`` holds embedded values as text.

    ``dates`` keys: ``created``, ``modified``, ``sent``; values ISO 8601 with where each came from in ``metadata``
    under ``<key>_source``. ``text`` is empty unless something was read. ``pages`` is None where the format has none.
    """

    name: str
    format: str
    outcome: Outcome
    detail: str = ""
    text: str = ""
    title: str = ""
    author: str = ""
    language: str = ""
    encoding: str = ""
    engine: str = ""
    pages: int | None = None
    pages_without_text: int | None = None
    tables: int = 0
    headings: tuple[str, ...] = ()
    dates: Mapping[str, str] = field(default_factory=dict)
    metadata: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """The answer of a probe. ``stages`` are ``(name, milliseconds, ok)``; ``kind`` is empty when ``ok``."""

    source: str
    ok: bool
    kind: str = ""
    message: str = ""
    next_step: str = ""
    stages: tuple[tuple[str, float, bool], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckResult:
    """One expectation as evaluated: ``state`` is passed, failed, errored or skipped. Holds no raw values."""

    suite: str
    check: str
    expectation: str
    state: str
    severity: str
    target: str = ""
    column: str = ""
    message: str = ""
    observed: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Values at which warning and failing begin. ``origin`` names the paper, the standard, or "chosen by us"."""

    warn: float
    fail: float
    origin: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorSpec:
    """One row of the catalogue: what a measured rate means and how it is judged.

    ``better`` is "lower" or "higher"; ``limits`` maps a use profile (rag, training, analytics) to its
    limits; ``None`` limits means information, never judged. ``measured_by`` names the asset that measures it.
    ``failing`` is the noun for the failing cases. ``counted`` is what a share counts, in the words that follow
    "1 of 400 " and "12 of 400 "; both are "" where the unit is no share.
    ``applies_to`` holds the use profiles that judge it; elsewhere it is shown, not judged.
    ``subject`` is what ``looked_at`` of its measures counts: document, table, item (both), or "" where it counts no
    items. ``counts`` names the count of the stage files that its denominator must equal (``readiness.census``), ""
    where no stage file holds it. ``scope`` is where a row must be: every source, required sources, or project.
    """

    code: str
    title: str
    failing: str
    counted: tuple[str, str]
    question: str
    numerator: str
    denominator: str
    unit: str
    better: str
    limits: Mapping[str, Limits] | None
    veto: bool
    weight: float
    measured_by: str
    remedy: str
    effort: Effort
    severity: Severity
    sampling: str = "census"
    applies_to: frozenset[str] = frozenset({"rag", "training", "analytics"})
    subject: str = ""
    counts: str = ""
    scope: str = "every source"

    @property
    def dimension(self) -> str:
        return self.code.partition(".")[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SliceValue:
    """One indicator within one source or slice; ``name`` like ``source=crm`` or ``department=legal``."""

    name: str
    numerator: float
    denominator: float
    value: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """One judged indicator. ``value`` is numerator / denominator, None when it could not be formed.

    ``interval`` is present only when the rate was sampled. ``needed_sample`` is the sample size that would settle
    an INCONCLUSIVE. ``underlying`` is the status behind a WAIVED one. ``overridden`` marks limits that the
    project's policy changed. ``looked_at`` and ``could_not`` count items of its subject over all sources.
    ``accepted`` counts findings that waivers take out of the numerator. ``holds_until`` is the first day on which the
    status would change if nothing but the date did.
    """

    code: str
    dimension: str
    title: str
    status: Status
    veto: bool
    weight: float
    unit: str
    better: str
    value: float | None = None
    numerator: float | None = None
    denominator: float | None = None
    interval: Interval | None = None
    needed_sample: int | None = None
    warn: float | None = None
    fail: float | None = None
    origin: str = ""
    overridden: bool = False
    utility: float | None = None
    reason: str = ""
    remedy: str = ""
    effort: Effort = Effort.HOURS
    findings: int = 0
    underlying: Status | None = None
    worst_slice: SliceValue | None = None
    slices: tuple[SliceValue, ...] = ()
    looked_at: int | None = None
    could_not: int | None = None
    accepted: int = 0
    holds_until: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Dimension:
    """A group of indicators: ``score`` 0-1 is min(veto utilities, weighted geometric mean of the rest)."""

    name: str
    grade: Grade
    score: float | None
    measured_weight: float
    indicators: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiver:
    """A named person accepts a named indicator until a date (inclusive). ``state``: live, expired or void.

    One with ``source``, ``item`` (a pattern), ``part`` or ``value_digest`` accepts only the findings that match, and
    takes them out of the numerator: ``accepted`` of them.
    """

    indicator: str
    reason: str
    approver: str
    until: dt.date
    state: str = "live"
    source: str = ""
    item: str = ""
    part: str = ""
    value_digest: str = ""
    accepted: int = 0

    @property
    def is_narrow(self) -> bool:
        """Return whether the waiver accepts single findings, not the indicator as a whole."""
        return bool(self.source or self.item or self.part or self.value_digest)


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitChange:
    """Limits of the project's policy beside the standard ones. ``loosened`` ones hold until a date, like a waiver.

    ``standard_warn`` and ``standard_fail`` are None where the catalogue only shows the indicator. ``state``: live or
    expired; an expired one does not hold, the standard limits do.
    """

    indicator: str
    warn: float
    fail: float
    standard_warn: float | None
    standard_fail: float | None
    loosened: bool
    reason: str = ""
    approver: str = ""
    until: dt.date | None = None
    state: str = "live"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limitation:
    """Why the grade is at most B. ``text`` is a clause of the headline, without a full stop.

    ``kind``: excluded_place, optional_source, unknown_members, loosened_limit or accepted_findings.
    """

    kind: str
    source: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """Items that a listing left out. ``reason``: hidden, system, cache, pattern, link, output, view, schema or
    companion (a file that a database keeps beside its own and that is read with it).

    ``items`` are files, links, views or schemas; of our own output only folders. ``bytes`` None: not known.
    ``at_least``: there are more; counting was stopped. ``examples`` are up to three items or folders.
    """

    source: str
    reason: str
    items: int
    bytes: int | None
    examples: tuple[str, ...] = ()
    at_least: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NextStep:
    """One thing to do, cheapest first: which indicator it lifts, how many findings it clears, who owns it."""

    indicator: str
    action: str
    effort: Effort
    findings: int
    owner: str
    blocks: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceSummary:
    """One source as it was listed. ``claimed`` is the number of items that its owner states."""

    name: str
    url: str
    connector: str
    access: str
    message: str
    items: int
    documents: int
    tables: int
    bytes: int
    claimed: int | None
    owner: str
    fingerprint: str
    required: bool = True
    complete: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """Result of listing one source.

    ``problem`` is why it could not be reached or listed at all, "" when it could. ``unlisted`` are places inside it
    (folders, prefixes, schemas) that could not be listed; ``excluded`` are places that its config leaves out by name.
    Neither is known to be empty. ``left_out`` counts the single items that the listing did not hand on.
    """

    source: str
    required: bool
    problem: str = ""
    unlisted: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    left_out: tuple[LeftOut, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedFile:
    """One file of a published run: the SHA-256 (hex) of its bytes, and how many there are."""

    sha256: str
    bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RunInfo:
    """The only part of a scorecard that may differ between two runs on the same inputs.

    ``attempt`` is the digest of the run's own attempt, which is chained to those before it; ``pulls`` has that of each
    source's pull. ``files`` are those published with the scorecard, by name. ``sealed_with`` is sha256 (finds edits) or
    hmac-sha256 (made with ``READINESS_SEAL_KEY``).
    """

    run_id: str
    started_at: str
    finished_at: str
    seconds: Mapping[str, float] = field(default_factory=dict)
    attempt: str = ""
    pulls: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, PublishedFile] = field(default_factory=dict)
    sealed_with: str = "sha256"


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """Origin of the verdict: tool and library versions, config hash, input and stage fingerprints.

    ``suites`` has the SHA-256 (hex) of each expectation suite file, ``targets`` that of the target of each source
    (``readiness.config.source_target``), ``catalogue_digest`` that of the limits (``readiness.catalogue_digest``).
    """

    versions: Mapping[str, str]
    config_hash: str
    catalogue_version: str
    inputs: Mapping[str, str]
    stages: Mapping[str, str]
    catalogue_digest: str = ""
    suites: Mapping[str, str] = field(default_factory=dict)
    targets: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Disagreement:
    """A document on whose words two readers disagree. ``agreement`` is 0-1."""

    source: str
    item: str
    agreement: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Confidence:
    """Agreement of a second reader on the words of one format's documents.

    ``documents`` were read, ``compared`` of them a second time; ``unread`` were drawn too, but the second reader got
    nothing out of them. ``recall`` and ``precision`` are medians over the compared, 0-1; ``agreeing`` is the share of
    documents on which the readers agree, with its interval where not all were compared. None, with a reason, where
    nothing was compared: not measured is no confidence. ``low`` names documents on which they do not, worst first.
    """

    format: str
    documents: int
    compared: int
    unread: int
    recall: float | None
    precision: float | None
    agreeing: float | None
    interval: Interval | None
    reason: str
    low: tuple[Disagreement, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OcrBacklog:
    """Pages that are pictures of text: in how many documents, and the processor hours to read them at a stated rate.

    ``partly`` of the documents have written pages too. ``sampled`` pages, one a document, were read by an OCR engine;
    ``legible`` of them came out as words. ``confidence`` (0-1) and ``words_per_page`` are medians over the sample;
    ``reason`` is why there is none.
    """

    documents: int
    partly: int
    pages: int
    hours: float
    sampled: int
    legible: int
    confidence: float | None
    words_per_page: float | None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Extraction:
    """Result of reading the documents: outcomes by name, agreement of a second reader, and pages that wait for OCR.

    ``instead`` counts, by format, the documents that our own readers read although their source asks for unstructured.
    """

    outcomes: Mapping[str, int]
    confidence: tuple[Confidence, ...]
    instead: Mapping[str, int]
    ocr: OcrBacklog


@dataclass(frozen=True, slots=True, kw_only=True)
class Scorecard:
    """Indicators + dimensions + provenance = one verdict. ``score`` serves the trend line only.

    ``limitations`` cap the grade at B. ``statements`` are sentences on what the vetoes on content were judged over.
    """

    schema_version: str
    project: str
    use: str
    as_of: str
    grade: Grade
    headline: str
    score: float | None
    blockers: tuple[str, ...]
    unknowns: tuple[str, ...]
    dimensions: tuple[Dimension, ...]
    indicators: tuple[Indicator, ...]
    sources: tuple[SourceSummary, ...]
    next_steps: tuple[NextStep, ...]
    waivers: tuple[Waiver, ...]
    findings: Mapping[str, int]
    engines: Mapping[str, str]
    extraction: Extraction
    provenance: Provenance
    run: RunInfo
    limitations: tuple[Limitation, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    overrides: tuple[LimitChange, ...] = ()
    statements: tuple[str, ...] = ()

    @property
    def ready(self) -> bool:
        return self.grade in {Grade.A, Grade.B}


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The gate's answer. ``open`` is True only for a fresh, whole, matching scorecard of grade A or B."""

    project: str
    open: bool
    grade: Grade
    reason: str
    run_id: str = ""
    age_seconds: float | None = None
    scorecard: str = ""

    @property
    def exit_code(self) -> int:
        """0 open · 1 measured and not ready · 3 unknown."""
        if self.open:
            return 0
        return 1 if self.grade in {Grade.C, Grade.D} else 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One change in a dated series: ``at`` is the first member that shows it, ``previous`` the one before.

    ``kind``: schema, pattern, type, null_rate, delimiter, encoding, file_type, distribution.
    ``evidence`` holds what PRODUCT promises (added, removed, renamed, retyped, reordered, from, to, effect).
    """

    series: str
    kind: str
    at: str
    previous: str
    column: str = ""
    evidence: Mapping[str, Any] = field(default_factory=dict)
