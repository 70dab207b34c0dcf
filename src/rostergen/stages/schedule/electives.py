"""Which electives an elective band offers, in how many sections of what size."""

from __future__ import annotations

import itertools
from math import fsum
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from rostergen.apportion import shares, shares_above
from rostergen.stages.schedule.sizes import n_classes

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np

    from rostergen.profile.schools import ClassSize, Course


_FEWEST = 5
"""Students who make a class of support: judgment (2026)."""


class Offer(NamedTuple):
    """The sections of a band."""

    courses: list[list[int]]
    """For each roster the course it takes, or one course for each term."""

    sizes: list[int]
    """Students of each roster."""

    owed: float
    """Students whom the sections took beyond what they want: as many are to be wanted more in the next band."""


class Band:
    """The electives that a group of students chooses from in one period.

    There are thousands of bands of a handful of courses and sections: plain numbers take a third of the time of arrays.
    """

    def __init__(self, courses: Sequence[Course], uptake: Sequence[float], usual: ClassSize, n_terms: int) -> None:
        short = [course.length == "term" for course in courses]
        self._usual = usual
        self._n_terms = n_terms
        places = [taken / n_terms if half else taken for taken, half in zip(uptake, short, strict=True)]
        support = [i for i, course in enumerate(courses) if course.support]
        support = [] if len(support) == len(courses) else support  # somewhere the students have to be
        self._support = {i: min(places[i] / fsum(places), courses[i].uptake / 100) for i in support}
        self._places = [0.0 if i in self._support else wanted for i, wanted in enumerate(places)]
        self._size = [course.size for course in courses]
        self._cap = [course.cap or usual.cap for course in courses]
        self._whole = [i for i, half in enumerate(short) if not half and i not in self._support]
        self._short = [i for i, half in enumerate(short) if half]

    def offer(self, rng: np.random.Generator, students: int, owed: float = 0.0) -> Offer:
        """Cut `students` into sections of the courses by uptake; an elective too small for a section dissolves."""
        target = self._usual.draw(rng)
        rows, of_support = self._support_classes(students, target)
        students -= sum(of_support)
        cut, sizes = self._best_cut(target, students, owed)
        missing = students + owed - fsum(cut.wanted)
        sizes = of_support + _vary(rng, sizes, cut.limits)
        return Offer(rows + cut.rows, sizes, min(max(missing, -target / 2), target / 2))

    def _support_classes(self, students: int, target: float) -> tuple[list[list[int]], list[int]]:
        """Return the sections for those who need support, and their sizes: by need alone, not to fill a period."""
        rows: list[list[int]] = []
        sizes: list[int] = []
        for i, share in self._support.items():
            if (needing := int(students * share)) >= _FEWEST:
                count = n_classes(needing, self._size[i] or target, self._cap[i])
                rows += [[i]] * count
                sizes += shares([1] * count, needing)
        return rows, sizes

    def _best_cut(self, target: float, students: int, owed: float) -> tuple[_Cut, list[int]]:
        """Return the sections that come nearest to wanting all students, and their sizes.

        Sections are added until they want enough; of the numbers tried, the nearest that keeps every limit is it.
        """
        size = [own or target for own in self._size]
        demand = [places / each for places, each in zip(self._places, size, strict=True)]
        tried: list[tuple[float, _Cut]] = []
        count = max(n_classes(students, fsum(self._places) / fsum(demand), max(self._cap)) - 1, 1)
        while True:
            cut = self._cut(size, demand, count)
            missing = students + owed - fsum(cut.wanted)
            tried.append((abs(missing), cut))
            if missing <= 0 or count == students:
                for _, cut in sorted(tried, key=itemgetter(0)):
                    sizes = cut.sizes(students)
                    if all(n <= limit for n, limit in zip(sizes, cut.limits, strict=True)):
                        return cut, sizes
                tried.clear()
            count = min(count + 1 + count // 32, students)  # as many sections as students keep every limit

    def _cut(self, size: list[float], demand: list[float], count: int) -> _Cut:
        """Return `count` rosters: a course for each, or one for each term where the pool of short courses gets it."""
        of_short = [demand[i] for i in self._short]
        *of_whole, n_rotations = shares([*(demand[i] for i in self._whole), fsum(of_short)], count)
        rows = [[i] for i, n in zip(self._whole, of_whole, strict=True) for _ in range(n)]
        rows += _rotations(self._short, of_short, n_rotations, self._n_terms)
        limits = [self._cap[row[0]] if len(row) == 1 else min([self._cap[i] for i in row]) for row in rows]
        means = [size[row[0]] if len(row) == 1 else fsum([size[i] for i in row]) / len(row) for row in rows]
        own = [any(self._size[i] for i in row) for row in rows]
        return _Cut(rows, list(map(min, means, limits)), limits, own)


class _Cut(NamedTuple):
    """The sections of a band before their sizes are known."""

    rows: list[list[int]]
    """For each roster the course it takes, or one course for each term."""

    wanted: list[float]
    """Students each roster would have best."""

    limits: list[int]
    """Students it may have at most."""

    own: list[bool]
    """Whether a course of it has a size of its own, which it gets if that can be."""

    def sizes(self, students: int) -> list[int]:
        """Divide students among the rosters by what they want, at least one each."""
        others = fsum([want for want, own in zip(self.wanted, self.own, strict=True) if not own])
        rest = students - (fsum(self.wanted) - others)
        scale = rest / others if rest >= others / 2 > 0 else 1.0
        weights = [want if own else want * scale for want, own in zip(self.wanted, self.own, strict=True)]
        return shares_above([1] * len(weights), weights, students)


def _rotations(courses: list[int], demand: list[float], count: int, n_terms: int) -> list[list[int]]:
    """Return `count` rosters that take a short course each term; no roster repeats one where that can be avoided."""
    if not count:
        return []
    if len(courses) < n_terms:
        return [[courses[(i + t) % len(courses)] for t in range(n_terms)] for i in range(count)]
    halves = [0] * len(courses)
    while missing := count * n_terms - sum(halves):
        more = shares([want if n < count else 0.0 for want, n in zip(demand, halves, strict=True)], missing)
        halves = [min(n + extra, count) for n, extra in zip(halves, more, strict=True)]
    # Dealt term by term: a course has at most `count` halves, so no roster holds it twice.
    dealt = [course for course, n in zip(courses, halves, strict=True) for _ in range(n)]
    return [dealt[i::count] for i in range(count)]


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
