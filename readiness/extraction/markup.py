"""XML of office files, parsed without entities, network and DTD."""

from __future__ import annotations

import re
from typing import Any

from readiness.extraction.document import Unreadable
from readiness.model import Outcome

_DTD = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_ENTITY = re.compile(rb"<!ENTITY|<!DOCTYPE[^>]*\[", re.IGNORECASE)
_DTD_WITHIN = 65_536


def parse(data: bytes, part: str, *, named_dtd: bool = False) -> Any:
    """The root element of an office part. ``named_dtd`` allows a DTD that is named and not included.

    Raises
    ------
    Unreadable: hostile where it includes a DTD (ISO/IEC 29500-2 section 9.1.2 forbids one), corrupt where malformed.
    """
    from lxml import etree

    refuse_dtd(data, part, mark=_ENTITY if named_dtd else _DTD)
    try:
        return etree.fromstring(data, _parser(huge=True))
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Unreadable(Outcome.CORRUPT, f"{part} is not well-formed XML: {error}") from None


def refuse_dtd(data: bytes, part: str, *, mark: re.Pattern[bytes] = _DTD) -> None:
    """Raise ``Unreadable`` where a part begins with a DTD, in whatever Unicode encoding."""
    if mark.search(data[:_DTD_WITHIN].replace(b"\x00", b"")):
        raise Unreadable(Outcome.HOSTILE, f"{part} holds a DTD, which office files must not have")


def parse_document(data: bytes) -> Any:
    """The root of an XML document of its own, None if broken. It may include a DTD; entities are not expanded."""
    from lxml import etree

    try:
        return etree.fromstring(data, _parser(huge=False))
    except (etree.XMLSyntaxError, ValueError):
        return None


def _parser(*, huge: bool) -> Any:
    from lxml import etree

    return etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=huge,
        remove_comments=True,
        remove_pis=True,
    )


def local_name(element: Any) -> str:
    """The tag without its namespace: writers of office files agree on names more than on prefixes."""
    tag = element.tag
    return tag[tag.find("}") + 1 :] if isinstance(tag, str) else ""


def texts_by_name(root: Any) -> dict[str, str]:
    """Local name -> text of the direct children that have any; first wins."""
    texts: dict[str, str] = {}
    for child in root:
        text = (child.text or "").strip()
        if text:
            texts.setdefault(local_name(child), text)
    return texts
