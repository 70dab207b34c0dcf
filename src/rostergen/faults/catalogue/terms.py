"""Faults of terms: values that are not among those of the standard, or not written as it does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rostergen.faults.catalogue.roster import rows_with, school_year
from rostergen.faults.catalogue.values import changed_values, changing
from rostergen.faults.changes import added, cell, of_id
from rostergen.faults.model import Shelf

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rostergen.faults.draw import Draw
    from rostergen.faults.model import Change, Places
    from rostergen.faults.sheet import Row
    from rostergen.faults.source import Source

TERMS = Shelf("values")


@TERMS.fault(
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


def _org(name: str, kind: str) -> Places:
    """Return the places of a fault that adds an org of a type."""

    def places(source: Source, draw: Draw) -> Iterator[Change]:
        for row in rows_with(source, "orgs", draw, type="school"):
            yield added(row, "type", {"sourcedId": draw.new_id(), "name": name, "type": kind, "identifier": ""})

    return places


TERMS.fault(
    "org-of-unknown-type",
    "OR-ENUM-02",
    imitates="The SIS has campuses where the standard has schools",
    importer="reject row",
)(_org("North Campus", "campus"))


TERMS.fault(
    "org-type-in-capitals",
    "OR-ENUM-02",
    imitates="The exporter begins terms with a capital letter",
    importer="reject row",
)(_org("West Campus", "School"))


TERMS.fault(
    "class-type-in-capitals",
    "OR-ENUM-03",
    imitates="The exporter begins terms with a capital letter",
    importer="reject row",
)(changing("classes", "classType", str.capitalize))


TERMS.fault(
    "class-of-unknown-type",
    "OR-ENUM-03",
    imitates="The SIS has lectures and labs",
    importer="reject row",
)(changing("classes", "classType", lambda _: "lecture"))


@TERMS.fault(
    "own-term-where-none-may-be",
    "OR11-ENUM-11",
    "OR12-ENUM-11",
    imitates="The exporter uses terms of its own in a column that is not open to them",
    importer="reject row",
)
def _own_term(source: Source, draw: Draw) -> Iterator[Change]:
    if source.version.number == "1.1":
        yield from changed_values(source, draw, "classes", "classType", lambda _: "ext:lab")
    yield from changed_values(source, draw, "resources", "importance", lambda _: "ext:optional")


@TERMS.fault(
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
            # The class too: whoever has no role that can be read may be the teacher whom another fault takes away.
            needs = [of_id(student["sourcedId"]), of_id(row["classSourcedId"])]
            yield added(row, "role", new, touches=[of_id(agent)], needs=needs)


@TERMS.fault(
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


TERMS.fault(
    "sex-by-letter",
    "OR11-ENUM-07",
    "OR12-ENUM-07",
    imitates="The SIS writes F and M",
    importer="reject row",
)(changing("demographics", "sex", lambda value: value[0].upper()))


TERMS.fault(
    "importance-unknown",
    "OR-ENUM-08",
    imitates="The vendor knows a third importance",
    importer="reject row",
)(changing("resources", "importance", lambda _: "tertiary"))


TERMS.fault(
    "resource-for-unknown-role",
    "OR-ENUM-08",
    imitates="The vendor knows roles that the standard does not",
    importer="reject row",
)(changing("resources", "roles", lambda value: f"{value},principal"))


TERMS.fault(
    "score-status-unknown",
    "OR-ENUM-09",
    imitates="The gradebook calls it graded",
    importer="reject row",
)(changing("results", "scoreStatus", lambda _: "graded"))


@TERMS.fault(
    "user-of-unknown-role",
    "OR11-ENUM-05",
    imitates="The SIS has principals where 1.1 has administrators",
    importer="reject row",
)
def _user_role(source: Source, draw: Draw) -> Iterator[Change]:
    for row in plain_users(source, draw):
        yield cell(source, row, "role", "principal")


@TERMS.fault(
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
