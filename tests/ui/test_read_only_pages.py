"""Read-only pages with an access token, on every address of the machine: what leads get, and what they cannot do."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from dagster_graphql.schema import create_schema
from graphql import GraphQLInputObjectType, get_named_type
from graphql.type import GraphQLArgument, GraphQLInputField, is_list_type, is_required_argument, is_required_input_field
from playwright.sync_api import expect
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Subprotocol

from tests.ui.browser import opened, shot
from tests.ui.pages_server import JSON, LAUNCH, READINESS, Pages, served, ui_environment

TOKEN = "a-l0ng-tok&n=ü-that-no-log-holds"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pages]:
    root = tmp_path_factory.mktemp("leads")
    with served(root, "--host", "0.0.0.0", "--read-only", token=TOKEN) as up:
        yield up
        for written in [up.log_path, *(path for path in (root / ".dagster").rglob("*") if path.is_file())]:
            held = written.read_bytes()
            assert TOKEN.encode() not in held, written
            assert quote(TOKEN, safe="").encode() not in held, written


def bearer(token: str = TOKEN) -> dict[str, str]:
    return {"Authorization": f"Bearer {token.encode().decode('latin-1')}"}


def ask(pages: Pages, query: str) -> tuple[int, str]:
    own = {"Origin": f"http://127.0.0.1:{pages.port}", **JSON, **bearer()}
    answer = pages.send("POST", "/graphql", own, json.dumps({"query": query}))
    return answer.status, answer.text


def runs(pages: Pages) -> str:
    status, text = ask(pages, "{ runsOrError { ... on Runs { results { runId } } } }")
    assert status == 200, text
    return text


# the access token -----------------------------------------------------------------------------------------------------


def test_the_right_token_opens_the_pages_and_its_absence_does_not(pages: Pages) -> None:
    assert pages.send("GET", "/server_info", bearer()).status == 200
    for path in ("/server_info", "/", "/runs", "/favicon.png", "/login/", "//login", "/nothing"):
        refused = pages.send("GET", path)
        assert refused.status == 401, path
        assert refused.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize(
    "sent", ["Bearer", "Bearer ", "Bearer wrong", f"Bearer {TOKEN[:-1]}".replace("ü", "u"), "Basic Og==", "Bearer \xff"]
)
def test_a_wrong_token_is_refused(pages: Pages, sent: str) -> None:
    assert pages.send("GET", "/server_info", {"Authorization": sent}).status == 401
    assert pages.send("POST", "/graphql", {"Authorization": sent, **JSON}, "{}").status == 401
    assert pages.send("GET", "/server_info", {"Cookie": f"readiness_ui_{pages.port}={sent[7:]}"}).status == 401


@pytest.mark.parametrize("way", ["query", "form"])
def test_a_login_redirects_with_a_cookie_that_is_not_the_token(pages: Pages, way: str) -> None:
    sent = urlencode({"token": TOKEN})
    answer = pages.send("GET", f"/login?{sent}") if way == "query" else pages.send("POST", "/login", FORM, sent)
    assert (answer.status, answer.headers["Location"]) == (303, "/")
    cookie, *attributes = answer.headers["Set-Cookie"].split("; ")
    assert {"HttpOnly", "SameSite=strict", "Path=/"} <= set(attributes)
    assert TOKEN not in cookie
    assert quote(TOKEN) not in cookie
    assert pages.send("GET", "/server_info", {"Cookie": cookie}).status == 200


def test_a_login_with_a_wrong_token_gives_no_cookie(pages: Pages) -> None:
    wrong = urlencode({"token": "wrong"})
    for answer in (
        pages.send("GET", f"/login?{wrong}"),
        pages.send("GET", "/login?token="),
        pages.send("POST", "/login", FORM, wrong),
        pages.send("POST", "/login", FORM, ""),
        pages.send("POST", "/login", FORM, "token=" + "x" * 100_000),
    ):
        assert answer.status == 401
        assert answer.headers["Set-Cookie"] is None


def test_a_foreign_page_cannot_log_in_or_use_the_token(pages: Pages) -> None:
    foreign = {"Origin": "http://evil.example"}
    assert pages.send("POST", "/login", {**FORM, **foreign}, urlencode({"token": TOKEN})).status == 403
    assert pages.send("GET", "/server_info", {**foreign, **bearer()}).status == 403
    assert pages.send("GET", "/server_info", {"Host": f"evil.example:{pages.port}", **bearer()}).status == 403


def test_a_websocket_needs_the_token(pages: Pages) -> None:
    url, protocols = f"ws://127.0.0.1:{pages.port}/graphql", [Subprotocol("graphql-ws")]
    with pytest.raises(InvalidStatus) as refused:
        connect(url, subprotocols=protocols)
    assert refused.value.response.status_code == 403
    with connect(url, subprotocols=protocols, additional_headers=bearer()) as admitted:
        admitted.send(json.dumps({"type": "connection_init"}))
        assert json.loads(admitted.recv(timeout=30))["type"] == "connection_ack"


@pytest.mark.parametrize("token", [None, "", "  "])
@pytest.mark.parametrize("host", ["0.0.0.0", "::", ""])
def test_without_a_token_the_pages_are_not_served_beyond_this_machine(
    tmp_path: Path, host: str, token: str | None
) -> None:
    option = [] if token is None else ["--token", token]
    command = [READINESS, "ui", "--port", "0", "--no-daemon", "--host", host, *option]
    ended = subprocess.run(
        command, cwd=tmp_path, env=ui_environment(tmp_path), capture_output=True, text=True, check=False, timeout=60
    )
    assert ended.returncode == 2
    assert ended.stdout == ""
    assert "no access token is set" in ended.stderr
    assert not (tmp_path / ".dagster").exists()


# read-only ------------------------------------------------------------------------------------------------------------


def test_the_page_itself_launches_nothing(pages: Pages) -> None:
    before = runs(pages)
    own = {"Origin": f"http://127.0.0.1:{pages.port}", **bearer()}
    hidden = "query Shown { version } " + LAUNCH.replace("mutation", "mutation Hidden")
    for sent, body in [
        ("application/json", json.dumps({"query": LAUNCH})),
        ("application/json", json.dumps({"query": hidden, "operationName": "Hidden"})),
        ("application/json", '{"query": "{ version }", "query": ' + json.dumps(LAUNCH) + "}"),
        ("application/json", json.dumps([{"query": LAUNCH}])),
        ("application/graphql", LAUNCH),
        ("application/graphql", "{" * 5000),
    ]:
        answer = pages.send("POST", "/graphql", {**own, "Content-Type": sent}, body)
        assert answer.status == 403
        assert "read-only" in answer.text
    assert runs(pages) == before


@pytest.mark.parametrize("kind", ["materialization", "check", "observation"])
def test_no_event_of_an_asset_is_reported(pages: Pages, kind: str) -> None:
    body = json.dumps({"check_name": "ready_to_start", "passed": True})
    for path in (f"/report_asset_{kind}/small/scorecard", f"/report_asset_{kind}/?asset_key=x"):
        assert pages.send("POST", path, {**JSON, **bearer()}, body).status == 403
    asset = 'assetOrError(assetKey: {path: ["small", "scorecard"]})'
    status, text = ask(pages, f"{{ {asset} {{ ... on Asset {{ assetMaterializations {{ runId }} }} }} }}")
    assert (status, json.loads(text)["data"]["assetOrError"]) == (200, {"assetMaterializations": []})


def example(argument: GraphQLArgument | GraphQLInputField) -> str:
    """A value that Dagster's schema accepts for an argument, as GraphQL text."""
    named = get_named_type(argument.type)
    if isinstance(named, GraphQLInputObjectType):
        fields = {name: field for name, field in named.fields.items() if is_required_input_field(field)}
        text = "{" + ", ".join(f"{name}: {example(field)}" for name, field in fields.items()) + "}"
    else:
        values = {"String": '"x"', "Boolean": "true", "Int": "1", "Float": "1.0", "ReexecutionStrategy": "ALL_STEPS"}
        text = values.get(named.name, "ASSET_MATERIALIZATION")
    inner = getattr(argument.type, "of_type", argument.type)
    return f"[{text}]" if is_list_type(inner) else text


