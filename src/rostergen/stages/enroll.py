"""Students into the rosters of one school, and from there into its sections."""

from __future__ import annotations

import numpy as np

from rostergen.ordering import stable_order
from rostergen.rng import stream
from rostergen.world import Enrollments, World, ranges

_SUBJECT_SPREAD = 0.8
"""How much a student's ability differs from subject to subject, in standard deviations of ability."""


def enroll_school(world: World, school: int) -> Enrollments:
    """Fill the rosters of a school and return who is in which of its sections."""
    sections, rosters = world.timetable.sections, world.timetable.rosters
    first_deal, last_deal = np.searchsorted(rosters.deal_school, [school, school + 1])
    first, last = np.searchsorted(rosters.deal, [first_deal, last_deal])
    members = _deal(world, slice(first_deal, last_deal), school)

    own = np.arange(*world.timetable.first_section[school : school + 2].tolist())
    sizes = rosters.size[first:last].astype(np.int64)
    starts = np.cumsum(sizes) - sizes
    local = sections.roster[own] - first
    section = np.repeat(own, sizes[local]).astype(np.int32)
    student = members.take(ranges(starts[local], sizes[local]))
    return _within_presence(world, section, student)


def ability_of(world: World, school: int) -> np.ndarray:
    """Return the ability of the students of a school, in their order: float32, standard normal."""
    n = int(world.plan.seats[school].sum())
    return stream(world.seed, "enroll.ability", school).standard_normal(n, dtype=np.float32)


def _deal(world: World, deals: slice, school: int) -> np.ndarray:
    """Return the students of the school's rosters, roster after roster (int32)."""
    rosters = world.timetable.rosters
    counts = rosters.deal_count[deals]
    students = ranges(rosters.deal_start[deals], counts, rosters.deal_stride[deals])
    rank = stream(world.seed, "enroll.deal", school).standard_normal(len(students), dtype=np.float32)
    by_ability = np.repeat(rosters.deal_by_ability[deals], counts)
    ability = ability_of(world, school).take(students - int(world.plan.first_student[school, 0]))
    rank = np.where(by_ability, ability + rank * _SUBJECT_SPREAD, rank)
    # A rank is seldom beyond 8 standard deviations; in steps of a 65,536th it is a whole number to sort by.
    steps = ((rank.clip(-8, 8) + 8) * 65536).astype(np.int64)
    order = stable_order(np.repeat(np.arange(len(counts)) << 21, counts) + steps)
    members: np.ndarray = students.take(order).astype(np.int32)
    return members


def _within_presence(world: World, section: np.ndarray, student: np.ndarray) -> Enrollments:
    """Give the enrollments their dates and drop those of terms that a student was not there."""
    term = world.timetable.sections.term.take(section)
    starts, ends = world.calendar.starts.take(term), world.calendar.ends.take(term)
    people = world.population.students
    begin, end = np.maximum(starts, people.entry.take(student)), np.minimum(ends, people.leave.take(student))
    there = begin < end
    if not there.all():
        # A class of nobody but students who were not there would be empty: they did not move after all.
        taken = np.bincount(section[there] - section[0], minlength=int(section[-1] - section[0]) + 1)
        if not taken.all():
            stays = np.isin(student, student[taken[section - section[0]] == 0])
            begin, end = np.where(stays, starts, begin), np.where(stays, ends, end)
            there |= stays
    return Enrollments(section[there], student[there], begin[there], end[there])
