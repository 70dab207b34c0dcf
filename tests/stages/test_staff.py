"""Every class has a teacher who is nowhere else then, teaches nothing else and not too much."""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rostergen import load_profile
from rostergen.names import NameSource
from rostergen.profile.fields import GRADES
from rostergen.stages.calendar import make_calendar
from rostergen.stages.plan import make_plan
from rostergen.stages.schedule import make_timetable
from rostergen.stages.staff import make_staff, name_staff
from rostergen.stages.staff.departments import _needs, _share
from rostergen.stages.staff.rooms import room_texts
from rostergen.stages.staff.staff import _deal, _Dealt
from rostergen.world import Job, Kind, Plan, Staff, Timetable

if TYPE_CHECKING:
    from rostergen.profile.model import Profile


def made(*settings: str, schools: int = 3, students: int = 1800) -> tuple[Profile, Plan, Timetable, Staff]:
    profile = load_profile("suburban", schools=schools, students=students, settings=settings)
    plan = make_plan(profile, 1)
    timetable = make_timetable(profile, plan, make_calendar(profile, 2027), 1)
    return profile, plan, timetable, make_staff(profile, plan, timetable, 1)


@pytest.fixture(scope="module")
def usual() -> tuple[Profile, Plan, Timetable, Staff]:
    return made()


def dealt(*departments: list[tuple[int, int]], load: int) -> _Dealt:
    """The sections of each department, which meet in these slots and terms, among teachers."""
    pool = np.repeat(np.arange(len(departments)), [len(each) for each in departments])
    slot, term = (np.array(part) for part in zip(*itertools.chain(*departments), strict=True))
    return _deal(pool, slot, term, np.full(len(departments), load))


def clashes(teacher: np.ndarray, meetings: list[tuple[int, int]]) -> int:
    """How many times a teacher has two sections in one slot and overlapping terms."""
    booked: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
    for who, (slot, term) in zip(teacher.tolist(), meetings, strict=True):
        booked[who, slot].append(term)
    found = 0
    for terms in booked.values():
        found += len(terms) != len(set(terms)) or (0 in terms and len(terms) > 1)
    return found


# Sequences


def test_deal_by_hand() -> None:
    # Two sections in each of three periods: two teachers are enough, each with three.
    found = dealt([(1, 0), (1, 0), (2, 0), (2, 0), (3, 0), (3, 0)], load=5)
    assert found.size.tolist() == [2]
    assert found.number.tolist() == [0, 1, 0, 1, 0, 1]


def test_teachers_are_numbered_through_all_pools() -> None:
    found = dealt([(1, 0), (1, 0), (2, 0)], [(1, 0)], [(7, 0), (7, 1), (-1, 0), (-1, 0)], load=5)
    assert found.size.tolist() == [2, 1, 2]
    assert found.number.tolist() == [0, 1, 0, 2, 3, 4, 3, 4]


def test_nothing_to_deal() -> None:
    nothing = np.zeros(0, np.int64)
    assert [len(part) for part in _deal(nothing, nothing, nothing, nothing)] == [0, 0]


def test_sections_of_different_terms_share_the_period_of_a_teacher() -> None:
    assert dealt([(1, 1), (1, 2), (2, 0)], load=5).size.tolist() == [1]
    found = dealt([(1, 0), (1, 1), (1, 2)], load=5)
    assert found.size.tolist() == [2]
    assert found.number[1] == found.number[2] != found.number[0]


def test_the_load_limits_the_periods_of_a_teacher() -> None:
    found = dealt([(slot, 0) for slot in range(7)], load=3)
    assert found.size.tolist() == [3]
    assert sorted(np.bincount(found.number).tolist()) == [2, 2, 3]


