"""Who teaches what and where: teachers sized by the sections, then everybody else who works in a school.

The sections of a department are numbered period by period in one sequence. With T = max(most sections in any one
period, total / load limit) teachers, section k goes to teacher k mod T: sections of one period are neighbors in the
sequence and at most T, so nobody is in two places, and loads differ by one at most.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from rostergen.ordering import distinct, stable_order
from rostergen.profile.fields import GRADES
from rostergen.rng import stream, weighted
from rostergen.stages.staff.departments import departments
from rostergen.stages.staff.rooms import rooms
from rostergen.world import Job, Kind, People, Plan, Sections, Staff, Timetable, first_of_each

if TYPE_CHECKING:
    from rostergen.names import NameSource
    from rostergen.profile.model import Profile

_FEMALE = 0.77
"""Share of public school teachers who are women: NCES NTPS 2020-21."""
_ALL_DAY = -1
"""The slot of homerooms: all of a school are at one time, so each has its own teacher."""


class _Dealt(NamedTuple):
    """The sections of every pool among its teachers."""

    number: np.ndarray  # int64 (sections): teacher of the section, numbered through all pools
    size: np.ndarray  # int64 (pools): teachers needed


def make_staff(profile: Profile, plan: Plan, timetable: Timetable, seed: int) -> Staff:
    """Give every section a primary teacher, a room and perhaps a co-teacher; add the other staff."""
    sections, n_schools = timetable.sections, plan.n_schools
    names = list(dict.fromkeys(course.department for course in profile.courses.values()))
    department = np.array([names.index(course.department) for course in profile.courses.values()])[sections.course]
    pools = departments(profile, sections, names, department, n_schools)
    slot = np.where(sections.kind == Kind.HOMEROOM, _ALL_DAY, sections.slot)
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
    room_of = np.where(sections.kind == Kind.HOMEROOM, len(names), department)
    room, room_texts = rooms(sections.school, teachers.number, room_of, [*names, ""])
    return Staff(
        school=np.repeat(np.arange(-1, n_schools, dtype=np.int32), total),
        job=np.concatenate([np.full(n_office, Job.DISTRICT_ADMINISTRATOR, np.int8), *jobs]),
        second_school=np.full(int(total.sum()), -1, np.int32),
        teacher=((first - _before(of_school))[sections.school] + teachers.number).astype(np.int32),
        co_teacher=co_teacher,
        room=room,
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
    keys, pool, _ = distinct(key)
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
