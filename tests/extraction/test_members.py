"""Archives, mailboxes and mails: what lies inside is an item of its own, read like any other."""

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from readiness.extraction.batch import ExtractionSettings, Members, extract_items
from readiness.extraction.unpacking.member_names import Names, leads_outside, member_name
from tests.extraction import samples
from tests.extraction.test_batch import profiles, texts, written

SETTINGS = ExtractionSettings(workers=2, seconds=20, memory_mb=1024)
NOTE = b"All sites are closed on Monday."
LEASE = samples.docx(samples.paragraph("The lease ends in May."))


def tarred(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size, info.mtime = len(data), 1_700_000_000
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def mail(*attachments: tuple[str, bytes], body: str = "Please find the lease attached.") -> bytes:
    message = EmailMessage()
    message["Subject"], message["From"], message["Date"] = "Lease", "ann@example.org", "Fri, 3 May 2024 10:00:00 +0200"
    message.set_content(body)
    for name, data in attachments:
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


def audited(tmp_path: Path, files: dict[str, bytes], settings: ExtractionSettings = SETTINGS) -> dict[str, Any]:
    jobs = list(written(tmp_path / "in", files))
    extract_items(jobs, out=tmp_path / "out", settings=settings, members=Members(folder=tmp_path / "spool"))
    return profiles(tmp_path / "out")


def outcomes(tmp_path: Path, files: dict[str, bytes], settings: ExtractionSettings = SETTINGS) -> dict[str, str]:
    return {item: row["outcome"] for item, row in audited(tmp_path, files, settings).items()}


@pytest.mark.parametrize(
    ("outer", "data", "inner"),
    [
        ("a.zip", samples.zipped({"legal/note.txt": NOTE}), "a.zip!legal/note.txt"),
        ("a.tar", tarred({"legal/note.txt": NOTE}), "a.tar!legal/note.txt"),
        ("a.tgz", gzip.compress(tarred({"note.txt": NOTE})), "a.tgz!note.txt"),
        ("a.tar.bz2", bz2.compress(tarred({"note.txt": NOTE})), "a.tar.bz2!note.txt"),
        ("a.tar.xz", lzma.compress(tarred({"note.txt": NOTE})), "a.tar.xz!note.txt"),
        ("note.txt.gz", gzip.compress(NOTE, mtime=0), "note.txt.gz!note.txt"),
        ("note.txt.bz2", bz2.compress(NOTE), "note.txt.bz2!note.txt"),
        ("note.txt.xz", lzma.compress(NOTE), "note.txt.xz!note.txt"),
        ("a.zip", samples.zipped({"b.zip": samples.zipped({"note.txt": NOTE})}), "a.zip!b.zip!note.txt"),
    ],
)
def test_members_are_items_named_by_what_they_lie_in(tmp_path: Path, outer: str, data: bytes, inner: str) -> None:
    found = audited(tmp_path, {outer: data})
    container = inner.rpartition("!")[0]
    assert (found[inner]["outcome"], found[inner]["kind"], found[inner]["container"]) == ("ok", "document", container)
    assert (found[outer]["outcome"], found[outer]["kind"], found[outer]["container"]) == ("ok", "container", None)
    assert texts(tmp_path / "out") == {inner: NOTE.decode()}


def test_attachments_are_items_and_no_part_of_the_letter(tmp_path: Path) -> None:
    forwarded = EmailMessage()
    forwarded["Subject"] = "Terms"
    forwarded.set_content("The old terms.")
    outer = EmailMessage()
    outer["Subject"] = "Lease"
    outer.set_content("See below.")
    outer.add_attachment(LEASE, maintype="application", subtype="msword", filename="lease.docx")
    outer.add_attachment(NOTE, maintype="application", subtype="octet-stream", filename="lease.docx")
    outer.add_attachment(forwarded)
    audited(tmp_path, {"mail.eml": outer.as_bytes()})
    assert texts(tmp_path / "out") == {
        "mail.eml": "Lease\n\nSee below.",
        "mail.eml!Terms.eml": "Terms\n\nThe old terms.",
        "mail.eml!lease (2).docx": NOTE.decode(),
        "mail.eml!lease.docx": "The lease ends in May.",
    }


def test_pictures_the_letter_shows_and_signatures_are_part_of_it(tmp_path: Path) -> None:
    message = EmailMessage()
    message.set_content("Hello")
    message.add_alternative("<p>Hello <img src='cid:logo'></p>", subtype="html")
    page = message.get_payload()[1]  # type: ignore[index]
    page.add_related(samples.png(), "image", "png", cid="<logo>")  # type: ignore[union-attr]
    message.add_attachment(b"seal", maintype="application", subtype="pkcs7-signature", filename="smime.p7s")
    assert list(outcomes(tmp_path, {"mail.eml": message.as_bytes()})) == ["mail.eml"]


def test_the_messages_of_a_mailbox_are_items_with_their_attachments(tmp_path: Path) -> None:
    box = b"".join(
        b"From ann@example.org Fri May  3 10:00:00 2024\n" + data + b"\n"
        for data in (mail(), mail(("lease.docx", LEASE)))
    )
    found = audited(tmp_path, {"in.mbox": box})
    assert list(found) == ["in.mbox", "in.mbox!0001.eml", "in.mbox!0002.eml", "in.mbox!0002.eml!lease.docx"]
    assert "in.mbox" not in texts(tmp_path / "out")


def test_the_container_dates_its_member(tmp_path: Path) -> None:
    found = audited(tmp_path, {"a.tar": tarred({"note.txt": NOTE})})
    assert dict(found["a.tar!note.txt"]["embedded_dates"]) == {"entry": "2023-11-14T22:13:20+00:00"}
    assert dict(found["a.tar!note.txt"]["metadata"])["entry_source"] == "tar_entry"


def test_a_second_audit_reads_no_member_again(tmp_path: Path) -> None:
    jobs = list(written(tmp_path / "in", {"a.zip": samples.zipped({"note.txt": NOTE, "lease.docx": LEASE})}))
    cache = tmp_path / "cache"
    extract_items(jobs, out=tmp_path / "1", settings=SETTINGS, cache=cache)
    tally = extract_items(jobs, out=tmp_path / "2", settings=SETTINGS, cache=cache)
    assert (tally.read, tally.reused) == (0, 3)
    assert profiles(tmp_path / "1") == profiles(tmp_path / "2")


def test_only_the_bytes_of_tables_stay_for_the_stage_that_reads_them(tmp_path: Path) -> None:
    jobs = list(written(tmp_path / "in", {"a.zip": samples.zipped({"note.txt": NOTE, "prices.csv": "a,b\n1,2\n"})}))
    kinds = {"a.zip!prices.csv": "table"}
    spool = Members(folder=tmp_path / "spool", kind_of=lambda _, item: kinds.get(item, "document"))
    extract_items(jobs, out=tmp_path / "out", settings=SETTINGS, members=spool)
    sha256 = profiles(tmp_path / "out")["a.zip!prices.csv"]["sha256"]
    left = [path.name for path in (tmp_path / "spool").rglob("*") if path.is_file()]
    assert sorted(left) == sorted(["listing.jsonl", sha256])


def test_progress_counts_what_is_unpacked(tmp_path: Path) -> None:
    jobs = list(written(tmp_path / "in", {"a.zip": samples.zipped({"a.txt": NOTE, "b.txt": LEASE})}))
    seen: list[tuple[int, int]] = []
    extract_items(jobs, out=tmp_path / "out", settings=SETTINGS, progress=lambda *at: seen.append(at))
    assert [done for done, _ in seen] == [1, 2, 3]
    assert all(done <= total for done, total in seen)
    assert seen[-1] == (3, 3)


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("a/b.txt", "a/b.txt"),
        ("/etc/passwd", "etc/passwd"),
        (r"C:\Users\ann\x.pdf", "Users/ann/x.pdf"),
        ("../x", "%2E%2E/x"),
        ("a!b\n.txt", "a%21b%0A.txt"),
        ("annexe\u202efdp.exe", "annexe%E2%80%AEfdp.exe"),
        ("bad\udcff.txt", "bad%FF.txt"),
        ("///", "unnamed"),
    ],
)
def test_member_names_are_made_harmless(raw: str, name: str) -> None:
    assert member_name(raw) == name


