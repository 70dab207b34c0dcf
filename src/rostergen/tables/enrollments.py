"""Enrollments of a school at a time: the file is alike in both versions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from rostergen.ids import uuid_words
from rostergen.tables.column import Constant, Ids, IdTexts, Joined, Texts
from rostergen.tables.shared import decoded
from rostergen.world import Enrollments

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rostergen.tables.column import Column
    from rostergen.tables.files import Files
    from rostergen.tables.shared import Keys
    from rostergen.tables.table import Table
    from rostergen.world import World

_ENROLLMENT_STRIDE = 1 << 32
"""Enrollment ids of a school start at its number times this, so no school depends on the size of another."""


def enrollment_tables(world: World, keys: Keys, files: Files, enrollments: Enrollments, school: int) -> Iterator[Table]:
    """Yield the enrollments of a school: its teachers, then its students."""
    own = slice(*world.timetable.first_section[school : school + 2].tolist())
    sections = np.arange(own.start, own.stop)
    co_taught = sections[world.staff.co_teacher[own] >= 0]
    section = np.concatenate([sections, co_taught])
    term = world.timetable.sections.term[section]
    teaching = Enrollments(
        section=section,
        user=np.concatenate([world.staff.teacher[own], world.staff.co_teacher[co_taught]]),
        begin=world.calendar.starts[term],
        end=world.calendar.ends[term],
    )
    primary = (np.arange(len(section)) < len(sections)).astype(np.int8)
    first = school * _ENROLLMENT_STRIDE
    class_id = IdTexts(keys.classes[own], section - own.start)
    user_id = IdTexts(keys.staff, teaching.user)
    flag = Texts(["false", "true"], primary)
    role = Texts([files.term("enrollments", "role", "teacher", "co_teacher"), "teacher"], primary)
    yield _enrollments(world, keys, files, school, first, teaching, class_id, user_id, role=role, primary=flag)

    n = len(enrollments.section)
    start = int(world.plan.first_student[school, 0])
    students = keys.students[start : start + int(world.plan.seats[school].sum())]
    class_id = IdTexts(keys.classes[own], enrollments.section - own.start)
    user_id = IdTexts(students, enrollments.user - start)
    first += _ENROLLMENT_STRIDE // 2
    no, student = Constant("false", n), Constant("student", n)
    yield _enrollments(world, keys, files, school, first, enrollments, class_id, user_id, role=student, primary=no)


def _enrollments(
    world: World,
    keys: Keys,
    files: Files,
    school: int,
    first: int,
    rows: Enrollments,
    class_id: IdTexts,
    user_id: IdTexts,
    *,
    role: Column,
    primary: Column,
) -> Table:
    """Return enrollments of one school with ids from number `first` on."""
    n = len(rows.section)
    own: Column = Ids(uuid_words(world.seed, f"enrollment.{world.calendar.school_year}", first, n))
    if world.profile.accounts.enrollment_ids == "class-user":
        own = Joined(class_id, "-", user_id)
    return files.table(
        "enrollments",
        n,
        sourcedId=own,
        classSourcedId=class_id,
        schoolSourcedId=Constant(decoded(keys.orgs[school + 1 : school + 2])[0], n),
        userSourcedId=user_id,
        role=role,
        primary=primary,
        beginDate=keys.school_dates(rows.begin),
        endDate=keys.school_dates(rows.end),
    )
