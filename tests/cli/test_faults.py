from __future__ import annotations

import json
from typing import TYPE_CHECKING

from rostergen.cli import main
from rostergen.faults.catalogue import FAULTS

if TYPE_CHECKING:
    import pytest


def printed(capsys: pytest.CaptureFixture[str], *options: str) -> str:
    assert main(["faults", *options]) == 0
    return capsys.readouterr().out


def test_all_faults_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert [line.split()[0] for line in printed(capsys).splitlines()] == ["fault", *FAULTS]
    _, *lines = printed(capsys, "semantics", "--oneroster", "1.2").splitlines()
    assert len(lines) == sum(f.level == "semantics" and "1.2" in f.versions for f in FAULTS.values())


def test_one_is_explained(capsys: pytest.CaptureFixture[str]) -> None:
    text = printed(capsys, "half-the-users-gone")
    assert "The SIS exported half of its users" in text
    assert "validate --base" in text


def test_json_and_the_schema(capsys: pytest.CaptureFixture[str]) -> None:
    assert [each["name"] for each in json.loads(printed(capsys, "--json"))] == list(FAULTS)
    assert json.loads(printed(capsys, "--schema"))["properties"]["version"]["const"] == 1


def test_a_fault_of_the_other_version(capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("two-primary-roles", "1.2"):
        assert main(["faults", name, "--oneroster", "1.1"]) == 2
        assert f"OneRoster 1.1 has no rule that '{name}' could break" in capsys.readouterr().err


def test_an_unknown_fault(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["faults", "nul-word"]) == 2
    assert "did you mean 'null-word'" in capsys.readouterr().err
