"""Two things at a time: DuckDB and the reading of files leave Python's lock free most of the time."""

from __future__ import annotations

from collections import deque
from threading import Thread
from typing import TYPE_CHECKING

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
