"""Words that people read: sentences agree with their status, and words of the code base stay inside it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from click import Command, Context, Group

from dagster_project import terminal
from dagster_project.asset_checks import BLOCKING, indicator_checks, indicator_specs
from dagster_project.cli import readiness as commands
from readiness.catalogue import CATALOGUE
from readiness.config.loading import load_project
from readiness.model import Grade, Indicator, IndicatorSpec, Interval, Scorecard, SliceValue, Status
from readiness.rate_words import rate
from reports.glossary import GLOSSARY
from reports.html import render as html
from reports.markdown import check_page
from reports.markdown import render as markdown
from reports.reading import limits, measurement
from tests.cards import card, findings, indicator

ROOT = Path(__file__).parent.parent
SPECS = [pytest.param(spec, id=code) for code, spec in CATALOGUE.items()]
SHARES = [pytest.param(spec, id=code) for code, spec in CATALOGUE.items() if spec.unit == "share"]

INTERNAL = re.compile(
    r"\b(lanes?|floors?|lens(es)?|doors?|pulls?|attempts|sides|rooms?|tells|told|stands|stood|hubs?|crowds?|spool"
    r"|keepers?|disguised?|disguises|nobody|somebody|look-alikes?|twins?|parcels?|shelf|of itself)\b",
    re.IGNORECASE,
)
"""Words of the code base or of a story, for which a report has a plain one."""

ASSERTS = re.compile(r"\b(is|are|was|were|has|have|can|may|hold|holds|keeps?|kept|stated|written|found|commits?)\b")
"""Words by which a title would claim something that its number can contradict."""

VOCABULARY = (
    "readiness/document_dates/",
    "readiness/profilers/rights/",
    "readiness/extraction/language.py",
    "readiness/extraction/unstructured_reader.py",
    "readiness/extraction/readers/rtf.py",
)
"""Modules whose strings are words that are searched for in documents."""

PACKAGES = ("readiness", "connectors", "expectations", "reports", "dagster_project")


def whole(spec: IndicatorSpec, status: Status, value: float, **changes: object) -> Indicator:
    return indicator(spec.code, status, value=value, numerator=value * 400, denominator=400.0, **changes)


def at(spec: IndicatorSpec, status: Status) -> Indicator:
    good, bad = (0.0, 0.25) if spec.better == "lower" else (1.0, 0.25)
    return whole(spec, status, good if status is Status.PASS else bad)


@pytest.mark.parametrize("spec", SPECS)
def test_a_title_names_a_subject_and_claims_nothing_that_its_number_can_contradict(spec: IndicatorSpec) -> None:
    assert not ASSERTS.search(spec.title)
    assert spec.failing
    assert spec.failing[0].islower() or spec.failing.startswith("KPI")
    assert not spec.failing.endswith(".")


@pytest.mark.parametrize("spec", SHARES)
def test_the_sentence_of_a_passing_indicator_reports_no_failing_case(spec: IndicatorSpec) -> None:
    shown = measurement(at(spec, Status.PASS))
    good = "0 of 400 " if spec.better == "lower" else "400 of 400 "
    assert shown == f"{good}{spec.counted[1]} ({'0%' if spec.better == 'lower' else '100%'})"


@pytest.mark.parametrize("spec", SHARES)
def test_the_sentence_of_a_failing_indicator_counts_what_fails_or_says_that_it_is_too_little(
    spec: IndicatorSpec,
) -> None:
    shown = measurement(at(spec, Status.FAIL))
    only = "only " if spec.better == "higher" else ""
    assert shown == f"{only}100 of 400 {spec.counted[1]} (25%)"


@pytest.mark.parametrize("spec", SHARES)
def test_one_case_reads_as_one(spec: IndicatorSpec) -> None:
    one = indicator(spec.code, Status.PASS, value=0.0025, numerator=1.0, denominator=400.0)
    assert rate(one) == f"1 of 400 {spec.counted[0]}"
    assert not re.search(r"\b(are|have)\b", spec.counted[0])


def test_a_rate_of_a_sample_says_so_and_shows_the_estimate() -> None:
    sampled = whole(CATALOGUE["rights.secrets"], Status.FAIL, 0.25, interval=Interval(low=0.2, high=0.3))
    shown = measurement(sampled)
    assert shown.startswith("in a sample, 100 of 400 scanned items hold a secret; estimated rate 25%")
    assert shown.endswith("95% interval 20% to 30%")


def test_limits_are_words_that_follow_a_colon() -> None:
    near = CATALOGUE["uniqueness.near"]
    assert limits(at(near, Status.PASS)) == "warns above 5%, fails above 20%"
    assert limits(whole(near, Status.FAIL, 0.5, warn=0.0, fail=0.0)) == "none allowed"
    assert limits(whole(near, Status.PASS, 0.0, warn=None, fail=None)) == "none (information, not judged)"


def everything() -> Scorecard:
    """A card on which every indicator fails."""
    slices = tuple(SliceValue(name=f"team={name}", numerator=1, denominator=4, value=0.25) for name in "ab")
    indicators = tuple(
        indicator(spec.code, Status.FAIL, slices=slices, findings=1, reason="") for spec in CATALOGUE.values()
    )
    return card(Grade.D, indicators=indicators, blockers=tuple(CATALOGUE), unknowns=())


def shown_in_terminal(capsys: pytest.CaptureFixture[str]) -> str:
    terminal.scorecard(everything(), Path("audits"))
    return capsys.readouterr().out


def test_no_internal_word_reaches_a_page_or_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    pages = {
        "html": re.sub(r"<style>.*?</style>|<[^>]+>", " ", html(everything(), findings()).decode(), flags=re.DOTALL),
        "markdown": markdown(everything(), findings()).decode(),
        "check": re.sub(r"\(data:[^)]*\)", "", check_page(everything())),
        "terminal": shown_in_terminal(capsys),
    }
    keys = re.compile(r"\b[a-z_]*keeper\b|token\b")  # names of columns and keys, shown beside the term in the glossary
    assert {name: INTERNAL.findall(keys.sub("", text)) for name, text in pages.items()} == {name: [] for name in pages}


def test_every_rendering_shows_the_sentence_of_each_failing_indicator(capsys: pytest.CaptureFixture[str]) -> None:
    page, text = html(everything(), findings()).decode(), markdown(everything(), findings()).decode().replace("\\", "")
    for one in everything().indicators:
        assert measurement(one) in page
        assert measurement(one) in text
    assert "1 of 4 documents is a near-duplicate (25%)" in re.sub(r"\s+", " ", shown_in_terminal(capsys))


def test_the_checks_of_dagster_show_the_sentence_and_name_blocking_checks(small_project: Path) -> None:
    loaded = load_project(small_project)
    results = {str(result.check_name): result for result in indicator_checks(loaded, everything())}
    assert results["uniqueness_near"].description == (
        "**FAIL** Near-duplicates: 1 of 4 documents is a near-duplicate (25%)."
    )
    assert results["uniqueness_near"].metadata["measured"].value == "1 of 4 documents is a near-duplicate (25%)"
    blocking = {spec.name for spec in indicator_specs(loaded) if (spec.description or "").endswith(BLOCKING)}
    assert blocking == {code.replace(".", "_") for code, spec in CATALOGUE.items() if spec.veto}


def messages(path: Path) -> Iterator[tuple[int, str]]:
    """String literals with a space, without docstrings, patterns and words in backticks (names of files)."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    prose = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in prose:
            text = re.sub(r"`[^`]*`", "", node.value)
            if " " in text.strip() and "\\" not in text and "(?" not in text:
                yield node.lineno, text


