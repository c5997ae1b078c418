"""Findings and indicators of a published run in formats that other programs read: CSV and JUnit XML."""

from __future__ import annotations

import csv
import io
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator

import pyarrow.parquet as pq

from dagster_project.audit import history
from dagster_project.audit.context import ProjectRef
from readiness.model import Indicator, Scorecard, Status
from readiness.scoring.grades import applies
from reports.reading import limits, measurement

_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
_BATCH_ROWS = 4_096
_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_UNTOLD = frozenset({Status.NOT_MEASURED, Status.INCONCLUSIVE})


def findings_csv(ref: ProjectRef, run: str = "latest") -> Iterator[str]:
    """The findings as CSV (RFC 4180) with a header, some lines at a time.

    A text that a spreadsheet would run as a formula has an apostrophe before it (OWASP, "CSV Injection").
    """
    folder = history.run_folder(ref, run)
    history.refuse_damaged(ref, folder, ("findings.parquet",))
    with pq.ParquetFile(folder / "findings.parquet") as file:
        yield _lines([file.schema_arrow.names])
        for batch in file.iter_batches(batch_size=_BATCH_ROWS):
            rows = zip(*(column.to_pylist() for column in batch.columns), strict=True)
            yield _lines([[_cell(value) for value in row] for row in rows])


def _lines(rows: list[list[object]]) -> str:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue()


def _cell(value: object) -> object:
    if isinstance(value, str) and value.startswith(_FORMULA_SIGNS):
        return f"'{value}"
    return "" if value is None else value


def junit_xml(card: Scorecard) -> str:
    """Each indicator as a test case, for CI: a failure where it fails, an error where it could not be told.

    An indicator that does not apply, or is information, is skipped. A warning passes, with its measurement as output.
    """
    suites = ET.Element("testsuites", name=f"readiness: {card.project}")
    for dimension in card.dimensions:
        own = [indicator for indicator in card.indicators if indicator.dimension == dimension.name]
        cases = [_case(indicator) for indicator in own]
        counts = {tag: sum(case.find(tag) is not None for case in cases) for tag in ("failure", "error", "skipped")}
        suite = ET.SubElement(
            suites,
            "testsuite",
            name=dimension.name,
            tests=str(len(cases)),
            failures=str(counts["failure"]),
            errors=str(counts["error"]),
            skipped=str(counts["skipped"]),
            timestamp=card.run.started_at[:19],
        )
        suite.extend(cases)
    ET.indent(suites)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(suites, encoding="unicode") + "\n"


def _case(indicator: Indicator) -> ET.Element:
    case = ET.Element("testcase", classname=indicator.dimension, name=indicator.code)
    said = f"{indicator.title}: {measurement(indicator)}; limits: {limits(indicator)}"
    if indicator.status is Status.FAIL:
        ET.SubElement(case, "failure", message=_text(said)).text = _text(indicator.remedy)
    elif indicator.status is Status.ERROR or (applies(indicator) and indicator.status in _UNTOLD):
        ET.SubElement(case, "error", message=_text(said)).text = _text(indicator.reason or indicator.remedy)
    elif not applies(indicator):
        ET.SubElement(case, "skipped", message=_text(indicator.reason or "information, not judged"))
    else:
        ET.SubElement(case, "system-out").text = _text(said)
    return case


def _text(value: str) -> str:
    """Text without the characters that XML 1.0 cannot hold."""
    return _NOT_IN_XML.sub("\ufffd", value)
