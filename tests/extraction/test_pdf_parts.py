"""Files that lie in a PDF are items; a dynamic XFA form is read from its data."""

from __future__ import annotations

import ctypes
import io
from pathlib import Path

import pypdfium2
from pypdfium2 import raw as pdfium
from reportlab.pdfgen import canvas

import readiness
from readiness.model import Outcome
from tests.extraction.test_batch import texts
from tests.extraction.test_members import audited


def page(text: str) -> bytes:
    out = io.BytesIO()
    pdf = canvas.Canvas(out)
    pdf.drawString(60, 760, text)
    pdf.save()
    return out.getvalue()


def portfolio(cover: str, files: dict[str, bytes]) -> bytes:
    document = pypdfium2.PdfDocument(page(cover))
    for name, data in files.items():
        wide = ctypes.create_string_buffer(name.encode("utf-16-le") + b"\0\0")
        attachment = pdfium.FPDFDoc_AddAttachment(document, ctypes.cast(wide, ctypes.POINTER(ctypes.c_ushort)))
        assert pdfium.FPDFAttachment_SetFile(attachment, document, data, len(data))
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def form(packet: bytes, shown: str = "Please wait...") -> bytes:
    """A PDF whose catalogue names a dynamic XFA form (ISO 32000-1, 12.7.8), written by hand."""
    content = f"BT /F1 12 Tf 60 700 Td ({shown}) Tj ET".encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R /NeedsRendering true /AcroForm << /Fields [] /XFA 6 0 R >> >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        (
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
            b" /Resources << /Font << /F1 5 0 R >> >> >>"
        ),
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(packet), packet),
    ]
    out, places = b"%PDF-1.7\n", []
    for number, one in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = len(out)
    return (
        out
        + b"xref\n0 7\n0000000000 65535 f \n"
        + table
        + b"trailer << /Size 7 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % end
    )


XDP = (
    b'<xdp:xdp xmlns:xdp="http://ns.adobe.com/xdp/"><template xmlns="http://www.xfa.org/schema/xfa-template/3.3/">'
    b"<subform><draw><value><text>Lease of the northern shed</text></value></draw><field><caption><value><text>Tenant"
    b"</text></value></caption></field><variables><script>secretCode()</script></variables></subform></template>"
    b'<xfa:datasets xmlns:xfa="http://www.xfa.org/schema/xfa-data/1.0/"><xfa:data><form1><tenant>Harbour works'
    b"</tenant></form1></xfa:data></xfa:datasets></xdp:xdp>"
)


def test_members_of_a_portfolio_are_items(tmp_path: Path) -> None:
    files = {"annex.pdf": page("Annex on dredging"), "größe.txt": b"Depth is nine metres.", "a/b.txt": b"Two levels."}
    audited(tmp_path, {"all.pdf": portfolio("Open this portfolio", files)})
    assert texts(tmp_path / "out") == {
        "all.pdf": "Open this portfolio",
        "all.pdf!annex.pdf": "Annex on dredging",
        "all.pdf!größe.txt": "Depth is nine metres.",
        "all.pdf!a_b.txt": "Two levels.",
    }


def test_a_dynamic_form_is_read_from_its_captions_and_entries() -> None:
    found = readiness.extract(form(XDP), name="form.pdf")
    assert found.outcome is Outcome.OK
    assert found.text == "Lease of the northern shed\nTenant\nHarbour works"
    assert "dynamic XFA form" in found.detail


def test_a_dynamic_form_without_content_is_no_document_that_was_read() -> None:
    found = readiness.extract(form(b"<broken"), name="form.pdf")
    assert found.outcome is Outcome.UNSUPPORTED
    assert "dynamic XFA form" in found.detail
