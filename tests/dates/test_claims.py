import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

import readiness
from readiness.document_dates import claims, review, trusted_claim
from readiness.model import DateKind, Document, Outcome
from tests.growth import assert_linear

AS_OF = dt.date(2026, 11, 22)


def kinds_and_dates(text: str = "", **options: object) -> list[tuple[str, str]]:
    return [(claim.kind.value, str(claim.date)) for claim in claims(text=text, **options)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "---\nlast_reviewed_on: 2024-08-31\nreview_in: 6 months\n---\nBody",
            [("reviewed", "2024-08-31"), ("review_due", "2025-02-28")],
        ),
        (
            "+++\ndate = 2021-03-04\nlastmod = 2022-05-06\n+++\n",
            [("updated", "2022-05-06"), ("published", "2021-03-04")],
        ),
        ("---\nexpires: 2022-01-31 # then remove\n---\n", [("expires", "2022-01-31")]),
        ("# T\nLast updated: 2024-05-03", [("updated", "2024-05-03")]),
        ("# T\n\nLast reviewed on 3 May 2024.", [("reviewed", "2024-05-03")]),
        (
            "This page was last reviewed on 28 October 2025. It needs to be reviewed again on 28 October 2026.",
            [("reviewed", "2025-10-28"), ("review_due", "2026-10-28")],
        ),
        ("Effective date: January 5, 2020", [("effective", "2020-01-05")]),
        (
            "Date of issue: 1 Feb 2020\nReview period: 6 months",
            [("published", "2020-02-01"), ("review_due", "2020-08-01")],
        ),
        ("Handbook\nVersion 2.1, March 2023", [("published", "2023-03-01")]),
        ("Next review: June 2025", [("review_due", "2025-06-30")]),
        (
            "| Last updated | 3 May 2024 |\n| Next review | 3 May 2025 |",
            [("updated", "2024-05-03"), ("review_due", "2025-05-03")],
        ),
        (
            "Last reviewed\n3 May 2024\nReview due\n3 May 2025",
            [("reviewed", "2024-05-03"), ("review_due", "2025-05-03")],
        ),
        (
            "This policy will be reviewed every two years. Approved: 4 March 2021",
            [("published", "2021-03-04"), ("review_due", "2023-03-04")],
        ),
        ("Zuletzt aktualisiert am 3. Mai 2024", [("updated", "2024-05-03")]),
        ("Gültig bis 31.12.2023", [("expires", "2023-12-31")]),
        ("Dernière mise à jour : 3 mai 2023", [("updated", "2023-05-03")]),
        ("Memo\n\n3 May 2021\n\nDear colleagues", [("published", "2021-05-03")]),
    ],
)
def test_a_document_dates_itself(text: str, expected: list[tuple[str, str]]) -> None:
    assert kinds_and_dates(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "The act was updated by parliament on 3 May 2019.",
        "Meeting date: 3 May 2020",
        "Date of birth: 3 May 1980",
        "The company was created on 4 March 1999 in Leeds.",
        "---\nreviewed_by: Ada\n---\n",
    ],
)
def test_a_date_of_something_else_is_not_the_documents(text: str) -> None:
    assert kinds_and_dates(text) == []


def test_an_ambiguous_day_is_read_both_ways_so_that_the_later_reading_decides_the_age() -> None:
    assert kinds_and_dates("Last modified: 03/04/2019") == [("updated", "2019-04-03"), ("updated", "2019-03-04")]


def test_the_other_dates_or_the_language_of_a_text_decide_which_number_is_the_day() -> None:
    assert kinds_and_dates("Last updated: 03/04/2019\nNext review: 04/25/2020") == [
        ("updated", "2019-03-04"),
        ("review_due", "2020-04-25"),
    ]
    french = "Le comité a adopté les nouvelles règles du port et de ses visiteurs pour la saison qui vient.\n"
    assert kinds_and_dates(f"Mis à jour le 03/04/2019\n{french * 3}") == [("updated", "2019-04-03")]


def test_of_an_ambiguous_day_the_reading_that_is_not_in_the_future_is_trusted() -> None:
    best = trusted_claim(claims(text="Last updated: 12/12/2026"), AS_OF)
    assert best is None
    best = trusted_claim(claims(text="Last updated: 10/12/2026"), AS_OF)
    assert best is not None
    assert str(best.date) == "2026-10-12"


