"""Reading order of a page in columns whose lines the file gives across: the left column whole, then the right one.

Most files give a page in reading order, and it is left as it is. Only where the lines of the file go back and forth
over an empty strip, and both sides hold lines of prose, are the sides read one after the other. Rows of a table go back
and forth too: their cells are short, or numbers.
"""

from __future__ import annotations

import ctypes
from typing import Any

import numpy as np
import numpy.typing as npt

Boxes = npt.NDArray[np.float64]
"""(boxes, 4): left, bottom, right and top of runs of text in points, in the order of the file."""
Places = npt.NDArray[np.int64]

FEWEST_LINES, MOST_BOXES = 4, 4_000
"""Lines of each column, and boxes of a page that is looked at. Chosen by us."""

GUTTER_POINTS = 9.0
"""Width of the empty strip between two columns: an eighth of an inch. Chosen by us; a space is 3 points wide."""

CROSSING_SHARE = 0.2
"""Share of the boxes that may lie across the strip: headings, notes. Chosen by us."""

WORDS_OF_PROSE, LETTERS_OF_PROSE = 4, 12
"""Words of the middle line of a column of prose, or letters where words have no spaces. Chosen by us."""

FULL_LINE, FULL_LINES = 0.7, 0.5
"""Share of a column's width that a full line takes, and the share of lines that are full. Chosen by us."""

_DEPTH = 4


def in_columns(text_page: Any) -> str:
    """The text of a page column by column, "" where its own order is the right one."""
    boxes = _boxes(text_page)
    if boxes is None or _jumps(boxes) < FEWEST_LINES:
        return ""
    whole = np.arange(len(boxes))
    order = _order(text_page, boxes, whole, _DEPTH)
    return "" if order is None else _lines(text_page, boxes, order)


def _boxes(text_page: Any) -> Boxes | None:
    from pypdfium2 import raw as pdfium

    count = pdfium.FPDFText_CountRects(text_page, 0, -1)
    if not 2 * FEWEST_LINES <= count <= MOST_BOXES:
        return None
    left, top, right, bottom = (ctypes.c_double() for _ in range(4))
    sides: list[float] = []
    for place in range(count):
        pdfium.FPDFText_GetRect(text_page, place, left, top, right, bottom)
        sides += (left.value, bottom.value, right.value, top.value)
    return np.array(sides).reshape(count, 4)


def _jumps(boxes: Boxes) -> int:
    """Boxes that the file gives behind another one of their line, beyond a gap: some where lines go across."""
    before, behind = boxes[:-1], boxes[1:]
    same_line = np.abs(behind[:, 1] - before[:, 1]) < (behind[:, 3] - behind[:, 1]) / 2
    return int((same_line & (behind[:, 0] - before[:, 2] > GUTTER_POINTS)).sum())


def _order(text_page: Any, boxes: Boxes, places: Places, depth: int) -> Places | None:
    """``places`` by columns; None where they stay as they are."""
    strip = _gutter(boxes[places]) if depth else None
    if strip is None:
        return None
    side = np.where(boxes[places, 2] <= strip, -1, np.where(boxes[places, 0] >= strip, 1, 0))
    if not _goes_back_and_forth(side):
        return None
    prose = {one: _is_prose(text_page, boxes, places[side == one]) for one in (-1, 1)}
    parts: list[Places] = []
    for block in _between_headings(boxes, places, side):
        for one in (-1, 0, 1):
            chosen = block[np.isin(block, places[side == one])]
            parts.append(chosen)
            if one and len(chosen):
                inner = _order(text_page, boxes, chosen, depth - 1)
                if inner is None and not prose[one]:
                    return None
                parts[-1] = chosen if inner is None else inner
    return np.concatenate(parts)


