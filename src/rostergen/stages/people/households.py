"""Who lives together, and which grade and school each child is in.

Households lie along a line. For every grade the schools that have it divide the line among themselves by their seats, so
siblings meet the schools of one neighbourhood, elementary schools feed middle schools, and every count is exact.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from rostergen.rng import stream

if TYPE_CHECKING:
    from rostergen.profile.sections import Families
    from rostergen.world import Plan

_GAPS = np.array([1.0, 2.0, 3.0, 4.0, 5.0, 6.0])
_GAP_WEIGHTS = np.array([0.12, 0.33, 0.27, 0.15, 0.08, 0.05])
"""Grades between one sibling and the next: judgement (2026), about the spacing of births in the United States."""


class Placement(NamedTuple):
    """Students ordered by school and grade, each in a household."""

    household: np.ndarray  # int32
    school: np.ndarray  # int32
    grade: np.ndarray  # int8


def place_students(families: Families, plan: Plan, seed: int) -> Placement:
    """Form households and give every child a grade and a school; the counts are those of the plan."""
    n = int(plan.seats.sum())
    household = _households(families, n, seed)
    grade = _grades(families, household, plan.seats.sum(axis=0), seed)
    school = _schools(grade, plan.seats)
    # Within a school and grade the order carries no meaning; the timetable takes contiguous runs of it.
    order = np.lexsort((stream(seed, "people.order").random(n), grade, school))
    return Placement(household[order].astype(np.int32), school[order].astype(np.int32), grade[order].astype(np.int8))


def _households(families: Families, n: int, seed: int) -> np.ndarray:
    """Return the household of each of `n` children, ascending from 0 along the line."""
    rng = stream(seed, "people.household_sizes")
    sizes = np.empty(0, np.int64)
    while (missing := n - int(sizes.sum())) > 0:
        sizes = np.append(sizes, np.rint(families.children.draw(rng, missing)).astype(np.int64).clip(1, 12))
    return np.repeat(np.arange(len(sizes)), sizes)[:n]


def _grades(families: Families, household: np.ndarray, seats: np.ndarray, seed: int) -> np.ndarray:
    """Deal the seats of the grades to the children so that siblings are some grades apart and twins in the same."""
    rng = stream(seed, "people.grades")
    n = len(household)
    share = seats / n
    served = np.flatnonzero(share)
    top = np.cumsum(share[served])
    eldest = np.concatenate([[True], household[1:] != household[:-1]])

    # A place on the scale of grades: the whole part is a served grade, drawn by its seats.
    u = rng.random(n)
    place = np.searchsorted(top, u, side="right").clip(max=len(served) - 1)
    wish = place + (u - (top - share[served])[place]) / share[served][place]
    n_younger = int((~eldest).sum())
    gap = rng.choice(_GAPS, n_younger, p=_GAP_WEIGHTS) * rng.choice([-1.0, 1.0], n_younger)
    twin_rate = families.twins / 100 / 2 * n / max(n_younger, 1)
    gap[rng.random(n_younger) < twin_rate] = 0.0
    first = np.flatnonzero(eldest)
    walked = np.zeros(n)
    walked[~eldest] = gap
    walked = np.cumsum(walked)
    offset = walked - np.repeat(walked[first], np.diff(np.append(first, n)))
    wish = _reflect(np.repeat(wish[first], np.diff(np.append(first, n))) + offset, len(served))

    # Ranks instead of the wishes themselves make the counts exact; twins wish the same and so rank side by side.
    grade = np.empty(n, np.int64)
    grade[np.argsort(wish, kind="stable")] = np.repeat(np.arange(len(seats)), seats)
    return grade


def _reflect(values: np.ndarray, width: int) -> np.ndarray:
    """Fold values outside [0, width) back into it."""
    folded = np.abs(values) % (2 * width)
    return np.where(folded < width, folded, 2 * width - folded - 1e-9)


def _schools(grade: np.ndarray, seats: np.ndarray) -> np.ndarray:
    """Give the children of each grade, in the order of their households, to the schools that have the grade."""
    n_schools, n_grades = seats.shape
    by_grade = np.repeat(np.tile(np.arange(n_schools), n_grades), seats.T.ravel())
    school = np.empty(len(grade), np.int64)
    school[np.argsort(grade, kind="stable")] = by_grade
    return school
