"""`rostergen --districts` and `--per-district`: what is written and said, and what cannot be."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rostergen import load_profile
from rostergen.cli import main

SIX = ["--districts", "6", "--schools", "12", "--students", "500", "--school-year", "2027"]


TWO = "[{name: A, students: 8}, {name: B, students: 9}]"


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_one_bundle_of_all_and_a_summary_of_counts(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*SIX, "--check"]) == 0
    said = capsys.readouterr().err
    assert "Wrote 6 districts, 12 schools and 500 students as a OneRoster 1.1 folder: oneroster\n" in said
    assert "The same again: rostergen --districts 6 --schools 12 --students 500 --seed 1 --school-year 2027\n" in said
    assert "oneroster: valid as OneRoster 1.1, nothing to complain about" in said
    types = [line.split(",")[4] for line in Path("oneroster/orgs.csv").read_text("utf-8").splitlines()[1:]]
    assert (types[0], types.count("district"), types.count("school")) == ("state", 6, 12)


def test_a_bundle_for_each(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*SIX, "--per-district", "zip", "--out", "all", "--check"]) == 0
    said = capsys.readouterr().err
    assert "Wrote 6 districts, 12 schools and 500 students as 6 OneRoster 1.1 bundles with an index.json: all\n" in said
    assert "--per-district zip --out all --seed 1" in said.partition("The same again: ")[2]
    assert "6 bundles judged: no errors, no warnings\n" in said
    assert len(said.splitlines()) < 25
    assert len(list(Path("all").glob("*.zip"))) == 6
    assert main([*SIX, "--per-district", "folder", "--out", "all"]) == 3
    assert "it exists; add --force" in capsys.readouterr().err
    assert main([*SIX, "--per-district", "folder", "--out", "all", "--force", "--quiet"]) == 0
    assert capsys.readouterr() == ("", "")
    assert len([path for path in Path("all").iterdir() if path.is_dir()]) == 6


def test_json_has_counts(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*SIX, "--json", "--quiet", "--per-district", "folder", "--oneroster", "1.2"]) == 0
    summary = json.loads(capsys.readouterr().out)
    assert [summary[key] for key in ("districts", "bundles", "schools", "students")] == [6, 6, 12, 500]
    assert (summary["format"], summary["oneroster"]) == ("folder", "1.2")
    assert summary["rows"]["orgs"] == 12 + 2 * 6
    assert main([*SIX, "--json", "--quiet", "--out", "x.zip"]) == 0
    summary = json.loads(capsys.readouterr().out)
    assert [summary[key] for key in ("districts", "bundles", "format")] == [6, 1, "zip"]


def test_a_file_states_its_districts(capsys: pytest.CaptureFixture[str]) -> None:
    Path("own.yaml").write_text(
        "schools: 5\nstudents: 60\ndistricts:\n  number: 2\n  named:\n"
        "    - {name: Oak Hill Schools, students: 40, schools: 4}\n    - {name: Elm Hill Schools, students: 20}\n"
    )
    assert main(["--profile", "own.yaml", "--quiet"]) == 0
    assert "Oak Hill Schools,district" in Path("oneroster/orgs.csv").read_text("utf-8")
    assert main(["profiles", "check", "own.yaml"]) == 0
    assert "own.yaml is valid: 2 districts, 5 schools, 60 students" in capsys.readouterr().out


def test_the_example_of_the_help_works() -> None:
    small = ["--students", "2000", "--schools", "20", "--school-year", "2027", "--quiet"]  # that is quick
    assert main(["--profile", "texas", "--districts", "20", "--per-district", "zip", *small]) == 0
    index = json.loads(Path("oneroster/index.json").read_text("utf-8"))
    assert index["districts"][0]["name"] == "Houston Independent School District"
    assert load_profile("texas", districts=20).students == 91_667


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (["--districts", "0"], "--districts 0: found 0; allowed a whole number from 1 to 10000"),
        (["--districts", "many"], "--districts: found 'many'; allowed a whole number from 1 to 10000"),
        (["--districts", "13", "--schools", "12"], "--schools 12: 12 schools are fewer than the 13 districts"),
        (["--districts", "13", "--students", "12"], "--students 12: 12 students are fewer than the 13 districts"),
        (["--districts", "3", "--set", "district.name=Elm"], "these are 3; ask for no number of districts, or"),
        (["-p", "nyc", "--districts", "5"], "or for other names with --set district.name=null"),
        (["--districts", "1000000"], "--districts 1000000: found 1000000; allowed a whole number from 1 to 10000\n"),
        (
            ["--districts", "1", "--set", f"districts.named={TWO}"],
            "--districts 1: 1 districts are fewer than the 2 that are named; name none with --set 'districts.named=[]'",
        ),
        (
            ["-p", "texas", "--districts", "9", "--set", "districts.named=[{name: A, students: 99999}]"],
            "41250 students are too few, for the districts that are named have 99999, and each of the other 8 needs "
            "one; ask for more, or name none with --set 'districts.named=[]'",
        ),
        (["-p", "texas", "--set", "districts.largest=900"], "5044618 in 1197 district(s) are over 900 a district"),
        (["--set", "districts.sizes={1-9: 60}"], "the shares add up to 60, not to 100"),
        (["--set", "districts.sizes={9-1: 100}"], "the size class '9-1' has to run upwards"),
        (["--set", "districts.named=[{students: 9}]"], "this key is missing; it holds text"),
        (["--set", "districts.named=[{name: A, schools: 9}]"], "schools: A needs its students too, or leave both out"),
        (["--set", "districts.named=[{name: A, students: 8000}]"], "a single district has its name from district.name"),
        (
            ["--districts", "4", "--set", "districts.named=[{name: A, students: 8}, {name: a, students: 9}]"],
            "'A' is there twice; every district needs a name of its own",
        ),
        (
            ["--districts", "2", "--students", "80000", "--schools", "4", "--seed", "1"],
            "schools: 4 are fewer than the districts as they are drawn can have",
        ),
        (
            ["--districts", "2", "--students", "50", "--set", f"districts.named={TWO}"],
            "50 students are too many, for all districts are named and have 17; ask for 17, or name none with",
        ),
        (["--set", "districts.named=[{name: A, students: 8, schools: 9}]"], "9 are more than the 8 students of A"),
        (["--per-district", "zip"], "--per-district: there is one district; add --districts with 2 or more, or"),
        (["--per-district", "zip", "--districts", "1"], "--per-district: there is one district; it takes 2 or more"),
        (
            [*SIX, "--per-district", "folder", "--compression", "small"],
            "--compression: a folder is not compressed; ask for --per-district zip, or leave it out",
        ),
        ([*SIX, "--per-district", "tar"], "--per-district: found 'tar'; allowed folder, zip"),
        ([*SIX, "--per-district", "zip", "--out", "a.zip"], "a bundle for each district makes a folder"),
    ],
)
def test_what_cannot_be(args: list[str], says: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(args) == (3 if "a.zip" in args else 2)
    said = capsys.readouterr()
    assert said.out == ""
    assert says in said.err
    assert all(line.startswith("rostergen: ") for line in said.err.splitlines())
    assert list(Path().iterdir()) == []
