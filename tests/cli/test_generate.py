"""`rostergen` without a command: what is written, what is said, and where."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import zipfile
from datetime import date
from pathlib import Path

import pytest

import rostergen
from rostergen.cli import main
from rostergen.pipeline import current_school_year

TINY = ["--schools", "2", "--students", "40", "--school-year", "2027"]


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


def test_a_folder_and_a_summary(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(TINY) == 0
    said = capsys.readouterr()
    assert said.out == ""
    assert "2 schools and 40 students" in said.err
    assert "seed 1" in said.err
    assert "school year 2027" in said.err
    assert len(list(Path("oneroster").iterdir())) == 11
    assert [row.split(",")[4] for row in lines(Path("oneroster/orgs.csv"))[1:]] == ["district", "school", "school"]
    assert sum(",student," in row for row in lines(Path("oneroster/users.csv"))) == 40


def test_json_is_all_that_stdout_gets(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*TINY, "--json", "--seed", "9", "--out", "x.zip"]) == 0
    said = capsys.readouterr()
    summary = json.loads(said.out)
    assert summary["format"] == "zip"
    assert (summary["schools"], summary["students"], summary["seed"], summary["schoolYear"]) == (2, 40, 9, 2027)
    assert summary["bytes"] == Path("x.zip").stat().st_size
    assert summary["versions"]["rostergen"] == rostergen.__version__
    with zipfile.ZipFile("x.zip") as bundle:
        rows = {name.removesuffix(".csv"): bundle.read(name).count(b"\r\n") - 1 for name in bundle.namelist()}
    del rows["manifest"]
    assert summary["rows"] == rows


def test_quiet_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*TINY, "--quiet"]) == 0
    assert capsys.readouterr() == ("", "")


def test_the_school_year_of_today(capsys: pytest.CaptureFixture[str]) -> None:
    year = current_school_year()
    assert main([*TINY[:4]]) == 0
    assert f"school year {year} ({year - 1}-{year % 100:02d}), the one that contains today" in capsys.readouterr().err
    assert f"{year - 1}-" in lines(Path("oneroster/academicSessions.csv"))[1]
    assert current_school_year(date(2026, 6, 30)) == 2026
    assert current_school_year(date(2026, 7, 1)) == 2027


def test_an_existing_target_needs_force(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*TINY, "--quiet"]) == 0
    before = Path("oneroster/users.csv").read_bytes()
    assert main([*TINY, "--seed", "2"]) == 3
    assert "it exists; add --force" in capsys.readouterr().err
    assert Path("oneroster/users.csv").read_bytes() == before
    assert main([*TINY, "--seed", "2", "--force", "--quiet"]) == 0
    assert Path("oneroster/users.csv").read_bytes() != before
    Path("oneroster/notes.txt").write_text("mine")
    assert main([*TINY, "--force"]) == 3
    assert Path("oneroster/notes.txt").read_text() == "mine"


def test_set_changes_any_key(capsys: pytest.CaptureFixture[str]) -> None:
    settings = ["--set", "district.name=Nowhere Schools", "--set", "families.guardians=0", "-o", "out"]
    assert main([*TINY, *settings]) == 0
    assert "Nowhere Schools" in lines(Path("out/orgs.csv"))[1]
    assert not any(",parent," in row for row in lines(Path("out/users.csv")))


def test_one_count_brings_the_other_in_proportion(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--schools", "3", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["students"] == 2000


def test_odd_places() -> None:
    for name in ("ä b/ö.d", "-dash", "new\nline"):
        assert main(["--schools", "1", "--students", "1", "--quiet", f"--out={name}"]) == 0
        assert len(list(Path(name).iterdir())) == 11


def test_an_ascii_terminal_gets_the_summary() -> None:
    plain = os.environ | {"PYTHONIOENCODING": "ascii", "LC_ALL": "C", "PYTHONUTF8": "0"}
    command = [sys.executable, "-m", "rostergen", "--schools", "1", "--students", "2", "--out", "ü"]
    done = subprocess.run(command, env=plain, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    assert b"1 school and 2 students" in done.stderr


def test_help_and_version_need_none_of_the_heavy_libraries() -> None:
    code = (
        "import sys; from rostergen.cli import main; main(['--help']); main(['--version']);"
        "print(sorted({'numpy', 'faker', 'pydantic', 'yaml', 'rich', 'duckdb'} & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)
    assert "--schools" in done.stdout
    assert done.stdout.rstrip().endswith(rostergen.__version__)
    assert done.stderr.strip() == "[]"


def test_the_same_again_is_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*TINY, "--out", "x.zip", "--compression", "small"]) == 0
    assert "--students 40 --compression small --out x.zip --seed 1" in capsys.readouterr().err
    assert main([*TINY, "--format", "sqlite", "--out", "x.sqlite"]) == 0
    assert "--students 40 --format sqlite --out x.sqlite --seed 1" in capsys.readouterr().err


def test_either_version_of_the_standard(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*TINY, "--oneroster", "1.2", "--out", "new"]) == 0
    said = capsys.readouterr().err
    assert "OneRoster 1.2 folder: new" in said
    assert "rostergen --schools 2 --students 40 --oneroster 1.2 --out new --seed 1" in said
    assert "person" not in said
    assert "oneroster.version,1.2" in lines(Path("new/manifest.csv"))
    assert main([*TINY, "--oneroster", "1.1", "--out", "new", "--force", "--json"]) == 0
    summary = json.loads(capsys.readouterr().out)
    assert summary["oneroster"] == "1.1"
    assert not Path("new/roles.csv").exists()
    assert summary["persons"] < summary["rows"]["users"]


def test_persons_are_counted_where_they_have_two_rows(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(TINY) == 0
    users = next(line for line in capsys.readouterr().err.splitlines() if "users.csv" in line)
    assert users.endswith(" persons)")


def test_an_unknown_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*TINY, "--oneroster", "1.3"]) == 2
    assert capsys.readouterr().err == "rostergen: --oneroster: found '1.3'; allowed 1.1 or 1.2\n"
    assert not Path("oneroster").exists()


def test_a_gradebook_is_said_before_it_is_written(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*TINY, "--gradebook"]) == 0
    said = capsys.readouterr().err
    first, rest = said.split("\n", 1)
    assert re.fullmatch(r"The gradebook will have about [0-9],[0-9]00 results, [0-9.]+ (kB|MB)", first)
    assert "results.csv" in rest
    assert "--gradebook" in rest
    results = len(lines(Path("oneroster/results.csv"))) - 1
    assert int(first.split("about ")[1].split(" ")[0].replace(",", "")) == pytest.approx(results, rel=0.1)
    assert main([*TINY, "--gradebook", "--quiet", "--force"]) == 0
    assert capsys.readouterr() == ("", "")
    assert main([*TINY, "--gradebook", "--out", "graded.zip"]) == 0
    assert capsys.readouterr().err.split("\n")[0] == f"{first} before packing"


def test_stderr_is_for_json_alone_with_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*TINY, "--gradebook", "--json"]) == 0
    assert capsys.readouterr().err == ""


def test_what_only_a_gradebook_needs_does_nothing_without(capsys: pytest.CaptureFixture[str]) -> None:
    idle = [*TINY, "--set", "gradebook.as_of=01-15"]
    assert main(idle) == 0
    assert capsys.readouterr().err.startswith("Without --gradebook, --set gradebook.as_of does nothing\n")
    for more in (["--gradebook"], ["--quiet"], ["--json"]):
        assert main([*idle, *more, "--force"]) == 0
        assert "does nothing" not in capsys.readouterr().err


def test_an_empty_gradebook_is_said_to_be_so(capsys: pytest.CaptureFixture[str]) -> None:
    nothing = "The gradebook will have next to no results: no class has graded work, or none of it by its day\n"
    assert main([*TINY, "--gradebook", "--set", "gradebook.as_of=08-19"]) == 0
    assert capsys.readouterr().err.startswith(nothing)
    only_pk = "levels={elementary: null, middle: null, high: null, early: {grades: PK, share: 100}}"
    assert main([*TINY, "--gradebook", "--set", only_pk, "--force"]) == 0
    assert capsys.readouterr().err.startswith(nothing)
    assert not Path("oneroster/lineItems.csv").exists()
