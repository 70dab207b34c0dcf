"""Two things at a time: DuckDB and the reading of files leave Python's lock free most of the time."""

from __future__ import annotations

from collections import deque
from threading import Event, Thread
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


def two_at_a_time(tasks: Iterable[Callable[[], object]]) -> None:
    """Begin tasks in their order, two at a time; where one fails no other is begun, and its error is raised."""
    waiting = deque(tasks)
    errors: list[BaseException] = []

    def work() -> None:
        try:
            while not errors and (task := next_task()):
                task()
        except BaseException as error:  # whoever waits for the thread has to know
            errors.append(error)

    def next_task() -> Callable[[], object] | None:
        try:
            return waiting.popleft()
        except IndexError:
            return None

    helper = Thread(target=work)
    helper.start()
    work()
    helper.join()
    if errors:
        raise errors[0]


T = TypeVar("T")


class Begun(Generic[T]):
    """Something that is made in the background from now on."""

    def __init__(self, make: Callable[[], T]) -> None:
        self._made: list[T] = []
        self._error: BaseException | None = None
        self._thread = Thread(target=self._run, args=(make,))
        self._thread.start()

    def _run(self, make: Callable[[], T]) -> None:
        try:
            self._made.append(make())
        except BaseException as error:  # whoever waits for it has to know
            self._error = error

    def get(self) -> T:
        """Wait for it and return it, or raise what went wrong."""
        self._thread.join()
        if self._error:
            raise self._error
        return self._made[0]


class InTurn:
    """Tasks of which some wait for others that were added before, two at a time."""

    def __init__(self) -> None:
        self._free: list[Callable[[], object]] = []
        self._waiting: list[Callable[[], object]] = []
        self._done: dict[str, Event] = {}

    def add(self, name: str, needs: Iterable[str], task: Callable[[], object]) -> None:
        """Add a task, which comes after earlier ones of its own name and of those in `needs`, if there are any."""
        before = [self._done[need] for need in {*needs, name} if need in self._done]
        done = self._done[name] = Event()

        def run() -> None:
            try:
                for each in before:
                    each.wait()
                task()
            finally:  # also if it failed: then nobody has to wait for ever
                done.set()

        (self._waiting if before else self._free).append(run)

    def run(self) -> None:
        """Do all of them, first those that wait for none."""
        two_at_a_time([*self._free, *self._waiting])