def test_every_mutation_that_dagster_knows_is_refused(pages: Pages) -> None:
    mutations = create_schema().graphql_schema.mutation_type
    assert mutations is not None
    assert {"launchRun", "wipeAssets", "deleteRun", "startSensor", "setNuxSeen"} <= set(mutations.fields)
    for name, field in mutations.fields.items():
        given = [f"{key}: {example(arg)}" for key, arg in field.args.items() if is_required_argument(arg)]
        status, text = ask(
            pages, f"mutation {{ {name}{'(' + ', '.join(given) + ')' if given else ''} {{ __typename }} }}"
        )
        assert status == 403, (name, text)


@pytest.mark.ui
def test_a_lead_logs_in_and_sees_the_pages_without_a_way_to_launch(pages: Pages) -> None:
    with opened() as page:
        page.goto(f"{pages.url.replace('0.0.0.0', '127.0.0.1')}/locations/readiness/asset-groups/small/lineage")
        shot(page, "guarded-login")
        page.get_by_label("Access token").fill("wrong")
        page.get_by_role("button").click()
        expect(page.get_by_text("That is not the access token.")).to_be_visible()
        page.get_by_label("Access token").fill(TOKEN)
        page.get_by_role("button").click()
        expect(page.get_by_text("Overview", exact=True).first).to_be_visible(timeout=60_000)
        refused: list[str] = []
        page.on("response", lambda answer: refused.append(answer.url) if answer.status >= 400 else None)
        page.goto(f"{pages.url.replace('0.0.0.0', '127.0.0.1')}/locations/readiness/asset-groups/small/lineage")
        expect(page.get_by_text("kickoff_gate", exact=True).first).to_be_visible(timeout=60_000)
        expect(page.get_by_role("button", name="Materialize all")).to_be_disabled()
        shot(page, "guarded-read-only")
        assert [url for url in refused if not url.endswith("/manifest.json")] == []
