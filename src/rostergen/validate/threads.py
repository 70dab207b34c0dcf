"""Two things at a time: DuckDB and the reading of files leave Python's lock free most of the time."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from threading import Condition, Thread
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


@dataclass(slots=True, eq=False)
class _Task:
    do: Callable[[], object]
    before: list[_Task]
    """What it waits for."""
    height: int = 0
    """How many tasks wait for it one after the other."""
    done: bool = False


class InTurn:
    """Tasks of which some wait for others that were added before, two at a time."""

    def __init__(self) -> None:
        self._tasks: list[_Task] = []
        self._latest: dict[str, _Task] = {}
        self._changed = Condition()
        self._failed = False

    def add(self, name: str, needs: Iterable[str], task: Callable[[], object]) -> None:
        """Add a task, which comes after earlier ones of its own name and of those in `needs`, if there are any."""
        before = [self._latest[need] for need in {*needs, name} if need in self._latest]
        self._latest[name] = _Task(task, before)
        self._tasks.append(self._latest[name])

    def run(self) -> None:
        """Do all of them; of those that need not wait first the one for which the most others do."""
        for task in reversed(self._tasks):
            for before in task.before:
                before.height = max(before.height, task.height + 1)
        # Sorting keeps the order of equals.
        self._tasks.sort(key=lambda task: -task.height)
        two_at_a_time([self._next] * len(self._tasks))

    def _next(self) -> None:
        task = None
        try:
            with self._changed:
                while not self._failed and not (task := self._ready()):
                    self._changed.wait()
            if task:
                task.do()
        except BaseException:
            self._failed = True
            raise
        finally:
            with self._changed:
                if task:
                    task.done = True
                self._changed.notify_all()

    def _ready(self) -> _Task | None:
        """Take a task that need not wait, if there is one."""
        for task in self._tasks:
            if all(before.done for before in task.before):
                self._tasks.remove(task)
                return task
        return None
