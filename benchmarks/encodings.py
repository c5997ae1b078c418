"""Texts in legacy encodings, as documents and as the same words in CSV cells: how many are decoded to the original.

``python -m benchmarks.encodings`` prints the shares of each kind of file; ``--wrong`` lists the files that were not.
Sentences of some forty languages are written in every encoding that holds them; nothing is taken from elsewhere.
"""

from __future__ import annotations

import argparse
import random
import time
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from readiness.text.decoding import decode

TEXTS = Path(__file__).with_name("encoding_texts.txt")

ENCODINGS = {
    "en": "cp1252 mac_roman cp850",
    "de": "cp1252 iso8859-1 iso8859-15 mac_roman cp850 cp437 cp273 cp500",
    "fr": "cp1252 iso8859-1 iso8859-15 mac_roman cp850 cp863",
    "es": "cp1252 iso8859-1 mac_roman cp850 cp437",
    "pt": "cp1252 iso8859-1 mac_roman cp850 cp860",
    "it": "cp1252 iso8859-1 mac_roman cp850",
    "nl": "cp1252 iso8859-1 mac_roman cp850",
    "da": "cp1252 iso8859-1 mac_roman cp850 cp865",
    "no": "cp1252 iso8859-1 mac_roman cp850 cp865",
    "sv": "cp1252 iso8859-1 mac_roman cp850 cp437",
    "fi": "cp1252 iso8859-1 mac_roman cp850",
    "is": "cp1252 iso8859-1 mac_iceland cp861",
    "et": "cp1257 iso8859-13 cp775 iso8859-4",
    "lv": "cp1257 iso8859-13 cp775 iso8859-4",
    "lt": "cp1257 iso8859-13 cp775 iso8859-4",
    "pl": "cp1250 iso8859-2 cp852 mac_latin2",
    "cs": "cp1250 iso8859-2 cp852 mac_latin2",
    "sk": "cp1250 iso8859-2 cp852 mac_latin2",
    "hu": "cp1250 iso8859-2 cp852 mac_latin2",
    "sl": "cp1250 iso8859-2 cp852 mac_croatian",
    "hr": "cp1250 iso8859-2 cp852 mac_croatian",
    "ro": "cp1250 iso8859-2 iso8859-16 cp852",
    "sr": "cp1251 iso8859-5 cp855 mac_cyrillic",
    "bg": "cp1251 iso8859-5 cp855 cp866 mac_cyrillic",
    "ru": "cp1251 koi8-r cp866 iso8859-5 mac_cyrillic cp855",
    "uk": "cp1251 koi8-u cp1125 iso8859-5 mac_cyrillic",
    "be": "cp1251 iso8859-5 cp866 mac_cyrillic",
    "el": "cp1253 iso8859-7 cp737 cp869 mac_greek cp875",
    "tr": "cp1254 iso8859-9 cp857 mac_turkish cp1026",
    "he": "cp1255 iso8859-8 cp862 cp424",
    "ar": "cp1256 iso8859-6 cp720 cp864",
    "fa": "cp1256 mac_farsi",
    "vi": "cp1258",
    "th": "cp874 tis-620",
    "ja": "shift_jis cp932 euc_jp iso2022_jp utf-16-le",
    "zh-Hans": "gb2312 gbk gb18030 hz",
    "zh-Hant": "big5 cp950 big5hkscs",
    "ko": "euc_kr cp949 johab iso2022_kr",
    "cy": "iso8859-14",
    "ca": "cp1252 iso8859-1 mac_roman cp850",
    "kk": "kz1048 ptcp154",
}
_PLAIN = str.maketrans({"’": "'", "“": '"', "”": '"', "–": "-", "€": "EUR", "½": "1/2"})
_SEED = 20
_ROWS, _LONG_ROWS = 40, 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    language: str
    encoding: str
    kind: str
    text: str

    @property
    def data(self) -> bytes:
        return self.text.encode(self.encoding)


