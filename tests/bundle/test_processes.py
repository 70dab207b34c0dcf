"""Parts by one process or several, forked or spawned: the same files, or one clear error and no process left."""

from __future__ import annotations

import errno
import multiprocessing
import os
import signal
import time
import zlib
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from rostergen.bundle import parts as parts_module
from rostergen.bundle.packing import END, Compression
from rostergen.bundle.parts import Made, Part, Place, write_parts
from rostergen.errors import OutputError, UsageError
from rostergen.spec import V1P1
from rostergen.tables.column import Column, Constant, Digits
from rostergen.tables.table import Table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rostergen.bundle.tasks import Step

METHODS = [method for method in ("fork", "spawn") if method in multiprocessing.get_all_start_methods()]
NAMES = ("orgs", "users")


def table(file: str, first: int, n: int) -> Table:
    spec = V1P1.file(file)
    columns: dict[str, Column] = {title: Constant("", n) for title in spec.header}
    return Table.of(spec, n, **columns | {"sourcedId": Digits(np.arange(first, first + n), pad=7)})


def some(number: int, seconds: float = 0.0) -> Iterator[tuple[Table, range]]:
    """Make 100 orgs and a run of users; a part may take its time, and every third has no orgs."""
    time.sleep(seconds)
    if number % 3:
        yield table("orgs", number * 100, 100), range(100)
    yield table("users", number * 1000, 1000), range(200, 900)


def ready(folder: Path, compression: Compression | None = None) -> Place:
    (folder / "new").mkdir()
    return Place(folder / "new", folder, NAMES, compression)


def text_of(place: Place) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in place.folder.iterdir()}


def unpacked(data: bytes, compression: Compression | None) -> bytes:
    return data if compression is None else zlib.decompress(data + END, -15)


def expected(n: int) -> dict[str, bytes]:
    def row(file: str, number: int) -> str:
        return f"{number:07d}{',' * (len(V1P1.file(file).header) - 1)}\r\n"

    orgs = [row("orgs", 100 * part + i) for part in range(n) if part % 3 for i in range(100)]
    users = [row("users", 1000 * part + i) for part in range(n) for i in range(200, 900)]
    return {
        f"{name}.csv": (",".join(V1P1.file(name).header) + "\r\n" + "".join(rows)).encode()
        for name, rows in (("orgs", orgs), ("users", users))
    }


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("jobs", [1, 2, 5])
def test_the_files_do_not_depend_on_the_processes(jobs: int, method: str, tmp_path: Path) -> None:
    place = ready(tmp_path)
    heard: list[Step] = []
    parts: list[Part] = [partial(some, i, 0.02 * (i % 4 == 0)) for i in range(11)]  # those behind a slow one must wait
    written = write_parts(parts, place, jobs=jobs, progress=heard.append, start_method=method)
    assert text_of(place) == expected(11)
    assert {name: file.rows for name, file in written.items()} == {"orgs": 700, "users": 7700}
    assert {name: file.size for name, file in written.items()} == {
        name.removesuffix(".csv"): len(text) for name, text in expected(11).items()
    }
    assert sum(step.rows for step in heard) == 8400
    assert list(tmp_path.iterdir()) == [place.folder]


@pytest.mark.skipif("fork" not in METHODS, reason="memory is shared by forking only")
@pytest.mark.parametrize("compression", [None, "fast"])
def test_what_waits_may_be_larger_than_memory_should_be(
    compression: Compression | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts_module, "_HELD_BYTES", 1000)
    monkeypatch.setattr(parts_module, "_CHUNK", 777)
    place = ready(tmp_path, compression)
    parts: list[Part] = [partial(some, i, 0.1 * (i == 0)) for i in range(6)]
    write_parts(parts, place, jobs=3, start_method="fork")
    assert {name: unpacked(text, compression) for name, text in text_of(place).items()} == expected(6)


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_file_that_lost_something_is_noticed(jobs: int, tmp_path: Path) -> None:
    place = ready(tmp_path)

    def lose(_: Made) -> None:
        os.truncate(place.folder / "users.csv", 1000)

    with pytest.raises(OutputError, match=r"^cannot write the bundle: users\.csv has 1000 bytes and not the \d+ that"):
        write_parts([partial(some, i) for i in range(3)], place, jobs=jobs, made=lose)


@pytest.mark.parametrize("jobs", [2, 3])
def test_compressed_files_are_the_same_by_any_number(jobs: int, tmp_path: Path) -> None:
    place = ready(tmp_path, "fast")
    written = write_parts([partial(some, i, 0.05 * (i % 3 == 0)) for i in range(7)], place, jobs=jobs)
    for name, text in expected(7).items():
        assert unpacked((place.folder / name).read_bytes(), "fast") == text
        assert written[name.removesuffix(".csv")].crc == zlib.crc32(text)
    (tmp_path / "alone").mkdir()
    alone = ready(tmp_path / "alone", "fast")
    write_parts([partial(some, i) for i in range(7)], alone)
    assert text_of(alone) == text_of(place)


