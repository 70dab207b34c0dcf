"""What there will be: exact counts, schools of the kinds that the profile asks for."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rostergen import load_profile
from rostergen.profile.fields import GRADES
from rostergen.profile.model import Profile
from rostergen.profile.states import STATE_FIPS
from rostergen.stages.plan import make_plan

if TYPE_CHECKING:
    from rostergen.world import Plan

LEVELS = {
    "elementary": {"title": "Elementary School", "grades": "KG-05", "share": 60, "size": 400},
    "middle": {"title": "Middle School", "grades": "06-08", "share": 20, "size": 600},
    "high": {"title": "High School", "grades": "09-12", "share": 20, "size": 1000},
}


def plan_of(schools: int, students: int, levels: dict[str, Any] = LEVELS, seed: int = 1, **keys: Any) -> Plan:
    return make_plan(Profile.model_validate({"schools": schools, "students": students, "levels": levels, **keys}), seed)


def spans(plan: Plan) -> list[str]:
    """The grades that each school has students of, as first-last."""
    found = [np.flatnonzero(row) for row in plan.seats]
    return [f"{GRADES[grades[0]]}-{GRADES[grades[-1]]}" for grades in found]


def kinds(plan: Plan) -> dict[str, int]:
    words = ("Elementary and Middle School", "Junior-Senior High School", "K-12 School", *(
        str(level["title"]) for level in LEVELS.values()
    ))  # fmt: skip
    return dict(Counter(next(word for word in words if name.endswith(word)) for name in plan.school_names))


def test_shares_of_schools() -> None:
    assert kinds(plan_of(10, 5000)) == {"Elementary School": 6, "Middle School": 2, "High School": 2}
    assert kinds(plan_of(3, 900)) == {"Elementary School": 1, "Middle School": 1, "High School": 1}
    assert kinds(plan_of(4, 900)) == {"Elementary School": 2, "Middle School": 1, "High School": 1}


@pytest.mark.parametrize(
    ("schools", "expected"),
    [
        (1, {"KG-12": "K-12 School"}),
        # 06-12 spans fewer grades than KG-08, so those two are merged.
        (2, {"KG-05": "Elementary School", "06-12": "Junior-Senior High School"}),
    ],
)
def test_too_few_schools_for_every_level(schools: int, expected: dict[str, str]) -> None:
    plan = plan_of(schools, 3000)
    assert spans(plan) == list(expected)
    for name, title in zip(plan.school_names, expected.values(), strict=True):
        assert name.endswith(title)


def test_levels_below_high_school_merge_into_one_of_both() -> None:
    levels = LEVELS | {"high": LEVELS["high"] | {"share": 0}}
    plan = plan_of(1, 900, levels)
    assert spans(plan) == ["KG-08"]
    assert plan.school_names[0].endswith("Elementary and Middle School")


def test_a_level_without_a_share_has_no_school() -> None:
    levels = {name: level | {"share": 0 if name != "high" else 1} for name, level in LEVELS.items()}
    plan = plan_of(5, 3000, levels)
    assert set(spans(plan)) == {"09-12"}


def test_an_optional_level_gives_way_in_a_small_district() -> None:
    levels = LEVELS | {"whole": {"title": "Academy", "grades": "KG-12", "share": 25, "optional": True, "size": 300}}
    assert not any(name.endswith("Academy") for name in plan_of(3, 900, levels).school_names)
    assert sum(name.endswith("Academy") for name in plan_of(50, 30_000, levels).school_names) == 10


@pytest.mark.parametrize(("share", "expected"), [(0, 0), (30, 6), (50, 10), (100, 20)])
def test_optional_grades(share: float, expected: int) -> None:
    level = {"title": "Elementary School", "grades": "PK-05", "share": 1, "size": 400}
    plan = plan_of(20, 9000, {"elementary": level | {"optional_grades": {"PK": share}}})
    assert spans(plan).count("PK-05") == expected
    assert spans(plan).count("KG-05") == 20 - expected


def test_an_optional_grade_of_one_level_that_another_needs_stays_when_they_merge() -> None:
    one = {"title": "A School", "grades": "PK-02", "share": 1, "optional_grades": {"PK": 0.0, "02": 0.0}}
    two = {"title": "B School", "grades": "02-05", "share": 1, "optional_grades": {"05": 0.0}}
    assert spans(plan_of(1, 500, {"one": one, "two": two})) == ["KG-04"]


def test_grades_follow_their_shares() -> None:
    shares = dict.fromkeys(GRADES, 5.0) | {"09": 10.0}
    seats = plan_of(10, 20_000, grade_shares=shares).seats.sum(axis=0)
    assert seats[0] == 0
    assert seats[10] == pytest.approx(2 * np.median(seats[1:]), rel=0.12)


def test_the_only_school_is_called_as_the_place() -> None:
    plan = plan_of(1, 90, district={"name": "Red Creek Independent School District"})
    assert plan.school_names == ["Red Creek K-12 School"]


@pytest.mark.parametrize(("students", "least", "most"), [(130, 0.2, 0.45), (130_000, 0.0, 0.03)])
def test_grades_of_a_village_differ_as_births_do(students: int, least: float, most: float) -> None:
    spread = []
    for seed in range(20):
        plan = plan_of(1 + students // 1000, students, grade_shares=dict.fromkeys(GRADES, 5.0), seed=seed)
        grades = plan.seats.sum(axis=0)[1:]
        spread.append(grades.std() / grades.mean())
    assert least < np.mean(spread) < most


def test_schools_follow_their_sizes() -> None:
    large = {"title": "High School", "grades": "09-12", "share": 1, "size": 2000}
    small = large | {"title": "Academy", "size": 500}
    sizes = plan_of(2, 5000, {"large": large, "small": small}).seats.sum(axis=1)
    assert sorted(sizes.tolist()) == pytest.approx([1000, 4000], rel=0.1)


def test_sizes_are_drawn() -> None:
    level = {"title": "School", "grades": "09-12", "share": 1}
    drawn = {"dist": "lognormal", "median": 600, "sigma": 0.6}
    sizes = plan_of(30, 20_000, {"a": level | {"size": drawn}}).seats.sum(axis=1)
    assert np.log(sizes).std() == pytest.approx(0.6, abs=0.25)
    even = plan_of(30, 20_000, {"a": level | {"size": 600}}).seats.sum(axis=1)
    assert np.log(even).std() < 0.15


@settings(max_examples=60)
@given(st.integers(1, 60), st.integers(0, 3000), st.integers(0, 2**63 - 1), st.sampled_from(["suburban", "urban"]))
def test_counts_are_exact(schools: int, more: int, seed: int, name: str) -> None:
    profile = load_profile(name, schools=schools, students=schools + more)
    plan = make_plan(profile, seed)
    assert plan.n_schools == schools
    assert plan.seats.shape == (schools, len(GRADES))
    assert plan.seats.dtype == np.int64
    assert plan.seats.sum() == schools + more
    assert plan.seats.min() >= 0
    assert plan.seats.sum(axis=1).min() >= 1
    assert len(set(plan.school_names)) == len(set(plan.school_identifiers)) == schools


def test_first_student() -> None:
    plan = plan_of(3, 700)
    flat = plan.seats.ravel()
    assert plan.first_student.ravel().tolist() == [int(flat[:i].sum()) for i in range(len(flat))]


@pytest.mark.parametrize("state", ["IL", "CA", "DC"])
def test_identifiers_are_those_of_the_state(state: str) -> None:
    plan = plan_of(40, 3000, district={"state": state})
    assert re.fullmatch(rf"{STATE_FIPS[state]}9[0-9]{{4}}", plan.district_identifier)
    for identifier in plan.school_identifiers:
        assert re.fullmatch(rf"{plan.district_identifier}[0-9]{{5}}", identifier)
    assert plan.school_identifiers == sorted(set(plan.school_identifiers))


def test_the_district_has_the_name_of_the_profile_or_a_drawn_one() -> None:
    assert plan_of(2, 500, district={"name": "Elm County Schools"}).district_name == "Elm County Schools"
    assert len({plan_of(2, 500, seed=seed).district_name for seed in range(10)}) > 5


def test_a_district_of_one_student() -> None:
    plan = plan_of(1, 1)
    assert plan.seats.sum() == 1
