"""The grades of a school that are taught as one."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from rostergen.profile.slots import FIRST_HIGH, FIRST_SECONDARY

if TYPE_CHECKING:
    from collections.abc import Iterable


class Group(NamedTuple):
    """Grades of one school that are taught as one: a grade, or neighbors that are small."""

    grades: tuple[int, ...]
    leading: int  # the grade whose courses are taught
    start: int  # first student
    students: int
    mask: int  # of the grades


def groups_of(seats: np.ndarray, first_student: np.ndarray, smallest: int, school_year: int) -> list[Group]:
    """Return the grades of a school as groups; one that is too small joins a neighbor of the same stage.

    A homeroom needs `smallest` children, a secondary class half as many: a small school has a teacher for each subject,
    who meets one grade after the other. What even smaller grades are taught together alternates from year to year, so
    that everybody has had the courses of every grade in the end.
    """
    runs: list[list[int]] = []
    for grade in np.flatnonzero(seats).tolist():
        if runs and _same_stage(runs[-1][0], grade) and seats[runs[-1]].sum() < _least(grade, smallest):
            runs[-1].append(grade)
        else:
            runs.append([grade])
    for i in range(len(runs) - 1, 0, -1):
        # The last grades of a stage have no later neighbor to wait for. A few sixth graders at the top of an
        # elementary school stay with its homerooms.
        last, students = runs[i], seats[runs[i]].sum()
        alone = last == [FIRST_SECONDARY] and i == len(runs) - 1 and students < smallest
        if alone or (_same_stage(runs[i - 1][0], last[0]) and students < _least(last[0], smallest)):
            runs[i - 1] += runs.pop(i)
    return [
        Group(
            tuple(run),
            run[school_year % len(run)] if run[0] >= FIRST_SECONDARY else _largest(run, seats),
            int(first_student[run[0]]),
            int(seats[run].sum()),
            mask_of(run),
        )
        for run in runs
    ]


def _least(grade: int, smallest: int) -> int:
    return smallest if grade < FIRST_SECONDARY else -(-smallest // 2)


def _largest(run: list[int], seats: np.ndarray) -> int:
    return max((grade for grade in run if _same_stage(run[0], grade)), key=seats.__getitem__)


def mask_of(grades: Iterable[int]) -> int:
    """Return a set of grades as a bit mask."""
    return sum(1 << grade for grade in grades)


def _same_stage(a: int, b: int) -> bool:
    """Return whether two grades both have homerooms, are both of middle school, or of one half of high school."""
    return _stage(a) == _stage(b)


def _stage(grade: int) -> int:
    return sum(grade >= first for first in (FIRST_SECONDARY, FIRST_HIGH, FIRST_HIGH + 2))
