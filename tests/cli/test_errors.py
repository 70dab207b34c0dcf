"""Whatever can be wrong gets one clear line, the right exit code, and nothing is written."""

from __future__ import annotations

import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from rostergen.cli import main

COMMAND = [sys.executable, "-m", "rostergen"]


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (["--schools", "0"], "--schools 0: found 0; allowed a whole number from 1 to 50000"),
        (["--students", "-5"], "--students -5: found -5; allowed a whole number from 1 to 20000000"),
        (["--students", "twelve"], "--students: found 'twelve'; allowed a whole number"),
        (["--students", "99999999999"], "allowed a whole number from 1 to 20000000"),
        (["--schools", "1", "--students", "100000"], "are over 20000 a school"),
        (["--schools", "50", "--students", "49"], "49 students are fewer than the 50 schools"),
        (["--seed", "-1"], "--seed: found '-1'"),
        (["--school-year", "26"], "--school-year: found '26'; allowed a whole number from 1980 to 2200"),
        (["--students", "9", "--student", "5"], "unknown option '--student'; did you mean '--students'?"),
        (["--shcools", "3"], "unknown option '--shcools'; did you mean '--schools'?"),
        (["--schools"], "--schools"),
        (["make"], "unknown command 'make'"),
        (["--profile", "subruban"], "unknown profile 'subruban'"),
        (["--set", "clas_sizes.high.cap=3"], "did you mean 'class_sizes'?"),
        (["--set", "students"], "write key.path=value"),
        (["--set", "calendar.start=06-30", "--set", "calendar.end=08-01"], "before it starts"),
        (["--set", "class_sizes.high.target={dist: normal, mean: 9, sd: 1, min: 12, max: 8}"], "min 12 is above max 8"),
        (["--set", "demographics.groups={white: 40}"], "the shares add up to 40, not to 100"),
        (["--set", "names.locales={xx_YY: 100}"], "'xx_YY' is not a locale that Faker knows"),
        (["--out", ""], "--out: found ''"),
        (["--out", "sftp:/me:secret@host/x"], "--out: found sftp:/ with one slash; a URL begins with sftp://"),
        (["--format", "sqlite", "--out", "postgres:/me:secret@host/x"], "--out: found postgres:/ with one slash"),
    ],
)
def test_bad_options(args: list[str], says: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(args) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert says in said.err
    assert "secret" not in said.err
    assert all(line.startswith("rostergen: ") for line in said.err.splitlines())
    assert list(Path().iterdir()) == []


def test_a_profile_that_cannot_be_read(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--profile", "none.yaml"]) == 3
    assert "none.yaml: cannot be read: no such file" in capsys.readouterr().err
    Path("on.yaml").write_text("extends: none.yaml\n")
    assert main(["--profile", "on.yaml"]) == 3
    assert "on.yaml:1: extends: none.yaml: cannot be read: no such file" in capsys.readouterr().err
    assert main(["profiles", "check", "none.yaml"]) == 3


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
@pytest.mark.parametrize("where", [">/dev/full", ">&-"])
def test_a_summary_that_cannot_be_printed_does_not_hide_the_bundle(where: str) -> None:
    command = f"{sys.executable} -m rostergen --schools 1 --students 5 --json {where}"
    done = subprocess.run(["bash", "-c", command], capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 3
    assert done.stderr.startswith("rostergen: cannot write to standard output: ")
    assert done.stderr.endswith("; the bundle is complete: oneroster\n")
    assert Path("oneroster/manifest.csv").is_file()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
@pytest.mark.parametrize("args", ["--help", "--version", "profiles --help", "profiles list"])
def test_what_cannot_be_printed_is_one_line(args: str) -> None:
    command = f"{sys.executable} -m rostergen {args} >/dev/full"
    done = subprocess.run(["bash", "-c", command], capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 3
    assert done.stderr == "rostergen: cannot write to standard output: no space left on device\n"


def test_ctrl_c_while_the_first_modules_are_imported_is_a_line() -> None:
    code = (
        "import sys\n"
        "class Slow:\n"
        "    def find_spec(self, name, *rest):\n"
        "        if name == 'rostergen.cli.boundary': raise KeyboardInterrupt\n"
        "sys.meta_path.insert(0, Slow())\n"
        "from rostergen.cli import main\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=False)
    assert (done.returncode, done.stderr) == (130, "rostergen: interrupted; nothing was written\n")


@pytest.mark.parametrize("options", [["--schools", "12"], ["--seed", "1"], ["--json"], ["--set", "a=1"]])
def test_options_of_the_root_do_not_go_with_a_command(options: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*options, "profiles", "list"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert options[0] in said.err


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (b"- 1\n", "x.yaml:1: found a list"),
        (b"schools: 3\nschools: 4\n", "x.yaml:2: the key 'schools' is already in line 1"),
        (b"calendar:\n\tstart: 08-01\n", "x.yaml:2: a tab"),
        (b"a: &a [1]\nb: *a\n", "x.yaml:1: the anchor &a"),
        (b"a: " + b"x" * (1 << 20), "larger than 1 MiB"),
        (b"caf\xe9: 1\n", "x.yaml"),
        (b"schoools: 3\nseed: 4\n", "x.yaml:1: schoools: unknown key; did you mean 'schools'?"),
    ],
)
def test_bad_profiles(text: bytes, says: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path("x.yaml").write_bytes(text)
    assert main(["--profile", "x.yaml"]) == 2
    assert says in capsys.readouterr().err
    assert main(["profiles", "check", "x.yaml"]) == 2
    assert says in capsys.readouterr().err
    assert [path.name for path in Path().iterdir()] == ["x.yaml"]


@pytest.mark.parametrize("out", [".", "/", "/dev/null", "file", "file/below", "x" * 300])
def test_bad_targets(out: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path("file").write_text("mine")
    assert main(["--schools", "1", "--students", "5", "--out", out, "--quiet"]) == 3
    assert capsys.readouterr().err.startswith("rostergen: cannot write ")
    assert Path("file").read_text() == "mine"
    assert [path.name for path in Path().iterdir()] == ["file"]


def test_a_full_disk_leaves_nothing(tmp_path: Path) -> None:
    # A limit on the size of a file is met as a full disk is, by an OSError in the middle of a file.
    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)

    for name in ("folder", "one.zip"):
        command = [*COMMAND, "--schools", "2", "--students", "2000", "--out", name]
        done = subprocess.run(command, preexec_fn=limit, capture_output=True, encoding="utf-8", check=False)
        assert done.returncode == 3
        assert done.stderr.count("\n") == 1
        assert done.stderr.startswith(f"rostergen: cannot write {name}: ")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("sign", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_stopped_run_leaves_nothing(sign: signal.Signals, code: int, tmp_path: Path) -> None:
    command = [*COMMAND, "--schools", "300", "--students", "300000"]
    run = subprocess.Popen(command, stderr=subprocess.PIPE, encoding="utf-8")
    while run.poll() is None and not list(tmp_path.glob(".oneroster.*.partial")):
        time.sleep(0.02)
    run.send_signal(sign)
    _, said = run.communicate(timeout=30)
    assert run.returncode == code
    assert said.count("\n") == 1
    assert "nothing was written" in said
    assert list(tmp_path.iterdir()) == []


def test_a_killed_run_leaves_no_half_bundle_and_the_next_one_works(tmp_path: Path) -> None:
    run = subprocess.Popen([*COMMAND, "--schools", "300", "--students", "300000"], stderr=subprocess.DEVNULL)
    while run.poll() is None and not list(tmp_path.glob(".oneroster.*.partial")):
        time.sleep(0.02)
    run.kill()
    run.wait()
    assert not Path("oneroster").exists()
    assert main(["--schools", "1", "--students", "5", "--quiet"]) == 0
    assert [path.name for path in Path().iterdir()] == ["oneroster"]


def test_a_defect_is_one_line(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("of ours")

    monkeypatch.setattr("rostergen.cli.generate.generate", broken)
    assert main(["--schools", "1", "--students", "5", "--quiet"]) == 70
    said = capsys.readouterr().err
    assert "ZeroDivisionError" in said
    assert "Traceback" not in said


def test_a_reader_that_goes_away_is_not_an_error() -> None:
    done = subprocess.run(
        ["bash", "-c", f"{sys.executable} -m rostergen profiles show suburban | head -n 1"],
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert done.stderr == ""
