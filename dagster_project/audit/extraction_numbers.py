"""Numbers on the reading of documents, for the asset's metadata."""

from __future__ import annotations

import pyarrow as pa

from readiness.model import Extraction


def ocr_speed(pages: pa.Table) -> dict[str, float | int | str]:
    """Processor seconds that a page of the sample took here: a measured time, so it stays out of the scorecard."""
    spent = [ms for ms in pages["cpu_ms"].to_pylist() if ms is not None]
    return {"ocr cpu seconds per page of the sample": round(sum(spent) / len(spent) / 1000, 2)} if spent else {}


def in_numbers(read: Extraction) -> dict[str, float | int | str]:
    """Numbers for the asset's metadata, beside the words of the report."""
    numbers: dict[str, float | int | str] = {f"outcome {name}": count for name, count in read.outcomes.items()}
    for confidence in read.confidence:
        agreeing = f"not measured: {confidence.reason}" if confidence.agreeing is None else confidence.agreeing
        numbers[f"readers agree {confidence.format}"] = agreeing
        if confidence.recall is not None and confidence.precision is not None:
            numbers[f"word recall {confidence.format}"] = confidence.recall
            numbers[f"word precision {confidence.format}"] = confidence.precision
    return {**numbers, "ocr pages": read.ocr.pages, "ocr cpu hours": round(read.ocr.hours, 3)}
