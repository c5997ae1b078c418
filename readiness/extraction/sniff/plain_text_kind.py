"""Recognition of plain text formats: mail, markup, records, delimited rows, Markdown or prose."""

from __future__ import annotations

import re

from readiness.text.unicode_marks import utf16_without_mark

_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_MAX_CONTROL_SHARE = 0.02
"""More control bytes than this is no text. Measured on public test files: texts hold under 0.5 %, binaries over 5 %."""

_HEADER_BYTES = 64
"""Binary formats begin with short fields full of zero bytes; a text that holds a stray one holds it further on."""

_HEADERS = re.compile(rb"(?:[A-Za-z][A-Za-z0-9-]{0,60}:[^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*){2,}")
_MAIL_HEADER = re.compile(
    rb"^(?:From|To|Subject|Date|Message-ID|MIME-Version|Received|Return-Path|Delivered-To|Content-Type|Reply-To|Cc|Sender"
    rb"|X-[\w-]+|DKIM-Signature|Content-Transfer-Encoding):",
    re.IGNORECASE | re.MULTILINE,
)
_MAIL_PROOF = re.compile(
    rb"^(?:Message-ID|MIME-Version|Received|Return-Path|Delivered-To):", re.IGNORECASE | re.MULTILINE
)
_MAILBOX_LINE = re.compile(rb"From \S{1,320}+[ \t][^\r\n]{0,100}\d{4}[ \t\r]*$", re.MULTILINE)
_ENVELOPE_LINE = re.compile(rb"From [^\s@]{1,100}@\S{1,200}[^\n]{0,80}\n")
_HTML_BLOCK = re.compile(rb"<(?:div|h[1-6]|table|ul|ol|span|section|article|nav|form|script|style)[\s>]", re.IGNORECASE)
"""Elements that no other vocabulary begins with: a piece of a page, without the page."""

_TAG = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|title|meta|script|table|tr|td|div|p|h[1-6]|br|style|link|span|ul|ol|li|a)[\s>/]",
    re.IGNORECASE,
)
_DOCUMENT_TAG = re.compile(rb"(?:<!--.*?-->\s*)*+<(?:!doctype\s+html|html|head|body)[\s>]", re.IGNORECASE | re.DOTALL)
_ELEMENT = re.compile(rb"<(?:[A-Za-z_][\w:.-]*[\s>/]|!DOCTYPE|!--)")
_JSON = re.compile(rb'(?:\[\s*(?:[\[{"\]]|-?\d|true|false|null)|\{\s*(?:"|\}))')
_JSON_LINE = re.compile(rb"\{.*\}\s*$")
_MARKDOWN = re.compile(
    r"^(?:#{1,6} \S|```|~~~|[-*+] \S|\d+\. \S|> \S|\|.*\|\s*$|!?\[[^\]]+\]\([^)]+\)|---+\s*$)", re.MULTILINE
)

_PADDING = b"\x00\x1a"
_FEWEST_PADDED = 32
"""So many bytes of text before padding; fewer may be the name of something else. Chosen by us."""
_FEWEST_TAGS = 3
_FEWEST_MARKS = 3
_SAMPLE_LINES = 60
_LONGEST_CELL = 40
"""Prose has commas too, but far apart: cells longer than this on average are sentences."""


def plain_kind(head: bytes) -> str:
    """The kind of plain text that ``head`` begins, or ``unknown`` when it is no text.

    Parameters
    ----------
    head: the first bytes of the file; 8 kB suffice.
    """
    text = _as_utf8(_without_padding(head))
    if text is None:
        return "unknown"
    body = text.lstrip()
    if not body:
        return "txt"
    return _mail(body) or _markup(body) or _records(body) or _lines(text.decode("utf-8", "replace"))


def _without_padding(head: bytes) -> bytes:
    """The text before the zeros or end marks that fill up a record or a block, as CP/M, DOS and mainframes wrote it."""
    stripped = head.rstrip(_PADDING)
    return stripped if len(stripped) >= _FEWEST_PADDED and b"\x00" not in stripped else head


def _as_utf8(head: bytes) -> bytes | None:
    for mark, codec in ((b"\xff\xfe\x00\x00", "utf-32"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if head.startswith(mark):
            return head.decode(codec, "ignore").encode()
    guess = utf16_without_mark(head)
    if guess:
        return head.decode(guess, "ignore").encode()
    if b"\x00" in head[:_HEADER_BYTES] or len(_CONTROL.findall(head)) > len(head) * _MAX_CONTROL_SHARE:
        return None
    return head.removeprefix(b"\xef\xbb\xbf")


def _mail(body: bytes) -> str:
    if _MAILBOX_LINE.match(body) and _MAIL_HEADER.search(body[:2000]):
        return "mbox"
    envelope = _ENVELOPE_LINE.match(body)
    headers = _HEADERS.match(body, envelope.end() if envelope else 0)
    if not headers:
        return ""
    names = {match.group().lower() for match in _MAIL_HEADER.finditer(headers[0])}
    proven = _MAIL_PROOF.search(headers[0]) is not None
    letter = {b"from:", b"subject:"} <= names and (b"to:" in names or b"date:" in names)
    return "eml" if (proven and len(names) >= 2) or letter else ""


def _markup(body: bytes) -> str:
    low = body[:2000].lower()
    if low.startswith((b"<?xml", b"<?xpacket")):
        return "html" if b"<html" in low else "xml"
    if _DOCUMENT_TAG.match(body):
        return "html"
    if not _ELEMENT.match(body):
        return ""
    return "html" if _HTML_BLOCK.match(body) or len(_TAG.findall(body)) >= _FEWEST_TAGS else "xml"


def _records(body: bytes) -> str:
    if not _JSON.match(body):
        return ""
    lines = [line for line in body.splitlines()[:_SAMPLE_LINES] if line.strip()]
    whole = lines[:-1] or lines  # the last line of a sample may be cut
    many = len(lines) > 1 and all(_JSON_LINE.match(line) for line in whole) and lines[1].lstrip().startswith(b"{")
    return "jsonl" if many else "json"


def _lines(text: str) -> str:
    lines = [line for line in text.splitlines()[:_SAMPLE_LINES] if line.strip()]
    rows = lines[:-1] if len(lines) > 2 else lines
    kind = next((name for mark, name in _DELIMITERS.items() if _is_delimited(rows, mark)), "")
    if kind:
        return kind
    return "md" if len(_MARKDOWN.findall(text)) >= _FEWEST_MARKS else "txt"


_DELIMITERS = {"\t": "tsv", ";": "csv", "|": "csv", ",": "csv"}


def _is_delimited(rows: list[str], mark: str) -> bool:
    if len(rows) < 2 or (mark == "|" and rows[0].lstrip().startswith("|")):
        return False
    counts = [_outside_quotes(row, mark) for row in rows]
    if min(counts) < 1 or max(counts) - min(counts) > max(1, 0.1 * max(counts)):
        return False
    spaced = sum(row.count(f"{mark} ") + row.endswith(mark) for row in rows)
    like_prose = spaced * 2 >= sum(counts)
    if like_prose and (len(rows) < 3 or min(counts) < 2):
        return False
    mean_cell = sum(map(len, rows)) / (sum(counts) + len(rows))
    return mean_cell < (_LONGEST_CELL / 2 if like_prose else _LONGEST_CELL)


def _outside_quotes(row: str, mark: str) -> int:
    return row.count(mark) if '"' not in row else sum(part.count(mark) for part in row.split('"')[::2])
