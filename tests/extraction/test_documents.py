"""The text and facts each reader gives, through ``extract``. Documents are made by hand in ``samples``."""

import struct

import pytest

from readiness.extraction import extract
from readiness.model import Document, Outcome
from tests.extraction import samples
from tests.extraction.samples import paragraph


def read(data: bytes, name: str = "") -> Document:
    return extract(data, name=name)


def test_word_paragraphs_are_lines_and_cells_stand_apart() -> None:
    cell = "<w:tc>{}</w:tc>".format
    row = f"<w:tr>{cell(paragraph('Bolt'))}{cell(paragraph('2'))}</w:tr>"
    found = read(samples.docx(paragraph("Scope", "Heading1") + paragraph("All sites.") + f"<w:tbl>{row}</w:tbl>"))
    assert found.outcome is Outcome.OK
    assert found.text == "Scope\nAll sites.\nBolt\t2"
    assert found.headings == ("Scope",)
    assert found.tables == 1


def test_a_text_box_is_read_once_though_it_is_there_twice() -> None:
    box = f"<w:txbxContent>{paragraph('Boxed')}</w:txbxContent>"
    choice = f"<mc:AlternateContent><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent>"
    found = read(samples.docx(f"<w:p><w:r>{choice}</w:r></w:p>{paragraph('After')}"))
    assert found.text.count("Boxed") == 1
    assert "After" in found.text


def test_word_headers_footnotes_and_comments_are_read_and_deletions_are_not() -> None:
    deleted = "<w:p><w:del><w:r><w:delText>struck</w:delText></w:r></w:del></w:p>"
    parts = {name: paragraph(name) for name in ("header1", "footer1", "footnotes", "comments")}
    found = read(samples.docx(paragraph("Body") + deleted, **parts))
    assert found.text.split() == ["Body", "footnotes", "header1", "footer1", "comments"]


def test_the_same_header_on_three_sections_is_read_once() -> None:
    found = read(samples.docx(paragraph("Body"), header1=paragraph("ACME"), header2=paragraph("ACME")))
    assert found.text.count("ACME") == 1


def test_word_core_properties_give_title_author_and_dates() -> None:
    core = "<dc:title>Lease</dc:title><dc:creator>Ada</dc:creator>"
    core += "<dcterms:created>2020-01-02T03:04:05Z</dcterms:created>"
    core += "<dcterms:modified>2021-02-03T04:05:06Z</dcterms:modified>"
    found = read(samples.docx(paragraph("Body"), core))
    assert (found.title, found.author) == ("Lease", "Ada")
    assert dict(found.dates) == {"created": "2020-01-02T03:04:05Z", "modified": "2021-02-03T04:05:06Z"}
    assert found.metadata["modified_source"] == "docx_core"


