"""Formats known by name that nothing here reads: each says what it is and how to get its text out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NoReturn

from readiness.extraction.document import Raw, Unreadable
from readiness.model import Outcome


@dataclass(frozen=True, slots=True)
class Name:
    """``what`` it is, in words a data owner knows; ``convert`` what turns it into something readable, if anything."""

    what: str
    convert: str = ""


_LIBREOFFICE = "needs conversion: LibreOffice opens it and saves it as a current Office file or PDF"
_ITS_PROGRAM = "needs conversion: export it to PDF or Office from the program that wrote it"
_UNPACK = "unpack it, and audit what is inside"
_PICTURE = "a picture: convert it to PNG or TIFF, then it can be read by OCR"
_TABLE = "a table for statistics programs: export it as CSV or Parquet"
_DECRYPT = "decrypt it with the key of its owner"

NAMES: dict[str, Name] = {
    "access": Name("a Microsoft Access database", "export its tables as CSV or to a SQL database"),
    "age": Name("encrypted with age", _DECRYPT),
    "amipro": Name("a Lotus Ami Pro document", _ITS_PROGRAM),
    "apple-double": Name("macOS settings for another file", "leave it out"),
    "ar": Name("a Unix archive", _UNPACK),
    "audio": Name("a sound recording", "transcribe it"),
    "axcrypt": Name("encrypted with AxCrypt", _DECRYPT),
    "berkeley-db": Name("a Berkeley DB file of a program"),
    "bpg": Name("a BPG picture", _PICTURE),
    "cab": Name("a Windows cabinet", _UNPACK),
    "cad": Name("a CAD model or drawing", _ITS_PROGRAM),
    "certificate": Name("a certificate or key"),
    "chm": Name("compiled Windows help", "needs conversion: unpack its pages to HTML"),
    "cms-encrypted": Name("encrypted with a certificate (S/MIME, CMS)", _DECRYPT),
    "cms-signed": Name("a signed or timestamped envelope (CMS)", "take the signed file out of it"),
    "compress": Name("packed with compress (.Z)", _UNPACK),
    "corel-presentations": Name("a Corel Presentations show", _ITS_PROGRAM),
    "cpio": Name("a cpio archive", _UNPACK),
    "dicom": Name("a medical picture (DICOM)"),
    "djvu": Name("a DjVu scan", "needs conversion: to PDF, then OCR where it has no text layer"),
    "duckdb": Name("a DuckDB database", "name it in the project file as a source of its own (duckdb:///PATH)"),
    "dwf": Name("a DWF drawing", _ITS_PROGRAM),
    "dwg": Name("an AutoCAD drawing", _ITS_PROGRAM),
    "emf": Name("a Windows metafile", _PICTURE),
    "fdf": Name("form data for a PDF", "needs its PDF: export the filled form"),
    "fits": Name("an astronomical picture or table"),
    "flash": Name("a Flash film"),
    "folder-settings": Name("settings of a macOS folder"),
    "font": Name("a font"),
    "framemaker": Name("a FrameMaker document", _ITS_PROGRAM),
    "hdf5": Name("an HDF5 file of numbers"),
    "hwp": Name("a Hangul document", _LIBREOFFICE),
    "icns": Name("icons of macOS"),
    "ico": Name("an icon of Windows"),
    "indesign": Name("an InDesign document", _ITS_PROGRAM),
    "iwork": Name("an Apple Pages, Numbers or Keynote document", _ITS_PROGRAM),
    "jbig2": Name("a JBIG2 picture", _PICTURE),
    "keynote": Name("an Apple Keynote presentation", _ITS_PROGRAM),
    "keystore": Name("a store of keys"),
    "lha": Name("an LHA archive", _UNPACK),
    "lotus": Name("a Lotus 1-2-3 worksheet", _LIBREOFFICE),
    "lz4": Name("packed with LZ4", _UNPACK),
    "matlab": Name("a MATLAB file of numbers"),
    "netcdf": Name("a NetCDF file of numbers"),
    "numbers": Name("an Apple Numbers workbook", _ITS_PROGRAM),
    "numpy": Name("a NumPy array"),
    "odb": Name("a LibreOffice database", "export its tables as CSV or to a SQL database"),
    "office-lock": Name("a lock file of Office", "delete it"),
    "onenote": Name("a OneNote notebook", _ITS_PROGRAM),
    "openssl-encrypted": Name("encrypted with OpenSSL", _DECRYPT),
    "outlook-store": Name("an Outlook mail store (PST)", "needs conversion: export its mails as MSG, EML or MBOX"),
    "pages": Name("an Apple Pages document", _ITS_PROGRAM),
    "pcx": Name("a PCX picture", _PICTURE),
    "perfectoffice": Name("a document of WordPerfect Office", _LIBREOFFICE),
    "pgp": Name("encrypted with PGP", _DECRYPT),
    "plist": Name("a property list of macOS"),
    "postscript": Name("a PostScript print file", "needs conversion: to PDF with Ghostscript"),
    "powerpoint-95": Name("a PowerPoint 95 presentation", _LIBREOFFICE),
    "program": Name("a program or package"),
    "project": Name("a Microsoft Project plan", _ITS_PROGRAM),
    "publisher": Name("a Microsoft Publisher document", _LIBREOFFICE),
    "quattro": Name("a Quattro Pro worksheet", _LIBREOFFICE),
    "sas": Name("a SAS data set", _TABLE),
    "shortcut": Name("a shortcut to another file", "deliver the file it points to"),
    "spss": Name("an SPSS data set", _TABLE),
    "staroffice": Name("a StarOffice 5 document", _LIBREOFFICE),
    "stata": Name("a Stata data set", _TABLE),
    "thumbnails": Name("thumbnails of a Windows folder"),
    "tnef": Name("an Outlook attachment (winmail.dat)", "needs conversion: unpack it with a TNEF reader"),
    "video": Name("a film", "transcribe it"),
    "visio": Name("a Visio drawing", _ITS_PROGRAM),
    "warc": Name("an archive of web pages", _UNPACK),
    "winhelp": Name("Windows help", "needs conversion"),
    "wmf": Name("a Windows metafile", _PICTURE),
    "word-mac": Name("a document of an early Word for Macintosh", _LIBREOFFICE),
    "wordperfect": Name("a WordPerfect document", _LIBREOFFICE),
    "works": Name("a Microsoft Works document", _LIBREOFFICE),
    "xps": Name("an XPS print file", "needs conversion: to PDF"),
}
"""Format -> what it is. Every format that ``sniff`` tells and no other lane reads is here."""

_SEALED = frozenset({"age", "axcrypt", "cms-encrypted", "openssl-encrypted", "pgp"})
_WORDPERFECT = b"\xffWPC"
_WORDPERFECT_KEY = slice(12, 14)  # WordPerfect file prefix: zero unless a password is set


def read(raw: Raw) -> NoReturn:
    """Never readable: encrypted, or unsupported with the name of the format and the way out."""
    name = NAMES[raw.format]
    detail = f"{name.what}; {name.convert}" if name.convert else name.what
    locked = raw.data.startswith(_WORDPERFECT) and any(raw.data[_WORDPERFECT_KEY])
    raise Unreadable(Outcome.ENCRYPTED if raw.format in _SEALED or locked else Outcome.UNSUPPORTED, detail)