@pytest.mark.parametrize(
    ("stated", "due"),
    [
        ("This policy is reviewed every two years.", "2023-03-04"),
        ("This document shall be reviewed at least once a year.", "2022-03-04"),
        ("Biennial review.", "2023-03-04"),
        ("Bi-annual review", "2021-09-04"),
        ("Review period (months): 24", "2023-03-04"),
        ("Review date: 12 months from approval", "2022-03-04"),
        ("Diese Richtlinie wird alle zwei Jahre überprüft.", "2023-03-04"),
        ("Prüfzyklus: 24 Monate", "2023-03-04"),
        ("Wiedervorlage: 03.05.2025", "2025-05-03"),
        ("Ce document est révisé tous les 3 ans.", "2024-03-04"),
        ("Se revisará cada dos años.", "2023-03-04"),
        ("Da rivedere ogni due anni.", "2023-03-04"),
        ("Wordt om de twee jaar herzien.", "2023-03-04"),
        ("Next review: Q3 2026", "2026-09-30"),
        ("Next review: by end of March 2025", "2025-03-31"),
        ("Next review due by end of 2025", "2025-12-31"),
        ("This policy will next be reviewed in 2025.", "2025-12-31"),
        ("Nächste Überprüfung: 03/2025", "2025-03-31"),
    ],
)
def test_review_cycles_are_read_in_their_usual_forms(stated: str, due: str) -> None:
    text = f"Harbour rules\nApproved: 4 March 2021\n{stated}\n\nThe harbour opens at six."
    assert kinds_and_dates(text) == [("published", "2021-03-04"), ("review_due", due)]


@pytest.mark.parametrize(
    "sentence",
    [
        "Salary is reviewed every year.",
        "Staff get an annual review.",
        "The board reviews the budget every two years.",
        "Access rights are reviewed quarterly by the owner.",
        "Annual Review\n\nEach employee meets the manager.",
        "# Annual review",
        "Annual review 2021",
        "Revisión anual\n\nCada empleado habla con su jefe.",
    ],
)
def test_a_review_of_something_else_promises_none_of_the_document(sentence: str) -> None:
    text = f"Harbour rules\nApproved 4 March 2021\n\n{sentence}\n\nThe harbour opens at six."
    assert kinds_and_dates(text) == [("published", "2021-03-04")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Printed on 30 November 2026\nLeaflet\nVersion 3 of 12 March 2018", [("published", "2018-03-12")]),
        ("Ausdruck vom 30.11.2026\n\nMerkblatt\n\nStand: März 2018", [("updated", "2018-03-01")]),
        ("Imprimé le 30/11/2026\nVersion 2 du 12 mars 2018", [("published", "2018-03-12")]),
        ("30.11.2026 14:03\n\nRundschreiben\n\nStand: 3/2018", [("updated", "2018-03-01")]),
        ("Leaflet\nStand: 03.05.24", [("updated", "2024-05-03")]),
        ("Leaflet\nIssued: 3-MAY-24", [("published", "2024-05-03")]),
        ("Leaflet\nVersion: 10.11.12", []),
        ("Leaflet\nApproved by the Board of Governors on 3 May 2024", [("published", "2024-05-03")]),
        ("Leaflet\nErstellt von Anna Moor am 03.05.2024", [("published", "2024-05-03")]),
        ("Leaflet\nEffective Friday, 3 May 2024 at 10:00", [("effective", "2024-05-03")]),
        ("Leaflet\nZuletzt geändert am Freitag, dem 3. Mai 2024, um 10:15 Uhr", [("updated", "2024-05-03")]),
        ("Leaflet\nDatum: Berlin, den 3. Mai 2024", [("published", "2024-05-03")]),
        ("Leaflet\nRevision date: 2024-05-03", [("updated", "2024-05-03")]),
    ],
)
def test_dates_are_read_as_people_write_them(text: str, expected: list[tuple[str, str]]) -> None:
    assert kinds_and_dates(text) == expected


@pytest.mark.parametrize(
    "stamp", ["2013-12-23T23:15:00Z", "2013-01-27T09:14:16Z", "2013-01-27T09:15:58Z", "2015-06-05T18:19:34Z"]
)
def test_the_stamp_of_a_programs_template_is_not_believed(stamp: str) -> None:
    assert kinds_and_dates(embedded={"created": stamp}) == []
    assert kinds_and_dates(embedded={"created": stamp[:10] + "T08:00:00Z"}) != []


def test_a_date_deep_in_the_body_is_not_read() -> None:
    body = "word " * 4000
    assert kinds_and_dates(f"{body}\nLast updated: 2024-05-03\n{body}") == []


def test_a_footer_is_read() -> None:
    assert kinds_and_dates("word " * 4000 + "\nLast updated: 2024-05-03") == [("updated", "2024-05-03")]


