"""`rostergen --format`: what is written where and said of it, and that nothing is left where it fails."""

from __future__ import annotations

import json
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest

from rostergen.cli import main

TINY = ["--schools", "2", "--students", "40", "--school-year", "2027"]
COMMAND = [sys.executable, "-m", "rostergen"]
USUAL = {"parquet": "oneroster", "duckdb": "oneroster.duckdb", "sqlite": "oneroster.sqlite"}
of_every_form = pytest.mark.parametrize("form", USUAL)


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    ("form", "noun", "users"),
    [
        ("parquet", "Parquet folder: oneroster", "users.parquet"),
        ("duckdb", "DuckDB database: oneroster.duckdb", "users "),
        ("sqlite", "SQLite database: oneroster.sqlite", "users "),
    ],
)
def test_the_summary_names_what_was_written(
    form: str, noun: str, users: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*TINY, "--format", form, "--check"]) == 0
    said = capsys.readouterr()
    assert said.out == ""
    assert f"Wrote 2 schools and 40 students as a OneRoster 1.1 {noun}\n" in said.err
    assert f"\n  {users}" in said.err
    assert " persons)" in said.err
    assert ".csv" not in said.err
    assert f"{USUAL[form]}: valid as OneRoster 1.1" in said.err
    assert [path.name for path in Path().iterdir()] == [USUAL[form]]
    assert main([*TINY, "--format", form, "--force", "--json"]) == 0
    summary = json.loads(capsys.readouterr().out)
    written = Path(USUAL[form])
    assert (summary["path"], summary["format"]) == (str(written.absolute()), form)
    assert summary["bytes"] == sum(f.stat().st_size for f in (written.iterdir() if written.is_dir() else [written]))


def test_csv_does_not_replace_another_format(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*TINY, "--quiet", "--format", "parquet", "--out", "lake"]) == 0
    assert main([*TINY, "--quiet", "--out", "lake", "--force"]) == 3
    said = capsys.readouterr().err
    assert said.startswith("rostergen: cannot replace lake: it holds ")
    assert ".parquet, of another format, which --format parquet replaces; " in said


def test_only_a_zip_is_compressed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*TINY, "--format", "sqlite", "--compression", "small"]) == 2
    assert "--compression: it is for zips of CSV; leave it out, or --format sqlite" in capsys.readouterr().err
    assert main([*TINY, "--out", "postgresql://u:s3cret@h/d", "--compression", "small"]) == 2
    said = capsys.readouterr().err
    assert said == "rostergen: --compression: it is for zips of CSV, and --out is a database; leave it out\n"


def test_csv_is_what_there_is_without_it() -> None:
    assert main([*TINY, "--quiet", "--out", "one"]) == 0
    assert main([*TINY, "--quiet", "--out", "two", "--format", "csv"]) == 0
    names = sorted(path.name for path in Path("one").iterdir())
    assert [Path("one", name).read_bytes() == Path("two", name).read_bytes() for name in names] == [True] * len(names)


def test_what_is_in_the_database_is_the_district_of_the_options() -> None:
    assert main([*TINY, "--quiet", "--oneroster", "1.2", "--format", "duckdb", "--out", "new/x.db"]) == 0
    with duckdb.connect("new/x.db", read_only=True) as db:
        assert db.execute("SELECT count(*) FROM roles WHERE role = 'student'").fetchall() == [(40,)]
    assert [path.name for path in Path("new").iterdir()] == ["x.db"]


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (
            ["--format", "sqllite"],
            "--format: found 'sqllite'; allowed csv, parquet, duckdb, sqlite; did you mean 'sqlite'?",
        ),
        (["--format", "duckdb", "--out", "x"], "--out: found 'x'; duckdb is a file whose name ends in .duckdb or .db"),
        (["--format", "sqlite", "--out", "x.zip"], "sqlite is a file whose name ends in .sqlite or .sqlite3 or .db"),
        (["--format", "parquet", "--out", "x.zip"], "parquet is a folder, and such a name is one of a file"),
        (["--out", "x.duckdb"], "--out: found 'x.duckdb', a name for --format duckdb; add that, or choose another"),
        (["--format", "parquet", "--out", ""], "--out: found ''"),
        (["--format", "duckdb", "--out", "postgresql://u:s3cret@h/d"], "--format: found duckdb, but --out is the URL"),
    ],
)
def test_what_cannot_be(args: list[str], says: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*TINY, *args]) == 2
    said = capsys.readouterr().err
    assert says in said
    assert said.startswith("rostergen: ")
    assert said.count("\n") == 1
    assert "s3cret" not in said
    assert list(Path().iterdir()) == []


