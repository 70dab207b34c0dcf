"""Temporary files are where the environment says, or nowhere."""

from __future__ import annotations

import errno
import os
import resource
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from rostergen import OutputError, validate_bundle
from rostergen.cli import main
from rostergen.scratch import scratch_file, scratch_folder

if TYPE_CHECKING:
    from pathlib import Path

_VARIABLES = ("TMPDIR", "TEMP", "TMP")


@pytest.fixture(autouse=True)
def _unset(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in _VARIABLES:
        monkeypatch.delenv(variable, raising=False)


@pytest.mark.parametrize("variable", _VARIABLES)
def test_it_is_where_the_environment_says_and_goes(
    variable: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, str(tmp_path))
    with scratch_folder() as folder:
        (folder / "x").mkdir()
        assert folder.parent == tmp_path
    assert list(tmp_path.iterdir()) == []


def test_the_first_that_is_set_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", "")
    monkeypatch.setenv("TEMP", str(tmp_path))
    monkeypatch.setenv("TMP", "/nowhere")
    with scratch_folder() as folder:
        assert folder.parent == tmp_path


def test_without_any_it_is_where_python_puts_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with scratch_folder() as folder:
        assert folder.parent == tmp_path


def unusable(kind: str, tmp_path: Path) -> tuple[Path, str]:
    place = tmp_path / "place"
    if kind == "a file":
        place.touch()
        return place, "it is no folder; remove what is there"
    if kind == "not writable":
        place.mkdir(mode=0o500)
        return place, "permission denied; see that it may be written to"
    return place, "there is no such folder; make it"


@pytest.mark.parametrize("variable", _VARIABLES)
@pytest.mark.parametrize("kind", ["not there", "a file", "not writable"])
def test_no_other_place_is_taken(kind: str, variable: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place, what = unusable(kind, tmp_path)
    if kind == "not writable" and os.access(place, os.W_OK):
        pytest.skip("this user may write anywhere")
    monkeypatch.setenv(variable, str(place))
    with pytest.raises(OutputError) as raised, scratch_folder(", for what follows"):
        pass
    assert str(raised.value) == (
        f"cannot write temporary files to {place}: {what}, or choose another place with {variable}, for what follows"
    )


def test_a_folder_that_is_there_is_not_said_to_be_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As /proc says of itself."""

    def fail(*_: object, **__: object) -> None:
        raise FileNotFoundError(errno.ENOENT, "No such file or directory")

    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("rostergen.scratch.TemporaryDirectory", fail)
    with pytest.raises(OutputError, match=r": no folder can be made there; mend that, or choose another place with TM"):
        scratch_folder().__enter__()


def test_a_trouble_without_a_word_of_ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("rostergen.scratch.TemporaryDirectory", fail)
    with pytest.raises(OutputError, match=r"input/output error; mend that, or choose another place with TMPDIR$"):
        scratch_folder().__enter__()


def test_no_place_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    def none() -> str:
        raise FileNotFoundError(errno.ENOENT, "No usable temporary directory found in ['/tmp', '/var/tmp']")

    monkeypatch.setattr("rostergen.scratch.gettempdir", none)
    said = (
        "cannot write temporary files: none of the usual folders takes them; choose one with TMPDIR, for what follows"
    )
    with pytest.raises(OutputError) as raised, scratch_folder(", for what follows"):
        pass
    assert str(raised.value) == said


@pytest.mark.parametrize(
    "args",
    [
        ["validate", "there"],
        ["break", "there", "--faults", "all", "--out", "broken"],
        ["--students", "20", "--schools", "1", "--out", "made", "--check"],
    ],
)
def test_who_needs_some_says_so_in_one_line(
    args: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["--students", "20", "--schools", "1", "--quiet", "--out", "there"]) == 0
    monkeypatch.setenv("TMPDIR", "nowhere")
    assert main([*args, "--quiet"]) == 3
    assert capsys.readouterr().err == (
        f"rostergen: cannot write temporary files to {tmp_path / 'nowhere'}: there is no such folder; make it, or "
        "choose another place with TMPDIR\n"
    )
    assert [path.name for path in tmp_path.iterdir()] == ["there"]


@pytest.mark.parametrize("bundle", ["there", "there.zip"])
@pytest.mark.parametrize("args", [["validate"], ["break", "--faults", "all", "--out", "broken"]])
def test_a_full_disk_for_temporary_files_is_no_fault_of_the_bundle(
    args: list[str], bundle: str, tmp_path: Path
) -> None:
    # A limit on the size of a file is met as a full disk is, by an OSError at the first byte.
    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)

    assert main(["--students", "20", "--schools", "1", "--quiet", "--out", str(tmp_path / bundle)]) == 0
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    command = [sys.executable, "-m", "rostergen", *args, bundle]
    environment = os.environ | {"TMPDIR": str(temporary)}
    done = subprocess.run(
        command,
        preexec_fn=limit,
        env=environment,
        cwd=tmp_path,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    said = "file too large; mend that, or choose another place with TMPDIR"
    assert done.stderr == f"rostergen: cannot write temporary files to {temporary}: {said}\n"
    assert (done.returncode, done.stdout) == (3, "")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["temporary", bundle]
    assert list(temporary.iterdir()) == []


def test_a_place_that_cannot_be_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", "/" + "x" * 300)
    with pytest.raises(OutputError, match=r"^cannot write temporary files to /x*: file name too"), scratch_folder():
        pass


def test_a_folder_that_somebody_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    with pytest.raises(OutputError, match="somebody removed our folder there; try again"):
        scratch_file(tmp_path / "gone" / "x")


def test_a_bundle_that_cannot_be_read_is_not_told_as_temporary(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object) -> None:
        raise OSError(errno.EIO, "Input/output error")

    assert main(["--students", "20", "--schools", "1", "--quiet", "--out", str(tmp_path / "there")]) == 0
    monkeypatch.setattr("rostergen.faults.edits.Edited._copy", fail)
    broken = ["break", str(tmp_path / "there"), "--out", str(tmp_path / "b"), "--fault", "grade-without-zero"]
    assert main(broken) == 3
    said = capsys.readouterr().err
    assert "the disk reports an error" in said
    assert "temporary" not in said


def test_what_cannot_be_read_is_a_finding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError(errno.EIO, "Input/output error")

    assert main(["--students", "20", "--schools", "1", "--quiet", "--out", str(tmp_path / "there")]) == 0
    monkeypatch.setattr("rostergen.validate.records.blocks", fail)
    found = {(finding.code, finding.file) for finding in validate_bundle(tmp_path / "there")}
    assert {("RG-CSV-01", "manifest.csv"), ("RG-CSV-01", "orgs.csv")} <= found


def test_the_judge_in_python(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path / "nowhere"))
    with pytest.raises(OutputError, match="there is no such folder"):
        validate_bundle(tmp_path)
