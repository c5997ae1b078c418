"""Text outside the body is read too: charts, boxes, comments, masters, page headers, included files."""

import io
import struct
import zipfile
from collections.abc import Mapping

from hypothesis import given, settings
from hypothesis import strategies as st

from readiness.extraction import extract
from readiness.model import Document, Outcome
from tests.extraction import samples

_A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
_C = 'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"'
_P = 'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
_MASTER = "ppt/slideMasters/slideMaster1.xml"
CHART = (
    f"<c:chart {_C} {_A}><c:title><a:p><a:t>Output by plant</a:t></a:p></c:title>"
    "<c:cat><c:strCache><c:pt>"
    "<c:v>Graz</c:v></c:pt></c:strCache></c:cat><c:val><c:numCache><c:pt><c:v>7.25</c:v></c:pt></c:numCache></c:val></c:chart>"
)


def added(data: bytes, members: Mapping[str, str]) -> Document:
    """``data`` with further members."""
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return extract(out.getvalue())


def test_a_chart_in_a_letter_gives_its_words_and_not_its_numbers() -> None:
    found = added(samples.docx(samples.paragraph("See the chart.")), {"word/charts/chart1.xml": CHART})
    assert "Output by plant\nGraz" in found.text
    assert "7.25" not in found.text


def test_moved_and_deleted_text_is_read_in_its_present_place() -> None:
    moved = "<w:moveFrom><w:r><w:t>moved</w:t></w:r></w:moveFrom>"
    deleted = "<w:del><w:r><w:delText>gone</w:delText></w:r></w:del>"
    now = "<w:moveTo><w:r><w:t>moved</w:t></w:r></w:moveTo>"
    found = extract(samples.docx(f"<w:p>{moved}{deleted}</w:p><w:p>{now}</w:p>"))
    assert found.text.strip() == "moved"


def test_a_heading_is_known_by_the_name_of_its_style_in_any_language() -> None:
    body = samples.paragraph("Zweck", style="berschrift1") + samples.paragraph("Text")
    style = '<w:style w:type="paragraph" w:styleId="berschrift1"><w:name w:val="heading 1"/></w:style>'
    assert extract(samples.docx(body, styles=style)).headings == ("Zweck",)


def test_a_web_page_taken_into_a_letter_is_read() -> None:
    relation = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="c" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/aFChunk" Target="chunk.htm"/>'
        "</Relationships>"
    )
    found = added(
        samples.docx(samples.paragraph("Cover")),
        {
            "word/_rels/document.xml.rels": relation,
            "word/chunk.htm": "<html><body><p>Annex from the web</p></body></html>",
        },
    )
    assert found.text.split("\n\n") == ["Cover", "Annex from the web"]


def slide_master(shape: str) -> str:
    return f"<p:sldMaster {_P} {_A}><p:sp>{shape}<a:p><a:t>Confidential</a:t></a:p></p:sp></p:sldMaster>"


def test_what_a_master_prints_is_read_and_its_prompts_are_not() -> None:
    printed = added(samples.pptx("Plan"), {_MASTER: slide_master("")})
    prompt = added(samples.pptx("Plan"), {_MASTER: slide_master('<p:ph type="title"/>')})
    assert [printed.text, prompt.text] == ["Plan\fConfidential", "Plan"]


def test_titles_of_slides_are_headings() -> None:
    slide = f'<s {_P} {_A}><p:sp><p:ph type="ctrTitle"/><a:p><a:t>Budget 2027</a:t></a:p></p:sp></s>'
    members = {"ppt/presentation.xml": "<p/>", "[Content_Types].xml": "<Types/>", "ppt/slides/slide1.xml": slide}
    found = extract(samples.zipped(members))
    assert found.headings == ("Budget 2027",)


