"""What goes wrong on the other side is one line, without secrets, and leaves nothing half-written."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from destinations.conftest import Somewhere, s3_of, sftp_of
from destinations.servers import BUCKET, s3_server, sftp_server
from rostergen import OutputError, publish
from rostergen.cli import main
from rostergen.pipeline import write_bundle

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from destinations.servers import Server

TINY = ["--schools", "1", "--students", "20", "--quiet"]
DISTRICT = ["--schools", "10", "--students", "30000", "--quiet"]
"""Large enough that its enrollments travel in parts."""


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for what is temporary, which has to be empty in the end."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    return folder


def failed(args: list[str], code: int, capsys: pytest.CaptureFixture[str]) -> str:
    """Run rostergen, which has to fail and say so in one line; return that."""
    assert main(args) == code
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("rostergen: ")
    assert said.err.count("\n") == 1
    return said.err


@pytest.mark.parametrize("name", ["x", "x.zip"])
def test_a_bucket_that_is_not_there(name: str, s3: Somewhere, capsys: pytest.CaptureFixture[str]) -> None:
    said = failed([*TINY, "--out", f"s3://elsewhere/{name}"], 3, capsys)
    assert said.startswith(f"rostergen: cannot write s3://elsewhere/{name}: there is no such bucket")
    assert "left" not in said


@pytest.mark.parametrize("name", ["x", "x.zip"])
def test_a_bucket_that_vanishes(
    name: str, s3: Somewhere, temporary: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def write_and_lose(*args: Any, **options: Any) -> Any:
        summary = write_bundle(*args, **options)
        s3.system.rm(BUCKET, recursive=True)
        return summary

    monkeypatch.setattr("rostergen.cli.generate.write_bundle", write_and_lose)
    said = failed([*TINY, "--out", f"{s3.url}/{name}"], 3, capsys)
    assert f"cannot write {s3.url}/{name}: there is no such bucket" in said
    assert list(temporary.iterdir()) == []


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (PermissionError("Access Denied, testing-the-secret"), "permission denied; ask for access"),
        (RuntimeError("the key testing-the-secret is odd"), r"the key \*\*\* is odd; choose another place"),
    ],
)
def test_wrong_keys(error: Exception, says: str, s3: Somewhere, bundles: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a library says in its own words may hold the secret."""
    from s3fs import S3FileSystem

    async def denied(*_: Any, **__: Any) -> None:
        raise error

    monkeypatch.setattr(S3FileSystem, "_put_file", denied)
    with pytest.raises(OutputError, match=f"cannot write {s3.url}/x: {says}"):
        publish(bundles / "one", f"{s3.url}/x")
    assert s3.files() == {}