def wrong(error: Exception) -> Iterator[tuple[Table, range]]:
    yield table("orgs", 0, 5), range(5)
    raise error


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(
    "error", [OSError(errno.ENOSPC, "No space left on device"), UsageError("one line"), ZeroDivisionError("a defect")]
)
def test_what_goes_wrong_in_a_process_ends_all(error: Exception, method: str, tmp_path: Path) -> None:
    parts: list[Part] = [partial(some, 1), partial(wrong, error), partial(some, 2, 30.0), partial(some, 3, 30.0)]
    started = time.monotonic()
    with pytest.raises(type(error)) as caught:
        write_parts(parts, ready(tmp_path), jobs=3, start_method=method)
    assert str(caught.value) == str(error)
    assert getattr(caught.value, "errno", None) == getattr(error, "errno", None)
    assert time.monotonic() - started < 25  # nobody waited for the slow ones
    assert not multiprocessing.active_children()


def killed(number: int = signal.SIGKILL) -> Iterator[tuple[Table, range]]:
    yield table("orgs", 0, 5), range(5)
    os.kill(os.getpid(), number)


@pytest.mark.parametrize("method", METHODS)
def test_a_killed_process_is_one_clear_line(method: str, tmp_path: Path) -> None:
    parts: list[Part] = [partial(some, 1), killed, partial(some, 2, 30.0)]
    with pytest.raises(OutputError, match=r"^one of the processes .* was killed by SIGKILL.*fewer --jobs$"):
        write_parts(parts, ready(tmp_path), jobs=2, start_method=method)
    assert not multiprocessing.active_children()


@pytest.mark.skipif(not hasattr(signal, "SIGRTMIN"), reason="no real-time signals on this platform")
def test_a_signal_without_a_name_has_its_number(tmp_path: Path) -> None:
    parts: list[Part] = [partial(some, 1), partial(killed, signal.SIGRTMIN + 3)]
    with pytest.raises(OutputError, match=rf"was killed by signal {signal.SIGRTMIN + 3}$"):
        write_parts(parts, ready(tmp_path), jobs=2)


class UnpicklableError(Exception):
    def __init__(self, one: int, two: int) -> None:
        super().__init__(f"{one} and {two}")


def test_a_defect_that_cannot_be_sent_is_told(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match=r"UnpicklableError: 1 and 2"):
        write_parts([partial(wrong, UnpicklableError(1, 2)), partial(some, 1)], ready(tmp_path), jobs=2)


def test_an_interrupt_ends_all_processes(tmp_path: Path) -> None:
    def interrupt(_: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_parts([partial(some, i, 30.0 * (i > 0)) for i in range(4)], ready(tmp_path), jobs=2, progress=interrupt)
    assert not multiprocessing.active_children()


@pytest.mark.skipif("fork" not in METHODS, reason="signals are held back on POSIX only")
def test_an_interrupt_while_a_process_is_started_ends_it_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fork = multiprocessing.get_context("fork")

    class Interrupted(fork.Process):  # type: ignore[misc, name-defined]
        def start(self) -> None:
            super().start()
            signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr(type(fork), "Process", Interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_parts([partial(some, i, 30.0) for i in range(2)], ready(tmp_path), jobs=2, start_method="fork")
    assert not multiprocessing.active_children()


@pytest.mark.skipif("fork" not in METHODS, reason="replaces pipes in a way that no other process can be told of")
def test_a_pipe_may_be_of_any_kind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """That of Windows is no Connection."""
    fork = multiprocessing.get_context("fork")

    class Kind:
        def __init__(self, pipe: Any) -> None:
            self.pipe = pipe

        def __getattr__(self, name: str) -> Any:
            return getattr(self.pipe, name)

    plain = fork.Pipe
    monkeypatch.setattr(type(fork), "Pipe", lambda _, duplex: tuple(map(Kind, plain(duplex=duplex))))
    place = ready(tmp_path)
    write_parts([partial(some, i) for i in range(3)], place, jobs=2, start_method="fork")
    assert text_of(place) == expected(3)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="looks for orphans by the means of POSIX")
def test_processes_end_when_the_one_that_started_them_is_killed(tmp_path: Path) -> None:
    """Those that wait for their turn look, once a second, whether anybody still waits for them."""
    process = multiprocessing.get_context("fork").Process(target=run_quick, args=(tmp_path,))
    process.start()
    pids = tmp_path / "pids"
    for _ in range(300):
        if pids.exists() and len(pids.read_text().split()) == 1:
            break
        time.sleep(0.1)
    (pid,) = map(int, pids.read_text().split())
    process.kill()
    process.join()
    for _ in range(200):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return
        if b"\nState:\tZ" in _status(pid):  # gone, but nobody of this container has asked how
            return
        time.sleep(0.1)
    pytest.fail(f"process {pid} is still there")


def _status(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/status").read_bytes()
    except OSError:
        return b"\nState:\tZ"


def run_quick(folder: Path) -> None:
    """Write parts of which the second is done at once and waits for the first, which takes a minute."""
    write_parts([long, partial(noted, folder)], ready(folder), jobs=2)


def long() -> Iterator[tuple[Table, range]]:
    for i in range(600):
        time.sleep(0.1)
        yield table("orgs", i, 1), range(1)


def noted(folder: Path) -> Iterator[tuple[Table, range]]:
    yield from some(1)
    (folder / "pids").write_text(f"{os.getpid()}\n")
