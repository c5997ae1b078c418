"""Encoding labels of pages, mails and tables, read the way browsers read them (WHATWG Encoding Standard).

Labels are taken from hostile documents: only character encodings count, none of Python's other codecs.
"""

from __future__ import annotations

import codecs
import re

_CHARACTER_ENCODINGS = re.compile(
    r"cp\d+|iso8859-\d+|iso2022_\w+|koi8-[rtu]|mac-\w+|shift_jis\w*|euc_\w+|gb2312|gbk|gb18030|hz|big5\w*|johab|"
    r"tis-620|kz1048|ptcp154|hp-roman8|utf-(?:16|32)\S*"
)
_WIDER = {
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "shift_jis": "cp932",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "euc_kr": "cp949",
}
"""What writers mean who say the narrower one: quotation marks, or characters that were added later."""
_CONTROLS = re.compile(rb"[\x80-\x9f]")
_CONTROLS_IN = frozenset({"iso8859-1", "iso8859-9", "iso8859-11"})
"""Encodings that have control characters where the wider one has marks: nobody means those."""
_SEVERAL_BYTES = re.compile(r"cp932|cp949|cp950|iso2022_\w+|shift_jis\w*|euc_\w+|gb\w+|hz|big5\w*|johab|utf-\S+")


def codec_named(label: str) -> str:
    """Python's name of a declared character encoding; "" where it names none, or ASCII or UTF-8, which were tried.

    >>> [codec_named(label) for label in ("Windows-1252", "x-sjis", "ks_c_5601-1987", "unicode_escape", "?")]
    ['cp1252', 'shift_jis', 'euc_kr', '', '']
    """
    bare = label.strip().lower()
    bare = bare.removeprefix("x-").replace("windows-874", "cp874")
    try:
        name = codecs.lookup(bare).name
    except (LookupError, ValueError):  # ValueError: a null character
        return ""
    return name if _CHARACTER_ENCODINGS.fullmatch(name) else ""


def refuses_others(label: str) -> bool:
    """Return whether the encoding takes several bytes for a character: what is not written in it seldom fits."""
    return bool(_SEVERAL_BYTES.fullmatch(codec_named(label)))


def decode_as(data: bytes, label: str) -> tuple[str, str] | None:
    """The text and its encoding if every byte fits what is declared, or what is meant by it; None otherwise.

    >>> decode_as("“naïve”".encode("cp1252"), "iso-8859-1")
    ('“naïve”', 'cp1252')
    """
    name = codec_named(label)
    wider = _WIDER.get(name, "")
    names = [wider, name] if name in _CONTROLS_IN and _CONTROLS.search(data) else [name, wider]
    for codec in filter(None, names):
        try:
            return data.decode(codec), label.strip().lower() if codec == name else codec
        except UnicodeDecodeError:
            continue
    return None
