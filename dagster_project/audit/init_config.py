"""``readiness init``: list a target and write a project YAML that a person can complete.

Facts that a machine can see (counts, folders, file ages, likely label files) are proposed; those that only people know
(owner, KPI, rights) are left as a comment, so that nothing is claimed without a person.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pyarrow as pa

from connectors.registry import open_connector
from dagster_project.audit import clock
from readiness import schemas
from readiness.config.loading import LoadedProject, resolve_target
from readiness.config.secrets import safe_url
from readiness.errors import AccessError

_LABEL_FILE = re.compile(r"(?:^|[/_.-])(?:labels?|annotations?|gold|ground_truth)(?:[/_.-]|$)", re.IGNORECASE)
_FRESHNESS_STEPS_DAYS = (1, 7, 31, 92, 365, 730, 1825)
_MOST_FOLDERS = 50


def propose(target: str, output: Path) -> str:
    """The YAML text for a bare ``target``; relative source URLs are written relative to the file's folder."""
    loaded = resolve_target(target, cwd=Path.cwd())
    parts = [_head(loaded)]
    for source in loaded.project.sources:
        inventory = _list_source(loaded, source.name)
        url = _relative(source.url, loaded.base, output.resolve().parent)
        parts.append(_source(source.name, url, inventory))
        parts.append(_labels(source.name, inventory))
    parts.append(_tail())
    return "".join(parts)


def _list_source(loaded: LoadedProject, name: str) -> pa.Table:
    connector = open_connector(loaded.project.source(name), base=loaded.base, environ=loaded.environ(os.environ))
    access = connector.probe()
    if not access.ok:
        raise AccessError(access.message, kind=access.kind, where=name, next_step=access.next_step)
    return pa.Table.from_batches(list(connector.list()), schema=schemas.INVENTORY)


def _relative(url: str, base: Path, folder: Path) -> str:
    if "://" in url:
        return safe_url(url)
    return os.path.relpath(base / url, folder)


def _head(loaded: LoadedProject) -> str:
    return f"""\
# Proposed by `readiness init` from what could be listed. Lines that start with `# ` need a decision by a person.
project: {loaded.project.project}
use: rag                      # rag | training | analytics: which limits apply
charter:                      # until these are filled in, the verdict is U: could not tell
  # owner: {{name: Ada Lovelace, email: ada@example.org}}
  # kpi: {{name: contract review time, baseline: 45, target: 20, unit: minutes, deadline: {_in_a_year()}}}
  # users: who will work with it
  # decision_date: {_in_a_year()}
  # process_owner_commitment: {{by: who runs the process, on: {clock.now():%Y-%m-%d}}}
  # production: {{latency_s: 3, update_every: 1d, integration: where it lives, owner_after_launch: who runs it}}
  # needs: {{items: 1000, cells: {{folder: [a, b]}}}}
sources:
"""


def _in_a_year() -> str:
    return f"{clock.now() + dt.timedelta(days=365):%Y-%m-%d}"


def _source(name: str, url: str, inventory: pa.Table) -> str:
    lines = [
        f"  - name: {_scalar(name)}",
        f"    url: {_scalar(url)}",
        f"    claims: {{items: {inventory.num_rows}}}            # listed today; write the expected volume",
        "    # owner: {name: who decides about this data, email: owner@example.org, confirmed_on: 2026-01-31}",
        "    # rights: {licence: internal, basis: contract, retention: 10y, pii_allowed: false}",
        f"    freshness: {{max_age: {_max_age_days(inventory)}d}}         # freshness SLA; 9 in 10 files keep it",
    ]
    folders = _folders(inventory)
    if len(folders) > 1:
        lines.append(f'    slices: {{folder: "path[0]"}}     # {", ".join(map(_scalar, folders[:8]))}')
    return "\n".join(lines) + "\n"


def _scalar(value: Any) -> str:
    """A YAML scalar that reads back as it is: JSON strings are YAML strings."""
    text = str(value)
    return text if re.fullmatch(r"[A-Za-z0-9_./-]+", text) else json.dumps(text, ensure_ascii=False)


def _max_age_days(inventory: pa.Table) -> int:
    now = clock.now()
    ages = sorted((now - modified).days for modified in inventory["modified"].to_pylist() if modified is not None)
    oldest = ages[int(0.9 * (len(ages) - 1))] if ages else 365
    return next((days for days in _FRESHNESS_STEPS_DAYS if days >= oldest), oldest)


def _folders(inventory: pa.Table) -> list[str]:
    tops = Counter(item.split("/")[0] for item in inventory["item"].to_pylist() if "/" in item)
    return [name for name, _ in tops.most_common(_MOST_FOLDERS)]


def _labels(source: str, inventory: pa.Table) -> str:
    files = [item for item in inventory["item"].to_pylist() if _LABEL_FILE.search(item) and item.endswith(".csv")]
    if not files:
        return ""
    return (
        f"# labels:   # {files[0]} looks like labels; name its columns\n"
        f"#   - {{source: {_scalar(source)}, file: {_scalar(files[0])}, item: id, label: label}}\n"
    )


def _tail() -> str:
    return """\
# suites: {source.table: suite_name}     # expectations/suite_name.json beside this file
# policy: {uniqueness.near: {warn: 0.05, fail: 0.20}}
# schedule: "0 5 * * 1"
# alerts: [{slack: "${SLACK_WEBHOOK}"}]
"""
