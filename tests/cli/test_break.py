"""`rostergen break`: options, streams and exit codes; what is broken is tested elsewhere."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from validate.bundles import valid_bundle, write_bundle

from rostergen.cli import main

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write_bundle(tmp_path / "bundle", "1.1", valid_bundle("1.1"))


def test_a_broken_bundle_and_what_is_said(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    options = ["--fault", "null-word=2", "--fault", "grade-without-zero", "--seed", "3"]
    assert main(["break", "bundle", "-o", "b.zip", *options]) == 0
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err == "Wrote b.zip with 3 faults, and the key faults.json beside it\n"
    assert json.loads((tmp_path / "faults.json").read_text(encoding="utf-8"))["seed"] == 3
    assert main(["break", "bundle", "-o", "b.zip", *options, "--quiet", "--force"]) == 0
    assert capsys.readouterr().err == ""


def test_a_suite_of_all(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["break", "bundle", "-o", "suite", "--faults", "modes", "--one-per-bundle", "--key-format", "csv"]) == 0
    said = capsys.readouterr().err.splitlines()
    assert said[0] == "Wrote 2 bundles with 2 faults to suite, each beside its key"
    nowhere = said.index("Left out (this bundle has no place for it):")
    assert said[nowhere + 1].startswith("  ")
    assert "status-inactive" in said[nowhere + 1]
    assert (tmp_path / "suite" / "status-in-bulk-row" / "faults.csv").is_file()


def test_what_can_only_be_alone_is_left_out_of_all_and_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["break", "bundle", "-o", "b.zip", "--faults", "all"]) == 0
    said = capsys.readouterr().err.splitlines()
    alone = next(
        i for i, line in enumerate(said) if "only be the one fault of its bundle; try --one-per-bundle" in line
    )
    assert said[alone + 1] == "  half-the-users-gone, truncated-zip"


@pytest.mark.parametrize(
    ("options", "exit_code", "said"),
    [
        (["bundle", "-o", "b"], 2, "nothing to break"),
        (["bundle", "-o", "", "--faults", "all"], 2, "--out: found ''"),
        (["bundle", "-o", "b", "--fault", "nul-word"], 2, "did you mean 'null-word'"),
        (["bundle", "-o", "b", "--fault", "null-word", "--fault", "null-word=2"], 2, "found null-word twice"),
        (["bundle", "-o", "b", "--fault", "stored-member"], 2, "only a zip can have it"),
        (["bundle", "-o", "b", "--fault", "no-manifest=1%"], 2, "no fault of rows"),
        (["bundle", "-o", "b", "--fault", "manifest-version-1=1%"], 2, "no fault of rows"),
        (["bundle", "-o", "b", "--fault", "grade-without-zero=100%"], 2, "there is room for"),
        (["bundle", "-o", "b", "--fault", "values"], 2, "--faults values"),
        (["bundle", "-o", "b", "--fault", "NULL-WORD"], 2, "did you mean 'null-word'"),
        (["bundle", "-o", "b", "--faults", "null-word"], 2, "--fault null-word"),
        (["bundle", "-o", "b", "--faults", "none"], 2, "allowed all"),
        (["bundle", "-o", "b", "--faults", "1.2"], 2, "can have none of these faults"),
        (["bundle", "-o", "b", "--faults", "1.2", "--one-per-bundle"], 2, "can have none of these faults"),
        (["bundle", "-o", "b", "--faults", "all", "--seed", "x"], 2, "--seed: found 'x'"),
        (["bundle", "-o", "b", "--faults", "all", "--key-format", "xml"], 2, "allowed json, csv"),
        (["s3://bucket/b", "-o", "b", "--faults", "all"], 2, "BUNDLE: found the URL s3://bucket/b"),
        (["bundle", "-o", "s3://bucket/b", "--faults", "all"], 2, "--out: found the URL s3://bucket/b"),
        (["missing", "-o", "b", "--faults", "all"], 3, "there is nothing there"),
        (["bundle", "-o", "bundle", "--fault", "null-word"], 3, "in the bundle that is to be broken"),
    ],
)
def test_mistakes_are_a_line_each(
    options: list[str], exit_code: int, said: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert main(["break", *options]) == exit_code
    error = capsys.readouterr().err
    assert said in error
    assert error.count("\n") == 1
    assert {path.name for path in tmp_path.iterdir()} == {"bundle"}
