"""Academic sessions: trees of school years, terms and grading periods, and their dates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rostergen.validate.checks.lookups import DEPTH
from rostergen.validate.checks.trees import in_circle
from rostergen.validate.engine import Check, Step

if TYPE_CHECKING:
    from collections.abc import Iterator

_FILE = "academicSessions"
_TREE = ("session_tree",)


def sessions() -> Iterator[Check | Step]:
    """Yield what is asked of the sessions; but for circles themselves, only of what hangs on the top of a tree."""
    yield Check("OR-SES-03", _FILE, "parentSourcedId", in_circle("session"))
    yield Step("session_tree", _SESSION_TREE, (_FILE,))
    yield Check("OR-SES-01", _FILE, "endDate", _INCLUSIVE, _TREE)
    yield Check("OR-SES-02", _FILE, "schoolYear", _SCHOOL_YEAR, _TREE)
    yield Check("OR-SES-04", _FILE, "type", f"SELECT line, problem FROM ({_NESTING}) WHERE problem IS NOT NULL", _TREE)
    yield Check("OR-SES-05", _FILE, "startDate", _STARTS_OUTSIDE, _TREE)
    yield Check("OR-SES-05", _FILE, "endDate", _ENDS_OUTSIDE, _TREE)
    yield Check("OR-SES-06", _FILE, "type", _NUMBER_OF_TERMS, _TREE)


_SESSION_TREE = f"""
WITH RECURSIVE down AS (
    SELECT s.*, NULL::UBIGINT AS above, NULL::VARCHAR AS above_type, NULL::DATE AS above_starts,
        NULL::DATE AS above_ends,
        s.id AS root, s.school_year AS root_year, 0 AS depth,
        CASE WHEN s.type = 'schoolYear' THEN year(s.ends - 1) END AS ends_in
    FROM session AS s WHERE s.parent IS NULL OR s.parent NOT IN (SELECT id FROM session)
    UNION ALL
    SELECT s.*, up.id, up.type, up.starts, up.ends, up.root, up.root_year, depth + 1, up.ends_in
    FROM down AS up JOIN session AS s ON s.parent = up.id WHERE depth < {DEPTH}
)
SELECT *, max(CASE WHEN starts < ends THEN ends END) OVER before AS taken,
    arg_max(line, CASE WHEN starts < ends THEN ends END) OVER before AS other_line
FROM down
WINDOW before AS (
    PARTITION BY above, type ORDER BY starts, line ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
)
"""
"""Sessions with what is above them, the parent (`above`), and of the `root` its year and the year it `ends_in`; and
with the day until which the siblings of one type that begin before them last (`taken`, by `other_line`)."""

_SCHOOL_YEAR = """
SELECT line, coalesce(ends_in, year(ends - 1)) AS expected
FROM session_tree
WHERE line IS NOT NULL AND CASE
    WHEN ends_in IS NULL THEN school_year NOT BETWEEN year(ends - 1) AND year(ends - 1) + 1
    WHEN depth = 0 THEN school_year <> ends_in
    -- Where the year at the top is wrong, that is said once.
    ELSE school_year <> ends_in AND school_year IS DISTINCT FROM root_year
END
"""

_NESTING = """
SELECT line, CASE
    WHEN parent IS NOT NULL AND above IS NULL THEN NULL
    WHEN type = 'schoolYear' AND above IS NOT NULL THEN 'is below another session'
    WHEN type IN ('semester', 'term', 'gradingPeriod') AND above IS NULL THEN 'has no session above it'
    WHEN above_type = 'gradingPeriod' THEN 'is below a grading period'
END AS problem
FROM session_tree WHERE line IS NOT NULL
"""

_INCLUSIVE = """
SELECT DISTINCT other_line AS line FROM session_tree
WHERE starts < ends AND starts = taken + 1 AND other_line IS NOT NULL
-- Where any session begins on the endDate of another, the bundle knows that endDates are exclusive.
AND NOT EXISTS (FROM session_tree WHERE starts = taken)
"""

_STARTS_OUTSIDE = """
SELECT line, coalesce(
    CASE WHEN starts < above_starts THEN 'starts before its parent' END,
    CASE WHEN starts >= above_ends THEN 'starts after the end of its parent' END,
    'overlaps the one in line ' || other_line
) AS problem
FROM session_tree
WHERE line IS NOT NULL AND above IS NOT NULL AND starts < ends
AND (coalesce(above_starts < above_ends AND (starts < above_starts OR starts >= above_ends), false) OR starts < taken)
"""

_ENDS_OUTSIDE = """
SELECT line, 'ends after its parent' AS problem FROM session_tree
WHERE line IS NOT NULL AND starts < ends AND above_starts < above_ends AND starts < above_ends AND ends > above_ends
"""

_NUMBER_OF_TERMS = """
SELECT year.line, terms.type, found
FROM (
    SELECT root, type, count(*) AS found FROM session_tree WHERE type IN ('semester', 'term') AND depth > 0 GROUP BY ALL
) AS terms
JOIN session_tree AS year ON year.id = terms.root
WHERE NOT EXISTS (FROM session_tree WHERE parent IS NOT NULL AND above IS NULL)
AND year.type = 'schoolYear' AND year.status IS NULL AND year.line IS NOT NULL
AND CASE terms.type WHEN 'semester' THEN found <> 2 ELSE found NOT IN (3, 4) END
"""
"""Only of bulk files, and only where every parent is known: else a part of the terms may be elsewhere."""
