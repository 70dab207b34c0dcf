"""A state made by a cluster of Dask: the bytes of a local run, whatever happens to workers, or nothing and one line."""

from __future__ import annotations

import asyncio
import hashlib
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import active_children
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any

import pytest

from rostergen import load_profile, write_per_district
from rostergen.cli import main
from rostergen.districts import District, districts_of

pytest.importorskip("distributed", reason="needs distributed, of the extra test-dask")

from distributed import LocalCluster

from rostergen import OutputError, ProfileError, UsageError
from rostergen.engines import gathering
from rostergen.engines.cluster import _packed, connected
from rostergen.engines.job import SharedFolder, versions
from rostergen.engines.run import write_by_cluster

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from destinations.conftest import Somewhere

SIX = ["--districts", "6", "--schools", "12", "--students", "500", "--school-year", "2027"]
DASK = [*SIX, "--engine", "dask", "--jobs", "2", "--quiet"]

pytestmark = pytest.mark.filterwarnings("ignore")  # those of Dask and of what it imports


def sums(folder: Path) -> dict[str, str]:
    """SHA-256 of all files of a folder, by path; hidden ones too."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rostergen.engines.cluster._CONNECT", 3)


@pytest.fixture(autouse=True)
def _nothing_temporary_is_left(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    """However a run ends: Dask keeps locks in a folder of its own, which it never removes."""
    folder = tmp_path_factory.mktemp("temporary")
    monkeypatch.setenv("TMPDIR", str(folder))
    yield
    assert list(folder.iterdir()) == []


def many() -> list[District]:
    return districts_of(load_profile(districts=12, schools=24, students=3000), 1)


@contextmanager
def cluster_of(workers: int) -> Iterator[LocalCluster]:
    with LocalCluster(
        n_workers=workers, threads_per_worker=1, processes=True, host="127.0.0.1", dashboard_address=None
    ) as cluster:
        yield cluster


@pytest.fixture(scope="module")
def cluster() -> Iterator[LocalCluster]:
    """Three processes."""
    with cluster_of(3) as cluster:
        yield cluster


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, str]]:
    """What one process makes of `many`, as zips and as folders."""
    made = {}
    for form in ("zip", "folder"):
        folder = tmp_path_factory.mktemp("expected") / "all"
        write_per_district(many(), folder, form=form, school_year=2027)
        made[form] = sums(folder)
    return made


def pids(cluster: LocalCluster) -> dict[str, int]:
    """The processes that work on something now, by address."""
    return {
        address: cluster.workers[state.name].process.pid
        for address, state in cluster.scheduler.workers.items()
        if state.processing
    }


@pytest.mark.parametrize("form", ["zip", "folder"])
def test_three_workers_of_which_one_is_killed_midway(
    form: str, cluster: LocalCluster, expected: dict[str, dict[str, str]], tmp_path: Path
) -> None:
    killed: list[int] = []

    def kill(_: object) -> None:
        busy = list(pids(cluster).values())
        if not killed and busy:
            os.kill(busy[0], signal.SIGKILL)
            killed.append(busy[0])

    write_by_cluster(
        many(),
        tmp_path / "all",
        scheduler=cluster.scheduler_address,
        form=form,
        school_year=2027,
        progress=kill,
    )
    assert killed
    assert sums(tmp_path / "all") == expected[form]
    assert [path.name for path in tmp_path.iterdir()] == ["all"]


@dataclass(frozen=True)
class Fatal(SharedFolder):
    """Kills the worker behind what it wrote, some times; the last of its output is never told."""

    deaths: int = 1

    def write(self, name: str, attempt: str, make: Callable[[Path], dict[str, Any]]) -> dict[str, Any]:
        entry = SharedFolder.write(self, name, attempt, make)
        for death in range(self.deaths):
            try:
                Path(self.path, f"death-{death}").touch(exist_ok=False)
            except FileExistsError:
                continue
            os.kill(os.getpid(), signal.SIGKILL)
        return entry


@dataclass(frozen=True)
class Forgetful(SharedFolder):
    """Loses the first bundle, as a file system that is not shared would."""

    always: bool = False

    def write(self, name: str, attempt: str, make: Callable[[Path], dict[str, Any]]) -> dict[str, Any]:
        entry = SharedFolder.write(self, name, attempt, make)
        mark = Path(self.path, "forgot")
        if self.always or not mark.exists():
            mark.touch()
            Path(self.path, attempt, name).unlink()
        return entry


def put_in(monkeypatch: pytest.MonkeyPatch, kind: type[SharedFolder], *args: object) -> None:
    monkeypatch.setattr(gathering, "SharedFolder", lambda path, shown: kind(path, shown, *args))


@pytest.mark.parametrize("kind", [Fatal, Forgetful])
def test_what_a_worker_wrote_and_nobody_heard_of_is_made_again(
    kind: type[SharedFolder],
    cluster: LocalCluster,
    expected: dict[str, dict[str, str]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    put_in(monkeypatch, kind)
    write_by_cluster(many(), tmp_path / "all", scheduler=cluster.scheduler_address, school_year=2027)
    assert sums(tmp_path / "all") == expected["zip"]
    assert [path.name for path in tmp_path.iterdir()] == ["all"]


@pytest.mark.parametrize(
    ("kind", "extra", "says"),
    [
        (Fatal, 1000, "every worker that took it was lost, perhaps for want of memory"),
        (Forgetful, True, "what the workers wrote is not there, or is not what they said"),
    ],
)
def test_what_no_worker_can_do(
    kind: type[SharedFolder], extra: object, says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_in(monkeypatch, kind, extra)
    with cluster_of(2) as cluster, pytest.raises(OutputError, match=says) as raised:
        write_by_cluster(many()[:2], tmp_path / "all", scheduler=cluster.scheduler_address, school_year=2027)
    assert "\n" not in str(raised.value)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("form", ["zip", "folder"])
def test_a_url_and_again_with_force(seen_by_all: Somewhere, form: str, tmp_path: Path) -> None:
    assert main([*SIX, "--quiet", "--per-district", form, "--out", str(tmp_path / "here")]) == 0
    here = {path.relative_to(tmp_path / "here").as_posix(): path for path in (tmp_path / "here").rglob("*")}
    for again in ([], ["--force"]):
        assert main([*DASK, "--per-district", form, "--out", f"{seen_by_all.url}/x", *again]) == 0
        there = {name: content for name, content in seen_by_all.files().items() if content}
        assert there == {f"x/{name}": path.read_bytes() for name, path in here.items() if path.is_file()}


def test_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(tmp_path)
    assert main([*SIX, "--quiet", "--per-district", "zip", "--out", "here"]) == 0
    assert main([*SIX, "--engine", "dask", "--jobs", "2", "--out", "there", "--check"]) == 0
    said = capsys.readouterr().err
    assert "as 6 OneRoster 1.1 bundles with an index.json: there\n" in said
    assert "--per-district zip" in said.partition("The same again: ")[2]
    assert "6 bundles judged: no errors, no warnings\n" in said
    assert sums(Path("there")) == sums(Path("here"))
    assert main([*DASK, "--out", "there"]) == 3
    assert capsys.readouterr().err.startswith("rostergen: cannot write there: it exists; add --force")
    assert main([*DASK, "--out", "there", "--force"]) == 0
    assert sums(Path("there")) == sums(Path("here"))


@pytest.mark.parametrize(
    ("args", "code", "says"),
    [
        (["--engine", "dusk"], 2, "--engine: found 'dusk'; allowed dask; did you mean 'dask'?"),
        (["--engine", "dask"], 2, "--engine dask: there is one district; add --districts with 2 or more, or leave"),
        (["--scheduler", "x:1"], 2, "--scheduler: it is for --engine dask alone; add that, or leave it out"),
        ([*DASK, "--scheduler", "x:1"], 2, "--jobs: the cluster of --scheduler has its own workers; leave out one"),
        ([*DASK, "--check", "--out", "memory://box/x"], 2, "--check: with --engine dask and a URL nothing is left"),
        ([*DASK, "--out", "memory://box/x"], 2, "does not see the place to write to; choose a folder that all"),
        ([*SIX, "--engine", "dask", "--scheduler", "x"], 2, "--scheduler: 'x' is no address (missing port number"),
        ([*SIX, "--engine", "dask", "--scheduler", "foo://x:1"], 2, "--scheduler: 'foo://x:1' is no address"),
        ([*SIX, "--engine", "dask", "--scheduler", "127.0.0.1:1"], 3, "no Dask scheduler answers at 127.0.0.1:1;"),
    ],
)
def test_one_line_for_what_cannot_be(
    args: list[str],
    code: int,
    says: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(args) == code
    said = capsys.readouterr().err
    assert said.startswith("rostergen: ")
    assert says in said
    assert said.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_something_else_listens_at_the_address(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    out = str(tmp_path / "all")
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"tcp://127.0.0.1:{silent.getsockname()[1]}"
        assert main([*SIX, "--engine", "dask", "--scheduler", address, "--out", out]) == 3
    assert f"no Dask scheduler answers at {address}" in capsys.readouterr().err


def test_a_scheduler_without_workers_and_a_worker_for_a_scheduler(
    cluster: LocalCluster, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    worker = next(iter(cluster.scheduler.workers))
    out = str(tmp_path / "all")
    assert main([*SIX, "--engine", "dask", "--scheduler", worker, "--out", out]) == 3
    assert f"no Dask scheduler answers at {worker}" in capsys.readouterr().err
    with cluster_of(0) as empty:
        assert main([*SIX, "--engine", "dask", "--scheduler", empty.scheduler_address, "--out", out]) == 3
    assert "has no workers; start some and try again" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_workers_of_other_versions_are_refused(
    cluster: LocalCluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rostergen.engines.run.versions", lambda: versions() | {"faker": "1.2.3"})
    with pytest.raises(
        UsageError, match=r"the worker tcp://\S+ has faker \S+ and not 1\.2\.3, which makes other bytes"
    ):
        write_by_cluster(many(), tmp_path / "all", scheduler=cluster.scheduler_address)
    assert list(tmp_path.iterdir()) == []


def test_a_worker_whose_compressor_makes_other_bytes_is_refused(
    cluster: LocalCluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rostergen.engines.run.canary", lambda *_: "another")
    with pytest.raises(UsageError, match=r"the worker tcp://\S+ has the same versions and compresses to other bytes"):
        write_by_cluster(many(), tmp_path / "all", scheduler=cluster.scheduler_address)
    assert list(tmp_path.iterdir()) == []


def test_a_run_that_fails_waits_for_those_who_still_write(cluster: LocalCluster, tmp_path: Path) -> None:
    """Else they would write into a folder that is being removed, and it would stay."""
    with connected(cluster.scheduler_address, 1) as connection, pytest.raises(OutputError, match="quick: no"):
        connection.share(fail_or_linger, {"slow": tmp_path, "quick": None}, lambda *_: True, lambda: None)
    assert (tmp_path / "done").exists()


def fail_or_linger(folder: Path | None) -> None:
    time.sleep(0.5)
    if folder is None:
        raise OutputError("no")
    time.sleep(1)
    (folder / "done").touch()


def test_problems_of_a_profile_stay_lines(cluster: LocalCluster) -> None:
    with connected(cluster.scheduler_address, 1) as connection, pytest.raises(ProfileError) as raised:
        connection.share(find_problems, {"one": "x"}, lambda *_: True, lambda: None)
    assert raised.value.problems == ["one: x: no", "one: x: neither"]


def find_problems(name: str) -> None:
    raise ProfileError([f"{name}: no", f"{name}: neither"])


def test_a_task_is_small() -> None:
    """All of them go through the scheduler, with a profile each."""
    assert len(_packed(print, districts_of(load_profile("texas"), 1)[5])) < 12_000


def test_in_a_notebook(cluster: LocalCluster, tmp_path: Path) -> None:
    """There a loop runs already in the thread that calls."""

    async def cell() -> None:
        write_by_cluster(many()[:2], tmp_path / "all", scheduler=cluster.scheduler_address, school_year=2027)

    asyncio.run(cell())
    assert len(list((tmp_path / "all").iterdir())) == 3


def test_no_place_for_the_locks_of_dask(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path / "nowhere"))
    assert main([*DASK, "--out", str(tmp_path / "all")]) == 3
    said = capsys.readouterr().err
    assert said.startswith(f"rostergen: cannot write temporary files to {tmp_path / 'nowhere'}: there is no such")
    assert said.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_a_zip_cannot_hold_bundles(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="a bundle for each district makes a folder"):
        write_by_cluster(many(), tmp_path / "x.zip")


def test_what_fails_at_a_worker_is_said_in_one_line(tmp_path: Path) -> None:
    command = f"ulimit -f 16; exec {sys.executable} -m rostergen {' '.join(DASK)} --out all"
    done = subprocess.run(["sh", "-c", command], cwd=tmp_path, capture_output=True, text=True, timeout=300)
    assert done.returncode == 3, done.stderr
    assert done.stderr.count("\n") == 1
    assert ": cannot write all/" in done.stderr
    assert "a file grew beyond the allowed size; raise the limit (ulimit -f)" in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("blow", "struck", "code"), [(signal.SIGKILL, 1, 0), (signal.SIGKILL, 2, 3), (signal.SIGSTOP, 2, 3)]
)
def test_a_process_that_does_not_start(
    blow: signal.Signals,
    struck: int,
    code: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """One of two is not missed when it dies; without any, that is said at once, or when patience ends."""
    others = set(active_children())  # the cluster of other tests

    def strike() -> None:
        while len(starting := set(active_children()) - others) < 2:
            time.sleep(0.01)
        for process in list(starting)[:struck]:
            os.kill(process.pid or 0, blow)

    # Who is stopped is waited for, who was killed is not: nobody would live to see the end of that.
    monkeypatch.setattr("rostergen.engines.cluster._START", 3 if blow == signal.SIGSTOP else 1e9)
    Thread(target=strike, daemon=True).start()
    assert main([*DASK, "--out", str(tmp_path / "all")]) == code
    says = "rostergen: the processes of the cluster did not start, perhaps for want of memory; try again with fewer"
    said = capsys.readouterr().err
    assert said.startswith(says) if code else not said
    assert [path.name for path in tmp_path.iterdir()] == ([] if code else ["all"])


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="reads /proc to see which processes are left")
def test_one_that_is_killed_says_nothing(tmp_path: Path) -> None:
    """The tracker of multiprocessing outlives it and would warn of semaphores."""
    said = tmp_path / "said"
    with said.open("w") as stderr:
        command = [sys.executable, "-m", "rostergen", *DASK, "--out", "all"]
        temporary = os.environ | {"TMPDIR": str(tmp_path)}
        run = subprocess.Popen(command, cwd=tmp_path, stderr=stderr, start_new_session=True, env=temporary)
    while run.poll() is None and len(members(run.pid)) < 4:  # two workers and the tracker
        time.sleep(0.01)
    run.kill()
    run.wait()
    while members(run.pid):
        time.sleep(0.1)
    assert said.read_text() == ""


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="reads /proc to see which processes are left")
@pytest.mark.parametrize("begun", [False, True])
def test_interrupted(begun: bool, tmp_path: Path) -> None:
    """Ctrl-C of a terminal reaches all processes of the group."""
    large = ["--districts", "60", "--schools", "600", "--students", "600000", "--engine", "dask", "--jobs", "2"]
    lines = (
        "import signal, sys",
        "signal.signal(signal.SIGINT, signal.default_int_handler)",
        "from rostergen.cli import main",
        f"if __name__ == '__main__': sys.exit(main({large!r} + ['--out', 'all']))",
    )
    run = subprocess.Popen(
        [sys.executable, "-c", "\n".join(lines)],
        cwd=tmp_path,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    while run.poll() is None and (
        not list(tmp_path.glob(".all.*.partial/attempts/*/*")) if begun else len(members(run.pid)) < 3
    ):
        time.sleep(0.05)
    os.killpg(run.pid, signal.SIGINT)
    assert run.communicate(timeout=120)[1] == "rostergen: interrupted; nothing was written\n"
    assert run.returncode == 130
    assert list(tmp_path.iterdir()) == []
    for _ in range(100):  # the one of multiprocessing that ends behind the others
        if not members(run.pid):
            break
        time.sleep(0.1)
    assert not members(run.pid)


def members(session: int) -> list[str]:
    """The command lines of the processes of a session that are not dead."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            fields = (process / "stat").read_text().rpartition(")")[2].split()
            if int(fields[3]) == session and fields[0] != "Z":
                found.append((process / "cmdline").read_text())
        except (OSError, IndexError):
            continue
    return found
