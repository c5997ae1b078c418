"""What lies inside what, as profilers see it."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from readiness.item_names import as_path
from readiness.profilers import staleness
from readiness.profilers.container_members import Member, SentMail, members_of
from readiness.profilers.duplicates.paths import read_path
from tests.profilers.stages import inputs_of, listed_row, opened_row

SENT = [("sent", "2024-05-03T10:00:00+02:00")]


def members_by_item(folder: Path, *rows: dict[str, Any]) -> dict[str, Member]:
    return {
        item: member for (_, item), member in members_of(inputs_of(folder, stages={"profile_documents": rows})).items()
    }


def test_a_member_knows_what_was_delivered_and_the_mail_it_came_with(tmp_path: Path) -> None:
    members = members_by_item(
        tmp_path,
        opened_row("m.eml", embedded_dates=SENT),
        opened_row("m.eml!a.zip", kind="container", container="m.eml"),
        opened_row("m.eml!a.zip!x.txt", container="m.eml!a.zip", embedded_dates=[("entry", "2023-01-02T03:04:06")]),
    )
    assert list(members) == ["m.eml!a.zip", "m.eml!a.zip!x.txt"]
    inner = members["m.eml!a.zip!x.txt"]
    assert (inner.outer, inner.container, inner.sent) == (
        "m.eml",
        "m.eml!a.zip",
        SentMail(item="m.eml", day=dt.date(2024, 5, 3)),
    )
    assert inner.modified == dt.datetime(2023, 1, 2, 3, 4, 6, tzinfo=dt.UTC)


@pytest.mark.parametrize("entry", ["1980-01-01T00:00:00", "1970-01-01T00:00:00+00:00", "some day"])
def test_the_zero_of_a_clock_is_no_age(tmp_path: Path, entry: str) -> None:
    row = opened_row("a.zip!x.txt", container="a.zip", embedded_dates=[("entry", entry)])
    assert members_by_item(tmp_path, opened_row("a.zip", kind="container"), row)["a.zip!x.txt"].modified is None


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        ([], ("2024-05-03", "sent", "mail_sent")),
        ([("entry", "2026-01-02T03:04:06")], ("2024-05-03", "sent", "mail_sent")),
        ([("modified", "2022-02-02T00:00:00Z")], ("2022-02-02", "embedded_modified", "embedded")),
    ],
)
def test_an_attachment_is_as_old_as_its_mail_only_where_nothing_of_its_own_says(
    tmp_path: Path, dates: list[tuple[str, str]], expected: tuple[str, str, str]
) -> None:
    rows = [
        opened_row("m.eml", embedded_dates=SENT),
        opened_row("m.eml!x.docx", container="m.eml", embedded_dates=dates),
    ]
    inputs = inputs_of(tmp_path, stages={"inventory": [listed_row("m.eml")], "profile_documents": rows})
    claims = staleness.measure(inputs).tables["date_claims"].to_pylist()
    trusted = [claim for claim in claims if claim["trusted"] and claim["item"] == "m.eml!x.docx"]
    assert [(str(claim["date"]), claim["kind"], claim["date_source"]) for claim in trusted] == [expected]


def test_containers_read_as_folders() -> None:
    assert as_path("in/a.tgz!b/c.zip!d.txt") == "in/a.tgz/b/c.zip/d.txt"
    assert as_path("what!.txt") == "what!.txt"
    assert (read_path("a.zip!old/plan_v2.txt").family, read_path("a.zip!old/plan_v2.txt").archived) == ("plan", True)
