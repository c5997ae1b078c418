"""The scorecard as a whole: pure, in order, and with something to do next."""

from __future__ import annotations

import dataclasses

import pyarrow as pa
import pytest

from readiness import schemas
from readiness.catalogue import CATALOGUE, DIMENSION_TITLES
from readiness.census import SourceCensus
from readiness.errors import AuditError, ConfigError
from readiness.model import SCORECARD_SCHEMA_VERSION, Effort, Grade, LeftOut, Listing, RunInfo, Status
from readiness.scoring.scorecard import score
from readiness.scoring.serial import to_json
from tests.scoring.requests import all_good, census, defect, defects, project, request, row, scored, unmeasured, waiver

NEAR, STALE, OWNER = "uniqueness.near", "currency.stale", "rights.owner"
LATER = RunInfo(run_id="run-2", started_at="2026-11-23T00:00:00+00:00", finished_at="2026-11-23T00:00:01+00:00")


def test_the_same_request_gives_the_same_scorecard_but_for_the_run() -> None:
    one, two = scored().scorecard, scored(run=LATER).scorecard
    assert dataclasses.replace(two, run=one.run) == one
    first, second = to_json(one), to_json(two)
    assert first.pop("run") != second.pop("run")
    assert first == second


def test_every_indicator_and_dimension_is_there_in_catalogue_order() -> None:
    card = scored().scorecard
    assert [found.code for found in card.indicators] == list(CATALOGUE)
    assert [found.name for found in card.dimensions] == list(DIMENSION_TITLES)
    assert [code for found in card.dimensions for code in found.indicators] == list(CATALOGUE)


def test_the_indicator_table_has_a_row_per_indicator_and_slice() -> None:
    result = scored(row(NEAR, 3, 50), row(NEAR, 4, 50, source="crm"), row(NEAR, 2, 10, part="team=x"))
    assert result.indicators.schema.equals(schemas.INDICATORS)
    rows = [found for found in result.indicators.to_pylist() if found["code"] == NEAR]
    assert [(found["slice"], found["status"], found["value"]) for found in rows] == [
        ("", "WARN", 0.07),
        ("source=contracts", "", 0.06),
        ("source=crm", "", 0.08),
        ("team=x", "", 0.2),
    ]


def test_blockers_name_failing_vetoes_first() -> None:
    card = scored(row(NEAR, 30, 100), row("format.schema_drift", 1, 4)).scorecard
    assert card.blockers == ("format.schema_drift", NEAR)
    assert card.grade is Grade.D


def test_next_steps_come_cheapest_first_and_flag_what_blocks() -> None:
    changes = (row("uniqueness.exact", 10, 100), row(STALE, 90, 100), row(NEAR, 30, 100), unmeasured("rights.licence"))
    steps = scored(*changes).scorecard.next_steps
    assert [(step.indicator, step.effort, step.blocks) for step in steps] == [
        ("uniqueness.exact", Effort.MINUTES, False),
        (NEAR, Effort.HOURS, True),
        ("rights.licence", Effort.HOURS, False),
        (STALE, Effort.WEEKS, True),
    ]
    assert "out of reach" in steps[2].action


def test_a_step_is_for_the_owner_of_the_source_with_most_findings() -> None:
    found = [defect(STALE, f"{n}.pdf") for n in range(3)] + [defect(STALE, "x", source="crm")]
    steps = scored(row(STALE, 90, 100), defects=defects(*found)).scorecard.next_steps
    assert [(step.owner, step.findings) for step in steps] == [("Grace", 4)]


def test_a_waived_indicator_asks_for_nothing() -> None:
    assert scored(row(NEAR, 30, 100), project=project(waivers=[waiver(NEAR)])).scorecard.next_steps == ()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (row(NEAR, 0, 100), "Ready: all "),
        (row(NEAR, 10, 100), "Ready with warnings: 10 of 100 documents are near-duplicates."),
        (row(NEAR, 30, 100), "Not ready: 30 of 100 documents are near-duplicates."),
        (row(OWNER, 1, 1), "Blocked: 1 of 2 sources has no confirmed owner."),
        (unmeasured("purpose.kpi"), "Could not tell: “KPI” is not known."),
        (unmeasured(NEAR), "Could not tell: “Uniqueness” is not known."),
    ],
)
def test_the_headline_is_one_plain_sentence(change: dict[str, object], said: str) -> None:
    assert scored(change).scorecard.headline.startswith(said)


