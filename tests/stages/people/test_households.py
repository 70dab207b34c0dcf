"""Households fill the plan's seats exactly; siblings are grades apart and go to the schools of one neighborhood."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from rostergen import load_profile
from rostergen.profile.fields import GRADES
from rostergen.profile.persons import Families
from rostergen.stages.people.households import Placement, place_students
from rostergen.stages.plan import make_plan
from rostergen.world import Plan


def plan_of(seats: np.ndarray) -> Plan:
    names = [f"School {i}" for i in range(len(seats))]
    return Plan("District", "1790001", names, names, seats)


def placed(seats: np.ndarray, seed: int = 1, **keys: Any) -> Placement:
    return place_students(Families.model_validate(keys), plan_of(seats), seed)


def suburb(students: int = 8000) -> np.ndarray:
    return make_plan(load_profile("suburban", students=students), 1).seats


seat_plans = arrays.arrays(
    np.int64,
    st.tuples(st.integers(1, 4), st.just(len(GRADES))),
    elements=st.one_of(st.just(0), st.integers(0, 25)),
    fill=st.nothing(),
).filter(lambda seats: bool(seats.any()))


@given(seat_plans, st.integers(0, 2**32), st.sampled_from([0.0, 3.1, 30.0]), st.sampled_from([1, 2, 5, 12]))
def test_every_seat_is_taken_in_order(seats: np.ndarray, seed: int, twins: float, children: int) -> None:
    found = placed(seats, seed, twins=twins, children=children)
    counts = np.zeros_like(seats)
    np.add.at(counts, (found.school, found.grade), 1)
    assert counts.tolist() == seats.tolist()
    order = found.school.astype(int) * 100 + found.grade
    assert (np.diff(order) >= 0).all()
    assert sorted(set(found.household.tolist())) == list(range(int(found.household.max()) + 1))
    assert np.bincount(found.household).max() <= children + 1  # twins make one more


def test_household_sizes_are_those_of_the_profile() -> None:
    weights = {1: 50, 2: 30, 3: 20}
    found = placed(suburb(), children={"dist": "choices", "weights": weights}, twins=0.0)
    sizes = np.bincount(np.bincount(found.household))
    shares = 100 * sizes[1:] / sizes.sum()
    assert shares.tolist() == pytest.approx([50, 30, 20], abs=2)


def test_one_child_each() -> None:
    found = placed(suburb(1000), children=1, twins=0.0)
    assert len(set(found.household.tolist())) == 1000


@pytest.mark.parametrize("share", [0.0, 3.1, 12.0])
def test_the_share_of_twins(share: float) -> None:
    found = placed(suburb(), twins=share)
    _, births = np.unique(found.household.astype(int) * 100 + found.grade, return_counts=True)
    assert 100 * births[births > 1].sum() / len(found.grade) == pytest.approx(share, abs=0.8)
    assert (births > 2).sum() <= 0.001 * len(births)


def test_twins_are_in_one_school() -> None:
    found = placed(suburb(), twins=10.0)
    key = found.household.astype(int) * 100 + found.grade
    order = np.lexsort((found.school, key))
    twins = key[order][1:] == key[order][:-1]
    together = found.school[order][1:] == found.school[order][:-1]
    assert together[twins].mean() > 0.98


def test_siblings_are_grades_apart() -> None:
    found = placed(suburb(), twins=0.0)
    order = np.lexsort((found.grade, found.household))
    same = found.household[order][1:] == found.household[order][:-1]
    gaps = np.bincount(np.diff(found.grade[order].astype(int))[same])
    assert gaps[0] <= 0.01 * same.sum()
    shares = gaps / gaps.sum()
    assert shares[2] > shares[1] > 0.05
    assert shares[2:5].sum() > 0.6


def test_siblings_of_one_level_go_to_one_school() -> None:
    found = placed(suburb(), twins=0.0)
    elementary = (found.grade >= GRADES.index("KG")) & (found.grade <= GRADES.index("05"))
    home, school = found.household[elementary], found.school[elementary]
    order = np.argsort(home, kind="stable")
    same = home[order][1:] == home[order][:-1]
    together = school[order][1:] == school[order][:-1]
    assert together[same].mean() > 0.97  # of eight schools: one in eight by chance


@pytest.mark.parametrize(("profile", "least"), [("suburban", 0.9), ("urban", 0.85)])
def test_siblings_of_one_level_go_to_one_school_of_many(profile: str, least: float) -> None:
    found = placed(make_plan(load_profile(profile, schools=40, students=30000), 1).seats)
    for first, last, share in (("KG", "05", 0.97), ("06", "08", least), ("09", "12", least)):
        level = (found.grade >= GRADES.index(first)) & (found.grade <= GRADES.index(last))
        home, school = found.household[level], found.school[level]
        order = np.argsort(home, kind="stable")
        same = home[order][1:] == home[order][:-1]
        assert (school[order][1:] == school[order][:-1])[same].mean() > share


def test_elementary_schools_feed_middle_schools() -> None:
    # The siblings of an elementary school's children go to one of the middle schools, but for a few.
    seats = np.zeros((8, len(GRADES)), np.int64)
    seats[:6, 1:7] = 40
    seats[6:, 7:10] = 120
    found = placed(seats, twins=0.0)
    middle_of = dict(zip(*(part[found.school >= 6].tolist() for part in (found.household, found.school)), strict=True))
    for school in range(6):
        homes = set(found.household[found.school == school].tolist())
        middles = [middle_of[home] for home in homes if home in middle_of]
        assert len(middles) > 20
        assert max(middles.count(6), middles.count(7)) > 0.75 * len(middles)


def test_students_of_a_grade_come_in_no_order_of_households() -> None:
    found = placed(suburb())
    first = (found.school == 0) & (found.grade == 3)
    homes = found.household[first]
    assert (np.diff(homes) < 0).mean() == pytest.approx(0.5, abs=0.2)


def test_seeds() -> None:
    seats = suburb(500)
    one, two, three = placed(seats, 1), placed(seats, 1), placed(seats, 2)
    assert one.household.tolist() == two.household.tolist()
    assert one.household.tolist() != three.household.tolist()
