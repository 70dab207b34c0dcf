"""Which electives an elective band offers, in how many sections of what size."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from rostergen.apportion import apportion, apportion_above
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

    owed: float
    """Students whom the sections took beyond what they want: as many are to be wanted more in the next band."""


def offer(
    rng: np.random.Generator,
    courses: Sequence[Course],
    uptake: np.ndarray,
    usual: ClassSize,
    students: int,
    n_terms: int,
    owed: float = 0.0,
) -> Offer:
    """Cut `students` into sections of the courses by uptake; an elective too small for a section dissolves."""
    target = usual.draw(rng)
    size = [float(course.size or target) for course in courses]
    cap = [course.cap or usual.cap for course in courses]
    short = np.array([course.length == "term" for course in courses])
    places = np.where(short, uptake / n_terms, uptake)
    demand = places / size

    # Sections are added until they want as many students as there are; the number that comes nearest is it.
    best: tuple[list[list[int]], list[int], list[int], float] | None = None
    count = max(n_classes(students, float(places.sum() / demand.sum()), max(cap)) - 1, 1)
    while True:
        rows = _choose(demand, short, count, n_terms)
        limits = [min([cap[i] for i in row]) for row in rows]
        wanted = [min(sum([size[i] for i in row]) / len(row), limit) for row, limit in zip(rows, limits, strict=True)]
        missing = students + owed - sum(wanted)
        if best is None or abs(missing) < abs(best[-1]):
            sizes = _sizes(wanted, [any(courses[i].size for i in row) for row in rows], students)
            if all(n <= limit for n, limit in zip(sizes, limits, strict=True)):
                best = (rows, sizes, limits, missing)
        if best is not None and (missing <= 0 or count == students):
            break
        count = min(count + 1 + count // 32, students)  # as many sections as students keep every limit
    rows, sizes, limits, missing = best
    return Offer(rows, _vary(rng, sizes, limits), min(max(missing, -target / 2), target / 2))


def _sizes(wanted: list[float], own: list[bool], students: int) -> list[int]:
    """Divide students among sections that want so many each; those with a size of their `own` get it if they can."""
    others = sum(want for want, is_own in zip(wanted, own, strict=True) if not is_own)
    rest = students - (sum(wanted) - others)
    scale = rest / others if rest >= others / 2 > 0 else 1.0
    weights = [want if is_own else want * scale for want, is_own in zip(wanted, own, strict=True)]
    sizes: list[int] = apportion_above(np.ones(len(wanted), np.int64), np.array(weights), students).tolist()
    return sizes


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