def test_no_internal_word_is_in_a_message() -> None:
    sources = [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]
    named = {path: path.relative_to(ROOT).as_posix() for path in sources}
    found = [
        f"{named[path]}:{line}: {text}"
        for path in sources
        if not named[path].startswith(VOCABULARY) or named[path].endswith(("findings.py", "basis.py"))
        for line, text in messages(path)
        if INTERNAL.search(text)
    ]
    assert found == []


def helps(command: Command, path: tuple[str, ...] = ()) -> Iterator[str]:
    yield command.get_help(Context(command, info_name=" ".join(path) or "readiness"))
    if isinstance(command, Group):
        for name, one in command.commands.items():
            yield from helps(one, (*path, name))


def test_no_internal_word_is_in_the_help_of_a_command() -> None:
    texts = list(helps(commands))
    assert len(texts) > 8
    assert [INTERNAL.findall(text) for text in texts] == [[]] * len(texts)


def test_the_glossary_is_in_order_and_linked_from_every_page() -> None:
    names = [term.name for term in GLOSSARY]
    assert names == sorted(names, key=str.casefold)
    assert len(names) >= 25
    page, text = html(card(), findings()).decode(), markdown(card(), findings()).decode()
    assert 'href="#glossary"' in page
    assert all(term.name in page for term in GLOSSARY)
    assert all(f"**{term.name}**" in text for term in GLOSSARY)
    assert "docs/glossary.md" in (ROOT / "README.md").read_text(encoding="utf-8")
    assert "(glossary.md)" in (ROOT / "docs" / "index.md").read_text(encoding="utf-8")
