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
_UNLIKE = 0.25
"""How far a day of work is from where an even spread would put it, in parts of the gap to the next."""


class _Template(NamedTuple):
    """The work of every section of a grade and term: arrays by piece, ordered by session and day."""

    category: np.ndarray
    session: np.ndarray
    number: np.ndarray
    place: np.ndarray  # float64: 0 the first school day of the session, 1 behind the last
    gap: np.ndarray  # float64: to the next piece of the category


def line_items(world: World, school: int) -> LineItems:
    """Return what is graded in the classes of a school."""
    own = np.arange(*world.timetable.first_section[school : school + 2].tolist())
    shape = _shape(world, own)
    rng = stream(world.seed, "gradebook.items", school)
    parts: list[np.ndarray] = []
    templates: list[_Template] = []
    for key in np.unique(shape[shape >= 0]).tolist():
        rows = own[shape == key]
        template = _template(world, key // 16, key % 16)
        parts.append(np.repeat(rows, len(template.category)))
        templates.append(_Template(*(np.tile(values, len(rows)) for values in template)))
    section = np.concatenate([np.empty(0, np.int64), *parts])
    empty = _Template(*(np.empty(0, np.int64) for _ in _Template._fields))
    work = _Template(*(np.concatenate(columns) for columns in zip(empty, *templates, strict=True)))

    n = len(section)
    jitter = (rng.random(n) - 0.5) * 2 * _UNLIKE
    difficulty = rng.standard_normal(n, dtype=np.float32) * np.float32(world.profile.gradebook.item_spread)
    assigned, due = _days(world, work, jitter)
    order = np.lexsort((work.category, due, section))
    return LineItems(
        section=section[order].astype(np.int32),
        category=work.category[order].astype(np.int16),
        session=work.session[order].astype(np.int16),
        number=work.number[order].astype(np.int32),
        assigned=assigned[order],
        due=due[order],
        difficulty=difficulty[order],
        objective=_objectives(world, work.category, rng)[order],
        shown=assigned[order] <= last_day(world),
    )


def n_results(world: World) -> int:
    """Return about how many results there will be: movers and what is not yet assigned are counted too."""
    sections, rosters = world.timetable.sections, world.timetable.rosters
    rows = np.arange(len(sections.school))
    shape = _shape(world, rows)
    sizes = rosters.size[sections.roster]
    keys = np.unique(shape[shape >= 0]).tolist()
    return sum(len(_template(world, key // 16, key % 16).category) * int(sizes[shape == key].sum()) for key in keys)


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
                gap = 1 / category.items
                # Work is due through the period, and the last of it at the end.
                rows += [
                    (number, session, before * category.items + k + 1, (k + 1) * gap - gap * _UNLIKE, gap)
                    for k in range(category.items)
                ]
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


def _days(world: World, work: _Template, jitter: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the days on which work is assigned and due: school days of its session, two int32 arrays."""
    lead = np.array([category.days for category in world.profile.categories.values()] or [0])[work.category]
    assigned, due = np.zeros(len(lead), np.int32), np.zeros(len(lead), np.int32)
    for session in np.unique(work.session).tolist():
        rows = np.flatnonzero(work.session == session)
        days = school_days(world.calendar, world.calendar.sessions[session])
        place = work.place[rows] + jitter[rows] * work.gap[rows]
        last = (place * len(days)).astype(np.int64).clip(0, len(days) - 1)
        assigned[rows], due[rows] = days[np.maximum(last - lead[rows], 0)], days[last]
    return assigned, due


def _objectives(world: World, category: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    rates = np.array([category.objectives for category in world.profile.categories.values()] or [0.0])
    states = rng.random(len(category)) * 100 < rates[category]
    return np.where(states, rng.integers(0, OBJECTIVES, len(category)), -1).astype(np.int16)
