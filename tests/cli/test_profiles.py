"""`rostergen profiles`: list, show, check, new, schema."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rostergen import load_profile
from rostergen.cli import main
from rostergen.profile.builtin import builtin_names


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_list(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["profiles", "list"]) == 0
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == builtin_names()


@pytest.mark.parametrize("name", builtin_names())
def test_what_is_shown_is_the_profile(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["profiles", "show", name]) == 0
    Path("shown.yaml").write_text(capsys.readouterr().out, encoding="utf-8")
    assert load_profile("shown.yaml") == load_profile(name)


def test_check(capsys: pytest.CaptureFixture[str]) -> None:
    Path("x.yaml").write_text("extends: rural\nstudents: 900\n")
    assert main(["profiles", "check", "x.yaml"]) == 0
    assert "x.yaml is valid: 3 schools, 900 students" in "".join(capsys.readouterr())


def test_new_is_valid_and_overwrites_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["profiles", "new", "x.yaml", "--extends", "urban"]) == 0
    assert load_profile("x.yaml").students
    text = Path("x.yaml").read_text()
    assert "extends: urban" in text
    assert main(["profiles", "new", "x.yaml"]) == 3
    assert Path("x.yaml").read_text() == text
    assert main(["profiles", "new", "x.yaml", "--force"]) == 0
    assert "extends: suburban" in Path("x.yaml").read_text()
    assert main(["profiles", "new", "y.yaml", "--extends", "nowhere"]) == 2
    assert not Path("y.yaml").exists()
    assert "nowhere" in capsys.readouterr().err


def test_schema(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["profiles", "schema"]) == 0
    assert "class_sizes" in json.loads(capsys.readouterr().out)["properties"]


def test_a_command_is_needed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["profiles"]) == 2
    assert "missing command" in capsys.readouterr().err
