"""Profile sections about schools: levels, calendar, classes, courses, staff. Sources stand beside the numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field, model_validator

from rostergen.profile.days_off import USUAL, DayOff
from rostergen.profile.fields import (
    GRADES,
    JUDGMENT,
    Choices,
    Day,
    Digits,
    Distribution,
    Form,
    Grade,
    GradeSpan,
    Lognormal,
    Model,
    Normal,
    OneLine,
    Share,
    Slug,
    Title,
    day_of_school_year,
    grades_of,
    key,
    percent,
)
from rostergen.profile.states import STATE_FIPS

if TYPE_CHECKING:
    import numpy as np

_NTPS = "NCES NTPS 2017-18, table fltable06a"
_STAFF = "NCES Digest of Education Statistics 2021, table 213.60 (fall 2019)"


class District(Model):
    """The district as an organization."""

    name: OneLine | None = key(None, "Name of a single district; drawn when left out.")
    state: str = key("IL", "State (two letters); gives the NCES identifiers their first two digits.")

    @model_validator(mode="after")
    def _known_state(self) -> District:
        if self.state not in STATE_FIPS:
            raise ValueError(f"state: '{self.state}' is not the postal abbreviation of a US state")
        return self


class Level(Model):
    """A kind of school."""

    title: OneLine = key("School", "Ends the name of every school of this level.")
    grades: GradeSpan = key("KG-12", "Grades taught.")
    share: float = key(
        0, "Share of the district's schools (relative to the other levels).", unit="weight", ge=0, le=1000
    )
    size: Distribution = key(
        Lognormal(dist="lognormal", median=430, sigma=0.45, min=40, max=1400),
        "Students per school: how the schools of this level differ; scaled so that the totals are exact.",
        unit="students",
    )
    optional: bool = key(False, "May be missing from a small district, whose other levels cover its grades.")
    optional_grades: dict[Grade, Share] = key(
        dict, "Grades that only some schools of this level have: grade and % of its schools.", unit="% of schools"
    )

    @model_validator(mode="after")
    def _optional_grades_within(self) -> Level:
        numbers = grades_of(self.grades)
        inside = {GRADES[number] for number in numbers}
        for grade in self.optional_grades:
            if grade not in inside:
                raise ValueError(
                    f"optional_grades: {grade} is not among the grades {self.grades}; "
                    "state optional_grades: {} if no grade is optional"
                )
        if len(self.optional_grades) == len(inside):
            raise ValueError("optional_grades: every grade of the level is optional; keep at least one")
        return self


class Calendar(Model):
    """The school year. Year Y runs from July of Y-1 to June of Y."""

    start: Day = key(
        "08-20",
        "First day of school, MM-DD; moved to the next weekday that is no day off.",
        source=JUDGMENT,
    )
    end: Day = key(
        "06-05",
        "Last day of school, MM-DD, from 01-01 on; moved to the weekday before that is no day off; "
        "at least 90 days after the first.",
        source=JUDGMENT,
    )
    structure: Literal["semesters", "trimesters", "quarters"] = key(
        "semesters", "How the year is divided; a half-year course lasts one of these.", source=JUDGMENT
    )
    grading_periods_per_term: int = key(2, "Grading periods in each term.", source=JUDGMENT, ge=1, le=3)
    days_off: list[DayOff] = key(
        lambda: list(USUAL), "Days without school: nothing is assigned, due or graded on them.", source=JUDGMENT
    )

    @model_validator(mode="after")
    def _start_before_end(self) -> Calendar:
        start, end = (day_of_school_year(text) for text in (self.start, self.end))
        if end <= start:
            raise ValueError(
                f"the year ends ({self.end}) before it starts ({self.start}); a school year runs July to June"
            )
        if self.end >= "07":
            raise ValueError(
                f"the year ends ({self.end}) before 01-01; a school year is called by the calendar year it ends in"
            )
        if end - start < 90:
            raise ValueError(f"the year from {self.start} to {self.end} is shorter than 90 days")
        return self


class ByBand(Model):
    """A whole number for each band of grades."""

    elementary: int = key(7, "Grades PK to 05.", ge=2, le=12)
    middle: int = key(7, "Grades 06 to 08.", ge=2, le=12)
    high: int = key(7, "Grades 09 to 12.", ge=2, le=12)


class ClassSize(Model):
    """Size of the classes of one band of grades."""

    target: Distribution = key(23, "Students in a class.", unit="students")
    cap: int = key(
        32,
        "No class of this band is larger, unless its course says so.",
        unit="students",
        source=JUDGMENT,
        ge=1,
        le=200,
    )

    @model_validator(mode="after")
    def _target_below_cap(self) -> ClassSize:
        if not 1 <= self.target.expected <= self.cap:
            raise ValueError(f"the target of {self.target.expected:g} is not between 1 and the cap of {self.cap}")
        if isinstance(self.target, Choices) and (low := min(self.target.weights)) < 1:
            raise ValueError(f"target: a class of {low:g} students is none; the smallest has 1")
        return self

    def draw(self, rng: np.random.Generator) -> float:
        """Return what the classes of a grade are aimed at: a draw of the target, from 1 to the cap."""
        return min(max(float(self.target.draw(rng, 1)[0]), 1.0), float(self.cap))


def _sizes(mean: float, sd: float, low: int, high: int, cap: int) -> ClassSize:
    return ClassSize(target=Normal(dist="normal", mean=mean, sd=sd, min=low, max=high), cap=cap)


class ClassSizes(Model):
    """Class sizes by band of grades."""

    prekindergarten: ClassSize = key(_sizes(16, 1.5, 10, 20, 20), "Grade PK.", source=JUDGMENT)
    elementary: ClassSize = key(_sizes(20.9, 2, 14, 27, 30), "Grades KG to 05 (self-contained).", source=_NTPS)
    middle: ClassSize = key(_sizes(24.9, 2, 15, 30, 34), "Grades 06 to 08 (departmentalized).", source=_NTPS)
    high: ClassSize = key(_sizes(23.3, 2, 14, 30, 35), "Grades 09 to 12 (departmentalized).", source=_NTPS)
    smallest_group: int = key(
        8,
        "Fewer children of a grade in a school than this share a homeroom with the next grade. From grade 06 on half "
        "as many have classes of their own; fewer are taught with the next grade, the courses of each in turn.",
        unit="students",
        source=JUDGMENT,
        ge=1,
        le=30,
    )


class CoTeachers(Model):
    """How many classes have a second teacher."""

    elementary: float = percent(6, "Homerooms.", of="classes", source=JUDGMENT)
    middle: float = percent(14, "Core classes of grades 06 to 08.", of="classes", source=JUDGMENT)
    high: float = percent(11, "Core classes of grades 09 to 12.", of="classes", source=JUDGMENT)


class Staffing(Model):
    """Teachers and other staff."""

    classes_per_teacher: int = key(
        5, "Most classes at one time of the year a secondary teacher has.", source=JUDGMENT, ge=1, le=12
    )
    specials_per_teacher: int = key(
        25, "Most homerooms a teacher of specials sees in a week.", source=JUDGMENT, ge=1, le=60
    )
    co_teachers: CoTeachers = key(CoTeachers, "Classes with a second teacher.")
    administrators: float = key(
        6.0,
        "Principals and assistant principals (at least one a school).",
        unit="per 100 teachers",
        source=_STAFF,
        ge=0,
        le=50,
    )
    counselors: float = key(3.7, "Counselors.", unit="per 100 teachers", source=_STAFF, ge=0, le=50)
    aides: float = key(26.2, "Instructional aides.", unit="per 100 teachers", source=_STAFF, ge=0, le=200)
    district_administrators: float = key(
        2.4, "Officials of the district office (at least one).", unit="per 100 teachers", source=_STAFF, ge=0, le=50
    )
    two_schools: float = percent(
        4,
        "Teachers who also have classes in a second school, as far as they and their department have the time: "
        "about one in six at most.",
        of="teachers of specials and secondary classes",
        source=JUDGMENT,
    )
    parents: float = percent(25, "Staff with a child at school in the district.", of="staff", source=JUDGMENT)
    shared_departments: list[list[Slug]] = key(
        lambda: [
            ["english", "social_studies", "world_language", "journalism", "support"],
            ["mathematics", "science", "computer_science"],
            ["music", "theatre", "visual_arts"],
            ["business", "career_technical", "family_consumer_science", "agriculture"],
            ["wellness", "jrotc"],
            ["elementary_music", "elementary_art", "elementary_library", "elementary_technology", "elementary_pe"],
        ],
        "Departments that one or two teachers cover together where those of each alone would have less than 60 % of "
        "their load, as in small schools. Specials and secondary classes have teachers of their own in any case.",
        source=JUDGMENT,
    )


class Course(Model):
    """One course of the catalogue; its key is the course code."""

    title: Title = key(..., "Title.")
    grades: GradeSpan = key(..., "Grades it is meant for.")
    sced: Annotated[str, Field(pattern=r"^[0-9]{5}$"), Digits, Form("5 digits")] = key(..., "SCED course code.")
    sced_title: Title | None = key(None, "SCED course title; the title when left out.")
    department: Slug = key(..., "Department; its teachers teach nothing else.")
    kind: Literal["homeroom", "special", "core", "elective"] = key(
        "core",
        "homeroom: the class a child spends the day in. special: visited by a homeroom once a week. "
        "core: taken by everyone of the grade in its slot. elective: chosen in an elective period.",
    )
    slot: Slug | None = key(
        None,
        "Core courses of one grade and slot share a period: alternatives, easiest first. The department when left out.",
    )
    length: Literal["year", "term"] = key("year", "term: lasts one semester, trimester or quarter.")
    uptake: float = key(
        10, "How many take it, relative to its alternatives or the other electives.", unit="weight", gt=0, le=1000
    )
    sequence: Slug | None = key(
        None, "Electives of one sequence, such as the levels of a language, are not taken at one time."
    )
    support: bool = key(
        False,
        "An elective for those who need it, as English as a second language: taken by `uptake` % of the students at "
        "most, who may be too few for a class, and never by all because a small school offers little else.",
    )
    size: int | None = key(
        None,
        "Students in a class of an elective, where not the usual of the band; a class may have a fifth more. "
        "The classes of other kinds are cut for the grade.",
        unit="students",
        ge=1,
        le=120,
    )

    @model_validator(mode="after")
    def _of_electives_only(self) -> Course:
        if self.support and self.kind != "elective":
            raise ValueError(f"support: a course of kind {self.kind} is not chosen; leave it out, or state false")
        if self.support and self.length == "term":
            raise ValueError("support: who needs it needs it all year; leave out length, or state length: year")
        if self.size is not None and self.kind != "elective":
            raise ValueError(
                f"size: a course of kind {self.kind} has classes as class_sizes says for its grades; "
                "leave it out, or state size: null"
            )
        return self

    @property
    def cap(self) -> int | None:
        """The most students in a class of a course with a size of its own."""
        return None if self.size is None else max(1, round(1.2 * self.size))


class Resources(Model):
    """Textbooks and digital titles."""

    teacher_edition: float = percent(80, "Core courses with a teacher edition.", of="core courses", source=JUDGMENT)
    digital: float = percent(45, "Courses with a digital title of their own.", of="courses", source=JUDGMENT)
    shared_digital: int = key(4, "Digital titles used by many courses.", ge=0, le=20, source=JUDGMENT)
    individual: float = percent(
        2, "Students with a digital title of their own; OneRoster 1.2 only.", of="students", source=JUDGMENT
    )
    class_exceptions: float = percent(4, "Classes with a title of their own.", of="classes", source=JUDGMENT)
