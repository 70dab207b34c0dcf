"""Who lives together, and which grade and school each child is in.

Households lie along a line, which is cut into neighborhoods: each has a school, or a few small ones, of the level that
has most of them. A neighborhood has the seats of its own schools, and a share of those of the schools of other levels,
in their order along the line. So the siblings of a level meet in one school, elementary schools feed middle schools,
and every count is exact.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from rostergen.apportion import apportion_along
from rostergen.ordering import distinct, stable_order
from rostergen.rng import stream, weighted

if TYPE_CHECKING:
    from rostergen.profile.persons import Families
    from rostergen.world import Plan

_GAPS = np.array([1.2, 2.0, 3.0, 4.0, 5.0, 6.0])
_GAP_WEIGHTS = np.array([0.12, 0.33, 0.27, 0.15, 0.08, 0.05])
"""Grades between one sibling and the next: judgment (2026), about the spacing of births in the United States.

A little over one grade keeps neighbors apart where the ranking of all wishes squeezes them together.
"""
_AREA = 400
"""Seats of a neighborhood, where schools are smaller than that."""
_STEPS = 1 << 20
"""Wishes are told apart by this part of a grade."""


class Placement(NamedTuple):
    """Students ordered by school and grade, each in a household."""

    household: np.ndarray  # int32
    school: np.ndarray  # int32
    grade: np.ndarray  # int8


def place_students(families: Families, plan: Plan, seed: int) -> Placement:
    """Form households and give every child a grade and a school; the counts are those of the plan."""
    line = _line(plan.seats)
    household, grade, area = _children(families, line.seats, seed)
    school = np.empty(len(grade), np.int64)
    # The seats of the line are ordered by grade, then area: so are the children who take them.
    school[stable_order(grade * len(line.seats) + area)] = line.schools
    # Within a school and grade the order carries no meaning; the timetable takes contiguous runs of it.
    place = (school * plan.seats.shape[1] + grade) << 32
    order = stable_order(place + stream(seed, "people.order").integers(0, 1 << 32, len(grade)))
    return Placement(household[order].astype(np.int32), school[order].astype(np.int32), grade[order].astype(np.int8))


class _Line(NamedTuple):
    """The seats of the district along the line."""

    seats: np.ndarray  # int64 (areas, grades)
    schools: np.ndarray  # int64 (seats): the school of each, by grade, then area


def _line(seats: np.ndarray) -> _Line:
    """Cut the line into areas around the schools of the grade that most schools have."""
    usual = seats[:, int(np.count_nonzero(seats, axis=0).argmax())] > 0
    local, distant = np.flatnonzero(usual), np.flatnonzero(~usual)
    size = seats[local].sum(axis=1)
    area_of = distinct((np.cumsum(size) - size) // _AREA).which
    n_areas = int(area_of[-1]) + 1
    by_area = np.zeros((n_areas, seats.shape[1]), np.int64)
    np.add.at(by_area, area_of, seats[local])
    people = by_area.sum(axis=1)

    schools: list[np.ndarray] = []
    for grade, here in enumerate(seats.T):
        # The other schools are for the areas that have no such grade of their own, if there are any.
        without = np.where(by_area[:, grade] > 0, 0, people)
        share = apportion_along(without if without.any() else people, int(here[distant].sum()))
        school = np.concatenate([np.repeat(local, here[local]), np.repeat(distant, here[distant])])
        area = np.concatenate([np.repeat(area_of, here[local]), np.repeat(np.arange(n_areas), share)])
        schools.append(school[stable_order(area)])
        by_area[:, grade] += share
    return _Line(by_area, np.concatenate(schools))


def _children(families: Families, seats: np.ndarray, seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return household (ascending along the line), grade and area of every child; `seats` are by area and grade.

    Siblings are some grades apart, twins in one grade, and each grade of an area gets exactly its seats.
    """
    n, width = int(seats.sum()), float(np.count_nonzero(seats.sum(axis=0)))
    births, has_twins = _births(families, n, width, seed)
    home = np.repeat(np.arange(len(births)), births)
    starts = np.cumsum(births) - births

    # Each birth wishes a place on the scale of the grades served: a walk upwards, moved to where it fits.
    rng = stream(seed, "people.grades")
    gap = _GAPS[weighted(rng, _GAP_WEIGHTS, len(home))]
    gap[starts] = 0.0
    walked = np.cumsum(gap)
    walked -= np.repeat(walked[starts], births)
    reach = walked[np.cumsum(births) - 1]
    walked *= np.minimum(1.0, (width - 0.01) / np.maximum(reach, 0.01))[home]
    wish = walked + (rng.random(len(births)) * np.maximum(width - reach, 0.0))[home]

    children = np.ones(len(home), np.int64)
    children[starts + np.where(births > 1, rng.integers(0, births), 0)] += has_twins
    household, wish = np.repeat(home, children)[:n], np.repeat(wish, children)[:n]
    # Ranks instead of the wishes themselves make the counts exact; twins wish the same and so rank side by side.
    n_areas, n_grades = seats.shape
    area = np.repeat(np.arange(n_areas), seats.sum(axis=1))
    grade = np.empty(n, np.int64)
    wished = area * (n_grades * _STEPS) + (wish * _STEPS).astype(np.int64)
    grade[stable_order(wished)] = np.repeat(np.tile(np.arange(n_grades), n_areas), seats.ravel())
    return household, grade, area


def _births(families: Families, n: int, width: float, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Return, for each household, its births (a twin birth is one) and whether one of them is of twins.

    No household has more births than fit into the grades served; together they have at least `n` children.
    """
    rng = stream(seed, "people.household_sizes")
    most = max(1, int(width / _GAPS[0]))
    births = np.empty(0, np.int64)
    has_twins = np.empty(0, bool)
    while (missing := n - len(births) - int((births - 1).sum()) - int(has_twins.sum())) > 0:
        more = np.rint(families.children.draw(rng, missing)).astype(np.int64).clip(1, most)
        births = np.append(births, more)
        rate = families.twins / 100 / 2 * float(more.mean())
        has_twins = np.append(has_twins, rng.random(missing) < rate)
    return births, has_twins