def test_a_veto_that_a_cut_table_leaves_open_is_unknown_and_says_what_settles_it() -> None:
    card = scored(row("rights.secrets", 0, 4, population=5)).scorecard
    found = next(one for one in card.indicators if one.code == "rights.secrets")
    assert (card.grade, found.status) == (Grade.U, Status.INCONCLUSIVE)
    remedy = "audit with --full, or raise resources.table_rows where tables were cut"
    assert f"of “{found.title}” only a sample was read: {remedy}" in card.headline
    assert found.reason == f"estimated from 4 of 5; it takes all of them to settle it: {remedy}"
    assert [step.action for step in card.next_steps if step.indicator == "rights.secrets"] == [
        f"A{remedy[1:]}: about 5 cases settle it."
    ]


def test_a_measure_of_no_indicator_is_a_broken_audit() -> None:
    with pytest.raises(AuditError, match="did you mean"):
        score(request([*all_good(), row("uniqueness.neer", 0, 1)]))


def test_a_planned_indicator_may_be_measured_and_is_not_judged() -> None:
    card = score(request([*all_good(), row("availability.level", 1, 1)])).scorecard
    assert card.grade is Grade.A


def test_sources_are_in_order_of_name() -> None:
    assert [found.name for found in scored().scorecard.sources] == ["contracts", "crm"]


def failing(listing: Listing, *changes: dict[str, object], **others: object) -> str:
    access = row("availability.access", 1, 2)
    return scored(access, *changes, listings=(listing,), **others).scorecard.headline


def test_a_source_that_was_not_reached_is_all_that_the_headline_says() -> None:
    gone = Listing(source="docs", required=True, problem="no such folder or file: dcos")
    said = failing(gone, row("sufficiency.coverage", 1, 4))
    assert said.endswith(": docs: no such folder or file: dcos, nothing of it was audited.")


def test_places_that_could_not_be_listed_come_before_what_else_fails() -> None:
    places = Listing(source="docs", required=True, unlisted=("a (denied)", "b (denied)", "c (denied)", "d (denied)"))
    said = failing(places, row(NEAR, 30, 100))
    assert "docs: a (denied), b (denied), c (denied), and 1 more place could not be listed" in said
    assert said.index("could not be listed") < said.index("30 of 100 documents are near-duplicates")


def test_a_source_that_holds_nothing_is_named_too() -> None:
    evidence = '{"kind": "empty", "required": true}'
    message = "The source 'docs' holds nothing to work with: the folder is empty."
    found = defects(defect("availability.access", "docs", message=message, evidence=evidence))
    said = failing(Listing(source="docs", required=True), defects=found)
    assert "The source 'docs' holds nothing to work with: the folder is empty." in said


def test_an_optional_source_that_was_left_out_caps_the_grade_and_is_in_the_headline() -> None:
    extra = Listing(source="extra", required=False, problem="connection refused")
    card = scored(listings=(extra,)).scorecard
    assert card.grade is Grade.B
    assert "the optional source extra was left out (connection refused)" in card.headline


def test_an_empty_table_that_nothing_names_is_a_minor_finding() -> None:
    evidence = '{"kind": "empty_table", "named_by": "", "required": true}'
    found = scored(
        row("availability.access", 1, 2), defects=defects(defect("availability.access", "t", evidence=evidence))
    )
    assert found.findings["severity"].to_pylist() == ["minor"]


def test_a_card_holds_what_the_request_says_of_project_run_and_sources() -> None:
    asked = request(project=project(use="training"), run=LATER)
    card = score(asked).scorecard
    assert (card.schema_version, card.project, card.use) == (SCORECARD_SCHEMA_VERSION, "assistant", "training")
    assert (card.as_of, card.run, card.provenance) == ("2026-11-22", LATER, asked.provenance)
    assert (card.extraction, dict(card.engines)) == (asked.extraction, {"duplicates": "exact"})
    assert (card.score, card.unknowns, card.left_out, card.limitations) == (1.0, (), (), ())


def test_engines_are_in_order_of_name() -> None:
    assert list(scored(engines={"z": "1", "a": "2"}).scorecard.engines) == ["a", "z"]


def test_what_was_left_out_is_gathered_from_all_listings_in_order() -> None:
    def left(source: str, reason: str) -> LeftOut:
        return LeftOut(source=source, reason=reason, items=1, bytes=None)

    listings = (
        Listing(source="crm", required=False, left_out=(left("crm", "hidden"),)),
        Listing(source="contracts", required=True, left_out=(left("contracts", "system"), left("contracts", "cache"))),
    )
    shown = scored(listings=listings).scorecard.left_out
    assert [(one.source, one.reason) for one in shown] == [
        ("contracts", "cache"),
        ("contracts", "system"),
        ("crm", "hidden"),
    ]


