"""Who teaches what and where: teachers sized by the sections, then everybody else who works in a school.

The sections of a department are numbered period by period in one sequence. With T = max(most sections in any one
period, total / load limit) teachers, section k goes to teacher k mod T: sections of one period are neighbors in the
sequence and at most T, so nobody is in two places, and loads differ by one at most.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from rostergen.profile.fields import GRADES
from rostergen.rng import stream, weighted
from rostergen.world import Job, Kind, People, Plan, Sections, Staff, Timetable

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


class _Pool(NamedTuple):
    """Teachers of one school that share a sequence of sections."""

    teacher: np.ndarray  # of each section, from 0
    size: int


def make_staff(profile: Profile, plan: Plan, timetable: Timetable, seed: int) -> Staff:
    """Give every section a primary teacher, a room and perhaps a co-teacher; add the other staff."""
    sections = timetable.sections
    n = len(sections.school)
    teacher, co_teacher = np.zeros(n, np.int32), np.full(n, -1, np.int32)
    room = np.zeros(n, np.int32)
    rooms: dict[str, int] = {}
    departments = np.array([course.department for course in profile.courses.values()])
    co_taught = _co_taught(profile, sections, seed)
    head_office = 0  # the office is sized by the teachers, so its rows are put in front at the end
    jobs: list[np.ndarray] = []
    schools: list[np.ndarray] = []
    total = n_teachers = 0
    for school in range(plan.n_schools):
        own = slice(*timetable.first_section[school : school + 2].tolist())
        names = np.where(sections.kind[own] == Kind.HOMEROOM, _HOMEROOM, departments[sections.course[own]])
        local, of_teacher = _teachers(profile, sections, own, names)
        count = len(of_teacher)
        teacher[own] = local + total
        texts = np.array([rooms.setdefault(text, len(rooms)) for text in _room_texts(of_teacher)])
        room[own] = texts[local]

        second = np.flatnonzero(co_taught[own]) + own.start
        extra = _co_teachers(profile, sections, second)
        co_teacher[second] = extra.teacher + total + count
        others = _other_jobs(profile, count + extra.size)
        jobs.append(np.concatenate([np.zeros(count + extra.size, np.int8), others]))
        schools.append(np.full(len(jobs[-1]), school, np.int32))
        total += len(jobs[-1])
        n_teachers += count + extra.size

    head_office = max(1, round(n_teachers * profile.staffing.district_administrators / 100))
    return Staff(
        school=np.concatenate([np.full(head_office, -1, np.int32), *schools]),
        job=np.concatenate([np.full(head_office, Job.DISTRICT_ADMINISTRATOR, np.int8), *jobs]),
        second_school=np.full(head_office + total, -1, np.int32),
        teacher=teacher + np.int32(head_office),
        co_teacher=np.where(co_teacher >= 0, co_teacher + head_office, -1).astype(np.int32),
        room=room,
        room_texts=list(rooms),
    )


def _sequence(sections: Sections, rows: np.ndarray, load: int) -> _Pool:
    """Deal the sections `rows` of one department, numbered period by period, to as few teachers as can be."""
    slot, term = sections.slot[rows], sections.term[rows]
    order = np.lexsort((rows, term, slot))
    slot, term = slot[order], term[order]
    new_slot = np.concatenate([[True], slot[1:] != slot[:-1]])
    new_term = new_slot | np.concatenate([[True], term[1:] != term[:-1]])
    place = np.arange(len(rows))
    group = np.cumsum(new_slot) - 1
    rank = place - np.maximum.accumulate(np.where(new_term, place, 0))
    # Sections of different terms may share a teacher's period, so each term counts from where the year-long ones end.
    n_year = np.bincount(group, weights=term == 0).astype(np.int64)
    rank = rank + np.where(term > 0, n_year[group], 0)
    width = np.zeros(int(group[-1]) + 1, np.int64)
    np.maximum.at(width, group, rank + 1)
    count = max(int(width.max()), -(-int(width.sum()) // load))
    teacher = np.empty(len(rows), np.int64)
    teacher[order] = ((np.cumsum(width) - width)[group] + rank) % count
    return _Pool(teacher, count)


def _teachers(profile: Profile, sections: Sections, own: slice, names: np.ndarray) -> tuple[np.ndarray, list[str]]:
    """Return the teacher of each section of a school, from 0, and the department of each teacher."""
    staffing = profile.staffing
    special = sections.kind[own] == Kind.SPECIAL
    loads = {
        name: staffing.specials_per_teacher if special[names == name].any() else staffing.classes_per_teacher
        for name in dict.fromkeys(names.tolist())
    }
    # A class that lasts a term is that part of one that lasts the year.
    weight = np.where(sections.term[own] > 0, 1 / max(1, int(sections.term.max())), 1.0)
    names = _share(staffing.shared_departments, names, weight, loads)
    local = np.empty(len(names), np.int64)
    departments: list[str] = []
    for name in dict.fromkeys(names.tolist()):
        rows = np.flatnonzero(names == name)
        if name == _HOMEROOM:
            pool = _Pool(np.arange(len(rows)), len(rows))
        else:
            pool = _sequence(sections, rows + own.start, loads[name])
        local[rows] = pool.teacher + len(departments)
        departments += [name] * pool.size
    return local, departments


def _share(groups: list[list[str]], names: np.ndarray, weight: np.ndarray, loads: dict[str, int]) -> np.ndarray:
    """Join the departments of a group that are each too small for a teacher."""
    joined = names.astype(object)
    for group in groups:
        small = [name for name in group if 0 < float(weight[names == name].sum()) < _SMALL * loads.get(name, 0)]
        if len(small) > 1:
            together = "+".join(small)
            loads[together] = min(loads[name] for name in small)
            joined[np.isin(names, small)] = together
    return joined


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


def _co_teachers(profile: Profile, sections: Sections, rows: np.ndarray) -> _Pool:
    """Deal the co-taught sections of a school to co-teachers; one in a homeroom is there all day."""
    home = sections.kind[rows] == Kind.HOMEROOM
    teacher = np.empty(len(rows), np.int64)
    n_home = int(home.sum())
    teacher[home] = np.arange(n_home)
    if n_home == len(rows):
        return _Pool(teacher, n_home)
    pool = _sequence(sections, rows[~home], profile.staffing.classes_per_teacher)
    teacher[~home] = pool.teacher + n_home
    return _Pool(teacher, n_home + pool.size)


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
