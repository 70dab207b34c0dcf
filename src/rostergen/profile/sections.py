"""The sections of a district profile. Defaults are national figures; the source stands beside each number."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from rostergen.profile.fields import (
    GRADES,
    Day,
    Digits,
    Distribution,
    Form,
    Grade,
    GradeSpan,
    Lognormal,
    Model,
    Normal,
    Share,
    Shares,
    Slug,
    Title,
    day_of_school_year,
    grades_of,
    key,
    percent,
)
from rostergen.profile.states import STATE_FIPS

_NTPS = "NCES NTPS 2017-18, table fltable06a"
_STAFF = "NCES Digest of Education Statistics 2021, table 213.60 (fall 2019)"
_RACE = "NCES Digest of Education Statistics 2023, table 216.30 (2022-23)"
_FAMILIES = "Forum on Child and Family Statistics, FAM1.A (CPS 2022)"
_JUDGEMENT = "judgement of the project (2026), not a statistic"

GROUPS = ("white", "black", "hispanic", "asian", "pacific_islander", "american_indian", "two_or_more")
"""Race and ethnicity groups as NCES reports them: Hispanic of any race, the others not Hispanic."""

RACES = ("american_indian", "asian", "black", "pacific_islander", "white")
"""The five race flags, in OneRoster's column order."""


def _known_groups(shares: dict[str, float]) -> dict[str, float]:
    if unknown := [name for name in shares if name not in GROUPS]:
        raise ValueError(f"'{unknown[0]}' is not a group; the groups are {', '.join(GROUPS)}")
    return shares


def _known_races(shares: dict[str, float]) -> dict[str, float]:
    for name in shares:
        if name != "none" and (unknown := [race for race in name.split("+") if race not in RACES]):
            raise ValueError(f"'{unknown[0]}' is not a race flag; write none or {', '.join(RACES)}, joined by +")
    return shares


def _several_races(shares: dict[str, float]) -> dict[str, float]:
    if single := [name for name in _known_races(shares) if "+" not in name]:
        raise ValueError(f"'{single[0]}' is one race; name two or more, joined by +")
    return shares


GroupShares = Annotated[Shares, AfterValidator(_known_groups)]


OneLine = Annotated[
    str,
    Field(max_length=100, pattern=r"^\S[^\r\n\x00]*\S$"),
    Form("2 to 100 characters on one line, without a space at either end"),
]


class District(Model):
    """The district as an organisation."""

    name: OneLine | None = key(None, "Name of the district; drawn when left out.")
    state: str = key("IL", "State (two letters); gives the NCES identifiers their first two digits.")

    @model_validator(mode="after")
    def _known_state(self) -> District:
        if self.state not in STATE_FIPS:
            raise ValueError(f"state: '{self.state}' is not the postal abbreviation of a US state")
        return self


