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


def groups_of(seats: np.ndarray, first_student: np.ndarray, smallest: int) -> list[Group]:
    """Return the grades of a school as groups; one below `smallest` joins a neighbor of the same stage."""
    runs: list[list[int]] = []
    for grade in np.flatnonzero(seats).tolist():
        if runs and _same_stage(runs[-1][0], grade) and seats[runs[-1]].sum() < smallest:
            runs[-1].append(grade)
        else:
            runs.append([grade])
    for i in range(len(runs) - 1, 0, -1):
        # The last grades of a stage have no later neighbor to wait for. A few sixth graders at the top of an
        # elementary school stay with its homerooms.
        alone = runs[i] == [FIRST_SECONDARY] and i == len(runs) - 1
        if seats[runs[i]].sum() < smallest and (alone or _same_stage(runs[i - 1][0], runs[i][0])):
            runs[i - 1] += runs.pop(i)
    return [
        Group(tuple(run), _leading(run, seats), int(first_student[run[0]]), int(seats[run].sum()), mask_of(run))
        for run in runs
    ]


def _leading(run: list[int], seats: np.ndarray) -> int:
    return max((grade for grade in run if _same_stage(run[0], grade)), key=seats.__getitem__)


def mask_of(grades: Iterable[int]) -> int:
    """Return a set of grades as a bit mask."""
    return sum(1 << grade for grade in grades)


def _same_stage(a: int, b: int) -> bool:
    """Return whether two grades both have homerooms, are both of middle school, or both earn credits of high school."""
    return (a < FIRST_SECONDARY, a < FIRST_HIGH) == (b < FIRST_SECONDARY, b < FIRST_HIGH)