def _gutter(boxes: Boxes) -> float | None:
    """The middle of the widest strip that few boxes cross, with enough boxes on both sides; None without one."""
    if len(boxes) < 2 * FEWEST_LINES:
        return None
    edges = np.unique(np.concatenate([boxes[:, 0], boxes[:, 2]]))
    middles = (edges[:-1] + edges[1:]) / 2
    crossing = ((boxes[:, 0, None] < middles) & (boxes[:, 2, None] > middles)).sum(axis=0)
    left, right = ((boxes[:, column, None] * sign <= middles * sign).sum(axis=0) for column, sign in ((2, 1), (0, -1)))
    fits = (crossing <= CROSSING_SHARE * len(boxes)) & (left >= FEWEST_LINES) & (right >= FEWEST_LINES)
    best, width = None, GUTTER_POINTS
    for place in np.flatnonzero(fits):
        level = crossing[place]
        first, last = place, place
        while first and fits[first - 1] and crossing[first - 1] <= level:
            first -= 1
        while last + 1 < len(middles) and fits[last + 1] and crossing[last + 1] <= level:
            last += 1
        if edges[last + 1] - edges[first] > width:
            best, width = float(edges[first] + edges[last + 1]) / 2, float(edges[last + 1] - edges[first])
    return best


def _goes_back_and_forth(side: npt.NDArray[np.int64]) -> bool:
    """True when the file gives the sides by turns, not one after the other."""
    turns = side[side != 0]
    changes = int((turns[1:] != turns[:-1]).sum())
    return changes >= min(int((turns < 0).sum()), int((turns > 0).sum()))


def _is_prose(text_page: Any, boxes: Boxes, places: Places) -> bool:
    """True for lines of words of which most are full."""
    texts = [_text(text_page, boxes[place]) for place in places]
    words = np.array([len(text.split()) for text in texts])
    letters = np.array([sum(map(str.isalpha, text)) for text in texts])
    figures = np.array([sum(map(str.isdigit, text)) for text in texts])
    if np.median(words) < WORDS_OF_PROSE and not _is_unspaced(texts, letters):
        return False
    width = boxes[places, 2].max() - boxes[places, 0].min()
    full = boxes[places, 2] - boxes[places, 0] >= FULL_LINE * width
    return bool(full.mean() >= FULL_LINES and figures.sum() < letters.sum() / 2)


def _is_unspaced(texts: list[str], letters: npt.NDArray[np.int64]) -> bool:
    """True for lines of a script that writes words without spaces."""
    joined = "".join(texts)
    wide = sum("\u3040" <= letter <= "\u9fff" or "\u0e00" <= letter <= "\u0eff" for letter in joined)
    return bool(np.median(letters) >= LETTERS_OF_PROSE and wide >= len(joined) / 2)


def _between_headings(boxes: Boxes, places: Places, side: npt.NDArray[np.int64]) -> list[Places]:
    """The boxes from the top down, in blocks that boxes across the strip part; such a box is a block of its own."""
    heights = (boxes[places, 1] + boxes[places, 3]) / 2
    marks = sorted(heights[side == 0], reverse=True)
    level = np.searchsorted(-np.array(marks), -heights, side="left") * 2 if marks else np.zeros(len(places), int)
    level = np.where(side == 0, level + 1, level)
    blocks = []
    for one in np.unique(level):
        inside = places[level == one]
        blocks.append(inside[np.argsort(-boxes[inside, 3], kind="stable")])
    return blocks


def _lines(text_page: Any, boxes: Boxes, order: Places) -> str:
    """The texts of the boxes, those of one line behind each other."""
    lines: list[list[str]] = []
    before: npt.NDArray[np.float64] | None = None
    for place in order:
        box = boxes[place]
        same = before is not None and abs(box[1] - before[1]) < (box[3] - box[1]) / 2 and box[0] >= before[2] - 1
        text = _text(text_page, box).strip()
        if same:
            lines[-1].append(text)
        else:
            lines.append([text])
        before = box
    return "\n".join(" ".join(line) for line in lines)


def _text(text_page: Any, box: npt.NDArray[np.float64]) -> str:
    return str(text_page.get_text_bounded(*box))
