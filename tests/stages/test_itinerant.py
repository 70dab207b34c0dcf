"""A few teachers have classes in a second school, and time to get there."""

from __future__ import annotations

import itertools
from collections import defaultdict
from functools import cache

import numpy as np
import pytest

from rostergen import load_profile
from rostergen.stages.calendar import make_calendar
from rostergen.stages.itinerant import nearness, share_teachers
from rostergen.stages.plan import make_plan
from rostergen.stages.schedule import make_timetable
from rostergen.stages.staff import make_staff
from rostergen.world import Job, Kind, Staff, Timetable


@cache
def made(
    name: str = "suburban", rate: float = 6, students: int = 6000, *settings: str
) -> tuple[Timetable, Staff, Staff]:
    profile = load_profile(name, students=students, settings=[f"staffing.two_schools={rate}", *settings])
    plan = make_plan(profile, 1)
    timetable = make_timetable(profile, plan, make_calendar(profile, 2027), 1)
    before = make_staff(profile, plan, timetable, 1)
    return timetable, before, share_teachers(profile, timetable, before, 1)


def travellers(staff: Staff) -> list[int]:
    found: list[int] = np.flatnonzero(staff.second_school >= 0).tolist()
    return found


def test_as_many_as_the_profile_says_or_have_the_time() -> None:
    timetable, _, staff = made(rate=2)
    teachers = np.unique(staff.teacher[timetable.sections.kind != Kind.HOMEROOM])
    assert len(travellers(staff)) == pytest.approx(0.02 * len(teachers), abs=1)
    some, many = (len(travellers(made(rate=rate)[2])) for rate in (2, 100))
    assert some < many < len(teachers) / 2


@pytest.mark.parametrize(("name", "students"), [("rural", 620), ("suburban", 8000), ("urban", 36000)])
def test_the_built_in_profiles_have_them_at_their_rate_and_above_it(name: str, students: int) -> None:
    for rate in (4, 10):
        timetable, _, staff = made(name, rate, students)
        teachers = np.unique(staff.teacher[timetable.sections.kind != Kind.HOMEROOM])
        assert len(travellers(staff)) == pytest.approx(rate / 100 * len(teachers), abs=0.5)


@pytest.mark.parametrize("rate", [6.0, 100.0])
def test_they_teach_in_both_schools_and_nowhere_else(rate: float) -> None:
    timetable, before, staff = made(rate=rate)
    for who in travellers(staff):
        schools = set(timetable.sections.school[staff.teacher == who].tolist())
        assert schools == {int(staff.school[who]), int(staff.second_school[who])}
        assert staff.job[who] == Job.TEACHER
    others = np.setdiff1d(np.arange(len(staff.job)), travellers(staff))
    taught = np.isin(staff.teacher, others)
    assert (timetable.sections.school[taught] == staff.school[staff.teacher[taught]]).all()
    assert set(staff.teacher.tolist()) == set(before.teacher.tolist())  # nobody is left without a class


@pytest.mark.parametrize(("name", "students"), [("suburban", 6000), ("urban", 6000), ("rural", 620)])
def test_nobody_has_to_be_in_two_places(name: str, students: int) -> None:
    timetable, _, staff = made(name, 100, students)
    assert travellers(staff)
    sections = timetable.sections
    for who in travellers(staff):
        meetings: dict[int, list[tuple[int, str]]] = defaultdict(list)
        for section in np.flatnonzero(staff.teacher == who).tolist():
            assert sections.kind[section] != Kind.HOMEROOM
            period, _, day = timetable.period_texts[sections.periods[section]].rstrip(")").partition("(")
            hour = int(period), day
            meetings[int(sections.school[section])].append(hour)
        ours, theirs = meetings.values()
        for (period, day), (other, its_day) in itertools.product(ours, theirs):
            assert abs(period - other) > 1 or (day and its_day and day != its_day)


def test_they_keep_to_their_departments_and_loads() -> None:
    timetable, before, staff = made(rate=100)
    courses = list(load_profile("suburban").courses.values())
    department = np.array([course.department for course in courses])[timetable.sections.course]
    for who in travellers(staff):
        mine, were = (set(department[found == who].tolist()) for found in (staff.teacher, before.teacher))
        assert mine == were
        slots = len(set(timetable.sections.slot[staff.teacher == who].tolist()))
        assert slots <= (25 if (timetable.sections.kind[staff.teacher == who] == Kind.SPECIAL).all() else 5)


def test_specials_and_secondary_classes_keep_their_teachers_in_one_department() -> None:
    timetable, _, staff = made("suburban", 100, 6000, "courses.MUS-EL.department=music")
    special = timetable.sections.kind == Kind.SPECIAL
    assert travellers(staff)
    assert set(staff.teacher[special].tolist()).isdisjoint(staff.teacher[~special].tolist())


def test_nobody_travels() -> None:
    for _, before, staff in (made(rate=0), made("rural", 50, 30)):
        if not travellers(staff):
            assert (staff.teacher == before.teacher).all()
    assert not travellers(made(rate=0)[2])


@pytest.mark.parametrize(
    ("a", "b", "near"),
    [
        ("3", "3", True),
        ("3", "4", True),
        ("3", "5", False),
        ("12", "1", False),
        ("3(M)", "3(T)", False),
        ("3(M)", "2(M)", True),
        ("3(M)", "4", True),
        ("3", "5(M)", False),
        ("1,2,4", "2", True),  # of a homeroom's list the first counts
        ("1,2,4", "4", False),
        ("", "1", True),
    ],
)
def test_nearness(a: str, b: str, near: bool) -> None:
    others = [f"{period}(W)" for period in range(20, 28)]  # so that the bits are more than a byte
    texts = [a, *others, b]
    bits = nearness(texts)
    assert bool(bits[0] >> 9 & 1) == bool(bits[9] & 1) == near
    assert all(bits[i] >> i & 1 for i in range(10))