def test_long_names_are_cut_and_stay_apart() -> None:
    one, other = member_name("x" * 5000 + "1.pdf"), member_name("x" * 5000 + "2.pdf")
    assert (len(one) <= 400, one.endswith("1.pdf"), one == other) == (True, True, False)


def test_only_a_way_upward_climbs() -> None:
    assert [leads_outside(name) for name in ("a/../../b", r"..\b", "a..b/c", "/b")] == [True, True, False, False]


def test_a_name_is_given_out_once() -> None:
    names = Names()
    assert [names.unique("a.b/x") for _ in range(3)] == ["a.b/x", "a.b/x (2)", "a.b/x (3)"]


def encrypted(data: bytes) -> bytes:
    """The archive with the password flag set on every member: its bytes need not be read to be told."""
    out = bytearray(data)
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = out.find(mark)
        while at >= 0:
            out[at + offset] |= 1
            at = out.find(mark, at + 4)
    return bytes(out)


def linked() -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, kind in (("link", tarfile.SYMTYPE), ("hard", tarfile.LNKTYPE), ("device", tarfile.CHRTYPE)):
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, "/etc/passwd"
            archive.addfile(info)
        info = tarfile.TarInfo("note.txt")
        info.size = len(NOTE)
        archive.addfile(info, io.BytesIO(NOTE))
    return out.getvalue()


def twice_named() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("x.txt", "one")
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr("x.txt", "other")
    return out.getvalue()


def nested(levels: int) -> bytes:
    data = samples.zipped({"note.txt": NOTE})
    for _ in range(levels - 1):
        data = samples.zipped({"in.zip": data})
    return data


