"""How a catalogue fills the day of a grade: core slots first, elective periods with what is left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rostergen.profile.fields import GRADES, grades_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from rostergen.profile.schools import ByBand, Course

FIRST_SECONDARY = GRADES.index("06")
"""From this grade number on students change teachers every period; below it a homeroom teacher has them all day."""

FIRST_HIGH = GRADES.index("09")
"""From this grade number on courses count for the diploma."""


def periods_of(periods: ByBand, grade: int) -> int:
    """Return the periods in a school day of a grade."""
    if grade < FIRST_SECONDARY:
        return periods.elementary
    return periods.middle if grade < FIRST_HIGH else periods.high


def of_kind(courses: Mapping[str, Course], kind: str, grades: Iterable[int]) -> dict[str, Course]:
    """Return the courses of a kind that are meant for at least one of the grades, in catalogue order."""
    wanted = set(grades)
    return {
        code: course
        for code, course in courses.items()
        if course.kind == kind and not wanted.isdisjoint(grades_of(course.grades))
    }


def core_slots(courses: Mapping[str, Course], grades: Iterable[int]) -> dict[str, list[str]]:
    """Return the core slots of the grades with the codes of their alternatives, easiest first."""
    slots: dict[str, list[str]] = {}
    for code, course in of_kind(courses, "core", grades).items():
        slots.setdefault(course.slot or course.department, []).append(code)
    return slots


def electives_for_all(courses: Mapping[str, Course], grades: Iterable[int]) -> list[str]:
    """Return the codes of the electives that every one of the grades may take."""
    wanted = set(grades)
    return [
        code
        for code, course in courses.items()
        if course.kind == "elective" and wanted <= set(grades_of(course.grades))
    ]


def check_catalogue(courses: Mapping[str, Course], served: Iterable[int], periods: ByBand) -> None:
    """Raise ValueError, naming every grade concerned, if the catalogue cannot fill the day of a grade."""
    problems: list[str] = []
    for grade in served:
        name = GRADES[grade]
        if grade < FIRST_SECONDARY:
            problems += _elementary_problems(courses, name, grade, periods.elementary)
        else:
            problems += _secondary_problems(courses, name, grade, periods_of(periods, grade))
    if problems:
        raise ValueError("; ".join(problems))


def _elementary_problems(courses: Mapping[str, Course], name: str, grade: int, n_periods: int) -> list[str]:
    problems = []
    if not of_kind(courses, "homeroom", [grade]):
        problems.append(f"courses: grade {name} has no course of kind homeroom")
    specials = len(of_kind(courses, "special", [grade]))
    if specials > 5 * (n_periods - 1):
        problems.append(
            f"courses: grade {name} has {specials} specials, more than fit in {n_periods - 1} periods a day"
        )
    return problems


def _secondary_problems(courses: Mapping[str, Course], name: str, grade: int, n_periods: int) -> list[str]:
    n_core = len(core_slots(courses, [grade]))
    n_electives = len(electives_for_all(courses, [grade]))
    if n_core > n_periods:
        return [f"courses: grade {name} has {n_core} core slots, more than the {n_periods} periods of its day"]
    if (wanted := n_periods - n_core) > n_electives:
        return [
            f"courses: grade {name} has {n_periods} periods and {n_core} core slots, so {wanted} elective periods, "
            f"but only {n_electives} elective(s) are open to it"
        ]
    return []
