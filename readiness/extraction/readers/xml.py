"""XML documents of their own: the characters between the tags; the file as written where it is malformed."""

from __future__ import annotations

import re

from readiness.extraction.document import RawFile, ReadResult
from readiness.extraction.markup import parse_document
from readiness.extraction.readers.xml_facts import stated_facts
from readiness.text.decoding import decode

_DECLARED = re.compile(rb"^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{1,40})", re.IGNORECASE)


def read(raw: RawFile) -> ReadResult:
    declared = _DECLARED.search(raw.data[:1024])
    decoded = decode(raw.data, declared[1].decode("ascii") if declared else "")
    root = parse_document(raw.data)
    if root is None:
        return ReadResult(
            text=decoded.text,
            detail="not well-formed XML: read as plain text",
            encoding=decoded.encoding,
            encoding_problem=decoded.problem,
        )
    lines = (" ".join(piece.split()) for piece in root.itertext())
    text = "\n".join(line for line in lines if line)
    return ReadResult(
        text=text or decoded.text,  # some keep everything in attributes
        encoding=decoded.encoding,
        encoding_problem=decoded.problem,
        metadata={"root": str(root.tag), "fields_source": "xml", **stated_facts(root)},
    )
