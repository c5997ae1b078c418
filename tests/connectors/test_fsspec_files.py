"""Files behind fsspec: in memory, and over a real socket from a WebHDFS server of our own."""

from __future__ import annotations

import datetime as dt
import json
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlsplit

import fsspec
import pyarrow as pa
import pytest

from connectors.base import Connector
from connectors.left_out import ListingLog
from connectors.registry import open_connector
from readiness import schemas
from readiness.config.project import Source
from readiness.errors import ConfigError, Retryable, Terminal

MEMORY = "memory://test-fsspec-files"


def opened(url: str, **settings: Any) -> Connector:
    return open_connector(Source(name="bucket", url=url, **settings), base=Path("/"), environ={})


def listed(url: str, **settings: Any) -> dict[str, dict[str, Any]]:
    table = pa.Table.from_batches(opened(url, **settings).list(), schema=schemas.INVENTORY)
    return {row["item"]: row for row in table.to_pylist()}


def unlisted(url: str, **settings: Any) -> dict[str, str]:
    log = ListingLog()
    list(opened(url, **settings).list(log))
    return {place.name: place.error for place in log.unlisted}


def left_out(url: str, **settings: Any) -> Any:
    log = ListingLog()
    list(opened(url, **settings).list(log))
    return log.facts()


@pytest.fixture
def memory() -> Iterator[Any]:
    files = fsspec.filesystem("memory")
    yield files
    if files.exists("/test-fsspec-files"):
        files.rm("/test-fsspec-files", recursive=True)


class WebHdfs(BaseHTTPRequestHandler):
    """Enough of WebHDFS: LISTSTATUS, GETFILESTATUS and OPEN, with a shut folder and a busy file."""

    files: ClassVar[dict[str, bytes]] = {
        "/data/a.txt": b"alpha",
        "/data/b/c.csv": b"x\n1\n",
        "/data/busy.txt": b"x",
        "/data/cut.txt": b"x",
    }

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        path = url.path.removeprefix("/webhdfs/v1").rstrip("/") or "/"
        operation = parse_qs(url.query)["op"][0].upper()
        if path.startswith("/data/shut/") or (path == "/data/shut" and operation == "LISTSTATUS"):
            self._refuse(403, "AccessControlException", "Permission denied: user=guest")
        elif operation == "LISTSTATUS":
            self._json({"FileStatuses": {"FileStatus": [self._status(path, name) for name in self._names(path)]}})
        elif operation == "GETFILESTATUS":
            known = path in self.files or self._names(path)
            self._json({"FileStatus": self._status(path, "")}) if known else self._refuse(
                404, "FileNotFoundException", path
            )
        elif path == "/data/busy.txt":
            self._refuse(503, "RetriableException", "server too busy")
        elif path == "/data/cut.txt":
            self.close_connection = True
        elif path in self.files:
            self._send(200, self.files[path])
        else:
            self._refuse(404, "FileNotFoundException", path)

    def _names(self, folder: str) -> list[str]:
        below = {path[len(folder) + 1 :].partition("/")[0] for path in self.files if path.startswith(folder + "/")}
        return sorted(below | ({"shut"} if folder == "/data" else set()))

    def _status(self, folder: str, name: str) -> dict[str, object]:
        path = f"{folder}/{name}".rstrip("/")
        kind = "FILE" if path in self.files else "DIRECTORY"
        size = len(self.files.get(path, b""))
        return {"pathSuffix": name, "type": kind, "length": size, "modificationTime": 1_600_000_000_000}

    def _refuse(self, status: int, name: str, message: str) -> None:
        self._json({"RemoteException": {"exception": name, "message": message}}, status)

    def _json(self, content: object, status: int = 200) -> None:
        self._send(status, json.dumps(content).encode())

    def _send(self, status: int, content: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *arguments: object) -> None:
        """Quiet."""


@pytest.fixture(scope="module")
def hdfs() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), WebHdfs)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"webhdfs://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_a_server_is_listed_around_the_folder_it_shuts(hdfs: str) -> None:
    found = listed(f"{hdfs}/data")
    assert {item: row["state"] for item, row in found.items()} == {
        "a.txt": "listed",
        "b/c.csv": "listed",
        "busy.txt": "listed",
        "cut.txt": "listed",
    }
    assert unlisted(f"{hdfs}/data") == {"shut": "Permission denied: user=guest"}
    assert opened(f"{hdfs}/data").probe().ok


def test_bytes_come_over_the_network(hdfs: str) -> None:
    assert opened(f"{hdfs}/data").fetch("b/c.csv").read() == b"x\n1\n"


