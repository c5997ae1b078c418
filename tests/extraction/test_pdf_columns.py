"""Reading order of pages whose file gives the lines of their columns across."""

from __future__ import annotations

import io
import random

import pytest
from reportlab.pdfgen import canvas

import readiness

WORDS = {
    "en": "the harbour master reported that vessels waited beyond the breakwater while cranes moved slowly to the quay",
    "de": "der hafenmeister berichtete dass schiffe hinter der mole warteten während kräne langsam zum kai fuhren",
}
LINES = 24
HEADING = "A heading that goes across all the columns of this page, from its left edge to its right one"


def prose(draw: random.Random, width: float, language: str) -> str:
    words: list[str] = []
    while True:
        word = draw.choice(WORDS[language].split())
        if 4.5 * (len(" ".join([*words, word]))) > width:
            return " ".join(words)
        words.append(word)


def page(columns: list[tuple[float, list[str]]], *, heading: str = "", in_order: bool = False) -> str:
    """A page with the cells of each column at its place from the left; line by line unless ``in_order``."""
    out = io.BytesIO()
    pdf = canvas.Canvas(out)
    pdf.setFont("Helvetica", 9)
    pdf.drawString(60, 790, heading)
    cells = [(row, column) for row in range(LINES) for column in range(len(columns))]
    for row, column in sorted(cells, key=lambda cell: cell[::-1]) if in_order else cells:
        left, texts = columns[column]
        pdf.drawString(left, 760 - 12 * row, texts[row])
    pdf.save()
    return readiness.extract(out.getvalue(), name="page.pdf").text


def with_marks(column: int, texts: list[str]) -> list[str]:
    return [f"c{column}r{row} {text}" for row, text in enumerate(texts)]


def order(text: str) -> list[str]:
    return [word for word in text.split() if word[:1] == "c" and word[1:2].isdigit()]


def by_columns(columns: int) -> list[str]:
    return [f"c{column}r{row}" for column in range(columns) for row in range(LINES)]


@pytest.mark.parametrize(
    ("lefts", "width", "languages"),
    [((60, 310), 190, "en en"), ((60, 310), 190, "en de"), ((40, 220, 400), 120, "en en en")],
    ids=["two columns", "two languages side by side", "three columns"],
)
@pytest.mark.parametrize("heading", ["", HEADING])
@pytest.mark.parametrize("in_order", [False, True])
def test_columns_of_prose_are_read_one_after_the_other(
    lefts: tuple[float, ...], width: float, languages: str, heading: str, in_order: bool
) -> None:
    draw = random.Random(3)
    columns = [
        (left, with_marks(number, [prose(draw, width, language) for _ in range(LINES)]))
        for number, (left, language) in enumerate(zip(lefts, languages.split(), strict=True))
    ]
    text = page(columns, heading=heading, in_order=in_order)
    assert order(text) == by_columns(len(lefts))
    assert text.startswith(heading)


def rows(text: str, columns: int) -> bool:
    return order(text) == [f"c{column}r{row}" for row in range(LINES) for column in range(columns)]


def test_a_table_is_read_row_by_row() -> None:
    draw = random.Random(4)
    columns = [
        (60.0, with_marks(0, [draw.choice(["Bolt M8", "Nut", "Washer 12"]) for _ in range(LINES)])),
        (250.0, with_marks(1, [str(draw.randint(1, 99)) for _ in range(LINES)])),
        (400.0, with_marks(2, [draw.choice(["Lyon", "Bath"]) for _ in range(LINES)])),
    ]
    assert rows(page(columns), 3)


def test_an_invoice_keeps_its_amounts_beside_their_lines() -> None:
    draw = random.Random(5)
    columns = [
        (60.0, with_marks(0, [prose(draw, 190, "en") for _ in range(LINES)])),
        (420.0, with_marks(1, [f"{draw.random() * 100:.2f}" for _ in range(LINES)])),
    ]
    assert rows(page(columns), 2)
