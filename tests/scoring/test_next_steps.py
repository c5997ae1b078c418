"""The headline and the list of what to do next, word for word."""

from __future__ import annotations

from typing import Any

import pytest

from readiness.model import Dimension, Effort, Grade, Indicator, Limitation, Status
from readiness.scoring.next_steps import blockers, headline, next_steps, unknowns
from tests.cards import indicator
from tests.scoring.requests import project

NEAR, EXACT, ROWS, RECORDS = "uniqueness.near", "uniqueness.exact", "uniqueness.rows", "uniqueness.records"
OWNER, SECRETS, ACCESS, KPI = "rights.owner", "rights.secrets", "availability.access", "purpose.kpi"

LIMITS = (
    Limitation(kind="excluded_place", source="docs", text="hr left out"),
    Limitation(kind="optional_source", source="crm", text="crm left out"),
)


def of(status: Status, *codes: str, **changes: Any) -> list[Indicator]:
    return [indicator(code, status, **changes) for code in codes]


def dimension(name: str, grade: Grade, score: float | None = 0.5) -> Dimension:
    return Dimension(name=name, grade=grade, score=score, measured_weight=1.0, indicators=())


FAILS, PASSES, WARNS = Status.FAIL, Status.PASS, Status.WARN
UNKNOWN = [dimension("uniqueness", Grade.U), dimension("labels", Grade.U, None), dimension("rights", Grade.A)]


@pytest.mark.parametrize(
    ("grade", "indicators", "said"),
    [
        (Grade.A, of(PASSES, NEAR, EXACT), "Ready: all 2 judged indicators pass."),
        (Grade.B, of(WARNS, NEAR), "Ready with warnings: 1 of 4 documents is a near-duplicate."),
        (
            Grade.B,
            [
                *of(WARNS, NEAR, EXACT, ROWS, RECORDS),
                *of(Status.WAIVED, OWNER),
                *of(Status.INCONCLUSIVE, "format.encoding"),
                *of(Status.NOT_MEASURED, "rights.licence"),
                *of(Status.NOT_MEASURED, "rights.pii", warn=None),
            ],
            (
                "Ready with warnings: 1 of 4 documents is a near-duplicate; 1 of 4 opened files is an "
                "exact copy; 1 of 4 rows repeats an earlier row; 1 more warning; 1 accepted by waiver "
                "(“Source owners”); 1 inconclusive (“Broken characters”); 1 not measured (“Licence”)."
            ),
        ),
        (Grade.C, of(FAILS, NEAR), "Not ready: 1 of 4 documents is a near-duplicate."),
        (
            Grade.C,
            of(FAILS, NEAR, EXACT),
            "Not ready: 1 of 4 documents is a near-duplicate; 1 of 4 opened files is an exact copy.",
        ),
        (
            Grade.C,
            of(FAILS, NEAR, EXACT, ROWS),
            (
                "Not ready: 1 of 4 documents is a near-duplicate; 1 of 4 opened files is an exact copy; 1 of "
                "4 rows repeats an earlier row."
            ),
        ),
        (
            Grade.C,
            of(FAILS, NEAR, EXACT, ROWS, RECORDS, "format.encoding"),
            (
                "Not ready: 1 of 4 documents is a near-duplicate; 1 of 4 opened files is an exact copy; 1 of "
                "4 rows repeats an earlier row; 2 more failing indicators."
            ),
        ),
        (
            Grade.D,
            of(FAILS, NEAR, OWNER),
            "Blocked: 1 of 4 sources has no confirmed owner.",
        ),
        (
            Grade.D,
            of(FAILS, OWNER, SECRETS),
            ("Blocked: 1 of 4 sources has no confirmed owner; 1 of 4 scanned items holds a secret."),
        ),
        (Grade.U, of(Status.NOT_MEASURED, KPI), "Could not tell: “KPI” is not known."),
        (
            Grade.U,
            [*of(Status.ERROR, NEAR), *of(Status.NOT_MEASURED, KPI), *of(FAILS, EXACT)],
            "Could not tell: “Near-duplicates”, “KPI” are not known; failing: 1 of 4 opened files is an exact copy.",
        ),
        (Grade.U, of(PASSES, NEAR), "Could not tell: “Uniqueness” is not known."),
        (
            Grade.U,
            of(FAILS, NEAR, EXACT),
            (
                "Could not tell: “Uniqueness” is not known; failing: 1 of 4 documents is a near-duplicate; 1 "
                "of 4 opened files is an exact copy."
            ),
        ),
    ],
)
def test_each_grade_has_its_sentence(grade: Grade, indicators: list[Indicator], said: str) -> None:
    assert headline(grade, indicators, UNKNOWN) == said