@of_every_form
def test_what_exists_is_said_before_any_work(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path(USUAL[form]).write_text("mine")
    large = ["--schools", "5000", "--students", "2000000", "--format", form]
    for force in ([], ["--force"]):
        assert main([*large, *force]) == 3
        assert "of a OneRoster bundle; choose another place" in capsys.readouterr().err
    assert Path(USUAL[form]).read_text() == "mine"
    Path(USUAL[form]).unlink()
    assert main([*TINY, "--format", form, "--quiet"]) == 0
    assert main(large) == 3
    assert "it exists; add --force" in capsys.readouterr().err


@of_every_form
def test_a_place_that_cannot_be_written_is_one_line(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path("file").write_text("mine")
    assert main([*TINY, "--format", form, "--out", f"file/{USUAL[form]}"]) == 3
    said = capsys.readouterr().err
    assert said.startswith(f"rostergen: cannot write file/{USUAL[form]}: ")
    assert said.count("\n") == 1


@of_every_form
@pytest.mark.parametrize("most", [100_000, 900_000])
def test_a_full_disk_leaves_nothing(form: str, most: int, tmp_path: Path) -> None:
    """The first limit stops the CSV, the second, about as large as its largest file, what is made of it."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)

    command = [*COMMAND, "--schools", "2", "--students", "700", "--format", form, "--out", USUAL[form]]
    if form == "parquet" and most > 100_000:
        pytest.skip("Parquet files are smaller than the CSV files that they are made of")
    done = subprocess.run(command, preexec_fn=limit, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 3, done.stderr
    assert done.stderr.count("\n") == 1
    assert done.stderr.startswith(f"rostergen: cannot write {USUAL[form]}: ")
    assert ".partial" not in done.stderr
    assert list(tmp_path.iterdir()) == []


@of_every_form
def test_a_stopped_run_leaves_nothing(form: str, tmp_path: Path) -> None:
    command = [*COMMAND, "--schools", "60", "--students", "60000", "--format", form]
    run = subprocess.Popen(command, stderr=subprocess.PIPE, encoding="utf-8")
    while run.poll() is None and not [
        path for new in ("new.zip", "new/*") for path in tmp_path.glob(f".{USUAL[form]}.*.partial/{new}")
    ]:
        time.sleep(0.01)
    run.send_signal(signal.SIGINT)
    _, said = run.communicate(timeout=60)
    assert (run.returncode, said) == (130, "rostergen: interrupted; nothing was written\n")
    assert list(tmp_path.iterdir()) == []


def test_a_killed_run_leaves_nothing_to_the_next(tmp_path: Path) -> None:
    run = subprocess.Popen([*COMMAND, "--schools", "60", "--students", "60000", "--format", "sqlite"])
    while run.poll() is None and not list(tmp_path.glob(".oneroster.sqlite.*.partial/new.zip")):
        time.sleep(0.01)
    run.kill()
    run.wait()
    assert list(tmp_path.iterdir()) != []
    assert main([*TINY, "--quiet", "--format", "sqlite"]) == 0
    assert [path.name for path in tmp_path.iterdir()] == ["oneroster.sqlite"]
