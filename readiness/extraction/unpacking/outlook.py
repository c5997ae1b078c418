"""Attachments of an Outlook message (MS-OXMSG 2.2.2): files, and attached messages as mails (RFC 5322)."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator
from email.message import EmailMessage
from email.utils import format_datetime
from typing import BinaryIO

from readiness.extraction.ole_streams import Streams, open_streams
from readiness.extraction.readers import msg
from readiness.extraction.unpacking.entry import DamagedMember, Entry
from readiness.model import Outcome

_DATA, _EMBEDDED = "37010102", "3701000D"  # MS-OXCMSG 2.2.2.7, 2.2.2.8
_HIDDEN, _FLAGS, _INLINE = 0x7FFE000B, 0x37140003, 4  # MS-OXCMSG 2.2.2.24, 2.2.2.18: rendered inside the letter
_DEEPEST = 20
"""Levels of messages inside messages: more than people forward, fewer than the recursion limit. Chosen by us."""


def entries(file: BinaryIO, name: str) -> Iterator[Entry]:  # noqa: ARG001 - every reader is given it
    """Attachments in the order of their storages. Pictures that the letter itself shows are part of it."""
    file.seek(0)
    with open_streams(file.read()) as streams:
        codec = msg.codec_of(msg.fixed_properties(streams.read(msg.PROPERTIES), msg.HEADER_BYTES))
        for folder in msg.attachment_folders(streams):
            fixed = _properties(streams, folder)
            if not _is_inline(fixed):
                yield _entry(streams, folder, codec, fixed)


def _properties(streams: Streams, folder: str) -> dict[int, bytes]:
    return msg.fixed_properties(streams.read(f"{folder}/{msg.PROPERTIES}"), msg.ATTACHMENT_HEADER_BYTES)


def _is_inline(fixed: dict[int, bytes]) -> bool:
    flags = int.from_bytes(fixed.get(_FLAGS, b"")[:4], "little")
    return any(fixed.get(_HIDDEN, b"")[:1]) or bool(flags & _INLINE)


def _entry(streams: Streams, folder: str, codec: str, fixed: dict[int, bytes]) -> Entry:
    name = msg.attachment_name(streams, folder, codec).replace("/", "_")
    if _embedded_message(streams, folder):
        stem = name[:-4] if name.lower().endswith(".msg") else name
        return Entry(name=f"{stem}.eml", chunks=_as_mail_bytes(streams, folder, codec))
    stream = f"{folder}/__substg1.0_{_DATA}"
    if stream not in streams:
        return Entry(name=name, outcome=Outcome.UNSUPPORTED, detail="a link or an object, not a file")
    return Entry(
        name=name, chunks=_content(streams, stream), modified=msg.modified_at(fixed), modified_source="msg_attachment"
    )


def _embedded_message(streams: Streams, folder: str) -> str:
    """The storage of the message that is attached here, "" where it is a file."""
    inside = f"{folder}/__substg1.0_{_EMBEDDED}/"
    return inside if any(name.startswith(inside) for name in streams.names()) else ""


def _content(streams: Streams, stream: str) -> Iterator[bytes]:
    yield streams.read(stream)


def _as_mail_bytes(streams: Streams, folder: str, codec: str) -> Iterator[bytes]:
    """The bytes of an attached message, which has none in the file: it is written out as a mail (RFC 5322)."""
    try:
        yield _mail(streams, _embedded_message(streams, folder), codec, _DEEPEST).as_bytes()
    except Exception as error:  # noqa: BLE001 - the header parser raises what malformed values make it raise
        raise DamagedMember(
            Outcome.CORRUPT, f"the message inside cannot be written out: {type(error).__name__}"
        ) from None


def _mail(streams: Streams, inside: str, codec: str, deeper: int) -> EmailMessage:
    fixed = msg.fixed_properties(streams.read(f"{inside}{msg.PROPERTIES}"), msg.EMBEDDED_HEADER_BYTES)
    mail = EmailMessage()
    for name, value in msg.headers_of(streams, codec, inside).items():
        if value.strip():
            mail[name] = _valid_text(" ".join(value.split()))
    if sent := msg.sent_at(fixed):
        mail["Date"] = format_datetime(dt.datetime.fromisoformat(sent))
    mail.set_content(_valid_text(msg.body_of(streams, codec, inside)))
    for folder in msg.attachment_folders(streams, inside) if deeper else ():
        _attach(mail, streams, folder, codec, deeper - 1)
    return mail


def _attach(mail: EmailMessage, streams: Streams, folder: str, codec: str, deeper: int) -> None:
    name = _valid_text(msg.attachment_name(streams, folder, codec))
    if inside := _embedded_message(streams, folder):
        mail.add_attachment(_mail(streams, inside, codec, deeper), filename=f"{name}.eml")
    else:
        data = streams.read(f"{folder}/__substg1.0_{_DATA}")
        mail.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    # Else the library draws a boundary by lot, and the same message would have other bytes in every audit.
    mail.set_boundary(f"=={hashlib.sha256(folder.encode()).hexdigest()[:32]}==")


def _valid_text(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8").replace("\x00", "")
