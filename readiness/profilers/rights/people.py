"""Names of people, told cautiously: by a title, a sentence that introduces, a label, a signature or a given name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from readiness.model import Span
from readiness.profilers.rights.spans import Recogniser, span
from readiness.profilers.rights.word_lists import GIVEN_NAMES

_UP = r"[^\W\d_a-zß-öø-ÿ]"
_CAP = rf"{_UP}[^\W\d_]{{0,24}}(?:['’-][^\W\d_]{{1,24}}){{0,2}}"
_PARTICLE = r"(?:(?:van|von|de|der|den|del|della|di|da|dos|la|le|bin|ibn|al|el|ten|zu)[ ]){1,2}"
_NEXT = rf"(?:[ ](?:{_PARTICLE})?(?:{_CAP}|{_UP}\.))"
NAME = rf"{_CAP}{_NEXT}{{0,3}}"
FULL_NAME = rf"{_CAP}{_NEXT}{{1,3}}"
_AFTER_NAME = r"(?![\w])"
_TITLE = r"(?i:mr|mrs|ms|miss|dr|prof|professor|sir|lord|lady|rev|herr|herrn|frau|mme|mlle|señor|señora|signor|signora|judge)"
_FAMILY = r"(?i:wife|husband|boss|colleague|friend|brother|sister|son|daughter|mother|father|neighbou?r|partner|manager|girlfriend|boyfriend)"
_THINGS = (
    r"(?:address|phone|email|e-mail|mobile|number|husband|wife|mother|father|daughter|son|sister|brother|birthday|house|"
    r"account|passport|salary|name|desk|manager|boss|car|home)"
)
_LABEL = (
    r"(?i:full[ _-]?name|customer[ _-]?name|employee[ _-]?name|contact[ _-]?name|patient(?:[ _-]?name)?|card ?holder|"
    r"contact person|attn|attention|signed(?: by)?|applicant|surname|last[ _-]?name|first[ _-]?name|forename|maiden name|"
    r"author|prepared by|written by|reviewed by|approved by|name on (?:the )?(?:card|account)|beneficiary|next of kin)"
)

_PATTERNS: tuple[tuple[re.Pattern[str], float, bool], ...] = (
    (re.compile(rf"\b{_TITLE}\.?[ ](?P<name>{NAME}){_AFTER_NAME}"), 0.7, False),
    (re.compile(rf"\b(?i:my name is|name's|my (?:full|first|last|maiden) name is|(?:people |they )?call(?:s|ed)? me|am called|ich heiße|mein name ist|je m'appelle|me llamo|mi chiamo)[ ](?P<name>{NAME}){_AFTER_NAME}"), 0.7, False),
    (re.compile(rf"\b(?i:name is|named)[ ](?P<name>{FULL_NAME}){_AFTER_NAME}"), 0.55, False),
    (re.compile(rf"\b(?i:i am|i'm|this is|it's|it is|speak(?:ing)? (?:to|with)|spoke (?:to|with)|regards to|ask for|assistant to|written by|by)[ ](?P<name>{FULL_NAME}){_AFTER_NAME}"), 0.5, True),
    (re.compile(rf"\b(?i:dear)[ ](?P<name>{NAME}){_AFTER_NAME}"), 0.6, False),
    (re.compile(rf"(?:^|\n)[ \t>]{{0,4}}(?i:hi|hello|hey|hallo|bonjour|hola)[ ](?P<name>{NAME})(?=[ ]?[,!.\n])"), 0.55, False),
    (re.compile(rf"(?:^|\n)[ \t>*-]{{0,6}}{_LABEL}[ \t]{{0,3}}[:=][ \t*]{{0,4}}(?P<name>{NAME}){_AFTER_NAME}"), 0.6, False),
    (re.compile(rf"(?:^|\n)[ \t>*-]{{0,6}}(?i:name|contact|from|to|cc|what's your name\?)[ \t]{{0,3}}[:?=]?[ \t]{{1,8}}(?P<name>{FULL_NAME}){_AFTER_NAME}"), 0.55, True),
    (re.compile(rf"(?i:regards|sincerely|faithfully|truly|cheers|thanks|thank you|yours|grüßen|grüße|cordialement|saludos)[ ]?[,.!]?[ \t]{{0,3}}\n{{1,3}}[ \t]{{0,4}}(?P<name>{NAME})(?=[ \t]*(?:\n|$|,))"), 0.65, False),
    (re.compile(rf"(?P<name>{FULL_NAME})[\"']?[ ]<[^\s<>@]{{1,64}}@"), 0.7, False),
    (re.compile(rf"\b(?i:my|his|her|our|their)[ ]{_FAMILY},?[ ](?P<name>{NAME}){_AFTER_NAME}"), 0.6, False),
    (re.compile(rf"(?P<name>{NAME})['’]s[ ]{_THINGS}\b"), 0.5, True),
    (re.compile(rf"(?P<name>{FULL_NAME}),?[ ](?:MD|M\.D\.|PhD|Ph\.D\.|DDS|DVM|Esq|Jr|Sr|MBE|OBE|RN|CPA)\b"), 0.7, False),
)  # fmt: skip
"""Pattern, score, and whether a given name must confirm it."""

_GIVEN = re.compile(rf"(?<![\w@./-])(?P<first>{_CAP})(?P<rest>{_NEXT}{{0,3}}){_AFTER_NAME}(?![@/])")

LONE_NAME_SCORE = 0.5
"""A given name by itself. The list leaves out names that are mostly words or places, so that it still counts."""

NOT_A_NAME = frozenset(
    word
    for line in (
        "Sir Madam All Customer Customers Colleague Colleagues Team Hiring Applicant Everyone There World Friends Friend",
        "Support Service Services Desk Department Office Group Ltd Limited Inc LLC GmbH Bank University College Institute",
        "School Hospital Foundation Museum Street Road Avenue Lane Park Square House Centre Center Company Corporation",
        "Council Committee Agency Ministry Society Association Award Prize Act Law Theorem Method Algorithm Test Scale",
        "The This That These Those What When Where Who Why How If And Or But In On At To For From With By Of As Is Are It",
        "I You He She We They My Your His Her Our Their January February March April May June July August September",
        "October November December Monday Tuesday Wednesday Thursday Friday Saturday Sunday Page Section Chapter Table",
        "Figure Data System Project Policy Manager Director Officer Head Chief Senior Technical Software Product Public",
        "Government National International General Version Update Please Thank Thanks Regards Not No Yes API URL HTTP SQL",
        "Python Java Ruby Linux Windows Google Amazon Microsoft Apple English French German Spanish Dutch Union Party",
    )
    for word in line.split()
)
"""Capitalised words that begin or end other things than people's names."""


