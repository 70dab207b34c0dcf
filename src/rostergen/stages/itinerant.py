"""Teachers with classes in two schools: a few take over what a colleague of their department has in another one.

The timetable stays as it is. A teacher drives between classes, so a class taken over is never next to another one.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from rostergen.ordering import distinct, stable_order
from rostergen.rng import stream
from rostergen.world import Kind, first_of_each

if TYPE_CHECKING:
    from rostergen.profile.model import Profile
    from rostergen.world import Sections, Staff, Timetable

_MOST_TAKEN = 2
_LEFT = 2
"""A colleague keeps so many meetings at least."""
_ASKED = 5
"""So many colleagues are asked before a teacher stays in one school."""


def share_teachers(profile: Profile, timetable: Timetable, staff: Staff, seed: int) -> Staff:
    """Return the staff with some teachers who have classes in a second school.

    They are the profile's share of those who teach specials and secondary classes, or as many as have the time.
    """
    desk = _Desk(profile, timetable, staff)
    wanted = round(len(desk.teachers) * profile.staffing.two_schools / 100)
    teacher, second_school = staff.teacher.copy(), staff.second_school.copy()
    busy: set[int] = set()
    order = stream(seed, "staff.two_schools").permutation(desk.teachers)
    for who in order[desk.free[order] > 0].tolist():
        if not wanted:
            break
        colleague, sections = desk.taken_over(who, busy) if who not in busy else (-1, [])
        if sections:
            teacher[sections] = who
            second_school[who] = staff.school[colleague]
            busy |= {who, colleague}
            wanted -= 1
    return replace(staff, teacher=teacher, second_school=second_school)


class _Desk:
    """Knows who teaches what and when; homerooms, where a teacher stays all day, left aside."""

    def __init__(self, profile: Profile, timetable: Timetable, staff: Staff) -> None:
        sections = timetable.sections
        rows = np.flatnonzero(sections.kind != Kind.HOMEROOM)
        self._sections = rows[stable_order(staff.teacher[rows])]
        of_teacher = staff.teacher[self._sections]
        self._first = first_of_each(of_teacher, len(staff.job))
        self.teachers = np.flatnonzero(np.diff(self._first))
        self._school = staff.school
        self._periods = sections.periods
        self._near = nearness(timetable.period_texts)
        loads = np.array([profile.staffing.classes_per_teacher, profile.staffing.specials_per_teacher])
        first = self._sections[self._first[self.teachers]]
        meetings = np.diff(self._first)
        self.free = np.zeros(len(staff.job), np.int64)
        """Classes that a teacher could have beside the own ones: int64 (staff)."""
        self.free[self.teachers] = (
            loads[(sections.kind[first] == Kind.SPECIAL).astype(np.int8)] - meetings[self.teachers]
        )
        self._department_of = _departments(profile, sections)
        department = self._department_of[first]
        generous = meetings[self.teachers] > _LEFT
        self._department = dict(zip(self.teachers.tolist(), department.tolist(), strict=True))
        self._colleagues = {int(d): self.teachers[generous & (department == d)] for d in distinct(department).values}

    def _day(self, who: int) -> dict[int, list[int]]:
        """Return the sections of a teacher by the period text of when they meet."""
        day: dict[int, list[int]] = {}
        sections = self._sections[self._first[who] : self._first[who + 1]]
        for section, period in zip(sections.tolist(), self._periods[sections].tolist(), strict=True):
            day.setdefault(period, []).append(section)
        return day

    def taken_over(self, who: int, busy: set[int]) -> tuple[int, list[int]]:
        """Return a colleague of another school, not one of `busy`, and the sections to take over: -1, [] if none."""
        own = self._day(who)
        hours = sum(1 << period for period in own)
        known = {self._department_of[section] for sections in own.values() for section in sections}
        colleagues = self._colleagues[self._department[who]]
        # Those behind the own school come first, and the first of all behind the last.
        start = int(np.searchsorted(self._school[colleagues], self._school[who], side="right"))
        for colleague in np.roll(colleagues, -start)[:_ASKED].tolist():
            if colleague in busy or self._school[colleague] == self._school[who]:
                continue
            theirs = self._day(colleague)
            most = min(int(self.free[who]), _MOST_TAKEN, len(theirs) - _LEFT)
            can = [
                sections
                for when, sections in theirs.items()
                if not self._near[when] & hours and known.issuperset(self._department_of[sections])
            ]
            if can and most > 0:
                return colleague, [section for sections in can[:most] for section in sections]
        return -1, []


def _departments(profile: Profile, sections: Sections) -> np.ndarray:
    """Return a number for the department of each section: int64 (sections).

    Specials keep other hours than secondary classes, so they are a department of their own.
    """
    names = [course.department for course in profile.courses.values()]
    numbers = {name: number for number, name in enumerate(dict.fromkeys(names))}
    of_course = np.array([numbers[name] for name in names])
    of_section: np.ndarray = of_course[sections.course] * 2 + (sections.kind == Kind.SPECIAL)
    return of_section


def nearness(period_texts: list[str]) -> list[int]:
    """Return, for each period text, a bit for each of a class that nobody can teach too in another school.

    "4(M)" or "3" is a meeting; of the list of a homeroom, which is asked for by nobody, the first period counts.
    """
    numbers, days = [], []
    for text in period_texts:
        number, _, weekday = text.partition(",")[0].partition("(")
        numbers.append(int(number or 0))
        days.append(weekday)
    period, day = np.array(numbers), np.array(days)
    every = day == ""
    near = (abs(period[:, None] - period) <= 1) & ((day[:, None] == day) | every[:, None] | every)
    return [int.from_bytes(bits.tobytes(), "little") for bits in np.packbits(near, axis=1, bitorder="little")]
