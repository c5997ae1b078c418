"""A shape is only tried near what every match of it holds; it must find there what it finds anywhere."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readiness.document_dates import grammar
from readiness.profilers.rights import identifiers, people, phones, places
from readiness.text.text_search import Anchor, find_near_anchors

SHAPES: list[tuple[re.Pattern[str], Anchor]] = [
    *((pattern, anchor) for pattern, _, anchor in places._PATTERNS),
    *((pattern, anchor) for pattern, _, _, anchor in people._NAMED_FIRST),
    (places._BLOCK, places._BLOCK_UNIT),
    (identifiers._IPV4, identifiers._DOTTED),
    (identifiers._IPV6, identifiers._COLONS),
]
WORDS = (
    "Main|Ada|Lovelace|O'Brien|Müller|Street|Ave.|de|la|rue|Via|ul.|Lindenstraße|weg|Platz|Kossuth|utca|tér|út|PO|P.O.|"
    "box|Box|Postfach|Boîte postale|PSC|CMR|Unit|USNS|APO|FPO|AP|AE|apt|Suite|flat|IL|SW1A|1AA|GIR|0AA|zip|plz|"
    "postal code|France|United Kingdom|MD|Ph.D.|Jr|phone|'s phone|’s car|<ada@|x@y|12|12a|1-3|2024|62704|12345-6789|#7|"
    "1963|10.1.2.3|81.2.69.142|fe80::1|2001:db8::8a2e:370|::|10:30:45|and|the|of|."
).split("|")
GLUE = [" ", " ", " ", ", ", ",", "\n", "\n\n", "-", ""]

texts = st.lists(st.tuples(st.sampled_from(WORDS), st.sampled_from(GLUE)), max_size=30).map(
    lambda parts: "".join(word + glue for word, glue in parts)
)


@given(texts)
def test_near_its_anchors_a_shape_finds_what_it_finds_anywhere(text: str) -> None:
    for pattern, anchor in SHAPES:
        assert [m.span() for m in find_near_anchors(pattern, text, anchor)] == [
            m.span() for m in pattern.finditer(text)
        ], pattern


@pytest.mark.parametrize(("pattern", "anchor"), SHAPES)
def test_a_shape_is_found_far_from_everything_else(pattern: re.Pattern[str], anchor: Anchor) -> None:
    example = next((text for text in EXAMPLES if pattern.search(text)), None)
    assert example is not None, f"no example of {pattern.pattern}"
    text = f"{'nothing here, ' * 60}\n{example}\n{'and nothing there, ' * 60}"
    assert [m.span() for m in find_near_anchors(pattern, text, anchor)] == [m.span() for m in pattern.finditer(text)]


EXAMPLES = (
    "12 Main Street, Suite 4, Springfield",
    "Lindenstraße 12a",
    "25 rue des Lilas",
    "Rue de la Paix, 7",
    "Kossuth Lajos utca 5.",
    "P.O. Box 1234",
    "PSC 4457, Box 7534\nAPO AP 95145",
    "USNS Mercy\nFPO AP 96672",
    "12 Main Place\nFlat 3, Springfield, 62704",
    "12 Main Place, Flat 3",
    "Springfield, IL 62704",
    "SW1A 1AA",
    "75001 Paris, France",
    "France 75001",
    "Ada Lovelace <ada@example.org",
    "Ada Lovelace's phone",
    "Ada Lovelace, MD",
    "\nAda Lovelace\n12 Main Place\nFlat 3\nSpringfield\nFrance",
    "81.2.69.142",
    "2001:db8::8a2e:370",
)


NUMBERS = st.one_of(
    st.from_regex(r"\A[0-9]{2,4}[-/. ][0-9]{1,2}[-/. ][0-9]{1,4}( [0-9]{2})?\Z"),
    st.from_regex(r"\A\(?[0-9][0-9 ().\-/]{4,12}[0-9]\Z"),
)


@settings(deadline=None)
@given(NUMBERS)
def test_a_number_begins_with_a_date_exactly_when_one_is_read_there(number: str) -> None:
    read = any(date.start == 0 for date in grammar.find(number, order=True))
    assert phones._begins_with_date(number) == read
    assert not (read and number.isdigit())
