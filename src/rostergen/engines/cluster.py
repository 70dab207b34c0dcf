"""A cluster of Dask: connecting to one or starting one here, sharing tasks, and one clear error for what goes wrong.

The scheduling is Dask's: a task whose worker is lost is done again by another, three times at most (as
`distributed.scheduler.allowed-failures` says).
"""

from __future__ import annotations

import asyncio
import logging
import pickle
import secrets
import signal
import sys
import warnings
import zlib
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from multiprocessing import active_children, resource_tracker
from queue import Empty, SimpleQueue
from time import monotonic, sleep
from typing import TYPE_CHECKING, Any, TypeVar

from rostergen.errors import OutputError, ProfileError, RostergenError, UsageError
from rostergen.scratch import scratch_folder

try:
    import dask
    from distributed import Client, KilledWorker, LocalCluster, Security, rpc
    from distributed.utils import LoopRunner
except ImportError as error:
    raise UsageError(
        f"--engine dask needs a package that is not installed ({error.name}): python -m pip install 'rostergen[dask]'"
    ) from error

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from distributed import Future

Task = TypeVar("Task")
Result = TypeVar("Result")

_CONNECT = 10
"""Seconds for a scheduler to answer, and for one without workers to get the first."""
_START = 120
"""Seconds for the processes of this machine to start."""
_WITHOUT_WORKERS = 60
"""Seconds that a run waits for a worker when it has lost all of them."""
_STOP = 10
"""Seconds for workers to notice that nobody waits any more; what they do then does no harm, but takes their time."""


class Cluster:
    """A cluster that takes tasks."""

    def __init__(self, client: Client, shown: str) -> None:
        self._client, self._shown = client, shown

    def ask(self, question: Callable[[], str | None]) -> None:
        """Ask every worker what hinders it. Raises UsageError if something does."""
        answers = self._client.run(question, on_error="return")
        for worker, answer in answers.items():
            if isinstance(answer, OSError):  # lost while it was asked
                continue
            if "ModuleNotFoundError" in repr(answer):  # the question itself cannot be read there
                raise UsageError(
                    f"the worker {worker} lacks rostergen or a part of it; install the same on all workers"
                )
            if isinstance(answer, BaseException):
                raise answer
            if answer is not None:
                raise UsageError(f"the worker {worker} {answer}")

    def share(
        self,
        work: Callable[[Task], Result],
        tasks: Mapping[str, Task],
        done: Callable[[Task, Result], bool],
        call_off: Callable[[], None],
    ) -> None:
        """Have the workers do tasks, by their names, the first first; `done` hears each result and says if it counts.

        What does not count is done once more. If this ends before all is done, `call_off` is called, which is to make
        the tasks that are still being done fail, and some seconds are spent to wait for that.
        Raises what a task raises, and OutputError if the cluster is lost or a task cannot be done.
        """
        arrived: SimpleQueue[Future] = SimpleQueue()
        futures: dict[str, Future] = {}
        run = secrets.token_hex(8)

        def submit(name: str, attempt: int, priority: int) -> None:
            key = f"{name}/{run}/{attempt}"  # two tasks of one key are one task, whoever asks for them
            futures[name] = self._client.submit(_do, _packed(work, tasks[name]), key=key, pure=False, priority=priority)
            futures[name].add_done_callback(arrived.put)

        try:
            for number, name in enumerate(tasks):
                submit(name, 1, -number)
            while futures:
                future = self._next(arrived)
                name, _, attempt = future.key.split("/")
                if done(tasks[name], self._result(future, name)):
                    del futures[name]
                elif attempt == "1":
                    submit(name, 2, 1)
                else:
                    raise OutputError(
                        f"{name}: what the workers wrote is not there, or is not what they said; see whether all "
                        "machines share the place"
                    )
        except BaseException:
            with suppress(RostergenError):
                call_off()
            end = monotonic() + _STOP
            while self._working(futures.values()) and monotonic() < end:
                sleep(0.05)
            raise

    def _working(self, futures: Iterable[Future]) -> bool:
        return self._client.status == "running" and not all(future.done() for future in futures)

    def _next(self, arrived: SimpleQueue[Future]) -> Future:
        """Return the next future that is done."""
        alone_since = None
        while True:
            with suppress(Empty):
                return arrived.get(timeout=1)
            if self._client.status == "closed":
                raise self._lost()
            if self._client.status != "running" or self._client.scheduler_info(n_workers=-1)["workers"]:
                alone_since = None
            elif alone_since is None:
                alone_since = monotonic()
            elif monotonic() - alone_since > _WITHOUT_WORKERS:
                raise OutputError(f"{self._shown} has lost all of its workers; start some and try again")

    def _result(self, future: Future, name: str) -> Any:
        if future.status == "cancelled":
            raise self._lost()
        try:
            return future.result()
        except KilledWorker as error:
            raise OutputError(
                f"{name}: every worker that took it was lost, perhaps for want of memory; give workers more of it"
            ) from error
        except ProfileError as error:
            raise type(error)([f"{name}: {problem}" for problem in error.problems]) from error
        except RostergenError as error:
            raise type(error)(f"{name}: {error}") from error

    def _lost(self) -> OutputError:
        return OutputError(f"{self._shown} was lost; see whether it still runs, and try again")


