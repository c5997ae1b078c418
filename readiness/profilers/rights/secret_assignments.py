"""Secrets that are assigned to a name: in code, settings, markup, headers, and in a sentence."""

from __future__ import annotations

import re
import string
from collections.abc import Iterator
from dataclasses import dataclass

from readiness.model import Span
from readiness.profilers.rights.recognisers import span
from readiness.profilers.rights.secret_names import CUES, NameKind, name_kind
from readiness.profilers.rights.secret_values import (
    PASSWORD_LENGTH,
    is_interleaved,
    is_key_like,
    is_password_like,
    is_uuid,
)
from readiness.text.text_search import lower_case, places

FOUND, WEAK = 0.65, 0.4
"""Scores of a value that is a secret by its name and form, and of one that may be something else."""

LISTED_LENGTH = 16
"""Length from which a value without quotes in a list of values, or under a vague name, counts. Chosen by us: keys are
seldom shorter, words, dates and versions seldom longer."""

_NAME_BEFORE = 40  # characters of a name before its cue, chosen by us: longer names are sentences
_NAME_CHARACTERS = string.ascii_letters + string.digits + "_.$-"
_REST = re.compile(r"[\w.-]{1,60}")
_SPOKEN = re.compile(r"[ \t]{1,2}(?:value |string )?(?:is|was|lautet|ist|est|es|è|é|=)[ \t]?:?[ \t]{1,2}")
_LINKS = re.compile(
    r"(?:"
    r"\\{0,3}[\"'`]?[\])}]{0,2}[ \t]{0,12}(?:[:]?[ \t]?(?:string|str|String|char\*|text)[ \t]{0,3})?"
    r"(?:[ ]\w{2,15}=\"[^\"\n]{0,30}\"(?=>))?(?P<sign>=>|===?|:{0,3}=|\?{1,2}=|\+=|\.=|->|:|\||,|\(|>)"
    r"(?:(?<=>)[ \t]{0,3}\r?\n[ \t]{1,24}|[ \t]{0,12})(?:[|>][-+]?[ \t]{0,3}\r?\n[ \t]{1,24})?"
    r"|(?P<field>\\{0,2}[\"']?(?:>|[ \t,]|\r?\n|</?\w{1,20}>){0,20}<?[\"']?(?:value|val|content|Value)\\{0,2}[\"']?"
    r"[ \t]{0,4}[=:>][ \t]{0,4})"
    r"|(?P<default>[\"'][ \t]{0,3}\{[^{}]{0,200}?\bdefault[ \t]{0,8}=[ \t]{0,3})"
    r")"
)
_PREVIOUS = re.compile(r"[^\W\d_]{2,20} \Z")
_TICKET = re.compile(r"[^\W\d_]+ pass", re.IGNORECASE)
_DIRECTIVE = re.compile(r"[ \t]{1,12}(?:[057] )?[\"']?(?P<value>[^\s\"']{6,200})[\"']?[ \t]*$", re.MULTILINE)
_BEFORE_DIRECTIVE = re.compile(r"[ \t]*(?:(?:ENV|ARG|setx?|export|username \S+(?: privilege \d+)?) )?")
_FLAG = re.compile(r"(?:[ \t]{1,3}|=)")
_QUOTED = re.compile(r"\\{0,3}(?P<quote>[\"'`])")
_BARE = re.compile(r"[^\s\"'`<>]{4,300}")
_TYPED = re.compile(r"(?:Basic|Bearer|Token|Api-Token|ApiKey|!!\w{1,10})[ \t]{1,2}", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Assigned:
    """A value with its place, whether it was in quotes, the sign before it, and whether its name opens a call."""

    value: str
    start: int
    quoted: bool
    sign: str
    in_call: bool


def find_assignments(text: str) -> Iterator[Span]:
    """Values behind names of secrets, where they are what a secret looks like."""
    end = 0
    for at in sorted(set(places(lower_case(text), CUES))):
        rest = _REST.match(text, at) if at >= end else None
        if rest is None:
            continue
        end = rest.end()
        before = text[max(0, at - _NAME_BEFORE) : at]
        head = before[len(before.rstrip(_NAME_CHARACTERS)) :]
        link = _LINKS.match(text, end) or _SPOKEN.match(text, end) or _match_space(text, at - len(head), end)
        if link:
            name = _previous_word(text, at - len(head)) + (head + rest[0]).strip(".-$")
            kind = name_kind(name)
            assigned = _read_value(text, at - len(head), end, link) if kind is not NameKind.NONE else None
            if assigned:
                yield from _judge(name, kind, assigned)
                end = assigned.start + len(assigned.value) if assigned.value.startswith("arn:") else end


def _previous_word(text: str, start: int) -> str:
    """The word before a name, with its space: "key" after "public" is no secret, after "API" it is one."""
    found = _PREVIOUS.search(text[max(0, start - _NAME_BEFORE) : start])
    return found[0] if found else ""


def _match_space(text: str, start: int, end: int) -> re.Match[str] | None:
    """The space between an option of a command or a directive of a settings file and its value."""
    if text[start : start + 1] == "-" and text[end - 1] != ".":
        return _FLAG.match(text, end)
    directive = _DIRECTIVE.match(text, end)
    line = text[max(text.rfind("\n", 0, start) + 1, start - 60) : start]
    if directive and _BEFORE_DIRECTIVE.fullmatch(line) and is_interleaved(directive["value"]):
        return _FLAG.match(text, directive.start("value") - 1)
    return None


def _read_value(text: str, name_start: int, name_end: int, link: re.Match[str]) -> _Assigned | None:
    """The value behind a name and the sign of its assignment."""
    sign = (link["sign"] or "") if link.re is _LINKS else " "
    opened = _QUOTED.match(text, link.end())
    start = opened.end() if opened else link.end()
    typed = _TYPED.match(text, start)
    start = typed.end() if typed else start
    value = _quoted_value(text, start, opened["quote"]) if opened else _bare_value(text, name_end, start)
    in_call = text[max(0, name_start - 2) : name_start] in {"('", '("'}
    return _Assigned(value=value, start=start, quoted=bool(opened), sign=sign, in_call=in_call) if value else None


def _quoted_value(text: str, start: int, quote: str) -> str:
    """The text before the closing quote of the same line; without a closing one the word."""
    close = text.find(quote, start, start + 1_000)
    value = text[start:close] if close >= 0 else ""
    if not value or "\n" in value:
        word = _BARE.match(text, start)
        return word[0].rstrip("\\,;") if word else ""
    return value.rstrip("\\")


def _bare_value(text: str, name_end: int, start: int) -> str:
    word = _BARE.match(text, start)
    if word is None:
        return ""
    value = word[0].split("\\n", 1)[0].split("\\t", 1)[0]
    value = value.split(";", 1)[0]
    if "&" in value and _in_query(text, name_end):
        value = value.split("&", 1)[0]
    return value.rstrip("\\.,:)]}|")


def _in_query(text: str, at: int) -> bool:
    """True for a name in the query of a link, or in a form body."""
    before = text[max(0, at - 300) : at].rpartition("\n")[2].rpartition(" ")[2]
    return "?" in before or "&" in before


def _judge(name: str, kind: NameKind, assigned: _Assigned) -> Iterator[Span]:
    if _is_code(name, assigned):
        return
    value = assigned.value
    if kind is NameKind.PASSWORD:
        if is_password_like(value, quoted=assigned.quoted or assigned.sign == "="):
            yield span(assigned.start, assigned.start + len(value), "PASSWORD", FOUND)
    elif is_key_like(value) or (is_uuid(value) and kind is NameKind.KEY):
        weak = kind is NameKind.WEAK and not _strong(value)
        yield span(assigned.start, assigned.start + len(value), "GENERIC_SECRET", WEAK if weak else FOUND)


def _is_code(name: str, assigned: _Assigned) -> bool:
    """True for calls, lists of arguments, results of tests and patterns, where a name is before no value of it."""
    bare, value, sign = not assigned.quoted, assigned.value, assigned.sign
    if sign == "(":
        return bare or "." in name
    if sign == ",":
        return not (
            is_interleaved(value) and len(value) >= LISTED_LENGTH if bare else assigned.in_call or is_key_like(value)
        )
    if sign.startswith("==") and value.isalpha():
        return True
    if sign == "->" or (sign == ":" and ((name.endswith("PASS") and "_" not in name) or _TICKET.fullmatch(name))):
        return bare
    return sign in {">", "|"} and (value[0] in "[(?\\" or (bare and len(value) < PASSWORD_LENGTH + 2))


def _strong(value: str) -> bool:
    """A value that is no digest either: letters beyond hexadecimal, sixteen characters and more."""
    return len(value) >= LISTED_LENGTH and not re.fullmatch(r"[0-9a-fA-F]+", value)
