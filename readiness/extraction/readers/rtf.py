"""Rich Text Format 1.9.1: what its groups show, code pages and Unicode escapes resolved."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, replace

from readiness.extraction.document import RawFile, ReadResult, Unreadable
from readiness.model import Outcome

_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])|([^\\{}\r\n]+)|[\r\n]+|\\"
)
_HIDDEN = frozenset(
    "fonttbl colortbl stylesheet info pict themedata datastore colorschememapping latentstyles listtable rsidtbl "
    "listoverridetable generator filetbl revtbl xmlnstbl wgrffmtfilter fldinst mmathPr template pgptbl "
    "bkmkstart bkmkend nonshppict panose falt ftnsep aftnsep ftnsepc aftnsepc".split()
)
_VISIBLE_DESPITE_STAR = frozenset({"shppict", "shptxt", "footnote", "annotation", "cs", "ds", "ts"})
_INSERTIONS = frozenset(
    "footnote annotation header headerl headerr headerf footer footerl footerr footerf shptxt".split()
)
"""Groups whose text is kept in place and is no part of the sentence around it."""
_MARKS = {
    "par": "\n", "line": "\n", "sect": "\n", "page": "\f", "row": "\n", "tab": "\t", "cell": "\t", "nestcell": "\t",
    "nestrow": "\n", "emdash": "\u2014", "endash": "\u2013", "bullet": "\u2022", "lquote": "\u2018", "rquote": "\u2019",
    "ldblquote": "\u201c", "rdblquote": "\u201d", "emspace": " ", "enspace": " ",
}  # fmt: skip
_SYMBOLS = {"~": " ", "_": "-", "-": "", "\n": "\n", "\r": "\n", "{": "{", "}": "}", "\\": "\\"}
_CODEPAGES = {"ansi": "cp1252", "mac": "mac_roman", "pc": "cp437", "pca": "cp850"}
# \fcharset values, as the specification's font table lists them.
_CHARSETS = {
    77: "mac_roman", 128: "cp932", 129: "cp949", 134: "gbk", 136: "big5", 161: "cp1253", 162: "cp1254", 163: "cp1258",
    177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250",
}  # fmt: skip
_MAX_DEPTH = 10_000


_FONT = re.compile(rb"\\f(\d{1,5})(?=[^{}]{0,200}?\\fcharset(\d{1,3}))")
_HEADING_STYLE = re.compile(
    rb"\{\\s(\d{1,5})(?:\\[^{};]{0,300})?(?:\{[^{}]{0,100}\}[^{};]{0,100}){0,4}[ ](?:heading \d|Title);\}",
    re.IGNORECASE,
)
_MAX_HEADINGS = 1000
_INFO_TEXT = re.compile(rb"\{\\(title|author)[ \r\n]+([^{}]{0,2000})\}")
_INFO_TIME = re.compile(rb"\{\\(creatim|revtim)\\yr(\d{4})\\mo(\d{1,2})\\dy(\d{1,2})(?:\\hr(\d{1,2})\\min(\d{1,2}))?")
_INFO_WITHIN = 262_144
_DATES = {"creatim": "created", "revtim": "modified"}


def read(raw: RawFile) -> ReadResult:
    head = raw.data[:_INFO_WITHIN]
    info = {match[1].decode(): plain(b"{\\rtf1 " + match[2] + b"}") for match in _INFO_TEXT.finditer(head)}
    dates = {_DATES[match[1].decode()]: _iso(match) for match in _INFO_TIME.finditer(head)}
    body = _Writer(raw.data)
    return ReadResult(
        outcome=Outcome.OK if body.closed else Outcome.TRUNCATED,
        detail="" if body.closed else "the outermost group is never closed: the file was cut off",
        text=body.text,
        tables=body.tables,
        headings=tuple(body.headings[:_MAX_HEADINGS]),
        title=info.get("title", ""),
        author=info.get("author", ""),
        dates=dates,
        metadata={f"{key}_source": "rtf_info" for key in dates},
    )


def _iso(match: re.Match[bytes]) -> str:
    year, month, day, hour, minute = (int(part or 0) for part in match.groups()[1:])
    return f"{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:00"


def plain(data: bytes) -> str:
    """The text that an RTF file shows, footnotes where they are anchored."""
    return _Writer(data).text


@dataclass(frozen=True, slots=True, kw_only=True)
class _Group:
    r"""State that a closing brace restores: text hidden or not, its codec, the number of fallbacks after ``\u``."""

    hidden: bool = False
    muted: bool = False
    fallbacks: int = 1
    codec: str = "cp1252"


class _Writer:
    """One pass over the tokens."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._fonts = {int(match[1]): _CHARSETS.get(int(match[2]), "") for match in _FONT.finditer(data[:_INFO_WITHIN])}
        self._document_codec = "cp1252"
        self._stack = [_Group()]
        self._insertion_depths: list[int] = []
        self._out: list[str] = []
        self._bytes = bytearray()
        self._to_skip = 0
        self.tables = 0
        self.headings: list[str] = []
        self._heading_styles = {int(match[1]) for match in _HEADING_STYLE.finditer(data[:_INFO_WITHIN])}
        self._in_table = self._is_heading = False
        self._paragraph_from = 0
        self._starred = self._opens = False
        self.closed = False
        self._run()
        self._flush()
        self.text = "".join(self._out).encode("utf-16", "surrogatepass").decode("utf-16", "replace").strip()

    @property
    def _group(self) -> _Group:
        return self._stack[-1]

    def _run(self) -> None:
        at = 0
        while at < len(self._data) and not self.closed:
            token = _TOKEN.match(self._data, at)
            if token is None:
                at += 1
                continue
            at = token.end()
            word, argument, code, symbol, brace, text = token.groups()
            if word == b"bin":
                at += max(0, int(argument or 0))
                continue
            if code:
                self._show_bytes(bytes([int(code, 16)]))
            elif text:
                self._show_bytes(text)
            else:
                self._flush()
                self._mark(word, argument, symbol, brace)

    def _mark(self, word: bytes | None, argument: bytes | None, symbol: bytes | None, brace: bytes | None) -> None:
        if word:
            self._word(word.decode("ascii"), None if argument is None else int(argument))
        elif brace:
            self._brace(brace)
        elif symbol == b"*":
            self._starred = self._opens  # elsewhere than behind a brace it marks no destination
        elif symbol:
            self._show(_SYMBOLS.get(symbol.decode("latin-1"), ""))

    def _brace(self, brace: bytes) -> None:
        self._to_skip = 0
        if brace == b"{":
            if len(self._stack) >= _MAX_DEPTH:
                raise Unreadable(Outcome.HOSTILE, f"nests more than {_MAX_DEPTH} groups")
            self._stack.append(self._group)
        elif len(self._stack) > 1:
            if self._insertion_depths and self._insertion_depths[-1] == len(self._stack):
                self._insertion_depths.pop()
                self._show(" ")
            self._stack.pop()
            self.closed = len(self._stack) == 1  # what follows the outermost group is no part of the document
        self._opens = brace == b"{"

    def _word(self, name: str, argument: int | None) -> None:
        starred, self._starred, self._opens = self._starred, False, False
        if name in _HIDDEN or (starred and name not in _VISIBLE_DESPITE_STAR):
            self._stack[-1] = replace(self._group, hidden=True)
        elif name in _INSERTIONS:
            self._insertion_depths.append(len(self._stack))
            self._show(" ")
        elif name in _MARKS:
            self._show(_MARKS[name])
            self._note_structure(name)
        elif name == "u" and argument is not None:
            self._show(chr(argument & 0xFFFF))
            self._to_skip = self._group.fallbacks
        else:
            self._set(name, argument)

    def _note_structure(self, name: str) -> None:
        """Rows that follow each other are one table; a paragraph in a heading style is a heading."""
        if name == "row":
            self.tables += not self._in_table
            self._in_table = True
        elif name == "par":
            self._in_table = False
            text = " ".join("".join(self._out[self._paragraph_from :]).split())
            if self._is_heading and text:
                self.headings.append(text)
            self._paragraph_from = len(self._out)

    def _set(self, name: str, argument: int | None) -> None:
        if name == "pard":
            self._is_heading = False
        elif name in {"s", "outlinelevel"} and not self._group.hidden:
            self._is_heading = self._is_heading or name == "outlinelevel" or argument in self._heading_styles
        elif name == "uc":
            self._stack[-1] = replace(self._group, fallbacks=max(0, argument or 0))
        elif name == "htmlrtf":
            self._stack[-1] = replace(self._group, muted=argument != 0)
        elif name in {"f", "plain"}:
            self._use(self._fonts.get(argument or 0, "") if name == "f" else "")
        elif name in _CODEPAGES or name == "ansicpg":
            self._document_codec = _CODEPAGES.get(name) or _known_codec(f"cp{argument}")
            self._use("")

    def _use(self, codec: str) -> None:
        self._stack[-1] = replace(self._group, codec=codec or self._document_codec)

    def _show_bytes(self, data: bytes) -> None:
        skipped = min(self._to_skip, len(data))
        self._to_skip -= skipped
        self._bytes += data[skipped:]

    def _flush(self) -> None:
        if self._bytes:
            self._show(self._bytes.decode(self._group.codec, "replace"))
            self._bytes.clear()

    def _show(self, text: str) -> None:
        if not (self._group.hidden or self._group.muted):
            self._out.append(text)


def _known_codec(codec: str) -> str:
    try:
        codecs.lookup(codec)
    except LookupError:
        return "cp1252"
    return codec
