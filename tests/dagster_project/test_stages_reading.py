"""What the documents asset shows of the second reading."""

import pyarrow as pa

from dagster_project.audit import extraction_numbers
from readiness import schemas
from tests import cards


def test_the_documents_asset_shows_outcomes_agreement_and_the_backlog() -> None:
    numbers = extraction_numbers.in_numbers(cards.extraction())
    assert numbers["outcome encrypted"] == 2
    assert (numbers["readers agree docx"], numbers["word recall docx"]) == (0.9, 1.0)
    assert numbers["readers agree doc"] == "not measured: unstructured reads no doc"
    assert "word recall doc" not in numbers
    assert (numbers["ocr pages"], numbers["ocr cpu hours"]) == (12, 0.027)


def test_the_speed_of_ocr_is_said_where_pages_were_read() -> None:
    rows = [
        {"source": "s", "item": "a", "format": "pdf", "state": "read", "cpu_ms": ms} for ms in (7000.0, 9000.0, None)
    ]
    full = [{name: row.get(name) for name in schemas.OCR_SAMPLE.names} for row in rows]
    pages = pa.Table.from_pylist(full, schema=schemas.OCR_SAMPLE)
    assert extraction_numbers.ocr_speed(pages) == {"ocr cpu seconds per page of the sample": 8.0}
    assert extraction_numbers.ocr_speed(schemas.OCR_SAMPLE.empty_table()) == {}
