"""Withdrawal: a document's own statement that it is no longer valid, and the successor it names.

Read from status fields ("Status: Superseded by ADR-12") and banners near the top ("This guidance has been withdrawn.").
A document that merely writes about withdrawal is not withdrawn.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from readiness.document_dates import label_roles
from readiness.document_dates.stated_fields import FRONT_MATTER, HEADER, Field, split_front_matter

BANNER_CHARACTERS = 3_000  # chosen by us: a banner is above the content
_BANNER_LINES = 25
_TITLE_LINES = 6
_TERMS = {
    "withdrawn": "withdrawn", "superseded": "superseded", "superceded": "superseded", "obsolete": "obsolete",
    "obsoleted": "obsolete", "deprecated": "deprecated", "archived": "archived", "rejected": "rejected",
    "retired": "retired", "replaced": "superseded", "rescinded": "withdrawn", "revoked": "withdrawn",
    "repealed": "withdrawn", "retracted": "withdrawn", "cancelled": "withdrawn", "canceled": "withdrawn",
    "expired": "expired", "historic": "obsolete", "discontinued": "retired", "decommissioned": "retired",
    "abandoned": "rejected", "zurückgezogen": "withdrawn", "veraltet": "obsolete", "ungültig": "obsolete",
    "aufgehoben": "withdrawn", "ersetzt": "superseded", "abgelehnt": "rejected", "abrogé": "withdrawn",
    "retiré": "withdrawn", "remplacé": "superseded", "obsolète": "obsolete", "derogado": "withdrawn",
    "obsoleto": "obsolete",
}  # fmt: skip
_TERM = "(?:" + "|".join(sorted(_TERMS, key=lambda term: (-len(term), term))) + ")"
_NOUN = (
    "page|document|guidance|guide|guideline|guidelines|policy|standard|procedure|specification|spec|version|article|"
    "advice|notice|manual|report|publication|content|circular|form|adr|rfc|kep|pep|proposal|record|decision|template|"
    "dokument|richtlinie|seite|fassung|edition|leaflet|instruction|directive|code of practice|repository|project"
)
_SELF = re.compile(
    rf"(?:\b(?:this|the present|dieses|diese|die vorliegende|ce|cette)\s+(?:\w+[ \t]+){{0,2}}(?:{_NOUN})|^it)\s+"
    rf"(?:(?:has|have)\s+(?:now\s+|since\s+)?been|was|is|wurde|ist|a été|est)\s+(?:now\s+|formally\s+|officially\s+|"
    rf"an?\s+|therefore\s+)?(?P<term>{_TERM}|no longer\s+(?:in force|valid|current|in effect|in use|applicable|"
    rf"maintained)|"
    rf"nicht mehr (?:gültig|in kraft))(?!\w)",
    re.IGNORECASE,
)
_CONDITION = re.compile(
    r"\b(?:if|when|whenever|whether|once|until|unless|before|after|should|where|wenn|falls|si)\b[^.!?\n]{0,40}$",
    re.IGNORECASE,
)
_LINE = re.compile(rf"(?P<term>{_TERM}|no longer (?:in force|valid|current))(?!\w)(?P<rest>.*)", re.IGNORECASE)
_TITLED = re.compile(rf"[\[(]\s{{0,2}}(?P<term>{_TERM})(?!\w)(?P<rest>[^\])]{{0,80}})[\])]", re.IGNORECASE)
_STATUS_LEAD = re.compile(
    r"(?:(?:accepted|approved|implemented|active|final|proposed)\s*(?:[,;:/(]|->|→|then|but|and)\s*)?", re.IGNORECASE
)
_STRUCK = re.compile(r"~~[^~\n]{0,80}~~|<(?:s|del)>[^<\n]{0,80}</(?:s|del)>", re.IGNORECASE)
_BY = re.compile(
    r"(?:(?:superseded|superceded|replaced|obsoleted)\s+(?:by|with)|replacement:?|(?:see|use)(?:\s+instead)?:?|"
    r"in favou?r of|ersetzt durch|remplacé par)\s+(?P<who>[^\n]{1,160})",
    re.IGNORECASE,
)
_LINK = re.compile(r"\[(?P<text>[^\]\n]{0,120})\]\((?P<target>[^)\s]{1,300})[^)\n]{0,80}\)")
_WHO_ENDS = re.compile(
    r"(?<=\w)[.;](?:\s|$)|[,)\]](?:\s|$)|\s(?:on|in|with effect|as of|from|instead)(?:\s|$)", re.IGNORECASE
)
_MARKUP = " \t#*_>`|~!:-=.\"'⚠️️🚨❗️"
_NOTHING = frozenset({"", "none", "null", "~", "n/a", "na", "-", "[]", "false", "no", "nil", "nothing", "tbd", "todo"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawal:
    """``status`` in plain words (withdrawn, superseded, ...), ``successor`` as written, ``text`` of the statement."""

    status: str
    successor: str
    source: str
    text: str


def successor_in(text: str) -> str:
    """The words after "superseded by": a link's target, else the words to the end of the clause; "" for none."""
    match = _BY.search(text[:600])
    return _named_successor(match["who"]) if match else ""