def test_a_cut_word_file_is_truncated_and_a_scrambled_one_corrupt() -> None:
    whole = samples.docx("".join(paragraph(f"Line {number} {number * 7919}") for number in range(400)))
    assert read(whole[: len(whole) * 2 // 3], "a.docx").outcome is Outcome.TRUNCATED
    start = whole.index(b"word/document.xml") + 40
    scrambled = whole[:start] + bytes(byte ^ 0x5A for byte in whole[start : start + 200]) + whole[start + 200 :]
    assert read(scrambled, "a.docx").outcome is Outcome.CORRUPT


def test_office_xml_with_a_dtd_is_hostile_and_expands_nothing() -> None:
    lol = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
    data = samples.zipped({"[Content_Types].xml": "<Types/>", "word/document.xml": f"{lol}<x>&b;</x>"})
    assert read(data).outcome is Outcome.HOSTILE


def test_a_zip_bomb_is_hostile() -> None:
    data = samples.zipped({"[Content_Types].xml": "<Types/>", "word/document.xml": b"<x>" + b" " * 30_000_000})
    assert read(data).outcome is Outcome.HOSTILE


def test_slides_are_pages_in_the_order_of_their_numbers() -> None:
    found = read(samples.pptx(*[f"Slide {number}" for number in range(1, 12)]))
    assert found.pages == 11
    assert found.text.split("\f")[9:] == ["Slide 10", "Slide 11"]


def test_opendocument_text_and_its_dates() -> None:
    text = 'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    content = f'<c {text}><text:h>Scope</text:h><text:p>All<text:s text:c="2"/>sites</text:p></c>'
    meta = '<m xmlns:o="o" xmlns:dc="dc"><o:meta><dc:title>Plan</dc:title>'
    meta += "<dc:date>2022-05-06T07:08:09</dc:date></o:meta></m>"
    data = samples.zipped({"content.xml": content, "meta.xml": meta}, "application/vnd.oasis.opendocument.text")
    found = read(data)
    assert found.text == "Scope\nAll  sites"
    assert (found.title, found.dates["modified"], found.headings) == ("Plan", "2022-05-06T07:08:09", ("Scope",))


def test_an_encrypted_opendocument_is_encrypted() -> None:
    members = {"content.xml": "x", "META-INF/manifest.xml": "<m><encryption-data/></m>"}
    assert read(samples.zipped(members, "application/vnd.oasis.opendocument.text")).outcome is Outcome.ENCRYPTED


def test_a_book_is_read_in_the_order_of_its_spine() -> None:
    opf = "<p><metadata><title>Tales</title></metadata><manifest>"
    opf += '<item id="a" href="1.xhtml"/><item id="b" href="2.xhtml"/></manifest>'
    opf += '<spine><itemref idref="b"/><itemref idref="a"/></spine></p>'
    container = '<c><rootfile full-path="OEBPS/p.opf"/></c>'
    pages = {
        "OEBPS/1.xhtml": "<html><body><p>one</p></body></html>",
        "OEBPS/2.xhtml": "<html><body><p>two</p></body></html>",
    }
    members = {"META-INF/container.xml": container, "OEBPS/p.opf": opf, **pages}
    found = read(samples.zipped(members, "application/epub+zip"))
    assert (found.text.split(), found.title) == (["two", "one"], "Tales")


def test_a_workbook_is_sheets_of_tabbed_rows() -> None:
    row = '<row r="1"><c r="A1" t="inlineStr"><is><t>Bolt</t></is></c><c r="B1"><v>2</v></c></row>'
    found = read(samples.xlsx(row))
    assert found.text == "Prices\nBolt\t2"
    assert found.metadata["sheets"] == "Prices"


def test_two_cells_in_opposite_corners_are_refused_before_they_exhaust_memory() -> None:
    rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>'
    assert read(samples.xlsx(rows)).outcome is Outcome.HOSTILE


def test_word_97_shows_results_of_fields_and_hides_their_codes() -> None:
    found = read(samples.doc("Pay within \x13 REF days \x14thirty\x15 days.\rThe end.\r"))
    assert found.text == "Pay within thirty days.\nThe end."


def test_a_locked_word_97_file_is_encrypted() -> None:
    assert read(samples.doc("secret", encrypted=True)).outcome is Outcome.ENCRYPTED


def test_a_locked_excel_97_file_is_encrypted() -> None:
    records = struct.pack("<HH4s", 0x0809, 4, b"\0\6\5\0") + struct.pack("<HH2s", 0x002F, 2, b"\1\0")
    assert read(samples.ole({"Workbook": records})).outcome is Outcome.ENCRYPTED


def test_a_password_protected_office_file_is_encrypted_and_still_no_lie() -> None:
    found = read(samples.ole({"EncryptedPackage": b"x", "EncryptionInfo": b"x"}), "board.docx")
    assert (found.outcome, found.format) == (Outcome.ENCRYPTED, "ooxml-encrypted")


def test_powerpoint_97_text_atoms() -> None:
    def record(kind: int, body: bytes, version: int = 0) -> bytes:
        return struct.pack("<HHI", version, kind, len(body)) + body

    prompt = record(0x03F8, record(0x0FA8, b"Click to edit"), 0xF)
    slide = record(0x03EE, record(0x0FA0, "Größe".encode("utf-16-le")) + record(0x0FA8, b"Plan"), 0xF)
    found = read(samples.ole({"PowerPoint Document": prompt + slide}))
    assert (found.text, found.pages) == ("Größe\nPlan", 1)


def test_outlook_messages_use_the_code_page_they_name() -> None:
    properties = b"\0" * 32 + struct.pack("<IIQ", 0x3FFD0003, 6, 1251)
    streams = {
        "__properties_version1.0": properties,
        "__substg1.0_0037001F": "Счёт".encode("utf-16-le"),
        "__substg1.0_1000001E": "Оплата до пятницы".encode("cp1251"),
    }
    assert read(samples.ole(streams)).text == "Счёт\n\nОплата до пятницы"


def test_rtf_shows_text_in_its_code_page_and_hides_its_tables() -> None:
    rtf = rb"{\rtf1\ansi\ansicpg1250{\fonttbl{\f0\fcharset0 Arial;}}{\*\generator x;}{\info{\title Plan}}"
    rtf += rb"K\'f8\u367?\par{\field{\*\fldinst HYPERLINK x}{\fldrslt link}}\tab\{end\}}"
    found = read(rtf)
    assert (found.text, found.title) == ("Křů\nlink\t{end}", "Plan")


def test_a_footnote_in_rtf_is_no_part_of_the_word_it_follows() -> None:
    rtf = rb"{\rtf1 The price{\super\chftn{\footnote\pard{\super\chftn} net of tax}} is fixed.{\header Draft}\par}"
    assert read(rtf).text.split() == ["The", "price", "net", "of", "tax", "is", "fixed.", "Draft"]


def test_text_that_fills_up_a_block_ends_where_its_padding_begins() -> None:
    said = b"Invoice 4711 for the northern warehouse, to be paid in thirty days.\r\n"
    for padding in (bytes(300), b"\x1a" * 60, b"\x1a" + bytes(127)):
        found = read(said * 3 + padding)
        assert (found.outcome, found.text) == (Outcome.OK, said.decode().replace("\r\n", "\n") * 3)


def test_soft_hyphens_of_a_page_part_no_words() -> None:
    assert (
        read(b"<!doctype html><html><body><p>Donau&shy;dampf&shy;schiff</p></body></html>").text == "Donaudampfschiff"
    )


def test_rtf_that_never_closes_is_truncated() -> None:
    assert read(rb"{\rtf1 Half a sen").outcome is Outcome.TRUNCATED


def test_web_pages_show_what_readers_see() -> None:
    page = (
        b"<!doctype html><html><head><title> Leave\n policy </title><meta name='dcterms.modified' content='2024-05-06'>"
    )
    page += b"<script>var x</script></head><body><h1>Leave</h1><p>Ask <b>first</b>.</p><style>p{}</style></body></html>"
    found = read(page)
    assert "Ask first." in found.text
    assert "var x" not in found.text
    assert (found.title, found.headings) == ("Leave policy", ("Leave",))
    assert (found.dates["modified"], found.metadata["modified_source"]) == ("2024-05-06", "html_meta")


def test_web_pages_are_decoded_as_they_declare() -> None:
    page = '<html><head><meta charset="windows-1251"></head><body><p>Отчёт за год</p></body></html>'.encode("cp1251")
    assert "Отчёт за год" in read(page).text


def test_structured_data_dates_a_page() -> None:
    page = b'<html><head><script type="application/ld+json">{"@graph":[{"dateModified":"2023-01-02"}]}</script></head>'
    assert read(page + b"<body>Hello</body></html>").dates["modified"] == "2023-01-02"


def test_front_matter_stays_in_the_text_and_titles_it() -> None:
    found = read(b'---\ntitle: "Leave policy"\n---\n# Leave\n\n```\n# no heading\n```\n', "leave.md")
    assert found.text.startswith("---\ntitle:")
    assert (found.title, found.headings) == ("Leave policy", ("Leave",))


def test_xml_is_read_without_its_tags_and_as_written_when_malformed() -> None:
    assert read(b"<order><id>7</id><to>Ada</to></order>", "o.xml").text == "7\nAda"
    broken = read(b"<order><id>7</order>", "o.xml")
    assert (broken.outcome, broken.text) == (Outcome.OK, "<order><id>7</order>")


def test_an_entity_in_xml_reads_no_file() -> None:
    data = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>before &e; after</x>'
    assert "root:" not in read(data, "x.xml").text


def test_pictures_are_pages_for_ocr_with_their_size() -> None:
    found = read(samples.png(640, 480), "scan.png")
    assert (found.outcome, found.pages, found.pages_without_text) == (Outcome.NEEDS_OCR, 1, 1)
    assert (found.metadata["width"], found.metadata["height"]) == ("640", "480")
    assert read(samples.png()[:-12], "scan.png").outcome is Outcome.TRUNCATED


def test_archives_are_named_not_read() -> None:
    found = read(samples.zipped({"a.txt": "x", "b.txt": "y"}))
    assert (found.outcome, found.metadata["members"]) == (Outcome.UNSUPPORTED, "2")


@pytest.mark.parametrize(
    ("data", "name", "outcome"),
    [
        (b"", "a.pdf", Outcome.EMPTY),
        (b" \n\t", "a.txt", Outcome.EMPTY),
        (b"\0" * 5000, "a.docx", Outcome.CORRUPT),
        (bytes(range(256)) * 40, "a.pdf", Outcome.CORRUPT),
        (bytes(range(256)) * 40, "a.xyz", Outcome.UNSUPPORTED),
        (b"SQLite format 3\0" + b"\0" * 100, "a.db", Outcome.UNSUPPORTED),
    ],
)
def test_bytes_without_characters_are_never_ok(data: bytes, name: str, outcome: Outcome) -> None:
    assert read(data, name).outcome is outcome


def test_a_file_that_is_not_there_is_an_answer_too(tmp_path: object) -> None:
    found = extract(f"{tmp_path}/gone.pdf")
    assert (found.outcome, found.detail) == (Outcome.CORRUPT, "cannot be opened: No such file or directory")


@pytest.mark.parametrize("share", [0.4, 0.7, 0.95])
@pytest.mark.parametrize(
    "streams", [("WordDocument", "1Table", "Data"), ("Workbook", "More"), ("PowerPoint Document",)]
)
def test_a_cut_compound_file_is_truncated_wherever_it_was_cut(share: float, streams: tuple[str, ...]) -> None:
    whole = samples.ole(dict.fromkeys(streams, b"x" * 20000))
    assert read(whole[: int(len(whole) * share)]).outcome is Outcome.TRUNCATED
