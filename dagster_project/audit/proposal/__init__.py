"""``readiness init``: look at a target, and write a project file and suites that a person can complete.

Facts that a machine can see are proposed (slices, ages, label files, suites); those that only people know (owner, KPI,
rights, the expected volume) are left as questions in comments, so that nothing is claimed without a person.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from dagster_project.audit.proposal.inspection import inspect
from dagster_project.audit.proposal.project_yaml import project_yaml
from dagster_project.audit.proposal.suites import propose_suites
from readiness.progress import PartProgress, silent


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """The text of a project file, and suites by name as the text of their files."""

    text: str
    suites: dict[str, str]


def propose(target: str, output: Path, progress: PartProgress = silent) -> Proposal:
    """The project file for ``target`` that is to lie at ``output``, and the suites for ``expectations/`` beside it.

    Raises ``AccessError`` where a source cannot be reached, ``UsageError`` where there is none.
    """
    with inspect(target, progress) as inspection:
        suites = propose_suites(inspection, output.resolve().parent)
        text = project_yaml(inspection, suites, output)
    return Proposal(
        text=text, suites={one.name: json.dumps(one.suite, indent=2, ensure_ascii=False) + "\n" for one in suites}
    )
