"""Hidden text of web pages, by attributes, inline styles and the simple rules of their style sheets.

Scripts are not run and linked style sheets not fetched: what they hide is not seen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from readiness.extraction.document import RawFile
from readiness.extraction.hidden.hidden_text import HiddenText
from readiness.extraction.hidden.styles import Declarations, declarations, hidden_by, is_white, sheet_rules
from readiness.extraction.readers.html import as_html

_USUAL_TAGS = frozenset(
    {
        "button",
        "datalist",
        "details",
        "dialog",
        "head",
        "label",
        "menu",
        "nav",
        "noscript",
        "option",
        "script",
        "select",
    }
    | {"style", "svg", "template", "title"}
)
_USUAL_ROLES = frozenset(
    {
        "alert",
        "dialog",
        "alertdialog",
        "listbox",
        "menu",
        "menubar",
        "menuitem",
        "navigation",
        "search",
        "status",
        "tablist",
    }
    | {"tabpanel", "tooltip", "toolbar"}
)
_USUAL_NAMES = re.compile(
    r"sr-?only|visually|screen-?reader|a11y|access|skip|jump|menu|nav|drop|tooltip|hint|popover|popup|modal|dialog|cookie|"
    r"consent|gdpr|privacy-|banner|tab|accord|collaps|expand|toggle|more|carousel|slid|toast|overlay|print|mobile|desktop|"
    r"phone|tablet|preheader|preview|lightbox|spinner|load|error|alert|message|notice|template|search|filter|sidebar|drawer|"
    r"panel|login|share|fallback|no-?js|help|toc|lang|clone|caption|replac|hide-|hidden-|-xs|-sm|-md|-lg|icon",
    re.IGNORECASE,
)
_TARGETS = ("href", "data-target", "data-bs-target", "aria-controls", "aria-describedby", "aria-labelledby", "for")
_NO_TEXT = frozenset({"script", "style", "template", "noscript", "head", "title", "svg", "option"})
_MAX_ELEMENTS = 200_000
_MOST_CHARACTERS = 1_000_000


def find(raw: RawFile) -> Iterator[HiddenText]:
    """The hidden texts of a page, outermost hidden element by element."""
    return find_in_page(as_html(raw.data).text)


def find_in_page(page: str) -> Iterator[HiddenText]:
    from lxml import html

    if not page.strip():
        return
    root = html.document_fromstring(
        page[:20_000_000].encode("utf-8", "replace"), parser=html.HTMLParser(encoding="utf-8")
    )
    sheet = sheet_rules("\n".join(style.text or "" for style in root.iter("style")))
    targets = {_plain(value) for element in root.iter() for name in _TARGETS if (value := _attribute(element, name))}
    has_sheet = bool(sheet) or any("stylesheet" in (link.get("rel") or "").lower() for link in root.iter("link"))
    skipped: set[Any] = set()
    for number, element in enumerate(root.iter()):
        if number > _MAX_ELEMENTS:
            raise ValueError("too many elements to examine")
        if not isinstance(element.tag, str) or element.getparent() in skipped or element.tag in _NO_TEXT:
            skipped.add(element)
            continue
        styles = {**_sheet_styles(element, sheet), **declarations(element.get("style") or "")}
        if kind := _kind(element, styles, has_sheet=has_sheet):
            skipped.add(element)
            text = " ".join(_texts(element))[:_MOST_CHARACTERS]
            if text.strip():
                yield HiddenText(kind=kind, text=text, usual=_is_usual(element, targets))


def _attribute(element: Any, name: str) -> str:
    return str(element.get(name) or "") if isinstance(element.tag, str) else ""


def _plain(target: str) -> str:
    return target.strip().lstrip("#").casefold()


def _sheet_styles(element: Any, sheet: dict[str, Declarations]) -> Declarations:
    names = [element.tag, *(f".{name}" for name in (element.get("class") or "").split()), f"#{element.get('id') or ''}"]
    merged: Declarations = {}
    for name in names:
        merged.update(sheet.get(name, {}))
    return merged


def _kind(element: Any, styles: Declarations, *, has_sheet: bool) -> str:
    if element.get("hidden") is not None and element.tag not in {"input", "html", "body"}:
        return "hidden_attribute"
    if element.tag in {"html", "body"}:
        return ""
    if kind := hidden_by(styles):
        return kind
    return "white_text" if _is_white_on_white(element, styles, has_sheet=has_sheet) else ""


def _is_white_on_white(element: Any, styles: Declarations, *, has_sheet: bool) -> bool:
    """White letters of an inline style on no ground but the page's own; a style sheet may give any other a ground."""
    colour = styles.get("color") or (element.get("color") if element.tag == "font" else "") or ""
    if not is_white(colour):
        return False
    for one in (element, *element.iterancestors()):
        inline = declarations(one.get("style") or "")
        ground = inline.get("background-color") or inline.get("background") or one.get("bgcolor") or ""
        if ground:
            return is_white(ground)
        if one.get("background") or (
            has_sheet and (one.get("class") or one.get("id") or one.tag in {"table", "td", "th"})
        ):
            return False
    return not has_sheet


def _texts(element: Any) -> Iterator[str]:
    for one in element.iter():
        if isinstance(one.tag, str) and one.tag not in _NO_TEXT and one.text:
            yield one.text
        if one is not element and one.tail:
            yield one.tail


def _is_usual(element: Any, targets: set[str]) -> bool:
    return any(_is_usual_place(one, targets) for one in (element, *element.iterancestors()))


def _is_usual_place(element: Any, targets: set[str]) -> bool:
    if element.tag in {"html", "body"}:
        return False
    names = f"{element.get('class') or ''} {element.get('id') or ''}"
    return (
        element.tag in _USUAL_TAGS
        or (element.get("role") or "").casefold() in _USUAL_ROLES
        or bool(_USUAL_NAMES.search(names))
        or (element.get("id") or "").casefold() in targets - {""}
    )