def _named_successor(text: str) -> str:
    link = _LINK.search(text)
    if link:
        return link["target"]
    plain = _WHO_ENDS.split(text.strip(" <[(\"'`*"))[0]
    plain = plain.strip(" \t\"'`*_<>[]().")
    return "" if plain.lower() in _NOTHING else plain


def _status_of(field: Field) -> Withdrawal | None:
    value = _STRUCK.sub("", field.value).strip(_MARKUP)
    if "|" in value or value.startswith(("{", "<")) or (value.startswith("[") and not _LINK.match(value)):
        return None  # a template that lists the choices
    value = value[_STATUS_LEAD.match(value).end() :] if _STATUS_LEAD.match(value) else value  # type: ignore[union-attr]
    link = _LINK.match(value)
    match = re.match(rf"(?P<term>{_TERM})(?!\w)", link["text"] if link else value.lstrip("[*_("), re.IGNORECASE)
    if not match:
        return None
    text = f"{field.key}: {field.value}"[:200]
    return Withdrawal(
        status=_TERMS[match["term"].lower()], successor=successor_in(value), source=field.source, text=text
    )


def _from_flag(field: Field) -> Withdrawal | None:
    """``withdrawn: true``, ``archived_at: 2020-01-01``: a key that is itself the statement."""
    words = label_roles.words(field.key)
    if field.source == HEADER or not words or words[0] not in _TERMS or words[-1] in {"by", "with"}:
        return None
    yes = field.value.lower() in {"true", "yes", "1"} or re.match(r"\d{4}-\d{2}", field.value)
    text = f"{field.key}: {field.value}"[:200]
    return Withdrawal(status=_TERMS[words[0]], successor="", source=field.source, text=text) if yes else None


def _from_successor(field: Field) -> Withdrawal | None:
    named = _named_successor(field.value)
    if not named or field.value.startswith("{") or field.value.lower() in _NOTHING:
        return None
    text = f"{field.key}: {field.value}"[:200]
    return Withdrawal(status="superseded", successor=named, source=field.source, text=text)


def _from_fields(fields: Iterable[Field]) -> Withdrawal | None:
    statements: list[Withdrawal] = []
    for field in fields:
        what = label_roles.role(field.key) if field.source != HEADER or label_roles.is_label(field.key) else None
        if what is label_roles.Role.STATUS:
            stated = _status_of(field)
        else:
            stated = _from_successor(field) if what is label_roles.Role.SUCCESSOR else _from_flag(field)
        if stated:
            statements.append(stated)
    if not statements:
        return None
    named = next((one.successor for one in statements if one.successor), "")
    first = statements[0]
    return Withdrawal(status=first.status, successor=named, source=first.source, text=first.text)


def _banner_line(line: str, position: int) -> tuple[str, str] | None:
    """A line that is a banner: the term, what follows, within the first lines; a section heading is none."""
    bare = line.strip(_MARKUP + "[]()")
    match = _LINE.match(bare)
    if not match or len(bare.split()) > 14:
        return None
    rest = match["rest"].strip()
    names_successor = bool(_BY.match(bare)) or rest[:1] in {":", ".", "!", "—", "–", "-"}
    is_section = re.match(r"\s*#{2,6}\s|\s*[-*+]\s|\s*\d+[.)]\s", line)
    alone = not rest.strip(_MARKUP) and position < _TITLE_LINES and not is_section
    if alone or (names_successor and not is_section and position < _BANNER_LINES):
        return match["term"], bare
    return None


def _from_banner(text: str) -> Withdrawal | None:
    body = split_front_matter(text[: 4 * BANNER_CHARACTERS])[1][:BANNER_CHARACTERS]
    lines = [line for line in body.splitlines() if line.strip()][:_BANNER_LINES]
    for position, line in enumerate(lines):
        titled = _TITLED.search(line) if position < 2 and len(line) < 160 else None
        banner = (titled["term"], line.strip(_MARKUP)) if titled else _banner_line(line, position) or _sentence(line)
        if banner:
            term = banner[0].lower()
            status = _TERMS.get(term, "withdrawn")
            tail = " ".join((banner[1], *lines[position + 1 : position + 2]))
            named = successor_in(banner[1]) or (successor_in(tail) if status == "superseded" else "")
            return Withdrawal(status=status, successor=named, source="text", text=banner[1][:200])
    return None


def _sentence(line: str) -> tuple[str, str] | None:
    for match in _SELF.finditer(line[:1000]):
        if not _CONDITION.search(line[: match.start()]):
            return match["term"], line[match.start() :].strip()
    return None


def withdrawal(text: str, fields: Iterable[Field]) -> Withdrawal | None:
    """The document's statement of its own end, fields before banners; None when there is none.

    >>> withdrawal("This guidance has been withdrawn.", ()).status
    'withdrawn'
    """
    listed = sorted(fields, key=lambda field: field.source != FRONT_MATTER)
    return _from_fields(listed) or _from_banner(text)
