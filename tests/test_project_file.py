"""Project files: what is wrong is said with its line; what a user names is found."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readiness.config import yaml_nodes
from readiness.config.loading import LoadedProject, bare_project, load_project, project_name, resolve_target
from readiness.config.project import Project
from readiness.errors import ConfigError, UsageError
from readiness.personal_kinds import PERSONAL_KINDS

MINIMAL = "project: p\nsources: [{name: s, url: docs}]\n"


def loaded(folder: Path, text: str) -> LoadedProject:
    (folder / "project.yaml").write_text(text, "utf-8")
    return load_project(folder / "project.yaml")


def problem(folder: Path, text: str) -> str:
    with pytest.raises(ConfigError) as caught:
        loaded(folder, text)
    return str(caught.value).replace(f"{folder}/", "")


def test_a_whole_project_is_read(tmp_path: Path) -> None:
    project = loaded(
        tmp_path,
        """
        project: vendor-contracts
        as_of: 2026-11-22
        charter:
          process_owner_commitment: {by: Ada, on: 2026-11-01}
          production: {update_every: 1d}
          needs: {cells: {department: [legal, 7], year: ">=2018"}}
        sources:
          - name: crm
            url: ${CRM_URL}
            labels: {column: tickets.category, classes: [yes, no, 1, 01]}
        alerts: [{slack: ${SLACK_WEBHOOK}}, {email: lead@example.com}]
        """.replace("\n        ", "\n"),
    ).project
    assert project.as_of == dt.date(2026, 11, 22)
    assert project.charter is not None
    assert project.charter.process_owner_commitment is not None
    assert project.charter.process_owner_commitment.on == dt.date(2026, 11, 1)
    assert project.charter.production is not None
    assert project.charter.production.update_every == dt.timedelta(days=1)
    assert project.charter.needs is not None
    assert project.charter.needs.cells == {"department": ["legal", 7], "year": ">=2018"}
    assert project.sources[0].url == "${CRM_URL}"
    assert project.sources[0].labels is not None
    assert project.sources[0].labels.classes == ["yes", "no", "1", "01"]
    assert project.alerts[0].slack == "${SLACK_WEBHOOK}"


def test_paths_are_relative_to_the_file(tmp_path: Path) -> None:
    found = loaded(tmp_path, MINIMAL)
    assert (found.base, found.default_out) == (tmp_path, tmp_path / ".readiness")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (MINIMAL + "polcy: {}\n", "project.yaml:3:1: unknown key 'polcy'; did you mean 'policy'?"),
        (
            "project: p\nsources:\n- name: s\n  url: docs\n  freshnes: {}\n",
            "project.yaml:5:3: unknown key 'freshnes' in sources[0]; did you mean 'freshness'?",
        ),
        ("project: p\nsources:\n  - name: s\n", "project.yaml:3:5: the key 'url' is missing in sources[0]"),
        (
            "project: p\nsources: [{name: s, url: docs, freshness: {max_age: often}}]\n",
            "project.yaml:2:53: sources[0].freshness.max_age: 'often' is not a duration",
        ),
        (MINIMAL + "as_of: tomorrow\n", "project.yaml:3:8: as_of: write a date as 2026-11-22"),
        (MINIMAL + "use: ragg\n", "project.yaml:3:6: use: Input should be 'rag', 'training' or 'analytics'"),
        ("project: a b\nsources: [{name: s, url: d}]\n", "project.yaml:1:10: project: "),
        (
            MINIMAL + "charter:\n  needs:\n    cells: {year: [[]]}\n",
            "project.yaml:5:19: charter.needs.cells.year: write text",
        ),
        ("project: p\nproject: q\n", "project.yaml:2:1: the key 'project' is written twice (first on line 1)"),
        ("project: [a,\n", "project.yaml:2:1: not valid YAML: "),
        ("project:\n\tp\n", "project.yaml:2:1: not valid YAML: found character '\\t' that cannot start any token"),
        ("- a\n", "project.yaml:1:1: expected keys such as project: and sources:"),
        ("", "project.yaml: the file is empty"),
        ("# nothing\n", "project.yaml: the file is empty"),
        ("a: 1\n---\nb: 2\n", "project.yaml:2:1: not valid YAML: but found another document"),
        ("a: !!python/object:os.system x\n", "project.yaml:1:4: the tag "),
        (MINIMAL + "x: \x01\n", "project.yaml:3:4: not valid YAML: a control character (U+0001)"),
        (
            MINIMAL + "policy: {uniqeness.near: {warn: 0, fail: 1}}\n",
            "project.yaml:3:26: there is no indicator 'uniqeness.near'; did you mean 'uniqueness.near'?",
        ),
        (
            MINIMAL + "policy: {uniqueness.near: {warn: 0.5, fail: 0.1}}\n",
            "project.yaml:3:27: uniqueness.near is better lower: warn must not be above fail",
        ),
        (
            MINIMAL + "labels: [{source: other, file: labels.csv}]\n",
            "project.yaml:1:1: labels name the source 'other', which is not among ['s']",
        ),
    ],
)
def test_a_problem_is_said_with_its_place(tmp_path: Path, text: str, expected: str) -> None:
    assert problem(tmp_path, text).startswith(expected)


def test_all_problems_are_said_at_once_in_the_order_of_the_file(tmp_path: Path) -> None:
    text = "project: p\nuse: x\nsources:\n- {name: s, urll: docs}\nwaivers:\n- {indicator: a.b, until: soon}\n"
    lines = problem(tmp_path, text).splitlines()
    assert lines[0] == "6 problems in the project file"
    assert [line.split(": ")[0].strip() for line in lines[1:]] == [
        "project.yaml:2:6",
        "project.yaml:4:3",
        "project.yaml:4:13",
        "project.yaml:6:3",
        "project.yaml:6:3",
        "project.yaml:6:27",
    ]


def test_a_written_secret_is_refused_and_not_repeated(tmp_path: Path) -> None:
    source = "- name: s\n  url: postgresql://u:hunter22@h/d\n  options: {secret: hunter23, region: eu}\n"
    text = f"project: p\nsources:\n{source}"
    said = problem(tmp_path, text)
    assert "project.yaml:4:8: a secret is written into the URL of 's': write it as ${NAME}" in said
    assert "project.yaml:5:21: a secret is written into secret: write it as ${NAME}" in said
    assert "hunter" not in said


@pytest.mark.parametrize(
    "text",
    [
        "a: &a [*a]\n",
        "a: &a {<<: *a}\n",
        "a: &a [x, x, x, x, x, x, x, x, x, x]\n"
        + "".join(f"{chr(98 + i)}: &{chr(98 + i)} [{', '.join([f'*{chr(97 + i)}'] * 10)}]\n" for i in range(8)),
        "[" * 5000,
        "a: " + "{b: " * 3000,
    ],
)
def test_a_file_that_unfolds_without_end_is_refused(tmp_path: Path, text: str) -> None:
    assert "project.yaml" in problem(tmp_path, text)


def test_anchors_and_merges_are_understood(tmp_path: Path) -> None:
    text = """
