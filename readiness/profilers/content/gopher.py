"""The quality rules of Gopher (Rae et al. 2021, appendix A1.1), kept where they hold for business documents.

Left out, because letters, forms and price lists break them rightly: the share of bulleted lines, of lines ending in an
ellipsis, and the length limits. Each rule states what was adapted.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from readiness.near_duplicate_search.shingling import unspaced_characters

SHORTEST_TEXT_WORDS = 50
"""Gopher's shortest document; shares of fewer words mean little."""
WORD_LENGTH = (3.0, 10.0)
"""Gopher: mean characters per word. Only where words are spaced and most letters are Latin, Greek or Cyrillic (a
Korean or Hindi word has fewer), and only over words with a letter (figures apart) that are no link or address."""
SYMBOLS_PER_WORD = 0.1
"""Gopher: hash signs and ellipses per word. Here with characters that replace lost text (U+FFFD, private use), and
without Markdown headings."""
WORDLESS_SHARE = 0.2
"""Gopher: at least 80 % of words hold a letter. Here a letter or a digit, because invoices hold figures."""
STOP_WORDS = frozenset(["the", "be", "to", "of", "and", "that", "have", "with"])
STOP_WORDS_NEEDED = 2
"""Gopher: at least two of its eight stop words. Only where the language is English."""
REPEATED_LINES, REPEATED_LINE_CHARACTERS = 0.30, 0.20
"""Gopher: share of lines that repeat an earlier one, and of characters in them. Here both must be passed: cells of a
table (yes, no, n/a) repeat rightly, and so do the headings of pages."""
REPEATED_PHRASE, REPEATED_PHRASE_WORDS = 0.16, 4
"""Gopher: share of characters in the commonest run of four words. Here only where it comes more often than there are
lines: in a table or a list one phrase in every row is right."""
REPEATED_PHRASE_COUNT = 5
"""Below so many occurrences a run of words is a caption of a form, not a defect. Chosen by us."""
READ_CHARACTERS = 1_000_000
"""Longer texts are judged by their beginning (Gopher's longest document has 100,000 words). Chosen by us."""

_SCRIPT_SAMPLE = 4_000
_HEADING = re.compile(r"^ {0,3}#{1,6}(?=\s)", re.MULTILINE)
_RULES_AND_BULLETS = re.compile(r"[|*+=_~>#•·◦▪–—:.-]+")
_SYMBOL = re.compile("#|…|(?<!\\.)\\.{3}(?!\\.)|[\ufffd\ue000-\uf8ff]")
_ADDRESS = re.compile(r"://|^www\.|@|/.*/")
_LETTER = re.compile(r"[^\W\d_]")
_LETTER_OR_DIGIT = re.compile(r"[^\W_]")
_PLAIN_SCRIPT = re.compile("[A-Za-z\u00aa-\u052f\u1e00-\u1fff]")


