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
_IDLE = 0.4
"""Teachers of a department who lack more than this part of their load cover another department: judgment (2026)."""
_FEW = 2
"""So many teachers share departments at most, so that a large school's keep to their subject: judgment (2026)."""


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
    jobs: list[np.ndarray] = []
    schools: list[np.ndarray] = []
    total = n_teachers = 0
    for school in range(plan.n_schools):
        own = slice(*timetable.first_section[school : school + 2].tolist())
        home = sections.kind[own] == Kind.HOMEROOM
        names = np.where(home, "", departments[sections.course[own]])
        pool = _teachers(profile, sections, own, names)
        count = pool.size
        teacher[own] = pool.teacher + total
        room[own] = [rooms.setdefault(text, len(rooms)) for text in _room_texts(pool.teacher, names)]

        second = np.flatnonzero(co_taught[own]) + own.start
        extra = _co_teachers(profile, sections, second)
        co_teacher[second] = extra.teacher + total + count
        others = _other_jobs(profile, count + extra.size)
        jobs.append(np.concatenate([np.zeros(count + extra.size, np.int8), others]))
        schools.append(np.full(len(jobs[-1]), school, np.int32))
        total += len(jobs[-1])
        n_teachers += count + extra.size

    # The office is sized by the teachers, and its rows are put in front of theirs.
    head_office = max(1, round(n_teachers * profile.staffing.district_administrators / 100))
    return Staff(
        school=np.concatenate([np.full(head_office, -1, np.int32), *schools]),
        job=np.concatenate([np.full(head_office, Job.DISTRICT_ADMINISTRATOR, np.int8), *jobs]),
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


def _teachers(profile: Profile, sections: Sections, own: slice, departments: np.ndarray) -> _Pool:
    """Return the teacher of each section of a school.

    Specials and secondary classes keep different hours, so nobody teaches both, whatever their department.
    """
    staffing = profile.staffing
    kind = sections.kind[own]
    home = np.flatnonzero(kind == Kind.HOMEROOM)
    teacher = np.empty(len(kind), np.int64)
    teacher[home] = np.arange(len(home))
    count = len(home)
    for rows, load in (
        (np.flatnonzero(kind == Kind.SPECIAL), staffing.specials_per_teacher),
        (np.flatnonzero(kind > Kind.SPECIAL), staffing.classes_per_teacher),
    ):
        hours = _Hours(sections, rows + own.start, departments[rows], load)
        for names in _share(staffing.shared_departments, hours):
            shared = rows[np.isin(departments[rows], names)]
            pool = _sequence(sections, shared + own.start, load)
            teacher[shared] = pool.teacher + count
            count += pool.size
    return _Pool(teacher, count)


class _Hours:
    """When the departments of a school have how many classes."""

    def __init__(self, sections: Sections, rows: np.ndarray, names: np.ndarray, load: int) -> None:
        self._load = load
        self._known: dict[tuple[str, ...], tuple[int, float]] = {}
        self.departments = list(dict.fromkeys(names.tolist()))
        department = np.array([self.departments.index(name) for name in names.tolist()], np.int64)
        slots, slot = np.unique(sections.slot[rows], return_inverse=True)
        self._count = np.zeros((len(self.departments), int(sections.term.max(initial=1)) + 1, len(slots)), np.int64)
        np.add.at(self._count, (department, sections.term[rows], slot), 1)

    def of(self, names: tuple[str, ...]) -> tuple[int, float]:
        """Return how many teachers some departments need together, as `_sequence` deals them, and how idle these are.

        Idle is the part of their load that they lack, over the year.
        """
        if names not in self._known:
            count = self._count[[self.departments.index(name) for name in names]].sum(axis=0)
            width = count[0] + count[1:].max(axis=0)
            n_teachers = max(int(width.max()), -(-int(width.sum()) // self._load))
            classes = float(count[0].sum()) + float(count[1:].sum()) / (len(count) - 1)
            self._known[names] = n_teachers, 1 - classes / (n_teachers * self._load)
        return self._known[names]


def _share(groups: list[list[str]], hours: _Hours) -> list[tuple[str, ...]]:
    """Return the departments, those of a group joined that have little to do and can do with a teacher less together.

    The idlest comes first, and joins the smallest of those with which it saves most.
    """
    parts: list[tuple[str, ...]] = [(name,) for name in hours.departments]
    for group in groups:
        waiting = [part for part in parts if set(part) <= set(group) and hours.of(part)[1] > _IDLE]
        while waiting:
            idlest = max(waiting, key=lambda part: hours.of(part)[1])
            waiting.remove(idlest)
            open_to_it = [part for part in parts if part != idlest and set(part) <= set(group)]
            partners = [part for part in open_to_it if hours.of(part)[0] <= _FEW]
            alone = {part: hours.of(idlest)[0] + hours.of(part)[0] for part in partners}
            saved = {part: alone[part] - hours.of(idlest + part)[0] for part in partners}
            best = max(partners, key=lambda part: (saved[part], -alone[part]), default=idlest)
            if saved.get(best, 0) > 0:
                joined = idlest + best
                parts = [joined if part == best else part for part in parts if part != idlest]
                waiting = [part for part in waiting if part != best] + [joined] * (hours.of(joined)[1] > _IDLE)
    return parts


def _room_texts(teacher: np.ndarray, departments: np.ndarray) -> list[str]:
    """Return the room of each section: one that its department is known for, or a numbered one of its teacher.

    No two teachers share a room, so nobody waits before a door; one of several departments may have several rooms.
    """
    rooms: dict[tuple[int, str], str] = {}
    numbered: dict[int, str] = {}
    taken: set[str] = set()
    pairs = list(zip(teacher.tolist(), departments.tolist(), strict=True))
    for who, department in dict.fromkeys(pairs):
        named = next((room for room in _NAMED_ROOMS.get(department, ()) if room not in taken), None)
        if named is None and who not in numbered:
            numbered[who] = f"Room {len(numbered) // 25 + 1}{len(numbered) % 25 + 1:02d}"
        rooms[who, department] = named or numbered[who]
        taken.add(rooms[who, department])
    return [rooms[pair] for pair in pairs]


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
