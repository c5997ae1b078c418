"""File servers on this machine's loopback keep the contract of connectors: HTTP, FTP, SFTP and WebDAV."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from readiness.config.project import Source
from tests.contract.connector_contract import ConnectorCase, ConnectorContract

FILES = {
    "100% sure.txt": b"percent",
    "a b/übersicht.txt": "grüße".encode(),
    "a.txt": b"first",
    "deep/er/still/rows.csv": b"id,name\n1,x\n",
    "table.parquet": b"PAR1",
    "what#is this.txt": b"hash",
}
CHANGED = 1_600_000_000
LOGIN = "ada:right"
NO_PORT = 9  # discard: nothing listens


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("served")
    (root / "empty").mkdir()
    for item, content in FILES.items():
        path = root / "full" / item
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        os.utime(path, (CHANGED, CHANGED))
    return root


class FileServerContract:
    """What file servers promise beside the contract: the dates they know."""

    def test_dates_of_files_are_listed(self, case: ConnectorCase) -> None:
        moments = {moment.timestamp() for moment in case.listed()["modified"].to_pylist() if moment}
        assert moments == {CHANGED}

    def test_a_folder_with_a_slash_at_its_end_lists_the_same(self, case: ConnectorCase) -> None:
        slash = case.source.model_copy(update={"url": case.source.url + "/"})
        assert case.listed(slash)["item"].to_pylist() == case.listed()["item"].to_pylist()

    def test_the_root_of_the_server_lists_what_is_below_it(self, case: ConnectorCase) -> None:
        root = case.source.model_copy(update={"url": case.source.url.removesuffix("full")})
        assert case.listed(root)["item"].to_pylist() == sorted(f"full/{item}" for item in FILES)


@contextmanager
def in_thread(run: Callable[[], object], stop: Callable[[], object]) -> Iterator[None]:
    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    yield
    stop()
    thread.join(10)


def case_of(scheme: str, server: str, broken: str, options: Mapping[str, object] | None = None) -> ConnectorCase:
    def source(url: str) -> Source:
        return Source(name="share", url=f"{scheme}://{url}", options=dict(options or {}))

    return ConnectorCase(
        source=source(f"{server}/full"), empty=source(f"{server}/empty"), broken=source(broken), files=FILES
    )


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *arguments: object) -> None:
        """Quiet."""


class TestHttp(FileServerContract, ConnectorContract):
    kind = "fsspec"

    @pytest.fixture(scope="class")
    def port(self, folder: Path) -> Iterator[int]:
        server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
        with in_thread(server.serve_forever, server.shutdown):
            yield server.server_port
        server.server_close()

    @pytest.fixture
    def case(self, port: int) -> ConnectorCase:
        return case_of("http", f"127.0.0.1:{port}", f"127.0.0.1:{NO_PORT}/${{SECRET}}")


class TestFtp(FileServerContract, ConnectorContract):
    kind = "fsspec"

    @pytest.fixture(scope="class")
    def port(self, folder: Path) -> Iterator[int]:
        from pyftpdlib.authorizers import DummyAuthorizer
        from pyftpdlib.handlers import FTPHandler
        from pyftpdlib.servers import FTPServer

        authorizer = DummyAuthorizer()
        authorizer.add_user("ada", "right", str(folder))
        handler = type("Handler", (FTPHandler,), {"authorizer": authorizer})
        server = FTPServer(("127.0.0.1", 0), handler)
        with in_thread(lambda: server.serve_forever(timeout=0.1, handle_exit=False), server.close_all):
            yield server.address[1]

    @pytest.fixture
    def case(self, port: int) -> ConnectorCase:
        return case_of("ftp", f"{LOGIN}@127.0.0.1:{port}", f"ada:${{SECRET}}@127.0.0.1:{port}")


class TestSftp(FileServerContract, ConnectorContract):
    kind = "fsspec"

    @pytest.fixture(scope="class")
    def port(self, folder: Path) -> Iterator[int]:
        import asyncssh

        class Server(asyncssh.SSHServer):  # type: ignore[misc]
            def begin_auth(self, username: str) -> bool:
                return True

            def password_auth_supported(self) -> bool:
                return True

            def validate_password(self, username: str, password: str) -> bool:
                return f"{username}:{password}" == LOGIN

        loop, ports = asyncio.new_event_loop(), []
        started = threading.Event()

        async def serve() -> None:
            server = await asyncssh.listen(
                "127.0.0.1",
                0,
                server_factory=Server,
                server_host_keys=[asyncssh.generate_private_key("ssh-ed25519")],
                sftp_factory=lambda channel: asyncssh.SFTPServer(channel, chroot=str(folder)),
            )
            ports.append(server.get_port())
            started.set()

        def run() -> None:
            loop.run_until_complete(serve())
            loop.run_forever()

        with in_thread(run, lambda: loop.call_soon_threadsafe(loop.stop)):
            assert started.wait(20)
            yield ports[0]

    @pytest.fixture
    def case(self, port: int) -> ConnectorCase:
        options = {"known_hosts": None, "client_keys": None}
        return case_of("sftp", f"{LOGIN}@127.0.0.1:{port}", f"ada:${{SECRET}}@127.0.0.1:{port}/full", options)

    def test_a_host_key_that_this_machine_does_not_trust_is_named(self, case: ConnectorCase) -> None:
        access = case.open(case.source.model_copy(update={"options": {"client_keys": None}})).probe()
        assert (access.ok, access.kind) == (False, "untrusted")

    def test_a_wrong_password_is_named(self, case: ConnectorCase) -> None:
        assert case.open(case.broken).probe().kind == "unauthorised"


class TestWebdav(FileServerContract, ConnectorContract):
    kind = "fsspec"

    @pytest.fixture(scope="class")
    def port(self, folder: Path) -> Iterator[int]:
        from cheroot.wsgi import Server
        from wsgidav.wsgidav_app import WsgiDAVApp

        app = WsgiDAVApp(
            {
                "provider_mapping": {"/": str(folder)},
                "simple_dc": {"user_mapping": {"*": {"ada": {"password": "right"}}}},
                "verbose": 0,
                "logging": {"enable": False},
            }
        )
        server = Server(("127.0.0.1", 0), app)
        server.prepare()
        with in_thread(server.serve, server.stop):
            yield server.bind_addr[1]

    @pytest.fixture
    def case(self, port: int) -> ConnectorCase:
        options = {"base_url": f"http://127.0.0.1:{port}", "auth": ["ada", "right"]}
        return case_of("webdav", f"127.0.0.1:{port}", f"127.0.0.1:{port}/gone-${{SECRET}}", options)

    def test_a_login_in_the_url_is_used(self, case: ConnectorCase, port: int) -> None:
        url = f"webdav://{LOGIN}@127.0.0.1:{port}/full"
        source = case.source.model_copy(update={"url": url, "options": {"base_url": f"http://127.0.0.1:{port}"}})
        assert case.listed(source)["item"].to_pylist() == sorted(FILES)
