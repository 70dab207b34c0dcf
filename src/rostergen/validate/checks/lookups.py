"""What references mean: tables with one row for each sourcedId that is not in doubt, for other checks to look up.

A row takes no part if it is deleted, or if its sourcedId stands in several rows: that is reported once, and nobody
knows which of them is meant. Where an earlier state is given, its rows stand for what the bundle does not bring.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rostergen.spec import vocab
from rostergen.validate.engine import Step
from rostergen.validate.links import known
from rostergen.validate.names import text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rostergen.spec import Version

DEPTH = 16
"""How far trees of orgs and sessions are followed; nobody nests them as deep."""

GRADES = tuple(grade for grade in vocab.CEDS_GRADES if grade not in ("UG", "Other"))
"""Grades that say how far a student is; the two others fit anywhere."""


def live(row: str = "") -> str:
    """Return the condition that a row is not one that a delta deletes."""
    return f"{row}{'.' if row else ''}status IS DISTINCT FROM 'tobedeleted'"


def bulk(file: str) -> str:
    """Return the condition that a file is meant to be complete: most of its rows say nothing of a delta.

    A single row that does is a slip, reported as such, and no reason to believe that others are elsewhere.
    """
    return f"(SELECT 2 * count(status) < count(*) FROM {file})"


def complete(file: str) -> str:
    """Return the condition that all rows of a file are known, from the bundle or from an earlier state."""
    return f"({bulk(file)} OR EXISTS (FROM {known(file)} WHERE line IS NULL))"


def current(file: str, columns: str) -> str:
    """Return the query for all rows of a file that are not deleted: `line`, `id`, `status` and some columns.

    `line` is NULL in rows of an earlier state.
    """
    rows = f"SELECT line, sourcedId AS id, status, {columns} FROM {known(file)}"
    return f"{rows} WHERE sourcedId IS NOT NULL AND {live()}"


def meant(file: str, columns: str) -> str:
    """Return the query for those of them that references can mean, which leaves out what shares a sourcedId."""
    return f"{current(file, columns)} AND sourcedId NOT IN (SELECT id FROM ambiguous WHERE file = {text(file)})"


def people(version: Version) -> str:
    """Return the relation of all users: whether they are a `student` (NULL where nobody knows), `grades`, `agents`.

    In 1.1 there are also their `role` and the first of their orgs, `org`; in 1.2 what `duties` says of them.
    """
    if version.number == "1.1":
        roles = "role, role = 'student' AS student, orgSourcedIds[1] AS org"
        return f"({meant('users', f'{roles}, grades, agentSourcedIds AS agents')})"
    rows = meant("users", "grades, agentSourcedIds AS agents")
    return f"(SELECT p.*, d.* EXCLUDE (id) FROM ({rows}) AS p LEFT JOIN duties AS d ON d.id = p.id)"


def lookups(version: Version) -> Iterator[Step]:
    """Yield the tables: `session`, `org`, `above`, `grade_mask`, `term_list`, `section`, and in 1.2 `duties`."""
    dates = "startDate AS starts, endDate AS ends"
    sessions = meant("academicSessions", f"type, {dates}, parentSourcedId AS parent, schoolYear AS school_year")
    yield Step("session", sessions)
    yield Step("org", meant("orgs", "type, parentSourcedId AS parent"))
    yield Step("above", _ABOVE)
    yield Step("grade_mask", _GRADE_MASK)
    yield Step("term_list", _TERM_LIST)
    yield Step("section", _section())
    if version.number == "1.2":
        yield Step("duties", _DUTIES)


_ABOVE = f"""
WITH RECURSIVE up(org, above, depth) AS (
    SELECT id, id, 0 FROM org
    UNION ALL
    SELECT up.org, o.parent, depth + 1 FROM up JOIN org AS o ON o.id = up.above
    WHERE o.parent IS NOT NULL AND depth < {DEPTH}
)
SELECT DISTINCT org, above FROM up
"""
"""Each org with itself and every org above it."""

_GRADE_MASK = f"""
SELECT grades, CASE WHEN bool_and(coalesce(bit > 0, false)) THEN bit_or(1 << bit) END AS mask
FROM (
    SELECT grades, list_position([{", ".join(map(text, GRADES))}], trim(unnest(string_split(grades, ',')))) AS bit
    FROM (
        SELECT DISTINCT grades FROM {known("users")} WHERE grades IS NOT NULL
        UNION SELECT DISTINCT grades FROM {known("classes")} WHERE grades IS NOT NULL
    )
)
GROUP BY grades
"""
"""Grades as a set of bits; NULL where one of them is not known, so that nothing is said of it."""

_TERM_LIST = f"""
SELECT terms, min(starts) AS starts, max(ends) AS ends, bool_and(coalesce(starts < ends, false)) AS dated,
    min(type) FILTER (type IN ('schoolYear', 'gradingPeriod')) AS odd_type
FROM (SELECT terms, unnest(terms) AS term FROM (SELECT DISTINCT termSourcedIds AS terms FROM {known("classes")}))
LEFT JOIN session ON session.id = term
GROUP BY terms
"""
"""The lists of sessions that classes name, few as a rule, with the whole time that they span."""


def _section() -> str:
    columns = "grades, periods, courseSourcedId AS course, schoolSourcedId AS given_school, termSourcedIds AS terms"
    return f"""
        SELECT c.*, g.mask, s.id AS school, CASE WHEN dated THEN t.starts END AS starts,
            CASE WHEN dated THEN t.ends END AS ends
        FROM ({meant("classes", columns)}) AS c LEFT JOIN grade_mask AS g ON g.grades = c.grades
        LEFT JOIN term_list AS t ON t.terms = c.terms
        LEFT JOIN org AS s ON s.id = c.given_school AND {is_school("s")}
    """


def is_school(org: str) -> str:
    """Return the condition that an org is a school, or of a type of its producer's own."""
    return f"({org}.type = 'school' OR starts_with({org}.type, 'ext:'))"


def _any_role(condition: str) -> str:
    """Return whether any role meets a condition; NULL where that depends on a role that nobody knows."""
    return f"CASE WHEN bool_or({condition}) THEN true WHEN bool_and(role IS NOT NULL) AND {_ALL_ROLES} THEN false END"


_ALL_ROLES = complete("roles")


_DUTIES = f"""
SELECT holder AS id, {_any_role("role = 'student'")} AS student,
    {_any_role("role IN ('parent', 'guardian', 'relative', 'aide')")} AS guards,
    CASE WHEN bool_or(is_primary) THEN true WHEN bool_and(is_primary IS NOT NULL) AND {_ALL_ROLES} THEN false END
        AS has_primary,
    CASE WHEN {_ALL_ROLES} THEN bool_and(org IN (SELECT id FROM org)) END AS placed,
    min(role::VARCHAR) AS some_role
FROM ({current("roles", "userSourcedId AS holder, orgSourcedId AS org, role, roleType = 'primary' AS is_primary")})
WHERE holder IS NOT NULL GROUP BY holder
"""
"""What the roles of each user come to; `guards`: one fits the agent of a student; `placed`: all are in known orgs.

NULL where that depends on roles that a delta does not bring.
"""
