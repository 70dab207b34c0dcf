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


class Band:
    """The electives that a group of students chooses from in one period."""

    def __init__(self, courses: Sequence[Course], uptake: np.ndarray, usual: ClassSize, n_terms: int) -> None:
        short = np.array([course.length == "term" for course in courses])
        self._usual = usual
        self._n_terms = n_terms
        self._places = np.where(short, uptake / n_terms, uptake)
        self._size = np.array([course.size or 0.0 for course in courses])
        self._cap = np.array([course.cap or usual.cap for course in courses])
        self._whole, self._short = np.flatnonzero(~short), np.flatnonzero(short)

    def offer(self, rng: np.random.Generator, students: int, owed: float = 0.0) -> Offer:
        """Cut `students` into sections of the courses by uptake; an elective too small for a section dissolves."""
        target = self._usual.draw(rng)
        cut, sizes, missing = self._best_cut(target, students, owed)
        sizes = _vary(rng, sizes, cut.limits.tolist())
        return Offer(cut.rows, sizes, min(max(missing, -target / 2), target / 2))

    def _best_cut(self, target: float, students: int, owed: float) -> tuple[_Cut, list[int], float]:
        """Return the sections that come nearest to wanting all students, their sizes, and how many they fall short by.

        Sections are added until they want enough; of the numbers tried, the nearest that keeps every limit is it.
        """
        size = np.where(self._size > 0, self._size, target)
        demand = self._places / size
        tried: list[tuple[float, _Cut]] = []
        count = max(n_classes(students, float(self._places.sum() / demand.sum()), int(self._cap.max())) - 1, 1)
        while True:
            cut = self._cut(size, demand, count)
            tried.append((students + owed - float(cut.wanted.sum()), cut))
            if tried[-1][0] <= 0 or count == students:
                for missing, cut in sorted(tried, key=lambda attempt: abs(attempt[0])):
                    sizes = cut.sizes(students)
                    if (sizes <= cut.limits).all():
                        return cut, sizes.tolist(), missing
                tried.clear()
            count = min(count + 1 + count // 32, students)  # as many sections as students keep every limit

    def _cut(self, size: np.ndarray, demand: np.ndarray, count: int) -> _Cut:
        """Return `count` rosters: a course for each, or one for each term where the pool of short courses gets it."""
        of_short = demand[self._short]
        counts = apportion(np.append(demand[self._whole], of_short.sum()), count)
        whole = self._whole.repeat(counts[:-1])[:, None]
        rotations = _rotations(self._short, of_short, int(counts[-1]), self._n_terms)
        limits = np.concatenate([self._cap[rows].min(axis=1) for rows in (whole, rotations)])
        means = np.concatenate([size[rows].mean(axis=1) for rows in (whole, rotations)])
        own = np.concatenate([self._size[rows].max(axis=1) for rows in (whole, rotations)]) > 0
        return _Cut(whole, rotations, np.minimum(means, limits), limits, own)


class _Cut(NamedTuple):
    """The sections of a band before their sizes are known."""

    whole: np.ndarray
    """(rosters, 1): the course of each that has one all year."""

    rotations: np.ndarray
    """(rosters, terms): the courses of the others."""

    wanted: np.ndarray
    """Students each roster would have best, float64."""

    limits: np.ndarray
    """Students it may have at most."""

    own: np.ndarray
    """Whether a course of it has a size of its own, which it gets if that can be."""

    @property
    def rows(self) -> list[list[int]]:
        """For each roster the course it takes, or one course for each term."""
        return [*self.whole.tolist(), *self.rotations.tolist()]

    def sizes(self, students: int) -> np.ndarray:
        """Divide students among the rosters by what they want, at least one each."""
        others = float(self.wanted[~self.own].sum())
        rest = students - (float(self.wanted.sum()) - others)
        scale = rest / others if rest >= others / 2 > 0 else 1.0
        weights = np.where(self.own, self.wanted, self.wanted * scale)
        sizes: np.ndarray = apportion_above(np.ones(len(weights), np.int64), weights, students)
        return sizes


def _rotations(courses: np.ndarray, demand: np.ndarray, count: int, n_terms: int) -> np.ndarray:
    """Return `count` rosters that take a short course each term, int64 (count, n_terms).

    No roster repeats a course where that can be avoided.
    """
    if not count:
        return np.empty((0, n_terms), np.int64)
    if len(courses) < n_terms:
        in_turn: np.ndarray = courses[(np.arange(count)[:, None] + np.arange(n_terms)) % len(courses)]
        return in_turn
    halves = np.zeros(len(courses), dtype=np.int64)
    while (missing := count * n_terms - int(halves.sum())) > 0:
        halves = np.minimum(halves + apportion(np.where(halves < count, demand, 0.0), missing), count)
    # Filled column by column: a course has at most `count` halves, so no row holds it twice.
    return courses.repeat(halves).reshape(n_terms, count).T


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