def _packed(work: Callable[[Task], Any], task: Task) -> bytes:
    """Return a task as it is sent: a fifth of its size, and nothing that Dask could show to others."""
    return zlib.compress(pickle.dumps((work, task)))


def _do(packed: bytes) -> Any:
    work, task = pickle.loads(zlib.decompress(packed))  # noqa: S301 - what comes from the scheduler is run anyway
    return work(task)


@contextmanager
def connected(scheduler: str | None, jobs: int) -> Iterator[Cluster]:
    """Yield the cluster of a scheduler, or a new one of `jobs` processes of this machine, which ends with the block.

    Raises UsageError for an address that cannot be one, OutputError if no scheduler answers there or it has no workers.
    """
    with _quiet():
        if scheduler is not None:
            with _client(scheduler) as client:
                yield Cluster(client, f"the scheduler at {scheduler}")
            return
        with (
            _workspace(),
            LocalCluster(
                n_workers=0,  # later, so that Ctrl-C meets a cluster that can be closed
                threads_per_worker=1,
                processes=True,
                host="127.0.0.1",
                dashboard_address=None,
                memory_limit=0,
                silence_logs=logging.CRITICAL,
                loop=_loop(),
            ) as local,
            Client(local, set_as_default=False) as client,
            _started(local, client, jobs),
        ):
            yield Cluster(client, "the cluster of this machine")


@contextmanager
def _started(local: LocalCluster, client: Client, jobs: int) -> Iterator[None]:
    """Start processes; one that is killed meanwhile is not missed while there is another. Raises OutputError."""

    def connected() -> int:
        return len(client.scheduler_info(n_workers=-1)["workers"])

    others = set(active_children())
    local.scale(jobs)
    end = monotonic() + _START
    try:
        # Dask has all of them in `workers` at once, when each has started or failed.
        while connected() < jobs and len(local.workers) < jobs and monotonic() < end:
            sleep(0.05)
        if not connected():
            raise OutputError(
                "the processes of the cluster did not start, perhaps for want of memory; try again with fewer --jobs"
            )
        yield
    finally:
        if len(local.workers) < jobs:  # it waits for those that still start, however long, before it closes
            for process in set(active_children()) - others:
                process.kill()


@contextmanager
def _workspace() -> Iterator[None]:
    """Have scheduler and workers keep their locks in a folder that goes at the end. Raises OutputError."""
    with scratch_folder() as folder, dask.config.set({"temporary-directory": str(folder)}):
        yield


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep the libraries from telling in pages what is told in one line; in the workers that start here, too."""
    before = logging.root.manager.disable
    logs = dict.fromkeys(("distributed", "distributed.client", "distributed.worker", "tornado", "asyncio"), "critical")
    with warnings.catch_warnings(), dask.config.set({"logging": logs}):
        warnings.simplefilter("ignore")
        logging.disable(logging.CRITICAL)
        sys.warnoptions.append("ignore")  # processes that start here inherit it; multiprocessing's tracker outlives us
        try:
            yield
        finally:
            sys.warnoptions.remove("ignore")
            logging.disable(before)


def _loop() -> Any:
    """Return a loop, running in a thread of its own, whose processes a terminal does not interrupt: we end them.

    They inherit the signals that their thread holds back, and so do those that follow one that was killed.
    """
    runner = LoopRunner(asynchronous=False)
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        runner.start()
        return runner.loop
    resource_tracker.ensure_running()  # lets them through again where it is started
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGHUP})
    try:
        runner.start()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
    return runner.loop


@contextmanager
def _client(scheduler: str) -> Iterator[Client]:
    silent = OutputError(
        f"no Dask scheduler answers at {scheduler}; see whether one runs there, and whether it is its port"
    )
    try:
        with ThreadPoolExecutor(1) as apart:  # a notebook has a loop in this thread
            if apart.submit(asyncio.run, _kind(scheduler)).result() != "Scheduler":
                raise silent
        client = Client(scheduler, timeout=_CONNECT, set_as_default=False)
    except (ValueError, TypeError) as error:
        message = f"--scheduler: '{scheduler}' is no address ({error}); write it as in tcp://host:8786"
        raise UsageError(message) from error
    except (OSError, RuntimeError) as error:
        raise silent from error
    with client:
        try:
            client.wait_for_workers(1, timeout=_CONNECT)
        except TimeoutError as error:
            raise OutputError(f"the scheduler at {scheduler} has no workers; start some and try again") from error
        yield client


async def _kind(address: str) -> str:
    """Return what answers at an address; a client of Dask would wait forever for a server that is something else."""
    async with asyncio.timeout(_CONNECT):
        async with rpc(address, connection_args=Security().get_connection_args("client")) as other:
            return str((await other.identity())["type"])