def test_findings_are_counted_per_indicator_and_severity_with_every_severity_there() -> None:
    result = scored(defects=defects(defect(NEAR), defect(NEAR, "b"), defect(OWNER)))
    counts = {found.code: found.findings for found in result.scorecard.indicators if found.findings}
    assert counts == {NEAR: 2, OWNER: 1}
    assert result.scorecard.findings == {"critical": 1, "major": 0, "minor": 2, "info": 0}


def test_the_indicator_table_holds_limits_weights_and_intervals_of_the_whole_alone() -> None:
    result = scored(row(NEAR, 30, 100, population=1000), row(NEAR, 2, 10, part="team=x"))
    whole, *parts = [found for found in result.indicators.to_pylist() if found["code"] == NEAR]
    near = next(found for found in result.scorecard.indicators if found.code == NEAR)
    assert near.interval is not None
    assert (whole["low"], whole["high"], whole["utility"]) == (near.interval.low, near.interval.high, 0.0)
    assert whole["reason"] == near.reason == "estimated from 100 of 1,000"
    assert (whole["numerator"], whole["denominator"], whole["dimension"]) == (30, 100, "uniqueness")
    shared = {"code", "dimension", "veto", "warn", "fail", "origin", "overridden", "weight"}
    for found in (whole, *parts):
        assert {name: found[name] for name in shared} == {name: getattr(near, name) for name in shared}
    for found in parts:
        assert (found["status"], found["low"], found["high"], found["utility"], found["reason"]) == (
            "",
            None,
            None,
            None,
            None,
        )
    exact = next(found for found in result.indicators.to_pylist() if found["code"] == "uniqueness.exact")
    assert (exact["slice"], exact["status"], exact["low"], exact["high"]) == ("", "PASS", None, None)


def test_waivers_of_whole_indicators_come_before_those_of_single_findings() -> None:
    wanted = [{**waiver("uniqueness.exact"), "item": "z"}, waiver(NEAR)]
    shown = scored(row(NEAR, 30, 100), project=project(waivers=wanted)).scorecard.waivers
    assert [(one.indicator, one.is_narrow, one.state) for one in shown] == [
        (NEAR, False, "live"),
        ("uniqueness.exact", True, "void"),
    ]


def test_a_live_waiver_is_live_although_its_indicator_shows_as_waived() -> None:
    card = scored(row(NEAR, 30, 100), project=project(waivers=[waiver(NEAR)])).scorecard
    assert [one.state for one in card.waivers] == ["live"]


def test_measures_and_defects_may_come_with_columns_of_other_types() -> None:
    asked = request()
    index = asked.measures.schema.get_field_index("looked_at")
    wider = asked.measures.set_column(index, "looked_at", asked.measures["looked_at"].cast("float64"))
    assert score(dataclasses.replace(asked, measures=wider)).scorecard == score(asked).scorecard


def test_a_policy_that_cannot_be_meant_is_refused_before_anything_is_scored() -> None:
    with pytest.raises(ConfigError, match="at most 366 days"):
        scored(project=project(waivers=[waiver(OWNER, until="2027-11-24")]))


def test_a_card_holds_its_limitations_and_what_was_accepted() -> None:
    extra = Listing(source="crm", required=False, problem="gone")
    wanted = project(waivers=[{**waiver(NEAR), "item": "*"}])
    card = scored(listings=(extra,), defects=defects(defect(NEAR)), project=wanted).scorecard
    assert [one.kind for one in card.limitations] == ["accepted_findings", "optional_source"]
    assert [one.accepted for one in card.indicators if one.code == NEAR] == [1]


def test_a_card_names_containers_that_did_not_open() -> None:
    opened = census()
    closed = SourceCensus(total={**opened["contracts"].total, "container": 2}, not_handed_on={"container": 1})
    card = scored(census={**opened, "contracts": closed}).scorecard
    assert [one.kind for one in card.limitations] == ["unknown_members"]


def test_what_an_earlier_run_found_keeps_its_first_run() -> None:
    found = scored(defects=defects(defect(NEAR))).findings
    earlier = found.select(["finding_id"]).append_column("first_seen_run", pa.array(["run-0"]))
    again = scored(defects=defects(defect(NEAR)), previous_findings=earlier).findings
    assert again["first_seen_run"].to_pylist() == ["run-0"]
