"""Kinds of label cells: a label, nothing, or a placeholder; and misspelt labels."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

LABEL, BLANK, PLACEHOLDER = "label", "blank", "placeholder"

PLACEHOLDERS = frozenset(
    {
        *("?", "-", "_", ".", "*", "–", "—"),
        *("tbd", "tba", "tbc", "todo", "to do", "to be done", "to be determined", "to be decided", "fixme"),
        *("na", "n/a", "n.a.", "#n/a", "none", "null", "nil", "nan", "undefined", "missing", "empty", "blank"),
        *(
            "unknown",
            "unlabelled",
            "unlabeled",
            "not labelled",
            "not labeled",
            "no label",
            "unassigned",
            "unclassified",
        ),
    }
)
"""Words people leave where a label should be (tokens pandas.read_csv reads as missing, and usual annotation stubs)."""
_REPEATED = re.compile(r"[?\-_.*]+|x{2,}")
_JOINTS = re.compile(r"(?<=[^\W\d_])[\s_.-]+(?=[^\W_])|(?<=[^\W_])[\s_.-]+(?=[^\W\d_])")
"""Space, underscore, hyphen or point between a letter and a letter or digit."""
_BRACKETS = "()[]<>{}\"'"

SUPPORTED = 10
"""A class with this many examples is established, as in labels.class_support; rare spellings are held against it."""
RARE_SHARE = 0.1
"""A variant is at most a tenth as frequent as the label it varies (chosen by us)."""
TYPO_COUNT = 2
"""A misspelling occurs once or twice; more often it is a class of its own (chosen by us)."""
SHORT_LABEL, LONG_LABEL = 5, 9
"""One edit is recognised from 5 characters, two from 9: ``male`` and ``female`` differ by two (chosen by us)."""
SIMILAR = 0.6
"""difflib ratio from which a closed class is suggested (difflib's own default cutoff)."""
MAX_CLASSES = 1_000
MAX_CLASS_SHARE = 0.5
"""More distinct labels than this, in number or per label given, are texts or numbers (chosen by us)."""


def text_of(value: Any) -> str:
    """A label or key as text; a whole number stored as float reads as the whole number."""
    if value is None:
        return ""
    if isinstance(value, float):
        return "" if value != value else str(int(value)) if value.is_integer() else repr(value)  # noqa: PLR0124 - NaN
    return str(value)


def kind_of(label: str, classes: Iterable[str] = ()) -> str:
    """LABEL, BLANK or PLACEHOLDER; a word in the closed list is a label, whatever it means.

    >>> kind_of("TBD"), kind_of(" "), kind_of("unknown", ["known", "unknown"])
    ('placeholder', 'blank', 'label')
    """
    bare = label.strip()
    if not bare:
        return BLANK
    if label in classes or bare in classes:
        return LABEL
    return PLACEHOLDER if _is_placeholder(bare) else LABEL


@lru_cache(maxsize=16_384)
def _is_placeholder(bare: str) -> bool:
    normal = " ".join(bare.casefold().split())
    inner = normal.strip(_BRACKETS)
    return any(word in PLACEHOLDERS or bool(_REPEATED.fullmatch(word)) for word in (normal, inner))


def fold_label(label: str) -> str:
    """A label without case, space and punctuation."""
    return re.sub(r"[\W_]+", "", label.casefold())


def spelling(label: str) -> str:
    """The common part of all ways of writing one class: case, outer space and what joins words are left out.

    Signs that carry meaning stay: ``C`` and ``C++``, ``-1`` and ``1``, ``1.5`` and ``15``, ``A`` and ``A-`` are several
    classes. Single characters stay as they are: ``a`` and ``A`` may be two letters.

    >>> spelling("Not Spam ") == spelling("not_spam"), spelling("C++") == spelling("C"), spelling("a") == spelling("A")
    (True, False, False)
    """
    bare = " ".join(unicodedata.normalize("NFKC", label).split())
    return _JOINTS.sub("", bare.casefold()) if len(bare) > 1 else bare


def invalid_labels(counts: Mapping[str, int], classes: Sequence[str]) -> dict[str, str]:
    """Labels to be corrected, with the label that was probably meant ("" when none is near).

    With a closed list: everything outside it. Without: other spellings of a class, and rare misspellings of an
    established one.
    """
    if classes:
        wanted = set(classes)
        return {label: suggestion(label, classes) for label in sorted(counts) if label not in wanted}
    return _variants(counts)


def suggestion(label: str, classes: Sequence[str]) -> str:
    """The class that was probably meant: same but for case and punctuation, else the nearest spelling."""
    by_fold = {fold_label(name): name for name in reversed(classes)}
    same = by_fold.get(fold_label(label))
    if same is not None:
        return same
    near = difflib.get_close_matches(fold_label(label), list(by_fold), n=1, cutoff=SIMILAR)
    return by_fold[near[0]] if near else ""


def _variants(counts: Mapping[str, int]) -> dict[str, str]:
    if not are_classes(counts):
        return {}
    variant_of = _other_spellings(counts)
    established = [label for label, count in sorted(counts.items()) if count >= SUPPORTED]
    for label, count in sorted(counts.items()):
        meant = [name for name in established if name != label and _varies(label, name, count, counts[name])]
        if meant and label not in variant_of:
            variant_of[label] = max(meant, key=lambda name: counts[name])
    return variant_of


def _other_spellings(counts: Mapping[str, int]) -> dict[str, str]:
    """Each spelling but the most frequent one of its class, with that one; of equals the first by code point."""
    groups: dict[str, list[str]] = {}
    for label in sorted(counts):
        groups.setdefault(spelling(label), []).append(label)
    usual = {key: max(labels, key=lambda label: counts[label]) for key, labels in groups.items()}
    return {label: usual[key] for key, labels in groups.items() for label in labels if label != usual[key]}


def _varies(label: str, name: str, count: int, usual: int) -> bool:
    if count > RARE_SHARE * usual:
        return False
    mine, theirs = fold_label(label), fold_label(name)
    if mine == theirs:
        return label != name
    return count <= TYPO_COUNT and _is_typo(mine, theirs)


def _is_typo(mine: str, theirs: str) -> bool:
    """Typing error: same digits (``size 10`` is no typo of ``size 12``), same first letter (``illegal``, ``legal``)."""
    if not mine or mine[0] != theirs[:1] or _digits(mine) != _digits(theirs):
        return False
    length = min(len(mine), len(theirs))
    allowed = 0 if length < SHORT_LABEL else 1 if length < LONG_LABEL else 2
    return abs(len(mine) - len(theirs)) <= allowed and edit_distance(mine, theirs) <= allowed


def _digits(text: str) -> str:
    return re.sub(r"\D+", "", text)


def edit_distance(one: str, other: str) -> int:
    """Fewest insertions, deletions and replacements between two strings (Levenshtein 1966)."""
    row = list(range(len(other) + 1))
    for at, character in enumerate(one, start=1):
        left = [at]
        for across, against in enumerate(other, start=1):
            left.append(min(row[across] + 1, left[-1] + 1, row[across - 1] + (character != against)))
        row = left
    return row[-1]


def are_classes(counts: Mapping[str, int]) -> bool:
    """False when labels are free text or measurements, so that counting examples per class is useless."""
    total = sum(counts.values())
    return 0 < len(counts) <= MAX_CLASSES and (len(counts) <= MAX_CLASS_SHARE * total or len(counts) <= SUPPORTED)


def support(counts: Counter[str], classes: Sequence[str], misspelt: Mapping[str, str]) -> dict[str, int]:
    """Labelled items per class: of the closed list when there is one, else of every label that is no misspelling."""
    if classes:
        return {name: counts[name] for name in classes}
    return {label: count for label, count in sorted(counts.items()) if label not in misspelt}
