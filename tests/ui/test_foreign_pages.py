"""Requests of foreign pages to `readiness ui`: each is refused, and no run is launched. The page's own work."""

from __future__ import annotations

import http.server
import json
import socket
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from playwright.sync_api import expect
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Origin, Subprotocol

from tests.ui.browser import opened, shot
from tests.ui.pages_server import JSON, LAUNCH, LAUNCH_PATH, READINESS, Pages, served, ui_environment

BODY = json.dumps({"query": LAUNCH})
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pages]:
    with served(
        tmp_path_factory.mktemp("pages"), "--allow-host", "ready.example", "--allow-host", "two.example:8443"
    ) as up:
        yield up


@pytest.fixture(autouse=True)
def _no_run_is_launched(pages: Pages, request: pytest.FixtureRequest) -> Iterator[None]:
    before = pages.runs()
    yield
    expected = 1 if "launches" in request.node.name else 0
    assert pages.runs() - before == expected


# the page's own requests ----------------------------------------------------------------------------------------------


def test_the_page_itself_launches_a_run(pages: Pages) -> None:
    assert pages.ask(LAUNCH).data()["launchRun"]["__typename"] == "LaunchRunSuccess"


def test_a_program_that_names_no_origin_launches_a_run(pages: Pages) -> None:
    answer = pages.send("POST", "/graphql", {"Content-Type": "application/json; charset=utf-8"}, BODY)
    assert answer.data()["launchRun"]["__typename"] == "LaunchRunSuccess"


@pytest.mark.parametrize("host", ["localhost:{port}", "LOCALHOST:{port}", "[::1]:{port}", "ready.example:{port}"])
def test_own_host_names_are_served_with_the_port(pages: Pages, host: str) -> None:
    named = host.format(port=pages.port)
    assert pages.ask("{ version }", Host=named, Origin=f"http://{named.lower()}").status == 200


@pytest.mark.parametrize("host", ["ready.example", "two.example:8443"])
def test_allowed_hosts_are_served_as_a_proxy_in_front_names_them(pages: Pages, host: str) -> None:
    assert pages.ask("{ version }", Host=host, Origin=f"https://{host}").status == 200


def test_a_followed_link_opens_a_page_but_never_the_query_page(pages: Pages) -> None:
    link = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
    html = {"Accept": "text/html", **link}
    assert pages.send("GET", "/runs", html).status == 200
    assert pages.send("GET", "/graphql", html).status == 403
    assert pages.send("GET", "/runs", {**html, "Sec-Fetch-Dest": "iframe"}).status == 403
    assert pages.send("GET", "/runs", {**html, "Sec-Fetch-Mode": "no-cors"}).status == 403


# foreign hosts and origins --------------------------------------------------------------------------------------------

FOREIGN_HOSTS = [
    "evil.example",
    "evil.example:{port}",
    "127.0.0.1",
    "127.0.0.1:1",
    "localhost:{port}.evil.example",
    "localhost.evil.example:{port}",
    "127.0.0.1:{port}@evil.example",
    "evil.example#127.0.0.1:{port}",
    "two.example:{port}",
    "192.0.2.7:{port}",
    "0.0.0.0:{port}",
    "localhost.:{port}",
]
FOREIGN_ORIGINS = [
    "http://evil.example",
    "http://evil.example:{port}",
    "http://127.0.0.1:1",
    "http://127.0.0.1",
    "http://127.0.0.1:{port}.evil.example",
    "null",
    "file://127.0.0.1:{port}",
    "chrome-extension://127.0.0.1:{port}",
    "http://127.0.0.1:{port}/path",
    "127.0.0.1:{port}",
]


@pytest.mark.parametrize("host", FOREIGN_HOSTS)
def test_a_foreign_host_is_refused_by_get_and_post(pages: Pages, host: str) -> None:
    named = host.format(port=pages.port)
    assert pages.ask(LAUNCH, Host=named).status == 403
    assert pages.ask(LAUNCH, Host=named, Origin=f"http://{named}").status == 403
    assert pages.send("POST", "/graphql", {"Host": named, **JSON}, BODY).status == 403
    assert pages.send("GET", LAUNCH_PATH, {"Host": named}).status == 403
    assert pages.send("GET", "/", {"Host": named}).status == 403


