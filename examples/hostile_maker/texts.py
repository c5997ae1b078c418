"""HTML, XML, JSON, RTF, CSV, Markdown: too deep, too wide, too long, and bait for patterns that backtrack."""

from __future__ import annotations

from collections.abc import Iterator

from examples.hostile_maker.packages import CALLING, FETCHING, LAUGHING
from examples.hostile_maker.specimen import EMPTY, LOST, OK, Specimen

_DEEP = 1_000_000


def _attributes() -> bytes:
    return ("<html><body>" + "".join(f'<p a{n}="{"x" * 50}">t{n}</p>' for n in range(200_000))).encode()


def _one_tag() -> bytes:
    return ("<html><body><p " + " ".join(f"a{n}=x" for n in range(200_000)) + ">text</p>").encode()


def _quadratic() -> bytes:
    return f'<!DOCTYPE x [<!ENTITY i "{"x" * 100_000}">]><x>{"&i;" * 20_000}</x>'.encode()


def _one_line(megabytes: int) -> Iterator[bytes]:
    return (b"a," * (1 << 19) for _ in range(megabytes))


def _wide_and_ragged() -> bytes:
    return b"\n".join(b"," * width for width in range(0, 6000, 2))


def _unclosed_quote() -> bytes:
    return b'id,name\n1,"' + b"never closed, ever\n" * 200_000


def _groups() -> bytes:
    return b"{\\rtf1 " + b"{\\b " * 500_000 + b"x" + b"}" * 500_000 + b"}"


def _binary_length() -> bytes:
    return b"{\\rtf1 before \\bin2147483647 after}"


def _fonts() -> bytes:
    return b"{\\rtf1{\\fonttbl" + b"\\f1" * 200_000 + b"}The clause stands.}"


def _bait(unit: str, count: int, end: str = "!") -> bytes:
    """A run that a careless pattern tries to match in every way there is, and an end on which each way fails."""
    return f"# Notice\n\nThe run below is long.\n\n{unit * count}{end}\n\nIt ends here, at last.\n".encode()


def _heading_bait() -> bytes:
    return b"# Title\n\n# a" + b" " * 100_000 + b"b\n\n" + b"# " + b"#\t" * 50_000 + b"x\n"


def _long_words() -> bytes:
    return b"word" * 1_000_000 + b" and " + b"a1" * 500_000


SPECIMENS = (
    Specimen("attributes.html", OK | LOST, _attributes),
    Specimen("one-tag.html", OK | LOST, _one_tag),
    Specimen("deep.html", OK | LOST | EMPTY, lambda: b"<html><body>" + b"<div>" * _DEEP + b"x" + b"</div>" * _DEEP),
    Specimen("deep-lists.html", OK | LOST | EMPTY, lambda: b"<html><body>" + b"<ul><li>" * 50_000 + b"deep"),
    Specimen("deep-tables.html", OK | LOST | EMPTY, lambda: b"<html><body>" + b"<table><tr><td>" * 20_000 + b"deep"),
    Specimen("brackets.html", OK | LOST | EMPTY, lambda: b"<html><body><p>Text</p>" + b"<" * 2_000_000),
    Specimen("comments.html", OK | LOST | EMPTY, lambda: b"<html><body><p>Text</p>" + b"<!--" * 500_000),
    Specimen("comments-of-nothing.html", OK | LOST, lambda: b"<!-- -->" * 5000 + b"no page after all"),
    Specimen("meta.html", OK | LOST, lambda: b"<html><head>" + b"<meta " * 300_000 + b"></head><body>Text"),
    Specimen("deep.xml", OK | LOST, lambda: b"<a>" * _DEEP + b"x" + b"</a>" * _DEEP),
    Specimen("billion-laughs.xml", OK | LOST | EMPTY, lambda: f"{LAUGHING}<x>&i;</x>"),
    Specimen("quadratic.xml", OK | LOST | EMPTY, _quadratic),
    Specimen("fetches-a-file.xml", OK | LOST | EMPTY, lambda: f"{FETCHING}<x>secret: &i;</x>"),
    Specimen("calls-home.xml", OK | LOST | EMPTY, lambda: f"{CALLING}<x>secret: &i;</x>"),
    Specimen("deep.json", OK | LOST, lambda: b"[" * _DEEP + b"]" * _DEEP),
    Specimen("deep-objects.json", OK | LOST, lambda: b'{"a":' * 200_000 + b"1" + b"}" * 200_000),
    Specimen("long-number.json", OK | LOST, lambda: b'{"n": ' + b"9" * 2_000_000 + b"}"),
    Specimen("deep.yaml", OK | LOST, lambda: b"a: " + b"[" * 200_000),
    Specimen("deep.rtf", LOST, _groups),
    Specimen("binary-length.rtf", OK | LOST | frozenset({"truncated"}), _binary_length),
    Specimen("fonts.rtf", OK | LOST, _fonts),
    Specimen("one-line.csv", OK | LOST, lambda: _one_line(200)),
    Specimen("ragged.csv", OK | LOST | EMPTY, _wide_and_ragged),
    Specimen("unclosed-quote.csv", OK | LOST, _unclosed_quote),
    Specimen("headings.md", OK, _heading_bait),
    Specimen("equals.md", OK, lambda: _bait("=", 2_000_000)),
    Specimen("brackets.md", OK, lambda: _bait("[[", 500_000)),
    Specimen("stars.md", OK, lambda: _bait("*a **b ", 200_000)),
    Specimen("fences.md", OK, lambda: _bait("```\n~~~\n", 200_000)),
    Specimen("front-matter.md", OK, lambda: b"---\n" + b"title: x\n---x\n" * 200_000),
    Specimen("addresses.txt", OK, lambda: _bait("a.", 300_000, "@")),
    Specimen("digits.txt", OK, lambda: _bait("4111-", 200_000)),
    Specimen("tokens.txt", OK, lambda: _bait("AKIA", 300_000)),
    Specimen("blanks.txt", OK, lambda: _bait(" ", 1_000_000)),
    Specimen("long-words.txt", OK, _long_words),
    Specimen("short-lines.txt", OK, lambda: b"a\n" * 1_000_000),
    Specimen("mojibake.txt", OK, lambda: "Ã¢â‚¬â„¢ ".encode() * 100_000),
    Specimen("accents.txt", OK | LOST, lambda: "z" + "\u0301" * 500_000),
)