@pytest.mark.parametrize(
    ("indicators", "said"),
    [
        ([], "Could not tell: nothing was measured."),
        (of(FAILS, NEAR), "Could not tell: nothing was measured; failing: 1 of 4 documents is a near-duplicate."),
    ],
)
def test_where_nothing_was_measured_no_dimension_is_named(indicators: list[Indicator], said: str) -> None:
    assert headline(Grade.U, indicators, [dimension("labels", Grade.U, None)]) == said


def test_what_limits_a_verdict_ends_its_sentence() -> None:
    warned, failed = of(WARNS, NEAR), of(FAILS, NEAR)
    assert headline(Grade.B, [], [], LIMITS) == "Ready with warnings: hr left out; crm left out."
    assert (
        headline(Grade.B, warned, [], LIMITS[:1])
        == "Ready with warnings: 1 of 4 documents is a near-duplicate; hr left out."
    )
    assert (
        headline(Grade.C, failed, [], LIMITS)
        == "Not ready: 1 of 4 documents is a near-duplicate; hr left out; crm left out."
    )
    assert headline(Grade.C, failed, [], ()) == "Not ready: 1 of 4 documents is a near-duplicate."


@pytest.mark.parametrize(
    ("grade", "causes", "said"),
    [
        (
            Grade.C,
            ("docs: a could not be listed",),
            "Not ready: docs: a could not be listed; 1 of 4 documents is a near-duplicate.",
        ),
        (
            Grade.D,
            ("one", "two"),
            "Blocked: one; two; 1 of 4 documents is a near-duplicate.",
        ),
        (Grade.U, ("one",), "Could not tell: one; 1 of 4 documents is a near-duplicate."),
        (Grade.D, ("docs: gone, nothing of it was audited",), "Blocked: docs: gone, nothing of it was audited."),
        (
            Grade.D,
            ("one", "docs: gone, nothing of it was audited"),
            "Blocked: one; docs: gone, nothing of it was audited.",
        ),
        (Grade.A, ("one",), "Ready: all 0 judged indicators pass."),
        (Grade.B, ("one",), "Ready with warnings: ."),
    ],
)
def test_causes_come_before_their_effects(grade: Grade, causes: tuple[str, ...], said: str) -> None:
    assert headline(grade, of(FAILS, ACCESS, NEAR), [], (), causes) == said


def test_several_effects_fail_and_none_is_not_spoken_of() -> None:
    assert headline(Grade.D, of(FAILS, ACCESS, NEAR, EXACT), [], (), ("one",)) == (
        "Blocked: one; 1 of 4 documents is a near-duplicate; 1 of 4 opened files is an exact copy."
    )
    assert headline(Grade.D, of(FAILS, ACCESS), [], LIMITS[:1], ("one",)) == "Blocked: one; hr left out."


def test_blockers_are_what_fails_vetoes_first_and_else_in_the_order_of_the_catalogue() -> None:
    found = [*of(FAILS, NEAR, OWNER, EXACT, SECRETS), *of(WARNS, ROWS)]
    assert blockers(found) == (OWNER, SECRETS, NEAR, EXACT)


def test_unknown_vetoes_and_errors_come_before_what_else_was_not_measured() -> None:
    found = [
        *of(Status.NOT_MEASURED, NEAR, OWNER),
        *of(Status.ERROR, EXACT),
        *of(Status.INCONCLUSIVE, ROWS),
        *of(Status.NOT_MEASURED, "rights.pii", warn=None),
        *of(FAILS, SECRETS),
    ]
    assert unknowns(found) == (OWNER, EXACT, NEAR)


ACTIONS: list[tuple[Indicator, str]] = [
    (indicator(NEAR, FAILS, remedy="Do it."), "Do it."),
    (indicator(NEAR, WARNS, remedy="Do it."), "Do it."),
    (
        indicator(NEAR, Status.ERROR, reason="KeyError"),
        "Repair the audit: measuring “Near-duplicates” failed (KeyError).",
    ),
    (
        indicator(NEAR, Status.INCONCLUSIVE, needed_sample=1234),
        "Audit with --full, or raise resources.table_rows where tables were cut: about 1,234 cases settle it.",
    ),
    (
        indicator(NEAR, Status.INCONCLUSIVE, remedy="Do it.", reason="crm: locked"),
        "Do it. Not measured yet: crm: locked.",
    ),
    (
        indicator(NEAR, Status.NOT_MEASURED, remedy="Do it.", reason="crm: locked", needed_sample=7),
        "Do it. Not measured yet: crm: locked.",
    ),
]


