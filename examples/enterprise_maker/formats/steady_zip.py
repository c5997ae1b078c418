"""Office files are ZIP archives stamped with the wall clock; here they get fixed times instead."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping

_ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)
_CLOCK = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)")


def zip_archive(members: Mapping[str, bytes]) -> bytes:
    """An archive of these files, without times of its own."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        for name, data in members.items():
            target.writestr(zipfile.ZipInfo(name, _ZIP_EPOCH), data)
    return out.getvalue()


def steady(content: bytes, modified: str) -> bytes:
    """The same archive with fixed member times, and ``modified`` (ISO 8601, UTC) as its embedded time."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            if name == "docProps/core.xml":
                data = _CLOCK.sub(lambda found: found[1] + modified.encode() + found[2], data)
            member = zipfile.ZipInfo(name, _ZIP_EPOCH)
            member.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(member, data)
    return out.getvalue()