@pytest.mark.parametrize("origin", FOREIGN_ORIGINS)
def test_a_foreign_origin_is_refused_by_get_and_post(pages: Pages, origin: str) -> None:
    named = origin.format(port=pages.port)
    assert pages.ask(LAUNCH, Origin=named).status == 403
    assert pages.send("GET", LAUNCH_PATH, {"Origin": named}).status == 403
    assert pages.send("OPTIONS", "/graphql", {"Origin": named}).status == 403
    assert pages.send("POST", "/report_asset_materialization/small/scorecard", {"Origin": named}).status == 403


@pytest.mark.parametrize("site", ["cross-site", "same-site", "anything"])
def test_what_the_browser_marks_as_sent_by_another_site_is_refused(pages: Pages, site: str) -> None:
    assert pages.ask(LAUNCH, Origin="", Sec_Fetch_Site=site).status == 403
    assert pages.send("GET", "/server_info", {"Sec-Fetch-Site": site}).status == 403


def test_a_host_that_is_missing_or_sent_twice_is_refused(pages: Pages) -> None:
    own = f"127.0.0.1:{pages.port}"
    for hosts in ((), (own, "evil.example"), ("evil.example", own)):
        lines = "".join(f"Host: {host}\r\n" for host in hosts)
        request = f"GET /server_info HTTP/1.1\r\n{lines}Connection: close\r\n\r\n"
        with socket.create_connection(("127.0.0.1", pages.port), timeout=30) as raw:
            raw.sendall(request.encode())
            assert raw.recv(100).split()[1] in {b"400", b"403"}, hosts


# GET, forms and websockets --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("accept", ["", "*/*", "application/json"])
def test_a_get_runs_no_graphql(pages: Pages, accept: str) -> None:
    for method in ("GET", "HEAD"):
        assert pages.send(method, LAUNCH_PATH, {"Accept": accept}).status == 405
        assert pages.send(method, "/%67raphql?query=%7Bversion%7D", {"Accept": accept}).status == 405


def test_the_query_page_shows_a_mutation_and_does_not_run_it(pages: Pages) -> None:
    assert "GraphiQL" in pages.send("GET", LAUNCH_PATH, {"Accept": "text/html"}).text


@pytest.mark.parametrize(
    "sent",
    [
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=application/json",
        "text/plain",
        "text/plain; application/json",
        "text/plain;charset=application/graphql",
        "application/jsonp",
        "application/json, text/plain",
        "",
    ],
)
def test_a_post_that_a_form_could_send_is_refused(pages: Pages, sent: str) -> None:
    form = urlencode({"query": LAUNCH})
    for path, body in (("/graphql", BODY), ("/graphql", form), (LAUNCH_PATH, ""), (LAUNCH_PATH, form)):
        assert pages.send("POST", path, {"Content-Type": sent}, body).status == 415
    for kind in ("materialization", "check", "observation"):
        path = f"/report_asset_{kind}/small/scorecard?check_name=ready_to_start&passed=true"
        assert pages.send("POST", path, {"Content-Type": sent}, "").status == 415


def greeting(pages: Pages, **headers: str | None) -> str:
    url, origin = f"ws://127.0.0.1:{pages.port}/graphql", headers.get("origin")
    with connect(
        url,
        origin=Origin(origin) if origin else None,
        subprotocols=[Subprotocol("graphql-ws")],
        additional_headers={"Cookie": headers.get("cookie") or ""},
    ) as socket_:
        socket_.send(json.dumps({"type": "connection_init"}))
        return str(json.loads(socket_.recv(timeout=30))["type"])


def test_a_websocket_is_open_to_the_page_and_to_programs(pages: Pages) -> None:
    assert greeting(pages, origin=f"http://127.0.0.1:{pages.port}") == "connection_ack"
    assert greeting(pages) == "connection_ack"


@pytest.mark.parametrize("origin", FOREIGN_ORIGINS)
def test_a_websocket_of_a_foreign_page_is_refused(pages: Pages, origin: str) -> None:
    with pytest.raises(InvalidStatus) as refused:
        greeting(pages, origin=origin.format(port=pages.port))
    assert refused.value.response.status_code == 403


# a browser ------------------------------------------------------------------------------------------------------------

