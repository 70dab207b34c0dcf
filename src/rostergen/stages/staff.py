"""Who teaches what and where: teachers sized by the sections, then everybody else who works in a school.

The sections of a department are numbered period by period in one sequence. With T = max(most sections in any one
period, total / load limit) teachers, section k goes to teacher k mod T: sections of one period are neighbors in the
sequence and at most T, so nobody is in two places, and loads differ by one at most.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from rostergen.ordering import stable_order
from rostergen.profile.fields import GRADES
from rostergen.rng import stream, weighted
from rostergen.world import Job, Kind, People, Plan, Sections, Staff, Timetable, first_of_each

if TYPE_CHECKING:
    from rostergen.names import NameSource
    from rostergen.profile.model import Profile

_NAMED_ROOMS = {
    "wellness": ("Gym", "Auxiliary Gym", "Weight Room", "Field House"),
    "elementary_pe": ("Gym", "Multipurpose Room"),
    "music": ("Band Room", "Choir Room", "Orchestra Room"),
    "elementary_music": ("Music Room",),
    "visual_arts": ("Art Studio", "Ceramics Studio"),
    "elementary_art": ("Art Room",),
    "elementary_library": ("Library",),
    "elementary_technology": ("Computer Lab",),
    "theatre": ("Auditorium", "Black Box Theater"),
}
"""Rooms that a department has before its teachers get numbered ones."""
_FEMALE = 0.77
"""Share of public school teachers who are women: NCES NTPS 2020-21."""
_SMALL = 0.6
"""A department with less than this part of a load shares its teacher: judgment (2026)."""
_HOMEROOM = "homeroom"
_ALL_DAY = -1
"""The slot of homerooms: all of a school are at one time, so each has its own teacher."""


class _Pools(NamedTuple):
    """The departments of all schools, by school: the teachers of each share a sequence of sections."""

    of_section: np.ndarray  # int64 (sections)
    school: np.ndarray  # int64 (pools), ascending
    department: list[str]
    load: np.ndarray  # int64 (pools): most sections of a teacher


class _Dealt(NamedTuple):
    """The sections of every pool among its teachers."""

    number: np.ndarray  # int64 (sections): teacher of the section, numbered through all pools
    size: np.ndarray  # int64 (pools): teachers needed


def make_staff(profile: Profile, plan: Plan, timetable: Timetable, seed: int) -> Staff:
    """Give every section a primary teacher, a room and perhaps a co-teacher; add the other staff."""
    sections, n_schools = timetable.sections, plan.n_schools
    pools = _departments(profile, sections, n_schools)
    all_day = np.array([department == _HOMEROOM for department in pools.department])
    slot = np.where(all_day[pools.of_section], _ALL_DAY, sections.slot)
    teachers = _deal(pools.of_section, slot, sections.term, pools.load)
    of_school = np.bincount(pools.school, teachers.size, n_schools).astype(np.int64)

    second = np.flatnonzero(_co_taught(profile, sections, seed))
    pool, pool_school, load = _co_pools(profile, sections, second)
    co_teachers = _deal(pool, sections.slot[second], sections.term[second], load)
    co_of_school = np.bincount(pool_school, co_teachers.size, n_schools).astype(np.int64)

    # By school: teachers, co-teachers, the others; the office, sized by the teachers, in front of all.
    jobs = [
        np.concatenate([np.full(n, Job.TEACHER, np.int8), _other_jobs(profile, n)])
        for n in (of_school + co_of_school).tolist()
    ]
    n_office = max(1, round(int((of_school + co_of_school).sum()) * profile.staffing.district_administrators / 100))
    total = np.array([n_office, *map(len, jobs)])
    first = np.cumsum(total)[:-1]
    co_teacher = np.full(len(slot), -1, np.int32)
    co_first = first + of_school - _before(co_of_school)
    co_teacher[second] = co_first[sections.school[second]] + co_teachers.number
    rooms, room_texts = _rooms(pools, teachers.size, n_schools)
    return Staff(
        school=np.repeat(np.arange(-1, n_schools, dtype=np.int32), total),
        job=np.concatenate([np.full(n_office, Job.DISTRICT_ADMINISTRATOR, np.int8), *jobs]),
        teacher=((first - _before(of_school))[sections.school] + teachers.number).astype(np.int32),
        co_teacher=co_teacher,
        room=rooms[teachers.number],
        room_texts=room_texts,
    )


def _before(counts: np.ndarray) -> np.ndarray:
    """Return the sum of the counts before each."""
    before: np.ndarray = np.cumsum(counts) - counts
    return before


def _deal(pool: np.ndarray, slot: np.ndarray, term: np.ndarray, load: np.ndarray) -> _Dealt:
    """Deal the sections of each pool, numbered period by period, to as few teachers as can be.

    Of each section it takes the pool, the slot and the term, of each pool the most sections of a teacher. Every pool
    has sections.
    """
    if not len(pool):
        return _Dealt(np.zeros(0, np.int64), np.zeros(0, np.int64))
    meeting = pool * (int(slot.max()) + 2) + slot + 1
    order = stable_order(meeting * (int(term.max()) + 1) + term)
    meeting, term = meeting[order], term[order]
    new_meeting = np.concatenate([[True], meeting[1:] != meeting[:-1]])
    new_term = new_meeting | np.concatenate([[True], term[1:] != term[:-1]])
    place = np.arange(len(pool))
    group = np.cumsum(new_meeting) - 1
    rank = place - np.maximum.accumulate(np.where(new_term, place, 0))
    # Sections of different terms may share a teacher's period, so each term counts from where the year-long ones end.
    n_year = np.bincount(group, weights=term == 0).astype(np.int64)
    rank = rank + np.where(term > 0, n_year[group], 0)

    starts = np.flatnonzero(new_meeting)
    width = np.maximum.reduceat(rank + 1, starts)
    of_group = pool[order][starts]
    first = first_of_each(of_group, len(load))[:-1]
    size = np.maximum(np.maximum.reduceat(width, first), -(-np.add.reduceat(width, first) // load))
    before = _before(width)
    before -= before[first][of_group]
    number = np.empty(len(pool), np.int64)
    number[order] = (before[group] + rank) % size[of_group][group] + _before(size)[of_group][group]
    return _Dealt(number, size)


def _departments(profile: Profile, sections: Sections, n_schools: int) -> _Pools:
    """Return who can teach what: the departments of each school in the order of their first sections."""
    staffing = profile.staffing
    of_course = [course.department for course in profile.courses.values()]
    number = {name: i for i, name in enumerate(dict.fromkeys([_HOMEROOM, *of_course]))}
    home = sections.kind == Kind.HOMEROOM
    department = np.where(home, number[_HOMEROOM], np.array([number[name] for name in of_course])[sections.course])
    has_special = np.zeros((n_schools, len(number)), bool)
    special = np.flatnonzero(sections.kind == Kind.SPECIAL)
    has_special[sections.school[special], department[special]] = True
    load = np.where(
        has_special[sections.school, department], staffing.specials_per_teacher, staffing.classes_per_teacher
    )
    if staffing.shared_departments:
        # A class that lasts a term is that part of one that lasts the year.
        weight = np.where(sections.term > 0, 1 / max(1, int(sections.term.max())), 1.0)
        for start, after in itertools.pairwise(first_of_each(sections.school, n_schools).tolist()):
            own = slice(start, after)
            _share(staffing.shared_departments, number, department[own], weight[own], load[own])

    _, first, of_section = np.unique(
        sections.school.astype(np.int64) * len(number) + department, return_index=True, return_inverse=True
    )
    place = np.argsort(np.argsort(first))
    first = np.sort(first)
    texts = np.array(list(number))
    return _Pools(place[of_section], sections.school[first], texts[department[first]].tolist(), load[first])


def _share(
    groups: list[list[str]], number: dict[str, int], department: np.ndarray, weight: np.ndarray, load: np.ndarray
) -> None:
    """Join the departments of a group that are each too small for a teacher.

    `number` (of each department), `department` and `load` (of each section of a school) are changed.
    """
    own, loads = department.copy(), load.copy()
    for group in groups:
        rows = {name: np.flatnonzero(own == number[name]) for name in group if name in number}
        small = [name for name, at in rows.items() if len(at) and weight[at].sum() < _SMALL * loads[at[0]]]
        if len(small) > 1:
            together = np.concatenate([rows[name] for name in small])
            department[together] = number.setdefault("+".join(small), len(number))
            load[together] = loads[together].min()


def _rooms(pools: _Pools, n_teachers: np.ndarray, n_schools: int) -> tuple[np.ndarray, list[str]]:
    """Return the room of every teacher, int32 (teachers), as an index into the texts that are returned with it."""
    texts: dict[str, int] = {}
    rooms: list[int] = []
    bounds = first_of_each(pools.school, n_schools).tolist()
    sizes = n_teachers.tolist()
    for start, after in itertools.pairwise(bounds):
        departments = [pools.department[pool] for pool in range(start, after) for _ in range(sizes[pool])]
        rooms += [texts.setdefault(text, len(texts)) for text in _room_texts(departments)]
    return np.array(rooms, np.int32), list(texts)


def _room_texts(departments: list[str]) -> list[str]:
    """Return a room of its own for every teacher: one that the department is known for, or a number."""
    texts: dict[str, None] = {}  # ordered, and quick to ask
    n_numbered = 0
    for department in departments:
        named = next((room for room in _NAMED_ROOMS.get(department, ()) if room not in texts), None)
        if named is None:
            named = f"Room {n_numbered // 25 + 1}{n_numbered % 25 + 1:02d}"
            n_numbered += 1
        texts[named] = None
    return list(texts)


def _co_taught(profile: Profile, sections: Sections, seed: int) -> np.ndarray:
    """Choose the sections that have a second teacher: bool (sections)."""
    rates = profile.staffing.co_teachers
    is_core = sections.kind == Kind.CORE
    is_high = sections.grades >= 1 << GRADES.index("09")
    rate = np.select(
        [sections.kind == Kind.HOMEROOM, is_core & ~is_high, is_core & is_high],
        [rates.elementary, rates.middle, rates.high],
        0.0,
    )
    return stream(seed, "staff.co_taught").random(len(rate)) * 100 < rate


def _co_pools(profile: Profile, sections: Sections, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the pool of co-teachers of each co-taught section, and of each pool its school and load.

    Those in homerooms are there all day; the others of a school share one sequence.
    """
    key = sections.school[rows] * np.int64(2) + (sections.kind[rows] != Kind.HOMEROOM)
    keys, pool = np.unique(key, return_inverse=True)
    return pool, keys // 2, np.full(len(keys), profile.staffing.classes_per_teacher)


def _other_jobs(profile: Profile, n_teachers: int) -> np.ndarray:
    """Return the jobs of a school's staff beside its teachers: int8."""
    staffing = profile.staffing
    n_assistants = max(0, round(n_teachers * staffing.administrators / 100) - 1)
    counts = {
        Job.PRINCIPAL: 1,
        Job.ASSISTANT_PRINCIPAL: n_assistants,
        Job.COUNSELOR: round(n_teachers * staffing.counselors / 100),
        Job.AIDE: round(n_teachers * staffing.aides / 100),
    }
    return np.repeat(np.array(list(counts), np.int8), list(counts.values()))


def name_staff(profile: Profile, staff: Staff, source: NameSource, seed: int) -> People:
    """Name the staff; their names follow the profile's general mix of locales."""
    rng = stream(seed, "staff.names")
    mix = profile.names.locales
    codes = np.array([source.locales.index(code) for code in mix], np.int16)
    locale = codes[weighted(rng, np.array(list(mix.values())), len(staff.job))]
    return source.draw_people(rng, locale, rng.random(len(locale)) >= _FEMALE)
