"""The text of a proposed project file."""

from __future__ import annotations

import datetime as dt
import json
import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from dagster_project.audit import clock
from dagster_project.audit.proposal.inspection import Inspection
from dagster_project.audit.proposal.label_files import label_lines
from dagster_project.audit.proposal.source_facts import source_lines
from dagster_project.audit.proposal.suites import MOST_SUITES, ProposedSuite
from readiness.config.loading import LoadedProject
from readiness.config.project import Source
from readiness.config.secrets import safe_url


def project_yaml(inspection: Inspection, suites: Sequence[ProposedSuite], output: Path) -> str:
    """The YAML for the file at ``output``; relative source URLs are written relative to its folder."""
    loaded, folder = inspection.loaded, output.resolve().parent
    parts = [_head(inspection, folder)]
    parts += [
        _source(inspection, source, _relative(source.url, loaded.base, folder)) for source in loaded.project.sources
    ]
    parts.append(_labels(inspection))
    parts.append(_suites(suites, _tables(inspection)))
    parts.append(_tail())
    return "".join(parts)


def _tables(inspection: Inspection) -> int:
    index = inspection.inputs.table("table_index", columns=["item", "data"])
    return sum(data is not None for data in index["data"].to_pylist())


def _relative(url: str, base: Path, folder: Path) -> str:
    if "://" in url:
        return safe_url(url)
    return os.path.relpath(base / url, folder)


def _head(inspection: Inspection, folder: Path) -> str:
    listed = inspection.listing.num_rows
    return f"""\
# Proposed by `readiness init` on {clock.now():%Y-%m-%d}: {listed} items were listed, {inspection.items} of them read.
# Lines that begin with "# " need a decision by a person.
project: {scalar(_project_name(inspection.loaded, folder))}
use: rag                      # rag | training | analytics: which limits apply
charter:                      # until these are filled in, the verdict is U: could not tell
  # Who is responsible for the project?
  # owner: {{name: Ada Lovelace, email: ada@example.org}}
  # Which number must become better, by how much, until when?
  # kpi: {{name: contract review time, baseline: 45, target: 20, unit: minutes, deadline: {_in_a_year()}}}
  # Who will work with it, and when is it decided whether the project starts?
  # users: legal department
  # decision_date: {_in_a_year()}
  # Has the owner of the process agreed, and what must run in production?
  # process_owner_commitment: {{by: who runs the process, on: {clock.now():%Y-%m-%d}}}
  # production: {{latency_s: 3, update_every: 1d, integration: where it lives, owner_after_launch: who runs it}}
  # How much data does it need?
  # needs: {{items: 1000, cells: {{folder: [a, b]}}}}
sources:
"""


def _project_name(loaded: LoadedProject, folder: Path) -> str:
    """The name of the target; with an ending where audits of the bare target are kept under that name."""
    name = loaded.project.project
    audited = any((place / ".readiness" / name).exists() for place in (folder, Path.cwd()))
    return f"{name}-project" if audited else name


def _in_a_year() -> str:
    return f"{clock.now() + dt.timedelta(days=365):%Y-%m-%d}"


def _source(inspection: Inspection, source: Source, url: str) -> str:
    listed = inspection.listing_of(source.name).num_rows
    lines = [
        f"  - name: {scalar(source.name)}",
        f"    url: {scalar(url)}",
        f"    # How many items should there be? {listed} were listed.",
        "    # claims: {items: 1000}",
        "    # Who decides about this data, and when did they say that it may be used?",
        "    # owner: {name: Joan Clarke, email: joan@example.org, confirmed_on: 2026-01-31}",
        "    # On which basis may it be used, how long is it kept, and may it hold personal data?",
        "    # rights: {licence: internal, basis: contract, retention: 10y, pii_allowed: false}",
        *source_lines(inspection, source.name),
    ]
    return "\n".join(lines) + "\n"


def scalar(value: Any) -> str:
    """A YAML scalar that reads back as it is: JSON strings are YAML strings."""
    text = str(value)
    plain = re.fullmatch(r"[A-Za-z_./][A-Za-z0-9_./-]*", text) and text.lower() not in _NOT_TEXT
    return text if plain else json.dumps(text, ensure_ascii=False)


_NOT_TEXT = frozenset("y n yes no true false on off null ~ .inf .nan".split())


def _labels(inspection: Inspection) -> str:
    lines = label_lines(inspection)
    return "".join(f"{line}\n" for line in lines)


def _suites(suites: Sequence[ProposedSuite], tables: int) -> str:
    if not suites:
        return "# suites: {source.table: suite_name}     # expectations/suite_name.json beside this file\n"
    head = "suites:                       # proposed from the rows of today; read them before you rely on them\n"
    rest = (
        f"  # {tables} tables were read; suites are proposed for the {MOST_SUITES} widest\n"
        if tables > len(suites)
        else ""
    )
    lines = [f"  {scalar(one.target)}: {scalar(one.name)}     # from {one.origin}\n" for one in suites]
    return head + "".join(lines) + rest


def _tail() -> str:
    return """\
# policy: {uniqueness.near: {warn: 0.05, fail: 0.20}}
# schedule: "0 5 * * 1"
# alerts: [{slack: "${SLACK_WEBHOOK}"}]
"""
