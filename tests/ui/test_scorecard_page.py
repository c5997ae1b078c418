"""The HTML page as a browser shows it: nothing fetched, nothing run, readable wide, narrow, dark and on paper."""

from __future__ import annotations

from pathlib import Path

import pytest

from reports.html import render
from tests.cards import card, findings
from tests.ui.browser import opened, shot

pytestmark = pytest.mark.ui


@pytest.fixture
def page_file(tmp_path: Path) -> str:
    path = tmp_path / "scorecard.html"
    path.write_bytes(render(card(), findings()))
    return path.as_uri()


def test_the_page_loads_alone_and_without_complaint(page_file: str) -> None:
    with opened() as page:
        requests: list[str] = []
        complaints: list[str] = []
        page.on("request", lambda request: requests.append(request.url))
        page.on("console", lambda message: complaints.append(message.text))
        page.goto(page_file)
        assert requests == [page_file]
        assert complaints == []
        assert page.title() == "vendor-contracts: grade D"
        shot(page, "scorecard-light", whole=True)


def test_hostile_names_are_shown_and_not_run(page_file: str) -> None:
    with opened() as page:
        ran: list[str] = []
        page.on("dialog", lambda dialog: ran.append(dialog.message))
        page.goto(page_file)
        assert page.locator("script").count() == 0
        assert page.get_by_text("<script>alert(1)</script>").count() > 0
        assert ran == []


@pytest.mark.parametrize("width", [360, 800, 1400])
def test_nothing_runs_off_the_side(page_file: str, width: int) -> None:
    with opened(width=width) as page:
        page.goto(page_file)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        shot(page, f"scorecard-{width}")


def test_the_dark_page_is_dark_and_the_printed_page_shows_its_details(page_file: str) -> None:
    with opened(dark=True) as page:
        page.goto(page_file)
        colour = page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert sum(int(part) for part in colour.removeprefix("rgb(").rstrip(")").split(",")) < 150
        shot(page, "scorecard-dark")
        page.pdf(path=shot(page, "scorecard-print").with_suffix(".pdf"))


def test_the_keyboard_reaches_the_detail(page_file: str) -> None:
    with opened() as page:
        page.goto(page_file)
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "Skip to the detail"
