"""Demographics: whether the age of a student fits the grade."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rostergen.validate.checks.lookups import live, people
from rostergen.validate.engine import Check, Step

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rostergen.spec import Version

_YOUNGER, _OLDER = 1, 3
"""Five is the age of kindergarten on 1 September, six of grade 01; nobody wonders at so many years less or more."""

_AGE = "5 + CASE grades WHEN 'PK' THEN -1 WHEN 'KG' THEN 0 ELSE try_cast(grades AS TINYINT) END"
"""At the beginning of a grade."""


def demographics(version: Version) -> Iterator[Check | Step]:
    """Yield what is asked of birth dates."""
    yield Step("year", _YEAR)
    odd_ages = f"""
        SELECT d.line, grades AS grade, date_sub('year', birthDate, latest)::INTEGER AS age
        FROM demographics AS d
        JOIN (SELECT id, grades, {_AGE} AS usual FROM {people(version)} WHERE student) AS p ON p.id = d.sourcedId, year
        WHERE usual <= 17 AND {live("d")}
        AND (age < usual - {_YOUNGER} OR date_sub('year', birthDate, earliest) > usual + {_OLDER})
    """
    yield Check("OR-DEM-04", "demographics", "birthDate", odd_ages, ("users", "year"))


_YEAR = """
SELECT min(september) AS earliest, max(september) AS latest
FROM (
    SELECT make_date(year(starts) - (month(starts) < 7)::INTEGER, 9, 1) AS september
    FROM session WHERE starts < ends AND year(starts) BETWEEN 1900 AND 9000
)
HAVING count(*) > 0
"""
"""The first and the last September that begins a school year: a bundle may hold several, and does not say in which of
them a grade was reached. Its dates tell: a wrong one makes us lenient, a wrong schoolYear would blame everybody.
"""
