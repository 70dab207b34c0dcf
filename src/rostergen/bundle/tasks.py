"""A list of tasks, done by this process or shared among several."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from rostergen.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Iterator

Result = TypeVar("Result")
Task = Callable[..., Result]
"""Does the task of a number: it is called with what all processes share, the number, whom to tell of steps, and what
says whether anybody still waits, and raises Abandoned once that says no. It is pickled where they share no memory."""


class Step(NamedTuple):
    """Some of the work that was done."""

    rows: int
    size: int
    """Bytes of CSV."""


class Abandoned(Exception):  # noqa: N818 - no error: somebody else has reported one
    """Nobody waits for the result any more."""


def context_for(jobs: int, start_method: str | None = None) -> Any:
    """Return the context of multiprocessing for so many jobs, None for one; the start method suits the system."""
    if jobs == 1:
        return None
    from rostergen.bundle import processes  # what it imports takes as long as a small district

    return processes.context_of(start_method)


@contextmanager
def starting(jobs: int) -> Iterator[None]:
    """Tell what the system refuses while processes are made, or what they share, as that and not as trouble of a disk.

    Raises OutputError.
    """
    try:
        yield
    except OSError as error:
        what = (error.strerror or str(error)).lower()
        message = f"cannot start {jobs} processes: {what}; try again with fewer --jobs (1 starts none)"
        raise OutputError(message) from error


def run_tasks(
    task: Task[Result],
    n: int,
    context: Any = None,
    shared: tuple[Any, ...] = (),
    *,
    jobs: int = 1,
    progress: Callable[[Step], None] | None = None,
    done: Callable[[Result], None] | None = None,
) -> list[Result]:
    """Do the tasks 0 to n - 1, by `jobs` processes of a context if one is given; return their results in order.

    `shared` is what a process can be given as it is started and at no other time, such as locks. `done` hears every
    result as it comes. Raises whatever a task raises; OutputError if processes cannot be started, or one was killed.
    """
    hear, complete = progress or (lambda _: None), done or (lambda _: None)
    if context is not None:
        from rostergen.bundle.processes import run_at_once

        return run_at_once(task, n, min(jobs, n), hear, complete, context, shared)
    results = []
    for number in range(n):
        results.append(task(*shared, number, hear, lambda: True))
        complete(results[-1])
    return results
