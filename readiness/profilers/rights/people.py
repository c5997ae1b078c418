"""Names of people, recognised cautiously: by a title, an introducing sentence, a label, a signature or a given name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from readiness.model import Span
from readiness.profilers.rights.keyword_search import keyword_matches
from readiness.profilers.rights.recognisers import CELL_END, Recogniser, span
from readiness.profilers.rights.word_lists import GIVEN_NAMES, NOT_A_NAME
from readiness.text.text_search import Anchor, find_near_anchors

_UP = r"[^\W\d_a-zß-öø-ÿ]"
_CAP = rf"{_UP}[^\W\d_]{{0,24}}(?:['’-][^\W\d_]{{1,24}}){{0,2}}"
_PARTICLE = r"(?:(?:van|von|de|der|den|del|della|di|da|dos|la|le|bin|ibn|al|el|ten|zu)[ ]){1,2}"
_NEXT = rf"(?:[ ](?:{_PARTICLE})?(?:{_CAP}|{_UP}\.))"
NAME = rf"{_CAP}{_NEXT}{{0,3}}"
FULL_NAME = rf"{_CAP}{_NEXT}{{1,3}}"
_AFTER_NAME = r"(?![\w])"
_TITLE = (
    r"(?i:mr|mrs|ms|miss|dr|prof|professor|sir|lord|lady|rev|herr|herrn|frau|mme|mlle|señor|señora|signora?|senhora?|"
    r"mevrouw|mevr|dhr|pani|paní|doamna|domnul|господин|госпожа|пані|κύριος|κυρία)"
)
_FAMILY = (
    r"(?i:wife|husband|boss|colleague|friend|brother|sister|son|daughter|mother|father|neighbou?r|partner|manager|"
    r"kid|child|cousin|aunt|uncle|niece|nephew|grandmother|grandfather|assistant|fianc[eé]e?|girlfriend|boyfriend)"
)
_THINGS = (
    r"(?:address|phone|email|e-mail|mobile|number|husband|wife|mother|father|daughter|son|sister|brother|birthday|house|"
    r"account|passport|salary|name|desk|manager|boss|car|home)"
)
_LABEL = (
    r"(?i:full[ _-]?name|customer[ _-]?name|employee[ _-]?name|contact[ _-]?name|patient(?:[ _-]?name)?|card ?holder|"
    r"contact person|attn|attention|signed(?: by)?|applicant|surname|last[ _-]?name|first[ _-]?name|forename|"
    r"maiden name|author|prepared by|written by|reviewed by|approved by|name on (?:the )?(?:card|account)|beneficiary|"
    r"next of kin)"
)
_WEAK_LABEL = r"(?i:name|contact|from|to|cc|what's your name\?)"
_CALLED = (
    r"(?i:my name is|name's|my (?:full|first|last|maiden) name is|(?:people |they )?call(?:s|ed)? me|am called|"
    r"ich heiße|mein name ist|je m'appelle|me llamo|mi chiamo)"
)
_BEFORE_FULL_NAME = (
    r"(?i:i am|i'm|this is|it's|it is|speak(?:ing)? (?:to|with)|spoke (?:to|with)|regards to|ask for|assistant to|"
    r"written by|by)"
)
_CLOSING = (
    r"(?i:regards|sincerely|faithfully|truly|cheers|thanks|thank you|yours|grüßen|grüße|cordialement|saludos)"
    r"[ ]?[,.!]?[ \t]{0,3}\n{1,3}[ \t]{0,4}"
)
_GREETING = r"(?:^|\n)[ \t>]{0,4}(?i:hi|hello|hey|hallo|bonjour|hola)"
_LINE = r"(?:^|\n)[ \t>*-]{0,6}"
LETTERS_AFTER = r"(?:MD|M\.D\.|PhD|Ph\.D\.|DDS|DVM|Esq|Jr|Sr|MBE|OBE|RN|CPA)"
_ANY = rf"(?P<name>{NAME})"
_FULL = rf"(?P<name>{FULL_NAME})"

_TITLE_CUES = (
    "mr.|mr |mrs|ms.|ms |miss |dr.|dr |prof|sir |lord |lady |rev.|rev |herr|frau |mme|mlle|señor|signor|"
    "senhor|mevr|dhr|pani |paní |doamna |domnul |господин |госпожа |пані |κύριος |κυρία "
).split("|")
_FULL_NAME_CUES = (
    "i am |i'm |this is |it's |it is |speak|spoke |regards to |ask for |assistant to |written by |by ".split("|")
)
_CLOSING_CUES = ("regards|sincerely|faithfully|truly|cheers|thank|yours|grüßen|grüße|cordialement|saludos").split("|")
_CALLED_CUES = (
    "my name is |name's |my full|my first|my last|my maiden|call|people call|they call|am called|ich hei|mein name|"
    "je m'|me llamo|mi chiamo"
).split("|")

_NAMED_CUES = ("name is ", "'s name ", "named ")
_OWN_CUES = ("my ", "his ", "her ", "our ", "their ")
WORD_CUES = (
    *_TITLE_CUES, *_CALLED_CUES, *_NAMED_CUES, *_OWN_CUES, *_CLOSING_CUES, "dear ", "hi", "hello", "hey", "hallo",
    "bonjour", "hola",
)  # fmt: skip
"""Lower-case beginnings of the shapes that find a name without a known given name in it."""

_TITLED = (rf"\b{_TITLE}\.?[ ]{_ANY}{_AFTER_NAME}", 0.7, False, tuple(_TITLE_CUES))
_SHAPES: tuple[tuple[str, float, bool, tuple[str, ...]], ...] = (
    (rf"\b{_CALLED}[ ]{_ANY}{_AFTER_NAME}", 0.7, False, tuple(_CALLED_CUES)),
    (rf"\b(?i:name is|'s name|named)[ ]{_FULL}{_AFTER_NAME}", 0.55, False, _NAMED_CUES),
    (rf"\b{_BEFORE_FULL_NAME}[ ]{_FULL}{_AFTER_NAME}", 0.5, True, tuple(_FULL_NAME_CUES)),
    (rf"\b(?i:dear)[ ]{_ANY}{_AFTER_NAME}", 0.6, False, ("dear ",)),
    (rf"{_GREETING}[ ]{_ANY}(?=[ ]?[,!.\n])", 0.55, False, ()),
    (rf"{_LINE}{_LABEL}[ \t]{{0,3}}[:=?][ \t*]{{0,4}}{_ANY}{_AFTER_NAME}", 0.6, False, ()),
    (rf"{_LINE}{_WEAK_LABEL}[ \t]{{0,3}}[:?=]?[ \t]{{1,8}}{_FULL}{_AFTER_NAME}", 0.55, True, ()),
    (rf"{_CLOSING}{_ANY}(?=[ \t]*(?:\n|$|,))", 0.65, False, tuple(_CLOSING_CUES)),
    (
        rf"\b(?i:my|his|her|our|their)[ ]{_FAMILY},?[ ]{_ANY}{_AFTER_NAME}",
        0.6,
        False,
        _OWN_CUES,
    ),
)
"""Shape, score, whether a known given name must confirm it, and the words it can begin with."""
_PATTERNS = tuple((re.compile(shape), score, given, cues) for shape, score, given, cues in (_TITLED, *_SHAPES))
_INTRODUCING = _PATTERNS[1:]
_INTRODUCTION = 60  # characters of a label or sentence before a name
_LONGEST_TITLE = 12
_USUAL = 120  # characters of nearly every name, with what follows it in a shape
_Pattern = tuple[re.Pattern[str], float, bool, tuple[str, ...]]
_BEHIND_TITLE = re.compile(rf"\b{_TITLE}\.?[ ]$")
_LONGEST = 350  # characters of a name, by its shape
_NAMED_FIRST = tuple(
    (re.compile(name + rest), score, given, Anchor(re.compile(rest), _LONGEST, 1))
    for name, rest, score, given in (
        (_FULL, r"[\"']?[ ]<[^\s<>@]{1,64}@", 0.7, False),
        (_ANY, rf"['’]s[ ]{_THINGS}\b", 0.5, True),
        (_FULL, rf",?[ ]{LETTERS_AFTER}\b", 0.7, False),
    )
)
"""Shapes that begin with a name, tried only where the rest of them is."""

_NO_SAINT = r"(?<!St[.][ ])(?<!St[ ])(?<!Saint[ ])(?<!San[ ])(?<!Santa[ ])"
_GIVEN = re.compile(rf"(?<![\w@./-]){_NO_SAINT}(?P<first>{_CAP})(?P<rest>{_NEXT}{{0,3}}){_AFTER_NAME}(?![@/])")

LONE_NAME_SCORE = 0.5
"""Score of a given name by itself. The list has no names that are mostly words or places, so that it still counts."""


def _trim_name(name: str) -> str:
    """The name without trailing words that belong to no name (``Ada Lovelace The``)."""
    words = name.split(" ")
    while words and words[-1].strip(".") in NOT_A_NAME:
        words.pop()
    return " ".join(words)


def _is_plausible(name: str) -> bool:
    words = name.split(" ")
    return bool(name) and not any(word in NOT_A_NAME for word in words) and not (name.isupper() and len(name) < 4)


def _has_given_name(name: str) -> bool:
    return re.split(r"[ -]", name)[0] in GIVEN_NAMES


def _shape_matches(text: str, patterns: Sequence[_Pattern] = _PATTERNS) -> Iterator[tuple[re.Match[str], float, bool]]:
    for pattern, score, needs_given, cues in patterns:
        yield from ((match, score, needs_given) for match in keyword_matches(pattern, text, cues))
    for pattern, score, needs_given, anchor in _NAMED_FIRST:
        yield from ((match, score, needs_given) for match in find_near_anchors(pattern, text, anchor))


def _introduced_names(text: str) -> Iterator[Span]:
    for match, score, needs_given in _shape_matches(text):
        name = _trim_name(match["name"])
        if _is_plausible(name) and (not needs_given or _has_given_name(name)):
            yield span(match.start("name"), match.start("name") + len(name), "PERSON", score)


def _given_names(text: str) -> Iterator[Span]:
    """A known given name, surer with a family name behind it."""
    for match in _GIVEN.finditer(text):
        first = match["first"]
        if not _has_given_name(first):
            continue
        rest = _trim_name(match["rest"])
        whole = f"{first}{rest}"
        if rest.strip() and _is_plausible(whole) and rest == match["rest"]:
            yield span(match.start(), match.start() + len(whole), "PERSON", 0.6)
        elif not match["rest"]:
            yield span(match.start(), match.start() + len(first), "PERSON", LONE_NAME_SCORE)


def is_titled(text: str, start: int) -> bool:
    """True when a title is right before the name that begins at ``start``."""
    return bool(_BEHIND_TITLE.search(text, max(0, start - _LONGEST_TITLE), start))


def is_introduced(text: str, start: int) -> bool:
    """True when a shape other than a title introduces the name at ``start``: a label, a greeting, a signature."""
    first = max(0, start - _INTRODUCTION)
    line = text.rfind("\n", max(0, first - _INTRODUCTION), first)
    first = max(line if line >= 0 else first, text.rfind(CELL_END, first, start) + 1)
    patterns = _INTRODUCING if text[first:start].strip() else ()  # each of them begins with a word
    window = f"{chr(0) if first else ''}{text[first : start + _USUAL]}"  # the window begins no line of its own
    at = start - first + bool(first)
    return any(
        match.start("name") == at and (not needs_given or _has_given_name(_trim_name(match["name"])))
        for match, _, needs_given in _shape_matches(window, patterns)
    )


def looks_like_a_name(cell: str) -> bool:
    """True when a whole table cell has the shape of a person's name (``Ada Lovelace``, ``LOVELACE, ADA``)."""
    return bool(_CELL.fullmatch(cell.strip())) and _is_plausible(cell.strip().title())


_CELL: re.Pattern[str] = re.compile(rf"{_CAP}(?:,?[ ](?:{_CAP}|{_UP}\.?)){{0,3}}")

RECOGNISERS = (Recogniser(find=_introduced_names, best=0.7), Recogniser(find=_given_names, best=0.6))
