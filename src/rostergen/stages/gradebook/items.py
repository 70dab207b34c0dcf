"""What is graded in each class: pieces of work, spread over the school days of every grading period."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from rostergen.gradebook import LineItems
from rostergen.profile.fields import grades_of
from rostergen.rng import stream
from rostergen.stages.gradebook.days import school_days
from rostergen.world import Kind

if TYPE_CHECKING:
    from rostergen.world import Calendar, World

OBJECTIVES = 12
"""Learning objectives of a course."""
_FIRST, _LAST = 0.1, 0.5
"""From where on in its part of the session a piece of work may be due, and the last piece: not on the first day, and
what is graded once a session not in its first half: judgment (2026)."""


class _Template(NamedTuple):
    """The work of every section of a grade and term: arrays by piece, ordered by session and day."""

    category: np.ndarray
    session: np.ndarray
    number: np.ndarray
    earliest: np.ndarray  # float64: 0 the first school day of the session, 1 behind the last
    room: np.ndarray  # float64: how much later it may be


def line_items(world: World, school: int) -> LineItems:
    """Return what is graded in the classes of a school: the same in parallel classes of a teacher."""
    own = np.arange(*world.timetable.first_section[school : school + 2].tolist())
    shape = _shape(world, own)
    rng = stream(world.seed, "gradebook.items", school)
    parts: list[np.ndarray] = []
    templates: list[_Template] = []
    models: list[np.ndarray] = []
    for key in np.unique(shape[shape >= 0]).tolist():
        rows = own[shape == key]
        template = _template(world, key // 16, key % 16)
        pieces = len(template.category)
        before = sum(map(len, parts))
        models.append((before + _parallel(world, rows)[:, None] * pieces + np.arange(pieces)).ravel())
        parts.append(np.repeat(rows, pieces))
        templates.append(_Template(*(np.tile(values, len(rows)) for values in template)))
    section = np.concatenate([np.empty(0, np.int64), *parts])
    empty = _Template(*(np.empty(0, np.int64) for _ in _Template._fields))
    work = _Template(*(np.concatenate(columns) for columns in zip(empty, *templates, strict=True)))

    n = len(section)
    model = np.concatenate([np.empty(0, np.int64), *models])
    assigned, due = _days(world, work, rng.random(n)[model])
    difficulty = rng.standard_normal(n, dtype=np.float32)[model] * np.float32(world.profile.gradebook.item_spread)
    objective = _objectives(world, work.category, rng)[model]
    given = assigned <= last_day(world)
    # Of each category that a class has no work of yet, the first piece is planned: so all its weights are there.
    planned = (work.number == 1) & np.isin(section, section[given])
    order = np.lexsort((work.category, due, section))
    return LineItems(
        section=section[order].astype(np.int32),
        category=work.category[order].astype(np.int16),
        session=work.session[order].astype(np.int16),
        number=work.number[order].astype(np.int32),
        assigned=assigned[order],
        due=due[order],
        difficulty=difficulty[order],
        objective=objective[order],
        given=given[order],
        planned=(planned & ~given)[order],
    )


def n_results(world: World) -> int:
    """Return about how many results there will be: those of movers are counted too."""
    sections, rosters = world.timetable.sections, world.timetable.rosters
    rows = np.arange(len(sections.school))
    shape = _shape(world, rows)
    sizes = rosters.size[sections.roster]
    keys = np.unique(shape[shape >= 0]).tolist()
    return sum(_n_given(world, _template(world, key // 16, key % 16)) * int(sizes[shape == key].sum()) for key in keys)


def _n_given(world: World, work: _Template) -> int:
    """Return how many pieces of work are assigned by the day of the gradebook, if all are due when they mostly are."""
    assigned, _ = _days(world, work, np.full(len(work.category), 0.5))
    return int((assigned <= last_day(world)).sum())


def _parallel(world: World, sections: np.ndarray) -> np.ndarray:
    """Return for each of some sections the first one with the same course and teacher: int64, places in `sections`."""
    teacher, course = world.staff.teacher[sections], world.timetable.sections.course[sections]
    pairs = teacher.astype(np.int64) * len(world.profile.courses) + course
    _, first, group = np.unique(pairs, return_index=True, return_inverse=True)
    parallel: np.ndarray = first[group]
    return parallel


def used_categories(world: World) -> np.ndarray:
    """Return the categories that at least one class has: int64, ascending."""
    shape = _shape(world, np.arange(len(world.timetable.sections.school)))
    grades = np.unique(shape[shape >= 0] // 16).tolist()
    spans = [grades_of(category.grades) for category in world.profile.categories.values()]
    return np.array([i for i, span in enumerate(spans) if any(grade in span for grade in grades)], np.int64)


def last_day(world: World) -> int:
    """Return the day that the gradebook is of."""
    as_of, end = world.profile.gradebook.as_of, int(world.calendar.ends[0]) - 1
    if as_of is None:
        return end
    year = world.calendar.school_year - (as_of >= "07")
    return min(int(np.datetime64(f"{year}-{as_of}", "D").astype(np.int64)), end)


def _shape(world: World, rows: np.ndarray) -> np.ndarray:
    """Return 16 * lowest grade + term of each section, which its work depends on; -1 for one not graded: int64."""
    sections = world.timetable.sections
    masks = sections.grades[rows].astype(np.int64)
    lowest = np.log2(np.maximum(masks & -masks, 1)).astype(np.int64)
    ungraded = set(world.profile.gradebook.ungraded)
    graded_course = np.array([course.department not in ungraded for course in world.profile.courses.values()])
    graded = (sections.kind[rows] != Kind.SPECIAL) & graded_course[sections.course[rows]]
    return np.where(graded, lowest * 16 + sections.term[rows], -1)


def _template(world: World, grade: int, term: int) -> _Template:
    """Return the work of a section of a grade in a term (0: all year)."""
    rows: list[tuple[float, ...]] = []
    for session in _periods(world.calendar, term):
        before = len({row[1] for row in rows})
        for number, category in enumerate(world.profile.categories.values()):
            if grade in grades_of(category.grades):
                # Work is due through the period, and the last of it at the end.
                for k in range(category.items):
                    low = _LAST if k == category.items - 1 else _FIRST
                    earliest, room = (k + low) / category.items, (1 - low) / category.items
                    rows.append((number, session, before * category.items + k + 1, earliest, room))
    table = np.array(rows, np.float64).reshape(-1, 5)
    category, session, number = table[:, :3].astype(np.int64).T
    return _Template(category, session, number, table[:, 3], table[:, 4])


def _periods(calendar: Calendar, term: int) -> list[int]:
    """Return the grading periods of a term (0: of the year), in order."""
    return [
        number
        for number, session in enumerate(calendar.sessions)
        if session.type == "gradingPeriod" and term in (0, session.parent)
    ]


def _days(world: World, work: _Template, luck: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the days on which work is assigned and due: school days of its session, two int32 arrays.

    `luck` from 0 to 1 says where in its room each piece is due.
    """
    lead = np.array([category.days for category in world.profile.categories.values()] or [0])[work.category]
    assigned, due = np.zeros(len(lead), np.int32), np.zeros(len(lead), np.int32)
    for session in np.unique(work.session).tolist():
        rows = np.flatnonzero(work.session == session)
        days = school_days(world.calendar, world.calendar.sessions[session])
        place = work.earliest[rows] + luck[rows] * work.room[rows]
        last = (place * len(days)).astype(np.int64).clip(0, len(days) - 1)
        assigned[rows], due[rows] = days[np.maximum(last - lead[rows], 0)], days[last]
    return assigned, due


def _objectives(world: World, category: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    rates = np.array([category.objectives for category in world.profile.categories.values()] or [0.0])
    states = rng.random(len(category)) * 100 < rates[category]
    return np.where(states, rng.integers(0, OBJECTIVES, len(category)), -1).astype(np.int16)
