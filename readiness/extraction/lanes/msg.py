"""Outlook messages (MS-OXMSG): subject and body in the mail's own code page; attachments by name."""

from __future__ import annotations

import codecs
import datetime as dt
import struct

from readiness.extraction.decoding import decode
from readiness.extraction.lanes import html, rtf
from readiness.extraction.ole_streams import Streams, opened
from readiness.extraction.reading import Raw, Reading, Unreadable
from readiness.extraction.rtf_compression import decompressed
from readiness.model import Outcome

_SUBJECT, _BODY, _HTML, _RTF = "0037", "1000", "1013", "1009"
_FACTS = {
    "from": "0C1A",
    "from_address": "5D01",
    "to": "0E04",
    "cc": "0E03",
    "message_id": "1035",
    "in_reply_to": "1042",
}
_NAMES = ("3707", "3704", "3001")  # long name, short name, display name of an attachment
_PROPERTIES = "__properties_version1.0"
_HEADER_BYTES = 32  # MS-OXMSG 2.4.1.1: top-level header before the 16-byte property entries
_MESSAGE_CODEPAGE, _INTERNET_CODEPAGE = 0x3FFD0003, 0x3FDE0003
_SENT, _DELIVERED = 0x00390040, 0x0E060040
_EPOCH = dt.datetime(1601, 1, 1, tzinfo=dt.UTC)
_MAX_ATTACHMENTS = 1000


def read(raw: Raw) -> Reading:
    with opened(raw.data) as streams:
        if not any("__substg1.0_" in name for name in streams.names()):
            raise Unreadable(Outcome.CORRUPT, "the message holds no properties")
        fixed = _fixed(streams.read(_PROPERTIES))
        codec = _codec(fixed)
        subject = _string(streams, _SUBJECT, codec)
        body = _body(streams, codec)
        facts = {name: _string(streams, tag, codec) for name, tag in _FACTS.items()}
        facts["attachments"] = ", ".join(_attachments(streams, codec))
    sent = _moment(fixed.get(_SENT) or fixed.get(_DELIVERED))
    return Reading(
        text=f"{subject}\n\n{body}".strip(),
        title=subject,
        author=facts["from"],
        dates={"sent": sent} if sent else {},
        metadata={**{key: value for key, value in facts.items() if value}, **({"sent_source": "msg"} if sent else {})},
    )


def _fixed(data: bytes) -> dict[int, bytes]:
    """Property tag -> its eight bytes of value."""
    entries = range(_HEADER_BYTES, len(data) - 15, 16)
    return {struct.unpack_from("<I", data, at)[0]: data[at + 8 : at + 16] for at in entries}


def _codec(fixed: dict[int, bytes]) -> str:
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


def _body(streams: Streams, codec: str) -> str:
    """The plain body, else the HTML one, else the compressed RTF (MS-OXRTFCP)."""
    text = _string(streams, _BODY, codec)
    if text:
        return text.replace("\r\n", "\n")
    page = streams.read(f"__substg1.0_{_HTML}0102")
    if page:
        return html.visible_text(html.as_html(page).text)
    page_text = _string(streams, _HTML, codec)
    if page_text:
        return html.visible_text(page_text)
    packed = streams.read(f"__substg1.0_{_RTF}0102")
    return rtf.plain(decompressed(packed)) if packed else ""


def _attachments(streams: Streams, codec: str) -> list[str]:
    folders = sorted({name.partition("/")[0] for name in streams.names() if name.startswith("__attach")})
    found = (
        next((name for name in (_string(streams, tag, codec, f"{folder}/") for tag in _NAMES) if name), "unnamed")
        for folder in folders[:_MAX_ATTACHMENTS]
    )
    return [decode(name.encode("utf-8", "replace")).text for name in found]


def _moment(value: bytes | None) -> str:
    ticks = int.from_bytes(value or b"", "little")
    try:
        return (_EPOCH + dt.timedelta(microseconds=ticks // 10)).isoformat() if ticks else ""
    except OverflowError:
        return ""
