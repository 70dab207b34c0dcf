"""Faults of meaning: enrollments that cannot be."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from rostergen.faults.catalogue.roster import (
    ALL_BULK,
    KNOWN_GRADES,
    as_date,
    enrolled_too,
    in_school,
    is_free,
    new_section,
    new_user,
    periods,
    rows_with,
)
from rostergen.faults.changes import cell, involved, of_file, of_row
from rostergen.faults.model import Change, Shelf

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rostergen.faults.draw import Draw
    from rostergen.faults.sheet import Row
    from rostergen.faults.source import Source

ENROLLING = Shelf("semantics")


@ENROLLING.fault(
    "primary-student",
    "OR-ENR-01",
    imitates="The exporter writes true into the whole column primary",
    importer="reject row",
)
def _primary_student(source: Source, draw: Draw) -> Iterator[Change]:
    for row in rows_with(source, "enrollments", draw, role="student"):
        yield cell(source, row, "primary", "true")


@ENROLLING.fault(
    "two-primary-teachers",
    "OR-ENR-02",
    imitates="A substitute takes over, and the teacher before stays primary",
    importer="reject row",
)
def _two_primaries(source: Source, draw: Draw) -> Iterator[Change]:
    for row in rows_with(source, "enrollments", draw, role="teacher", primary="true"):
        section = source.get("classes", row["classSourcedId"])
        if section is None:
            continue
        for teacher in source.walk("users", draw):
            own = teacher["sourcedId"]
            if own == row["userSourcedId"] or not in_school(source, teacher, row["schoolSourcedId"], "teacher"):
                continue
            if is_free(source, own, section):
                new = draw.new_id()
                yield enrolled_too(source, row, own, section["sourcedId"], "primary", {"sourcedId": new})
                break
        else:
            yield from _hired(source, draw, row, section)


def _hired(source: Source, draw: Draw, row: Row, section: Row) -> Iterator[Change]:
    """Yield the change that hires a teacher for a class that has one, where nobody is free."""
    like = source.get("users", row["userSourcedId"])
    if like is None:
        return
    user = draw.new_id()
    change = enrolled_too(source, row, user, section["sourcedId"], "primary", {"sourcedId": draw.new_id()})
    needs = change.needs | {of_file("users"), of_file("roles")}
    yield replace(change, edits=(*change.edits, *new_user(source, draw, like, user)), needs=needs)


@ENROLLING.fault(
    "no-primary-teacher",
    "OR-ENR-03",
    imitates="The exporter does not know who is primary",
    importer="warn",
)
def _no_primary(source: Source, draw: Draw) -> Iterator[Change]:
    if any(map(source.is_delta, ("enrollments", "classes"))):
        return
    for row in rows_with(source, "enrollments", draw, role="teacher", primary="true"):
        section = source.get("classes", row["classSourcedId"])
        if section is not None:
            change = cell(source, row, "primary", "false", deep=True)
            yield replace(
                change,
                file="classes.csv",
                place=section,
                column="sourcedId",
                sourced_id=section["sourcedId"],
                needs=change.needs | {of_row(section)} | ALL_BULK,
            )


@ENROLLING.fault(
    "enrollment-before-the-term",
    "OR-ENR-04",
    imitates="The enrollment bears the date on which it was typed in",
    importer="warn",
)
def _before(source: Source, draw: Draw) -> Iterator[Change]:
    for row in rows_with(source, "enrollments", draw, role="student"):
        if begin := as_date(row["beginDate"]):
            yield cell(source, row, "beginDate", str(begin - timedelta(days=400)), deep=True)


@ENROLLING.fault(
    "enrollment-after-the-term",
    "OR-ENR-04",
    imitates="The exporter ends every enrollment with the calendar year",
    importer="warn",
)
def _after(source: Source, draw: Draw) -> Iterator[Change]:
    for row in rows_with(source, "enrollments", draw, role="student"):
        if end := as_date(row["endDate"]):
            yield cell(source, row, "endDate", str(end + timedelta(days=400)), deep=True)


@ENROLLING.fault(
    "enrollment-dates-reversed",
    "OR-TYP-08",
    imitates="A form in which the two dates were exchanged",
    importer="reject row",
)
def _reversed(source: Source, draw: Draw) -> Iterator[Change]:
    for row in rows_with(source, "enrollments", draw, role="student"):
        begin, end = as_date(row["beginDate"]), as_date(row["endDate"])
        if begin and end and end - begin > timedelta(days=30):
            change = cell(source, row, "endDate", str(begin + timedelta(days=7)), deep=True)
            edit = row.set("beginDate", str(begin + timedelta(days=14)))
            yield replace(change, edits=(edit, *change.edits))


@ENROLLING.fault(
    "enrolled-twice",
    "OR-ENR-06",
    imitates="A student was taken out of a class and put back, and both are exported as current",
    importer="warn",
)
def _enrolled_twice(source: Source, draw: Draw) -> Iterator[Change]:
    for row in rows_with(source, "enrollments", draw, role="student"):
        user, section = row["userSourcedId"], row["classSourcedId"]
        yield enrolled_too(source, row, user, section, "classSourcedId", {"sourcedId": draw.new_id()})


@ENROLLING.fault(
    "guardian-enrolled-as-student",
    "OR11-ENR-07",
    imitates="The SIS mixed up two people of one family",
    importer="warn",
)
def _misfit(source: Source, draw: Draw) -> Iterator[Change]:
    for row in rows_with(source, "enrollments", draw, role="student"):
        student = source.get("users", row["userSourcedId"])
        for agent in student.items("agentSourcedIds") if student else ():
            guardian = source.get("users", agent)
            if guardian is not None and row["schoolSourcedId"] in guardian.items("orgSourcedIds"):
                new = {"sourcedId": draw.new_id()}
                yield enrolled_too(source, row, agent, row["classSourcedId"], "role", new)


@ENROLLING.fault(
    "student-double-booked",
    "RG-TIM-01",
    imitates="A student changed classes, and the old enrollment was never ended",
    importer="warn",
)
def _student_booked(source: Source, draw: Draw) -> Iterator[Change]:
    yield from _double_booked(source, draw, "student")


@ENROLLING.fault(
    "teacher-double-booked",
    "RG-TIM-02",
    imitates="A teacher was put into the timetable twice",
    importer="warn",
)
def _teacher_booked(source: Source, draw: Draw) -> Iterator[Change]:
    yield from _double_booked(source, draw, "teacher")


def _double_booked(source: Source, draw: Draw, role: str) -> Iterator[Change]:
    for row in rows_with(source, "enrollments", draw, role=role):
        own = source.get("classes", row["classSourcedId"])
        user = source.get("users", row["userSourcedId"])
        if own is None or user is None or not periods(own):
            continue
        new = {"sourcedId": draw.new_id(), **({"primary": "false"} if role == "teacher" else {})}
        other = next(_at_the_same_time(source, own, user), None)
        if other is not None:
            yield enrolled_too(
                source, row, user["sourcedId"], other["sourcedId"], "userSourcedId", new, needs=involved(source, own)
            )
        elif (change := new_section(source, draw, own, row, role=role)) is not None:
            yield change


def _at_the_same_time(source: Source, own: Row, user: Row) -> Iterator[Row]:
    """Yield other classes of the school in a period and the terms of this one that a user might be in."""
    enrolled = {row["classSourcedId"] for row in source.where("enrollments", "userSourcedId", user["sourcedId"])}
    grades = set(user.items("grades"))
    for other in source.where("classes", "schoolSourcedId", own["schoolSourcedId"]):
        same_terms = set(own.items("termSourcedIds")) == set(other.items("termSourcedIds"))
        meets = set(own.items("periods")) & set(other.items("periods"))
        if other["sourcedId"] not in enrolled and same_terms and meets and grades <= set(other.items("grades")):
            yield other


@ENROLLING.fault(
    "student-in-another-grades-class",
    "RG-CLS-03",
    imitates="Two students of one name were mixed up",
    importer="warn",
)
def _wrong_grade(source: Source, draw: Draw) -> Iterator[Change]:
    for row in rows_with(source, "enrollments", draw, role="student"):
        student = source.get("users", row["userSourcedId"])
        own = source.get("classes", row["classSourcedId"])
        if student is None or own is None or student["grades"] not in KNOWN_GRADES:
            continue
        user = student["sourcedId"]
        for section in source.where("classes", "schoolSourcedId", row["schoolSourcedId"]):
            grades = set(section.items("grades"))
            fits = not grades or student["grades"] in grades or not grades <= KNOWN_GRADES
            if not fits and is_free(source, user, section):
                new = {"sourcedId": draw.new_id(), "beginDate": "", "endDate": ""}
                yield enrolled_too(source, row, user, section["sourcedId"], "userSourcedId", new)
                break
        else:
            grade = "12" if student["grades"] != "12" else "KG"
            change = new_section(source, draw, own, row, role="student", grades=grade, periods="")
            if change is not None and own["grades"]:
                yield change
