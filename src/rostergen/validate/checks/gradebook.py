"""The gradebook: line items, results, and the scales that they are read by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rostergen.spec import vocab
from rostergen.validate.checks.lookups import live, meant, people
from rostergen.validate.checks.repeats import repeats
from rostergen.validate.checks.rosters import not_enrolled
from rostergen.validate.engine import Check, Step
from rostergen.validate.links import known
from rostergen.validate.names import text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rostergen.spec import Version

_SESSION = {"1.1": "gradingPeriodSourcedId", "1.2": "academicSessionSourcedId"}
_BOOKED = ("line_item",)
_ODD = ("odd_results",)


def gradebook(version: Version) -> Iterator[Check | Step]:
    """Yield what is asked of line items and results."""
    yield Step("line_item", _line_item(version), ("lineItems",))
    yield from _line_items(version)
    yield Step("odd_results", _odd_results(version), ("results", "line_item"))
    limits = """
        SELECT line, coalesce(printf('%g', value_min), 'any') AS least, coalesce(printf('%g', value_max), 'any') AS most
        FROM odd_results WHERE outside
    """
    yield Check("OR-GRD-02", "results", "score", limits, _ODD)
    no_student = "SELECT line FROM odd_results WHERE no_student"
    yield Check("OR-REF-19", "results", "studentSourcedId", no_student, _ODD)
    yield Check(
        "OR-GRD-05", "results", "studentSourcedId", _not_enrolled(version), ("results", "line_item", "enrollments")
    )
    yield from repeats("OR-GRD-07", "results", "lineItemSourcedId", ("lineItemSourcedId", "studentSourcedId"))
    if version.number == "1.2":
        there = "IN (SELECT id FROM section)"
        other_class = f"SELECT line FROM odd_results WHERE class <> item_class AND class {there} AND item_class {there}"
        yield Check("RG-REF-03", "results", "classSourcedId", other_class, _ODD)
        yield from _scales()


def _line_item(version: Version) -> str:
    columns = (
        f"classSourcedId AS class, categorySourcedId AS category, {_SESSION[version.number]} AS session, assignDate, "
        "dueDate, resultValueMin AS value_min, resultValueMax AS value_max"
    )
    return meant("lineItems", columns)


def _line_items(version: Version) -> Iterator[Check]:
    session = _SESSION[version.number]
    of_session = "FROM line_item AS l JOIN session AS s ON s.id = l.session WHERE l.line IS NOT NULL"
    for column in ("assignDate", "dueDate"):
        outside = f"starts < ends AND ({column} < starts OR {column} >= ends)"
        # A due date before assignDate is wrong by itself, and reported already.
        sql = f"SELECT l.line {of_session} AND {outside} AND coalesce({column} >= assignDate, true)"
        yield Check("OR-GRD-06", "lineItems", column, sql, _BOOKED)
    unadvised = {"1.1": "('schoolYear', 'semester', 'term')", "1.2": "('schoolYear')"}[version.number]
    yield Check(
        "RG-REF-01", "lineItems", session, f"SELECT l.line, s.type {of_session} AND s.type IN {unadvised}", _BOOKED
    )
    if version.number == "1.2":
        no_schools = ", ".join(text(kind) for kind in vocab.ORG_TYPE if kind != "school")
        no_school = f"""
            SELECT l.line, o.type FROM lineItems AS l JOIN org AS o ON o.id = l.schoolSourcedId
            WHERE o.type IN ({no_schools}) AND {live("l")}
        """
        yield Check("RG-REF-02", "lineItems", "schoolSourcedId", no_school)
        yield Check("OR12-GRD-09", "classes", "sourcedId", _WEIGHTS, ("classes", "categories", "line_item"))


_WEIGHTS = f"""
SELECT c.line, 'is a class whose weights add up to ' || printf('%g', sum(weight)) AS problem
FROM (SELECT class, category, bool_and(status IS NULL) AS bulk FROM line_item GROUP BY ALL) AS l
JOIN section AS c ON c.id = l.class LEFT JOIN ({meant("categories", "weight")}) AS k ON k.id = l.category
WHERE c.line IS NOT NULL GROUP BY c.line
-- Where a weight is blank or wrong, there is nothing to add up; in a delta, and where a line item is of an unknown
-- class, what is missing may be elsewhere.
HAVING bool_and(bulk AND coalesce(weight BETWEEN 0 AND 100, false)) AND (
    sum(weight) > 100 OR (sum(weight) < 100 AND NOT EXISTS (FROM line_item WHERE class NOT IN (SELECT id FROM section)))
)
"""


def _odd_results(version: Version) -> str:
    """Return the query for the results with which something may be wrong, from one join of all of them."""
    own_class = "r.classSourcedId" if version.number == "1.2" else "l.class"
    return f"""
        SELECT r.line, {own_class} AS class, l.class AS item_class, l.value_min, l.value_max,
            NOT p.student AS no_student,
            (r.score < value_min OR r.score > value_max) AND coalesce(value_min <= value_max, true) AS outside
        FROM results AS r LEFT JOIN line_item AS l ON l.id = r.lineItemSourcedId
        LEFT JOIN {people(version)} AS p ON p.id = r.studentSourcedId
        WHERE {live("r")} AND (no_student OR outside OR {own_class} <> l.class)
    """


def _not_enrolled(version: Version) -> str:
    return f"""
        SELECT r.line FROM results AS r JOIN line_item AS l ON l.id = r.lineItemSourcedId
        JOIN section AS c ON c.id = l.class JOIN {people(version)} AS p ON p.id = r.studentSourcedId
        WHERE p.student AND {live("r")} AND {not_enrolled("r.studentSourcedId", "l.class")}
    """


def _scales() -> Iterator[Check]:
    """Yield what 1.2 asks of score scales."""
    scale = "FROM scoreScales AS s JOIN section AS c ON c.id = s.classSourcedId"
    there = f"IN (SELECT sourcedId FROM {known('courses')})"
    other_course = f"""
        SELECT s.line {scale}
        WHERE c.course <> s.courseSourcedId AND c.course {there} AND s.courseSourcedId {there}
    """
    yield Check("OR12-GRD-11", "scoreScales", "courseSourcedId", other_course)
    other_org = f"""
        SELECT s.line {scale} JOIN org AS o ON o.id = s.orgSourcedId
        WHERE c.school IS NOT NULL AND (c.school, o.id) NOT IN (SELECT org, above FROM above)
    """
    yield Check("OR12-GRD-11", "scoreScales", "orgSourcedId", other_org)
    links = ("resultScoreScales",)
    yield Check("OR12-GRD-04", "results", "textScore", _OFF_SCALE, ("scoreScales",), readable=links)


def _links(file: str, holder: str) -> str:
    """Return the relation of what is read by which scales; what has a heap of scales is left out."""
    return f"""(
        SELECT {holder} AS holder, unnest(list(DISTINCT scoreScaleSourcedId)) AS scale FROM {file}
        WHERE {holder} IS NOT NULL AND scoreScaleSourcedId IS NOT NULL AND {live()}
        GROUP BY {holder} HAVING count(DISTINCT scoreScaleSourcedId) <= 8
    )"""


_OFF_SCALE = f"""
WITH own AS {_links("resultScoreScales", "resultSourcedId")},
of_item AS {_links("lineItemScoreScales", "lineItemSourcedId")},
worded AS (
    SELECT line, status, sourcedId AS id, lineItemSourcedId AS item, trim(textScore) AS score
    FROM results WHERE textScore IS NOT NULL AND {live()}
),
assigned AS (
    SELECT line, score, scale FROM worded JOIN own ON own.holder = id
    UNION ALL
    SELECT line, score, scale FROM worded JOIN of_item ON of_item.holder = item
    -- A delta need not bring the scales that results have of their own.
    WHERE id NOT IN (SELECT holder FROM own) AND (status IS NULL OR EXISTS (FROM own))
)
SELECT assigned.line FROM assigned JOIN ({meant("scoreScales", "scoreScaleValue AS pairs")}) AS s ON s.id = scale
-- Either side of a pair will do.
WHERE regexp_full_match(pairs, '(\\{{[^{{}}:]+:[^{{}}]+\\}},? *)*')
GROUP BY assigned.line
HAVING NOT bool_or(contains(pairs, '{{' || score || ':') OR contains(pairs, ':' || score || '}}'))
"""