@pytest.mark.parametrize(("one", "action"), ACTIONS)
def test_what_is_to_be_done_is_said_word_for_word(one: Indicator, action: str) -> None:
    (step,) = next_steps([one], project(), {})
    assert step.action == action


@pytest.mark.parametrize("status", [PASSES, Status.WAIVED, Status.NOT_APPLICABLE])
def test_what_is_settled_asks_for_nothing(status: Status) -> None:
    assert next_steps(of(status, NEAR), project(), {}) == ()
    assert next_steps(of(FAILS, NEAR, warn=None), project(), {}) == ()


def test_a_step_says_what_it_lifts_how_much_it_clears_and_whether_it_blocks() -> None:
    failing = indicator(NEAR, FAILS, findings=3, effort=Effort.WEEKS)
    (step,) = next_steps([failing], project(), {(NEAR, "crm"): 1, (NEAR, "contracts"): 2, (EXACT, "crm"): 9})
    assert (step.indicator, step.effort, step.findings, step.owner, step.blocks) == (
        NEAR,
        Effort.WEEKS,
        3,
        "Grace",
        True,
    )
    assert [next_steps(of(status, NEAR), project(), {})[0].blocks for status in (WARNS, Status.ERROR)] == [False, True]
    assert [next_steps(of(Status.NOT_MEASURED, code), project(), {})[0].blocks for code in (NEAR, OWNER)] == [
        False,
        True,
    ]


@pytest.mark.parametrize(
    ("found", "owner"),
    [
        ({}, "Ada"),
        ({(NEAR, ""): 9}, "Ada"),
        ({(NEAR, "contracts"): 1}, "Grace"),
        ({(NEAR, "crm"): 2, (NEAR, "contracts"): 1}, "Ada"),
        ({(NEAR, "crm"): 1, (NEAR, "contracts"): 1}, "Grace"),
        ({(EXACT, "contracts"): 1}, "Ada"),
        ({(NEAR, ""): 9, (NEAR, "contracts"): 1}, "Grace"),
    ],
)
def test_who_is_asked_owns_the_source_with_most_findings(found: dict[tuple[str, ...], int], owner: str) -> None:
    (step,) = next_steps(of(FAILS, NEAR), project(), found)
    assert step.owner == owner


def test_steps_come_by_access_effort_blocking_findings_and_code() -> None:
    def one(code: str, status: Status, effort: Effort, findings: int = 0) -> Indicator:
        return indicator(code, status, effort=effort, findings=findings)

    steps = next_steps(
        [
            one(ROWS, WARNS, Effort.MINUTES),
            one(EXACT, WARNS, Effort.HOURS, 5),
            one("format.encoding", WARNS, Effort.HOURS, 9),
            one("currency.stale", FAILS, Effort.HOURS, 1),
            one("content.empty", WARNS, Effort.HOURS, 5),
            one(ACCESS, FAILS, Effort.WEEKS),
        ],
        project(),
        {},
    )
    assert [step.indicator for step in steps] == [
        ACCESS,
        ROWS,
        "currency.stale",
        "format.encoding",
        "content.empty",
        EXACT,
    ]


def test_access_that_does_not_block_waits_for_its_turn() -> None:
    warned = [indicator(ACCESS, WARNS, effort=Effort.WEEKS), indicator(NEAR, FAILS, effort=Effort.DAYS)]
    assert [step.indicator for step in next_steps(warned, project(), {})] == [NEAR, ACCESS]


def test_an_unknown_that_hangs_on_a_sample_says_how_to_read_more() -> None:
    found = [*of(Status.INCONCLUSIVE, OWNER, needed_sample=9), *of(FAILS, NEAR)]
    assert headline(Grade.U, found, []) == (
        "Could not tell: “Source owners” is not known; failing: 1 of 4 documents is a near-duplicate; of "
        "“Source owners” only a sample was read: audit with --full, or raise resources.table_rows where "
        "tables were cut."
    )
    whole = [*of(Status.INCONCLUSIVE, OWNER), *of(FAILS, NEAR, needed_sample=9)]
    assert headline(Grade.U, whole, []) == (
        "Could not tell: “Source owners” is not known; failing: 1 of 4 documents is a near-duplicate."
    )