def cases() -> Iterator[Case]:
    """Every language in every encoding that holds its letters, in each kind of file."""
    for language, lines in blocks().items():
        for encoding in ENCODINGS[language].split():
            written = [_writable(line, encoding) for line in lines]
            if all(line is not None for line in written):
                for kind, text in _files([line or "" for line in written]):
                    yield Case(language=language, encoding=encoding, kind=kind, text=text)


def blocks() -> dict[str, list[str]]:
    blocks: dict[str, list[str]] = {}
    for line in TEXTS.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            blocks[line.strip("[]")] = lines = []
        elif line and not line.startswith("#"):
            lines.append(line)
    return blocks


def _writable(line: str, encoding: str) -> str | None:
    """The line in characters that ``encoding`` has, with plain quotes or tone marks apart; None if it cannot be."""
    for text in (line, line.translate(_PLAIN), _tones_apart(line), _with_cedillas(line)):
        try:
            return text.encode(encoding).decode(encoding)
        except UnicodeEncodeError:
            continue
    return None


def _tones_apart(line: str) -> str:
    """Vietnamese as Windows-1258 writes it: letters composed, the five tone marks behind them."""
    tones, letters = "\u0300\u0301\u0303\u0309\u0323", []
    for character in line.translate(_PLAIN):
        parts = unicodedata.normalize("NFD", character)
        letters.append(
            unicodedata.normalize("NFC", "".join(part for part in parts if part not in tones))
            + "".join(part for part in parts if part in tones)
        )
    return "".join(letters)


def _with_cedillas(line: str) -> str:
    """Romanian as it was written before Unicode 3.0 had letters with commas below."""
    return line.translate(str.maketrans("șțȘȚ", "şţŞŢ")).translate(_PLAIN)


def _files(lines: list[str]) -> Iterator[tuple[str, str]]:
    *sentences, last = lines
    names, draw = last.split("; "), random.Random(_SEED)
    yield "document, two sentences", " ".join(sentences[:2]) + "\n"
    yield "document, five sentences", "\n".join(sentences) + "\n"
    paragraphs = [" ".join(draw.sample(sentences, len(sentences))) + "\n" + ", ".join(names) + ".\n" for _ in range(6)]
    yield "document, some kB", "\n".join(paragraphs)
    yield "CSV, ten names", _table(f"{n},{name},{n * 3}.50,2024-05-0{n % 9 + 1}" for n, name in enumerate(names))
    rows = [f"{n},{draw.choice(names)},{draw.randrange(999)},open" for n in range(_ROWS)]
    yield "CSV, short cells", _table(rows)
    texts = [f'{n},"{draw.choice(sentences).replace(chr(34), chr(34) * 2)}",{n},closed' for n in range(_ROWS)]
    yield "CSV, sentences", _table(texts)
    few = [f"{n},{draw.choice(names) if n % 100 == 99 else 'EMEA depot'},{n},open" for n in range(_LONG_ROWS)]
    yield "CSV, one cell in a hundred", _table(few)


def _table(rows: Iterator[str] | list[str]) -> str:
    return "id,name,amount,status\r\n" + "".join(f"{row}\r\n" for row in rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--wrong", action="store_true", help="list the files that were not decoded to the original")
    wrong, right, total = [], Counter[str](), Counter[str]()
    arguments, started = parser.parse_args(), time.process_time()
    for case in cases():
        found = decode(case.data)
        total[case.kind] += 1
        right[case.kind] += found.text == case.text
        if found.text != case.text:
            wrong.append(f"{case.language} {case.encoding} {case.kind}: {found.encoding}")
    for kind, count in total.items():
        print(f"{kind:<28} {right[kind]:>4} of {count}  {right[kind] / count:.1%}")
    print(f"{time.process_time() - started:.1f} s")
    if arguments.wrong:
        print("\n".join(wrong))


if __name__ == "__main__":
    main()
