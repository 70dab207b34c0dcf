"""The district profile: every key with its default, range and meaning. `load` makes one from YAML."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, field_validator, model_validator

from rostergen.profile import applications as a
from rostergen.profile import extensions as x
from rostergen.profile import gradebook as g
from rostergen.profile import persons as p
from rostergen.profile import schools as s
from rostergen.profile.catalogue import default_courses
from rostergen.profile.districts import (
    MAX_DISTRICT_SCHOOLS,
    MAX_DISTRICT_STUDENTS,
    MAX_STUDENTS_PER_SCHOOL,
    Districts,
)
from rostergen.profile.fields import JUDGMENT, Form, Grade, Lognormal, Model, Slug, grades_of, key
from rostergen.profile.slots import check_catalogue

MAX_STUDENTS = 10 * MAX_DISTRICT_STUDENTS
MAX_SCHOOLS = 10 * MAX_DISTRICT_SCHOOLS


def _levels() -> dict[str, s.Level]:
    def level(title: str, grades: str, share: float, median: float, sigma: float, least: int, most: int) -> s.Level:
        size = Lognormal(dist="lognormal", median=median, sigma=sigma, min=least, max=most)
        return s.Level(title=title, grades=grades, share=share, size=size)

    elementary = level("Elementary School", "PK-05", 57, 430, 0.45, 40, 1400)
    return {
        "elementary": elementary.model_copy(update={"optional_grades": {"PK": 40.0}}),
        "middle": level("Middle School", "06-08", 18, 540, 0.55, 40, 2000),
        "high": level("High School", "09-12", 25, 650, 0.60, 30, 5000),
    }


_GRADE_SHARES = {
    "PK": 2.65, "KG": 7.66, "01": 7.76, "02": 7.58, "03": 7.47, "04": 7.41, "05": 7.39,
    "06": 7.36, "07": 7.49, "08": 7.50, "09": 7.95, "10": 7.51, "11": 7.04, "12": 6.95,
}  # fmt: skip


CourseCode = Annotated[
    str,
    Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,19}$"),
    Form("a course code: at most 20 letters, digits, - and _, such as MATH-101"),
]


class Profile(Model):
    """A district profile. All keys are optional; what is left out has the default shown."""

    description: str = key(
        "", "One line for `rostergen profiles list`.", max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$"
    )
    schools: int = key(12, "Schools of the district, or of all of them, exactly.", unit="schools", ge=1, le=MAX_SCHOOLS)
    students: int = key(
        8000, "Students of the district, or of all of them, exactly.", unit="students", ge=1, le=MAX_STUDENTS
    )
    district: s.District = key(s.District, "The district as an organization.")
    districts: Districts = key(dict, "The districts of a state; one district without a state unless asked for.")
    levels: dict[Slug, s.Level] = key(
        _levels,
        "Kinds of school. A district with too few schools for all merges neighboring levels: "
        "2 schools are KG-05 and 06-12.",
        source="shares: NCES Digest 2023, table 216.30 (2022-23), traditional schools of these three levels; "
        f"sizes: {JUDGMENT}",
        min_length=1,
    )
    grade_shares: dict[Grade, Annotated[float, Field(gt=0, le=100)]] = key(
        lambda: dict(_GRADE_SHARES),
        "Students of each grade, relative to the other grades taught; a grade left out has its default.",
        unit="weight",
        source="NCES Digest of Education Statistics 2016, table 203.45 (fall 2013)",
    )
    calendar: s.Calendar = key(s.Calendar, "The school year.")
    periods: s.ByBand = key(s.ByBand, "Periods in a school day, by band of grades.", unit="periods", source=JUDGMENT)
    class_sizes: s.ClassSizes = key(s.ClassSizes, "Class sizes by band of grades.")
    staffing: s.Staffing = key(s.Staffing, "Teachers and other staff.")
    families: p.Families = key(p.Families, "Households, guardians and surnames.")
    names: p.Names = key(p.Names, "Where names come from.")
    demographics: p.Demographics = key(p.Demographics, "Who the students are.")
    courses: dict[CourseCode, s.Course] = key(
        default_courses,
        "The course catalogue by course code. Extending profiles add or change single courses; CODE: null removes one.",
        source="titles and codes: SCED (NCES), from memory of versions 4 to 12; uptake: judgment of the project (2026)",
        min_length=1,
    )
    movers: p.Movers = key(p.Movers, "Students who come or go during the year.")
    resources: s.Resources = key(s.Resources, "Textbooks and digital titles.")
    gradebook: g.Gradebook = key(dict, "How scores behave, where a gradebook is asked for.")
    categories: dict[Slug, g.Category] = key(
        g.default_categories, "Categories of graded work, where a gradebook is asked for.", source=JUDGMENT
    )
    applications: dict[Slug, a.Application] = key(
        a.default_applications,
        "Applications that people have logins for, by name; OneRoster 1.2 only. "
        "The first one of a person is the one that roles name.",
        source=JUDGMENT,
    )
    extensions: x.Extensions = key(dict, "Columns and terms beyond the standard; none unless asked for.")
    accounts: p.Accounts = key(p.Accounts, "Identifiers, logins and addresses.")

    @field_validator("grade_shares")
    @classmethod
    def _fill_grades(cls, shares: dict[str, float]) -> dict[str, float]:
        return _GRADE_SHARES | shares

    @model_validator(mode="after")
    def _consistent(self) -> Profile:
        if self.schools > self.students >= self.districts.number:
            raise ValueError(
                f"students: {self.students} students are fewer than the {self.schools} schools; every school needs one"
            )
        if self.students > self.schools * MAX_STUDENTS_PER_SCHOOL:
            raise ValueError(
                f"students: {self.students} in {self.schools} school(s) are over {MAX_STUDENTS_PER_SCHOOL} a school; "
                "ask for more schools"
            )
        if self.districts.number > 1 and self.district.name is not None:
            raise ValueError(
                f"district.name: it names one district, and these are {self.districts.number}; ask for no number of "
                "districts, or for other names with --set district.name=null"
            )
        self.districts.check_totals(self.schools, self.students)
        if not any(level.share > 0 and not level.optional for level in self.levels.values()):
            raise ValueError("levels: at least one must have a share above 0 and not be optional")
        g.check_weights(self.categories)
        if self.gradebook.as_of and not g.day_within(self.gradebook.as_of, self.calendar.start, self.calendar.end):
            raise ValueError(f"gradebook.as_of: {self.gradebook.as_of} is not a day of the school year")
        check_catalogue(self.courses, self.served_grades, self.periods)
        return self

    @property
    def served_grades(self) -> list[int]:
        """Numbers of the grades that the levels with a share cover, ascending."""
        served = {grade for level in self.levels.values() if level.share > 0 for grade in grades_of(level.grades)}
        return sorted(served)