project: p
sources:
  - &first {name: a, url: docs, owner: &ada {name: Ada}}
  - {<<: *first, name: b, owner: *ada}
"""
    project = loaded(tmp_path, text).project
    assert [(s.name, s.url, s.owner and s.owner.name) for s in project.sources] == [
        ("a", "docs", "Ada"),
        ("b", "docs", "Ada"),
    ]


@settings(deadline=None)
@given(st.text(max_size=60))
def test_any_text_is_a_tree_or_a_config_error(text: str) -> None:
    with contextlib.suppress(ConfigError):
        assert yaml_nodes.parse(text, where="x.yaml").where == "x.yaml"


@settings(deadline=None)
@given(
    st.one_of(
        st.integers(),
        st.floats(allow_nan=False, allow_infinity=False),
        st.from_regex(r"[0-9_.:+-]{1,12}", fullmatch=True),
    )
)
def test_a_number_is_one_only_when_it_is_written_back_alike(number: object) -> None:
    written = str(number)
    try:
        value = yaml_nodes.parse(f"a: {written}", where="x").value["a"]
    except ConfigError:
        return  # "- " and "? " begin something else
    assert value is None or str(value) == written or isinstance(value, (list, dict))


class TestHash:
    def test_comments_order_and_style_do_not_count(self, tmp_path: Path) -> None:
        one = loaded(tmp_path, MINIMAL).config_hash
        other = loaded(tmp_path, "# a comment\nsources:\n  - url: 'docs'\n    name: s\nproject: p\n").config_hash
        assert one == other

    def test_any_other_word_counts(self, tmp_path: Path) -> None:
        assert loaded(tmp_path, MINIMAL).config_hash != loaded(tmp_path, MINIMAL + "use: training\n").config_hash

    def test_the_secret_behind_a_reference_does_not_count(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        text = "project: p\nsources: [{name: s, url: '${CRM_URL}'}]\n"
        monkeypatch.setenv("CRM_URL", "one")
        one = loaded(tmp_path, text).config_hash
        monkeypatch.setenv("CRM_URL", "two")
        assert one == loaded(tmp_path, text).config_hash

    def test_the_folder_of_the_file_does_not_count(self, tmp_path: Path) -> None:
        (tmp_path / "a").mkdir()
        (tmp_path / "b").mkdir()
        assert loaded(tmp_path / "a", MINIMAL).config_hash == loaded(tmp_path / "b", MINIMAL).config_hash

    def test_the_content_of_a_suite_of_its_own_counts(self, tmp_path: Path) -> None:
        text = MINIMAL + "suites: {s.orders: orders}\n"
        without = loaded(tmp_path, text).config_hash
        suite = tmp_path / "expectations" / "orders.json"
        suite.parent.mkdir()
        suite.write_text('{"name": "orders", "expectations": []}', "utf-8")
        strict = loaded(tmp_path, text).config_hash
        suite.write_text('{"name": "orders", "expectations": [{}]}', "utf-8")
        assert len({without, strict, loaded(tmp_path, text).config_hash}) == 3

    def test_a_bare_target_hashes_alike_however_it_is_spelled(self, tmp_path: Path) -> None:
        (tmp_path / "docs").mkdir()
        spellings = ("docs", "./docs/", str(tmp_path / "docs"), "other/../docs")
        (tmp_path / "other").mkdir()
        assert len({resolve_target(spelling, cwd=tmp_path).config_hash for spelling in spellings}) == 1

    def test_the_password_of_a_bare_url_does_not_count(self, tmp_path: Path) -> None:
        one = bare_project("postgresql://u:one@h/crm", base=tmp_path)
        two = bare_project("postgresql://u:two@h/crm", base=tmp_path)
        assert one.config_hash == two.config_hash
        assert one.config_hash != bare_project("postgresql://u:one@h/other", base=tmp_path).config_hash


class TestTarget:
    @pytest.mark.parametrize(
        ("target", "name", "url"),
        [
            ("docs", "docs", "docs"),
            ("docs/", "docs", "docs"),
            ("Verträge 2020 (final)", "Vertr-ge-2020-final", "Verträge 2020 (final)"),
            ("rows.csv", "rows.csv", "rows.csv"),
            ("sqlite:///data/crm.db", "crm", "sqlite:///data/crm.db"),
            (
                "postgresql://u:s3cret@h:5432/crm?sslmode=require",
                "crm",
                "postgresql://u:s3cret@h:5432/crm?sslmode=require",
            ),
            ("postgresql://u:s3cret@h", "h", "postgresql://u:s3cret@h"),
            ("s3://legal/contracts/", "contracts", "s3://legal/contracts/"),
            ("${CRM_URL}", "crm_url", "${CRM_URL}"),
        ],
    )
    def test_a_bare_target_is_a_project_of_one_source(self, tmp_path: Path, target: str, name: str, url: str) -> None:
        for folder in ("docs", "Verträge 2020 (final)"):
            (tmp_path / folder).mkdir()
        (tmp_path / "rows.csv").touch()
        found = resolve_target(target, cwd=tmp_path)
        assert found.project == Project.model_validate({"project": name, "sources": [{"name": name, "url": url}]})
        assert (found.base, found.default_out) == (tmp_path, tmp_path / ".readiness")
        assert "s3cret" not in found.project.project

    def test_the_working_directory_itself_is_a_target(self, tmp_path: Path) -> None:
        found = resolve_target(".", cwd=tmp_path)
        assert (found.project.project, found.project.sources[0].url) == (project_name(tmp_path.name), ".")

    def test_a_yaml_file_is_a_project(self, tmp_path: Path) -> None:
        (tmp_path / "audit.yml").write_text(MINIMAL)
        assert resolve_target("audit.yml", cwd=tmp_path).project.project == "p"

    def test_nothing_there_says_what_was_expected_and_what_comes_close(self, tmp_path: Path) -> None:
        (tmp_path / "Contracts").mkdir()
        with pytest.raises(UsageError) as caught:
            resolve_target("contract", cwd=tmp_path)
        expected = "expected a project YAML, a folder, a file or a database URL; did you mean 'Contracts'?"
        assert str(caught.value) == f"there is no 'contract' ({expected})"

    @pytest.mark.parametrize("target", ["gone/deeper", "", "a\0b", "x" * 5000, "file.txt/below"])
    def test_no_target_is_too_odd_to_be_answered(self, tmp_path: Path, target: str) -> None:
        (tmp_path / "file.txt").touch()
        if target:
            with pytest.raises(UsageError):
                resolve_target(target, cwd=tmp_path)
        else:
            assert resolve_target(target, cwd=tmp_path).project.sources[0].url == "."

    def test_a_folder_named_like_a_project_file_is_told_apart(self, tmp_path: Path) -> None:
        (tmp_path / "project.yaml").mkdir()
        with pytest.raises(UsageError, match="this is a folder"):
            resolve_target("project.yaml", cwd=tmp_path)
        with pytest.raises(ConfigError, match="this is a folder"):
            load_project(tmp_path / "project.yaml")

    def test_a_pipe_is_no_target(self, tmp_path: Path) -> None:
        os.mkfifo(tmp_path / "pipe")
        os.mkfifo(tmp_path / "pipe.yaml")
        for name in ("pipe", "pipe.yaml"):
            with pytest.raises(UsageError, match="neither a file nor a folder"):
                resolve_target(name, cwd=tmp_path)

    def test_a_project_file_that_is_not_there(self, tmp_path: Path) -> None:
        (tmp_path / "project.yaml").touch()
        with pytest.raises(ConfigError, match=r"did you mean 'project\.yaml'"):
            load_project(tmp_path / "projct.yaml")

    def test_a_file_of_another_encoding_or_a_huge_one_is_refused(self, tmp_path: Path) -> None:
        (tmp_path / "latin.yaml").write_bytes(b"project: caf\xe9\n")
        with pytest.raises(ConfigError, match="not UTF-8 at byte 12"):
            load_project(tmp_path / "latin.yaml")
        (tmp_path / "huge.yaml").write_bytes(b"#" * 5_000_000)
        with pytest.raises(ConfigError, match="too large"):
            load_project(tmp_path / "huge.yaml")


@settings(deadline=None)
@given(st.text(max_size=200))
def test_any_text_becomes_a_project_name(text: str) -> None:
    name = project_name(text)
    assert Project.model_validate({"project": name, "sources": [{"name": "s", "url": "u"}]}).project == name


def test_a_secrets_file_fills_in_what_the_environment_does_not_hold(tmp_path: Path) -> None:
    (tmp_path / "secrets.env").write_text("# keys\nexport A='from file'\nB=from file\n\n")
    found = loaded(tmp_path, MINIMAL + "secrets: secrets.env\n")
    assert found.environ({"B": "from environment"}) == {"A": "from file", "B": "from environment"}


def test_a_broken_secrets_file_is_told_by_line_without_its_content(tmp_path: Path) -> None:
    (tmp_path / "secrets.env").write_text("A=1\nhunter22\n")
    with pytest.raises(ConfigError) as caught:
        loaded(tmp_path, MINIMAL + "secrets: secrets.env\n").environ({})
    assert f"{tmp_path}/secrets.env:2" in str(caught.value)
    assert "hunter22" not in str(caught.value)
    with pytest.raises(ConfigError, match="cannot be read"):
        loaded(tmp_path, MINIMAL + "secrets: gone.env\n").environ({})


def test_kinds_of_personal_data_may_be_listed_and_unknown_ones_are_named(tmp_path: Path) -> None:
    text = (
        "project: p\nsources:\n  - name: s\n    url: docs\n    rights: {pii_allowed: [EMAIL_ADDRESS, PHONE_NUMBER]}\n"
    )
    rights = loaded(tmp_path, text).project.sources[0].rights
    assert rights is not None
    assert rights.pii_allowed == ["EMAIL_ADDRESS", "PHONE_NUMBER"]
    wrong = problem(tmp_path, text.replace("PHONE_NUMBER", "PHONE_NUMBERS"))
    assert "project.yaml:5:43" in wrong
    assert "there is no kind of personal data 'PHONE_NUMBERS'; did you mean 'PHONE_NUMBER'?" in wrong
    assert "write true or false" in problem(tmp_path, text.replace("[EMAIL_ADDRESS, PHONE_NUMBER]", "maybe"))


@pytest.mark.parametrize(("written", "read"), [("true", True), ("false", False), ("null", None), ("[]", [])])
def test_personal_data_may_be_allowed_forbidden_or_left_open(tmp_path: Path, written: str, read: object) -> None:
    text = f"project: p\nsources: [{{name: s, url: docs, rights: {{pii_allowed: {written}}}}}]\n"
    rights = loaded(tmp_path, text).project.sources[0].rights
    assert rights is not None
    assert rights.pii_allowed == read
    assert type(rights.pii_allowed) is type(read)


def test_the_page_of_the_config_lists_the_kinds_that_may_be_allowed() -> None:
    page = (Path(__file__).parents[1] / "docs" / "config.md").read_text("utf-8")
    listed = page.partition("The kinds are ")[2].partition("\n\n")[0]
    assert set(listed.replace(".", "").replace(" and ", ", ").replace("\n", " ").split(", ")) == PERSONAL_KINDS


def test_the_text_of_a_project_file_is_parsed_once_in_a_process_and_again_when_it_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parsed: list[str] = []
    parse = yaml_nodes.parse

    def counted(text: str, *, where: str) -> yaml_nodes.Tree:
        parsed.append(text)
        return parse(text, where=where)

    monkeypatch.setattr(yaml_nodes, "parse", counted)
    path = tmp_path / "p.yaml"
    path.write_text("project: p\nuse: rag\nsources: [{name: a, url: a}]\n", "utf-8")
    first = [load_project(path).project.project for _ in range(3)]
    path.write_text("project: q\nuse: rag\nsources: [{name: a, url: a}]\n", "utf-8")
    assert [*first, load_project(path).project.project] == ["p", "p", "p", "q"]
    assert len(parsed) == 2