def test_text_boxes_and_page_headers_of_a_workbook_are_read() -> None:
    box = f"<x {_A}><a:p><a:t>Draft, do not use</a:t></a:p></x>"
    book = samples.xlsx('<row r="1"><c r="A1" t="inlineStr"><is><t>Bolt</t></is></c></row>')
    found = added(book, {"xl/drawings/drawing1.xml": box})
    assert found.text.split("\n")[0:2] + found.text.split("\n")[-1:] == ["Prices", "Bolt", "Draft, do not use"]


def test_a_text_box_of_an_old_workbook_is_read() -> None:
    from readiness.extraction.readers import xls_boxes

    text = "See annex"
    record = (
        struct.pack("<HH10xH6x", 0x01B6, 18, len(text)) + struct.pack("<HHB", 0x3C, 1 + len(text), 0) + text.encode()
    )
    assert [text] == xls_boxes.texts(b"\x09\x08" + record)


def test_page_headers_of_an_open_document_are_read_once() -> None:
    style = "urn:oasis:names:tc:opendocument:xmlns:style:1.0"
    words = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
    styles = f'<x xmlns:s="{style}" xmlns:t="{words}"><s:header><t:p>Internal</t:p></s:header><s:header-left/></x>'
    members = {"content.xml": f'<c xmlns:t="{words}"><t:p>Rules</t:p></c>', "styles.xml": styles}
    assert extract(samples.zipped(members, "application/vnd.oasis.opendocument.text")).text == "Rules\nInternal"


def test_a_star_office_letter_may_name_its_dtd_but_bring_no_entities() -> None:
    kind = "application/vnd.sun.xml.writer"
    named = '<!DOCTYPE o PUBLIC "-//OpenOffice.org//DTD 1.0//EN" "office.dtd"><o><p>Hello</p></o>'
    bringing = '<!DOCTYPE o [<!ENTITY x "y">]><o><p>&x;</p></o>'
    assert extract(samples.zipped({"content.xml": named}, kind)).text == "Hello"
    assert extract(samples.zipped({"content.xml": bringing}, kind)).outcome == Outcome.HOSTILE


def old_word(text: bytes, *, flags: int = 0) -> bytes:
    """Word 6: text of one code page, right behind a header of 0x300 bytes."""
    head = struct.pack("<HH6xH", 0xA5DC, 101, flags).ljust(24, b"\x00")
    return (head + struct.pack("<II", 0x300, 0x300 + len(text))).ljust(0x300, b"\x00") + text


def test_a_letter_of_word_6_is_read() -> None:
    found = extract(samples.ole({"WordDocument": old_word(b"Gr\xfc\xdfe\rAnna")}))
    assert (found.outcome, found.text) == (Outcome.OK, "Grüße\nAnna")


def test_a_letter_of_word_2_needs_no_container() -> None:
    assert extract(old_word(b"Regards")).text == "Regards"


def test_an_old_letter_may_be_locked() -> None:
    assert extract(old_word(b"x", flags=0x0100)).outcome == Outcome.ENCRYPTED


def test_an_encrypted_message_is_no_empty_one() -> None:
    headers = "From: a@example.org\r\nContent-Type: multipart/encrypted; boundary=x\r\n"
    streams = {"__properties_version1.0": bytes(32), "__substg1.0_007D001F": headers.encode("utf-16-le")}
    assert extract(samples.ole(streams)).outcome == Outcome.ENCRYPTED


def test_rows_of_an_rtf_table_count_once_and_headings_are_found() -> None:
    sheet = rb"{\stylesheet{\s1\b heading 1;}}"
    rows = rb"\trowd a\cell b\cell\row\trowd c\cell d\cell\row"
    found = extract(
        rb"{\rtf1" + sheet + rb"\pard\s1 Scope\par\pard text\par " + rows + rb"\pard end\par\trowd e\cell\row}"
    )
    assert (found.headings, found.tables) == (("Scope",), 2)


