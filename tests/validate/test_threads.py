"""Tasks that are done two at a time: each is done, in an order that suits the others, and errors come out."""

from __future__ import annotations

from functools import partial
from time import sleep
from typing import TYPE_CHECKING

import pytest

from rostergen.validate import threads
from rostergen.validate.threads import Begun, InTurn, two_at_a_time

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


def test_all_are_done() -> None:
    done: list[int] = []
    two_at_a_time([partial(done.append, n) for n in range(100)])
    assert sorted(done) == list(range(100))


def test_the_error_of_a_task_is_raised_and_no_other_begun() -> None:
    done: list[int] = []
    with pytest.raises(ZeroDivisionError):
        two_at_a_time([lambda: 1 // 0, *[partial(sleep, 0.01)] * 3, *[partial(done.append, n) for n in range(10)]])
    assert done == []


def test_a_task_waits_for_those_it_needs_and_for_one_of_its_own_name() -> None:
    done: list[str] = []

    def slowly(name: str) -> None:
        sleep(0.01)
        done.append(name)

    tasks = InTurn()
    tasks.add("a", (), partial(slowly, "a"))
    tasks.add("a", (), partial(done.append, "a again"))
    tasks.add("b", ("a", "what is there"), partial(done.append, "b"))
    tasks.add("c", (), partial(done.append, "c"))
    tasks.run()
    assert sorted(done) == ["a", "a again", "b", "c"]
    assert [name for name in done if name != "c"] == ["a", "a again", "b"]


def test_the_task_for_which_most_wait_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    def one_at_a_time(tasks: Iterable[Callable[[], object]]) -> None:
        for task in tasks:
            task()

    monkeypatch.setattr(threads, "two_at_a_time", one_at_a_time)
    done: list[str] = []
    tasks = InTurn()
    for name, needs in (("alone", ()), ("a", ()), ("b", ("a",)), ("c", ("b",))):
        tasks.add(name, needs, partial(done.append, name))
    tasks.run()
    assert done == ["a", "b", "alone", "c"]


def test_a_task_that_fails_keeps_nobody_waiting() -> None:
    tasks = InTurn()
    tasks.add("a", (), lambda: 1 // 0)
    tasks.add("b", ("a",), int)
    with pytest.raises(ZeroDivisionError):
        tasks.run()


def test_what_is_begun_can_be_had_and_its_error_too() -> None:
    assert Begun(lambda: 5).get() == 5
    begun = Begun(lambda: 1 // 0)
    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            begun.get()
