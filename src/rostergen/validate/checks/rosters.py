"""Rosters: whom a class has, who is in no class, and who is in one class twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rostergen.validate.checks.lookups import bulk, live
from rostergen.validate.engine import Check, Step
from rostergen.validate.links import known

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rostergen.spec import Version


def rosters(version: Version) -> Iterator[Check | Step]:
    """Yield what is asked of all enrollments of a class, or of a user."""
    yield Step("rosters", _ROSTERS, ("enrollments",))
    yield Step("odd_classes", _ODD_CLASSES, ("rosters",))
    yield Check("OR-ENR-02", "enrollments", "primary", _SECOND_PRIMARY, ("rosters",))
    for code, condition in (("OR-ENR-03", "no_primary"), ("RG-CLS-01", "no_student"), ("RG-CLS-02", "no_teacher")):
        sql = f"SELECT line FROM odd_classes WHERE bulk AND {condition}"
        yield Check(code, "classes", "sourcedId", sql, ("odd_classes",))
    yield Check("RG-USR-02", "users", "sourcedId", _idle_students(version), ("attendees",))
    yield Check("OR-ENR-06", "enrollments", "classSourcedId", _TWICE, ("crowded",))


def not_enrolled(user: str, section: str) -> str:
    """Return the condition that a user is surely in no class with this id, as far as a bundle can tell.

    An enrollment of an unknown user, or in an unknown class, may be the one that is looked for.
    """
    unknown_user = f"userSourcedId NOT IN (SELECT sourcedId FROM {known('users')} WHERE sourcedId IS NOT NULL)"
    unknown_class = f"classSourcedId NOT IN (SELECT sourcedId FROM {known('classes')} WHERE sourcedId IS NOT NULL)"
    both = "userSourcedId IS NOT NULL AND classSourcedId IS NOT NULL"
    return f"""
        {bulk("enrollments")}
        AND ({user}, {section}) NOT IN (SELECT (userSourcedId, classSourcedId) FROM enrollments WHERE {both})
        AND {user} NOT IN (SELECT userSourcedId FROM enrollments WHERE {both} AND {unknown_class})
        AND {section} NOT IN (SELECT classSourcedId FROM enrollments WHERE {both} AND {unknown_user})
    """


_ROSTERS = f"""
SELECT classSourcedId AS class, count(*) FILTER (role = 'student') AS students,
    count(*) FILTER (role = 'teacher') AS teachers, count(*) FILTER (role = 'teacher' AND "primary") AS primaries,
    bool_and(role IS NOT NULL) AS read
FROM enrollments WHERE classSourcedId IS NOT NULL AND {live()} GROUP BY classSourcedId
"""

_ALL_THERE = bulk("enrollments")

_ODD_CLASSES = f"""
SELECT c.line, c.id AS class, c.line IS NOT NULL AND c.status IS NULL AND {_ALL_THERE} AS bulk,
    teachers > 0 AND primaries = 0 AS no_primary,
    students IS NULL OR students = 0 AS no_student, teachers IS NULL OR teachers = 0 AS no_teacher
FROM section AS c LEFT JOIN rosters AS r ON r.class = c.id
WHERE (no_primary OR no_student OR no_teacher) AND coalesce(read, true)
"""
"""What is missing can be told only where the enrollments are all there (`bulk`), and no role may be the missing one."""

_DATES = "coalesce(beginDate, DATE '-infinity') AS begins, coalesce(endDate, DATE 'infinity') AS ends"

_SECOND_PRIMARY = f"""
SELECT line, other_line
FROM (
    SELECT line, begins, attendee, max(ends) OVER before AS taken, arg_max(line, ends) OVER before AS other_line,
        arg_max(attendee, ends) OVER before AS other
    FROM (
        SELECT line, classSourcedId AS class, userSourcedId AS attendee, {_DATES} FROM enrollments
        WHERE role = 'teacher' AND "primary" AND {live()}
        AND classSourcedId IN (SELECT class FROM rosters WHERE primaries > 1)
        AND classSourcedId NOT IN (SELECT id FROM ambiguous WHERE file = 'classes')
    )
    WHERE begins < ends
    WINDOW before AS (
        PARTITION BY class ORDER BY begins, line ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    )
)
WHERE begins < taken AND attendee <> other
"""
"""One teacher who is there twice is not two; that is another question."""

_TWICE = f"""
SELECT line, other_line
FROM (
    SELECT line, id, begins, max(ends) OVER before AS taken, arg_max(line, ends) OVER before AS other_line,
        arg_max(id, ends) OVER before AS other
    FROM (SELECT *, {_DATES} FROM crowded WHERE again AND role IS NOT NULL)
    WHERE begins < ends
    WINDOW before AS (
        PARTITION BY attendee, class, role ORDER BY begins, line ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    )
)
WHERE begins < taken AND id <> other
"""


def _idle_students(version: Version) -> str:
    student = "role = 'student'" if version.number == "1.1" else "sourcedId IN (SELECT id FROM duties WHERE student)"
    return f"""
        SELECT line FROM users
        WHERE {student} AND status IS NULL AND sourcedId NOT IN (SELECT attendee FROM attendees) AND {_ALL_THERE}
    """
