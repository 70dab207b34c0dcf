"""Processes that cannot be started, or end while they start: one clear line, and nothing that hangs or stays."""

from __future__ import annotations

import errno
import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from rostergen.bundle.parts import Part, Place, write_parts
from rostergen.bundle.target import output_errors, staged
from rostergen.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from rostergen.tables.table import Table

METHODS = [method for method in ("fork", "spawn") if method in multiprocessing.get_all_start_methods()]
SPAWN = multiprocessing.get_context("spawn")
posix = pytest.mark.skipif(os.name != "posix", reason="signals and limits of POSIX")
MORE_THAN_A_PIPE_HOLDS = b"x" * (1 << 20)


class Opened:
    """Does what it is told when it is unpickled."""

    def __init__(self, action: Callable[..., object], *arguments: object) -> None:
        self.action, self.arguments = action, arguments

    def __reduce__(self) -> tuple[Any, ...]:
        return self.action, self.arguments


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


class Dead(SPAWN.Process):  # type: ignore[misc, name-defined]
    def run(self) -> None:
        die()


class Late(SPAWN.Process):  # type: ignore[misc, name-defined]
    def run(self) -> None:
        time.sleep(60)


def empty(*_: object) -> Iterator[tuple[Table, range]]:
    yield from ()


def slow() -> Iterator[tuple[Table, range]]:
    time.sleep(30)
    yield from ()


def place_in(folder: Path) -> Place:
    return Place(folder, folder, ("orgs",), None)


@contextmanager
def in_time() -> Iterator[None]:
    """Fail where a run hangs, whatever signals it holds back."""

    def fail(*_: object) -> None:
        raise AssertionError("it hangs")

    before = signal.signal(signal.SIGALRM, fail)
    signal.alarm(25)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
    assert not multiprocessing.active_children()


@posix
@pytest.mark.parametrize("process", [SPAWN.Process, Dead])
def test_a_process_that_dies_while_it_starts_is_one_clear_line(
    process: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Either from its task, or before it has read that."""
    monkeypatch.setattr(type(SPAWN), "Process", process)
    parts: list[Part] = [partial(empty, Opened(die), MORE_THAN_A_PIPE_HOLDS)] * 2
    with in_time(), pytest.raises(OutputError, match=r"^one of the processes .* was killed by SIGKILL"):
        write_parts(parts, place_in(tmp_path), jobs=2, start_method="spawn")


@posix
@pytest.mark.parametrize("process", [SPAWN.Process, Late])
def test_an_interrupt_is_heard_while_processes_start(
    process: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They read their task, or are not so far yet."""
    monkeypatch.setattr(type(SPAWN), "Process", process)
    parts: list[Part] = [partial(empty, Opened(time.sleep, 60), MORE_THAN_A_PIPE_HOLDS)] * 2
    interrupt = threading.Timer(2, os.kill, (os.getpid(), signal.SIGINT))
    interrupt.start()
    try:
        with in_time(), pytest.raises(KeyboardInterrupt):
            write_parts(parts, place_in(tmp_path), jobs=2, start_method="spawn")
    finally:
        interrupt.cancel()  # elsewhere it would end all tests


def test_a_script_without_a_guard_is_told_of_it(tmp_path: Path) -> None:
    script = tmp_path / "unguarded.py"
    script.write_text(
        "from functools import partial\n"
        "from pathlib import Path\n"
        "from rostergen.bundle.parts import Place, write_parts\n"
        "here = Path(__file__).parent\n"
        "parts = [partial(str, 'x' * (1 << 20))] * 2\n"
        "write_parts(parts, Place(here, here, ('orgs',), None), jobs=2, start_method='spawn')\n"
    )
    run = subprocess.run([sys.executable, script], capture_output=True, text=True, timeout=60)
    assert run.returncode == 1
    last = run.stderr.splitlines()[-1]
    assert last.startswith("rostergen.errors.OutputError: one of the processes")
    assert 'if __name__ == "__main__"' in last


@pytest.mark.skipif("fork" not in METHODS, reason="replaces what no other process can be told of")
@pytest.mark.parametrize(
    ("what", "number", "said"),
    [
        ("Condition", errno.EROFS, "read-only file system"),
        ("Value", errno.ENOSPC, "no space left on device"),
        ("Pipe", errno.EMFILE, "too many open files"),
        ("Process", errno.EAGAIN, "resource temporarily unavailable"),
    ],
)
def test_processes_that_cannot_be_had_are_no_trouble_of_the_target(
    what: str, number: int, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fork = multiprocessing.get_context("fork")
    plain = getattr(fork, what)
    calls = iter(range(10))

    def fail_in_the_end(_: object, *args: Any, **options: Any) -> Any:
        if next(calls) == (what in {"Pipe", "Process"}):  # the first process has started
            raise OSError(number, os.strerror(number))
        return plain(*args, **options)

    monkeypatch.setattr(type(fork), what, fail_in_the_end)
    with pytest.raises(OutputError) as caught, output_errors(tmp_path):
        write_parts([slow, slow], place_in(tmp_path), jobs=2, start_method="fork")
    assert str(caught.value) == f"cannot start 2 processes: {said}; try again with fewer --jobs (1 starts none)"
    assert not multiprocessing.active_children()


def many_in_a_room(target: Path, method: str) -> None:
    with staged(target, force=False, replaceable=frozenset()) as folder:
        write_parts([slow] * 40, place_in(folder), jobs=40, start_method=method)


@posix
@pytest.mark.parametrize("method", METHODS)
def test_too_many_open_files_leave_nothing_behind(method: str, tmp_path: Path) -> None:
    """The room is removed while the limit still holds."""
    resource = pytest.importorskip("resource", reason="no resource limits on this platform")
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    lowest_free = os.dup(0)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (lowest_free + 14, hard))
        with pytest.raises(OutputError, match=r"^cannot start 40 processes: too many open files; .*fewer --jobs"):
            many_in_a_room(tmp_path / "out", method)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
        os.close(lowest_free)
    assert list(tmp_path.iterdir()) == []
    assert not multiprocessing.active_children()
