"""The timetable from the plan's counts alone: everybody has a place in every period, and one only."""

from __future__ import annotations

from collections import Counter, defaultdict

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rostergen import load_profile
from rostergen.profile.fields import GRADES, grades_of
from rostergen.profile.model import Profile
from rostergen.rng import stream
from rostergen.stages.schedule import make_timetable
from rostergen.stages.schedule.draft import Draft
from rostergen.stages.schedule.groups import groups_of as groups_of_school
from rostergen.stages.schedule.offerings import Offerings
from rostergen.stages.schedule.timetable import _School
from rostergen.stages.schedule.weeks import Weeks
from rostergen.world import Calendar, Kind, Plan, Timetable, ranges

KG, FIRST, SECOND, FIFTH, SIXTH, NINTH, TWELFTH = 1, 2, 3, 6, 7, 10, 13
SUBURBAN = load_profile("suburban")


def plan_of(*schools: dict[int, int]) -> Plan:
    """A plan of schools given as students by grade number."""
    seats = np.array([[school.get(grade, 0) for grade in range(len(GRADES))] for school in schools], np.int64)
    names = [f"School {i}" for i in range(len(schools))]
    return Plan("District", "1790001", names, names, seats)


def year_of(n_terms: int, school_year: int = 2027) -> Calendar:
    return Calendar(school_year, [], n_terms, np.array([], np.int32))


def even(first: int, last: int, each: int) -> dict[int, int]:
    return dict.fromkeys(range(first, last + 1), each)


def booked(timetable: Timetable, n_terms: int) -> dict[tuple[int, int], list[int]]:
    """The students who have a class in a slot and term, by the deals that fill its sections."""
    sections, rosters = timetable.sections, timetable.rosters
    found: defaultdict[tuple[int, int], set[int]] = defaultdict(set)
    for term, slot, deal in zip(sections.term, sections.slot, rosters.deal[sections.roster], strict=True):
        for each in range(1, n_terms + 1) if term == 0 else [int(term)]:
            found[int(slot), each].add(int(deal))
    return {
        key: ranges(
            *(part[sorted(deals)] for part in (rosters.deal_start, rosters.deal_count, rosters.deal_stride))
        ).tolist()
        for key, deals in found.items()
    }


def check(timetable: Timetable, plan: Plan, n_terms: int, n_periods: int) -> None:
    """Every student has a place in every period (or a homeroom), and in none of them two."""
    sections, rosters = timetable.sections, timetable.rosters
    sums = np.bincount(rosters.deal, rosters.size, len(rosters.deal_count))
    assert sums.tolist() == rosters.deal_count.tolist()
    assert rosters.size.min() >= 1
    assert (np.diff(sections.school) >= 0).all()
    for school in range(plan.n_schools):
        start, stop = timetable.first_section[school : school + 2]
        assert (sections.school[start:stop] == school).all()
    of_roster = rosters.deal_school[rosters.deal]
    assert (of_roster[sections.roster] == sections.school).all()

    by_grade = np.repeat(np.tile(np.arange(len(GRADES)), plan.n_schools), plan.seats.ravel())
    places = booked(timetable, n_terms)
    for term in range(1, n_terms + 1):
        at_home = places.get((-1, term), [])
        moving = places.get((1, term), [])
        assert sorted(at_home + moving) == list(range(len(by_grade)))
        # The few sixth graders of an elementary school may stay with its homerooms.
        assert (by_grade[at_home] <= SIXTH).all()
        assert (by_grade[moving] >= SIXTH).all()
        for period in range(2, n_periods + 1):
            assert sorted(places.get((period, term), [])) == sorted(moving)
    assert not any(len(set(students)) != len(students) for (slot, _), students in places.items() if slot >= 1000)