def test_clock_zeros_are_not_believed() -> None:
    embedded = {
        "created": "1601-01-01T00:00:00Z",
        "modified": "1980-01-01T00:00:00",
        "sent": "Thu, 01 Jan 1970 00:00:00 +0000",
    }
    assert kinds_and_dates(embedded=embedded) == []


def test_embedded_dates_keep_the_place_they_came_from() -> None:
    found = claims(embedded={"modified": "D:20240503101500Z"}, metadata={"modified_source": "pdf_info"})
    assert [(claim.kind, claim.source) for claim in found] == [(DateKind.EMBEDDED_MODIFIED, "pdf_info")]


def test_page_metadata_speaks_by_key_family() -> None:
    found = kinds_and_dates(
        metadata={"last-reviewed-on": "2025-10-28", "review-by": "2026-10-28", "generator": "x 2020-01-01"}
    )
    assert found == [("reviewed", "2025-10-28"), ("review_due", "2026-10-28")]


def test_what_the_document_says_goes_before_embedded_before_name_before_file_time() -> None:
    late = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    embedded = {"modified": "2025-01-01"}
    steps = [
        claims(text="Last updated: 2020-01-01", embedded=embedded, name="a_2023-01-01.md", modified=late),
        claims(embedded=embedded, name="a_2023-01-01.md", modified=late),
        claims(name="a_2023-01-01.md", modified=late),
        claims(name="a.md", modified=late),
    ]
    dated = [trusted_claim(step, AS_OF) for step in steps]
    assert [str(claim.date) for claim in dated if claim] == ["2020-01-01", "2025-01-01", "2023-01-01", "2026-01-01"]


def test_a_date_after_the_audit_is_not_trusted() -> None:
    found = claims(text="Effective date: 2027-05-01", name="plan_2025-01-02.md")
    best = trusted_claim(found, AS_OF)
    assert best is not None
    assert best.kind is DateKind.IN_NAME


def test_the_file_time_can_be_left_out() -> None:
    assert (
        trusted_claim(claims(name="a.md", modified=dt.datetime(2026, 1, 1, tzinfo=dt.UTC)), AS_OF, file_time=False)
        is None
    )


def test_a_review_due_on_the_day_of_the_audit_is_not_overdue() -> None:
    promise = review(claims(text="Next review: 22 November 2026"))
    assert promise is not None
    assert not promise.overdue(AS_OF)
    assert promise.overdue(AS_OF + dt.timedelta(days=1))


def test_a_printed_due_date_that_a_later_review_has_met_is_not_overdue() -> None:
    promise = review(claims(text="Review due: 1 May 2024\nLast reviewed: 20 May 2024"))
    assert promise is not None
    assert not promise.overdue(AS_OF)


def test_a_document_without_a_promise_has_no_review() -> None:
    assert review(claims(text="Last reviewed on 3 May 2001")) is None


def test_the_public_function_reads_a_document_and_stays_callable() -> None:
    document = Document(name="x_2020-02-02.md", format="markdown", outcome=Outcome.OK, text="Last updated: 2024-05-03")
    for _ in range(2):
        assert [claim.kind.value for claim in readiness.dates(document)] == ["updated", "in_name"]


@given(
    st.text(max_size=300), st.dictionaries(st.text(max_size=20), st.text(max_size=40), max_size=4), st.text(max_size=60)
)
def test_no_document_breaks_the_reading(text: str, facts: dict[str, str], name: str) -> None:
    for claim in claims(text=text, metadata=facts, embedded=facts, name=name):
        assert 1900 <= claim.date.year <= 2210


@given(st.dates(min_value=dt.date(1990, 1, 1), max_value=dt.date(2100, 1, 1)), st.integers(min_value=1, max_value=60))
def test_a_longer_review_period_is_never_due_earlier(day: dt.date, months: int) -> None:
    shorter, longer = (
        review(claims(text=f"---\nlast_reviewed_on: {day}\nreview_in: {n} months\n---\n")) for n in (months, months + 1)
    )
    assert shorter is not None
    assert longer is not None
    assert day < shorter.due < longer.due


@pytest.mark.parametrize(
    "unit",
    [
        "1",
        "2024",
        "2024-",
        "1/",
        "review ",
        "review 2024 ",
        "a: ",
        "---\n",
        "May ",
        "| ",
        "1.1.",
        "status\n",
        "6 months ",
    ],
)
def test_a_long_hostile_text_is_read_in_linear_time(unit: str) -> None:
    def read(size: int) -> None:
        claims(text=unit * (size // len(unit)), name=unit * (size // 100 // len(unit)))

    assert_linear(read, 400_000)
