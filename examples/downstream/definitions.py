"""The code location of a model project. Its first act is to ask the gate whether the data is ready.

Copy this file into your own project, point ``PROJECT`` at the audited project's YAML, and put your training in the
place of ``train_model``. Everything that needs the data depends on ``kickoff``; nothing else has to know the audit.

The gate is asked in code, at run time: it reads the stored scorecard and recomputes nothing. Neither a green tick in
the UI nor a forged materialization can open it.
"""

import os
from pathlib import Path

import dagster as dg

import readiness

PROJECT = Path(os.environ.get("KICKOFF_PROJECT", "projects/demo-repaired.yaml"))
MAX_AGE = "7d"
"""An older audit is no statement about today's data."""


def downstream_assets(project: Path) -> list[dg.AssetsDefinition]:
    """``kickoff`` and ``train_model`` of a model that learns from the data of ``project``."""

    @dg.asset(group_name="model", description="Succeeds only while the data's readiness gate is open.")
    def kickoff(context: dg.AssetExecutionContext) -> str:
        verdict = readiness.gate(project, max_age=MAX_AGE)
        if not verdict.open:
            raise dg.Failure(
                description=f"The gate of {verdict.project} is closed: {verdict.reason}",
                metadata={"grade": verdict.grade.value, "scorecard": verdict.scorecard},
                allow_retries=False,  # the data does not get ready by trying again
            )
        context.log.info("The gate is open (grade %s): %s", verdict.grade.value, verdict.reason)
        return verdict.run_id

    @dg.asset(group_name="model", description="Stands for the training that must not begin on bad data.")
    def train_model(kickoff: str) -> str:
        return f"trained on the data of audit {kickoff}"

    return [kickoff, train_model]


defs = dg.Definitions(assets=downstream_assets(PROJECT))
