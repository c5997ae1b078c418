"""The project YAML as frozen pydantic models: unknown keys are refused, secrets stay references until used.

``load_project`` (``readiness.project_file``) turns a file into a ``Project`` with file and line in its errors.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

Use = Literal["rag", "training", "analytics"]
_DURATION = re.compile(r"(\d+(?:\.\d+)?)\s*([smhdwy])")
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 7 * 86_400, "y": 365 * 86_400}


def duration(text: object) -> dt.timedelta:
    """``90s``, ``15m``, ``12h``, ``7d``, ``6w`` or ``10y`` (365 days) as a timedelta.

    >>> duration("7d").days
    7
    """
    if isinstance(text, dt.timedelta):
        return text
    found = _DURATION.fullmatch(str(text).strip().lower())
    if not found:
        raise ValueError(f"{text!r} is not a duration: write a number and one of s, m, h, d, w, y, as in 7d")
    return dt.timedelta(seconds=float(found[1]) * _SECONDS[found[2]])


Duration = Annotated[dt.timedelta, BeforeValidator(duration)]
ProjectName = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,99}$")]


class _Model(BaseModel):
    # A class named 1 or a licence named 2.0 is text that YAML reads as a number.
    model_config = ConfigDict(extra="forbid", frozen=True, coerce_numbers_to_str=True)


class Person(_Model):
    name: str
    email: str = ""
    confirmed_on: dt.date | None = None


class Kpi(_Model):
    name: str
    baseline: float | None = None
    target: float | None = None
    unit: str = ""
    deadline: dt.date | None = None


class Commitment(_Model):
    by: str
    on: dt.date


class Production(_Model):
    latency_s: float | None = None
    update_every: Duration | None = None
    integration: str = ""
    owner_after_launch: str = ""


class Needs(_Model):
    """What the project needs to exist: ``cells`` maps a slice name to wanted values, or one ``>=value`` bound."""

    items: int | None = Field(default=None, ge=0)
    labelled: int | None = Field(default=None, ge=0)
    cells: dict[str, list[str | int] | str] = Field(default_factory=dict)


class Charter(_Model):
    owner: Person | None = None
    kpi: Kpi | None = None
    users: str = ""
    decision_date: dt.date | None = None
    process_owner_commitment: Commitment | None = None
    production: Production | None = None
    needs: Needs | None = None


class Claims(_Model):
    items: int | None = Field(default=None, ge=0)
    rows: int | None = Field(default=None, ge=0)


class Rights(_Model):
    licence: str = ""
    basis: str = ""
    retention: Duration | None = None
    pii_allowed: bool | None = None


class Freshness(_Model):
    max_age: Duration | None = None
    column: str = ""


class LabelColumn(_Model):
    """Labels inside a table: ``column`` is ``table.column``; ``classes`` the closed list, if there is one."""

    column: str
    classes: list[str] = Field(default_factory=list)
    id: str = ""


class Source(_Model):
    name: str
    url: str
    connector: str = ""
    required: bool = True
    claims: Claims = Claims()
    owner: Person | None = None
    rights: Rights | None = None
    freshness: Freshness = Freshness()
    slices: dict[str, str] = Field(default_factory=dict)
    tables: list[str] = Field(default_factory=list)
    labels: LabelColumn | None = None
    required_columns: dict[str, list[str]] = Field(default_factory=dict)
    references: dict[str, str] = Field(default_factory=dict)
    include: list[str] = Field(default_factory=list)
    exclude: list[str] = Field(default_factory=list)
    engine: Literal["lanes", "unstructured"] = "lanes"
    options: dict[str, Any] = Field(default_factory=dict)


class Labels(_Model):
    """Labels that live apart: a file whose ``item`` column names items, its ``label`` column their label.

    ``of`` names the table whose rows are labelled (``key`` its id column) when the items are rows, not files.
    """

    source: str
    file: str
    item: str = "item"
    label: str = "label"
    annotator: str = ""
    split: str = ""
    of: str = ""
    key: str = ""
    classes: list[str] | str = Field(default_factory=list)


class LimitOverride(_Model):
    warn: float
    fail: float


class WaiverConfig(_Model):
    indicator: str
    reason: str
    approver: str
    until: dt.date


class Alert(_Model):
    slack: str = ""
    email: str = ""

    @model_validator(mode="after")
    def one_channel(self) -> Alert:
        if bool(self.slack) == bool(self.email):
            raise ValueError("an alert names exactly one of slack, email")
        return self


class Resources(_Model):
    """Bounds of one audit: they bound memory and time, whatever the corpus."""

    workers: int = Field(default=2, ge=1)
    memory_mb: int = Field(default=2048, ge=256)
    document_seconds: float = Field(default=30.0, gt=0)
    document_memory_mb: int = Field(default=2048, ge=256)
    document_max_bytes: int = Field(default=256 * 1024 * 1024, ge=1)
    document_max_characters: int = Field(default=20_000_000, ge=1)
    table_rows: int = Field(default=1_000_000, ge=1)


class Project(_Model):
    """One audit config: charter + sources + policy. The unit that is gated."""

    project: ProjectName
    use: Use = "rag"
    as_of: dt.date | None = None
    charter: Charter | None = None
    sources: list[Source] = Field(min_length=1)
    labels: list[Labels] = Field(default_factory=list)
    suites: dict[str, str] = Field(default_factory=dict)
    policy: dict[str, LimitOverride] = Field(default_factory=dict)
    waivers: list[WaiverConfig] = Field(default_factory=list)
    schedule: str = ""
    alerts: list[Alert] = Field(default_factory=list)
    secrets: str = ""  # a file of NAME=value lines beside the YAML, for ${NAME} that the environment does not set
    resources: Resources = Resources()

    @model_validator(mode="after")
    def names_agree(self) -> Project:
        names = [source.name for source in self.sources]
        if len(names) != len(set(names)):
            raise ValueError(f"source names repeat: {sorted(n for n in set(names) if names.count(n) > 1)}")
        for labels in self.labels:
            if labels.source not in names:
                raise ValueError(f"labels name the source {labels.source!r}, which is not among {names}")
        return self

    def source(self, name: str) -> Source:
        return next(source for source in self.sources if source.name == name)
