"""Students fill the rosters that the timetable has for them, while they are there."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from rostergen import generate, load_profile
from rostergen.profile.fields import GRADES
from rostergen.stages.enroll import ability_of, enroll_school
from rostergen.world import Enrollments, Kind, World

STAY = ["movers.late_entry=0", "movers.early_leave=0"]


def world_of(*settings: str, schools: int = 3, students: int = 1500) -> World:
    profile = load_profile("suburban", schools=schools, students=students, settings=settings)
    return generate(profile, seed=6, school_year=2027)


@pytest.fixture(scope="module")
def staying() -> World:
    return world_of(*STAY)


@pytest.fixture(scope="module")
def moving() -> World:
    return world_of("movers.late_entry=25", "movers.early_leave=25")


def all_of(world: World) -> list[Enrollments]:
    return [enroll_school(world, school) for school in range(world.plan.n_schools)]


def test_sections_have_the_size_of_their_rosters(staying: World) -> None:
    sections, rosters = staying.timetable.sections, staying.timetable.rosters
    found = np.concatenate([each.section for each in all_of(staying)])
    assert np.bincount(found, minlength=len(sections.roster)).tolist() == rosters.size[sections.roster].tolist()


def test_students_are_in_classes_of_their_school_and_grade(staying: World) -> None:
    sections, students = staying.timetable.sections, staying.population.students
    for school, each in enumerate(all_of(staying)):
        assert (students.school[each.user] == school).all()
        assert (sections.school[each.section] == school).all()
        assert (sections.grades[each.section] >> students.grade[each.user] & 1).all()
        pairs = list(zip(each.section.tolist(), each.user.tolist(), strict=True))
        assert len(set(pairs)) == len(pairs)
        assert (np.diff(each.section) >= 0).all()


def test_sections_that_share_a_roster_have_the_same_students(staying: World) -> None:
    sections = staying.timetable.sections
    for each in all_of(staying):
        members: dict[int, list[tuple[int, ...]]] = {}
        for section in np.unique(each.section).tolist():
            members.setdefault(int(sections.roster[section]), []).append(
                tuple(sorted(each.user[each.section == section].tolist()))
            )
        assert all(len(set(lists)) == 1 for lists in members.values())


def test_dates_are_those_of_the_term(staying: World) -> None:
    calendar, term = staying.calendar, staying.timetable.sections.term
    for each in all_of(staying):
        assert (each.begin == calendar.starts[term[each.section]]).all()
        assert (each.end == calendar.ends[term[each.section]]).all()


def test_movers_are_enrolled_while_they_are_there(moving: World) -> None:
    calendar, term = moving.calendar, moving.timetable.sections.term
    students = moving.population.students
    for each in all_of(moving):
        starts, ends = calendar.starts[term[each.section]], calendar.ends[term[each.section]]
        entry, leave = students.entry[each.user], students.leave[each.user]
        assert (each.begin == np.maximum(starts, entry)).all()
        assert (each.end == np.minimum(ends, leave)).all()
        assert (each.begin < each.end).all()
    dates = Counter(zip(each.begin.tolist(), each.end.tolist(), strict=True))
    assert len(dates) > 20


def test_movers_miss_no_term_that_they_are_there_for(moving: World) -> None:
    sections, calendar, students = moving.timetable.sections, moving.calendar, moving.population.students
    for school, each in enumerate(all_of(moving)):
        core = sections.kind[each.section] == Kind.CORE
        for term in (1, 2):
            meets = (each.begin < calendar.ends[term]) & (each.end > calendar.starts[term])
            there = (students.entry < calendar.ends[term]) & (students.leave > calendar.starts[term])
            own = (students.school == school) & (students.grade >= GRADES.index("06")) & there
            assert set(each.user[core & meets].tolist()) == set(np.flatnonzero(own).tolist())


def test_no_class_is_empty_when_its_students_all_move() -> None:
    world = world_of("movers.late_entry=25", "movers.early_leave=25", schools=1, students=40)
    students = world.population.students
    late = int(world.calendar.ends[1]) + 5  # everybody comes in the second semester
    population = replace(world.population, students=replace(students, entry=np.full_like(students.entry, late)))
    found = enroll_school(replace(world, population=population), 0)
    assert set(found.section.tolist()) == set(range(len(world.timetable.sections.term)))
    assert (found.begin < found.end).all()


def test_a_school_is_filled_without_the_others(staying: World) -> None:
    second = enroll_school(staying, 1)
    again = [enroll_school(staying, school) for school in (2, 1)][1]
    assert second.user.tolist() == again.user.tolist()
    assert second.section.tolist() == again.section.tolist()


def test_the_order_of_students_is_shuffled() -> None:
    # Classes of a large grade are not runs of its students, who come by school and grade.
    world = world_of(*STAY, "levels.elementary=null", "levels.middle=null", schools=1, students=2000)
    sections = world.timetable.sections
    each = enroll_school(world, 0)
    core = np.unique(each.section[sections.kind[each.section] == Kind.CORE])
    members = [each.user[each.section == section] for section in core]
    assert np.mean([np.ptp(users) > len(users) for users in members]) > 0.5


def test_the_abler_are_in_the_harder_classes() -> None:
    world = world_of(*STAY, "levels.elementary=null", "levels.middle=null", schools=1, students=2000)
    each, ability = enroll_school(world, 0), ability_of(world, 0)
    assert ability.mean() == pytest.approx(0, abs=0.1)
    assert ability.std() == pytest.approx(1, abs=0.1)
    codes = list(world.profile.courses)
    course = world.timetable.sections.course[each.section]
    for easy, hard in (("ENG09", "ENG09H"), ("ALG1A", "ALG1"), ("ALG1", "GEOMH"), ("USHIST", "APUSH")):
        low, high = (ability[np.unique(each.user[course == codes.index(code)])].mean() for code in (easy, hard))
        assert high > low + 0.3, (easy, hard)


def test_ability_says_nothing_about_electives(staying: World) -> None:
    sections = staying.timetable.sections
    each, ability = enroll_school(staying, 2), ability_of(staying, 2)
    first = int(staying.plan.first_student[2, 0])
    elective = sections.kind[each.section] == Kind.ELECTIVE
    means = [
        ability[each.user[each.section == section] - first].mean() for section in np.unique(each.section[elective])
    ]
    assert np.std(means) < 0.4