@pytest.mark.parametrize("name", ["suburban", "urban", "rural"])
def test_everybody_is_in_one_place_at_a_time(name: str) -> None:
    profile = load_profile(name)
    plan = plan_of(even(0, FIFTH, 61), even(SIXTH, 9, 180), even(NINTH, TWELFTH, 240), even(0, TWELFTH, 7))
    n_terms = 3 if name == "rural" else 2
    check(make_timetable(profile, plan, year_of(n_terms), 3), plan, n_terms, profile.periods.high)


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.dictionaries(st.integers(0, TWELFTH), st.integers(1, 90), min_size=1), min_size=1, max_size=3),
    st.integers(6, 8),
    st.integers(2, 4),
    st.integers(0, 1000),
)
def test_any_plan(schools: list[dict[int, int]], periods: int, n_terms: int, seed: int) -> None:
    profile = Profile.model_validate({"periods": {"elementary": periods, "middle": periods, "high": periods}})
    plan = plan_of(*schools)
    check(make_timetable(profile, plan, year_of(n_terms), seed), plan, n_terms, periods)


def test_a_school_does_not_depend_on_the_others() -> None:
    alone = make_timetable(SUBURBAN, plan_of(even(NINTH, TWELFTH, 200)), year_of(2), 3)
    beside = make_timetable(SUBURBAN, plan_of(even(NINTH, TWELFTH, 200), even(1, 6, 50)), year_of(2), 3)
    stop = int(beside.first_section[1])
    assert stop == len(alone.sections.course)
    assert beside.sections.course[:stop].tolist() == alone.sections.course.tolist()
    assert beside.sections.periods[:stop].tolist() == alone.sections.periods.tolist()
    n = len(alone.rosters.size)
    assert beside.rosters.size[:n].tolist() == alone.rosters.size.tolist()


# Elementary


def test_homerooms_of_about_the_target() -> None:
    timetable = make_timetable(SUBURBAN, plan_of(even(KG, FIFTH, 85), even(KG, FIFTH, 170)), year_of(2), 1)
    sections = timetable.sections
    homerooms = np.flatnonzero(sections.kind == Kind.HOMEROOM)
    assert timetable.rosters.size[sections.roster[homerooms]].mean() == pytest.approx(21.3, rel=0.07)
    codes = Counter((grades, list(SUBURBAN.courses)[i]) for grades, i in zip(
        sections.grades[homerooms].tolist(), sections.course[homerooms], strict=True
    ))  # fmt: skip
    assert set(codes) == {(1 << g, f"HR-{GRADES[g]}") for g in range(KG, FIFTH + 1)}
    assert all(11 <= count <= 15 for count in codes.values())


def test_specials_take_the_roster_of_a_homeroom_when_it_is_away() -> None:
    timetable = make_timetable(SUBURBAN, plan_of(even(0, FIFTH, 85)), year_of(2), 1)
    sections, texts = timetable.sections, timetable.period_texts
    home_periods, specials = {}, defaultdict(list)
    rows = zip(sections.kind, sections.roster, sections.periods, sections.course, sections.grades, strict=True)
    for kind, roster, periods, course, grades in rows:
        if kind == Kind.HOMEROOM:
            home_periods[roster] = (grades, texts[periods].split(","))
        else:
            specials[roster].append((texts[periods], course))
    for roster, (grades, at_home) in home_periods.items():
        if grades == 1:  # prekindergarten stays where it is
            assert roster not in specials
            assert at_home == [str(period) for period in range(1, 8)]
            continue
        assert len({course for _, course in specials[roster]}) == 5
        assert sorted(text[2:-1] for text, _ in specials[roster]) == sorted("MTWRF")
        away = {text[0] for text, _ in specials[roster]}
        assert sorted([*away, *at_home]) == [str(period) for period in range(1, 8)]


def test_specials_spread_over_the_week() -> None:
    # Two dozen homerooms see each special once in the 35 periods of a week, so one teacher is enough for it.
    sections = make_timetable(SUBURBAN, plan_of(even(KG, FIFTH, 85)), year_of(2), 1).sections
    special = sections.kind == Kind.SPECIAL
    meetings = list(zip(sections.course[special].tolist(), sections.slot[special].tolist(), strict=True))
    assert len(meetings) == 5 * int((sections.kind == Kind.HOMEROOM).sum()) > 100
    assert len(set(meetings)) == len(meetings)


