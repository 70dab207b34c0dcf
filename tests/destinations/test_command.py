"""`rostergen --out URL`: what is written, what is said, and what is not imported."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any

import pytest

from rostergen import OutputError, validate_bundle
from rostergen.cli import main
from rostergen.cli.output import say
from rostergen.cli.progress import Progress, Unit
from rostergen.destinations.publish import Destination

if TYPE_CHECKING:
    from destinations.conftest import Somewhere

TINY = ["--schools", "2", "--students", "40", "--school-year", "2027"]


def test_the_same_bytes_as_here(somewhere: Somewhere, tmp_path: Path) -> None:
    for name in ("x", "x.zip"):
        assert main([*TINY, "--quiet", "--out", str(tmp_path / "here" / name)]) == 0
        assert main([*TINY, "--quiet", "--out", f"{somewhere.url}/{name}"]) == 0
    files = somewhere.files()
    assert files["x.zip"] == (tmp_path / "here/x.zip").read_bytes()
    for path in (tmp_path / "here/x").iterdir():
        assert files[f"x/{path.name}"] == path.read_bytes()


def test_an_existing_target_is_found_before_any_work(
    nearby: Somewhere, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main([*TINY, "--quiet", "--out", f"{nearby.url}/x.zip"]) == 0
    with monkeypatch.context() as patched:
        patched.setattr("rostergen.cli.generate.generate", None)
        assert main([*TINY, "--out", f"{nearby.url}/x.zip"]) == 3
    assert capsys.readouterr().err == (
        f"rostergen: cannot write {nearby.url}/x.zip: it exists; "
        "add --force to replace it, or choose another place with --out\n"
    )
    assert main([*TINY, "--seed", "2", "--quiet", "--force", "--out", f"{nearby.url}/x.zip"]) == 0


def test_the_summary(memory: Somewhere, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*TINY, "--check", "--out", "memory://box/x"]) == 0
    said = capsys.readouterr().err
    assert "as a OneRoster 1.1 folder: memory://box/x\n" in said
    assert (
        "\nThe same again: rostergen --schools 2 --students 40 --out memory://box/x --seed 1 --school-year 2027\n"
        in said
    )
    assert "\nIt is in the memory of this process, which ends now: nothing is kept\n" in said
    assert "\nmemory://box/x: valid as OneRoster 1.1, " in said


def test_json(memory: Somewhere, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*TINY, "--json", "--out", "memory://box/x.zip"]) == 0
    summary = json.loads(capsys.readouterr().out)
    assert (summary["path"], summary["format"]) == ("memory://box/x.zip", "zip")
    content = memory.files()["x.zip"]
    assert summary["bytes"] == len(content)
    with zipfile.ZipFile(io.BytesIO(content)) as bundle:
        assert set(summary["rows"]) == {name.removesuffix(".csv") for name in bundle.namelist()} - {"manifest"}


def test_no_secret_is_said(sftp: Somewhere, sftp_process: Any, capsys: pytest.CaptureFixture[str]) -> None:
    url = f"sftp://qa:correct%20horse@127.0.0.1:{sftp_process.port}/in/x"
    for options in (["--check"], ["--json", "--force"], []):
        main([*TINY, *options, "--out", url])
        said = "".join(capsys.readouterr())
        assert f"sftp://qa:***@127.0.0.1:{sftp_process.port}/in/x" in said
        assert "horse" not in said
    assert {name.partition("/")[0] for name in sftp.files()} == {"in"}


@pytest.mark.parametrize(
    ("out", "says"),
    [
        ("foo://box/x", "unknown protocol 'foo'"),
        ("s3://box", "no name for the bundle"),
        ("http://example.org/x", "http:// is for reading only"),
    ],
)
def test_urls_that_cannot_be(out: str, says: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*TINY, "--out", out]) == 2
    said = capsys.readouterr().err
    assert said.startswith(f"rostergen: cannot write {out}: {says}")
    assert said.count("\n") == 1


def test_a_query_is_refused_before_it_can_be_said(capsys: pytest.CaptureFixture[str]) -> None:
    """No file system here has one for writing, and it would become a part of names that are shown."""
    for out in ("memory://box/x?sig=topsecret", "az://box/x.zip?sv=1&sig=topsecret", "sftp://qa@h/x?pw=topsecret"):
        assert main([*TINY, "--out", out]) == 2
        said = capsys.readouterr().err
        assert said.startswith(f"rostergen: cannot write {out.partition('?')[0]}?")
        assert "a URL to write to has no '?'" in said
        assert "topsecret" not in said
        assert said.count("\n") == 1


def test_a_slash_behind_the_name_of_a_zip(memory: Somewhere) -> None:
    assert main([*TINY, "--quiet", "--compression", "small", "--out", f"{memory.url}/x.zip/"]) == 0
    assert list(memory.files()) == ["x.zip"]


def test_a_name_that_this_machine_would_not_take(memory: Somewhere) -> None:
    name = "x" * 300
    assert main([*TINY, "--quiet", "--out", f"{memory.url}/{name}"]) == 0
    assert f"{name}/manifest.csv" in memory.files()


def test_a_windows_path_is_no_url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert main([*TINY, "--quiet", "--out", r"C:\x"]) == 0
    assert [path.name for path in tmp_path.iterdir()] == [r"C:\x"]


def test_progress_advances_while_a_file_travels(s3: Somewhere, sftp: Somewhere, tmp_path: Path) -> None:
    large = tmp_path / "large.zip"
    with large.open("wb") as file:
        file.truncate(40 << 20)
    for place in (s3, sftp):
        heard: list[int] = []
        Destination(f"{place.url}/large.zip").publish(large, heard.append)
        assert len(heard) >= 5
        assert sum(heard) == 40 << 20


def test_the_bar_has_a_phase_for_the_upload(memory: Somewhere, monkeypatch: pytest.MonkeyPatch) -> None:
    phases: dict[str, list[int]] = {}

    class Noted(Progress):
        def phase(self, text: str, total: int | None = None, *, unit: Unit = "rows") -> None:
            phases[text] = [-(total or 0)]
            self.now = phases[text]

        def advance(self, done: int, size: int = 0) -> None:
            self.now.append(done)

        def __enter__(self) -> Progress:
            return self

        def __exit__(self, *_: object) -> None:
            pass

    monkeypatch.setattr("rostergen.cli.generate.progress", lambda **_: Noted())
    assert main([*TINY, "--out", "memory://box/x"]) == 0
    assert list(phases) == ["making the district", "writing it", "uploading it"]
    assert phases["uploading it"][0] < 0
    assert sum(phases["uploading it"]) == 0


def test_ctrl_c_behind_the_upload(
    memory: Somewhere, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("rostergen.cli.generate.as_text", stop)
    assert main([*TINY, "--out", "memory://box/x"]) == 130
    assert capsys.readouterr().err == "rostergen: interrupted; the bundle is complete\n"


@pytest.mark.parametrize("args", [["--help"], [*TINY, "--quiet", "--out", "x"]])
def test_without_a_url_fsspec_is_not_imported(args: list[str], tmp_path: Path) -> None:
    code = (
        "import sys; from rostergen.cli import main; main(sys.argv[1:]); "
        "assert not {'fsspec', 's3fs', 'paramiko', 'asyncio', 'rostergen.destinations.publish'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code, *args], cwd=tmp_path, stdout=subprocess.DEVNULL, check=True)


def test_without_fsspec_one_is_told_what_to_install(tmp_path: Path) -> None:
    code = (
        "import sys; sys.modules['fsspec'] = None\n"
        "from rostergen.cli import main; sys.exit(main(['--out', 's3://box/x']))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 2
    assert done.stderr.startswith("rostergen: ")
    assert done.stderr.endswith("python -m pip install 'rostergen[cloud]'\n")
    assert done.stderr.count("\n") == 1


def test_what_is_published_is_valid(sftp: Somewhere) -> None:
    assert main([*TINY, "--quiet", "--oneroster", "1.2", "--out", f"{sftp.url}/x"]) == 0
    report = validate_bundle(Path(sftp.root, "x"))
    assert report.ok


def test_who_waits_for_a_server_is_told_so_without_secrets(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    said = Event()

    def wait(_: object) -> None:
        assert said.wait(60)
        raise OutputError("cannot write it: the server does not answer; try again")

    def tell(line: str) -> None:
        say(line)
        said.set()

    monkeypatch.setattr("rostergen.cli.progress._SECONDS_BETWEEN", 0.0)
    monkeypatch.setattr("rostergen.cli.progress.say", tell)
    monkeypatch.setattr(Destination, "check", wait)
    assert main([*TINY, "--out", "memory://qa:secret@box/x"]) == 3
    assert capsys.readouterr().err == (
        "Waiting for memory://qa:***@box/x; if it never answers, see whether there is a network, and check the "
        "credentials for memory://\n"
        "rostergen: cannot write it: the server does not answer; try again\n"
    )
