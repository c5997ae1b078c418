import datetime as dt
import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from readiness.profilers.base import Profile
from readiness.profilers.staleness import measure
from tests.profilers.stages import AS_OF, inputs_of, listed_row, rate, staged_row

NOON = dt.datetime(2026, 3, 1, 12, 0, tzinfo=dt.UTC)


class Corpus:
    """A few items written as the stage files that the profiler reads."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.rows: dict[str, list[dict[str, Any]]] = {
            "inventory": [],
            "profile_documents": [],
            "document_text": [],
            "table_index": [],
        }

    def document(self, item: str, text: str = "", **facts: Any) -> None:
        base = {"source": facts.pop("source", "docs"), "item": item}
        listed = {
            "kind": "document",
            "state": "listed",
            "modified": facts.pop("modified", None),
            "slices": facts.pop("slices", None),
        }
        self.rows["inventory"].append({**base, **listed})
        self.rows["profile_documents"].append({**base, "kind": "document", "outcome": "ok", **facts})
        self.rows["document_text"].append({**base, "text": text})

    def table(self, item: str, columns: dict[str, Any], source: str = "docs") -> None:
        self.rows["inventory"].append(listed_row(item, source=source, kind="table"))
        self.rows["table_index"].append(staged_row(self.folder, item, columns, source=source))

    def measure(self, **source: Any) -> Profile:
        return measure(inputs_of(self.folder, stages=self.rows, sources=[{"name": "docs", "url": "x", **source}]))


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    return Corpus(tmp_path)


def defects(profile: Profile, code: str) -> dict[str, dict[str, Any]]:
    return {row["item"]: json.loads(row["evidence"]) for row in profile.defects.to_pylist() if row["code"] == code}


def test_an_empty_project_has_empty_denominators(corpus: Corpus) -> None:
    profile = corpus.measure()
    rows = [row for row in profile.measures.to_pylist() if row["indicator"] != "rights.retention"]
    assert {(row["numerator"], row["denominator"]) for row in rows} == {(0.0, 0.0)}
    assert len(rows) == 6


def test_an_old_document_is_stale_by_what_it_says_not_by_its_file_time(corpus: Corpus) -> None:
    corpus.document("old.md", "Last updated: 2020-01-01", modified=NOON)
    corpus.document("new.md", "Last updated: 2026-01-01", modified=NOON)
    profile = corpus.measure()
    assert rate(profile, "currency.stale") == (1, 2)
    evidence = defects(profile, "currency.stale")["old.md"]
    assert evidence["trusted_date"] == "2020-01-01"
    assert evidence["date_kind"] == "updated"
    assert evidence["max_age_days"] == 730
    assert evidence["age_days"] == (AS_OF - dt.date(2020, 1, 1)).days


def test_a_document_exactly_as_old_as_allowed_is_not_stale(corpus: Corpus) -> None:
    corpus.document("edge.md", f"Last updated: {AS_OF - dt.timedelta(days=10)}")
    corpus.document("over.md", f"Last updated: {AS_OF - dt.timedelta(days=11)}")
    assert list(defects(corpus.measure(freshness={"max_age": "10d"}), "currency.stale")) == ["over.md"]


def test_a_document_with_only_a_file_time_is_undated_yet_aged_by_it(corpus: Corpus) -> None:
    corpus.document("a.txt", "no date here", modified=dt.datetime(2020, 1, 1, tzinfo=dt.UTC))
    profile = corpus.measure()
    assert rate(profile, "currency.undated") == (1, 1)
    assert rate(profile, "currency.stale") == (1, 1)
    assert defects(profile, "currency.undated")["a.txt"]["date_kind"] == "file_modified"


def test_exactly_one_claim_per_item_is_trusted(corpus: Corpus) -> None:
    corpus.document(
        "a_2021-01-01.md",
        "Last updated: 2024-05-03\nExpiry date: 2030-01-01",
        modified=NOON,
        embedded_dates=[("modified", "2025-01-01")],
    )
    corpus.document("b.md", "nothing", modified=NOON)
    claims = corpus.measure().tables["date_claims"].to_pylist()
    trusted = [(claim["item"], claim["kind"]) for claim in claims if claim["trusted"]]
    assert sorted(trusted) == [("a_2021-01-01.md", "updated"), ("b.md", "file_modified")]
    assert len([claim for claim in claims if claim["item"] == "a_2021-01-01.md"]) == 5


def test_an_unopened_document_is_not_counted(corpus: Corpus) -> None:
    corpus.document("broken.pdf", outcome="corrupt", modified=NOON)
    profile = corpus.measure()
    assert rate(profile, "currency.undated") == (0, 0)
    assert rate(profile, "currency.withdrawn") == (0, 0)


def test_overdue_reviews_are_counted_among_documents_that_promise_one(corpus: Corpus) -> None:
    corpus.document("late.md", "---\nlast_reviewed_on: 2024-08-31\nreview_in: 6 months\n---\n")
    corpus.document("today.md", f"Next review: {AS_OF}")
    corpus.document("silent.md", "text")
    profile = corpus.measure()
    assert rate(profile, "currency.review_overdue") == (1, 2)
    evidence = defects(profile, "currency.review_overdue")["late.md"]
    assert (evidence["last_reviewed"], evidence["due"]) == ("2024-08-31", "2025-02-28")


def test_withdrawn_documents_name_their_successor_as_an_item(corpus: Corpus) -> None:
    corpus.document("adr/0002-old.md", "# Old\n\n## Status\n\nSuperseded by ADR-12\n")
    corpus.document("adr/0012-new.md", "# New\n\n## Status\n\nAccepted\n")
    corpus.document("gone.md", "This guidance has been withdrawn.")
    corpus.document("linked.md", "Status: superseded by [the other](adr/0012-new.md)")
    corpus.document("words.md", "Status: superseded by the Data Handbook")
    corpus.document("lapsed.md", "Valid until 31 December 2024")
    corpus.document("running.md", f"Valid until {AS_OF}")
    profile = corpus.measure()
    found = {item: (e["status"], e["successor"]) for item, e in defects(profile, "currency.withdrawn").items()}
    assert found == {
        "adr/0002-old.md": ("superseded", "adr/0012-new.md"),
        "gone.md": ("withdrawn", ""),
        "linked.md": ("superseded", "adr/0012-new.md"),
        "words.md": ("superseded", "the Data Handbook"),
        "lapsed.md": ("expired", ""),
    }
    assert rate(profile, "currency.withdrawn") == (5, 7)


def test_many_items_in_one_minute_with_scattered_inside_dates_are_a_reset(corpus: Corpus) -> None:
    for number in range(12):
        corpus.document(
            f"{number:02}.md", f"Last updated: {2010 + number}-01-01", modified=NOON + dt.timedelta(seconds=number)
        )
    corpus.document("undated.md", "nothing", modified=NOON)
    corpus.document("later.md", "nothing", modified=NOON + dt.timedelta(days=3))
    profile = corpus.measure()
    assert rate(profile, "currency.bulk_reset") == (13, 14)
    evidence = defects(profile, "currency.bulk_reset")["00.md"]
    assert (evidence["items"], evidence["inside_from"], evidence["inside_to"]) == (13, "2010-01-01", "2021-01-01")
    claims = {
        (c["item"], c["trusted"]) for c in profile.tables["date_claims"].to_pylist() if c["kind"] == "file_modified"
    }
    assert ("undated.md", False) in claims
    assert ("later.md", True) in claims


def test_many_items_in_one_minute_that_agree_with_it_are_no_reset(corpus: Corpus) -> None:
    for number in range(12):
        corpus.document(f"{number}.md", "Last updated: 2026-03-01", modified=NOON)
    assert rate(corpus.measure(), "currency.bulk_reset") == (0, 12)


def test_few_items_in_one_minute_are_no_reset(corpus: Corpus) -> None:
    for number in range(6):
        corpus.document(f"{number}.md", f"Last updated: {2010 + number}-01-01", modified=NOON)
    assert rate(corpus.measure(), "currency.bulk_reset") == (0, 6)


@pytest.mark.parametrize("column", ["tickets.updated_at", "updated_at"])
def test_a_table_is_as_old_as_the_newest_row_of_the_configured_column(corpus: Corpus, column: str) -> None:
    corpus.table(
        "tickets.csv", {"id": ["1", "2", "3"], "updated_at": ["2026-09-01 10:00:00", "2026-10-01", "9999-12-31"]}
    )
    profile = corpus.measure(freshness={"column": column})
    assert rate(profile, "currency.stale") == (1, 1)
    evidence = defects(profile, "currency.stale")["tickets.csv"]
    assert (evidence["trusted_date"], evidence["max_age_days"]) == ("2026-10-01", 31)
    assert rate(profile, "currency.undated") == (0, 0)


def test_a_typed_column_is_read_and_rows_after_the_audit_are_left_out(corpus: Corpus) -> None:
    times = [dt.datetime(2026, 11, 20, 8, tzinfo=dt.UTC), dt.datetime(2031, 1, 1, tzinfo=dt.UTC), None]
    corpus.table("t", {"updated_at": pa.array(times, pa.timestamp("us", tz="UTC"))})
    assert rate(corpus.measure(freshness={"column": "updated_at", "max_age": "1d"}), "currency.stale") == (1, 1)


def test_without_any_promise_a_table_is_not_aged(corpus: Corpus) -> None:
    corpus.table("t.csv", {"updated_at": ["2001-01-01"]})
    assert rate(corpus.measure(), "currency.stale") == (0, 0)


def test_with_an_age_promised_an_evident_column_dates_the_table(corpus: Corpus) -> None:
    corpus.table("t.csv", {"date_of_birth": ["1980-01-01"], "last_updated": ["2025-01-01"]})
    profile = corpus.measure(freshness={"max_age": "30d"})
    assert defects(profile, "currency.stale")["t.csv"]["date_source"] == "column:last_updated"


def test_a_promised_column_that_holds_no_date_is_said(corpus: Corpus) -> None:
    corpus.table("t.csv", {"updated_at": ["soon", "later"]})
    profile = corpus.measure(freshness={"column": "t.updated_at"})
    assert defects(profile, "currency.stale")["t"]["trusted_date"] is None


def test_slices_are_counted_beside_the_source(corpus: Corpus) -> None:
    corpus.document("a.md", "Last updated: 2020-01-01", slices=[("department", "legal")])
    corpus.document("b.md", "Last updated: 2026-01-01", slices=[("department", "it")])
    profile = corpus.measure()
    assert rate(profile, "currency.stale", slice_name="department=legal") == (1, 1)
    assert rate(profile, "currency.stale", slice_name="department=it") == (0, 1)
    assert rate(profile, "currency.stale") == (1, 2)


def test_metadata_that_speaks_of_a_review_is_heard(corpus: Corpus) -> None:
    corpus.document("p.html", "text", metadata=[("review-by", "2026-01-01"), ("generator", "x")])
    assert rate(corpus.measure(), "currency.review_overdue") == (1, 1)


def test_what_documents_state_that_cannot_be_is_counted_and_named(corpus: Corpus) -> None:
    ahead = AS_OF + dt.timedelta(days=40)
    corpus.document("a.md", "---\nstatus: aproved\nlast_updated: 2024-02-30\n---\n")
    corpus.document("b.md", f"---\nlast_reviewed_on: {ahead}\n---\n")
    corpus.document("c.md", f"---\nstatus: approved\nreview_by: {ahead}\nlast_updated: {AS_OF}\n---\n")
    profile = corpus.measure()
    assert rate(profile, "currency.invalid") == (2, 3)
    rows = [row for row in profile.defects.to_pylist() if row["code"] == "currency.invalid"]
    found = {(row["item"], row["part"], json.loads(row["evidence"])["kind"]) for row in rows}
    assert found == {
        ("a.md", "status", "invalid_status"),
        ("a.md", "last_updated", "invalid_date"),
        ("b.md", "last_reviewed_on", "invalid_date"),
    }
