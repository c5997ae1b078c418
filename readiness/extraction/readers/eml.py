"""Mail (RFC 5322, RFC 2045): subject and body, the plain part before the HTML one; attachments by name only."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.header import decode_header
from email.message import Message
from email.utils import parsedate_to_datetime

from readiness.extraction.document import RawFile, ReadResult, Unreadable
from readiness.extraction.readers import html
from readiness.model import Outcome
from readiness.text.decoding import UNDECODABLE, Decoded, decode

_MAX_HEADER = 10_000
"""Longer headers are cut before they are decoded: decoding millions of RFC 2047 words takes very long."""

_MAX_PARTS = 2000
_MAX_DEPTH = 100
"""Nested more deeply than any mail program writes; beyond it the parser itself recurses too far. Chosen by us."""

STUB_FACTOR, STUB_SHARE = 2, 0.5
"""A plain part is a stub where the page has so many times its words, and it has at most that share of the page's
distinct words. Chosen by us: a plain part is meant to say the same (RFC 2046, section 5.1.4)."""

_MULTIPART = re.compile(rb"^Content-Type:\s*multipart/", re.IGNORECASE | re.MULTILINE)
_MAILBOX_LINE = re.compile(rb"^From .*\r?\n")
_FACTS = ("from", "to", "cc", "reply-to", "message-id", "in-reply-to", "references", "list-id")
_MAILS = {"message/rfc822", "message/global"}
_ENCRYPTED_TYPES = {"application/pkcs7-mime", "application/x-pkcs7-mime"}


def read(raw: RawFile) -> ReadResult:
    """``text`` is the subject, a blank line, then the body. ``dates`` hold ``sent`` from the Date header."""
    message = parse_mail(raw.data)
    parts = list(leaves(message))
    _refuse_encrypted(message, parts)
    body, problem, encoding = _body(parts)
    subject = header(message, "subject")
    sent = _sending_time(message)
    facts = {name.replace("-", "_"): header(message, name) for name in _FACTS}
    facts["attachments"] = ", ".join(name for name in map(attachment_name, parts) if name)[:_MAX_HEADER]
    return ReadResult(
        text=f"{subject}\n\n{body}".strip() if body else subject,
        title=subject,
        author=facts["from"],
        encoding=encoding,
        encoding_problem=problem,
        dates={"sent": sent} if sent else {},
        metadata={
            **{key: value for key, value in facts.items() if value},
            **({"sent_source": "eml_date"} if sent else {}),
        },
    )


def parse_mail(data: bytes) -> Message:
    """Parse a mail; raises ``Unreadable`` for one that is nested more deeply than any mail program writes."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):  # saved as UTF-16 by a text editor
        data = decode(data).text.encode()
    if len(_MULTIPART.findall(data)) > _MAX_DEPTH * 10:
        raise Unreadable(Outcome.HOSTILE, "holds more nested parts than any mail program writes")
    return message_from_bytes(_MAILBOX_LINE.sub(b"", data.lstrip(), count=1), policy=policy.compat32)


def leaves(message: Message) -> Iterator[Message]:
    """Parts that hold content, depth first, without recursion. A mail inside the mail is one such part."""
    pending, seen = [message], 0
    while pending and seen < _MAX_PARTS:
        part = pending.pop()
        seen += 1
        children = part.get_payload() if part.is_multipart() and not is_mail(part) else None
        if isinstance(children, list):
            pending.extend(child for child in reversed(children) if isinstance(child, Message))
        else:
            yield part


def _refuse_encrypted(message: Message, parts: list[Message]) -> None:
    if message.get_content_type() == "multipart/encrypted":
        raise Unreadable(Outcome.ENCRYPTED, "the mail is encrypted with PGP or S/MIME")
    encrypted = [part for part in parts if part.get_content_type() in _ENCRYPTED_TYPES]
    if encrypted and len(parts) == 1 and "signed" not in str(encrypted[0].get_param("smime-type") or ""):
        raise Unreadable(Outcome.ENCRYPTED, "the mail is encrypted with S/MIME")