def test_members_that_cannot_be_taken_out_are_named_with_the_reason(tmp_path: Path) -> None:
    climbing = samples.zipped({"../../etc/passwd": "root", "note.txt": NOTE})
    spoiled = samples.zipped({"note.txt": NOTE}, mimetype="as packed")
    spoiled = spoiled.replace(b"mimetype", b"type.txt").replace(b"as packed", b"as damaged"[:9])
    files = {
        "climbing.zip": climbing,
        "cut.tar": tarred({"note.txt": NOTE, "rest.txt": bytes(2000)})[:1800],
        "cut.zip": samples.zipped({"note.txt": NOTE, "rest.bin": bytes(range(256)) * 40})[:-150],
        "links.tar": linked(),
        "locked.zip": encrypted(samples.zipped({"note.txt": NOTE})),
        "nothing.zip": samples.zipped({}),
        "spoiled.zip": spoiled,
        "twice.zip": twice_named(),
    }
    assert outcomes(tmp_path, files) == {
        "climbing.zip": "ok",
        "climbing.zip!%2E%2E/%2E%2E/etc/passwd": "hostile",
        "climbing.zip!note.txt": "ok",
        "cut.tar": "truncated",
        "cut.tar!note.txt": "ok",
        "cut.zip": "truncated",
        "cut.zip!note.txt": "ok",
        "cut.zip!rest.bin": "truncated",
        "links.tar": "ok",
        "links.tar!device": "unsupported",
        "links.tar!hard": "unsupported",
        "links.tar!link": "unsupported",
        "links.tar!note.txt": "ok",
        "locked.zip": "encrypted",
        "locked.zip!note.txt": "encrypted",
        "nothing.zip": "empty",
        "spoiled.zip": "ok",
        "spoiled.zip!note.txt": "ok",
        "spoiled.zip!type.txt": "corrupt",
        "twice.zip": "ok",
        "twice.zip!x (2).txt": "ok",
        "twice.zip!x.txt": "ok",
    }


def test_an_archive_of_the_same_bytes_beside_another_is_unpacked_once(tmp_path: Path) -> None:
    inner = samples.zipped({"note.txt": NOTE})
    found = audited(tmp_path, {"a.zip": samples.zipped({f"{number}.zip": inner for number in range(5)})})
    assert [item for item in found if item.endswith("note.txt")] == ["a.zip!0.zip!note.txt"]
    assert found["a.zip!4.zip"]["detail"] == "the same bytes as a.zip!0.zip, whose members are audited once"


def test_archives_deeper_than_anybody_packs_them_are_not_opened(tmp_path: Path) -> None:
    found = outcomes(tmp_path, {"a.zip": nested(10)})
    assert (len(found), found["a.zip" + "!in.zip" * 7]) == (10, "ok")
    assert found["a.zip" + "!in.zip" * 9] == "hostile"


def test_a_bomb_loses_only_itself(tmp_path: Path) -> None:
    files = {
        "bomb.zip": samples.zipped({"zeros.txt": bytes(100_000_000), "note.txt": NOTE}),
        "bomb.gz": gzip.compress(bytes(100_000_000)),
        "good.zip": samples.zipped({"note.txt": NOTE}),
    }
    assert outcomes(tmp_path, files) == {
        "bomb.gz": "hostile",
        "bomb.zip": "ok",
        "bomb.zip!note.txt": "ok",
        "bomb.zip!zeros.txt": "hostile",
        "good.zip": "ok",
        "good.zip!note.txt": "ok",
    }


def test_more_members_than_allowed_are_counted_out(tmp_path: Path) -> None:
    data = samples.zipped({f"{number:03}.txt": f"Note {number}." for number in range(20)})
    found = audited(tmp_path, {"a.zip": data}, ExtractionSettings(workers=2, archive_members=5))
    assert (len(found), found["a.zip"]["outcome"]) == (6, "too_large")
    assert found["a.zip"]["detail"].endswith("the 5 members before that are read")


def test_a_file_may_unpack_to_so_much_and_what_is_nested_in_it_in_proportion(tmp_path: Path) -> None:
    packed = samples.zipped({"a.txt": " ".join(str(number * number) for number in range(5000))})
    files = {"flat.zip": packed, "nested.zip": samples.zipped({"in.zip": packed})}
    assert outcomes(tmp_path, files, ExtractionSettings(workers=2, archive_bytes=1000)) == {
        "flat.zip": "too_large",
        "nested.zip": "ok",
        "nested.zip!in.zip": "ok",
        "nested.zip!in.zip!a.txt": "ok",
    }


def test_the_order_of_the_jobs_does_not_show_in_what_is_found_inside(tmp_path: Path) -> None:
    files = {
        f"{number}.zip": samples.zipped({"n.txt": f"Note {number}.", "m.eml": mail(("a.txt", NOTE))})
        for number in range(6)
    }
    jobs = list(written(tmp_path / "in", files))
    for name, order in (("1", jobs), ("2", jobs[::-1])):
        extract_items(order, out=tmp_path / name, settings=SETTINGS, cache=tmp_path / "cache")
    assert (tmp_path / "1" / "profile_documents.parquet").read_bytes() == (
        tmp_path / "2" / "profile_documents.parquet"
    ).read_bytes()
