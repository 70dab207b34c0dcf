"""Enrollments: whether each fits its class, its school and its user."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rostergen.validate.checks.lookups import current, is_school, live, people
from rostergen.validate.engine import Check, Step
from rostergen.validate.links import known

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rostergen.spec import Version

_ODD = ("odd_enrollments",)


def enrollments(version: Version) -> Iterator[Check | Step]:
    """Yield what is asked of single enrollments, and of the terms of the classes."""
    yield Check("OR-REF-08", "classes", "termSourcedIds", _ODD_TERM)
    yield Step("odd_enrollments", _odd_enrollments(version), ("enrollments",))
    for column, condition in (("beginDate", "begins_outside"), ("endDate", "ends_outside")):
        outside = f"SELECT line FROM odd_enrollments WHERE {condition}"
        yield Check("OR-ENR-04", "enrollments", column, outside, _ODD)
    yield Check("OR-ENR-05", "enrollments", "schoolSourcedId", _OTHER_SCHOOL, _ODD)
    yield Check("RG-CLS-03", "enrollments", "userSourcedId", _WRONG_GRADE, _ODD)
    if version.number == "1.1":
        yield Check("OR11-ENR-07", "enrollments", "role", _MISFIT, _ODD)
        yield Check("OR11-ENR-07", "enrollments", "schoolSourcedId", _STRANGER, _ODD)
    else:
        yield Step("strangers", _STRANGERS, ("enrollments", "roles"))
        yield Check("OR12-ENR-07", "enrollments", "schoolSourcedId", _WITHOUT_ROLE, ("strangers",))


_ODD_TERM = """
SELECT c.line, t.odd_type AS type FROM classes AS c JOIN term_list AS t ON t.terms = c.termSourcedIds
WHERE t.odd_type IS NOT NULL
"""


def _odd_enrollments(version: Version) -> str:
    """Return the query for the enrollments with which something may be wrong, from one join of all of them."""
    # A row of users has one role only, so whoever teaches may as well be an aide or an administrator. In 1.2 the
    # official test set accepts any role, and the places are those of roles.csv.
    user_role, misfit, stranger = "NULL", "false", "false"
    if version.number == "1.1":
        misfit = (
            "(e.role = 'student') <> p.student OR p.role IN ('parent', 'guardian', 'relative') "
            "OR (e.role = 'administrator' AND p.role <> 'administrator')"
        )
        user_role, stranger = "p.role", "p.org <> e.schoolSourcedId"
    return f"""
        SELECT e.line, e.userSourcedId AS attendee, e.schoolSourcedId AS school, c.school AS class_school,
            e.beginDate < c.starts OR e.beginDate >= c.ends AS begins_outside,
            e.endDate <= c.starts OR e.endDate > c.ends AS ends_outside,
            c.school <> e.schoolSourcedId AS other_school,
            e.role = 'student' AND p.student AND (c.mask & p.mask) = 0 AS wrong_grade,
            p.grades AS student_grades, c.grades AS class_grades,
            {misfit} AS misfit, {stranger} AS stranger, {user_role} AS user_role, e.role
        FROM enrollments AS e
        LEFT JOIN section AS c ON c.id = e.classSourcedId
        LEFT JOIN (SELECT p.*, g.mask FROM {people(version)} AS p LEFT JOIN grade_mask AS g ON g.grades = p.grades) AS p
            ON p.id = e.userSourcedId
        WHERE {live("e")}
            AND (begins_outside OR ends_outside OR other_school OR wrong_grade OR misfit OR stranger)
    """


_SCHOOLS = f"(SELECT id FROM org AS s WHERE {is_school('s')})"
"""A school that is not there, or is no school, is reported as that alone."""

_OTHER_SCHOOL = f"SELECT line FROM odd_enrollments WHERE other_school AND school IN {_SCHOOLS}"

_WRONG_GRADE = "SELECT line, student_grades, class_grades FROM odd_enrollments WHERE wrong_grade"

_MISFIT = """
SELECT line, 'has the role ' || user_role || ', and is enrolled as ' || role AS problem
FROM odd_enrollments WHERE misfit
"""

_ORGS_OF_STRANGERS = f"""
SELECT sourcedId AS id, unnest(orgSourcedIds) AS org FROM {known("users")}
WHERE sourcedId IN (SELECT attendee FROM odd_enrollments WHERE stranger)
"""
_STRANGER = f"""
WITH places AS ({_ORGS_OF_STRANGERS})
SELECT line, 'does not belong to the school' AS problem FROM odd_enrollments AS e
WHERE stranger AND (class_school IS NULL OR school = class_school) AND school IN {_SCHOOLS}
AND (attendee, school) NOT IN (SELECT id, org FROM places)
-- One of the orgs of the user is not there, and may have been meant for the school.
AND attendee NOT IN (SELECT p.id FROM places AS p WHERE p.org NOT IN (SELECT id FROM org))
"""

_ROLES = current("roles", "userSourcedId AS holder, orgSourcedId AS org")
_STRANGERS = f"""
SELECT e.line, e.userSourcedId AS attendee, e.schoolSourcedId AS school, e.classSourcedId AS class
FROM enrollments AS e ANTI JOIN ({_ROLES}) AS r ON r.holder = e.userSourcedId AND r.org = e.schoolSourcedId
WHERE {live("e")}
"""
"""Enrollments of users who have no role in the very school."""

_WITHOUT_ROLE = f"""
SELECT e.line FROM strangers AS e LEFT JOIN section AS c ON c.id = e.class
WHERE e.school IN {_SCHOOLS} AND (c.school IS NULL OR e.school = c.school)
AND attendee IN (SELECT id FROM duties WHERE placed)
AND e.line NOT IN (
    SELECT strangers.line FROM strangers JOIN above ON above.org = strangers.school
    JOIN ({_ROLES}) AS r ON r.holder = attendee AND r.org = above.above
)
"""
