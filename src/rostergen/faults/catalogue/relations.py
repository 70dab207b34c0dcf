"""Faults of references to what is there: to another kind, to another school, to itself."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from rostergen.faults.catalogue.roster import rows_with, school_year
from rostergen.faults.catalogue.terms import spare_enrollments
from rostergen.faults.changes import added, cell, involved, of_file, of_id, of_row
from rostergen.faults.model import Change, Effect, Shelf

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rostergen.faults.draw import Draw
    from rostergen.faults.source import Source

RELATIONS = Shelf("references")


@RELATIONS.fault(
    "org-above-itself",
    "OR-ORG-02",
    imitates="Somebody dragged an org onto itself",
    importer="reject row",
)
def _org_circle(source: Source, draw: Draw) -> Iterator[Change]:
    for row in rows_with(source, "orgs", draw, type="school"):
        own = draw.new_id()
        new = {"sourcedId": own, "parentSourcedId": own, "name": "Department", "type": "department", "identifier": ""}
        yield added(row, "parentSourcedId", new)


@RELATIONS.fault(
    "session-above-itself",
    "OR-SES-03",
    imitates="Somebody dragged a term onto itself",
    importer="reject row",
)
def _session_circle(source: Source, draw: Draw) -> Iterator[Change]:
    for row in source.walk("academicSessions", draw):
        if row["parentSourcedId"]:
            own = draw.new_id()
            new = {"sourcedId": own, "parentSourcedId": own, "title": "Term"}
            yield added(row, "parentSourcedId", {**new, **school_year(row)})


@RELATIONS.fault(
    "orgs-in-a-circle",
    "OR-ORG-02",
    imitates="Two departments, each part of the other",
    importer="reject row",
)
def _orgs_circle(source: Source, draw: Draw) -> Iterator[Change]:
    for row in rows_with(source, "orgs", draw, type="school"):
        one, two = draw.new_id(), draw.new_id()
        new = {"type": "department", "identifier": ""}
        first = added(row, "parentSourcedId", {"sourcedId": one, "parentSourcedId": two, "name": "Music", **new})
        second = added(row, "parentSourcedId", {"sourcedId": two, "parentSourcedId": one, "name": "Arts", **new})
        edits = (*first.edits, *second.edits)
        effects = (Effect("OR-ORG-02", "orgs.csv", second.edits[0], column="parentSourcedId"),)
        yield replace(first, edits=edits, effects=effects)


@RELATIONS.fault(
    "enrollment-at-another-school",
    "OR-ENR-05",
    imitates="A student moved, and the enrollments still name the old school",
    importer="warn",
)
def _other_school(source: Source, draw: Draw) -> Iterator[Change]:
    schools = [row for row in source.walk("orgs", draw) if row["type"] == "school"]
    for row in spare_enrollments(source, draw):
        other = next((school for school in schools if school["sourcedId"] != row["schoolSourcedId"]), None)
        if other is not None:
            own = of_id(row["schoolSourcedId"])
            needs = [of_row(other), own, of_file("orgs"), *involved(source, row)]
            yield cell(source, row, "schoolSourcedId", other["sourcedId"], deep=True, needs=needs)


@RELATIONS.fault(
    "result-of-a-teacher",
    "OR-REF-19",
    imitates="A teacher tried the gradebook out on themselves",
    importer="warn",
)
def _result_of_teacher(source: Source, draw: Draw) -> Iterator[Change]:
    teacher = next(rows_with(source, "enrollments", draw, role="teacher"), None)
    # In a delta, a role as a student may have been sent before.
    if teacher is not None and not source.is_delta("roles"):
        for row in source.walk("results", draw):
            new = {"sourcedId": draw.new_id(), "studentSourcedId": teacher["userSourcedId"]}
            needs = [of_id(teacher["userSourcedId"]), of_row(teacher)]
            touches = [("result", teacher["userSourcedId"], row["lineItemSourcedId"])]
            yield added(row, "studentSourcedId", new, touches=touches, needs=needs)


@RELATIONS.fault(
    "profile-of-unknown-user",
    "OR12-REF-22",
    imitates="A user left and was deleted, the profile was not",
    importer="reject row",
)
def _profile(source: Source, draw: Draw) -> Iterator[Change]:
    for row in source.walk("userProfiles", draw):
        if source.is_whole:
            new = {"sourcedId": draw.new_id(), "userSourcedId": draw.new_id()}
            yield added(row, "userSourcedId", new, needs=[of_file("users")])


@RELATIONS.fault(
    "result-of-unknown-class",
    "OR12-REF-27",
    imitates="A class was deleted, the results stayed",
    importer="reject row",
)
def _result_of_no_class(source: Source, draw: Draw) -> Iterator[Change]:
    for row in source.walk("results", draw):
        if row["classSourcedId"] and source.is_whole:
            yield cell(source, row, "classSourcedId", draw.new_id(), deep=True, needs=[of_file("classes")])


@RELATIONS.fault(
    "line-item-in-the-school-year",
    "RG-REF-01",
    imitates="A line item that counts for the whole year",
    importer="warn",
)
def _item_in_year(source: Source, draw: Draw) -> Iterator[Change]:
    year = next(rows_with(source, "academicSessions", draw, type="schoolYear"), None)
    name = "gradingPeriodSourcedId" if source.version.number == "1.1" else "academicSessionSourcedId"
    if year is not None:
        for row in source.walk("lineItems", draw):
            yield cell(source, row, name, year["sourcedId"], needs=[of_row(year)])


@RELATIONS.fault(
    "line-item-of-the-district",
    "RG-REF-02",
    imitates="A test of the whole district",
    importer="warn",
)
def _item_of_district(source: Source, draw: Draw) -> Iterator[Change]:
    district = next(rows_with(source, "orgs", draw, type="district"), None)
    if district is not None and source.version.number == "1.2":
        for row in source.walk("lineItems", draw):
            yield cell(source, row, "schoolSourcedId", district["sourcedId"], needs=[of_row(district)])


@RELATIONS.fault(
    "result-in-another-class",
    "RG-REF-03",
    imitates="A student changed classes, and the results went along",
    importer="warn",
)
def _result_elsewhere(source: Source, draw: Draw) -> Iterator[Change]:
    for row in source.walk("results", draw):
        other = next((c for c in source.walk("classes", draw) if c["sourcedId"] != row["classSourcedId"]), None)
        if row["classSourcedId"] and other is not None:
            yield cell(source, row, "classSourcedId", other["sourcedId"], deep=True, needs=[of_row(other)])
