"""Several processes that share a list of tasks, and one clear error where one of them fails."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import traceback
import warnings
from contextlib import contextmanager
from multiprocessing import connection
from typing import TYPE_CHECKING, Any, cast

from rostergen.bundle.tasks import Abandoned, Step
from rostergen.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess

    from rostergen.bundle.tasks import Result, Task

START_METHOD = "fork" if sys.platform == "linux" else "spawn"
"""A forked process has the district already; elsewhere than on Linux forking is not safe, or not possible."""
_ENDING = {getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)}


def run_at_once(
    task: Task[Result],
    n: int,
    jobs: int,
    progress: Callable[[Step], None],
    done: Callable[[Result], None],
    context: Any,
) -> list[Result]:
    """Do the tasks 0 to n - 1 by `jobs` processes that take one after the other; return their results in order.

    `done` hears every result as it comes. `context` is that of multiprocessing. If this process is interrupted or a
    task fails, all others end at once. Raises whatever a task raises, and OutputError if a process was killed.
    """
    taken = context.Value("q", 0)
    results: dict[int, Result] = {}
    workers: dict[Connection, BaseProcess] = {}
    try:
        for _ in range(jobs):
            ours, theirs = context.Pipe(duplex=False)
            # A daemon: should this process end in a way that skips the lines below, its end takes the others along.
            worker = context.Process(target=_work, args=(theirs, task, n, taken, os.getpid()), daemon=True)
            with _undisturbed():  # an interrupt that waited meanwhile finds the process in the list
                worker.start()
                theirs.close()
                workers[ours] = worker
        while workers:
            for ours in connection.wait(list(workers)):
                worker = workers[cast("Connection", ours)]
                try:
                    message = cast("Connection", ours).recv()
                except (EOFError, OSError):
                    raise _lost(worker) from None
                if message is None:
                    del workers[cast("Connection", ours)]
                    worker.join()
                elif isinstance(message, Step):
                    progress(message)
                elif isinstance(message, BaseException):
                    raise message
                else:
                    number, results[message[0]] = message
                    done(results[number])
    finally:
        for worker in workers.values():
            worker.kill()
        for worker in workers.values():
            worker.join()
    return [results[number] for number in range(n)]


def context_of(start_method: str | None) -> Any:
    """Return the context of multiprocessing for a start method, or the one that suits the system."""
    return multiprocessing.get_context(start_method or START_METHOD)


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Hold back, while a process is started, the signals that end one: in the middle of a fork Python drops them.

    The new process starts with them held back. Other threads of ours hold no lock that it needs.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        if not hasattr(signal, "pthread_sigmask"):
            yield
            return
        before = signal.pthread_sigmask(signal.SIG_BLOCK, _ENDING)
        try:
            yield
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _lost(worker: BaseProcess) -> OutputError:
    worker.join()
    code = worker.exitcode or 0
    named = -code in {*signal.Signals}
    how = (
        f"ended with {code}"
        if code >= 0
        else f"was killed by {signal.Signals(-code).name if named else f'signal {-code}'}"
    )
    why = ", perhaps for want of memory; try again with fewer --jobs" if -code == getattr(signal, "SIGKILL", 9) else ""
    return OutputError(f"one of the processes that wrote the bundle {how}{why}")


def _work(results: Connection, task: Task[object], n: int, taken: Any, parent: int) -> None:
    """Take one task after the other until none is left; what goes wrong is for the parent to report."""
    for number in _ENDING:  # a terminal interrupts all of its processes; the parent ends us
        signal.signal(number, signal.SIG_DFL if number == signal.SIGTERM else signal.SIG_IGN)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _ENDING)
    try:
        while True:
            with taken:
                number = taken.value
                taken.value += 1
            if number >= n:
                break
            result = task(number, results.send, lambda: os.getppid() == parent)
            results.send((number, result))
        results.send(None)
    except (Abandoned, BrokenPipeError):
        pass
    except Exception as error:
        results.send(_as_sent(error))


def _as_sent(error: Exception) -> Exception:
    """Return an error as it can be sent; a defect tells where it is."""
    import pickle

    if not isinstance(error, OSError):
        error.add_note("".join(traceback.format_exception(error)))
    try:
        pickle.loads(pickle.dumps(error))  # noqa: S301 - our own
    except Exception:
        return RuntimeError("".join(traceback.format_exception(error)))
    return error