# Secondary


def test_cores_and_electives_of_a_grade() -> None:
    timetable = make_timetable(SUBURBAN, plan_of(even(NINTH, NINTH, 240)), year_of(2), 1)
    sections, courses = timetable.sections, list(SUBURBAN.courses.values())
    core = sections.kind == Kind.CORE
    departments = [courses[i].department for i in sections.course[core]]
    assert set(departments) == {"english", "mathematics", "science", "social_studies", "wellness"}
    # About 10 cohorts of 24: as many sections of a course of the year, and in each term of those of a term.
    assert departments.count("english") in {9, 10, 11}
    assert departments.count("wellness") == 2 * departments.count("english")
    assert set(np.unique(sections.slot)) == set(range(1, 8))


def test_harder_tracks_are_for_the_abler() -> None:
    timetable = make_timetable(SUBURBAN, plan_of(even(NINTH, NINTH, 480)), year_of(2), 1)
    sections, codes = timetable.sections, list(SUBURBAN.courses)
    assert timetable.rosters.deal_by_ability[timetable.rosters.deal[sections.roster[sections.kind == Kind.CORE]]].all()
    order = {"ENG09": 0, "ENG09H": 1}
    seen: defaultdict[int, list[int]] = defaultdict(list)
    for course, roster in zip(sections.course, sections.roster, strict=True):
        if codes[course] in order:
            seen[int(timetable.rosters.deal[roster])].append(order[codes[course]])
    assert {track for tracks in seen.values() for track in tracks} == {0, 1}
    for tracks in seen.values():
        assert tracks == sorted(tracks)


def core_courses(seats: dict[int, int], year: int) -> dict[tuple[int, ...], set[str]]:
    """The titles of the core courses by the grades that take them together."""
    sections = make_timetable(SUBURBAN, plan_of(seats), year_of(2, year), 1).sections
    titles, found = [course.title for course in SUBURBAN.courses.values()], defaultdict(set)
    for i in np.flatnonzero(sections.kind == Kind.CORE):
        grades = tuple(grade for grade in range(len(GRADES)) if sections.grades[i] >> grade & 1)
        found[grades].add(titles[sections.course[i]])
    return found


def test_a_small_school_teaches_the_courses_of_each_grade() -> None:
    found = core_courses(even(NINTH, TWELFTH, 5), 2027)
    assert sorted(found) == [(grade,) for grade in range(NINTH, TWELFTH + 1)]
    for (grade,), titles in found.items():
        assert f"English {GRADES[grade].lstrip('0')}" in titles


def test_a_few_students_have_the_courses_of_two_grades_one_year_after_the_other() -> None:
    one, other = (core_courses({NINTH: 2, NINTH + 1: 3, TWELFTH - 1: 1, TWELFTH: 2}, year) for year in (2027, 2028))
    lower, upper = (NINTH, NINTH + 1), (TWELFTH - 1, TWELFTH)
    assert set(one) == set(other) == {lower, upper}
    assert not one[lower] & other[lower]
    assert {"English 9", "English 10"} < one[lower] | other[lower]
    assert {"English 11", "English 12", "US History", "US Government"} < one[upper] | other[upper]


def test_two_grades_share_their_electives() -> None:
    sections = make_timetable(SUBURBAN, plan_of(even(NINTH, TWELFTH, 100)), year_of(2), 1).sections
    of_electives = set(sections.grades[sections.kind == Kind.ELECTIVE].tolist())
    assert of_electives == {3 << NINTH, 12 << NINTH} or of_electives == {1 << NINTH, 2 << NINTH, 12 << NINTH}


def test_nobody_meets_an_elective_twice() -> None:
    timetable = make_timetable(SUBURBAN, plan_of(even(SIXTH, TWELFTH, 150)), year_of(2), 1)
    sections, rosters = timetable.sections, timetable.rosters
    met: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    for i in np.flatnonzero(sections.kind == Kind.ELECTIVE):
        deal = rosters.deal[sections.roster[i]]
        first = int(rosters.deal_start[deal])  # one student of the deal may stand for all
        met[first].append((int(sections.course[i]), int(sections.slot[i])))
    for pairs in met.values():
        slots: defaultdict[int, set[int]] = defaultdict(set)
        for course, slot in pairs:
            slots[course].add(slot)
        assert all(len(found) == 1 for found in slots.values())


