"""What there will be, before any row exists: schools, their names and grades, and the students of each grade."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from rostergen import places
from rostergen.apportion import apportion, apportion_above
from rostergen.districts import single_identity
from rostergen.profile.fields import GRADES, grades_of
from rostergen.rng import stream
from rostergen.world import Plan

if TYPE_CHECKING:
    from rostergen.districts import District
    from rostergen.profile.fields import Distribution
    from rostergen.profile.model import Profile

_COHORT_SIGMA = 0.07
"""How much neighboring grades of a school differ in size: judgment (2026)."""
_FEW = 4
"""Students of a grade below which its size varies no more, for there is to be one of each where there can be."""


@dataclass(frozen=True, slots=True)
class _Kind:
    """A kind of school as this district has it: a level of the profile, or neighboring levels merged."""

    title: str
    grades: frozenset[int]
    share: float
    size: Distribution
    optional_grades: dict[int, float]
    optional: bool


def make_plan(profile: Profile, seed: int, district: District | None = None) -> Plan:
    """Decide names, identifiers and the exact number of students by school and grade.

    A district of a state has its name and identifier from there.
    """
    kinds = _merge_to(profile.schools, _kinds(profile))
    of_school = _kind_of_each_school(profile.schools, kinds)
    serves = _grades_served(kinds, of_school, seed)
    seats = _seats(profile, kinds, of_school, serves, seed)
    rng = stream(seed, "plan.names")
    name, agency = single_identity(profile, rng)
    if district is not None:
        name, agency = district.name, district.identifier
    numbers = np.sort(rng.choice(99_999, profile.schools, replace=False, shuffle=False) + 1).tolist()
    titles = [kinds[k].title for k in of_school]
    return Plan(
        district_name=name,
        district_identifier=agency,
        school_names=_school_names(rng, titles, name),
        school_identifiers=[f"{agency}{number:05d}" for number in numbers],
        seats=seats,
    )


def _school_names(rng: np.random.Generator, titles: list[str], district: str) -> list[str]:
    """Return the names of the schools; where there is but one, everybody calls it as the place."""
    if len(titles) == 1:
        return [f"{places.place_of(district)} {titles[0]}"]
    return places.school_names(rng, titles)


def _kinds(profile: Profile) -> list[_Kind]:
    kinds = [
        _Kind(
            level.title,
            frozenset(grades_of(level.grades)),
            level.share,
            level.size,
            {GRADES.index(grade): share for grade, share in level.optional_grades.items()},
            level.optional,
        )
        for level in profile.levels.values()
        if level.share > 0
    ]
    return sorted(kinds, key=lambda kind: (min(kind.grades), max(kind.grades)))


def _merge_to(n_schools: int, kinds: list[_Kind]) -> list[_Kind]:
    """Merge neighboring kinds, the fewest grades first, until every kind that is not optional can have a school."""
    needed = [kind for kind in kinds if not kind.optional]
    if len(needed) <= n_schools:
        return kinds
    while len(needed) > n_schools:
        spans = [len(a.grades | b.grades) for a, b in itertools.pairwise(needed)]
        i = int(np.argmin(spans))
        needed[i : i + 2] = [_merged(needed[i], needed[i + 1])]
    return needed


def _merged(a: _Kind, b: _Kind) -> _Kind:
    grades = a.grades | b.grades
    if min(grades) <= GRADES.index("05"):
        title = "K-12 School" if max(grades) >= GRADES.index("09") else "Elementary and Middle School"
    else:
        title = "Junior-Senior High School"
    optional = {
        grade: share
        for grade, share in (a.optional_grades | b.optional_grades).items()
        if all(grade not in kind.grades or grade in kind.optional_grades for kind in (a, b))
    }
    return _Kind(
        title, grades, a.share + b.share, max(a, b, key=lambda kind: kind.share).size, optional, optional=False
    )


def _kind_of_each_school(n_schools: int, kinds: list[_Kind]) -> list[int]:
    """Return the kind of every school, in the order of the kinds; each kind that is not optional has a school."""
    floors = np.array([0 if kind.optional else 1 for kind in kinds])
    counts = apportion_above(floors, np.array([kind.share for kind in kinds]), n_schools)
    return np.repeat(np.arange(len(kinds)), counts).tolist()


def _grades_served(kinds: list[_Kind], of_school: list[int], seed: int) -> np.ndarray:
    """Return which grades each school has: bool (schools, grades)."""
    serves = np.zeros((len(of_school), len(GRADES)), dtype=bool)
    schools = np.array(of_school)
    for k, kind in enumerate(kinds):
        members = np.flatnonzero(schools == k)
        serves[members[:, None], sorted(kind.grades - kind.optional_grades.keys())] = True
        for grade, share in kind.optional_grades.items():
            n = round(len(members) * share / 100)
            chosen = stream(seed, "plan.optional_grades", k, grade).permutation(members)[:n]
            serves[chosen, grade] = True
    return serves


def _seats(profile: Profile, kinds: list[_Kind], of_school: list[int], serves: np.ndarray, seed: int) -> np.ndarray:
    """Divide the students among schools and grades exactly; every school has at least one."""
    rng = stream(seed, "plan.sizes")
    size = np.array([float(kinds[k].size.draw(rng, 1)[0]) for k in of_school]).clip(min=1.0)
    shares = _shares(profile, seed) * serves.any(axis=0)
    # A grade that only some schools have (PK) is a share of what those schools would have.
    weight = serves * (size / serves.sum(axis=1))[:, None] * rng.lognormal(0, _COHORT_SIGMA, serves.shape)
    weight = weight / np.maximum(weight.sum(axis=0), 1e-12)
    by_school = apportion_above(np.ones(len(of_school), np.int64), (weight * shares).sum(axis=1), profile.students)
    return _fill(weight * shares, by_school)


def _shares(profile: Profile, seed: int) -> np.ndarray:
    """Return the shares of the grades (float64, GRADES), off those of the profile as far as births are by chance.

    A year with n children has n more or less the root of it (Poisson): hardly to be seen in a city, but no village has
    the same number in every grade.
    """
    shares = np.array([profile.grade_shares[grade] for grade in GRADES])
    usual = shares / shares.sum() * profile.students
    varied: np.ndarray = shares * stream(seed, "plan.births").lognormal(0, 1 / np.sqrt(np.maximum(usual, _FEW)))
    return varied


def _fill(weight: np.ndarray, by_school: np.ndarray) -> np.ndarray:
    """Divide each school's students among its grades."""
    seats = np.zeros(weight.shape, dtype=np.int64)
    for school, total in enumerate(by_school.tolist()):
        seats[school] = apportion(weight[school], total)
    return seats