def test_a_busy_server_can_be_tried_again_and_a_missing_file_cannot(hdfs: str) -> None:
    with pytest.raises(Retryable) as busy:
        opened(f"{hdfs}/data").fetch("busy.txt")
    assert busy.value.kind == "throttled"
    with pytest.raises(Terminal) as gone:
        opened(f"{hdfs}/data").fetch("gone.txt")
    assert gone.value.kind == "missing"


def test_a_connection_that_is_cut_is_unreachable(hdfs: str) -> None:
    with pytest.raises(Retryable) as cut:
        opened(f"{hdfs}/data").fetch("cut.txt")
    assert cut.value.kind == "unreachable"


def test_a_refused_connection_is_unreachable() -> None:
    access = opened("webhdfs://127.0.0.1:1/data").probe()
    assert (access.ok, access.kind) == (False, "unreachable")


def test_an_ftp_server_that_is_not_there_is_unreachable_without_its_password() -> None:
    source = Source(name="ftp", url="ftp://guest:${PW}@127.0.0.1:1/x")
    access = open_connector(source, base=Path("/"), environ={"PW": "hunter22"}).probe()
    assert (access.ok, access.kind) == (False, "unreachable")
    assert "hunter22" not in repr(access)


def test_system_files_and_unwanted_items_are_left_out(memory: Any) -> None:
    for name in (".DS_Store", "~$a.docx", "a.docx", "old/b.docx", ".git/config"):
        memory.pipe(f"/test-fsspec-files/{name}", b"x")
    assert list(listed(MEMORY, exclude=["old/"])) == ["a.docx"]


def test_what_a_store_leaves_out_is_counted_with_its_bytes(memory: Any) -> None:
    for name in ("a.docx", ".DS_Store", "old/b.docx", "old/deep/c.docx", ".git/config", "notes.tmp"):
        memory.pipe(f"/test-fsspec-files/{name}", b"xyz")
    found = left_out(MEMORY, exclude=["old/", "*.tmp"])
    assert found["excluded"] == ["old"]
    assert {one["reason"]: (one["items"], one["bytes"]) for one in found["left_out"]} == {
        "hidden": (2, 6),
        "pattern": (3, 9),
    }


