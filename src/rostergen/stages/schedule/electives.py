"""Which electives an elective band offers, in how many sections of what size."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from rostergen.apportion import apportion
from rostergen.stages.schedule.sizes import n_classes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rostergen.profile.schools import ClassSize, Course


class Offer(NamedTuple):
    """The sections of a band."""

    courses: list[list[int]]
    """For each roster the course it takes, or one course for each term."""

    sizes: list[int]
    """Students of each roster."""


def offer(
    rng: np.random.Generator,
    courses: Sequence[Course],
    uptake: np.ndarray,
    usual: ClassSize,
    students: int,
    n_terms: int,
) -> Offer:
    """Cut `students` into sections of the courses by uptake; an elective too small for a section dissolves."""
    target = float(usual.target.draw(rng, 1)[0])
    size = [float(course.size or target) for course in courses]
    cap = [max(usual.cap, round(1.2 * course.size) if course.size else 0) for course in courses]
    short = np.array([course.length == "term" for course in courses])
    demand = uptake / size * np.where(short, 1 / n_terms, 1.0)

    mean = float((uptake * size).sum() / uptake.sum())
    count = n_classes(students, mean, min(cap))
    while True:
        rows = _choose(demand, short, count, n_terms)
        wanted = list(itertools.accumulate((sum(size[i] for i in row) / len(row) for row in rows), initial=0.0))
        bounds = [round(bound * students / wanted[-1]) for bound in wanted]
        sizes = [after - start for start, after in itertools.pairwise(bounds)]
        limits = [min(cap[i] for i in row) for row in rows]
        if all(n <= limit for n, limit in zip(sizes, limits, strict=True)):
            return Offer(rows, _vary(rng, sizes, limits))
        count += 1


def _choose(demand: np.ndarray, short: np.ndarray, count: int, n_terms: int) -> list[list[int]]:
    """Return `count` rosters: [course], or a course for each term where the pool of short courses gets one."""
    whole = np.flatnonzero(~short)
    weights = np.append(demand[whole], demand[short].sum())
    counts = apportion(weights, count)
    rows = [[course] for course, n in zip(whole.tolist(), counts.tolist(), strict=False) for _ in range(n)]
    return rows + _rotations(np.flatnonzero(short), demand[short], int(counts[-1]), n_terms)


def _rotations(courses: np.ndarray, demand: np.ndarray, count: int, n_terms: int) -> list[list[int]]:
    """Return `count` rosters that take a short course each term; no roster repeats one where that can be avoided."""
    if not count:
        return []
    if len(courses) < n_terms:
        return [[int(courses[(i + t) % len(courses)]) for t in range(n_terms)] for i in range(count)]
    halves = np.zeros(len(courses), dtype=np.int64)
    while (missing := count * n_terms - int(halves.sum())) > 0:
        halves = np.minimum(halves + apportion(np.where(halves < count, demand, 0.0), missing), count)
    # Filled column by column: a course has at most `count` halves, so no row holds it twice.
    return np.repeat(courses, halves).reshape(n_terms, count).T.tolist()


def _vary(rng: np.random.Generator, sizes: list[int], limits: list[int]) -> list[int]:
    """Move a few students between neighboring sections."""
    varied = list(sizes)
    luck = rng.random(len(sizes)).tolist()
    for i, (a, b) in enumerate(itertools.pairwise(sizes)):
        most = min(3, a // 6, b // 6)
        step = int(luck[i] * (2 * most + 1)) - most
        if varied[i] + step <= limits[i] and varied[i + 1] - step <= limits[i + 1]:
            varied[i] += step
            varied[i + 1] -= step
    return varied
