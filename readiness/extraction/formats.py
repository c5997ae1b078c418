"""File formats as one table: recognition, reader, libraries, rank among copies, and what a reader extracts.

A new document format is one row here, one module in ``readers/`` and a test. The readers, the recognition of files by
content and by name, the extractor's version, the preference among duplicates and the table in ``docs/extraction.md``
are derived from these rows.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """Content by which a format is recognised; where two signatures match, the earlier row of ``FORMATS`` counts.

    Structures that need more than a fixed mark (plain texts, RIFF, ISO base media, CMS) are recognised in ``sniff``.

    Parameters
    ----------
    start: first bytes of the file, as the format's specification gives them and file(1) lists the old ones.
    within: ``(offset, bytes)`` elsewhere in the first 8 kB.
    may_begin_text: the marks are so short that a text may begin with them: they count only before binary content.
    ole_streams: names right below the root of an OLE compound file, in lower case.
    mimetypes: content of the member ``mimetype`` of a zip, or the media type in an OpenDocument manifest.
    zip_folders: folders of a package with ``[Content_Types].xml``.
    content_types: parts of a content type in ``[Content_Types].xml``, in lower case.
    zip_members: names of members, in lower case.
    """

    start: tuple[bytes, ...] = ()
    within: tuple[tuple[int, bytes], ...] = ()
    may_begin_text: bool = False
    ole_streams: tuple[str, ...] = ()
    mimetypes: tuple[str, ...] = ()
    zip_folders: tuple[str, ...] = ()
    content_types: tuple[bytes, ...] = ()
    zip_members: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    """A library that readers import where used: its distribution on PyPI, and the module that is slow to import."""

    distribution: str
    module: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """Engine of a reader, as ``profile_documents.engine`` names it, and the libraries it needs."""

    name: str = ""
    libraries: tuple[Library, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Extracts:
    """Parts of a document that a reader extracts, in the words of the table in ``docs/extraction.md``; "" for nothing.

    ``dates`` are the sources of dates, as ``metadata`` names them under ``<key>_source``.
    """

    text: str
    title: str = ""
    headings: str = ""
    tables: str = ""
    pages: str = ""
    dates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """One format.

    Parameters
    ----------
    name: the word of ``profile_documents.format``.
    structure: rank by how much structure the format keeps (headings, tables, links, styles): of two copies that are
        equally new the one of the higher rank is kept. 0: others come first. Each rank above 0 once. Chosen by us.
    reader: a module in ``readers/``; "" for tables, which ``readiness.tables`` reads.
    engine: what the reader reads with.
    extracts: what the reader extracts; None where it never gives text.
    extensions: extensions of file names that claim the format. Extensions that many programs share (.dat, .dot, .db)
        claim nothing.
    signature: content by which it is recognised.
    accepts: other formats whose content keeps the claim: an encrypted .docx is still a .docx; an .epub is a zip.
    is_plain_text: characters all the way: which plain text a short text is, content alone cannot decide.
    contradicted_by: plain texts that cannot be what this plain text claims. Prose may look like anything (a README
        full of HTML, a report that begins like a mail), so nothing plain contradicts it; a CSV that is a web page is
        an error page.
    is_table: tables come in this format.
    is_container: it is nothing but its members. A mail is a document of its own, whatever is attached to it.
    unpacker: a module in ``unpacking/`` that takes out members or attachments.
    is_encrypted: reading it needs a key.
    description: for the reader ``unsupported``: what it is, in words a data owner knows.
    conversion: what turns it into something readable, if anything.
    """

    name: str
    structure: int
    reader: str = "unsupported"
    engine: Engine = Engine()
    extracts: Extracts | None = None
    extensions: tuple[str, ...] = ()
    signature: Signature = Signature()
    accepts: tuple[str, ...] = ()
    is_plain_text: bool = False
    contradicted_by: tuple[str, ...] = ()
    is_table: bool = False
    is_container: bool = False
    unpacker: str = ""
    is_encrypted: bool = False
    description: str = ""
    conversion: str = ""


_NO_SIGNATURE = Signature()
_EMAIL, _HEADER, _OWN, _PLAIN = Engine(name="email"), Engine(name="header"), Engine(name="own"), Engine(name="plain")
_CALAMINE = Engine(name="calamine", libraries=(Library(distribution="python-calamine", module="python_calamine"),))
_LXML = Engine(name="lxml", libraries=(Library(distribution="lxml", module="lxml.etree"),))
_OLEFILE = Engine(name="olefile", libraries=(Library(distribution="olefile", module="olefile"),))
_PDFIUM = Engine(name="pdfium", libraries=(Library(distribution="pypdfium2", module="pypdfium2"),))
_RESILIPARSE = Engine(
    name="resiliparse", libraries=(Library(distribution="resiliparse", module="resiliparse.extract.html2text"),)
)

_LIBREOFFICE = "needs conversion: LibreOffice opens it and saves it as a current Office file or PDF"
_ITS_PROGRAM = "needs conversion: export it to PDF or Office from the program that wrote it"
_UNPACK = "unpack it, and audit what is inside"
_PICTURE = "a picture: convert it to PNG or TIFF, then it can be read by OCR"
_STATISTICS = "a table for statistics programs: export it as CSV or Parquet"
_DECRYPT = "decrypt it with the key of its owner"

_ODF_TEXT = Extracts(
    text="text, tables, notes, annotations, page headers; StarOffice 6 too; no tracked changes",
    title="meta",
    headings="headings",
    tables="yes",
    pages="slides",
    dates=("odf_meta",),
)
_PLAIN_TEXT = Extracts(
    text="as written; of XML the characters between tags; EBCDIC too", title="of Markdown", headings="of Markdown"
)
_WORKBOOK = Extracts(
    text="cells, text boxes, charts, comments, page headers",
    title="core properties",
    tables="sheets",
    dates=("docx_core",),
)
_SCAN = Extracts(text="none: each needs OCR; width and height are metadata", pages="frames of TIFF")


def _unread(
    name: str,
    description: str,
    conversion: str = "",
    *,
    signature: Signature = _NO_SIGNATURE,
    extensions: tuple[str, ...] = (),
    accepts: tuple[str, ...] = (),
    is_encrypted: bool = False,
) -> Format:
    """A format that is recognised and named, and that no reader here reads."""
    return Format(
        name=name,
        structure=0,
        signature=signature,
        extensions=extensions,
        accepts=accepts,
        is_encrypted=is_encrypted,
        description=description,
        conversion=conversion,
    )


FORMATS: tuple[Format, ...] = (
    # PDF and office files; Office Open XML before the programs that use its packages
    Format(
        name="pdf",
        structure=4,
        reader="pdf",
        engine=_PDFIUM,
        extensions=("pdf",),
        unpacker="pdf_attachments",
        extracts=Extracts(
            text="pages in reading order, comments, form entries, XFA forms; attached files are items of their own",
            title="Info, else XMP",
            headings="bookmarks",
            pages="yes",
            dates=("pdf_info", "pdf_xmp"),
        ),
    ),
    Format(
        name="docx",
        structure=16,
        reader="docx",
        engine=_LXML,
        extensions=("docx", "docm", "dotx", "dotm"),
        signature=Signature(
            zip_folders=("word/",),
            content_types=(b"wordprocessingml.document", b"wordprocessingml.template", b"ms-word.document"),
        ),
        accepts=("ooxml", "ooxml-encrypted"),
        extracts=Extracts(
            text="body, text boxes, notes, headers, footers, comments, charts, diagrams, taken-in files; no deletions",
            title="core properties, else the title style",
            headings="heading styles in any language",
            tables="yes",
            dates=("docx_core",),
        ),
    ),
    Format(
        name="ooxml-encrypted",
        structure=0,
        reader="encrypted_ole",
        signature=Signature(ole_streams=("encryptedpackage",)),
    ),
    Format(
        name="doc",
        structure=10,
        reader="doc",
        engine=_OLEFILE,
        extensions=("doc",),
        signature=Signature(
            start=(b"\x9b\xa5", b"\xdb\xa5", b"\xdc\xa5"), may_begin_text=True, ole_streams=("worddocument",)
        ),
        accepts=("ole", "word-mac", "write"),
        extracts=Extracts(
            text="Word 2 to 2003: body, notes, headers, comments, fields by their results",
            title="summary",
            dates=("ole_summary",),
        ),
    ),
    Format(
        name="xls",
        structure=8,
        reader="spreadsheet",
        engine=_CALAMINE,
        extensions=("xls", "xlt"),
        signature=Signature(ole_streams=("workbook", "book")),
        accepts=("ole",),
        is_table=True,
        extracts=Extracts(
            text="Excel 2 to 2003: cells, text boxes, comments",
            title="summary",
            tables="sheets",
            dates=("ole_summary",),
        ),
    ),
    Format(
        name="ppt",
        structure=9,
        reader="ppt",
        engine=_OLEFILE,
        extensions=("ppt", "pps", "pot"),
        signature=Signature(ole_streams=("powerpoint document",)),
        accepts=("ole", "powerpoint-95"),
        extracts=Extracts(
            text="slides, notes, what masters print",
            title="summary",
            headings="slide titles",
            pages="slides",
            dates=("ole_summary",),
        ),
    ),
    Format(
        name="msg",
        structure=2,
        reader="msg",
        engine=_OLEFILE,
        extensions=("msg",),
        signature=Signature(ole_streams=("__properties_version1.0",)),
        accepts=("ole",),
        unpacker="outlook",
        extracts=Extracts(
            text="subject and body in the mail's code page; attachments are items of their own",
            title="subject, sender",
            dates=("msg",),
        ),
    ),
    _unread(
        "visio",
        "a Visio drawing",
        _ITS_PROGRAM,
        signature=Signature(ole_streams=("visiodocument",), content_types=(b"ms-visio.",)),
    ),
    _unread(
        "xps",
        "an XPS print file",
        "needs conversion: to PDF",
        signature=Signature(
            content_types=(b"fixeddocumentsequence",), zip_members=("fixeddocseq.fdseq", "fixeddocumentsequence.fdseq")
        ),
    ),
    Format(
        name="pptx",
        structure=14,
        reader="pptx",
        engine=_LXML,
        extensions=("pptx", "pptm", "ppsx", "ppsm", "potx", "potm"),
        signature=Signature(zip_folders=("ppt/",), content_types=(b"presentationml.", b"ms-powerpoint.")),
        accepts=("ooxml", "ooxml-encrypted"),
        extracts=Extracts(
            text="slides, notes, tables, charts, diagrams, comments, what masters print",
            title="core properties",
            headings="slide titles",
            tables="yes",
            pages="slides",
            dates=("docx_core",),
        ),
    ),
    Format(
        name="xlsx",
        structure=12,
        reader="spreadsheet",
        engine=_CALAMINE,
        extensions=("xlsx", "xlsm", "xltx", "xltm"),
        signature=Signature(zip_folders=("xl/",), content_types=(b"spreadsheetml.", b"ms-excel.")),
        accepts=("ooxml", "ooxml-encrypted", "xlsb"),
        is_table=True,
        extracts=_WORKBOOK,
    ),
    Format(
        name="xlsb",
        structure=0,
        reader="spreadsheet",
        engine=_CALAMINE,
        extensions=("xlsb",),
        accepts=("ooxml", "ooxml-encrypted", "xlsx"),
        is_table=True,
        extracts=_WORKBOOK,
    ),
    Format(name="ooxml", structure=0, reader="archive_check"),
    Format(name="ole", structure=0, reader="encrypted_ole"),
    Format(
        name="rtf",
        structure=7,
        reader="rtf",
        engine=_OWN,
        extensions=("rtf",),
        signature=Signature(start=(b"{\\rtf",)),
        extracts=Extracts(
            text="text, notes, tables, in the code pages of its fonts",
            title="info",
            headings="heading styles",
            tables="yes",
            dates=("rtf_info",),
        ),
    ),
    # OpenDocument, its predecessors, and books
    Format(
        name="odt",
        structure=15,
        reader="odf",
        engine=_LXML,
        extensions=("odt", "ott", "sxw", "stw"),
        signature=Signature(
            mimetypes=(
                "application/vnd.oasis.opendocument.text",
                "application/vnd.oasis.opendocument.text-master",
                "application/vnd.sun.xml.writer",
            )
        ),
        extracts=_ODF_TEXT,
    ),
    Format(
        name="ods",
        structure=11,
        reader="spreadsheet",
        engine=_CALAMINE,
        extensions=("ods", "ots", "sxc"),
        signature=Signature(
            mimetypes=("application/vnd.oasis.opendocument.spreadsheet", "application/vnd.sun.xml.calc")
        ),
        is_table=True,
        extracts=Extracts(text="cells", title="meta", tables="sheets", dates=("odf_meta",)),
    ),
    Format(
        name="odp",
        structure=13,
        reader="odf",
        engine=_LXML,
        extensions=("odp", "otp", "sxi"),
        signature=Signature(
            mimetypes=("application/vnd.oasis.opendocument.presentation", "application/vnd.sun.xml.impress")
        ),
        extracts=_ODF_TEXT,
    ),
    Format(
        name="odg",
        structure=0,
        reader="odf",
        engine=_LXML,
        extensions=("odg", "otg"),
        signature=Signature(
            mimetypes=(
                "application/vnd.oasis.opendocument.graphics",
                "application/vnd.oasis.opendocument.formula",
                "application/vnd.sun.xml.draw",
            )
        ),
        extracts=_ODF_TEXT,
    ),
    _unread(
        "odb",
        "a LibreOffice database",
        "export its tables as CSV or to a SQL database",
        signature=Signature(mimetypes=("application/vnd.oasis.opendocument.base",)),
    ),
    Format(
        name="epub",
        structure=0,
        reader="epub",
        engine=_RESILIPARSE,
        extensions=("epub",),
        signature=Signature(mimetypes=("application/epub+zip",)),
        extracts=Extracts(
            text="pages in the order of the spine",
            title="package",
            headings="headings",
            tables="yes",
            dates=("epub_package",),
        ),
    ),
    # plain text
    Format(
        name="html",
        structure=6,
        reader="html",
        engine=_RESILIPARSE,
        extensions=("html", "htm", "xhtml", "xht", "shtml"),
        contradicted_by=("json", "jsonl"),
        is_plain_text=True,
        extracts=Extracts(
            text="what a reader sees; no scripts, no styles",
            title="title, meta",
            headings="headings",
            tables="yes",
            dates=("html_meta",),
        ),
    ),
    Format(
        name="eml",
        structure=3,
        reader="eml",
        engine=_EMAIL,
        extensions=("eml", "mht", "mhtml"),
        is_plain_text=True,
        unpacker="mail",
        extracts=Extracts(
            text="subject and body, plain before HTML; MHTML too; attachments are items of their own",
            title="subject, sender",
            dates=("eml_date",),
        ),
    ),
    Format(
        name="mbox",
        structure=0,
        reader="mbox",
        engine=_EMAIL,
        extensions=("mbox",),
        is_plain_text=True,
        unpacker="mailbox",
        is_container=True,
        extracts=Extracts(text="every mail, as an item of its own"),
    ),
    Format(
        name="txt",
        structure=1,
        reader="plain_text",
        engine=_PLAIN,
        extensions=(
            "txt",
            "text",
            "log",
            "rst",
            "adoc",
            "asciidoc",
            "org",
            "tex",
            "yaml",
            "yml",
            "toml",
            "ini",
            "cfg",
            "conf",
            "properties",
            "srt",
            "vtt",
        ),
        is_plain_text=True,
        extracts=_PLAIN_TEXT,
    ),
    Format(
        name="csv",
        structure=0,
        reader="plain_text",
        engine=_PLAIN,
        extensions=("csv",),
        contradicted_by=("eml", "html", "json", "xml"),
        is_plain_text=True,
        is_table=True,
        extracts=_PLAIN_TEXT,
    ),
    Format(
        name="tsv",
        structure=0,
        reader="plain_text",
        engine=_PLAIN,
        extensions=("tsv", "tab"),
        contradicted_by=("eml", "html", "json", "xml"),
        is_plain_text=True,
        is_table=True,
        extracts=_PLAIN_TEXT,
    ),
    Format(
        name="json",
        structure=0,
        reader="plain_text",
        engine=_PLAIN,
        extensions=("json", "geojson"),
        contradicted_by=("html", "xml"),
        is_plain_text=True,
        is_table=True,
        extracts=_PLAIN_TEXT,
    ),
    Format(
        name="jsonl",
        structure=0,
        reader="plain_text",
        engine=_PLAIN,
        extensions=("jsonl", "ndjson"),
        contradicted_by=("html", "xml"),
        is_plain_text=True,
        is_table=True,
        extracts=_PLAIN_TEXT,
    ),
    Format(
        name="xml",
        structure=0,
        reader="xml",
        engine=_LXML,
        extensions=("xml", "xsd", "xsl", "xslt", "rdf", "svg", "wsdl"),
        contradicted_by=("json", "jsonl"),
        is_plain_text=True,
        extracts=_PLAIN_TEXT,
    ),
    Format(
        name="md",
        structure=5,
        reader="plain_text",
        engine=_PLAIN,
        extensions=("md", "markdown", "mdx", "mkd"),
        is_plain_text=True,
        extracts=_PLAIN_TEXT,
    ),
    # tables in files of their own
    Format(
        name="dbf",
        structure=0,
        reader="dbf_text",
        engine=_OWN,
        extensions=("dbf",),
        is_table=True,
        extracts=Extracts(text="field names and rows", tables="yes"),
    ),
    Format(
        name="parquet",
        structure=0,
        reader="",
        extensions=("parquet", "pq"),
        signature=Signature(start=(b"PAR1", b"PARE")),
        is_table=True,
    ),
    Format(
        name="arrow",
        structure=0,
        reader="",
        extensions=("arrow", "feather", "ipc"),
        signature=Signature(start=(b"ARROW1\x00\x00",)),
        is_table=True,
    ),
    Format(
        name="avro",
        structure=0,
        reader="",
        extensions=("avro",),
        signature=Signature(start=(b"Obj\x01",)),
        is_table=True,
    ),
    Format(
        name="orc", structure=0, reader="", extensions=("orc",), signature=Signature(start=(b"ORC",)), is_table=True
    ),
    Format(
        name="sqlite",
        structure=0,
        reader="",
        extensions=("sqlite", "sqlite3", "db3"),
        signature=Signature(start=(b"SQLite format 3\x00",)),
        is_table=True,
    ),
    # office files of other programs and earlier days
    Format(
        name="write",
        structure=0,
        reader="ms_write",
        engine=_OWN,
        signature=Signature(start=(b"\x31\xbe\x00\x00\x00\xab", b"\x32\xbe\x00\x00\x00\xab")),
        extracts=Extracts(text="text of Microsoft Write and Word for DOS"),
    ),
    _unread("publisher", "a Microsoft Publisher document", _LIBREOFFICE, signature=Signature(ole_streams=("quill",))),
    _unread(
        "staroffice",
        "a StarOffice 5 document",
        _LIBREOFFICE,
        signature=Signature(
            ole_streams=(
                "starwriterdocument",
                "starcalcdocument",
                "stardrawdocument3",
                "stardrawdocument",
                "starimpressdocument",
            )
        ),
    ),
    _unread(
        "hwp",
        "a Hangul document",
        _LIBREOFFICE,
        signature=Signature(start=(b"HWP Document File",), ole_streams=("\x05hwpsummaryinformation", "bodytext")),
    ),
    _unread(
        "project",
        "a Microsoft Project plan",
        _ITS_PROGRAM,
        signature=Signature(ole_streams=("props9", "props12", "props14", "props")),
    ),
    _unread("powerpoint-95", "a PowerPoint 95 presentation", _LIBREOFFICE, signature=Signature(ole_streams=("pp40",))),
    _unread(
        "corel-presentations",
        "a Corel Presentations show",
        _ITS_PROGRAM,
        signature=Signature(ole_streams=("slideshow",)),
    ),
    _unread(
        "perfectoffice",
        "a document of WordPerfect Office",
        _LIBREOFFICE,
        signature=Signature(ole_streams=("perfectoffice_main",)),
    ),
    _unread(
        "quattro",
        "a Quattro Pro worksheet",
        _LIBREOFFICE,
        signature=Signature(
            start=(
                b"\x00\x00\x02\x00\x20\x51",
                b"\x00\x00\x02\x00\x21\x51",
                b"\x00\x00\x02\x00\x01\x10",
                b"\x00\x00\x02\x00\x02\x10",
            ),
            ole_streams=("nativecontent_main",),
        ),
    ),
    _unread(
        "works",
        "a Microsoft Works document",
        _LIBREOFFICE,
        signature=Signature(start=(b"\xff\x00\x02\x00\x04\x04", b"\x01\xfe\x32\x00"), ole_streams=("matost",)),
    ),
    _unread(
        "cad", "a CAD model or drawing", _ITS_PROGRAM, signature=Signature(ole_streams=("swdoccontentmgr", "dgn~h"))
    ),
    _unread(
        "word-mac",
        "a document of an early Word for Macintosh",
        _LIBREOFFICE,
        signature=Signature(start=(b"\xfe\x37\x00",), may_begin_text=True),
    ),
    _unread(
        "wordperfect",
        "a WordPerfect document",
        _LIBREOFFICE,
        extensions=("wpd",),
        signature=Signature(start=(b"\xffWPC",)),
        accepts=("perfectoffice",),
    ),
    _unread("amipro", "a Lotus Ami Pro document", _ITS_PROGRAM, signature=Signature(start=(b"[ver]\r\n",))),
    _unread(
        "framemaker",
        "a FrameMaker document",
        _ITS_PROGRAM,
        signature=Signature(start=(b"<MakerFile", b"<MIFFile", b"<BookFile")),
    ),
    _unread(
        "lotus",
        "a Lotus 1-2-3 worksheet",
        _LIBREOFFICE,
        signature=Signature(
            start=(
                b"\x00\x00\x02\x00\x04\x04",
                b"\x00\x00\x02\x00\x05\x04",
                b"\x00\x00\x02\x00\x06\x04",
                b"\x00\x00\x1a\x00",
            ),
            may_begin_text=True,
        ),
    ),
    _unread(
        "access",
        "a Microsoft Access database",
        "export its tables as CSV or to a SQL database",
        signature=Signature(start=(b"\x00\x01\x00\x00Standard Jet DB", b"\x00\x01\x00\x00Standard ACE DB")),
    ),
    _unread(  # its mark follows a checksum, which may look like the mark of another format: sniff examines it first
        "duckdb",
        "a DuckDB database",
        "name it in the project file as a source of its own (duckdb:///PATH)",
        extensions=("duckdb", "ddb"),
    ),
    _unread(
        "onenote",
        "a OneNote notebook",
        _ITS_PROGRAM,
        extensions=("one",),
        signature=Signature(
            start=(
                b"\xe4R\\{\x8c\xd8\xa7\x4d\xae\xb1\x53\x78\xd0\x29\x96\xd3",
                b'\xa1\x2f\xff\x43\xd9\xef\x76\x4c\x9e\xe2\x10\xeaW"v_',
            )
        ),
    ),
    _unread(
        "outlook-store",
        "an Outlook mail store (PST)",
        "needs conversion: export its mails as MSG, EML or MBOX",
        signature=Signature(start=(b"!BDN", b"\xcf\xad\x12\xfe")),
    ),
    _unread(
        "tnef",
        "an Outlook attachment (winmail.dat)",
        "needs conversion: unpack it with a TNEF reader",
        signature=Signature(start=(b"\x78\x9f\x3e\x22",)),
    ),
    _unread(
        "chm",
        "compiled Windows help",
        "needs conversion: unpack its pages to HTML",
        signature=Signature(start=(b"ITSF",)),
    ),
    _unread("winhelp", "Windows help", "needs conversion", signature=Signature(start=(b"\x3f\x5f\x03\x00",))),
    _unread(
        "djvu",
        "a DjVu scan",
        "needs conversion: to PDF, then OCR where it has no text layer",
        signature=Signature(start=(b"AT&TFORM",)),
    ),
    _unread(
        "postscript",
        "a PostScript print file",
        "needs conversion: to PDF with Ghostscript",
        signature=Signature(start=(b"%!PS", b"\x04%!PS", b"\xc5\xd0\xd3\xc6")),
    ),
    _unread(
        "fdf", "form data for a PDF", "needs its PDF: export the filled form", signature=Signature(start=(b"%FDF-",))
    ),
    _unread("dwg", "an AutoCAD drawing", _ITS_PROGRAM, signature=Signature(start=(b"AC10", b"MC0.0"))),
    _unread("dwf", "a DWF drawing", _ITS_PROGRAM, signature=Signature(start=(b"(DWF V",))),
    _unread("indesign", "an InDesign document", _ITS_PROGRAM, signature=Signature(zip_members=("designmap.xml",))),
    _unread(
        "keynote",
        "an Apple Keynote presentation",
        _ITS_PROGRAM,
        signature=Signature(zip_members=("index.apxl", "index.apxl.gz")),
    ),
    _unread(
        "iwork",
        "an Apple Pages, Numbers or Keynote document",
        _ITS_PROGRAM,
        signature=Signature(zip_members=("index.zip", "index/document.iwa")),
    ),
    _unread("numbers", "an Apple Numbers workbook", _ITS_PROGRAM),
    _unread("pages", "an Apple Pages document", _ITS_PROGRAM),
    # pictures that OCR may read
    Format(
        name="png",
        structure=0,
        reader="image",
        engine=_HEADER,
        extensions=("png",),
        signature=Signature(start=(b"\x89PNG\r\n\x1a\x0a",)),
        extracts=_SCAN,
    ),
    Format(
        name="jpg",
        structure=0,
        reader="image",
        engine=_HEADER,
        extensions=("jpg", "jpeg", "jpe", "jfif"),
        signature=Signature(start=(b"\xff\xd8\xff",)),
        extracts=_SCAN,
    ),
    Format(
        name="tiff",
        structure=0,
        reader="image",
        engine=_HEADER,
        extensions=("tiff", "tif"),
        signature=Signature(start=(b"II*\x00", b"\x4d\x4d\x00\x2a", b"II+\x00", b"\x4d\x4d\x00\x2b")),
        extracts=_SCAN,
    ),
    Format(
        name="gif",
        structure=0,
        reader="image",
        engine=_HEADER,
        extensions=("gif",),
        signature=Signature(start=(b"GIF87a", b"GIF89a")),
        extracts=_SCAN,
    ),
    Format(name="bmp", structure=0, reader="image", engine=_HEADER, extensions=("bmp",), extracts=_SCAN),
    Format(name="webp", structure=0, reader="image", engine=_HEADER, extensions=("webp",), extracts=_SCAN),
    Format(name="heic", structure=0, reader="image", engine=_HEADER, extracts=_SCAN),
    Format(
        name="jp2",
        structure=0,
        reader="image",
        engine=_HEADER,
        signature=Signature(start=(b"\x00\x00\x00\x0cjP  \r\n", b"\xff\x4f\xff\x51")),
        extracts=_SCAN,
    ),
    Format(
        name="jxl",
        structure=0,
        reader="image",
        engine=_HEADER,
        signature=Signature(start=(b"\xff\x0a", b"\x00\x00\x00\x0cJXL "), may_begin_text=True),
        extracts=_SCAN,
    ),
    Format(
        name="psd", structure=0, reader="image", engine=_HEADER, signature=Signature(start=(b"8BPS",)), extracts=_SCAN
    ),
    # containers; a tar begins with a file name, which may hold other marks
    Format(
        name="tar",
        structure=0,
        reader="archive_check",
        extensions=("tar",),
        signature=Signature(within=((257, b"ustar"),)),
        unpacker="tar_members",
        is_container=True,
    ),
    Format(
        name="zip",
        structure=0,
        reader="archive_check",
        extensions=("zip",),
        accepts=("docx", "epub", "odp", "ods", "odt", "ooxml", "pptx", "xlsb", "xlsx"),
        unpacker="zip_members",
        is_container=True,
    ),
    Format(
        name="gz",
        structure=0,
        reader="archive_check",
        extensions=("gz", "tgz"),
        signature=Signature(start=(b"\x1f\x8b",)),
        unpacker="compressed_file",
        is_container=True,
    ),
    Format(
        name="bz2",
        structure=0,
        reader="archive_check",
        extensions=("bz2", "tbz2"),
        signature=Signature(start=(b"BZh",)),
        unpacker="compressed_file",
        is_container=True,
    ),
    Format(
        name="xz",
        structure=0,
        reader="archive_check",
        extensions=("xz",),
        signature=Signature(start=(b"\xfd7zXZ\x00",)),
        unpacker="compressed_file",
        is_container=True,
    ),
    Format(
        name="zst",
        structure=0,
        reader="archive_check",
        extensions=("zst",),
        signature=Signature(start=(b"\x28\xb5\x2f\xfd",)),
    ),
    Format(
        name="7z",
        structure=0,
        reader="archive_check",
        extensions=("7z",),
        signature=Signature(start=(b"\x37\x7a\xbc\xaf\x27\x1c",)),
    ),
    Format(
        name="rar",
        structure=0,
        reader="archive_check",
        extensions=("rar",),
        signature=Signature(start=(b"Rar!\x1a\x07",)),
    ),
    _unread("compress", "packed with compress (.Z)", _UNPACK, signature=Signature(start=(b"\x1f\x9d",))),
    _unread("lz4", "packed with LZ4", _UNPACK, signature=Signature(start=(b"\x04\x22\x4d\x18",))),
    _unread("cab", "a Windows cabinet", _UNPACK, signature=Signature(start=(b"MSCF\x00\x00\x00\x00",))),
    _unread(
        "cpio",
        "a cpio archive",
        _UNPACK,
        signature=Signature(start=(b"070701", b"070702", b"070707", b"\xc7\x71"), may_begin_text=True),
    ),
    _unread("ar", "a Unix archive", _UNPACK, signature=Signature(start=(b"!<arch>\n",))),
    _unread("warc", "an archive of web pages", _UNPACK, signature=Signature(start=(b"WARC/1.",))),
    # data of programs
    _unread(
        "sas",
        "a SAS data set",
        _STATISTICS,
        signature=Signature(
            start=(b"SAS     ", b"HEADER RECORD*******LIB"), within=((12, b"\xc2\xea\x81\x60\xb3\x14\x11\xcf"),)
        ),
    ),
    _unread("spss", "an SPSS data set", _STATISTICS, signature=Signature(start=(b"$FL2", b"$FL3"))),
    _unread("stata", "a Stata data set", _STATISTICS, signature=Signature(start=(b"<stata_dta>",))),
    _unread("hdf5", "an HDF5 file of numbers", signature=Signature(start=(b"\x89HDF\r\n\x1a\x0a",))),
    _unread("netcdf", "a NetCDF file of numbers", signature=Signature(start=(b"CDF\x01", b"CDF\x02"))),
    _unread("numpy", "a NumPy array", signature=Signature(start=(b"\x93NUMPY",))),
    _unread("matlab", "a MATLAB file of numbers", signature=Signature(start=(b"MATLAB 5.0 MAT-file",))),
    _unread("fits", "an astronomical picture or table", signature=Signature(start=(b"SIMPLE  =",))),
    _unread(
        "berkeley-db",
        "a Berkeley DB file of a program",
        signature=Signature(within=((12, b"\x62\x31\x05\x00"), (12, b"\x61\x15\x06\x00"))),
    ),
    _unread("dicom", "a medical picture (DICOM)", signature=Signature(within=((128, b"DICM"),))),
    _unread("plist", "a property list of macOS", signature=Signature(start=(b"bplist00",))),
    # after the data of programs: its mark is short, and may be part of another format's first bytes
    _unread("lha", "an LHA archive", _UNPACK, signature=Signature(within=((2, b"-lh"),))),
    # pictures that are only named
    _unread("bpg", "a BPG picture", _PICTURE, signature=Signature(start=(b"BPG\xfb",), may_begin_text=True)),
    _unread("pcx", "a PCX picture", _PICTURE, signature=Signature(start=(b"\x0a\x05\x01\x08",))),
    _unread("jbig2", "a JBIG2 picture", _PICTURE, signature=Signature(start=(b"\x97JB2\r\n\x1a\x0a",))),
    _unread("emf", "a Windows metafile", _PICTURE, signature=Signature(within=((40, b" EMF"),))),
    _unread(
        "wmf",
        "a Windows metafile",
        _PICTURE,
        signature=Signature(start=(b"\xd7\xcd\xc6\x9a", b"\x01\x00\x09\x00\x00\x03")),
    ),
    _unread("ico", "an icon of Windows", signature=Signature(start=(b"\x00\x00\x01\x00",), may_begin_text=True)),
    _unread("icns", "icons of macOS", signature=Signature(start=(b"icns",))),
    # encrypted or signed
    _unread(
        "pgp",
        "encrypted with PGP",
        _DECRYPT,
        signature=Signature(start=(b"-----BEGIN PGP MESSAGE", b"\x85\x01\x0c", b"\x85\x02\x0c", b"\x8c\x0d\x04")),
        is_encrypted=True,
    ),
    _unread(
        "openssl-encrypted",
        "encrypted with OpenSSL",
        _DECRYPT,
        signature=Signature(start=(b"Salted__",)),
        is_encrypted=True,
    ),
    _unread(
        "age", "encrypted with age", _DECRYPT, signature=Signature(start=(b"age-encryption.org/",)), is_encrypted=True
    ),
    _unread(
        "axcrypt",
        "encrypted with AxCrypt",
        _DECRYPT,
        signature=Signature(start=(b"\xc0\xb9\x07\x2e\x4f\x93\xf1\x46",)),
        is_encrypted=True,
    ),
    _unread("cms-encrypted", "encrypted with a certificate (S/MIME, CMS)", _DECRYPT, is_encrypted=True),
    _unread("cms-signed", "a signed or timestamped envelope (CMS)", "take the signed file out of it"),
    _unread("certificate", "a certificate or key"),
    _unread("keystore", "a store of keys", signature=Signature(start=(b"\xfe\xed\xfe\xed",))),
    # no documents
    _unread(
        "audio",
        "a sound recording",
        "transcribe it",
        signature=Signature(
            start=(b"ID3", b"fLaC", b"OggS", b"MThd", b".snd", b"#!AMR", b"\x0b\x77"), may_begin_text=True
        ),
    ),
    _unread(
        "video",
        "a film",
        "transcribe it",
        signature=Signature(
            start=(b"\x1a\x45\xdf\xa3", b"FLV\x01", b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", b"\x00\x00\x01\xba")
        ),
    ),
    _unread("flash", "a Flash film", signature=Signature(start=(b"FWS", b"CWS", b"ZWS"), may_begin_text=True)),
    _unread(
        "program",
        "a program or package",
        signature=Signature(
            start=(
                b"\x7fELF",
                b"MZ",
                b"\xca\xfe\xba\xbe",
                b"\xca\xfe\xd0\x0d",
                b"\xcf\xfa\xed\xfe",
                b"\xce\xfa\xed\xfe",
                b"\xfe\xed\xfa\xce",
                b"\xfe\xed\xfa\xcf",
                b"\x00asm",
                b"dex\n03",
            ),
            may_begin_text=True,
            zip_members=("androidmanifest.xml", "meta-inf/manifest.mf"),
        ),
    ),
    _unread("font", "a font", signature=Signature(start=(b"\x00\x01\x00\x00\x00", b"OTTO\x00", b"wOFF", b"wOF2"))),
    _unread(
        "shortcut",
        "a shortcut to another file",
        "deliver the file it points to",
        signature=Signature(start=(b"\x4c\x00\x00\x00\x01\x14\x02\x00",)),
    ),
    _unread("folder-settings", "settings of a macOS folder", signature=Signature(start=(b"\x00\x00\x00\x01Bud1",))),
    _unread(
        "apple-double",
        "macOS settings for another file",
        "leave it out",
        signature=Signature(start=(b"\x00\x05\x16\x07",)),
    ),
    _unread("office-lock", "a lock file of Office", "delete it"),
    _unread("thumbnails", "thumbnails of a Windows folder", signature=Signature(ole_streams=("catalog",))),
)

BY_NAME = {each.name: each for each in FORMATS}
