"""Ages and grades."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from .breaking import Breaking

pytestmark = pytest.mark.parametrize("version", ["1.1", "1.2"])
WRONG = [("OR-DEM-04", "demographics.csv", 2, "birthDate")]


@pytest.mark.parametrize(
    ("grade", "birth_date", "found"),
    [
        # On 1 September 2026.
        ("KG", "2022-09-01", []),
        ("KG", "2022-09-02", WRONG),
        ("KG", "2017-09-02", []),
        ("KG", "2017-09-01", WRONG),
        ("PK", "2023-09-01", []),
        ("PK", "2023-09-02", WRONG),
        ("09", "2013-09-01", []),
        ("09", "2013-09-02", WRONG),
        ("12", "2005-09-02", []),
        ("12", "2005-09-01", WRONG),
        ("09", "2030-01-01", WRONG),
        ("09", "", []),
        ("13", "1960-01-01", []),
        ("UG", "1960-01-01", []),
        ("09,10", "1960-01-01", []),
        ("", "1960-01-01", []),
    ],
)
def test_the_age_fits_the_grade(
    broken: Breaking, version: str, grade: str, birth_date: str, found: list[tuple[str, str, int, str]]
) -> None:
    cells = {
        ("users", "student-1", "grades"): grade,
        ("demographics", "student-1", "birthDate"): birth_date,
        ("classes", "algebra-1", "grades"): "",
        ("classes", "band-1", "grades"): "",
    }
    assert broken(version, cells) == found


def test_only_of_students(broken: Breaking, version: str) -> None:
    cells = {("demographics", "student-2", "birthDate"): "1960-01-01"}
    assert broken(version, cells) == [("OR-DEM-04", "demographics.csv", 3, "birthDate")]
    assert broken(version, {("demographics", "student-2", "sourcedId"): "teacher-1"} | {}) == []
