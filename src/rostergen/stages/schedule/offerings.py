"""What the catalogue offers to a grade, looked up once and not for every school."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from rostergen.profile.fields import GRADES
from rostergen.profile.slots import FIRST_SECONDARY, core_slots, electives_for_all, of_kind, periods_of

if TYPE_CHECKING:
    from rostergen.profile.model import Profile
    from rostergen.profile.schools import ClassSize


class Offerings:
    """The courses, periods and class sizes of each grade number of a profile."""

    def __init__(self, profile: Profile) -> None:
        courses = profile.courses
        self.courses = courses
        self.departments = {code: course.department for code, course in courses.items()}
        self.homeroom = cache(lambda grade: next(iter(of_kind(courses, "homeroom", [grade]))))
        self.specials = cache(lambda grade: list(of_kind(courses, "special", [grade])))
        self.slots = cache(lambda grade: core_slots(courses, [grade]))
        self.electives = cache(lambda grades: electives_for_all(courses, grades))
        self.periods = cache(lambda grade: periods_of(profile.periods, grade))
        self._sizes = profile.class_sizes

    def n_bands(self, grade: int) -> int:
        """Return the elective periods of a secondary grade."""
        return self.periods(grade) - len(self.slots(grade))

    def class_size(self, grade: int) -> ClassSize:
        """Return the class size of a grade."""
        size: ClassSize = getattr(self._sizes, self.band(grade))
        return size

    def band(self, grade: int) -> str:
        """Return the band of grades, as the profile names it, that a grade belongs to."""
        if grade == GRADES.index("PK"):
            return "prekindergarten"
        if grade < FIRST_SECONDARY:
            return "elementary"
        return "middle" if grade < GRADES.index("09") else "high"