class Level(Model):
    """A kind of school."""

    title: str = key("School", "Ends the name of every school of this level.", min_length=1, max_length=60)
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

    start: Day = key("08-20", "First day of school, MM-DD; moved to the next weekday.")
    end: Day = key("06-05", "Last day of school, MM-DD; moved to the weekday before.")
    structure: Literal["semesters", "trimesters", "quarters"] = key(
        "semesters", "How the year is divided; a half-year course lasts one of these.", source=_JUDGEMENT
    )
    grading_periods_per_term: int = key(2, "Grading periods in each term.", ge=1, le=3)

    @model_validator(mode="after")
    def _start_before_end(self) -> Calendar:
        start, end = (day_of_school_year(text) for text in (self.start, self.end))
        if end <= start:
            raise ValueError(
                f"the year ends ({self.end}) before it starts ({self.start}); a school year runs July to June"
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
    cap: int = key(32, "No class of this band is larger, unless its course says so.", unit="students", ge=1, le=200)

    @model_validator(mode="after")
    def _target_below_cap(self) -> ClassSize:
        if not 1 <= self.target.expected <= self.cap:
            raise ValueError(f"the target of {self.target.expected:g} is not between 1 and the cap of {self.cap}")
        return self


def _sizes(mean: float, sd: float, low: int, high: int, cap: int) -> ClassSize:
    return ClassSize(target=Normal(dist="normal", mean=mean, sd=sd, min=low, max=high), cap=cap)


class ClassSizes(Model):
    """Class sizes by band of grades."""

    prekindergarten: ClassSize = key(_sizes(16, 1.5, 10, 20, 20), "Grade PK.", source=_JUDGEMENT)
    elementary: ClassSize = key(_sizes(20.9, 2, 14, 27, 30), "Grades KG to 05 (self-contained).", source=_NTPS)
    middle: ClassSize = key(_sizes(24.9, 2, 15, 30, 34), "Grades 06 to 08 (departmentalised).", source=_NTPS)
    high: ClassSize = key(_sizes(23.3, 2, 14, 30, 35), "Grades 09 to 12 (departmentalised).", source=_NTPS)
    smallest_group: int = key(
        8,
        "Fewer students of a grade in a school than this are taught with the next grade.",
        unit="students",
        ge=1,
        le=30,
    )


class CoTeachers(Model):
    """How many classes have a second teacher."""

    elementary: float = percent(6, "Homerooms.", of="classes", source=_JUDGEMENT)
    middle: float = percent(14, "Core classes of grades 06 to 08.", of="classes", source=_JUDGEMENT)
    high: float = percent(11, "Core classes of grades 09 to 12.", of="classes", source=_JUDGEMENT)


class Staffing(Model):
    """Teachers and other staff."""

    classes_per_teacher: int = key(5, "Most classes at one time of the year a secondary teacher has.", ge=1, le=12)
    specials_per_teacher: int = key(25, "Most homerooms a teacher of specials sees in a week.", ge=1, le=60)
    co_teachers: CoTeachers = key(CoTeachers, "Classes with a second teacher.")
    administrators: float = key(
        6.0,
        "Principals and assistant principals (at least one a school).",
        unit="per 100 teachers",
        source=_STAFF,
        ge=0,
        le=50,
    )
    counselors: float = key(3.7, "Counsellors.", unit="per 100 teachers", source=_STAFF, ge=0, le=50)
    aides: float = key(26.2, "Instructional aides.", unit="per 100 teachers", source=_STAFF, ge=0, le=200)
    district_administrators: float = key(
        2.4, "Officials of the district office (at least one).", unit="per 100 teachers", source=_STAFF, ge=0, le=50
    )
    shared_departments: list[list[str]] = key(
        lambda: [
            ["english", "social_studies", "world_language", "journalism", "support"],
            ["mathematics", "science", "computer_science"],
            ["music", "theatre", "visual_arts"],
            ["business", "career_technical", "family_consumer_science", "agriculture"],
            ["wellness", "jrotc"],
            ["elementary_music", "elementary_art", "elementary_library", "elementary_technology", "elementary_pe"],
        ],
        "Departments that one teacher covers where each alone is less than 60 % of a load, as in small schools.",
    )


def _weights(**percentages: float) -> dict[str, float]:
    return dict(percentages)


class Families(Model):
    """Households, guardians and surnames."""

    children: Distribution = key(
        {"dist": "choices", "weights": {1: 55, 2: 32, 3: 10, 4: 2.3, 5: 0.7}},
        "Students of the district in one household.",
        unit="students",
        source=_JUDGEMENT,
    )
    guardians: Distribution = key(
        {"dist": "choices", "weights": {0: 2, 1: 27, 2: 59, 3: 8, 4: 4}},
        "Guardians of a household.",
        unit="persons",
        source=f"{_FAMILIES}; three and more: judgement",
    )
    roles: Shares = key(lambda: _weights(parent=86, guardian=9, relative=5), "Role of a guardian.", source=_JUDGEMENT)
    twins: float = percent(
        3.1,
        "Students who are a twin.",
        of="students",
        source="NCHS: 33.9 twin births per 1,000 (2014), per child and in one district",
    )
    shared_sibling_surname: float = percent(
        92, "Siblings with the surname of the eldest.", of="siblings", source=_JUDGEMENT
    )
    both_guardians_share_surname: float = percent(
        58, "First two guardians with one surname.", of="couples", source=_JUDGEMENT
    )
    no_guardian_shares_surname: float = percent(
        5, "Families where no guardian has the child's surname.", of="households"
    )
    two_surnames_hispanic: float = percent(
        22, "Children with two surnames without a hyphen.", of="Hispanic households", source=_JUDGEMENT
    )
    without_email: float = percent(12, "Guardians without an email address.", of="guardians", source=_JUDGEMENT)
    without_phone: float = percent(5, "Guardians without a telephone number.", of="guardians", source=_JUDGEMENT)

    @model_validator(mode="after")
    def _known_roles(self) -> Families:
        if unknown := set(self.roles) - {"parent", "guardian", "relative"}:
            raise ValueError(f"roles: '{min(unknown)}' is not one of parent, guardian, relative")
        return self


class Names(Model):
    """Where names come from: Faker locales with weights."""

    locales: Shares = key(
        lambda: {"en_US": 92, "en_GB": 4, "de_DE": 1, "it_IT": 1, "fr_FR": 1, "en_IE": 1},
        "Faker locales of the names of everyone whose group has no mix of its own.",
        source=_JUDGEMENT,
    )
    by_group: dict[str, Shares] = key(
        lambda: {
            "hispanic": {"es_CO": 45, "es_MX": 20, "en_US": 35},
            "asian": {"en_IN": 34, "vi_VN": 14, "id_ID": 12, "en_US": 40},
            "black": {"en_US": 95, "en_KE": 3, "yo_NG": 2},
        },
        f"Faker locales for one group of {', '.join(GROUPS)}.",
        source=_JUDGEMENT,
    )
    middle: float = percent(75, "People with a middle name.", of="persons", source=_JUDGEMENT)
    hyphenated: float = percent(2.5, "People with a hyphenated surname.", of="households and adults", source=_JUDGEMENT)
    diacritics: float = percent(
        30, "Names with diacritics that a clerk typed with them: José, not Jose.", of="such names", source=_JUDGEMENT
    )

    @model_validator(mode="after")
    def _groups(self) -> Names:
        _known_groups(dict.fromkeys(self.by_group, 0.0))
        return self


class Birthplace(Model):
    """Where students were born."""

    same_state: float = percent(74, "Born in the district's state.", of="students", source=_JUDGEMENT)
    abroad: float = percent(
        4,
        "Born outside the United States.",
        of="students",
        source="Forum on Child and Family Statistics, FAM4 (2022): 3 %",
    )
    countries: dict[str, Shares] = key(
        lambda: {
            "hispanic": {"MX": 46, "GT": 12, "HN": 10, "SV": 10, "DO": 7, "VE": 6, "CO": 5, "CU": 4},
            "asian": {"IN": 34, "CN": 22, "PH": 24, "VN": 12, "AF": 8},
            "black": {"HT": 40, "NG": 30, "KE": 15, "JM": 15},
            "white": {"UA": 30, "CA": 30, "GB": 20, "DE": 20},
        },
        "Countries of birth (two letters) of those born abroad, by group; the groups left out are born in the country.",
        source=_JUDGEMENT,
    )
    unknown: float = percent(25, "No birthplace recorded.", of="students", source=_JUDGEMENT)
    city_unknown: float = percent(30, "No city recorded although the state is.", of="students", source=_JUDGEMENT)

    @model_validator(mode="after")
    def _adds_up(self) -> Birthplace:
        _known_groups(dict.fromkeys(self.countries, 0.0))
        if self.same_state + self.abroad > 100:
            raise ValueError(f"same_state and abroad add up to {self.same_state + self.abroad:g}, over 100")
        return self


class Demographics(Model):
    """Who the students are."""

    groups: GroupShares = key(
        lambda: _weights(
            white=44.8, black=15.0, hispanic=28.5, asian=5.5, pacific_islander=0.4, american_indian=0.9, two_or_more=4.9
        ),
        "Race and ethnicity as NCES reports it.",
        unit="% of households",
        source=_RACE,
    )
    hispanic_races: Annotated[Shares, AfterValidator(_known_races)] = key(
        lambda: {
            "white": 62,
            "none": 18,
            "american_indian": 8,
            "white+american_indian": 4,
            "white+black": 2,
            "black": 4,
            "asian": 1,
            "pacific_islander": 1,
        },
        "Race flags of Hispanic students: a race, several joined by +, or none.",
        source=_JUDGEMENT,
    )
    two_or_more_races: Annotated[Shares, AfterValidator(_several_races)] = key(
        lambda: {
            "white+black": 40,
            "white+asian": 28,
            "white+american_indian": 15,
            "black+american_indian": 5,
            "white+pacific_islander": 3,
            "black+asian": 2,
            "white+black+american_indian": 5,
            "white+asian+pacific_islander": 2,
        },
        "Race flags of students of two or more races.",
        source=_JUDGEMENT,
    )
    male: float = percent(51.3, "Boys.", of="students", source=_RACE)
    birth_cutoff: Day = key(
        "09-01",
        "A child is 5 by this day (MM-DD) to enter kindergarten.",
        source="ECS, Kindergarten Entrance Age (2014): 1 September in 19 states",
    )
    older: float = percent(
        8, "A year older than the grade: retained or entered late.", of="students", source=_JUDGEMENT
    )
    younger: float = percent(
        1, "A year younger than the grade: entered early or skipped one.", of="students", source=_JUDGEMENT
    )
    birthplace: Birthplace = key(Birthplace, "Where students were born.")
    residence: Shares = key(
        lambda: {"01652": 80, "01653": 9, "01654": 4, "01655": 0.2, "01656": 0.8, "none": 6},
        "CEDS public school residence status (01652 to 01656), or none.",
        source=_JUDGEMENT,
    )

    @model_validator(mode="after")
    def _valid(self) -> Demographics:
        codes = {"01652", "01653", "01654", "01655", "01656", "none"}
        if unknown := set(self.residence) - codes:
            raise ValueError(f"residence: '{min(unknown)}' is not one of {', '.join(sorted(codes))}")
        if self.older + self.younger > 50:
            raise ValueError("older and younger together are over 50")
        return self


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
    size: int | None = key(None, "Students in a class, where not the usual of the band.", unit="students", ge=1, le=120)


class Movers(Model):
    """Students who come or go during the year."""

    late_entry: float = percent(3, "Enrolled after the first day.", of="students", source=_JUDGEMENT)
    early_leave: float = percent(2, "Left before the last day.", of="students", source=_JUDGEMENT)

    @model_validator(mode="after")
    def _few(self) -> Movers:
        if self.late_entry + self.early_leave > 50:
            raise ValueError("late_entry and early_leave together are over 50")
        return self


class Resources(Model):
    """Textbooks and digital titles."""

    teacher_edition: float = percent(80, "Core courses with a teacher edition.", of="core courses", source=_JUDGEMENT)
    digital: float = percent(45, "Courses with a digital title of their own.", of="courses", source=_JUDGEMENT)
    shared_digital: int = key(4, "Digital titles used by many courses.", ge=0, le=20, source=_JUDGEMENT)
    class_exceptions: float = percent(4, "Classes with a title of their own.", of="classes", source=_JUDGEMENT)


_RESERVED = ("example.com", "example.org", "example.net")
_RESERVED_TOP = ("example", "test", "invalid")


def _reserved(domain: str) -> str:
    labels = domain.split(".")
    if ".".join(labels[-2:]) not in _RESERVED and labels[-1] not in _RESERVED_TOP:
        raise ValueError(f"'{domain}' could be somebody's; use a reserved domain: {', '.join(_RESERVED)} or *.test")
    return domain


Domain = Annotated[
    str,
    Field(pattern=r"^[a-z0-9-]+(\.[a-z0-9-]+)+$", max_length=100),
    AfterValidator(_reserved),
    Form("a domain name in small letters, on a reserved domain such as example.org"),
]


class Accounts(Model):
    """Identifiers, logins and addresses."""

    enrollment_ids: Literal["uuid", "class-user"] = key(
        "uuid", "sourcedId of an enrollment: a UUID, or the ids of class and user joined, as ClassLink's guide advises."
    )
    usernames: Literal["given.family", "initial-family", "number"] = key(
        "given.family", "Login names: maria.garcia, mgarcia, or the person's number; a repeated one gets a number."
    )
    student_domain: Domain = key("students.example.org", "Email domain of students.")
    staff_domain: Domain = key("example.org", "Email domain of staff.")
    guardian_domain: Domain = key("example.com", "Email domain of guardians.")
    students_without_email: dict[GradeSpan, Share] = key(
        lambda: {"PK-02": 45, "03-05": 15, "06-12": 1},
        "Students without an email address, by grades.",
        unit="% of students",
        source=_JUDGEMENT,
    )
    area_code: Annotated[str, Field(pattern=r"^[2-9][0-9]{2}$"), Digits, Form("3 digits, the first of them 2 to 9")] = (
        key("217", "Area code of telephone numbers; the rest is the reserved 555-01xx.")
    )