def commented_pdf() -> bytes:
    objects = {
        1: "<</Type/Catalog/Pages 2 0 R/Outlines 8 0 R>>",
        2: "<</Type/Pages/Count 1/Kids[6 0 R]>>",
        3: "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        4: "<</Type/Annot/Subtype/FreeText/Rect[0 0 9 9]/Contents(Check the price)>>",
        5: "<</CreationDate(D:2020)>>",
        6: "<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Resources<</Font<</F1 3 0 R>>>>"
        "/Contents 7 0 R/Annots[4 0 R 10 0 R]>>",
        7: "<</Length 37>>stream\nBT /F1 10 Tf 50 700 Td (Offer) Tj ET  \nendstream",
        8: "<</Type/Outlines/First 9 0 R/Last 9 0 R/Count 1>>",
        9: "<</Title(Chapter one)/Parent 8 0 R>>",
        10: "<</Type/Annot/Subtype/Widget/FT/Tx/T(name)/V(Anna Berg)/Rect[0 0 9 9]>>",
        11: "<</Length 150>>stream\n<x:xmpmeta><rdf:RDF><dc:title><rdf:Alt><rdf:li>Offer &amp; terms"
        "</rdf:li></rdf:Alt></dc:title>"
        "<xmp:ModifyDate>2021-02-03T04:05:06Z</xmp:ModifyDate></rdf:RDF></x:xmpmeta>\nendstream",
    }
    return samples.pdf_file(objects)


def test_comments_form_entries_outline_and_xmp_of_a_pdf_are_read() -> None:
    found = extract(commented_pdf())
    assert found.text.split("\n") == ["Offer", "Check the price", "Anna Berg"]
    assert (found.headings, found.title) == (("Chapter one",), "Offer & terms")
    assert (found.dates["modified"], found.metadata["modified_source"]) == ("2021-02-03T04:05:06Z", "pdf_xmp")
    assert found.metadata["created_source"] == "pdf_info"


def record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def test_a_worksheet_of_excel_3_is_read_row_by_row() -> None:
    cell = struct.Struct("<HHH")
    sheet = (
        record(0x0209, struct.pack("<HHH", 0, 16, 0))
        + record(0x0204, cell.pack(0, 0, 0) + struct.pack("<H", 5) + b"M\xfcll.")
        + record(0x0203, cell.pack(0, 1, 0) + struct.pack("<d", 2.5))
        + record(0x027E, cell.pack(1, 0, 0) + struct.pack("<i", 7 << 2 | 2))
        + record(0x0406, cell.pack(1, 1, 0) + bytes(6) + b"\xff\xff" + bytes(4))
        + record(0x0207, struct.pack("<H", 4) + b"open")
    )
    whole, cut = extract(sheet + record(0x000A, b""), name="rates.xls"), extract(sheet, name="rates.xls")
    assert (whole.format, whole.outcome, whole.text) == ("xls", Outcome.OK, "Müll.\t2.5\n7\topen")
    assert (cut.outcome, cut.text) == (Outcome.TRUNCATED, whole.text)


@settings(deadline=None, max_examples=60)
@given(st.sampled_from([0x0009, 0x0209, 0x0409]), st.binary(max_size=200))
def test_a_damaged_worksheet_of_excel_2_to_4_is_a_fact_and_no_error(kind: int, rest: bytes) -> None:
    found = extract(record(kind, struct.pack("<HHH", 0, 16, 0)[: 4 if kind == 0x0009 else 6]) + rest, name="old.xls")
    assert found.outcome != Outcome.CRASHED


def test_strings_of_a_workbook_are_kept_when_its_cells_cannot_be_read() -> None:
    item = record_of_xlsb(19, b"\x00" + struct.pack("<I", 4) + "Bolt".encode("utf-16-le"))
    found = extract(samples.zipped({"xl/workbook.bin": b"\x01", "xl/sharedStrings.bin": item}), name="stock.xlsb")
    assert found.text == "Bolt"
    assert "cells cannot be read" in found.detail


def record_of_xlsb(kind: int, body: bytes) -> bytes:
    return bytes([kind, len(body)]) + body
