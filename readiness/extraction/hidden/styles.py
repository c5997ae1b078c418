"""Declarations of CSS that hide text, in inline styles and in simple rules of style sheets."""

from __future__ import annotations

import re

Declarations = dict[str, str]
"""Values by property, lower case."""

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_RULE = re.compile(r"([^{}]{1,2000})\{([^{}]{0,5000})\}")
_SIMPLE = re.compile(r"(?:[a-z][a-z0-9]*|[.#][\w-]+)")
_NAMES = re.compile(r"[.#][\w-]+")
_NUMBER = re.compile(r"\s*(-?\d*\.?\d+)\s*(px|pt|em|rem|ex|%|vw|vh|in|cm|mm)?")
_PIXELS = {"px": 1.0, "pt": 1.33, "em": 16.0, "rem": 16.0, "ex": 8.0, "in": 96.0, "cm": 38.0, "mm": 3.8, "": 1.0}
FAR_PIXELS = -400.0
"""A place so far left of or above the page is off it. Chosen by us."""
TINY_PIXELS = 1.0
"""Letters of at most this size cannot be read."""
_WHITE = re.compile(
    r"(?:#f{3}|#f{6}|#f[ef]f[ef]f[ef]|white|rgba?\(\s*25[3-5]\s*,\s*25[3-5]\s*,\s*25[3-5].*)\s*(?:!important)?"
)


def declarations(style: str) -> Declarations:
    """The declarations of a ``style`` attribute or of the body of a rule."""
    found: Declarations = {}
    for part in style.split(";"):
        name, colon, value = part.partition(":")
        if colon:
            found[name.strip().lower()] = " ".join(value.lower().replace("!important", "").split())
    return found


def sheet_rules(css: str) -> dict[str, Declarations]:
    """Declarations by simple selector (``p``, ``.name``, ``#name``) of a style sheet, at-rules left out.

    A name that any other rule shows again (``.tab.open {display: block}``) is one that the page opens: its hiding is
    left out.
    """
    rules: dict[str, Declarations] = {}
    shown: set[str] = set()
    for selectors, body in _RULE.findall(_without_at_rules(_COMMENT.sub("", css))):
        values = declarations(body)
        for selector in (one.strip() for one in selectors.split(",")):
            if _SIMPLE.fullmatch(selector):
                rules.setdefault(selector, {}).update(values)
            elif not hidden_by(values) and {"display", "visibility", "opacity", "left", "height"} & set(values):
                shown.update(_NAMES.findall(selector))
    return {name: values for name, values in rules.items() if name not in shown or not hidden_by(values)}


def _without_at_rules(css: str) -> str:
    """The sheet without ``@media`` and its like: styles for print, for phones and for animation."""
    kept, place = [], 0
    while (at := css.find("@", place)) >= 0:
        kept.append(css[place:at])
        opened, end = css.find("{", at), css.find(";", at)
        if opened < 0 or 0 <= end < opened:
            place = end + 1 if end >= 0 else len(css)
            continue
        depth, place = 1, opened + 1
        while depth and place < len(css):
            depth += {"{": 1, "}": -1}.get(css[place], 0)
            place += 1
    return "".join([*kept, css[place:]])


def hidden_by(styles: Declarations) -> str:
    """The way in which declarations hide an element; "" where they do not."""
    if styles.get("display") == "none":
        return "display_none"
    if styles.get("visibility") in {"hidden", "collapse"}:
        return "visibility_hidden"
    if _is_tiny(styles):
        return "zero_size"
    return "off_page" if _is_off_page(styles) else ""


def _is_tiny(styles: Declarations) -> bool:
    size, opacity = _pixels(styles.get("font-size", "")), _pixels(styles.get("opacity", ""))
    if (size is not None and size <= TINY_PIXELS) or opacity == 0:
        return True
    return styles.get("overflow") == "hidden" and any(
        (length := _pixels(styles.get(name, ""))) is not None and length <= TINY_PIXELS
        for name in ("height", "width", "max-height")
    )


def _is_off_page(styles: Declarations) -> bool:
    indent = _pixels(styles.get("text-indent", ""))
    if indent is not None and indent <= FAR_PIXELS:
        return True
    if styles.get("position") not in {"absolute", "fixed", "relative"}:
        return False
    places = (_pixels(styles.get(name, "")) for name in ("left", "top", "right", "bottom"))
    return any(place is not None and place <= FAR_PIXELS for place in places)


def _pixels(value: str) -> float | None:
    found = _NUMBER.fullmatch(value)
    return None if not found else float(found[1]) * _PIXELS.get(found[2] or "", 1.0)


def is_white(colour: str) -> bool:
    return bool(_WHITE.fullmatch(colour.strip().lower()))
