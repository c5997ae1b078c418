"""Withdrawal: a document's own statement that it is no longer valid, and the successor it names.

Read from status fields ("Status: Superseded by ADR-12") and banners near the top ("This guidance has been withdrawn.").
A document that merely writes about withdrawal is not withdrawn.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from readiness.document_dates import label_roles
from readiness.document_dates.stated_fields import HEADER, STRUCTURED, Field, split_front_matter
from readiness.document_dates.status_words import DOCUMENT_NOUNS, FIELD_TERMS, IN_FORCE, IS, TERMS, THIS
from readiness.document_dates.structured_fields import NOTHING
from readiness.text.business_words import is_business_form

BANNER_CHARACTERS = 3_000  # chosen by us: a banner is above the content
_BANNER_LINES = 25
_TITLE_LINES = 6


def _one_of(terms: Iterable[str]) -> str:
    return "(?:" + "|".join(re.escape(term) for term in sorted(terms, key=lambda term: (-len(term), term))) + ")"


_TERM = _one_of(TERMS)
_FIELD_TERM = re.compile(rf"(?P<term>{_one_of(FIELD_TERMS)})(?!\w)", re.IGNORECASE)


_SELF = re.compile(
    rf"(?:\b{_one_of(THIS)}\s+(?:\w+[ \t]+){{0,2}}{_one_of(DOCUMENT_NOUNS)}|^it)\s+"
    rf"{_one_of(IS)}\s+(?:now\s+|formally\s+|officially\s+|an?\s+|therefore\s+)?"
    rf"(?P<term>{_TERM}|no longer\s+(?:in force|valid|current|in effect|in use|applicable|maintained)|"
    rf"nicht mehr (?:gültig|in kraft))(?!\w)"
    rf"(?=\s*(?:[.!,;:)\]*_]|$|(?:and|by|on|in|since|as|with|from|at|due|because|but|und|durch|seit|am|par|depuis|le|et|"
    rf"por|desde|da|dal|door|sinds|av|af|przez)\b|[—–-]\s))",
    re.IGNORECASE,
)
_IT = re.compile(r"it\s", re.IGNORECASE)
_CONDITION = re.compile(
    r"\b(?:if|when|whenever|whether|once|until|unless|before|after|should|where|wenn|falls|si)\b[^.!?\n]{0,40}$",
    re.IGNORECASE,
)
_LINE = re.compile(rf"(?P<term>{_TERM}|no longer (?:in force|valid|current))(?!\w|-\w)(?P<rest>.*)", re.IGNORECASE)
_TITLED = re.compile(rf"[\[(]\s{{0,2}}(?P<term>{_TERM})(?!\w)(?P<rest>[^\])]{{0,80}})[\])]", re.IGNORECASE)
_STATUS_LEAD = re.compile(
    r"(?:(?:accepted|approved|implemented|active|final|proposed|closed)\s*(?:[,;:/(]|->|→|then|but|and)\s*)?",
    re.IGNORECASE,
)
_STRUCK = re.compile(r"~~[^~\n]{0,80}~~|<(?:s|del)>[^<\n]{0,80}</(?:s|del)>", re.IGNORECASE)
_BY = re.compile(
    r"(?:(?:superseded|superceded|replaced|obsoleted)\s+(?:by|with)|replacement:?|(?:see|use)(?:\s+instead)?:?|"
    r"in favou?r of|(?:ersetzt|abgelöst) durch|remplacée? par|(?:reemplazado|sustituido|"
    r"substituído) por|sostituito da|vervangen door|ersatt av|erstattet a[fv]|zastąpiony przez)\s+"
    r"(?P<who>[^\n]{1,160})",
    re.IGNORECASE,
)
_AFTER_TERM = re.compile(
    r"[.!]|[:—–-]\s*(?:(?:please|use|see|replaced|superseded|this|do not|no longer|on|in|since|as of|from|effective|by|"
    r"siehe|ersetzt|seit|voir|depuis|véase|desde|vedi|zie)\b|[\d\[(]|$)",
    re.IGNORECASE,
)
"""What follows the word of a banner: its end, or who or what took the document's place, and when."""
_LINK = re.compile(r"\[(?P<text>[^\]\n]{0,120})\]\((?P<target>[^)\s]{1,300})[^)\n]{0,80}\)")
_WHO_ENDS = re.compile(
    r"(?<=\w)[.;](?:\s|$)|[,)\]](?:\s|$)|\s(?:on|in|with effect|as of|from|instead)(?:\s|$)", re.IGNORECASE
)
_WORDS = re.compile(r"[^\W\d_]+")
_END_WORDS = frozenset(word for term in TERMS for word in _WORDS.findall(term)[:1]) | {"longer", "mehr"}
_WITHOUT_SPACES = tuple(term for term in TERMS if not term.isascii() and len(term) < 6 and term > "\u3000")
"""Terms of scripts that write no spaces: they are no words of their own in a sentence."""