@given(
    st.lists(st.tuples(st.integers(1, 8), st.integers(0, 4)), min_size=1, max_size=80),
    st.lists(st.tuples(st.integers(1, 8), st.integers(0, 4)), min_size=1, max_size=5),
    st.integers(1, 8),
)
def test_deal(meetings: list[tuple[int, int]], others: list[tuple[int, int]], load: int) -> None:
    found = dealt(others, meetings, load=load)
    assert len(found.number) == len(others) + len(meetings)
    size = int(found.size[1])
    teacher = found.number[len(others) :] - found.size[0]
    assert teacher.min() >= 0
    assert teacher.max() < size
    assert clashes(teacher, meetings) == 0

    # Sections of different terms that can share a period count once.
    needed = {}
    for slot in {slot for slot, _ in meetings}:
        terms = Counter(term for other, term in meetings if other == slot)
        needed[slot] = terms.pop(0, 0) + max(terms.values(), default=0)
    periods = Counter({(who, slot) for who, (slot, _) in zip(teacher.tolist(), meetings, strict=True)})
    loads = Counter(who for who, _ in periods)
    assert size == max(max(needed.values()), -(-sum(needed.values()) // load))
    assert max(loads.values()) <= load
    assert max(loads.values()) - min(loads[who] for who in range(size)) <= 1
    assert sum(loads.values()) == sum(needed.values())


# Departments


Meetings = list[tuple[int, int]]


def counts(meetings: list[Meetings]) -> np.ndarray:
    """The sections of departments by term and slot."""
    count = np.zeros((len(meetings), 5, 9), np.int64)
    for department, found in enumerate(meetings):
        for slot, term in found:
            count[department, term, slot] += 1
    return count


def shared(groups: list[list[str]], meetings: dict[str, Meetings], load: int = 5) -> set[str]:
    """The departments of a school, after idle ones were joined: "art+music"."""
    names = list(meetings)
    count = counts(list(meetings.values()))
    teachers, idle = _needs(count, load)
    needs: dict[tuple[int, ...], tuple[int, float]]
    needs = {(i,): (int(teachers[i]), float(idle[i])) for i in range(len(names))}
    numbers = [[names.index(name) for name in group if name in names] for group in groups]
    parts = _share(numbers, count, needs, load)
    return {"+".join(sorted(names[i] for i in part)) for part in parts}


def in_periods(*slots: int, term: int = 0) -> Meetings:
    return [(slot, term) for slot in slots]


def test_idle_departments_of_a_group_are_joined_where_that_saves_a_teacher() -> None:
    arts = {"art": in_periods(1, 2), "math": in_periods(*range(1, 8)), "music": in_periods(3, 4)}
    assert shared([["art", "music", "theatre"]], arts) == {"art+music", "math"}
    assert shared([], arts) == {"art", "math", "music"}
    # Both at one time: two teachers are needed anyway.
    assert shared([["art", "music"]], {"art": in_periods(1, 2), "music": in_periods(1, 2)}) == {"art", "music"}


def test_busy_departments_are_not_joined() -> None:
    arts = {"art": in_periods(1, 2, 3), "music": in_periods(4, 5, 6)}
    assert shared([["art", "music"]], arts) == {"art", "music"}
    # Nor is an idle one with a large one, whose teachers keep to their subject.
    english = [*in_periods(*range(1, 8)), *in_periods(*range(1, 8))]
    assert shared([["art", "english"]], {"art": in_periods(1), "english": english}) == {"art", "english"}


def test_classes_of_a_term_weigh_their_part_of_the_year() -> None:
    count = np.zeros((1, 3, 9), np.int64)
    count[0, 1, [1, 2, 3]] = 1  # three classes of the first of two terms
    teachers, idle = _needs(count, 5)
    assert (teachers.tolist(), idle.tolist()) == ([1], [pytest.approx(0.7)])


@given(
    st.dictionaries(
        st.sampled_from("abcdefg"),
        st.lists(st.tuples(st.integers(1, 8), st.integers(0, 4)), min_size=1, max_size=12),
        min_size=1,
    ),
    st.lists(st.lists(st.sampled_from("abcdefgh"), unique=True), max_size=4),
    st.integers(1, 8),
)
def test_share(departments: dict[str, Meetings], groups: list[list[str]], load: int) -> None:
    parts = [part.split("+") for part in shared(groups, departments, load)]
    assert sorted(name for part in parts for name in part) == sorted(departments)
    assert all(len(part) == 1 or any(set(part) <= set(group) for group in groups) for part in parts)
    together = dealt(*[[each for name in part for each in departments[name]] for part in parts], load=load)
    alone = dealt(*departments.values(), load=load)
    assert together.size.sum() <= alone.size.sum()
    assert _needs(counts(list(departments.values())), load)[0].tolist() == alone.size.tolist()


# The staff of a district


def test_nobody_teaches_two_classes_at_once(usual: tuple[Profile, Plan, Timetable, Staff]) -> None:
    _, _, timetable, staff = usual
    sections = timetable.sections
    second = staff.co_teacher >= 0
    who = np.concatenate([staff.teacher, staff.co_teacher[second]])
    scheduled = np.concatenate([sections.kind, sections.kind[second]]) != Kind.HOMEROOM
    meetings = list(zip(sections.slot.tolist(), sections.term.tolist(), strict=True))
    meetings += [meetings[i] for i in np.flatnonzero(second)]
    kept = [meeting for meeting, keep in zip(meetings, scheduled, strict=True) if keep]
    assert clashes(who[scheduled], kept) == 0
    homerooms = who[~scheduled]
    assert len(set(homerooms.tolist())) == len(homerooms)
    assert set(homerooms.tolist()).isdisjoint(who[scheduled].tolist())


def test_teachers_work_where_they_teach(usual: tuple[Profile, Plan, Timetable, Staff]) -> None:
    _, plan, timetable, staff = usual
    second = staff.co_teacher >= 0
    for who, sections in ((staff.teacher, slice(None)), (staff.co_teacher[second], second)):
        assert (staff.job[who] == Job.TEACHER).all()
        assert (staff.school[who] == timetable.sections.school[sections]).all()
    teachers = set(np.flatnonzero(staff.job == Job.TEACHER).tolist())
    assert teachers == {*staff.teacher.tolist(), *staff.co_teacher[second].tolist()}
    assert (staff.teacher != staff.co_teacher).all()
    assert set(staff.school.tolist()) == {-1, *range(plan.n_schools)}


def test_teachers_stay_in_their_department(usual: tuple[Profile, Plan, Timetable, Staff]) -> None:
    profile, _, timetable, staff = usual
    departments = [course.department for course in profile.courses.values()]
    taught: defaultdict[int, set[str]] = defaultdict(set)
    for who, course in zip(staff.teacher.tolist(), timetable.sections.course, strict=True):
        taught[who].add(departments[course])
    groups = [set(group) for group in profile.staffing.shared_departments]
    several = [found for found in taught.values() if len(found) > 1]
    assert len(several) < 0.2 * len(taught)
    assert all(any(found <= group for group in groups) for found in several)


@pytest.mark.parametrize(("load", "specials"), [(3, 10), (6, 30)])
def test_loads(load: int, specials: int) -> None:
    settings = (f"staffing.classes_per_teacher={load}", f"staffing.specials_per_teacher={specials}")
    _, _, timetable, staff = made(*settings)
    sections = timetable.sections
    for kind, limit in ((Kind.CORE, load), (Kind.SPECIAL, specials)):
        for term in (1, 2):
            own = (sections.kind == kind) & np.isin(sections.term, [0, term])
            assert np.bincount(staff.teacher[own]).max() <= limit


MIXED = ("courses.MUS-EL.department=music", "courses.PE-EL.department=wellness")


@pytest.mark.parametrize(
    "settings",
    [MIXED, ("staffing.shared_departments=[[elementary_art, visual_arts, music, elementary_music, theatre]]",)],
)
@pytest.mark.parametrize("schools", [1, 3])
def test_specials_and_secondary_classes_of_one_department_have_their_own_teachers(
    settings: tuple[str, ...], schools: int
) -> None:
    profile, _, timetable, staff = made(*settings, schools=schools, students=700)
    sections = timetable.sections
    special, secondary = sections.kind == Kind.SPECIAL, sections.kind > Kind.SPECIAL
    assert special.any()
    assert secondary.any()
    assert set(staff.teacher[special].tolist()).isdisjoint(staff.teacher[secondary].tolist())
    for term in (1, 2):
        now = secondary & np.isin(sections.term, [0, term])
        assert np.bincount(staff.teacher[now]).max() <= profile.staffing.classes_per_teacher


def test_no_room_holds_two_classes_at_once(usual: tuple[Profile, Plan, Timetable, Staff]) -> None:
    _, _, timetable, staff = usual
    teachers_of: defaultdict[tuple[int, int], set[int]] = defaultdict(set)
    for who, school, room in zip(staff.teacher.tolist(), timetable.sections.school, staff.room, strict=True):
        teachers_of[int(school), int(room)].add(who)
    assert all(len(teachers) == 1 for teachers in teachers_of.values())  # who is in one place at a time
    assert len(set(staff.room_texts)) == len(staff.room_texts)


def rooms(*departments: str, teachers: list[int] | None = None) -> list[str]:
    return room_texts(list(zip(teachers or range(len(departments)), departments, strict=True)))


def test_room_texts() -> None:
    texts = rooms(*["mathematics"] * 26, *["music"] * 2, "elementary_pe", "wellness")
    assert texts[:2] == ["Room 101", "Room 102"]
    assert texts[24:26] == ["Room 125", "Room 201"]
    assert "Gym" in texts
    assert not any(text.startswith("Room") for text in texts[26:28])
    assert len(set(texts)) == len(texts)


def test_a_teacher_of_several_departments_goes_to_their_rooms() -> None:
    found = rooms(
        "elementary_pe", "elementary_library", "english", "history", "elementary_pe", teachers=[0, 0, 0, 0, 1]
    )
    assert found == ["Gym", "Library", "Room 101", "Room 101", "Multipurpose Room"]


def test_a_large_school_has_several_gyms() -> None:
    texts = rooms(*["wellness"] * 40, "elementary_pe")
    assert len(set(texts)) == 41
    assert texts[3:6] == ["Field House", "Gym 2", "Gym 3"]
    assert not any(text.startswith("Room ") for text in texts)


@pytest.mark.parametrize(
    ("band", "kind", "high"),
    [("elementary", Kind.HOMEROOM, None), ("middle", Kind.CORE, False), ("high", Kind.CORE, True)],
)
def test_co_teachers(band: str, kind: Kind, high: bool | None) -> None:
    off = [f"staffing.co_teachers.{other}=0" for other in ("elementary", "middle", "high") if other != band]
    _, _, timetable, staff = made(*off, f"staffing.co_teachers.{band}=100")
    sections = timetable.sections
    of_band = sections.kind == kind
    if high is not None:
        of_band &= (sections.grades >= 1 << GRADES.index("09")) == high
    assert of_band.any()
    assert (staff.co_teacher[of_band] >= 0).all()
    assert (staff.co_teacher[~of_band] == -1).all()


def test_the_rate_of_co_teachers() -> None:
    _, _, timetable, staff = made(*(f"staffing.co_teachers.{band}=20" for band in ("elementary", "middle", "high")))
    kinds = timetable.sections.kind
    own = (kinds == Kind.CORE) | (kinds == Kind.HOMEROOM)
    assert (staff.co_teacher[own] >= 0).mean() == pytest.approx(0.2, abs=0.05)
    assert not (staff.co_teacher[~own] >= 0).any()


def test_other_jobs(usual: tuple[Profile, Plan, Timetable, Staff]) -> None:
    profile, plan, _, staff = usual
    for school in range(plan.n_schools):
        jobs = Counter(staff.job[staff.school == school].tolist())
        n = jobs[Job.TEACHER]
        assert jobs[Job.PRINCIPAL] == 1
        assert jobs[Job.AIDE] == round(n * profile.staffing.aides / 100)
        assert jobs[Job.COUNSELOR] == round(n * profile.staffing.counselors / 100)
        administrators = jobs[Job.PRINCIPAL] + jobs[Job.ASSISTANT_PRINCIPAL]
        assert administrators == max(1, round(n * profile.staffing.administrators / 100))
    office = staff.job[staff.school == -1]
    assert (office == Job.DISTRICT_ADMINISTRATOR).all()
    n = int((staff.job == Job.TEACHER).sum())
    assert len(office) == round(n * profile.staffing.district_administrators / 100)
    assert (staff.school[: len(office)] == -1).all()


def test_one_student_has_one_principal_and_one_office() -> None:
    _, _, _, staff = made(schools=1, students=1)
    jobs = Counter(staff.job.tolist())
    assert jobs[Job.PRINCIPAL] == jobs[Job.DISTRICT_ADMINISTRATOR] == 1
    assert jobs[Job.ASSISTANT_PRINCIPAL] == 0


def test_names_of_staff(usual: tuple[Profile, Plan, Timetable, Staff]) -> None:
    profile, _, _, staff = usual
    person = name_staff(profile, staff, NameSource(profile), 1)
    assert len(person.given) == len(staff.job)
    assert person.male.mean() == pytest.approx(0.23, abs=0.09)
    assert person.given.tolist() == name_staff(profile, staff, NameSource(profile), 1).given.tolist()
    assert person.given.tolist() != name_staff(profile, staff, NameSource(profile), 2).given.tolist()
