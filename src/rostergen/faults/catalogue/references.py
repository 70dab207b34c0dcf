"""Faults of references: to nobody, to something of another kind, to itself."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from rostergen.faults.catalogue.packaging import optional_files
from rostergen.faults.catalogue.roster import rows_with, school_year
from rostergen.faults.changes import added, anywhere, cell, of_file, of_id, of_row
from rostergen.faults.model import Change, Shelf

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rostergen.faults.draw import Draw
    from rostergen.faults.model import Places
    from rostergen.faults.sheet import Row
    from rostergen.faults.source import Source

REFERENCES = Shelf("references")

_IDLE_LINKS = (
    ("course-of-unknown-org", "courses", "orgSourcedId", ("OR-REF-03",), "A school was closed and its courses stayed"),
    ("class-of-unknown-course", "classes", "courseSourcedId", ("OR-REF-05",), "A course was deleted, its classes not"),
    ("class-resource-unknown", "classResources", "resourceSourcedId", ("OR-REF-14",), "A license ran out"),
    ("course-resource-unknown", "courseResources", "resourceSourcedId", ("OR-REF-15",), "A license ran out"),
    ("category-unknown", "lineItems", "categorySourcedId", ("OR-REF-16",), "A teacher deleted a category"),
    ("result-of-unknown-student", "results", "studentSourcedId", ("OR-REF-18",), "A student left, the results stayed"),
    ("role-in-unknown-profile", "roles", "userProfileSourcedId", ("OR12-REF-13",), "A profile was deleted"),
    ("primary-org-unknown", "users", "primaryOrgSourcedId", ("OR12-REF-21",), "A school was closed, its users stayed"),
    ("resource-of-user-unknown", "userResources", "resourceSourcedId", ("OR12-REF-23",), "A license ran out"),
    ("scale-of-unknown-course", "scoreScales", "courseSourcedId", ("OR12-REF-24",), "A course was deleted"),
    ("score-scale-unknown", "resultScoreScales", "scoreScaleSourcedId", ("OR12-REF-25",), "A scale was deleted"),
    (
        "objective-of-unknown-item",
        "lineItemLearningObjectiveIds",
        "lineItemSourcedId",
        ("OR12-REF-26",),
        "A line item was deleted",
    ),
    ("line-item-of-unknown-school", "lineItems", "schoolSourcedId", ("OR12-REF-20",), "A school was closed"),
    (
        *("line-item-of-unknown-session", "lineItems", ""),
        *(("OR11-REF-17", "OR12-REF-17"), "A grading period was deleted"),
    ),
)
"""References that no other rule asks about: name, file, column, rules, what it imitates."""


def _dangling(file: str, column: str) -> Places:
    def places(source: Source, draw: Draw) -> Iterator[Change]:
        name = column or ("gradingPeriodSourcedId" if source.version.number == "1.1" else "academicSessionSourcedId")
        reference = source.spec(file).column(name).reference
        assert reference is not None
        if source.sheet(reference.file) is None or not source.is_whole:
            return
        needs = [of_file(reference.file)]
        for row in source.walk(file, draw):
            # What others take from the row must not hang in the air with it.
            if row[name] and not any(_looks_into(source, row)):
                yield cell(source, row, name, draw.new_id(), deep=True, needs=needs)

    return places


def _looks_into(source: Source, row: Row) -> Iterator[Row]:
    """Yield the rows that are held against what this one says of itself."""
    if row.sheet.name == "classes":
        yield from source.where("scoreScales", "classSourcedId", row["sourcedId"])


for _name, _file, _column, _rules, _imitates in _IDLE_LINKS:
    REFERENCES.fault(_name, *_rules, imitates=_imitates, importer="reject row")(_dangling(_file, _column))


@REFERENCES.fault(
    "session-below-unknown",
    "OR-REF-01",
    imitates="Last year's sessions were deleted, all but one",
    importer="reject row",
)
def _session(source: Source, draw: Draw) -> Iterator[Change]:
    for row in source.walk("academicSessions", draw):
        if source.is_whole and row["parentSourcedId"]:
            new = {"sourcedId": draw.new_id(), "title": "Old Period", "type": "gradingPeriod"}
            values = {"parentSourcedId": draw.new_id(), **new, **school_year(row)}
            yield replace(added(row, "parentSourcedId", values), shares=frozenset({KNOWN_PARENTS}))


KNOWN_PARENTS = ("known parents", "academicSessions")
"""The claim that every session hangs in its tree: else nobody can tell how many there are."""


@REFERENCES.fault(
    "org-below-unknown",
    "OR-REF-02",
    imitates="A school was closed and deleted, its departments were not",
    importer="reject row",
)
def _org(source: Source, draw: Draw) -> Iterator[Change]:
    for row in rows_with(source, "orgs", draw, type="school"):
        new = {"sourcedId": draw.new_id(), "name": "Old Department", "type": "department", "identifier": ""}
        if source.is_whole:
            yield added(row, "parentSourcedId", {"parentSourcedId": draw.new_id(), **new})


@REFERENCES.fault(
    "course-in-a-term",
    "OR-REF-04",
    imitates="The exporter names the term where the school year belongs",
    importer="reject row",
)
def _course_year(source: Source, draw: Draw) -> Iterator[Change]:
    term = next((row for row in source.walk("academicSessions", draw) if row["type"] != "schoolYear"), None)
    if term is not None and source.is_whole:
        for row in source.walk("courses", draw):
            if row["schoolYearSourcedId"]:
                yield cell(source, row, "schoolYearSourcedId", term["sourcedId"], needs=[of_row(term)])


@REFERENCES.fault(
    "class-of-the-district",
    "OR-REF-06",
    imitates="An online class that no school offers is given to the district",
    importer="reject row",
)
def _class_school(source: Source, draw: Draw) -> Iterator[Change]:
    district = next(rows_with(source, "orgs", draw, type="district"), None)
    if district is None or not source.is_whole:
        return
    for row in source.walk("classes", draw):
        needs = [of_row(district), of_file("orgs")]
        yield cell(source, row, "schoolSourcedId", district["sourcedId"], deep=True, needs=needs)


@REFERENCES.fault(
    "class-in-unknown-term",
    "OR-REF-07",
    imitates="A term was deleted, but not from the classes taught in it",
    importer="reject row",
)
def _term(source: Source, draw: Draw) -> Iterator[Change]:
    for row in source.walk("classes", draw):
        if row["termSourcedIds"] and source.is_whole:
            value = f"{row['termSourcedIds']},{draw.new_id()}"
            yield cell(source, row, "termSourcedIds", value, needs=[of_file("academicSessions")])


@REFERENCES.fault(
    "class-in-a-grading-period",
    "OR-REF-08",
    imitates="The SIS plans by quarters",
    importer="warn",
)
def _period(source: Source, draw: Draw) -> Iterator[Change]:
    parents = {row["sourcedId"]: row for row in source.walk("academicSessions", draw)}
    for period in [row for row in parents.values() if row["type"] == "gradingPeriod"]:
        for row in source.where("classes", "termSourcedIds", period["parentSourcedId"]):
            value = f"{row['termSourcedIds']},{period['sourcedId']}"
            yield cell(source, row, "termSourcedIds", value, needs=[of_row(period), of_file("academicSessions")])


@REFERENCES.fault(
    "enrollment-of-unknown-user",
    "OR-REF-09",
    imitates="A student left and was deleted, the enrollments were not",
    importer="reject row",
)
def _enrolled(source: Source, draw: Draw) -> Iterator[Change]:
    for row in rows_with(source, "enrollments", draw, role="student"):
        if source.is_whole:
            new = {"sourcedId": draw.new_id(), "userSourcedId": draw.new_id()}
            # Anybody may be the one who is unknown, so who is not in the class can no more be told.
            yield added(row, "userSourcedId", new, touches=[of_id(row["classSourcedId"])], needs=[of_file("users")])


@REFERENCES.fault(
    "enrollment-in-unknown-class",
    "OR-REF-09",
    imitates="A class was dissolved, the enrollments were not",
    importer="reject row",
)
def _enrolled_in(source: Source, draw: Draw) -> Iterator[Change]:
    for row in rows_with(source, "enrollments", draw, role="student"):
        if source.is_whole:
            new = {"sourcedId": draw.new_id(), "classSourcedId": draw.new_id()}
            yield added(row, "classSourcedId", new, touches=[of_id(row["userSourcedId"])], needs=[of_file("classes")])


@REFERENCES.fault(
    "enrollment-at-the-district",
    "OR-REF-10",
    imitates="The exporter names the district in every enrollment",
    importer="reject row",
)
def _enrolled_at(source: Source, draw: Draw) -> Iterator[Change]:
    district = next(rows_with(source, "orgs", draw, type="district"), None)
    if district is not None and source.is_whole:
        for row in rows_with(source, "enrollments", draw, role="student"):
            needs = [of_row(district), of_file("orgs")]
            yield cell(source, row, "schoolSourcedId", district["sourcedId"], deep=True, needs=needs)


@REFERENCES.fault(
    "demographics-of-unknown-user",
    "OR-REF-11",
    imitates="A student left and was deleted, the demographics were not",
    importer="reject row",
)
def _demographics(source: Source, draw: Draw) -> Iterator[Change]:
    for row in source.walk("demographics", draw):
        if source.is_whole:
            yield added(row, "sourcedId", {"sourcedId": draw.new_id()}, needs=[of_file("users")])


@REFERENCES.fault(
    "unknown-agent",
    "OR-REF-12",
    imitates="A guardian was deleted, the child's row still names them",
    importer="reject row",
)
def _agent(source: Source, draw: Draw) -> Iterator[Change]:
    for row in source.walk("users", draw):
        if source.is_whole:
            value = ",".join([*row.items("agentSourcedIds"), draw.new_id()])
            yield cell(source, row, "agentSourcedIds", value)


@REFERENCES.fault(
    "user-in-unknown-org",
    "OR11-REF-13",
    imitates="A school was closed, but not for those who worked there",
    importer="reject row",
)
def _user_org(source: Source, draw: Draw) -> Iterator[Change]:
    for row in source.walk("users", draw):
        if row["role"] != "student" and row["orgSourcedIds"] and source.is_whole:
            value = f"{row['orgSourcedIds']},{draw.new_id()}"
            yield cell(source, row, "orgSourcedIds", value, needs=[of_file("orgs")])


@REFERENCES.fault(
    "user-is-their-own-agent",
    "RG-REF-04",
    imitates="A student of age signs for themselves",
    importer="warn",
)
def _own_agent(source: Source, draw: Draw) -> Iterator[Change]:
    for row in source.walk("users", draw):
        value = ",".join([*row.items("agentSourcedIds"), row["sourcedId"]])
        yield cell(source, row, "agentSourcedIds", value)


@REFERENCES.fault(
    "file-left-out",
    "OR-MODE-06",
    imitates="A file was not asked for, and the manifest calls it absent, but others refer to it",
    importer="reject bundle",
)
def _left_out(source: Source, draw: Draw) -> Iterator[Change]:
    for name in optional_files(source, draw):
        row = source.manifest_row(f"file.{name}")
        users = [(file, column) for file, column in source.referrers(name) if file != name]
        if row is None or row["value"] != "bulk" or not users or not source.is_whole:
            continue
        files = list(dict.fromkeys(file for file, column in users if _is_filled(source, file, column)))
        if files:
            touches = frozenset({of_row(row), ("property", row["propertyName"]), of_file(name), ("mode", name)})
            yield Change(
                f"{files[0]}.csv",
                None,
                before=f"{name}.csv",
                edits=(row.set("value", "absent"),),
                pack=lambda parcel, name=name: parcel.drop(f"{name}.csv"),  # type: ignore[misc]
                touches=touches | {of_file(file) for file in files},
                needs=frozenset({of_file("manifest")}),
                effects=tuple(anywhere("OR-MODE-06", file) for file in files),
                scope="file",
            )


def _is_filled(source: Source, file: str, column: str) -> bool:
    sheet = source.sheet(file)
    return sheet is not None and any(row[column] for row in sheet.in_order())
