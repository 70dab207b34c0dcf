"""`rostergen spec`: tables on stdout, mistakes in one line."""

from __future__ import annotations

import json

import pytest

from rostergen.cli import main
from rostergen.spec import V1P1, V1P2


def printed(capsys: pytest.CaptureFixture[str], *args: str) -> str:
    assert main(["spec", *args]) == 0
    said = capsys.readouterr()
    assert said.err == ""
    return said.out


def test_all_files(capsys: pytest.CaptureFixture[str]) -> None:
    assert printed(capsys).startswith("OneRoster 1.1 (document 1.1.1): 13 data files\n")
    assert "userProfiles.csv" in printed(capsys, "--oneroster", "1.2")


@pytest.mark.parametrize("name", ["users", "users.csv", "USERS.CSV"])
def test_one_file(capsys: pytest.CaptureFixture[str], name: str) -> None:
    assert printed(capsys, name).startswith("users.csv of OneRoster 1.1 (rostering, 18 columns)\n")
    assert "pronouns" in printed(capsys, name, "--oneroster", "1.2")


@pytest.mark.parametrize("name", ["manifest", "manifest.csv"])
def test_the_manifest(capsys: pytest.CaptureFixture[str], name: str) -> None:
    assert "file.userProfiles" in printed(capsys, name, "--oneroster", "1.2")
    assert json.loads(printed(capsys, name, "--json"))["oneroster"] == "1.1"


def test_data(capsys: pytest.CaptureFixture[str]) -> None:
    everything = json.loads(printed(capsys, "--json", "--oneroster", "1.2"))
    assert [file["name"] for file in everything["files"]] == [f"{spec.name}.csv" for spec in V1P2.files]
    (one,) = json.loads(printed(capsys, "orgs", "--json"))["files"]
    assert [column["name"] for column in one["columns"]] == list(V1P1.file("orgs").header)


@pytest.mark.parametrize(
    ("args", "problem"),
    [
        (["roles"], "OneRoster 1.1 has no file 'roles'; add --oneroster 1.2"),
        (["user"], "OneRoster 1.1 has no file 'user'; did you mean 'users'?"),
        (["zzz", "--oneroster", "1.2"], "OneRoster 1.2 has no file 'zzz'; see 'rostergen spec --oneroster 1.2'"),
        (["--oneroster", "2"], "--oneroster: found '2'; allowed 1.1 or 1.2"),
    ],
)
def test_mistakes(capsys: pytest.CaptureFixture[str], args: list[str], problem: str) -> None:
    assert main(["spec", *args]) == 2
    assert capsys.readouterr() == ("", f"rostergen: {problem}\n")
