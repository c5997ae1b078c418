"""The project YAML as frozen pydantic models: unknown keys are refused, secrets stay references until used.

``load_project`` (``readiness.config.loading``) turns a file into a ``Project`` with file and line in its errors.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from readiness.config.duplicate_settings import Duplicates
from readiness.config.extraction_settings import Extraction
from readiness.config.output_settings import Outputs
from readiness.config.policy_settings import LimitOverride, WaiverConfig
from readiness.config.price_settings import Prices
from readiness.config.resource_settings import Resources
from readiness.config.rights_settings import PersonSearch
from readiness.config.semantic_settings import Semantic

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
    match = _DURATION.fullmatch(str(text).strip().lower())
    if not match:
        raise ValueError(f"{text!r} is not a duration: write a number and one of s, m, h, d, w, y, as in 7d")
    return dt.timedelta(seconds=float(match[1]) * _SECONDS[match[2]])


Duration = Annotated[dt.timedelta, BeforeValidator(duration)]
Language = Annotated[str, Field(pattern=r"^[a-z]{2}$")]
"""ISO 639-1 code."""
ProjectName = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,99}$")]


class _Model(BaseModel):
    # A class named 1 or a licence named 2.0 is text that YAML reads as a number.
    model_config = ConfigDict(extra="forbid", frozen=True, coerce_numbers_to_str=True)


class Person(_Model):
    name: str = Field(description="Name of the person.")
    email: str = Field(default="", description="E-mail address.")
    confirmed_on: dt.date | None = Field(
        default=None, description="When they confirmed that they are responsible for the source; valid for 365 days."
    )
    asked_on: dt.date | None = Field(
        default=None, description="When they were asked for the data, while no answer came."
    )
    refused_on: dt.date | None = Field(default=None, description="When they refused to share the data.")


class Kpi(_Model):
    name: str = Field(description="What is measured in the business, as in contract review time.")
    baseline: float | None = Field(default=None, description="Its value today.")
    target: float | None = Field(
        default=None, description="The value that makes the project a success; it must differ from the baseline."
    )
    unit: str = Field(default="", description="Of baseline and target.")
    deadline: dt.date | None = Field(default=None, description="When the target is to be met.")


class Commitment(_Model):
    by: str = Field(description="The owner of the business process.")
    on: dt.date = Field(description="When they committed to use the result; not after the audit.")


class Production(_Model):
    latency_s: float | None = Field(default=None, description="Seconds in which an answer is needed.")
    update_every: Duration | None = Field(default=None, description="How often new data must reach it.")
    integration: str = Field(default="", description="The system it is built into.")
    owner_after_launch: str = Field(default="", description="Who runs it then.")


class Needs(_Model):
    """Data that must exist for the project: ``cells`` maps a slice name to wanted values, or one ``>=value`` bound."""

    items: int | None = Field(default=None, ge=0, description="Usable items the project needs.")
    labelled: int | None = Field(default=None, ge=0, description="Labelled items the project needs.")
    minutes_per_label: float = Field(
        default=0.5,
        gt=0,
        le=1440,
        description="Minutes that one label takes a person; sufficiency.cost counts with it.",
    )
    cells: dict[str, list[str | int] | str] = Field(
        default_factory=dict,
        description="Required slices, each with a usable item: slice name to values, or to a bound such as >=2018.",
    )
    languages: list[Language] = Field(
        default_factory=list, description="Languages the project works in, as ISO 639-1 codes: [en, de]."
    )
    prices: Prices | None = Field(default=None, description="Prices of tokens; sufficiency.cost counts with them.")


class Charter(_Model):
    owner: Person | None = Field(default=None, description="Who owns the project.")
    kpi: Kpi | None = Field(default=None, description="The number that shows whether the project succeeds.")
    users: str = Field(default="", description="Who will use it, in words.")
    decision_date: dt.date | None = Field(default=None, description="When it is decided whether the project continues.")
    process_owner_commitment: Commitment | None = Field(
        default=None, description="The process owner's dated commitment."
    )
    production: Production | None = Field(default=None, description="What production will require.")
    needs: Needs | None = Field(default=None, description="What the data must hold.")


class Claims(_Model):
    items: int | None = Field(default=None, ge=0, description="Expected number of items.")
    rows: int | None = Field(default=None, ge=0, description="Expected number of rows, over all tables of the source.")


class Rights(_Model):
    licence: str = Field(default="", description="Under which licence the data may be used.")
    basis: str = Field(default="", description="The legal basis for personal data, as in contract.")
    retention: Duration | None = Field(default=None, description="How long the data may be kept.")
    pii_allowed: bool | list[str] | None = Field(
        default=None, description="Whether personal data may be in it: true, false (any is a veto), or a list of kinds."
    )


class Freshness(_Model):
    max_age: Duration | None = Field(
        default=None,
        description="How old an item may be; without it 730 days for documents, 31 days for tables with dates.",
    )
    column: str = Field(
        default="",
        description="The column that dates rows, as table.column; without it, one is searched for if max_age is set.",
    )


class LabelColumn(_Model):
    """Labels inside a table: ``column`` is ``table.column``; ``classes`` the closed list, if there is one."""

    column: str = Field(description="Where the labels are, as table.column.")
    classes: list[str] = Field(default_factory=list, description="The closed list of classes.")
    id: str = Field(default="", description="The column that names rows; without it, one that looks like a key.")


class Source(_Model):
    name: str = Field(description="Its name in every file and message; unique in the project.")
    url: str = Field(description="A path relative to the project file, or a URL; secrets in it as ${NAME}.")
    connector: str = Field(
        default="", description="Name of the connector, where the URL does not show it (docs/connectors.md)."
    )
    required: bool = Field(
        default=True,
        description="Whether the project needs it; an optional one that cannot be read whole is left out: at most B.",
    )
    claims: Claims = Field(default=Claims(), description="The expected volume, as its owner states it.")
    owner: Person | None = Field(default=None, description="Who is responsible for the source.")
    rights: Rights | None = Field(default=None, description="What its data may be used for.")
    audience: list[str] = Field(
        default_factory=list,
        description="Who the project is for: users and groups, as the source names them, or everyone.",
    )
    freshness: Freshness = Field(default=Freshness(), description="The freshness SLA: how old its items may be.")
    slices: dict[str, str] = Field(
        default_factory=dict, description="Groups to show rates by: name to a rule such as path[0] or date.year."
    )
    tables: list[str] = Field(
        default_factory=list,
        description="Tables of a database to read; without it all but views. In folders: JSON files that are tables.",
    )
    labels: LabelColumn | None = Field(default=None, description="Labels inside a table of this source.")
    required_columns: dict[str, list[str]] = Field(
        default_factory=dict, description="Table or series to the columns that must not be lost, renamed or retyped."
    )
    references: dict[str, str] = Field(
        default_factory=dict,
        description="Foreign keys that the source does not declare: child table.column to parent table.column.",
    )
    include: list[str] = Field(default_factory=list, description="Files to audit, as in .gitignore; without it all.")
    exclude: list[str] = Field(
        default_factory=list,
        description="Files to leave out, as in .gitignore; a folder or schema caps the grade at B.",
    )
    engine: Literal["lanes", "unstructured"] = Field(
        default="lanes",
        description="What reads documents: our own readers per format, or unstructured where it knows the format.",
    )
    options: dict[str, Any] = Field(
        default_factory=dict,
        description="Handed to the connector: fsspec options, or connect_args of SQLAlchemy; secrets as ${NAME}.",
    )


class Labels(_Model):
    """Labels that live apart: a file whose ``item`` column names items, its ``label`` column their label.

    ``of`` names the table whose rows are labelled (``key`` its id column) when the items are rows, not files.
    """

    source: str = Field(description="The source that holds the label file and the labelled items.")
    file: str = Field(description="The label table: an item of that source.")
    item: str = Field(default="item", description="Its column that names the item.")
    label: str = Field(default="label", description="Its column that holds the label.")
    annotator: str = Field(
        default="", description="Its column with the name of the annotator; rates are then also shown by annotator."
    )
    split: str = Field(
        default="", description="Its column with the split (train or test); rates are also shown by split."
    )
    of: str = Field(default="", description="The table whose rows are labelled.")
    key: str = Field(default="", description="The id column of that table; without it the column named like item.")
    classes: list[str] | str = Field(
        default_factory=list, description="The closed list of classes, or the file of the source that lists them."
    )
    probabilities: str = Field(
        default="",
        description="A table of the source, an item and a column per class: probabilities of a model that did not "
        "learn from the item. labels.error_estimate then uses them in place of the texts.",
    )


class Alert(_Model):
    slack: str = Field(default="", description="A webhook URL, written as ${NAME}.")
    email: str = Field(default="", description="An address.")

    @model_validator(mode="after")
    def one_channel(self) -> Alert:
        if bool(self.slack) == bool(self.email):
            raise ValueError("an alert names exactly one of slack, email")
        return self


class Project(_Model):
    """One audit config: charter + sources + policy. The unit that is gated."""

    project: ProjectName = Field(
        description="Its name: letters, digits, _ . - only; also the name of the folder of its audits."
    )
    use: Use = Field(default="rag", description="What the data is for; it picks the limits.")
    as_of: dt.date | None = Field(
        default=None, description="The day that ages and waivers are held against; without it the day of the audit."
    )
    charter: Charter | None = Field(default=None, description="What must be stated before kickoff.")
    sources: list[Source] = Field(min_length=1, description="Where the data is.")
    labels: list[Labels] = Field(default_factory=list, description="Labels that live apart from the items.")
    suites: dict[str, str] = Field(
        default_factory=dict,
        description="source.table to the name of a Great Expectations suite, expectations/NAME.json beside this file.",
    )
    baselines: str = Field(
        default="",
        description="A JSON file beside this one with the approved baselines of series, written by readiness baseline.",
    )
    policy: dict[str, LimitOverride] = Field(
        default_factory=dict, description="Indicator code to limits of the project's own; shown as overrides."
    )
    waivers: list[WaiverConfig] = Field(default_factory=list, description="What a named person accepts until a date.")
    schedule: str = Field(default="", description="When to audit, as a cron expression in UTC.")
    alerts: list[Alert] = Field(
        default_factory=list, description="Who gets an alert when an audit breaks or the grade changes."
    )
    secrets: str = Field(
        default="",
        description="A file of NAME=value lines beside this one, for each ${NAME} that the environment does not set.",
    )
    outputs: Outputs = Field(default=Outputs(), description="Who may read what an audit publishes.")
    duplicates: Duplicates = Field(default=Duplicates(), description="How copies are treated.")
    semantic: Semantic | None = Field(default=None, description="Semantic comparison of documents; without it, off.")
    rights: PersonSearch = Field(default=PersonSearch(), description="How persons and places are searched for.")
    resources: Resources = Field(default=Resources(), description="Bounds of one audit.")
    extraction: Extraction = Field(default=Extraction(), description="How reading documents is checked.")

    @model_validator(mode="after")
    def names_agree(self) -> Project:
        names = [source.name for source in self.sources]
        if len(names) != len(set(names)):
            raise ValueError(f"source names repeat: {sorted(n for n in set(names) if names.count(n) > 1)}")
        for labels in self.labels:
            if labels.source not in names:
                raise ValueError(f"labels name the source {labels.source!r}, which is not among {names}")
        return self

    @property
    def needs(self) -> Needs:
        """The needs of the charter; none where it is silent."""
        return (self.charter.needs if self.charter else None) or Needs()

    def source(self, name: str) -> Source:
        return next(source for source in self.sources if source.name == name)
