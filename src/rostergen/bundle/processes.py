"""Several processes that share a list of tasks, and one clear error where one of them fails."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import traceback
import warnings
from contextlib import contextmanager, suppress
from multiprocessing import connection
from multiprocessing.reduction import ForkingPickler
from typing import TYPE_CHECKING, Any, cast

from rostergen.bundle.tasks import Abandoned, Step, starting
from rostergen.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from multiprocessing.connection import Connection

    from rostergen.bundle.tasks import Result, Task

START_METHOD = "fork" if sys.platform == "linux" else "spawn"
"""A forked process has the district already; elsewhere than on Linux forking is not safe, or not possible."""
_MEMORY = "perhaps for want of memory; try again with fewer --jobs"
_GUARD = 'the main part of a script that starts processes has to stand below `if __name__ == "__main__":`'
_ENDING = {getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)}


def run_at_once(
    task: Task[Result],
    n: int,
    jobs: int,
    progress: Callable[[Step], None],
    done: Callable[[Result], None],
    context: Any,
    shared: tuple[Any, ...] = (),
) -> list[Result]:
    """Do the tasks 0 to n - 1 by `jobs` processes that take one after the other; return their results in order.

    `done` hears every result as it comes. `context` is that of multiprocessing. If this process is interrupted or a
    task fails, all others end at once. Raises whatever a task raises, and OutputError if processes cannot be started or
    one was killed.
    """
    results: dict[int, Result] = {}
    with starting(jobs):
        taken = context.Value("q", 0)
    forked = context.get_start_method() == "fork"
    with _workers(jobs, context, task if forked else None, shared, n, taken, os.getpid()) as busy:
        if not forked:
            pickled = ForkingPickler.dumps(task)  # once for all, while they start
            for worker in busy.values():
                worker.send(pickled)
            del pickled
        while busy:
            for pipe in connection.wait(list(busy)):
                ours = cast("Connection", pipe)
                message = busy[ours].receive()
                if message is None:
                    busy.pop(ours).close()
                elif isinstance(message, Step):
                    progress(message)
                elif isinstance(message, BaseException):
                    raise message
                else:
                    number, results[message[0]] = message
                    done(results[number])
    return [results[number] for number in range(n)]


def context_of(start_method: str | None) -> Any:
    """Return the context of multiprocessing for a start method, or the one that suits the system."""
    return multiprocessing.get_context(start_method or START_METHOD)


@contextmanager
def _workers(jobs: int, context: Any, *work: object) -> Iterator[dict[Connection, _Worker]]:
    """Yield workers by their pipes; those that are still there at the end are killed. Raises OutputError."""
    workers: dict[Connection, _Worker] = {}
    try:
        with starting(jobs):
            for _ in range(jobs):
                with _undisturbed():  # an interrupt that waited meanwhile finds the process in the list
                    worker = _Worker(context, *work)
                    workers[worker.pipe] = worker
        yield workers
    finally:
        for worker in workers.values():
            worker.kill()
        for worker in workers.values():
            worker.close()


class _Worker:
    """A process that does tasks, and our end of the pipe to it."""

    def __init__(self, context: Any, *work: object) -> None:
        self.pipe, theirs = context.Pipe(duplex=True)
        try:
            # A daemon: should this process end in a way that skips `kill`, its end takes the others along.
            self._process = context.Process(target=_work, args=(theirs, *work), daemon=True)
            self._process.start()
        except BaseException:
            self.pipe.close()
            raise
        finally:
            theirs.close()  # else nobody would notice that the process is gone

    def send(self, pickled: bytes | memoryview) -> None:
        """Send what it waits for. Raises OutputError if it is gone."""
        try:
            self.pipe.send_bytes(pickled)
        except ConnectionError:
            raise self._lost() from None

    def receive(self) -> Any:
        """Return what it has to tell. Raises OutputError if it is gone."""
        try:
            return self.pipe.recv()
        except (EOFError, OSError):
            raise self._lost() from None

    def kill(self) -> None:
        self._process.kill()

    def close(self) -> None:
        """Wait for its end, and keep nothing of it: an error may hold this object until there is need of its files."""
        self._process.join()
        self.pipe.close()
        with suppress(ValueError):  # where SIGCHLD is ignored nobody is told that it ended
            self._process.close()

    def _lost(self) -> OutputError:
        self._process.join()
        code = self._process.exitcode or 0
        if code >= 0:
            how = f"ended with {code}; {_GUARD}"
        elif -code == getattr(signal, "SIGKILL", 9):
            how = f"was killed by SIGKILL, {_MEMORY}"
        else:
            named = -code in {*signal.Signals}
            how = f"was killed by {signal.Signals(-code).name if named else f'signal {-code}'}"
        return OutputError(f"one of the processes that wrote the bundle {how}")


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Hold back, while a process is started, the signals that end one: in the middle of a fork Python drops them.

    So a start must be short: the task of a process that is spawned could fill the pipe of multiprocessing, which nobody
    may ever read. The new process starts with the signals held back. Other threads of ours hold no lock that it needs.
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


def _work(
    pipe: Connection, task: Task[object] | None, shared: tuple[Any, ...], n: int, taken: Any, parent: int
) -> None:
    """Take one task after the other until none is left; what goes wrong is for the parent to report.

    Without `task`, the parent sends it.
    """
    for number in _ENDING:  # a terminal interrupts all of its processes; the parent ends us
        signal.signal(number, signal.SIG_DFL if number == signal.SIGTERM else signal.SIG_IGN)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _ENDING)
    try:
        task = task or cast("Task[object]", pipe.recv())
        while True:
            with taken:
                number = taken.value
                taken.value += 1
            if number >= n:
                break
            result = task(*shared, number, pipe.send, lambda: os.getppid() == parent)
            pipe.send((number, result))
        pipe.send(None)
    except (Abandoned, BrokenPipeError):
        pass
    except Exception as error:
        with suppress(BrokenPipeError):  # that the parent is gone may be what went wrong
            pipe.send(_as_sent(error))


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
