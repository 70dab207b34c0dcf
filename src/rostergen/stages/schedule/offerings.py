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
        self.homeroom = cache(lambda grade: next(iter(of_kind(courses, "homeroom", [grade]))))
        self.specials = cache(lambda grade: list(of_kind(courses, "special", [grade])))
        self.slots = cache(lambda grade: core_slots(courses, [grade]))
        self.electives = cache(lambda grades: electives_for_all(courses, grades))
        self.periods = cache(lambda grade: periods_of(profile.periods, grade))
        self.at_home = cache(self._at_home)
        self._sizes = profile.class_sizes

    def _at_home(self, away: tuple[int, ...]) -> str:
        """Return the periods of an elementary homeroom that is `away` in others."""
        return ",".join(str(period) for period in range(1, self.periods(0) + 1) if period not in away)

    def n_bands(self, grade: int) -> int:
        """Return the elective periods of a secondary grade."""
        return self.periods(grade) - len(self.slots(grade))

    def class_size(self, grade: int) -> ClassSize:
        """Return the class size of a grade."""
        if grade == GRADES.index("PK"):
            return self._sizes.prekindergarten
        if grade < FIRST_SECONDARY:
            return self._sizes.elementary
        return self._sizes.middle if grade < GRADES.index("09") else self._sizes.high
