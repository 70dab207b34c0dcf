"""Faults of meaning: classes and people that do not fit together."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from rostergen.faults.catalogue.roster import ALL_BULK, KNOWN_GRADES, as_date, new_user, rows_with
from rostergen.faults.changes import added, cell, involved, of_file, of_id, of_row
from rostergen.faults.model import Change, Shelf

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rostergen.faults.draw import Draw
    from rostergen.faults.sheet import Row
    from rostergen.faults.source import Source

PEOPLE = Shelf("semantics")


@PEOPLE.fault(
    "class-without-students",
    "RG-CLS-01",
    imitates="A class that nobody chose was not deleted",
    importer="accept",
)
def _no_students(source: Source, draw: Draw) -> Iterator[Change]:
    if any(map(source.is_delta, ("enrollments", "classes"))):
        return
    for teaching in rows_with(source, "enrollments", draw, role="teacher", primary="true"):
        section = source.get("classes", teaching["classSourcedId"])
        if section is None:
            continue
        new, user, enrollment = draw.new_id(), draw.new_id(), draw.new_id()
        like = source.get("users", teaching["userSourcedId"])
        if like is None:
            continue
        change = added(section, "sourcedId", {"sourcedId": new, "classCode": ""}, needs=involved(source, teaching))
        teach = {"sourcedId": enrollment, "classSourcedId": new, "userSourcedId": user}
        more = (teaching.copied(**teach), *new_user(source, draw, like, user))
        yield replace(change, edits=(*change.edits, *more), needs=change.needs | {of_row(like)} | ALL_BULK)


@PEOPLE.fault(
    "class-without-teacher",
    "RG-CLS-02",
    imitates="A teacher left, and nobody took over",
    importer="warn",
)
def _no_teacher(source: Source, draw: Draw) -> Iterator[Change]:
    if any(map(source.is_delta, ("enrollments", "classes"))):
        return
    for row in rows_with(source, "enrollments", draw, role="teacher"):
        enrolled = source.where("enrollments", "classSourcedId", row["classSourcedId"])
        section = source.get("classes", row["classSourcedId"])
        if any(source.where("userResources", "userSourcedId", row["userSourcedId"])):
            continue  # which may be for the class that is left
        if section is not None and sum(each["role"] == "teacher" for each in enrolled) == 1:
            yield Change(
                "classes.csv",
                section,
                "sourcedId",
                section["sourcedId"],
                row["userSourcedId"],
                None,
                (row.removed(),),
                touches=involved(source, row),
                needs=frozenset({of_row(section), of_file("enrollments"), of_file("classes")}) | ALL_BULK,
            )


@PEOPLE.fault(
    "student-without-classes",
    "RG-USR-02",
    imitates="A student was registered and not yet enrolled",
    importer="accept",
)
def _idle(source: Source, draw: Draw) -> Iterator[Change]:
    if any(map(source.is_delta, ("enrollments", "users", "roles"))):
        return
    for row in rows_with(source, "enrollments", draw, role="student"):
        student = source.get("users", row["userSourcedId"])
        if student is not None and _may_be_copied(source, student):
            new = draw.new_id()
            user, *roles = new_user(source, draw, student, new)
            yield Change(
                "users.csv",
                user,
                "sourcedId",
                new,
                None,
                new,
                (user, *roles),
                needs=frozenset({of_row(student), of_file("users"), of_file("enrollments")}) | ALL_BULK,
            )


def _may_be_copied(source: Source, user: Row) -> bool:
    return source.version.number == "1.1" or any(source.where("roles", "userSourcedId", user["sourcedId"]))


@PEOPLE.fault(
    "teacher-as-agent",
    "OR-USR-02",
    imitates="An emergency contact was typed into the field of the guardian",
    importer="warn",
    also=("OR-USR-01",),
)
def _teacher_agent(source: Source, draw: Draw) -> Iterator[Change]:
    for row in rows_with(source, "enrollments", draw, role="student"):
        student = source.get("users", row["userSourcedId"])
        teacher = next(rows_with(source, "enrollments", draw, role="teacher"), None)
        if (
            student is None or teacher is None or source.is_delta("roles")
        ):  # where other roles may have been sent before
            continue
        agent = teacher["userSourcedId"]
        roles = {each["role"] for each in source.where("roles", "userSourcedId", agent)}
        if agent not in student.items("agentSourcedIds") and not roles & {"parent", "guardian", "relative", "aide"}:
            value = ",".join([*student.items("agentSourcedIds"), agent])
            yield cell(source, student, "agentSourcedIds", value, deep=True, needs=[of_id(agent)])


@PEOPLE.fault(
    "guardian-who-does-not-link-back",
    "OR-USR-01",
    imitates="The exporter writes the link in the row of the child alone",
    importer="accept",
)
def _one_way(source: Source, draw: Draw) -> Iterator[Change]:
    for row in source.walk("users", draw):
        for agent in row.items("agentSourcedIds"):
            guardian = source.get("users", agent)
            if guardian is not None and row["sourcedId"] in guardian.items("agentSourcedIds"):
                kept = ",".join(item for item in guardian.items("agentSourcedIds") if item != row["sourcedId"])
                change = cell(source, guardian, "agentSourcedIds", kept, deep=True)
                yield replace(
                    change,
                    place=row,
                    sourced_id=row["sourcedId"],
                    touches=change.touches | involved(source, row),
                )


@PEOPLE.fault(
    "grade-of-a-teacher",
    "OR-USR-03",
    imitates="The SIS exports the grades that a teacher teaches",
    importer="warn",
)
def _graded_teacher(source: Source, draw: Draw) -> Iterator[Change]:
    for row in rows_with(source, "enrollments", draw, role="teacher"):
        teacher = source.get("users", row["userSourcedId"])
        roles = {each["role"] for each in source.where("roles", "userSourcedId", row["userSourcedId"])}
        # In a delta, a role as a student may have been sent before.
        known = not source.is_delta("roles") and "student" not in roles
        if teacher is not None and not teacher["grades"] and known:
            yield cell(source, teacher, "grades", "09")


@PEOPLE.fault(
    "same-person-twice",
    "OR11-USR-04",
    imitates="A teacher whose child is at the school has a row as a parent too",
    importer="accept",
)
def _namesake(source: Source, draw: Draw) -> Iterator[Change]:
    for row in rows_with(source, "users", draw, role="teacher"):
        if row["identifier"] or row["email"]:
            new = {"sourcedId": draw.new_id(), "username": f"{row['username']}.{draw.below(10**6)}", "role": "aide"}
            email = "" if row["identifier"] else row["email"]
            yield replace(added(row, "sourcedId", {"email": email, **new}), column="")


@PEOPLE.fault(
    "student-of-two-schools",
    "OR11-USR-05",
    imitates="A student takes a course at another school",
    importer="accept",
)
def _two_schools(source: Source, draw: Draw) -> Iterator[Change]:
    schools = [row for row in source.walk("orgs", draw) if row["type"] == "school"]
    for row in rows_with(source, "users", draw, role="student"):
        own = row.items("orgSourcedIds")
        other = next((school for school in schools if school["sourcedId"] not in own), None)
        if other is not None and len(own) == 1:
            value = f"{own[0]},{other['sourcedId']}"
            needs = [of_row(other), of_id(own[0]), of_file("orgs")]
            yield cell(source, row, "orgSourcedIds", value, needs=needs)


@PEOPLE.fault(
    "birth-date-of-a-parent",
    "OR-DEM-04",
    imitates="A parent typed their own birthday into the form of the child",
    importer="warn",
)
def _age(source: Source, draw: Draw) -> Iterator[Change]:
    if not any(len(row["schoolYear"]) == 4 for row in source.walk("academicSessions", draw)):
        return  # nobody can tell how old a student is in a year that cannot be read
    for row in source.walk("demographics", draw):
        student = source.get("users", row["sourcedId"])
        if student is not None and student["grades"] in KNOWN_GRADES and as_date(row["birthDate"]):
            value = f"{int(row['birthDate'][:4]) - 28}{row['birthDate'][4:]}".replace("-02-29", "-02-28")
            yield cell(source, row, "birthDate", value, needs=[of_row(student), of_id(student["sourcedId"])])


@PEOPLE.fault(
    "two-races-not-counted",
    "OR-DEM-03",
    imitates="The exporter derives the column of two or more races wrongly",
    importer="warn",
)
def _races(source: Source, draw: Draw) -> Iterator[Change]:
    column = "demographicRaceTwoOrMoreRaces"
    races = (
        *("americanIndianOrAlaskaNative", "asian", "blackOrAfricanAmerican"),
        *("nativeHawaiianOrOtherPacificIslander", "white"),
    )
    for row in source.walk("demographics", draw):
        several = sum(row[race] == "true" for race in races) > 1
        if row[column] == ("true" if several else "false"):
            yield cell(source, row, column, "false" if several else "true")


@PEOPLE.fault(
    "race-not-given",
    "OR-DEM-02",
    imitates="A family did not answer",
    importer="accept",
)
def _blank_race(source: Source, draw: Draw) -> Iterator[Change]:
    for row in source.walk("demographics", draw):
        if row["hispanicOrLatinoEthnicity"]:
            yield cell(source, row, "hispanicOrLatinoEthnicity", "", raw=b"")
