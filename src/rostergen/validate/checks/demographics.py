"""Demographics: whether the age of a student fits the grade."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rostergen.validate.checks.lookups import live, people
from rostergen.validate.engine import Check

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rostergen.spec import Version

_AGES = {"PK": (3, 6), "KG": (4, 8), **{f"{grade:02}": (grade + 4, grade + 8) for grade in range(1, 13)}}
"""The ages on 1 September that nobody wonders at: five in kindergarten, a year less to three years more."""


def demographics(version: Version) -> Iterator[Check]:
    """Yield what is asked of birth dates."""
    yield Check("OR-DEM-04", "demographics", "birthDate", _odd_ages(version), ("users", "academicSessions"))


def _odd_ages(version: Version) -> str:
    ages = ", ".join(f"('{grade}', {least}, {most})" for grade, (least, most) in _AGES.items())
    return f"""
        WITH year AS (
            -- A bundle may hold several years, and does not say in which of them a grade was reached.
            SELECT make_date(min(school_year) - 1, 9, 1) AS first, make_date(max(school_year) - 1, 9, 1) AS last
            FROM session WHERE school_year BETWEEN 1900 AND 9000
        )
        SELECT d.line, g.grade, date_sub('year', birthDate, last)::INTEGER AS age
        FROM demographics AS d JOIN {people(version)} AS p ON p.id = d.sourcedId
        JOIN (VALUES {ages}) AS g(grade, least, most) ON g.grade = p.grades, year
        WHERE p.student AND {live("d")}
        AND (date_sub('year', birthDate, last) < least OR date_sub('year', birthDate, first) > most)
    """
