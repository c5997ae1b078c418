"""The project files of the demo, with dates that fit the day the enterprise is made for."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from string import Template

from examples.enterprise_maker.datasets.contracts import needed_years
from examples.enterprise_maker.enterprise import SEED
from examples.enterprise_maker.planned_dates import made_for, on

TEMPLATES = Path(__file__).parent / "projects"
NAMES = ("demo", "demo-repaired")
_DATES = {
    "deadline": (2027, 6, 30),
    "decision": (2027, 1, 15),
    "committed": (2026, 11, 1),
    "confirmed_contracts": (2026, 10, 30),
    "confirmed_policies": (2026, 9, 14),
    "confirmed_correspondence": (2026, 11, 12),
    "confirmed_operations": (2026, 11, 2),
}
"""Where the templates hold a date: its name, and the day it is planned for."""


def write_projects(folder: Path, *, as_of: dt.date, pinned: bool) -> list[Path]:
    """Write ``demo.yaml`` and ``demo-repaired.yaml`` into ``folder``.

    ``pinned`` writes ``as_of`` into them: every audit is held against that day. Else it is the day of the audit.
    """
    with made_for(as_of):
        values = {name: on(*planned).isoformat() for name, planned in _DATES.items()}
        values["years"] = ", ".join(map(str, needed_years(SEED)))
    values["as_of"] = f"as_of: {as_of.isoformat()} # ages are measured against this day" if pinned else _TODAY
    folder.mkdir(parents=True, exist_ok=True)
    return [
        _write(folder / f"{name}.yaml", Template((TEMPLATES / f"{name}.yaml").read_text("utf-8")), values)
        for name in NAMES
    ]


_TODAY = "# as_of: ages are measured against the day of the audit"


def _write(path: Path, template: Template, values: dict[str, str]) -> Path:
    path.write_text(template.substitute(values), encoding="utf-8")
    return path