_AND = re.compile(r"\s*[,;&]\s*(?:and\s|und\s)?|\s(?:and|und|et|y|e|en|och|og|i)\s")
_CLAUSE_END = re.compile(r"(?<=\w)\.(?:\s|$)|\s(?:on|in|with effect|as of|from|instead)\s")
_IDENTIFIER = re.compile(r"\d|[/\\]|\w\.\w{2,4}$")
_WORDS_OF_A_NUMBER = 3
"""Words of an identifier such as "ISO/IEC 27001 2022"; titles, which may hold "and" themselves, have more."""

_OF_THINGS_TOO = frozenset({"withdrawn", "rejected", "expired", "archived", "retired"})
"""Statuses that orders and cases have as well as documents; only documents are superseded, obsolete or deprecated."""

_MARKUP = " \t#*_>`|~!:-=.\"'⚠️️🚨❗️"
_NOTHING = NOTHING | {"false", "no"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawal:
    """``status`` in plain words (withdrawn, superseded, ...), ``successor`` as written, ``text`` of the statement.

    ``others`` are further successors, where a document names several.
    """

    status: str
    successor: str
    source: str
    text: str
    others: tuple[str, ...] = ()

    @property
    def successors(self) -> tuple[str, ...]:
        """Every successor named, in the order written."""
        return (self.successor, *self.others) if self.successor else ()


def successor_in(text: str) -> str:
    """The words after "superseded by": a link's target, else the words to the end of the clause; "" for none."""
    return next(iter(successors_in(text)), "")


def successors_in(text: str) -> tuple[str, ...]:
    """Every document named after "superseded by".

    >>> successors_in("Superseded by ADR-12 and ADR-15")
    ('ADR-12', 'ADR-15')
    """
    match = _BY.search(text[:600])
    return _named_successors(match["who"]) if match else ()


def _named_successors(text: str) -> tuple[str, ...]:
    if links := [link["target"] for link in _LINK.finditer(text)]:
        return tuple(dict.fromkeys(links))
    bare = text.strip(" <[(\"'`*")
    parts = [_plain(part) for part in _AND.split(_CLAUSE_END.split(bare)[0])]
    if len(parts) > 1 and all(_IDENTIFIER.search(part) and len(part.split()) <= _WORDS_OF_A_NUMBER for part in parts):
        return tuple(dict.fromkeys(parts))
    plain = _plain(_WHO_ENDS.split(bare)[0])
    return () if plain.lower() in _NOTHING else (plain,)


def _plain(text: str) -> str:
    return text.strip(" \t\"'`*_<>[]().")


def _status_of(field: Field) -> Withdrawal | None:
    value = _STRUCK.sub("", field.value).strip(_MARKUP)
    if "|" in value or value.startswith(("{", "<")) or (value.startswith("[") and not _LINK.match(value)):
        return None  # a template that lists the choices
    value = value[_STATUS_LEAD.match(value).end() :] if _STATUS_LEAD.match(value) else value  # type: ignore[union-attr]
    link = _LINK.match(value)
    match = _FIELD_TERM.match(link["text"] if link else value.lstrip("[*_("))
    if not match:
        return None
    text = f"{field.key}: {field.value}"[:200]
    return Withdrawal(
        status=FIELD_TERMS[match["term"].lower()],
        successor=next(iter(named := successors_in(value)), ""),
        source=field.source,
        text=text,
        others=named[1:],
    )


def _from_flag(field: Field) -> Withdrawal | None:
    """``withdrawn: true``, ``archived_at: 2020-01-01``: a key that is itself the statement."""
    words = label_roles.words(field.key)
    if field.source == HEADER or not words or words[0] not in TERMS or words[-1] in {"by", "with"}:
        return None
    yes = field.value.lower() in {"true", "yes", "1"} or re.match(r"\d{4}-\d{2}", field.value)
    text = f"{field.key}: {field.value}"[:200]
    return Withdrawal(status=TERMS[words[0]], successor="", source=field.source, text=text) if yes else None


def _from_successor(field: Field) -> Withdrawal | None:
    named = _named_successors(field.value)
    if not named or not named[0] or field.value.startswith("{") or field.value.lower() in _NOTHING:
        return None
    text = f"{field.key}: {field.value}"[:200]
    return Withdrawal(status="superseded", successor=named[0], source=field.source, text=text, others=named[1:])


def _from_fields(fields: Iterable[Field]) -> Withdrawal | None:
    statements: list[Withdrawal] = []
    of_status: list[Withdrawal] = []
    listed = list(fields)
    of_a_thing = is_business_form(word for field in listed for word in label_roles.words(field.key))
    for field in listed:
        what = label_roles.role(field.key) if field.source != HEADER or label_roles.is_label(field.key) else None
        if what is label_roles.Role.STATUS:
            stated = _status_of(field)
        else:
            stated = _from_successor(field) if what is label_roles.Role.SUCCESSOR else _from_flag(field)
        if stated and not (of_a_thing and stated.status in _OF_THINGS_TOO and not stated.successor):
            (of_status if what is label_roles.Role.STATUS else statements).append(stated)
    statements = [*of_status, *statements]
    if not statements:
        return None
    named = tuple(dict.fromkeys(name for one in statements for name in one.successors))
    return replace(statements[0], successor=next(iter(named), ""), others=named[1:])


def _banner_line(line: str, position: int) -> tuple[str, str] | None:
    """A line that is a banner: the term, what follows, within the first lines; a section heading is none."""
    bare = line.strip(_MARKUP + "[]()")
    match = _LINE.match(bare)
    if not match or len(bare.split()) > 14:
        return None
    rest = match["rest"].strip()
    names_successor = bool(_BY.match(bare)) or _AFTER_TERM.match(rest)
    is_section = re.match(r"\s*#{2,6}\s|\s*[-*+]\s|\s*\d+[.)]\s", line)
    alone = not rest.strip(_MARKUP) and position < _TITLE_LINES and not is_section
    if alone or (names_successor and not is_section and position < _BANNER_LINES):
        return match["term"], bare
    return None


def _mentions_an_end(body: str) -> bool:
    """Return whether any word of an end is in the text, which most texts lack."""
    lower = body.lower()
    return not _END_WORDS.isdisjoint(_WORDS.findall(lower)) or any(term in lower for term in _WITHOUT_SPACES)


def _from_banner(text: str) -> Withdrawal | None:
    body = split_front_matter(text[: 4 * BANNER_CHARACTERS])[1][:BANNER_CHARACTERS]
    if not _mentions_an_end(body):
        return None
    lines = [line for line in body.splitlines() if line.strip()][:_BANNER_LINES]
    for position, line in enumerate(lines):
        titled = _TITLED.search(line) if position < 2 and len(line) < 160 else None
        banner = (titled["term"], line.strip(_MARKUP)) if titled else _banner_line(line, position)
        banner = banner or _sentence(line, position)
        if banner:
            term = banner[0].lower()
            status = TERMS.get(term, "withdrawn")
            tail = " ".join((banner[1], *lines[position + 1 : position + 2]))
            named = successors_in(banner[1]) or (successors_in(tail) if status == "superseded" else ())
            first = next(iter(named), "")
            return Withdrawal(status=status, successor=first, source="text", text=banner[1][:200], others=named[1:])
    return None


def _sentence(line: str, position: int) -> tuple[str, str] | None:
    """A sentence whose subject is the document; "it" is the document only right below the title."""
    for match in _SELF.finditer(line[:1000]):
        if _IT.match(match[0]) and position >= _TITLE_LINES:
            continue
        if not _CONDITION.search(line[: match.start()]):
            return match["term"], line[match.start() :].strip()
    return None


def withdrawal(text: str, fields: Iterable[Field], *, is_data: bool = False) -> Withdrawal | None:
    """The document's statement of its own end, fields before banners; None when there is none.

    ``is_data`` says that the whole text is data, such as a YAML file: then only its fields speak.

    >>> withdrawal("This guidance has been withdrawn.", ()).status
    'withdrawn'
    """
    listed = sorted(fields, key=lambda field: field.source not in STRUCTURED)
    stated = _from_fields(listed)
    return stated or (None if is_data or _is_settled_by_structure(listed) else _from_banner(text))


def _is_settled_by_structure(fields: Iterable[Field]) -> bool:
    """Return whether the structure of a document states that it holds: then no sentence of its text is asked."""
    return any(
        field.source in STRUCTURED
        and label_roles.role(field.key) is label_roles.Role.STATUS
        and IN_FORCE.match(field.value.strip(_MARKUP))
        for field in fields
    )
