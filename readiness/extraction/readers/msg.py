"""Outlook messages (MS-OXMSG): subject and body in the mail's own code page; attachments by name."""

from __future__ import annotations

import codecs
import datetime as dt
import re
import struct

from readiness.extraction.document import RawFile, ReadResult, Unreadable
from readiness.extraction.ole_streams import Streams, open_streams
from readiness.extraction.readers import html, rtf
from readiness.extraction.rtf_compression import decompress
from readiness.model import Outcome
from readiness.text.decoding import decode

_SUBJECT, _BODY, _HTML, _RTF = "0037", "1000", "1013", "1009"
_CLASS, _TRANSPORT = "001A", "007D"
_ENCRYPTED_HEADER = re.compile(
    r"^content-type:\s*(?:multipart/encrypted|application/(?:x-)?pkcs7-mime(?!.*signed))", re.IGNORECASE | re.MULTILINE
)
_FACTS = {
    "from": "0C1A",
    "from_address": "5D01",
    "to": "0E04",
    "cc": "0E03",
    "message_id": "1035",
    "in_reply_to": "1042",
}
_NAMES = ("3707", "3704", "3001")  # long name, short name, display name of an attachment
PROPERTIES = "__properties_version1.0"
HEADER_BYTES, EMBEDDED_HEADER_BYTES, ATTACHMENT_HEADER_BYTES = 32, 24, 8
"""Before the 16-byte property entries of a file, of a message inside it, of an attachment (MS-OXMSG 2.4.1)."""

_MESSAGE_CODEPAGE, _INTERNET_CODEPAGE = 0x3FFD0003, 0x3FDE0003
_SENT, _DELIVERED, _MODIFIED = 0x00390040, 0x0E060040, 0x30080040
_EPOCH = dt.datetime(1601, 1, 1, tzinfo=dt.UTC)
_MAX_ATTACHMENTS = 1000


def read(raw: RawFile) -> ReadResult:
    with open_streams(raw.data) as streams:
        if not any("__substg1.0_" in name for name in streams.names()):
            raise Unreadable(Outcome.CORRUPT, "the message holds no properties")
        fixed = fixed_properties(streams.read(PROPERTIES), HEADER_BYTES)
        codec = codec_of(fixed)
        _refuse_encrypted(_string(streams, _CLASS, codec), _string(streams, _TRANSPORT, codec))
        subject = _string(streams, _SUBJECT, codec)
        body = body_of(streams, codec)
        facts = {name: _string(streams, tag, codec) for name, tag in _FACTS.items()}
        folders = attachment_folders(streams)
        facts["attachments"] = ", ".join(attachment_name(streams, folder, codec) for folder in folders)
    sent = sent_at(fixed)
    return ReadResult(
        text=f"{subject}\n\n{body}".strip(),
        title=subject,
        author=facts["from"],
        dates={"sent": sent} if sent else {},
        metadata={**{key: value for key, value in facts.items() if value}, **({"sent_source": "msg"} if sent else {})},
    )


def _refuse_encrypted(kind: str, transport: str) -> None:
    """Raise for an encrypted message, by its class (MS-OXOSMIME 2.1) or its transport headers."""
    if kind.upper() == "IPM.NOTE.SMIME" or _ENCRYPTED_HEADER.search(transport):
        raise Unreadable(Outcome.ENCRYPTED, "the mail is encrypted with PGP or S/MIME")


def fixed_properties(data: bytes, header_bytes: int) -> dict[int, bytes]:
    """Property tag -> its eight bytes of value."""
    entries = range(header_bytes, len(data) - 15, 16)
    return {struct.unpack_from("<I", data, at)[0]: data[at + 8 : at + 16] for at in entries}


def codec_of(fixed: dict[int, bytes]) -> str:
    """The code page that a message's narrow strings are in."""
    for tag in (_MESSAGE_CODEPAGE, _INTERNET_CODEPAGE):
        page = int.from_bytes(fixed.get(tag, b"")[:4], "little")
        name = "utf-8" if page == 65001 else f"cp{page}"
        try:
            codecs.lookup(name)
        except LookupError:
            continue
        return name
    return "cp1252"


def _string(streams: Streams, tag: str, codec: str, folder: str = "") -> str:
    wide = streams.read(f"{folder}__substg1.0_{tag}001F")
    if wide:
        return wide.decode("utf-16-le", "replace").replace("\x00", "").strip()
    narrow = streams.read(f"{folder}__substg1.0_{tag}001E")
    return narrow.decode(codec, "replace").replace("\x00", "").strip()


def body_of(streams: Streams, codec: str, folder: str = "") -> str:
    """The plain body, else the HTML one, else the compressed RTF (MS-OXRTFCP)."""
    text = _string(streams, _BODY, codec, folder)
    if text:
        return text.replace("\r\n", "\n")
    page = streams.read(f"{folder}__substg1.0_{_HTML}0102")
    if page:
        return html.visible_text(html.as_html(page).text)
    page_text = _string(streams, _HTML, codec, folder)
    if page_text:
        return html.visible_text(page_text)
    packed = streams.read(f"{folder}__substg1.0_{_RTF}0102")
    return rtf.plain(decompress(packed)) if packed else ""


def attachment_folders(streams: Streams, inside: str = "") -> list[str]:
    """The storages of a message's attachments, in order; ``inside`` is the storage of a message in the message."""
    names = (name.removeprefix(inside).partition("/")[0] for name in streams.names() if name.startswith(inside))
    return [f"{inside}{name}" for name in sorted({name for name in names if name.startswith("__attach")})][
        :_MAX_ATTACHMENTS
    ]


def attachment_name(streams: Streams, folder: str, codec: str) -> str:
    """The long name, else the short one, else what is shown; "unnamed" for none."""
    names = (_string(streams, tag, codec, f"{folder}/") for tag in _NAMES)
    return decode(next((name for name in names if name), "unnamed").encode("utf-8", "replace")).text


def headers_of(streams: Streams, codec: str, folder: str = "") -> dict[str, str]:
    """Subject, From, To and Cc of a message."""
    tags = {"Subject": _SUBJECT, "From": _FACTS["from"], "To": _FACTS["to"], "Cc": _FACTS["cc"]}
    return {name: _string(streams, tag, codec, folder) for name, tag in tags.items()}


def sent_at(fixed: dict[int, bytes]) -> str:
    """Time when the message was sent, else delivered: ISO 8601, "" where it was neither."""
    return _iso_time(fixed.get(_SENT) or fixed.get(_DELIVERED))


def modified_at(fixed: dict[int, bytes]) -> str:
    """Time when an attached file was last changed: ISO 8601, "" where it is not recorded."""
    return _iso_time(fixed.get(_MODIFIED))


def _iso_time(value: bytes | None) -> str:
    ticks = int.from_bytes(value or b"", "little")
    try:
        return (_EPOCH + dt.timedelta(microseconds=ticks // 10)).isoformat() if ticks else ""
    except OverflowError:
        return ""