@pytest.mark.parametrize("each", [6, 10, 20, 45, 90, 200])
def test_support_is_for_a_few_in_a_school_of_any_size(each: int) -> None:
    """A third or all of the students of a small school sat in English as a second language."""
    profile = load_profile("texas")
    plan = plan_of(*[even(SIXTH, TWELFTH, each)] * 8)
    timetable = make_timetable(profile, plan, year_of(2), 1)
    sections = timetable.sections
    students: Counter[tuple[int, str]] = Counter()
    for i in np.flatnonzero(sections.kind == Kind.ELECTIVE):
        code = list(profile.courses)[sections.course[i]]
        if profile.courses[code].support:
            students[int(sections.school[i]), code] += int(timetable.rosters.size[sections.roster[i]])
    for (_, code), n in students.items():
        course = profile.courses[code]
        n_grades = len(grades_of(course.grades))
        assert n <= each * n_grades * course.uptake / 100 * (2 if course.length == "term" else 1)
    assert each < 90 or students


# Groups


def groups_of(seats: dict[int, int], smallest: int, year: int = 2027) -> list[tuple[tuple[int, ...], int, int, int]]:
    array = np.array([seats.get(grade, 0) for grade in range(len(GRADES))])
    first = 100 + np.cumsum(array) - array
    groups = groups_of_school(array, first, smallest, year)
    assert all(group.mask == sum(1 << grade for grade in group.grades) for group in groups)
    return [(group.grades, group.leading, group.start, group.students) for group in groups]


def test_grades_that_are_large_enough_stay_apart() -> None:
    assert groups_of({KG: 8, FIRST: 20}, 8) == [((KG,), KG, 100, 8), ((FIRST,), FIRST, 108, 20)]


def test_small_grades_join_the_next() -> None:
    assert groups_of({KG: 3, FIRST: 4, SECOND: 9}, 8) == [((KG, FIRST, SECOND), SECOND, 100, 16)]


def test_a_small_last_grade_joins_the_one_before() -> None:
    assert groups_of({KG: 20, FIRST: 3}, 8) == [((KG, FIRST), KG, 100, 23)]
    assert groups_of({KG: 20, FIRST: 9, SECOND: 2}, 8) == [((KG,), KG, 100, 20), ((FIRST, SECOND), FIRST, 120, 11)]


def test_elementary_and_secondary_grades_are_not_joined() -> None:
    assert groups_of({FIFTH: 2, SIXTH: 1, SIXTH + 1: 2}, 8, 2026) == [
        ((FIFTH,), FIFTH, 100, 2),
        ((SIXTH, SIXTH + 1), SIXTH, 102, 3),
    ]


def test_half_as_many_are_enough_for_a_secondary_class() -> None:
    assert groups_of({FIFTH - 1: 4, FIFTH: 4, SIXTH: 4, SIXTH + 1: 4}, 8) == [
        ((FIFTH - 1, FIFTH), FIFTH - 1, 100, 8),
        ((SIXTH,), SIXTH, 108, 4),
        ((SIXTH + 1,), SIXTH + 1, 112, 4),
    ]


def test_nobody_earns_credits_in_a_class_of_middle_school() -> None:
    assert groups_of({SIXTH: 3, SIXTH + 1: 2, NINTH: 2, NINTH + 1: 1}, 8, 2026) == [
        ((SIXTH, SIXTH + 1), SIXTH, 100, 5),
        ((NINTH, NINTH + 1), NINTH, 105, 3),
    ]


def test_freshmen_do_not_sit_among_seniors() -> None:
    assert [grades for grades, *_ in groups_of({NINTH: 1, NINTH + 1: 1, TWELFTH: 1}, 8)] == [
        (NINTH, NINTH + 1),
        (TWELFTH,),
    ]


