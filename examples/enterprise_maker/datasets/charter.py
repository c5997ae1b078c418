"""Defects of the project file itself: ``projects/demo.yaml`` leaves out what a kickoff needs."""

from __future__ import annotations

from examples.enterprise_maker.answer_key import AnswerKey

_GAPS = (
    ("purpose.charter", "", "charter", "users"),
    ("purpose.kpi", "", "charter.kpi", "target"),
    ("purpose.kpi", "", "charter.kpi", "deadline"),
    ("purpose.production_requirements", "", "charter.production", "latency_s"),
    ("purpose.production_requirements", "", "charter.production", "update_every"),
    ("purpose.production_requirements", "", "charter.production", "integration"),
    ("purpose.production_requirements", "", "charter.production", "owner_after_launch"),
    ("purpose.commitment", "", "charter.process_owner_commitment", "by"),
    ("rights.owner", "correspondence", "owner", "name"),
    ("rights.licence", "operations", "rights", "licence"),
    ("rights.retention", "operations", "rights", "retention"),
)
"""Code, source, and the part of the project file with its field that is empty."""

CLAIMED = 300
"""Number of contracts that their owner states: ``claims.items`` in demo.yaml."""

_STATUSES = {
    "availability.access": "PASS",
    "availability.delivered": "FAIL",
    "format.schema_drift": "FAIL",
    "purpose.charter": "FAIL",
    "purpose.commitment": "WARN",
    "purpose.kpi": "FAIL",
    "purpose.production_requirements": "FAIL",
    "rights.owner": "FAIL",
    "rights.pii_basis": "FAIL",
    "sufficiency.coverage": "FAIL",
    "sufficiency.volume": "FAIL",
    "validity.expectations": "FAIL",
}
"""The status that each of these indicators must have when demo.yaml is audited."""


def record(answers: AnswerKey) -> None:
    if not answers.defects:
        return
    for code, source, item, field in _GAPS:
        answers.find(code, source, item, part=field)
    listed = sum(written.startswith("contracts/") for written in answers.written)
    evidence = {"found": listed, "claimed": CLAIMED, "unit": "items"}
    answers.find("availability.delivered", "contracts", "contracts", part="items", evidence=evidence)
    answers.find("rights.pii_basis", "contracts", "")
    answers.find("sufficiency.volume", "", "")
    answers.statuses.update(_STATUSES)
