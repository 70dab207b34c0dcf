"""The arrays that flow between the stages: small integers, with indices as keys.

A student, guardian, staff member, section or school is its index here; only `tables` turns indices into sourcedIds and
text. Days are int32 days since 1970-01-01; end days are exclusive. Grades are numbers in `profile.fields.GRADES`, and a
set of grades is a bit mask. -1 means none. The arrays of a dataclass have one length unless a comment says otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from rostergen.districts import District
    from rostergen.profile.model import Profile

Array: TypeAlias = np.ndarray


def ranges(starts: Array, counts: Array, strides: Array | int = 1) -> Array:
    """Return the concatenated runs start, start + stride, … of `counts` integers each, as int64."""
    ends = np.cumsum(counts)
    place = np.arange(int(ends[-1]) if len(ends) else 0, dtype=np.int64) - np.repeat(ends - counts, counts)
    members: Array = np.repeat(starts, counts) + place * np.repeat(np.broadcast_to(strides, counts.shape), counts)
    return members


def first_of_each(groups: Array, n_groups: int) -> Array:
    """Return where each group starts (n_groups + 1, int64) in an array sorted by group number."""
    return np.searchsorted(groups, np.arange(n_groups + 1))


@dataclass(frozen=True, slots=True)
class Plan:
    """What there will be, before any row exists."""

    district_name: str
    district_identifier: str
    school_names: list[str]
    school_identifiers: list[str]
    seats: Array
    """Students by school and grade: int64 (schools, grades)."""

    @property
    def n_schools(self) -> int:
        """Number of schools."""
        return len(self.school_names)

    @property
    def first_student(self) -> Array:
        """Index of the first student of each (school, grade): int64 (schools, grades)."""
        flat = self.seats.ravel()
        first: Array = np.cumsum(flat) - flat
        return first.reshape(self.seats.shape)


@dataclass(frozen=True, slots=True)
class Session:
    """One academic session."""

    title: str
    type: str
    start: int
    end: int
    parent: int


@dataclass(frozen=True, slots=True)
class Calendar:
    """The school year: `sessions[0]` is the year, then the terms, then the grading periods."""

    school_year: int
    sessions: list[Session]
    n_terms: int
    days_off: Array  # int32 days: weekdays and others without school

    @property
    def starts(self) -> Array:
        """First day of the year (entry 0) and of each term: int32 (n_terms + 1)."""
        return np.array([session.start for session in self.sessions[: self.n_terms + 1]], dtype=np.int32)

    @property
    def ends(self) -> Array:
        """Day after the last of the year (entry 0) and of each term: int32 (n_terms + 1)."""
        return np.array([session.end for session in self.sessions[: self.n_terms + 1]], dtype=np.int32)


class Kind(IntEnum):
    """What a section is, as `profile.schools.Course.kind` names it."""

    HOMEROOM = 0
    SPECIAL = 1
    CORE = 2
    ELECTIVE = 3


@dataclass(frozen=True, slots=True)
class Sections:
    """The classes of the district, by school."""

    school: Array  # int32
    course: Array  # int16, index into the catalogue
    kind: Array  # int8, Kind
    term: Array  # int8: 0 the whole year, t the t-th term
    slot: Array  # int32: sections of one slot meet at the same time; -1 all day
    periods: Array  # int16, index into Timetable.period_texts
    grades: Array  # uint16, bit mask
    roster: Array  # int32, index into Rosters: sections that share a roster have the same students
    number: Array  # int32: 1, 2, … among the sections of one school and course


@dataclass(frozen=True, slots=True)
class Rosters:
    """Lists of students still to be filled: a deal hands a run of students to rosters that meet at one time."""

    deal: Array  # int32 (rosters), ascending
    size: Array  # int32 (rosters): sizes of the rosters of a deal sum to its count
    deal_school: Array  # int32 (deals), ascending
    deal_start: Array  # int64 (deals): first student
    deal_stride: Array  # int64 (deals): every how many-th student from there on
    deal_count: Array  # int64 (deals)
    deal_by_ability: Array  # bool (deals): abler students into later rosters


@dataclass(frozen=True, slots=True)
class Timetable:
    """Sections and rosters, before anybody is in them."""

    sections: Sections
    rosters: Rosters
    period_texts: list[str]
    first_section: Array  # int64 (schools + 1)


class Job(IntEnum):
    """What a member of staff is."""

    TEACHER = 0
    PRINCIPAL = 1
    ASSISTANT_PRINCIPAL = 2
    COUNSELOR = 3
    AIDE = 4
    DISTRICT_ADMINISTRATOR = 5


@dataclass(frozen=True, slots=True)
class Staff:
    """Everybody who works for the district, by school; the district office (school -1) first."""

    school: Array  # int32
    job: Array  # int8, Job
    second_school: Array  # int32: another school that a teacher has classes in, or -1
    teacher: Array  # int32 (sections): primary teacher, index into staff
    co_teacher: Array  # int32 (sections): second teacher or -1
    room: Array  # int32 (sections): index into room_texts
    room_texts: list[str]


@dataclass(frozen=True, slots=True)
class People:
    """Names and sex of a group of persons."""

    male: Array  # bool
    given: Array  # int32, index into NamePool.given
    middle: Array  # int32 or -1
    family: Array  # int32, index into NamePool.family
    second_family: Array  # int32 or -1
    hyphen: Array  # bool: the two family names are joined by a hyphen, not a blank


@dataclass(frozen=True, slots=True)
class Students:
    """The students, ordered by school and grade."""

    school: Array  # int32
    grade: Array  # int8
    household: Array  # int32
    person: People
    sex: Array  # int8, index into SEXES, or -1: as recorded, which need not be what `person.male` draws names by
    birth: Array  # int32 day
    races: Array  # uint8, bit mask over profile.persons.RACES
    hispanic: Array  # bool
    birth_country: Array  # int16, index into country codes, or -1
    birth_state: Array  # int8, index into state abbreviations, or -1
    birth_city: Array  # int16, index into city names, or -1
    residence: Array  # int8, index into CEDS_RESIDENCE, or -1
    entry: Array  # int32 day: first day enrolled
    leave: Array  # int32 day: exclusive


@dataclass(frozen=True, slots=True)
class Guardians:
    """The guardians, ordered by household."""

    household: Array  # int32
    role: Array  # int8, index into GUARDIAN_ROLES
    person: People
    has_email: Array  # bool
    phone: Array  # int16: how many reserved numbers of the district's area codes come before it; or -1


SEXES = ("female", "male", "other", "unspecified")
GUARDIAN_ROLES = ("parent", "guardian", "relative")


@dataclass(frozen=True, slots=True)
class Population:
    """Students and guardians with the lists that were drawn for them."""

    students: Students
    guardians: Guardians
    countries: list[str]
    states: list[str]
    cities: list[str]


@dataclass(frozen=True, slots=True, eq=False)  # compared by identity: the districts of a state share one
class NamePool:
    """Distinct names; persons hold indices into these lists."""

    given: tuple[str, ...]
    family: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Accounts:
    """How often a login was taken before (0 the first time): staff, students and guardians share one name space."""

    staff: Array  # int32
    students: Array  # int32
    guardians: Array  # int32
    student_has_email: Array  # bool (students)


@dataclass(frozen=True, slots=True)
class Materials:
    """Resources and what they are attached to."""

    title: list[str]
    vendor_resource_id: list[str]
    roles: list[str]
    importance: list[str]
    vendor: list[str]
    application: list[str]
    course_links: Array  # int32 (links, 2): course, resource
    section_links: Array  # int32 (links, 2): section, resource
    shared: Array  # int32: digital titles for all courses, which any student may be given


Extras: TypeAlias = dict[str, tuple[list[str], Array]]
"""Columns of students beyond the standard by name: texts, and for each student an index into them."""

PRONOUNS = ("she/her", "he/him", "they/them")
"""In the order of SEXES as far as that goes."""


@dataclass(frozen=True, slots=True)
class Identity:
    """How the people of one kind want to be called; -1 where that is no different, or not stated."""

    given: Array  # int32, index into Identities.names
    middle: Array  # int32, index into Identities.names
    family: Array  # int32, index into NamePool.family
    pronouns: Array  # int8, index into PRONOUNS


@dataclass(frozen=True, slots=True)
class Identities:
    """How students and staff want to be called."""

    names: list[str]
    staff: Identity
    students: Identity


@dataclass(frozen=True, slots=True, repr=False)
class World:
    """A whole district, but for its enrollments, which are made school by school."""

    profile: Profile
    seed: int
    plan: Plan
    calendar: Calendar
    timetable: Timetable
    staff: Staff
    staff_person: People
    staff_guardian: Array  # int32 (staff): the guardian that a member of staff also is, or -1
    population: Population
    names: NamePool
    accounts: Accounts
    materials: Materials
    district: District | None = None
    """Its place among the districts of a state; None where there is no state."""

    def __repr__(self) -> str:
        schools, students = self.plan.n_schools, len(self.population.students.school)
        return (
            f"<World {self.plan.district_name!r}: {schools:,} schools, {students:,} students, seed {self.seed}, "
            f"school year {self.calendar.school_year}>"
        )


@dataclass(frozen=True, slots=True)
class Enrollments:
    """Users of one kind (students or staff) in the sections of one school."""

    section: Array  # int32, index into Sections
    user: Array  # int32
    begin: Array  # int32 day
    end: Array  # int32 day
