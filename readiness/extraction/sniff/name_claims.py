"""What a name claims its bytes to be, and whether the bytes agree. A claim is broken only where it truly misleads."""

from __future__ import annotations

EMPTY = "empty"
UNKNOWN = "unknown"
ENCRYPTED_OFFICE = "ooxml-encrypted"

_EXTENSIONS_OF: dict[str, str] = {
    "7z": "7z",
    "arrow": "arrow feather ipc",
    "avro": "avro",
    "bmp": "bmp",
    "bz2": "bz2 tbz2",
    "csv": "csv",
    "dbf": "dbf",
    "doc": "doc",
    "docx": "docx docm dotx dotm",
    "eml": "eml mht mhtml",
    "duckdb": "duckdb ddb",
    "epub": "epub",
    "gif": "gif",
    "gz": "gz tgz",
    "html": "html htm xhtml xht shtml",
    "jpg": "jpg jpeg jpe jfif",
    "json": "json geojson",
    "jsonl": "jsonl ndjson",
    "mbox": "mbox",
    "md": "md markdown mdx mkd",
    "msg": "msg",
    "odg": "odg otg",
    "odp": "odp otp sxi",
    "ods": "ods ots sxc",
    "odt": "odt ott sxw stw",
    "onenote": "one",
    "orc": "orc",
    "parquet": "parquet pq",
    "pdf": "pdf",
    "png": "png",
    "ppt": "ppt pps pot",
    "pptx": "pptx pptm ppsx ppsm potx potm",
    "rar": "rar",
    "rtf": "rtf",
    "sqlite": "sqlite sqlite3 db3",
    "tar": "tar",
    "tiff": "tiff tif",
    "tsv": "tsv tab",
    "txt": "txt text log rst adoc asciidoc org tex yaml yml toml ini cfg conf properties srt vtt",
    "webp": "webp",
    "xls": "xls xlt",
    "xlsb": "xlsb",
    "xlsx": "xlsx xlsm xltx xltm",
    "xml": "xml xsd xsl xslt rdf svg wsdl",
    "wordperfect": "wpd",
    "xz": "xz",
    "zip": "zip",
    "zst": "zst",
}
"""Format -> the extensions that claim it. Extensions that many programs share (.dat, .dot, .db) claim nothing."""

_FORMAT_OF = {extension: name for name, extensions in _EXTENSIONS_OF.items() for extension in extensions.split()}

PLAIN_TEXT = frozenset({"txt", "md", "csv", "tsv", "json", "jsonl", "xml", "html", "eml", "mbox"})
"""Formats that are characters all the way: which one a short text is, nobody can say for sure."""

_MARKUP = frozenset({"html", "xml"})
_PROSE = frozenset({"txt", "md", "mbox", "eml"})

_CONTRADICTED_BY: dict[str, frozenset[str]] = {
    "csv": frozenset({"html", "xml", "json", "eml"}),
    "tsv": frozenset({"html", "xml", "json", "eml"}),
    "json": _MARKUP,
    "jsonl": _MARKUP,
    "html": frozenset({"json", "jsonl"}),
    "xml": frozenset({"json", "jsonl"}),
    "txt": frozenset(),
    "md": frozenset(),
    "eml": frozenset(),
    "mbox": frozenset(),
}
"""Plain text that cannot be what another plain text claims. Prose may look like anything (a README full of HTML, a
report that begins like a mail), so nothing plain contradicts it; a CSV that is a web page is an error page."""

_ALSO_IS: dict[str, frozenset[str]] = {
    "doc": frozenset({"ole", "write", "word-mac"}),
    "docx": frozenset({ENCRYPTED_OFFICE, "ooxml"}),
    "msg": frozenset({"ole"}),
    "ppt": frozenset({"ole", "powerpoint-95"}),
    "wordperfect": frozenset({"perfectoffice"}),
    "pptx": frozenset({ENCRYPTED_OFFICE, "ooxml"}),
    "xls": frozenset({"ole"}),
    "xlsb": frozenset({ENCRYPTED_OFFICE, "ooxml", "xlsx"}),
    "xlsx": frozenset({ENCRYPTED_OFFICE, "ooxml", "xlsb"}),
    "zip": frozenset({"docx", "epub", "odp", "ods", "odt", "ooxml", "pptx", "xlsb", "xlsx"}),
}
"""Other names for content that keeps the claim: an encrypted .docx is still a .docx; an .epub is a zip."""


def claimed_format(name: str) -> str:
    """The format that a file name claims, "" when its extension claims none.

    >>> claimed_format("Q3/Report.DOCX"), claimed_format("page.htm"), claimed_format("README")
    ('docx', 'html', '')
    """
    stem, dot, extension = name.rpartition("/")[2].rpartition(".")
    return _FORMAT_OF.get(extension.lower(), "") if dot and stem else ""


def agrees(claimed: str, actual: str) -> bool:
    """True unless the content clearly is of another format than the name claims.

    Content nobody recognises, or no content at all, contradicts nothing: that is ``format.unreadable``.

    >>> agrees("pdf", "html"), agrees("txt", "md"), agrees("docx", "ooxml-encrypted"), agrees("csv", "html")
    (False, True, True, False)
    """
    if not claimed or claimed == actual or actual in {EMPTY, UNKNOWN}:
        return True
    if claimed in PLAIN_TEXT and actual in PLAIN_TEXT:
        return actual not in _CONTRADICTED_BY[claimed]
    return actual in _ALSO_IS.get(claimed, ())


def refined(claimed: str, actual: str) -> str:
    """The format to read by: what the content shows, in the claim's words where the two agree.

    Content decides what something is; where plain text could be several things its name decides, so that a ``.txt``
    with commas in it is no table and a one-column ``.csv`` is one.

    >>> refined("txt", "csv"), refined("csv", "txt"), refined("txt", "html"), refined("pdf", "html")
    ('txt', 'csv', 'html', 'html')
    """
    if not claimed or claimed == actual or not agrees(claimed, actual) or actual in {EMPTY, UNKNOWN}:
        return actual
    if claimed not in PLAIN_TEXT:
        return claimed if actual == "ooxml" else actual
    if claimed in _PROSE and actual in {"html", "eml", "xml"}:
        return claimed if claimed == "md" else actual
    return "jsonl" if (claimed, actual) == ("json", "jsonl") else claimed
