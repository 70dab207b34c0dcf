"""The profiles that ship with rostergen: they load, say what they are and stay what they say."""

from __future__ import annotations

from pathlib import Path

import pytest

from rostergen.profile.fields import GRADES
from rostergen.profile.load import load_profile
from rostergen.profile.slots import core_slots

NAMES = sorted(path.stem for path in (Path(__file__).parents[2] / "profiles").glob("*.yaml"))

SIZE = {
    "rural": (3, 620), "suburban": (12, 8_000), "urban": (60, 36_000), "nyc": (1_700, 859_514), "lausd": (780, 435_958),
    "texas": (9_000, 5_500_000), "california": (10_000, 5_850_000),
}  # fmt: skip
MOST_LOCALES = 8  # each costs start-up time


def test_the_three_kinds_of_district_ship() -> None:
    assert set(SIZE) <= set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_it_loads_and_has_a_description(name: str) -> None:
    assert load_profile(name).description


@pytest.mark.parametrize("name", SIZE)
def test_it_has_the_size_its_description_tells(name: str) -> None:
    profile = load_profile(name)
    schools, students = SIZE[name]
    assert (profile.schools, profile.students) == (schools, students)
    assert f"{schools:,} " in profile.description
    assert f"{students:,} students" in profile.description


@pytest.mark.parametrize(("name", "districts"), [("texas", 1200), ("california", 1000), ("nyc", 1), ("lausd", 1)])
def test_states_and_the_largest_districts(name: str, districts: int) -> None:
    profile = load_profile(name)
    assert profile.districts.number == districts
    assert (f"{districts:,} districts" if districts > 1 else "one district") in profile.description


@pytest.mark.parametrize("name", NAMES)
def test_it_teaches_every_grade(name: str) -> None:
    assert load_profile(name).served_grades == list(range(len(GRADES)))


@pytest.mark.parametrize("name", NAMES)
def test_it_needs_few_locales(name: str) -> None:
    names = load_profile(name).names
    assert len(set(names.locales).union(*names.by_group.values())) <= MOST_LOCALES


@pytest.mark.parametrize("name", NAMES)
def test_its_slots_of_short_courses_have_a_course_for_every_term(name: str) -> None:
    profile = load_profile(name)
    n_terms = {"semesters": 2, "trimesters": 3, "quarters": 4}[profile.calendar.structure]
    for grade in range(GRADES.index("06"), len(GRADES)):
        for slot, codes in core_slots(profile.courses, [grade]).items():
            short = [code for code in codes if profile.courses[code].length == "term"]
            assert len(short) in (0, n_terms), f"grade {GRADES[grade]}, {slot}"


def test_urban_has_k8_schools() -> None:
    assert any(level.grades == "PK-08" and level.optional for level in load_profile("urban").levels.values())


def test_rural_has_no_middle_school() -> None:
    assert [level.grades for level in load_profile("rural").levels.values()] == ["PK-06", "07-12"]