def _body(parts: list[Message]) -> tuple[str, str, str]:
    """Text, encoding problem and encoding of the plain parts; of the HTML parts where those say little or nothing."""
    plain, page = (_texts(parts, kind) for kind in ("text/plain", "text/html"))
    read = page if _whole_text(page) and _is_stub(_whole_text(plain), _whole_text(page)) else plain
    if not _whole_text(read):
        return "", "", ""
    problem = UNDECODABLE if any(piece.problem for piece in read) else ""
    encoding = next((piece.encoding for piece in read if piece.encoding != "ascii"), read[0].encoding)
    return _whole_text(read), problem, encoding


def _texts(parts: list[Message], kind: str) -> list[Decoded]:
    return [_text(part) for part in parts if part.get_content_type() == kind and not attachment_name(part)]


def _whole_text(read: list[Decoded]) -> str:
    return "\n".join(piece.text for piece in read).strip()


def _is_stub(plain: str, page: str) -> bool:
    """True where the plain part is short beside the page and holds few of its words: it only says that there is one."""
    words, shown = plain.casefold().split(), page.casefold().split()
    if len(words) * STUB_FACTOR > len(shown):
        return False
    return len(set(words).intersection(shown)) <= STUB_SHARE * len(set(shown))


def _text(part: Message) -> Decoded:
    payload = part.get_payload(decode=True)
    data = payload if isinstance(payload, bytes) else b""
    charset = str(part.get_param("charset") or "") if part["content-type"] else ""
    if part.get_content_type() != "text/html":
        return _normalise_lines(decode(data, charset))
    page = decode(data, charset) if charset else html.as_html(data)
    return Decoded(text=html.visible_text(page.text), encoding=page.encoding, problem=page.problem)


def _normalise_lines(decoded: Decoded) -> Decoded:
    text = decoded.text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    return Decoded(text=text, encoding=decoded.encoding, problem=decoded.problem)


def is_mail(part: Message) -> bool:
    """True for a whole mail inside another: forwarded, returned, or digested."""
    return part.get_content_type() in _MAILS


def attachment_name(part: Message) -> str:
    """The name of an attached file, "unnamed" where it has none; "" for a part that is the letter itself."""
    disposition = str(part.get("content-disposition") or "")[:_MAX_HEADER].lower()
    try:
        name = part.get_filename() or ""
    except (LookupError, TypeError, ValueError):
        name = "unnamed"
    if name or disposition.startswith("attachment") or part.get_content_maintype() not in {"text", "multipart"}:
        return _decode_words(str(name)) or "unnamed"
    return ""


def header(message: Message, name: str) -> str:
    """One header field as text, bounded; "" where there is none."""
    value = next((str(value) for key, value in message.raw_items() if key.lower() == name), "")[:_MAX_HEADER]
    if not value.isascii():  # bytes beyond ASCII, though RFC 5322 allows none: read as what they most likely are
        value = decode(value.encode("utf-8", "surrogateescape")).text
    return _decode_words(value)


def _decode_words(value: str) -> str:
    """RFC 2047 words as text, folded white space as one space; as written where they are malformed."""
    try:
        pieces = [_word(piece, charset) for piece, charset in decode_header(value)]
    except Exception:  # noqa: BLE001 - binascii, LookupError, HeaderParseError and more: a header is only a fact
        return " ".join(value.split())
    return " ".join("".join(pieces).split())


def _word(piece: bytes | str, charset: str | None) -> str:
    if isinstance(piece, str):
        return piece
    return decode(piece, charset or "").text


def _sending_time(message: Message) -> str:
    try:
        return parsedate_to_datetime(str(message.get("date") or "")[:200]).isoformat()
    except (ValueError, TypeError, IndexError, OverflowError):
        return ""
