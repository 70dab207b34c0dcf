"""A list of tasks, done by this process or shared among several."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

Result_co = TypeVar("Result_co", covariant=True)
Result = TypeVar("Result")


class Step(NamedTuple):
    """Some of the work that was done."""

    rows: int
    size: int
    """Bytes of CSV."""


class Abandoned(Exception):  # noqa: N818 - no error: somebody else has reported one
    """Nobody waits for the result any more."""


class Task(Protocol[Result_co]):
    """Does the task of a number. It is pickled where processes do not share memory."""

    def __call__(self, number: int, progress: Callable[[Step], None], alive: Callable[[], bool], /) -> Result_co:
        """Return the result; tell `progress` of steps, and raise Abandoned once `alive` says no."""


def context_for(jobs: int, start_method: str | None = None) -> Any:
    """Return the context of multiprocessing for so many jobs, None for one; the start method suits the system."""
    if jobs == 1:
        return None
    from rostergen.bundle import processes  # what it imports takes as long as a small district

    return processes.context_of(start_method)


def run_tasks(
    task: Task[Result],
    n: int,
    context: Any = None,
    *,
    jobs: int = 1,
    progress: Callable[[Step], None] | None = None,
    done: Callable[[Result], None] | None = None,
) -> list[Result]:
    """Do the tasks 0 to n - 1, by `jobs` processes of a context if one is given; return their results in order.

    `done` hears every result as it comes. Raises whatever a task raises; OutputError if a process was killed.
    """
    hear, complete = progress or (lambda _: None), done or (lambda _: None)
    if context is not None:
        from rostergen.bundle.processes import run_at_once

        return run_at_once(task, n, min(jobs, n), hear, complete, context)
    results = []
    for number in range(n):
        results.append(task(number, hear, lambda: True))
        complete(results[-1])
    return results
