"""Mail: headers and parts without end, names that reach out, and what makes pattern matching slow."""

from __future__ import annotations

from examples.hostile_maker.specimen import EMPTY, LOST, OK, Specimen

_HEAD = "From: a@example.com\nTo: b@example.com\nDate: Mon, 2 Nov 2026 10:00:00 +0000\nMIME-Version: 1.0\n"
_BODY = "\n\nThe offer stands until Friday.\n"


def _encoded_subject() -> bytes:
    return f"{_HEAD}Subject: {'=?utf-8?q?aaaa?= ' * 200_000}{_BODY}".encode()


def _folded_subject() -> bytes:
    return (_HEAD + "Subject: a" + "\n  b" * 500_000 + _BODY).encode()


def _many_headers() -> bytes:
    return (_HEAD + "Subject: x\n" + "".join(f"X-{number}: y\n" for number in range(100_000)) + _BODY).encode()


def _many_recipients() -> bytes:
    return (_HEAD + "Cc: " + ", ".join(f"u{number}@example.com" for number in range(100_000)) + _BODY).encode()


def _matryoshka(levels: int) -> bytes:
    opened = "".join(f'Content-Type: multipart/mixed; boundary="b{n}"\n\n--b{n}\n' for n in range(levels))
    closed = "".join(f"\n--b{n}--" for n in reversed(range(levels)))
    return f"{_HEAD}Subject: deep\n{opened}Content-Type: text/plain\n\nhello{closed}".encode()


def _letters_in_letters(levels: int) -> bytes:
    letter = "Content-Type: message/rfc822\n\nSubject: s\n"
    return f"{_HEAD}Subject: deep\n{letter * levels}\nhello".encode()


def _million_parts() -> bytes:
    head = f'{_HEAD}Subject: parts\nContent-Type: multipart/mixed; boundary="b"\n\n'
    return head.encode() + b"--b\n\nx\n" * 1_000_000 + b"--b--"


def _continued_name() -> bytes:
    pieces = "".join(f';\n filename*{number}="{number}"' for number in range(50_000))
    return f"{_HEAD}Subject: name\nContent-Disposition: attachment{pieces}{_BODY}".encode()


def _reaching_name() -> bytes:
    part = '--b\nContent-Disposition: attachment; filename="../../../escaped.txt"\n\nescaped\n'
    return (
        f'{_HEAD}Subject: out\nContent-Type: multipart/mixed; boundary="b"\n\n--b\n\nSee there.\n{part}--b--'.encode()
    )


def _commented_date() -> bytes:
    return _HEAD.replace("Mon, 2 Nov", "(" * 100_000 + "Mon, 2 Nov").encode() + b"Subject: when" + _BODY.encode()


def _separators() -> bytes:
    return b"From a@example.com Mon Nov  2 10:00:00 2026\nSubject: one\n\nx\n\nFrom " + b"1234 " * 40_000 + b"\n\n"


def _messages() -> bytes:
    return b"From a@example.com Mon Nov  2 10:00:00 2026\nSubject: one\nFrom: a@example.com\n\nx\n\n" * 5000


def _longest_line() -> bytes:
    return b"From " + b"1" * 60_000 + b"!\nSubject: one\n\nx\n"


SPECIMENS = (
    Specimen("longest-line.eml", OK | LOST, _longest_line),
    Specimen("blank-fold.eml", OK | LOST | EMPTY, lambda: b"A: b\nC: d\n" + b" " * 65_000),
    Specimen("encoded-subject.eml", OK | LOST, _encoded_subject),
    Specimen("folded-subject.eml", OK | LOST, _folded_subject),
    Specimen("many-headers.eml", OK | LOST, _many_headers),
    Specimen("many-recipients.eml", OK | LOST, _many_recipients),
    Specimen("a-thousand-deep.eml", OK | LOST, lambda: _matryoshka(1000)),
    Specimen("letters-in-letters.eml", OK | LOST, lambda: _letters_in_letters(20_000)),
    Specimen("a-million-parts.eml", OK | LOST, _million_parts),
    Specimen("name-in-pieces.eml", OK | LOST, _continued_name),
    Specimen("name-reaches-out.eml", OK, _reaching_name),
    Specimen("commented-date.eml", OK | LOST, _commented_date),
    Specimen("separators.mbox", OK | LOST, _separators),
    Specimen("five-thousand-letters.mbox", OK | LOST, _messages),
)