def test_secondary_grades_taught_together_take_turns() -> None:
    leading = [groups_of(even(SIXTH, 9, 1), 8, year)[0][1] for year in range(2026, 2032)]
    assert sorted(leading[:3]) == [SIXTH, SIXTH + 1, SIXTH + 2]
    assert leading[3:] == leading[:3]


def test_a_few_sixth_graders_stay_with_the_homerooms_of_an_elementary_school() -> None:
    assert groups_of({FIFTH: 5, SIXTH: 7}, 8) == [((FIFTH, SIXTH), FIFTH, 100, 12)]
    assert groups_of({FIFTH: 5, SIXTH: 8}, 8) == [((FIFTH,), FIFTH, 100, 5), ((SIXTH,), SIXTH, 105, 8)]
    assert groups_of({SIXTH: 3}, 8) == [((SIXTH,), SIXTH, 100, 3)]


def test_grades_that_nobody_is_in_are_no_group() -> None:
    assert groups_of({FIRST: 9, NINTH: 10}, 8) == [((FIRST,), FIRST, 100, 9), ((NINTH,), NINTH, 109, 10)]
    assert groups_of({}, 8) == []


def stage(grade: int) -> int:
    """Elementary, middle, and the halves of high school."""
    return (grade >= SIXTH) + (grade >= NINTH) + (grade >= NINTH + 2)


@given(
    st.dictionaries(st.integers(0, TWELFTH), st.integers(1, 40), min_size=1),
    st.integers(1, 30),
    st.integers(2026, 2040),
)
def test_groups_hold_everybody_in_order(seats: dict[int, int], smallest: int, year: int) -> None:
    groups = groups_of(seats, smallest, year)
    assert [grade for grades, *_ in groups for grade in grades] == sorted(seats)
    next_start = 100
    for grades, leading, start, students in groups:
        assert start == next_start
        assert students == sum(seats[grade] for grade in grades)
        taught = [grade for grade in grades if stage(grade) == stage(grades[0])]
        assert leading in taught
        assert stage(leading) or seats[leading] == max(seats[grade] for grade in taught)
        assert taught == list(grades) or (taught == list(grades[:-1]) and grades[-1] == SIXTH)
        next_start += students
    for one in range(4):
        own = [group for group in groups if stage(group[0][0]) == one]
        assert len(own) <= 1 or all(2 * students >= smallest * (1 if one else 2) for *_, students in own)


# Sets of electives


@pytest.mark.parametrize("n_sets", [1, 2, 3, 4])
def test_electives_are_divided_into_sets_of_about_the_same_uptake(n_sets: int) -> None:
    offerings, draft = Offerings(SUBURBAN), Draft(list(SUBURBAN.courses), 2)
    school = _School(offerings, draft, Weeks(draft, 7), 0, stream(1, "test"))
    codes = offerings.electives((TWELFTH - 1, TWELFTH))
    sets = school._divide(codes, n_sets)
    assert len(sets) == n_sets
    assert sorted(code for each in sets for code in each) == sorted(codes)
    uptakes = [sum(school.uptake[code] for code in each) for each in sets]
    assert max(uptakes) < 1.5 * min(uptakes)
    for department in ("visual_arts", "career_technical"):
        assert all(any(SUBURBAN.courses[code].department == department for code in each) for each in sets)
    for sequence in ("spanish", "french"):
        assert sum(any(SUBURBAN.courses[code].sequence == sequence for code in each) for each in sets) == 1


def test_as_many_sets_as_electives() -> None:
    draft = Draft(list(SUBURBAN.courses), 2)
    school = _School(Offerings(SUBURBAN), draft, Weeks(draft, 7), 0, stream(1, "test"))
    assert sorted(school._divide(["BAND", "ART1", "JOURN"], 3)) == [["ART1"], ["BAND"], ["JOURN"]]
    assert sorted(school._divide(["SPAN1", "SPAN2", "JOURN"], 3)) == [["JOURN"], ["SPAN1"], ["SPAN2"]]
