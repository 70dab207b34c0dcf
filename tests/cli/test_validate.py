"""`rostergen validate` and `rostergen --check`: options, streams and exit codes; what is found is tested elsewhere."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

import pytest

import rostergen.validate.run
from rostergen.cli import main
from rostergen.errors import InputError, UsageError
from rostergen.validate.collector import Collector
from rostergen.validate.finding import Report

if TYPE_CHECKING:
    from collections.abc import Callable

Given = dict[str, Any]


def made(*codes: str, path: str = "b") -> Report:
    found = Collector()
    for code in codes:
        found.add(code, "users.csv", 2, "role", "x")
    return Report(path, "1.1", {"users": 3}, found.groups(["users.csv"]))


@pytest.fixture
def judged(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., Given]:
    """Let `validate_bundle` find these codes; return what it was asked."""
    monkeypatch.chdir(tmp_path)

    def replace(*codes: str) -> Given:
        given: Given = {}

        def judge(path: str, **options: object) -> Report:
            given.update(options, path=path)
            return made(*codes, path=path)

        monkeypatch.setattr(rostergen.validate.run, "validate_bundle", judge)
        return given

    return replace


ERROR, WARNING, INFO = "OR11-ENUM-05", "OR-USR-03", "OR-MODE-08"


@pytest.mark.parametrize(
    ("codes", "options", "exit_code"),
    [
        ([], [], 0),
        ([INFO], ["--fail-on", "warning"], 0),
        ([WARNING], [], 0),
        ([WARNING], ["--fail-on", "warning"], 1),
        ([ERROR], [], 1),
        ([ERROR, WARNING], ["--fail-on", "error"], 1),
    ],
)
def test_exit_codes(codes: list[str], options: list[str], exit_code: int, judged: Callable[..., Given]) -> None:
    judged(*codes)
    assert main(["validate", "b", *options]) == exit_code


def test_options_reach_the_judge(judged: Callable[..., Given]) -> None:
    given = judged()
    assert main(["validate", "some/b.zip"]) == 0
    assert given == {
        "path": "some/b.zip",
        "oneroster": None,
        "strict": False,
        "select": [],
        "ignore": [],
        "max_per_rule": 20,
        "base": None,
    }
    options = ["--oneroster", "1.2", "--strict", "--select", "OR-REF,RG", "--select", "OR-PKG-01", "--ignore", "RG-TRU"]
    assert main(["validate", "b", *options, "--max-per-rule", "3", "--base", "old"]) == 0
    assert given == {
        "path": "b",
        "oneroster": "1.2",
        "strict": True,
        "select": ["OR-REF", "RG", "OR-PKG-01"],
        "ignore": ["RG-TRU"],
        "max_per_rule": 3,
        "base": "old",
    }


def test_text_is_the_default_and_goes_to_stdout(
    judged: Callable[..., Given], capsys: pytest.CaptureFixture[str]
) -> None:
    judged(ERROR)
    main(["validate", "b"])
    said = capsys.readouterr()
    assert said.err == ""
    assert "users.csv\n  error OR11-ENUM-05" in said.out
    assert "\x1b" not in said.out
    main(["validate", "b", "--quiet"])
    said = capsys.readouterr()
    assert said.out == "b: not valid as OneRoster 1.1, 1 error in 3 rows\n"
    assert said.err == ""


@pytest.mark.parametrize("form", ["json", "jsonl", "github", "junit"])
def test_data_goes_to_stdout_and_the_verdict_to_stderr(
    form: str, judged: Callable[..., Given], capsys: pytest.CaptureFixture[str]
) -> None:
    judged(ERROR, WARNING)
    assert main(["validate", "b", "--format", form]) == 1
    said = capsys.readouterr()
    assert said.err == "b: not valid as OneRoster 1.1, 1 error, 1 warning in 3 rows\n"
    if form == "json":
        assert json.loads(said.out)["counts"] == {"error": 1, "warning": 1, "info": 0}
    elif form == "jsonl":
        assert [json.loads(line)["code"] for line in said.out.splitlines()] == [ERROR, WARNING]
    elif form == "github":
        assert [line.split()[0] for line in said.out.splitlines()] == ["::error", "::warning"]
    else:
        assert ElementTree.fromstring(said.out).attrib["failures"] == "1"
    main(["validate", "b", "--format", form, "--quiet"])
    assert capsys.readouterr().err == ""


def test_what_fails_the_run_fails_in_junit(judged: Callable[..., Given], capsys: pytest.CaptureFixture[str]) -> None:
    judged(WARNING)
    assert main(["validate", "b", "--format", "junit", "--fail-on", "warning"]) == 1
    assert ElementTree.fromstring(capsys.readouterr().out).attrib["failures"] == "1"


@pytest.mark.parametrize(
    ("args", "says"),
    [
        ([], "missing argument 'PATH'; see 'rostergen validate --help'"),
        (["b", "--fromat", "json"], "unknown option '--fromat'; did you mean '--format'?"),
        (["b", "--format", "yaml"], "--format: found 'yaml'; allowed text, json, jsonl, github, junit"),
        (["b", "--format", "jsn"], "did you mean 'json'?"),
        (["b", "--select"], "option '--select' requires an argument"),
        (["b", "--fail-on", "info"], "--fail-on: found 'info'; allowed error, warning"),
        (["b", "--oneroster", "1.0"], "--oneroster: found '1.0'; allowed 1.1, 1.2"),
        (["b", "--max-per-rule", "0"], "--max-per-rule: found '0'; allowed a whole number from 1 to 100000"),
        (["b", "--select", "OR-RFE"], "'OR-RFE': no rule has a code that begins like this"),
        (["b", "--ignore", "OR-REF-01,OR-REF-98"], "did you mean OR-REF-"),
        (["b", "c"], "unexpected extra argument"),
        (["s3://id:secret@b/c"], "PATH: found the URL s3://id:***@b/c; allowed a path of this machine"),
        (["sftp:/id:secret@b/c"], "PATH: found sftp:/ with one slash; "),
        (["b", "--base", "s3://b/c"], "--base: found the URL s3://b/c; allowed a path of this machine"),
    ],
)
def test_mistakes(
    args: list[str], says: str, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["validate", *args]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert says in said.err
    assert said.err.startswith("rostergen: ")
    assert said.err.count("\n") == 1


def test_what_cannot_be_read_is_said_in_a_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(path: str, **_: object) -> Report:
        raise InputError(f"{path}: there is\nnothing")

    monkeypatch.setattr(rostergen.validate.run, "validate_bundle", fail)
    assert main(["validate", "none"]) == 3
    assert capsys.readouterr() == ("", "rostergen: none: there is\\nnothing\n")


@pytest.mark.parametrize(
    ("environment", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False)]
)
def test_colour_is_for_terminals(
    environment: dict[str, str],
    coloured: bool,
    judged: Callable[..., Given],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    judged(ERROR)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    main(["validate", "b"])
    assert ("\x1b[31m" in capsys.readouterr().out) == coloured


MAKE = ["--schools", "1", "--students", "5", "--check"]


def test_check_says_on_stderr_that_all_is_well(
    judged: Callable[..., Given], capsys: pytest.CaptureFixture[str]
) -> None:
    given = judged(INFO)
    assert main([*MAKE, "--json"]) == 0
    said = capsys.readouterr()
    assert given == {"path": "oneroster"}
    assert json.loads(said.out)["students"] == 5
    assert said.err == "oneroster: valid as OneRoster 1.1, 1 info in 3 rows\n"
    assert main([*MAKE, "--out", "two.zip", "--quiet"]) == 0
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("code", [ERROR, WARNING])
def test_check_fails_on_warnings_and_errors(
    code: str, judged: Callable[..., Given], capsys: pytest.CaptureFixture[str]
) -> None:
    judged(code)
    assert main([*MAKE, "--json", "--quiet"]) == 1
    said = capsys.readouterr()
    assert json.loads(said.out)["students"] == 5
    assert code in said.err
    assert Path("oneroster/users.csv").is_file()


def test_check_interrupted_leaves_the_bundle(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def stop(*_: object, **__: object) -> Report:
        raise KeyboardInterrupt

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(rostergen.validate.run, "validate_bundle", stop)
    assert main([*MAKE, "--quiet"]) == 130
    assert capsys.readouterr().err == "rostergen: interrupted; the bundle is complete\n"


def test_a_usage_error_of_the_judge_is_one(judged: Callable[..., Given], monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(path: str, **_: object) -> Report:
        raise UsageError("no")

    monkeypatch.setattr(rostergen.validate.run, "validate_bundle", fail)
    assert main(["validate", "b"]) == 2
