"""Faults of single values: dates, numbers, booleans, terms, codes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rostergen.faults.catalogue.roster import school_year
from rostergen.faults.changes import added, cell, of_id
from rostergen.faults.model import Shelf

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rostergen.faults.draw import Draw
    from rostergen.faults.model import Change
    from rostergen.faults.sheet import Row
    from rostergen.faults.source import Source

VALUES = Shelf("values")

_DATES = (("demographics", "birthDate"), ("results", "scoreDate"))
"""Dates that no rule compares with those of other rows, but for the age of a student."""
_LONE = ("classResources", "courseResources", "enrollments", "results", "roles", "userResources")
"""Files to whose rows hardly anything refers."""


def _values(source: Source, draw: Draw, file: str, column: str, other: Callable[[str], str | None]) -> Iterator[Change]:
    """Yield the change of a filled column into what `other` makes of it, where it makes anything."""
    for row in source.walk(file, draw):
        if row[column] and (value := other(row[column])) is not None:
            yield cell(source, row, column, value)


def _dates(source: Source, draw: Draw, other: Callable[[str], str]) -> Iterator[Change]:
    for file, column in _DATES:
        yield from _values(source, draw, file, column, lambda value: other(value) if len(value) == 10 else None)


def lone_rows(source: Source, draw: Draw) -> Iterator[Row]:
    """Yield rows to which nothing refers."""
    for name in draw.shuffled(_LONE):
        for row in source.walk(name, draw):
            if not source.is_referred_to(row):
                yield row


@VALUES.fault(
    "date-as-in-the-us",
    "OR-TYP-03",
    imitates="Excel saved the file with the dates of its own settings",
    importer="reject row",
)
def _us_date(source: Source, draw: Draw) -> Iterator[Change]:
    yield from _dates(source, draw, lambda value: f"{value[5:7]}/{value[8:]}/{value[:4]}")


@VALUES.fault(
    "date-that-is-no-day",
    "OR-TYP-03",
    imitates="30 February, typed into a form that checks nothing",
    importer="reject row",
)
def _no_day(source: Source, draw: Draw) -> Iterator[Change]:
    yield from _dates(source, draw, lambda value: f"{value[:4]}-02-30")


@VALUES.fault(
    "date-with-time",
    "OR-TYP-03",
    imitates="The exporter writes a date of its database with the time",
    importer="reject row",
)
def _date_time(source: Source, draw: Draw) -> Iterator[Change]:
    yield from _dates(source, draw, lambda value: f"{value}T00:00:00.000Z")


@VALUES.fault(
    "year-as-a-range",
    "OR-TYP-05",
    imitates="The SIS calls the school year 2026-27, and so does the export",
    importer="reject row",
)
def _year(source: Source, draw: Draw) -> Iterator[Change]:
    for row in source.walk("academicSessions", draw):
        year = row["schoolYear"]
        if len(year) == 4 and year.isdigit() and row["parentSourcedId"]:
            yield cell(source, row, "schoolYear", f"{int(year) - 1}-{year[2:]}")


@VALUES.fault(
    "boolean-in-capitals",
    "OR-TYP-06",
    imitates="Excel turned true into TRUE",
    importer="reject row",
)
def _capitals(source: Source, draw: Draw) -> Iterator[Change]:
    yield from _values(source, draw, "users", "enabledUser", lambda value: "TRUE" if value == "true" else None)


@VALUES.fault(
    "boolean-as-number",
    "OR-TYP-06",
    imitates="The exporter writes 1 and 0 as its database does",
    importer="reject row",
)
def _number(source: Source, draw: Draw) -> Iterator[Change]:
    yield from _values(source, draw, "users", "enabledUser", lambda value: "1" if value == "true" else None)


@VALUES.fault(
    "number-with-percent-sign",
    "OR-TYP-07",
    imitates="The exporter writes a score as the gradebook shows it",
    importer="reject row",
)
def _percent(source: Source, draw: Draw) -> Iterator[Change]:
    yield from _values(source, draw, "results", "score", lambda value: f"{value}%")


@VALUES.fault(
    "number-with-decimal-comma",
    "OR-TYP-07",
    imitates="A server with European settings writes 95,5",
    importer="reject row",
)
def _comma(source: Source, draw: Draw) -> Iterator[Change]:
    yield from _values(source, draw, "results", "score", lambda value: f"{value.partition('.')[0]},5")


@VALUES.fault(
    "sourced-id-over-255",
    "OR-TYP-01",
    imitates="The exporter joins the ids of everything that is involved",
    importer="reject row",
)
def _long_id(source: Source, draw: Draw) -> Iterator[Change]:
    for row in lone_rows(source, draw):
        yield cell(source, row, "sourcedId", "-".join([row["sourcedId"], *(draw.new_id() for _ in range(7))]))


@VALUES.fault(
    "sourced-id-with-blank",
    "OR11-TYP-02",
    "OR12-TYP-02",
    imitates="The exporter makes ids of names",
    importer="warn",
)
def _odd_id(source: Source, draw: Draw) -> Iterator[Change]:
    for row in lone_rows(source, draw):
        yield cell(source, row, "sourcedId", f"{row['sourcedId'][:40]} (1)")


@VALUES.fault(
    "identifier-over-64",
    "RG-TRU-01",
    imitates="An identifier that many databases cut",
    importer="accept",
)
def _long_identifier(source: Source, draw: Draw) -> Iterator[Change]:
    yield from _values(source, draw, "users", "identifier", lambda value: f"{value}-" + "0" * 70)


@VALUES.fault(
    "grade-without-zero",
    "OR11-VOC-01",
    "OR12-VOC-01",
    imitates="The SIS exported grade 9 without its zero, or Excel took it away",
    importer="warn",
)
def _grade(source: Source, draw: Draw) -> Iterator[Change]:
    for row in source.walk("users", draw):
        if len(row["grades"]) == 2 and row["grades"].startswith("0"):
            yield cell(source, row, "grades", row["grades"][1:])
    for row in source.walk("courses", draw):
        if row["grades"].startswith("0"):
            yield cell(source, row, "grades", row["grades"][1:])


@VALUES.fault(
    "kindergarten-as-k",
    "OR11-VOC-01",
    "OR12-VOC-01",
    imitates="The SIS writes K where the standard has KG",
    importer="warn",
)
def _kindergarten(source: Source, draw: Draw) -> Iterator[Change]:
    yield from _values(source, draw, "users", "grades", lambda value: "K" if value == "KG" else None)
    yield from _values(source, draw, "courses", "grades", lambda value: "K" if value == "KG" else None)


@VALUES.fault(
    "subject-code-without-zero",
    "OR11-VOC-02",
    "OR12-VOC-02",
    imitates="Excel took the zero of a subject code away",
    importer="warn",
)
def _code(source: Source, draw: Draw) -> Iterator[Change]:
    for file in ("courses", "classes"):
        yield from _values(source, draw, file, "subjectCodes", lambda value: value[1:] if len(value) == 5 else None)


@VALUES.fault(
    "country-by-name",
    "OR11-VOC-03",
    imitates="The SIS has a free text where the standard has a code",
    importer="accept",
)
def _country(source: Source, draw: Draw) -> Iterator[Change]:
    yield from _values(source, draw, "demographics", "countryOfBirthCode", lambda _: "Mexico")


@VALUES.fault(
    "school-number-of-the-sis",
    "OR-VOC-04",
    imitates="The SIS exports its own number of a school, not that of NCES",
    importer="accept",
)
def _nces(source: Source, draw: Draw) -> Iterator[Change]:
    for row in source.walk("orgs", draw):
        if (row["type"], len(row["identifier"])) in {("school", 12), ("district", 7)}:
            yield cell(source, row, "identifier", "101")


@VALUES.fault(
    "email-without-at",
    "RG-USR-01",
    imitates="A telephone number or a name in the field of the address",
    importer="warn",
)
def _email(source: Source, draw: Draw) -> Iterator[Change]:
    yield from _values(source, draw, "users", "email", lambda value: value.replace("@", ".") if "@" in value else None)


@VALUES.fault(
    "password-in-the-export",
    "OR-USR-10",
    imitates="The exporter sends passwords as they are",
    importer="warn",
)
def _password(source: Source, draw: Draw) -> Iterator[Change]:
    for row in source.walk("users", draw):
        if not row["password"]:
            yield cell(source, row, "password", "Spring2026!")


@VALUES.fault(
    "user-disabled",
    "OR-MODE-08",
    imitates="A user who may not sign in, but is still in the roster",
    importer="accept",
)
def _disabled(source: Source, draw: Draw) -> Iterator[Change]:
    yield from _values(source, draw, "users", "enabledUser", lambda value: "false" if value == "true" else None)


# Terms


@VALUES.fault(
    "session-of-unknown-type",
    "OR-ENUM-01",
    imitates="The SIS has quarters where the standard has grading periods",
    importer="reject row",
)
def _session_type(source: Source, draw: Draw) -> Iterator[Change]:
    for row in source.walk("academicSessions", draw):
        if row["parentSourcedId"]:
            new = {"sourcedId": draw.new_id(), "title": "Quarter", "type": "quarter"}
            yield added(row, "type", {**new, **school_year(row)})


@VALUES.fault(
    "org-of-unknown-type",
    "OR-ENUM-02",
    imitates="The SIS has campuses where the standard has schools",
    importer="reject row",
)
def _org_type(source: Source, draw: Draw) -> Iterator[Change]:
    for row in source.walk("orgs", draw):
        if row["type"] == "school":
            new = {"sourcedId": draw.new_id(), "name": "North Campus", "type": "campus", "identifier": ""}
            yield added(row, "type", new)


@VALUES.fault(
    "org-type-in-capitals",
    "OR-ENUM-02",
    imitates="The exporter begins terms with a capital letter",
    importer="reject row",
)
def _org_case(source: Source, draw: Draw) -> Iterator[Change]:
    for row in source.walk("orgs", draw):
        if row["type"] == "school":
            new = {"sourcedId": draw.new_id(), "name": "West Campus", "type": "School", "identifier": ""}
            yield added(row, "type", new)


@VALUES.fault(
    "class-type-in-capitals",
    "OR-ENUM-03",
    imitates="The exporter begins terms with a capital letter",
    importer="reject row",
)
def _class_case(source: Source, draw: Draw) -> Iterator[Change]:
    yield from _values(source, draw, "classes", "classType", str.capitalize)


@VALUES.fault(
    "class-of-unknown-type",
    "OR-ENUM-03",
    imitates="The SIS has lectures and labs",
    importer="reject row",
)
def _class_type(source: Source, draw: Draw) -> Iterator[Change]:
    yield from _values(source, draw, "classes", "classType", lambda _: "lecture")


@VALUES.fault(
    "own-term-where-none-may-be",
    "OR11-ENUM-11",
    "OR12-ENUM-11",
    imitates="The exporter uses terms of its own in a column that is not open to them",
    importer="reject row",
)
def _own_term(source: Source, draw: Draw) -> Iterator[Change]:
    if source.version.number == "1.1":
        yield from _values(source, draw, "classes", "classType", lambda _: "ext:lab")
    yield from _values(source, draw, "resources", "importance", lambda _: "ext:optional")


@VALUES.fault(
    "enrollment-of-a-guardian",
    "OR-ENUM-04",
    imitates="The SIS enrolls guardians in the classes of their children",
    importer="reject row",
    also=("OR11-ENR-07",),
)
def _guardian(source: Source, draw: Draw) -> Iterator[Change]:
    for row in source.walk("enrollments", draw):
        student = source.get("users", row["userSourcedId"])
        if row["role"] != "student" or student is None:
            continue
        for agent in student.items("agentSourcedIds"):
            new = {"sourcedId": draw.new_id(), "userSourcedId": agent, "role": "guardian"}
            yield added(row, "role", new, touches=[of_id(agent)], needs=[of_id(student["sourcedId"])])


@VALUES.fault(
    "enrollment-role-in-capitals",
    "OR-ENUM-04",
    imitates="The exporter begins terms with a capital letter",
    importer="reject row",
)
def _enrollment_case(source: Source, draw: Draw) -> Iterator[Change]:
    for row in spare_enrollments(source, draw):
        yield cell(source, row, "role", "Student", deep=True)


def spare_enrollments(source: Source, draw: Draw) -> Iterator[Row]:
    """Yield enrollments of students that nobody would miss: there are others, of the class and of the student."""
    for row in source.walk("enrollments", draw):
        if row["role"] != "student" or any(source.where("results", "studentSourcedId", row["userSourcedId"])):
            continue
        if all(
            sum(other["role"] == "student" for other in source.where("enrollments", column, row[column])) > 1
            for column in ("classSourcedId", "userSourcedId")
        ) and not any(source.where("userResources", "userSourcedId", row["userSourcedId"])):
            yield row


@VALUES.fault(
    "sex-by-letter",
    "OR11-ENUM-07",
    "OR12-ENUM-07",
    imitates="The SIS writes F and M",
    importer="reject row",
)
def _sex(source: Source, draw: Draw) -> Iterator[Change]:
    yield from _values(source, draw, "demographics", "sex", lambda value: value[0].upper())


@VALUES.fault(
    "importance-unknown",
    "OR-ENUM-08",
    imitates="The vendor knows a third importance",
    importer="reject row",
)
def _importance(source: Source, draw: Draw) -> Iterator[Change]:
    yield from _values(source, draw, "resources", "importance", lambda _: "tertiary")


@VALUES.fault(
    "resource-for-unknown-role",
    "OR-ENUM-08",
    imitates="The vendor knows roles that the standard does not",
    importer="reject row",
)
def _resource_role(source: Source, draw: Draw) -> Iterator[Change]:
    yield from _values(source, draw, "resources", "roles", lambda value: f"{value},principal")


@VALUES.fault(
    "score-status-unknown",
    "OR-ENUM-09",
    imitates="The gradebook calls it graded",
    importer="reject row",
)
def _status(source: Source, draw: Draw) -> Iterator[Change]:
    yield from _values(source, draw, "results", "scoreStatus", lambda _: "graded")


@VALUES.fault(
    "user-of-unknown-role",
    "OR11-ENUM-05",
    imitates="The SIS has principals where 1.1 has administrators",
    importer="reject row",
)
def _user_role(source: Source, draw: Draw) -> Iterator[Change]:
    for row in plain_users(source, draw):
        yield cell(source, row, "role", "principal")


@VALUES.fault(
    "user-role-in-capitals",
    "OR11-ENUM-05",
    imitates="The exporter begins terms with a capital letter",
    importer="reject row",
)
def _user_case(source: Source, draw: Draw) -> Iterator[Change]:
    for row in plain_users(source, draw):
        yield cell(source, row, "role", row["role"].capitalize())


def plain_users(source: Source, draw: Draw) -> Iterator[Row]:
    """Yield users of 1.1 who are no students, to whom nothing refers and who refer to nobody."""
    for row in source.walk("users", draw):
        if row["role"] not in ("", "student") and not row["agentSourcedIds"] and not source.is_referred_to(row):
            yield row
