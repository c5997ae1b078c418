"""Facts that must be written down before kickoff: the fields of the charter, and the owner of each source."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from readiness.catalogue import CATALOGUE
from readiness.config.project import Charter, Kpi, Needs, Person, Production, Rights, Source
from readiness.profilers.ageing import AgeingDays
from readiness.profilers.base import Inputs, Profile, ProfileBuilder

CONFIRMED_FOR = dt.timedelta(days=365)
"""Days for which an owner's confirmation is valid: the catalogue's 365 days."""

NO_CHARTER = "the project has no charter"
_NO_OWNER = "no project file names an owner for this source"
_NO_RIGHTS = "no project file states rights for this source"

Missing = Mapping[str, str]
"""Missing fields: field name to a phrase that gives the problem."""

_ABSENT = "is not stated"


def measure(inputs: Inputs) -> Profile:
    """Count missing fields of the charter (``purpose.*``) and of each source (``rights.owner``, ``rights.licence``).

    Without a charter (a bare folder or database) none of this is measured: no one was asked for it.
    """
    built, ageing = ProfileBuilder(), AgeingDays(inputs.as_of)
    _measure_purpose(built, inputs.project.charter, inputs.as_of)
    for source in inputs.project.sources:
        for code, part, missing in _rights(source, inputs.as_of):
            if missing is None and inputs.project.charter is None:
                built.not_measured(code, _NO_OWNER if part == "owner" else _NO_RIGHTS, source=source.name)
            else:
                _add_source(built, code, source.name, part, missing)
        if source.owner and not _missing_owner(source.owner, inputs.as_of) and source.owner.confirmed_on:
            ageing.add("rights.owner", source.name, source.owner.confirmed_on + CONFIRMED_FOR)
    return built.build({"confirmations": ageing.table()})


def _measure_purpose(built: ProfileBuilder, charter: Charter | None, as_of: dt.date) -> None:
    codes = [code for code in CATALOGUE if code.startswith("purpose.")]
    if charter is None:
        for code in codes:
            built.not_measured(code, NO_CHARTER)
        return
    for code, item, fields, missing in (
        ("purpose.charter", "charter", 4, _missing_charter(charter)),
        ("purpose.kpi", "charter.kpi", 5, _missing_kpi(charter.kpi or Kpi(name=""))),
        ("purpose.production_requirements", "charter.production", 4, _missing_production(charter.production)),
        ("purpose.commitment", "charter.process_owner_commitment", 1, _missing_commitment(charter, as_of)),
    ):
        built.measure(code, numerator=len(missing), denominator=fields)
        for field, problem in missing.items():
            _add_defect(built, code, _Field(source="", part=item, name=field), problem)


def _missing_charter(charter: Charter) -> Missing:
    facts = {
        "owner": _is_named(charter.owner),
        "users": bool(charter.users.strip()),
        "decision_date": charter.decision_date is not None,
        "needs": charter.needs is not None and charter.needs != Needs(),
    }
    return _absent(facts)


def _missing_kpi(kpi: Kpi) -> Missing:
    facts = {
        "name": bool(kpi.name.strip()),
        "baseline": kpi.baseline is not None,
        "target": kpi.target is not None,
        "unit": bool(kpi.unit.strip()),
        "deadline": kpi.deadline is not None,
    }
    missing = dict(_absent(facts))
    if kpi.target is not None and kpi.target == kpi.baseline:
        missing["target"] = "equals the baseline, so nothing would improve"
    return missing


def _missing_production(production: Production | None) -> Missing:
    wanted = production or Production()
    facts = {
        "latency_s": wanted.latency_s is not None,
        "update_every": wanted.update_every is not None,
        "integration": bool(wanted.integration.strip()),
        "owner_after_launch": bool(wanted.owner_after_launch.strip()),
    }
    return _absent(facts)


def _missing_commitment(charter: Charter, as_of: dt.date) -> Missing:
    commitment = charter.process_owner_commitment
    if commitment is None or not commitment.by.strip():
        return {"by": _ABSENT}
    if commitment.on > as_of:
        return {"on": f"is {commitment.on.isoformat()}, after the audit of {as_of.isoformat()}"}
    return {}


def _rights(source: Source, as_of: dt.date) -> Iterator[tuple[str, str, Missing | None]]:
    """Code, part of the config and what is missing there; None when the part is not written at all."""
    rights = source.rights or Rights()
    stated = source.rights is not None
    yield "rights.owner", "owner", _missing_owner(source.owner, as_of) if source.owner else None
    yield "rights.licence", "rights", _absent({"licence": bool(rights.licence.strip())}) if stated else None


def _missing_owner(owner: Person, as_of: dt.date) -> Missing:
    if not owner.name.strip():
        return {"name": _ABSENT}
    if owner.confirmed_on is None:
        return {"confirmed_on": f"{_ABSENT}{_answer(owner, as_of)}"}
    if owner.confirmed_on > as_of:
        return {"confirmed_on": f"is {owner.confirmed_on.isoformat()}, after the audit of {as_of.isoformat()}"}
    if as_of - owner.confirmed_on > CONFIRMED_FOR:
        age = (as_of - owner.confirmed_on).days
        return {"confirmed_on": f"is {age} days old, at most {CONFIRMED_FOR.days} are allowed"}
    return {}


def _answer(owner: Person, as_of: dt.date) -> str:
    """The answer of an owner who did not confirm: a refusal, or how long none has come."""
    if owner.refused_on is not None:
        return f": refused on {owner.refused_on.isoformat()}"
    if owner.asked_on is None:
        return ""
    days = (as_of - owner.asked_on).days
    if days < 0:
        return f": to be asked on {owner.asked_on.isoformat()}"
    return f": asked {days} day{'' if days == 1 else 's'} ago, no answer"


def _add_source(built: ProfileBuilder, code: str, source: str, part: str, missing: Missing | None) -> None:
    field = code.partition(".")[2]
    problems = {field if part == "rights" else "name": _ABSENT} if missing is None else missing
    built.measure(code, numerator=bool(problems), denominator=1, source=source)
    for name, problem in problems.items():
        _add_defect(built, code, _Field(source=source, part=part, name=name), problem)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Field:
    """One field of the config: ``part`` is its section, ``source`` is "" for the charter."""

    source: str
    part: str
    name: str


def _add_defect(built: ProfileBuilder, code: str, field: _Field, problem: str) -> None:
    path = f"{field.part}.{field.name}"
    of = f" of the source {field.source!r}" if field.source else ""
    built.defect(
        code,
        source=field.source,
        item=field.part,
        part=field.name,
        message=f"{path}{of} {problem}.",
        remedy=CATALOGUE[code].remedy,
        evidence={"field": path, "problem": problem},
    )


def _is_named(person: Person | None) -> bool:
    return person is not None and bool(person.name.strip())


def _absent(facts: Mapping[str, bool]) -> Missing:
    missing: Sequence[str] = [field for field, is_there in facts.items() if not is_there]
    return dict.fromkeys(missing, _ABSENT)