def _trimmed(name: str) -> str:
    """The name without trailing words that belong to no name (``Ada Lovelace The``)."""
    words = name.split(" ")
    while words and words[-1].strip(".") in NOT_A_NAME:
        words.pop()
    return " ".join(words)


def _plausible(name: str) -> bool:
    words = name.split(" ")
    return bool(name) and not any(word in NOT_A_NAME for word in words) and not (name.isupper() and len(name) < 4)


def _confirmed(name: str) -> bool:
    return re.split(r"[ -]", name)[0] in GIVEN_NAMES


def _told(text: str) -> Iterator[Span]:
    for pattern, score, needs_given in _PATTERNS:
        for found in pattern.finditer(text):
            name = _trimmed(found["name"])
            if _plausible(name) and (not needs_given or _confirmed(name)):
                yield span(found.start("name"), found.start("name") + len(name), "PERSON", score)


def _given(text: str) -> Iterator[Span]:
    """A known given name, surer with a family name behind it."""
    for found in _GIVEN.finditer(text):
        first = found["first"]
        if not _confirmed(first):
            continue
        rest = _trimmed(found["rest"])
        whole = f"{first}{rest}"
        if rest.strip() and _plausible(whole) and rest == found["rest"]:
            yield span(found.start(), found.start() + len(whole), "PERSON", 0.6)
        elif not found["rest"]:
            yield span(found.start(), found.start() + len(first), "PERSON", LONE_NAME_SCORE)


def looks_like_a_name(cell: str) -> bool:
    """Whether a whole table cell has the shape of a person's name (``Ada Lovelace``, ``LOVELACE, ADA``)."""
    return bool(_CELL.fullmatch(cell.strip())) and _plausible(cell.strip().title())


_CELL: re.Pattern[str] = re.compile(rf"{_CAP}(?:,?[ ](?:{_CAP}|{_UP}\.?)){{0,3}}")
_Find = Callable[[str], Iterator[Span]]

RECOGNISERS = (Recogniser(find=_told, best=0.7), Recogniser(find=_given, best=0.6))