ATTACK = """
async ([url, query]) => {
  const body = JSON.stringify({query}), tries = [];
  const send = (path, init) => fetch(url + path, init).then(r => r.type + r.status).catch(() => "failed");
  tries.push(await send("/graphql", {method: "POST", mode: "no-cors", body}));
  tries.push(await send("/graphql", {method: "POST", headers: {"Content-Type": "application/json"}, body}));
  tries.push(await send("/graphql?query=" + encodeURIComponent(query), {method: "POST", mode: "no-cors"}));
  tries.push(await send("/graphql?query=" + encodeURIComponent(query), {mode: "no-cors"}));
  tries.push(await new Promise(done => {
    const socket = new WebSocket(url.replace("http", "ws") + "/graphql", "graphql-ws");
    socket.onopen = () => done("open"); socket.onerror = () => done("failed");
  }));
  const frame = document.createElement("iframe");
  frame.src = url; document.body.append(frame);
  const form = Object.assign(document.createElement("form"), {method: "POST", target: "_blank",
    action: url + "/graphql?query=" + encodeURIComponent(query)});
  document.body.append(form); form.submit();
  return tries;
}
"""


class Blank(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<!doctype html><body></body>")

    def log_message(self, *_: object) -> None:
        pass


@pytest.mark.ui
@pytest.mark.parametrize("name", ["127.0.0.1", "localhost"])
def test_a_foreign_page_in_a_browser_reaches_nothing(pages: Pages, name: str) -> None:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Blank) as foreign, opened() as page:
        threading.Thread(target=foreign.serve_forever, args=(0.01,), daemon=True).start()
        page.goto(f"http://{name}:{foreign.server_port}/")
        with page.context.expect_page() as popup:
            tries = page.evaluate(ATTACK, [pages.url, LAUNCH])
        popup.value.wait_for_load_state()
        assert popup.value.get_by_text("refused: another page sent this request").count() == 1
        assert [outcome for outcome in tries if outcome not in {"failed", "opaque0"}] == []
        foreign.shutdown()


@pytest.mark.ui
def test_dagsters_own_pages_work_behind_the_guard_and_one_launches_a_run(pages: Pages) -> None:
    with opened() as page:
        complaints: list[str] = []
        refused: list[str] = []
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("response", lambda answer: refused.append(answer.url) if answer.status >= 400 else None)
        page.goto(f"{pages.url}/locations/readiness/asset-groups/small/lineage")
        expect(page.get_by_text("kickoff_gate", exact=True).first).to_be_visible(timeout=60_000)
        shot(page, "guarded-lineage")
        launched = page.evaluate(
            "query => fetch('/graphql', {method: 'POST', headers: {'Content-Type': 'application/json'},"
            " body: JSON.stringify({query})}).then(answer => answer.json())",
            LAUNCH,
        )
        assert launched["data"]["launchRun"]["__typename"] == "LaunchRunSuccess"
        page.goto(f"{pages.url}/graphql?query={quote('{ version }')}")
        expect(page.locator("#graphiql")).to_be_visible()
        assert refused == []
        assert complaints == []


# headers and start ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/", "/runs", "/server_info", "/graphql", "/nothing.js"])
def test_every_answer_carries_the_security_headers(pages: Pages, path: str) -> None:
    for headers in ({}, {"Host": "evil.example"}):
        found = pages.send("GET", path, {"Accept": "text/html", **headers}).headers
        assert found["X-Frame-Options"] == "SAMEORIGIN"
        assert found["X-Content-Type-Options"] == "nosniff"
        assert found["Referrer-Policy"] == "same-origin"
        assert "frame-ancestors 'self'" in (found.get_all("Content-Security-Policy") or [])
        assert found["Access-Control-Allow-Origin"] is None


def test_a_port_that_is_taken_is_named_in_one_line(pages: Pages, tmp_path: Path) -> None:
    command = [READINESS, "ui", "--port", str(pages.port), "--no-daemon"]
    ended = subprocess.run(
        command, cwd=tmp_path, env=ui_environment(tmp_path), capture_output=True, text=True, check=False, timeout=60
    )
    assert ended.returncode == 2
    assert ended.stdout == ""
    assert ended.stderr == f"error: --port: port {pages.port} is taken on 127.0.0.1 (choose another --port)\n"