def test_one_shut_prefix_leaves_the_rest_of_the_store_readable(memory: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("a/first.txt", "a/second.txt", "b/open.txt"):
        memory.pipe(f"/test-fsspec-files/{name}", b"x")
    cat_file = type(memory).cat_file

    def refusing(self: object, path: str, *arguments: object, **named: object) -> object:
        if "/a/" in path:
            raise PermissionError(13, "Access Denied")
        return cat_file(self, path, *arguments, **named)

    monkeypatch.setattr(type(memory), "cat_file", refusing)
    assert opened(MEMORY).probe().ok
    memory.rm("/test-fsspec-files/b", recursive=True)
    assert opened(MEMORY).probe().kind == "forbidden"


def test_a_listing_that_breaks_on_a_later_page_is_an_unlisted_place(
    memory: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a.txt", "deep/b.txt", "z.txt"):
        memory.pipe(f"/test-fsspec-files/{name}", b"x")
    ls = type(memory).ls

    def paged(self: object, path: str, detail: bool = True, **named: object) -> Iterator[Any]:
        yield from ls(self, path, detail=detail, **named)
        if path.endswith("deep"):
            raise TimeoutError("the second page did not come")

    monkeypatch.setattr(type(memory), "ls", paged)
    assert list(listed(MEMORY)) == ["a.txt", "z.txt"]
    assert unlisted(MEMORY) == {"deep": "the second page did not come (tried 3 times)"}
    assert unlisted(MEMORY, exclude=["deep/**"]) == {}


def test_a_shut_prefix_that_include_does_not_mean_is_an_excluded_place(
    memory: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("wanted/a.txt", "other/b.txt"):
        memory.pipe(f"/test-fsspec-files/{name}", b"x")
    ls = type(memory).ls

    def refusing(self: object, path: str, detail: bool = True, **named: object) -> object:
        if path.endswith("other"):
            raise PermissionError(13, "Access Denied")
        return ls(self, path, detail=detail, **named)

    monkeypatch.setattr(type(memory), "ls", refusing)
    assert unlisted(MEMORY, include=["wanted/*.txt"]) == {}
    assert left_out(MEMORY, include=["wanted/*.txt"])["excluded"] == ["other"]
    assert list(unlisted(MEMORY, include=["*.txt"])) == ["other"]


def test_a_url_of_one_object_is_a_source_of_one_item(memory: Any) -> None:
    memory.pipe({"/test-fsspec-files/a.csv": b"1", "/test-fsspec-files/b.csv": b"2"})
    assert list(listed(f"{MEMORY}/a.csv")) == ["a.csv"]
    assert opened(f"{MEMORY}/a.csv").fetch("a.csv").read() == b"1"
    with pytest.raises(Terminal):
        opened(f"{MEMORY}/a.csv").fetch("b.csv")


def test_a_second_listing_sees_what_came_since(memory: Any) -> None:
    memory.pipe("/test-fsspec-files/a.txt", b"1")
    connector = opened(MEMORY)
    assert sum(batch.num_rows for batch in connector.list()) == 1
    memory.pipe("/test-fsspec-files/b.txt", b"2")
    assert sum(batch.num_rows for batch in connector.list()) == 2


def test_a_large_object_is_read_whole_through_a_temporary_file(memory: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("connectors.fsspec_files.BUFFER_BYTES", 1000)
    memory.pipe("/test-fsspec-files/big.bin", b"0123456789" * 500)
    assert opened(MEMORY).fetch("big.bin").read() == b"0123456789" * 500


def test_facts_are_found_under_the_names_that_stores_give_them(memory: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    memory.pipe("/test-fsspec-files/a.txt", b"1")
    moment = dt.datetime(2024, 5, 6, 7, 8, 9, tzinfo=dt.UTC)
    entry = {"name": "/test-fsspec-files/a.txt", "size": 1, "type": "file", "LastModified": moment, "ETag": '"abc"'}
    monkeypatch.setattr(type(memory), "ls", lambda self, path, detail=True, **_: [entry])
    row = listed(MEMORY)["a.txt"]
    assert (row["modified"], row["version"]) == (moment, "abc")


def test_a_listing_that_leads_back_into_itself_ends(memory: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    memory.pipe("/test-fsspec-files/a.txt", b"1")

    def endless(self: object, path: str, detail: bool = True, **_: object) -> list[dict[str, object]]:
        return [{"name": f"{path}/again", "size": 0, "type": "directory"}]

    monkeypatch.setattr(type(memory), "ls", endless)
    assert listed(MEMORY) == {}
    assert list(unlisted(MEMORY).values()) == ["folders nested without end"]


def test_an_entry_that_points_elsewhere_is_not_an_item(memory: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    memory.pipe("/test-fsspec-files/a.txt", b"1")
    foreign = [
        {"name": "/test-fsspec-files", "size": 0, "type": "directory"},
        {"name": "/elsewhere/b.txt", "size": 1, "type": "file"},
        {"name": "/test-fsspec-filesystem/c.txt", "size": 1, "type": "file"},
    ]
    monkeypatch.setattr(type(memory), "ls", lambda self, path, detail=True, **_: foreign)
    assert listed(MEMORY) == {}


def test_a_missing_driver_names_the_extra_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(*_: object, **__: object) -> None:
        raise ImportError("Install s3fs to access S3")

    monkeypatch.setattr("fsspec.core.url_to_fs", absent)
    with pytest.raises(ConfigError) as caught:
        opened("s3://bucket/x")
    assert "pip install 'data-readiness-audit[s3]'" in str(caught.value)
    with pytest.raises(ConfigError) as caught:
        opened("gs://bucket/x")
    assert "gcsfs" in str(caught.value)


def _ftp_password(listener: socket.socket, heard: list[str]) -> None:
    """An FTP server (RFC 959) that refuses everybody, and remembers what was said to it."""
    connection, _ = listener.accept()
    with connection, connection.makefile("rw", encoding="utf-8", newline="\r\n") as lines:
        for answer in ("220 ready", "331 password", "530 no"):
            lines.write(f"{answer}\n")
            lines.flush()
            if line := lines.readline().strip():
                heard.append(line)


def test_an_ftp_server_hears_the_password_as_it_is_whatever_it_holds() -> None:
    password, heard = "p@ss/w:rd %25", list[str]()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=_ftp_password, args=(listener, heard), daemon=True)
        thread.start()
        source = Source(name="ftp", url=f"ftp://${{WHO}}:${{PW}}@127.0.0.1:{listener.getsockname()[1]}/x")
        access = open_connector(source, base=Path(), environ={"WHO": "a@b", "PW": password}).probe()
        thread.join(timeout=20)
    assert heard[:2] == ["USER a@b", f"PASS {password}"]
    assert access.ok is False
    assert password not in repr(access)
