"""A project small enough to audit in a test: a dozen distinct documents, one table, and a complete charter."""

from __future__ import annotations

import datetime as dt
import os
import random
from pathlib import Path

AS_OF = dt.datetime.now(dt.UTC).date()
"""Of today: the gate refuses a scorecard that is as of another week."""

_SUBJECTS = (
    "invoice supplier warehouse contract shipment payroll budget forecast audit meeting training vehicle".split()
)
_VERBS = "records explains compares reviews lists describes approves summarises".split()
_OBJECTS = "costs routes duties risks savings targets delays repairs orders materials permits holidays".split()
_PLACES = "north south harbour valley central upland coastal riverside market station".split()


def day(days: int) -> str:
    return (AS_OF + dt.timedelta(days=days)).isoformat()


YAML = f"""\
project: small
use: rag
as_of: {AS_OF}
charter:
  owner: {{name: Ada Lovelace, email: ada@example.org}}
  kpi: {{name: review time, baseline: 45, target: 20, unit: minutes, deadline: {day(220)}}}
  users: twelve reviewers in procurement
  decision_date: {day(54)}
  process_owner_commitment: {{by: Grace Hopper, on: {day(-21)}}}
  production: {{latency_s: 3, update_every: 1d, integration: intranet, owner_after_launch: platform team}}
  needs: {{items: 10, cells: {{room: [north, south]}}}}
sources:
  - name: files
    url: tree
    claims: {{items: 13}}
    owner: {{name: Ada Lovelace, email: ada@example.org, confirmed_on: {day(-23)}}}
    rights: {{licence: internal, basis: contract, retention: 10y, pii_allowed: true}}
    freshness: {{max_age: 365d}}
    slices: {{room: "path[0]"}}
"""


def sentence(rng: random.Random) -> str:
    words = (rng.choice(words) for words in (_SUBJECTS, _VERBS, _PLACES, _OBJECTS, _PLACES, _SUBJECTS))
    return "The {} {} the {} {} of the {} {} team.".format(*words)


def make_project(root: Path, yaml: str = YAML) -> Path:
    """Write tree and YAML below ``root``; returns the YAML's path."""
    rng = random.Random(7)
    for number in range(12):
        room = "north" if number % 2 else "south"
        updated = AS_OF - dt.timedelta(days=10 + number)
        body = "\n\n".join(" ".join(sentence(rng) for _ in range(4)) for _ in range(6))
        write(
            root / "tree" / room / f"report-{number:02}.txt",
            f"Report {number}\n\nLast updated: {updated:%d %B %Y}\n\n{body}\n",
        )
    rows = [
        f"{n},{rng.choice(_PLACES)},{AS_OF - dt.timedelta(days=n)},{rng.randint(100, 900) / 10}" for n in range(1, 61)
    ]
    write(root / "tree" / "north" / "orders.csv", "order_id,place,ordered_on,price\n" + "\n".join(rows) + "\n")
    path = root / "small.yaml"
    write(path, yaml)
    return path


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    moment = dt.datetime.combine(AS_OF, dt.time(), dt.UTC).timestamp() - 21 * 86_400 + len(text)
    os.utime(path, (moment, moment))
