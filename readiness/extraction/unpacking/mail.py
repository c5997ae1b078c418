"""Attachments of a mail (RFC 2045, RFC 2183): files, and whole mails inside it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import policy
from email.message import Message
from email.utils import parsedate_to_datetime
from typing import BinaryIO

from readiness.extraction.readers import eml
from readiness.extraction.unpacking.entry import DamagedMember, Entry
from readiness.model import Outcome

_SIGNATURES = frozenset({"application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature"})
"""Signatures have no text of their own."""

_BODY = frozenset({"text/plain", "text/html"})
_EXTENSIONS = {
    "application/json": "json", "application/msword": "doc", "application/pdf": "pdf", "application/rtf": "rtf",
    "application/vnd.ms-excel": "xls", "application/zip": "zip", "image/gif": "gif", "image/jpeg": "jpg",
    "image/png": "png", "text/calendar": "ics", "text/csv": "csv", "text/html": "html", "text/plain": "txt",
}  # fmt: skip
_NO_FILE_NAME = re.compile(r"[\\/:*?\"<>|\s]+")
_LONGEST_SUBJECT = 80


def entries(file: BinaryIO, name: str) -> Iterator[Entry]:  # noqa: ARG001 - every reader is given it
    """Attachments in the order of the mail. Pictures that the letter itself shows, and signatures, are part of it."""
    file.seek(0)
    for part in eml.leaves(eml.parse_mail(file.read())):
        if eml.is_mail(part):
            yield Entry(name=_mail_name(part), chunks=_mail(part))
        elif _is_attached(part):
            yield Entry(
                name=_file_name(part),
                chunks=_content(part),
                modified=_modification_time(part),
                modified_source="mime_part",
            )


def _is_attached(part: Message) -> bool:
    kind = part.get_content_type()
    if kind in _SIGNATURES or _is_inline(part):
        return False
    return bool(eml.attachment_name(part)) or (kind not in _BODY and part.get_content_maintype() != "text")


def _is_inline(part: Message) -> bool:
    """A picture that has an address inside the mail (RFC 2392) and is not sent as an attachment."""
    disposition = str(part.get("content-disposition") or "").lower()
    is_picture = part.get_content_maintype() == "image"
    return is_picture and bool(part.get("content-id")) and not disposition.startswith("attachment")


def _file_name(part: Message) -> str:
    given = eml.attachment_name(part)
    if given and given != "unnamed":
        return given.replace("/", "_")
    extension = _EXTENSIONS.get(part.get_content_type(), "")
    return f"unnamed.{extension}" if extension else "unnamed"


def _mail_name(part: Message) -> str:
    """The name it is sent under, else its subject."""
    given = eml.attachment_name(part)
    if given != "unnamed":
        return given.replace("/", "_")
    inner = _inner(part)
    subject = eml.header(inner, "subject") if inner else ""
    stem = _NO_FILE_NAME.sub(" ", subject).strip(" .")[:_LONGEST_SUBJECT].strip()
    return f"{stem or 'unnamed'}.eml"


def _inner(part: Message) -> Message | None:
    children = part.get_payload()
    first = children[0] if isinstance(children, list) and children else None
    return first if isinstance(first, Message) else None


def _mail(part: Message) -> Iterator[bytes]:
    inner = _inner(part)
    try:
        yield inner.as_bytes(policy=policy.compat32) if inner is not None else b""
    except Exception as error:  # noqa: BLE001 - the generator raises what headers and charsets make it raise
        raise DamagedMember(Outcome.CORRUPT, f"the mail inside cannot be written out: {type(error).__name__}") from None


def _content(part: Message) -> Iterator[bytes]:
    try:
        payload = part.get_payload(decode=True)
    except Exception as error:  # noqa: BLE001 - decoders raise what they like on malformed parts
        raise DamagedMember(Outcome.CORRUPT, f"its encoding cannot be decoded: {type(error).__name__}") from None
    yield payload if isinstance(payload, bytes) else b""


def _modification_time(part: Message) -> str:
    try:
        stated = part.get_param("modification-date", header="content-disposition")
        return parsedate_to_datetime(str(stated)).isoformat() if stated else ""
    except (ValueError, TypeError, IndexError, OverflowError, LookupError):
        return ""