def test_no_keys(s3: Somewhere, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    said = failed([*TINY, "--out", f"{s3.url}/x"], 3, capsys)
    assert "there are no credentials for it; check AWS_PROFILE, or AWS_ACCESS_KEY_ID" in said


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda text: text.replace("AccountKey=Eby8", "AccountKey=Abcd"), "the server does not let you in"),
        (lambda text: "DefaultEndpointsProtocol", "the connection string cannot be read"),
        (lambda text: "", "the connection string cannot be read"),
    ],
)
def test_wrong_keys_of_azure(
    spoil: Callable[[str], str],
    says: str,
    az: Somewhere,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("AZURE_STORAGE_CONNECTION_STRING", spoil(os.environ["AZURE_STORAGE_CONNECTION_STRING"]))
    said = failed([*TINY, "--out", f"{az.url}/x"], 3, capsys)
    assert f": {says}; check AZURE_STORAGE_CONNECTION_STRING" in said


def test_hosts_that_do_not_answer(sftp: Somewhere, capsys: pytest.CaptureFixture[str]) -> None:
    said = failed([*TINY, "--out", "sftp://qa:secret@127.0.0.1:1/x"], 3, capsys)
    assert said.startswith("rostergen: cannot write sftp://qa:***@127.0.0.1:1/x: the connection was refused; ")
    said = failed([*TINY, "--out", "sftp://qa:secret@nowhere.invalid/x"], 3, capsys)
    assert said.startswith("rostergen: cannot write sftp://qa:***@nowhere.invalid/x: ")
    assert ": the host nowhere.invalid is unknown; " in said


def test_a_stranger_s_key_and_a_wrong_password(
    sftp: Somewhere, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    said = failed([*TINY, "--out", f"{sftp.url.replace('qa@', 'qa:wrong-one@')}/x"], 3, capsys)
    assert "qa:***@" in said
    assert "the server does not let you in; check the user, and the keys" in said
    known = Path(os.environ["HOME"], ".ssh/known_hosts")
    host, kind, key = known.read_text().split()
    known.write_text(f"{host} {kind} {key[:-8]}AAAAAAAA\n")
    assert "the server shows another key" in failed([*TINY, "--out", f"{sftp.url}/x"], 3, capsys)
    known.write_text("")
    assert "its key is in no known_hosts file" in failed([*TINY, "--out", f"{sftp.url}/x"], 3, capsys)
    known.with_name("config").write_text("Host 127.0.0.1\n  StrictHostKeyChecking accept-new\n")
    assert main([*TINY, "--out", f"{sftp.url}/x"]) == 0


def test_the_ssh_config_counts(sftp: Somewhere, sftp_process: Server) -> None:
    config = Path(os.environ["HOME"], ".ssh/config")
    config.write_text(f"Host qa-inbox\n  HostName 127.0.0.1\n  Port {sftp_process.port}\n  User qa\n")
    assert main([*TINY, "--out", "sftp://qa-inbox/x.zip"]) == 0
    assert list(sftp.files()) == ["x.zip"]


def test_a_folder_that_may_not_be_written(sftp: Somewhere, capsys: pytest.CaptureFixture[str]) -> None:
    assert "permission denied" in failed([*TINY, "--out", f"{sftp.url}/read-only/x"], 3, capsys)
    assert sftp.files() == {}


def test_a_full_disk_here(nearby: Somewhere, temporary: Path) -> None:
    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)

    for name in ("x", "x.zip"):
        command = [*_ROSTERGEN, *DISTRICT, "--out", f"{nearby.url}/{name}"]
        done = subprocess.run(command, preexec_fn=limit, capture_output=True, encoding="utf-8", check=False)
        assert done.returncode == 3
        assert done.stderr.count("\n") == 1
        assert done.stderr.startswith(f"rostergen: cannot write {temporary}")
        assert "with TMPDIR, where what goes to a URL is made first" in done.stderr
    assert list(temporary.iterdir()) == []
    assert nearby.files() == {}


def test_no_place_for_what_is_temporary(
    memory: Somewhere, temporary: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(temporary / "none"))
    said = failed([*TINY, "--out", f"{memory.url}/x"], 3, capsys)
    assert said == (
        f"rostergen: cannot write temporary files to {temporary / 'none'}: there is no such folder; make it, or choose "
        "another place with TMPDIR, where what goes to a URL is made first\n"
    )
    assert memory.files() == {}


_ROSTERGEN = [sys.executable, "-m", "rostergen"]


def _begun(place: Somewhere) -> bool:
    if place.system.async_impl:
        return bool(place.system.list_multipart_uploads(BUCKET))
    return any(path.stat().st_size for path in Path(place.root).glob(".x.*/new/enrollments.csv"))


@contextmanager
def _uploading_to(place: Somewhere) -> Iterator[subprocess.Popen[str]]:
    """Yield a run that is in the midst of its upload."""
    command = [*_ROSTERGEN, *DISTRICT, "--out", f"{place.url}/x"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, encoding="utf-8") as run:
        try:
            for _ in range(6000):
                assert run.poll() is None, run.communicate()
                if _begun(place):
                    break
                time.sleep(0.01)
            yield run
        finally:
            run.kill()


@pytest.mark.parametrize(("sign", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
@pytest.mark.parametrize("kind", ["s3", "sftp"])
def test_a_stopped_upload_leaves_nothing(
    kind: str, sign: signal.Signals, code: int, temporary: Path, request: pytest.FixtureRequest
) -> None:
    place: Somewhere = request.getfixturevalue(kind)
    with _uploading_to(place) as run:
        run.send_signal(sign)
        _, said = run.communicate(timeout=60)
    assert run.returncode == code
    assert said.count("\n") == 1
    assert said.endswith("; nothing was written\n")
    assert place.files() == {}
    assert list(temporary.iterdir()) == []
    assert kind == "sftp" or not place.system.list_multipart_uploads(BUCKET)


def test_a_server_that_dies(temporary: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with s3_server() as server:
        place = s3_of(server, monkeypatch)
        _dies(server, place, temporary)
    (tmp_path / "root").mkdir()
    with sftp_server(tmp_path / "root") as server:
        place = sftp_of(server, monkeypatch, tmp_path)
        _dies(server, place, temporary)
    assert not (tmp_path / "root/x").exists()


def _dies(server: Server, place: Somewhere, temporary: Path) -> None:
    with _uploading_to(place) as run:
        server.stop()
        _, said = run.communicate(timeout=180)
    assert run.returncode == 3, said
    assert said.count("\n") == 1
    assert said.startswith(f"rostergen: cannot write {place.url}/x: the connection was ")
    assert "; what may be left at " in said
    assert list(temporary.iterdir()) == []


def test_a_connection_that_is_lost_and_comes_back(
    sftp: Somewhere, bundles: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from rostergen.destinations.sftp import Sftp

    def lose(self: Sftp, *_: Any, **__: Any) -> None:
        self.client.close()
        raise EOFError

    monkeypatch.setattr(Sftp, "put_file", lose)
    with pytest.raises(OutputError, match=r"the connection was lost; check the server and try again$"):
        publish(bundles / "one", f"{sftp.url}/in/x")
    assert sftp.files() == {}


def test_what_arrives_short_is_noticed(sftp: Somewhere, bundles: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from rostergen.destinations.sftp import Sftp

    def cut(self: Sftp, lpath: str, rpath: str, **_: Any) -> None:
        self.pipe_file(rpath, Path(lpath).read_bytes()[:-1])

    monkeypatch.setattr(Sftp, "put_file", cut)
    with pytest.raises(OutputError, match=r"of \S+\.csv [\d,]+ of [\d,]+ bytes arrived; try again"):
        publish(bundles / "one", f"{sftp.url}/x")
    assert sftp.files() == {}