class TextShape:
    """Measurements of one text, each computed when the first rule needs it."""

    def __init__(self, text: str, language: str) -> None:
        self.text = _HEADING.sub("", text[:READ_CHARACTERS])
        self.language = language
        self._sample = self.text[:_SCRIPT_SAMPLE]

    @cached_property
    def words(self) -> list[str]:
        """White-space words, without bare bullets, rules and table bars."""
        return [word for word in self.text.split() if not _RULES_AND_BULLETS.fullmatch(word)]

    @cached_property
    def lines(self) -> list[str]:
        """Lines that are not blank."""
        return [line for line in map(str.strip, self.text.splitlines()) if line]

    @cached_property
    def has_spaces(self) -> bool:
        """True when the script puts spaces between words."""
        return self._sample.isascii() or 2 * unspaced_characters(self._sample) <= len(_LETTER.findall(self._sample))

    @cached_property
    def plain_script(self) -> bool:
        """True when most letters are Latin, Greek or Cyrillic."""
        return self._sample.isascii() or 2 * len(_PLAIN_SCRIPT.findall(self._sample)) > len(
            _LETTER.findall(self._sample)
        )

    @cached_property
    def size_words(self) -> int:
        """Number of words; of characters where words are not spaced."""
        return len(self.words) if self.has_spaces else unspaced_characters(self.text)

    def word_length(self) -> float | None:
        lettered = [len(word) for word in self.words if _LETTER.search(word) and not _ADDRESS.search(word)]
        return sum(lettered) / len(lettered) if lettered and self.has_spaces and self.plain_script else None

    def symbols_per_word(self) -> float | None:
        return len(_SYMBOL.findall(self.text)) / max(1, self.size_words)

    def wordless_share(self) -> float | None:
        wordless = sum(not _LETTER_OR_DIGIT.search(word) for word in self.words)
        return wordless / max(1, len(self.words)) if self.has_spaces else None

    def stop_words(self) -> float | None:
        if not self.language.casefold().startswith("en"):
            return None
        words = {word.strip(".,;:!?()\"'“”‘’").casefold() for word in self.words}
        return float(len(words & STOP_WORDS))

    def repeated_lines(self) -> float | None:
        """Share of characters in repeated lines; 0 where too few lines repeat."""
        repeats = [(line, count - 1) for line, count in Counter(self.lines).items() if count > 1]
        if sum(count for _, count in repeats) <= REPEATED_LINES * len(self.lines):
            return 0.0
        return sum(len(line) * count for line, count in repeats) / max(1, sum(map(len, self.lines)))

    def repeated_phrase(self) -> float | None:
        if not self.has_spaces or len(self.words) < REPEATED_PHRASE_WORDS:
            return None
        folded = [word.casefold() for word in self.words]
        frequent = {word for word, count in Counter(folded).items() if count >= REPEATED_PHRASE_COUNT}
        windows = zip(*(folded[start:] for start in range(REPEATED_PHRASE_WORDS)), strict=False)
        runs = Counter(window for window in windows if frequent.issuperset(window))
        phrase, count = max(runs.items(), key=lambda run: run[1], default=((), 0))
        if count < REPEATED_PHRASE_COUNT or count <= len(self.lines):
            return 0.0
        return min(1.0, count * sum(map(len, phrase)) / max(1, sum(map(len, folded))))


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule: what it measures (None where it does not apply), and between which values a text passes."""

    name: str
    sentence: str
    measure: Callable[[TextShape], float | None]
    low: float = float("-inf")
    high: float = float("inf")

    def is_broken_by(self, value: float | None) -> bool:
        return value is not None and not self.low <= value <= self.high


RULES = (
    Rule(
        name="word_length",
        sentence="its words have {value:.1f} letters on average, not 3 to 10",
        measure=TextShape.word_length,
        low=WORD_LENGTH[0],
        high=WORD_LENGTH[1],
    ),
    Rule(
        name="symbol_share",
        sentence="it has {value:.2f} stray symbols per word, over 0.1",
        measure=TextShape.symbols_per_word,
        high=SYMBOLS_PER_WORD,
    ),
    Rule(
        name="wordless_share",
        sentence="{value:.0%} of its words hold neither letter nor digit, over 20%",
        measure=TextShape.wordless_share,
        high=WORDLESS_SHARE,
    ),
    Rule(
        name="stop_words",
        sentence="it has {value:.0f} of the eight most common English words, under 2",
        measure=TextShape.stop_words,
        low=STOP_WORDS_NEEDED,
    ),
    Rule(
        name="repeated_lines",
        sentence="{value:.0%} of its characters are in repeated lines, over 20%",
        measure=TextShape.repeated_lines,
        high=REPEATED_LINE_CHARACTERS,
    ),
    Rule(
        name="repeated_phrase",
        sentence="{value:.0%} of its characters are one phrase, repeated many times, over 16%",
        measure=TextShape.repeated_phrase,
        high=REPEATED_PHRASE,
    ),
)


def broken_rules(shape: TextShape) -> dict[Rule, float]:
    """The rules a text breaks, with the measured values; empty for texts that read as prose."""
    measured = ((rule, rule.measure(shape)) for rule in RULES)
    return {rule: value for rule, value in measured if value is not None and rule.is_broken_by(value)}
