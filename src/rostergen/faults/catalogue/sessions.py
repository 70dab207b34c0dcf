"""Faults of meaning: sessions and orgs that do not fit together."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from rostergen.faults.catalogue.references import KNOWN_PARENTS
from rostergen.faults.catalogue.roster import as_date, rows_with, school_year
from rostergen.faults.changes import added, anywhere, cell, of_file, of_row
from rostergen.faults.model import Change, Shelf

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rostergen.faults.draw import Draw
    from rostergen.faults.sheet import Row
    from rostergen.faults.source import Source

SESSIONS = Shelf("semantics")


@SESSIONS.fault(
    "sessions-that-end-on-their-last-day",
    "OR-SES-01",
    imitates="The exporter writes the last day of a term where the day after it belongs",
    importer="warn",
    also=("OR-ENR-04", "OR-GRD-06"),
    once=True,
)
def _inclusive(source: Source, draw: Draw) -> Iterator[Change]:
    rows = list(source.walk("academicSessions", draw))
    touching = [
        row
        for row in rows
        if any(
            other["startDate"] == row["endDate"]
            and (other["parentSourcedId"], other["type"]) == (row["parentSourcedId"], row["type"])
            for other in rows
        )
    ]
    touching = [row for row in touching if as_date(row["endDate"])]
    if not touching:
        return
    # What ends together with them ends a day earlier too, or it would end after its parent.
    ends = {row["endDate"] for row in touching}
    edits = [
        row.set("endDate", str(end - timedelta(days=1)))
        for row in rows
        if row["endDate"] in ends and (end := as_date(row["endDate"]))
    ]
    first = min(touching, key=lambda row: row.index)
    end = as_date(first["endDate"])
    assert end is not None
    effects = (
        anywhere("OR-SES-01", "academicSessions"),
        anywhere("OR-ENR-04", "enrollments"),
        anywhere("OR-GRD-06", "lineItems"),
    )
    yield Change(
        "academicSessions.csv",
        first,
        "endDate",
        first["sourcedId"],
        first["endDate"],
        str(end - timedelta(days=1)),
        tuple(edits),
        touches=frozenset({of_file("academicSessions"), ("dates",)}),
        needs=frozenset({of_file("enrollments"), of_file("classes")}),
        effects=effects,
    )


@SESSIONS.fault(
    "school-year-of-its-beginning",
    "OR-SES-02",
    imitates="The SIS calls 2026-27 the school year 2026",
    importer="warn",
)
def _year(source: Source, draw: Draw) -> Iterator[Change]:
    for row in source.walk("academicSessions", draw):
        top = _top(source, row)
        if top is not row and top["type"] == "schoolYear" and (end := as_date(top["endDate"])):
            year = str((end - timedelta(days=1)).year)
            if year == row["schoolYear"] == top["schoolYear"]:
                yield cell(source, row, "schoolYear", str(int(year) - 1), needs=[of_row(top)])


def _top(source: Source, row: Row) -> Row:
    """Return the session above all that are above this one, as far as that is known."""
    above, seen = source.get("academicSessions", row["parentSourcedId"]), {row["sourcedId"]}
    while above is not None and above["sourcedId"] not in seen:
        seen.add(above["sourcedId"])
        row, above = above, source.get("academicSessions", above["parentSourcedId"])
    return row


@SESSIONS.fault(
    "session-without-its-year",
    "OR-SES-04",
    imitates="Summer school, in no school year",
    importer="warn",
)
def _no_parent(source: Source, draw: Draw) -> Iterator[Change]:
    for row in source.walk("academicSessions", draw):
        if row["parentSourcedId"]:
            new = {"sourcedId": draw.new_id(), "title": "Extra Weeks", "type": "gradingPeriod", "parentSourcedId": ""}
            yield added(row, "type", {**new, **school_year(row)})


@SESSIONS.fault(
    "session-longer-than-its-year",
    "OR-SES-05",
    imitates="The last term was extended, the school year was not",
    importer="warn",
)
def _longer(source: Source, draw: Draw) -> Iterator[Change]:
    for row in rows_with(source, "academicSessions", draw, type="schoolYear"):
        begin, end = as_date(row["startDate"]), as_date(row["endDate"])
        if begin and end and not row["parentSourcedId"]:
            new = {"sourcedId": draw.new_id(), "title": "Extra Weeks", "type": "gradingPeriod"}
            dates = {"startDate": str(end - timedelta(days=7)), "endDate": str(end + timedelta(days=21))}
            yield added(row, "endDate", {"parentSourcedId": row["sourcedId"], **dates, **new, **school_year(row)})


@SESSIONS.fault(
    "year-of-five-terms",
    "OR-SES-06",
    imitates="A school year divided in an unusual way",
    importer="accept",
    once=True,
)
def _terms(source: Source, draw: Draw) -> Iterator[Change]:
    for row in rows_with(source, "academicSessions", draw, type="schoolYear"):
        parts = list(source.where("academicSessions", "parentSourcedId", row["sourcedId"]))
        end = as_date(row["endDate"])
        if (
            not end
            or source.is_delta("academicSessions")
            or row["parentSourcedId"]
            or not parts
            or parts[0]["type"] not in ("semester", "term")
        ):
            continue
        kind = "term" if parts[0]["type"] == "semester" else "semester"
        new = {"sourcedId": draw.new_id(), "title": "Odd Weeks", "type": kind, "parentSourcedId": row["sourcedId"]}
        change = added(row, "type", {**new, **school_year(row)}, needs=[of_file("academicSessions"), KNOWN_PARENTS])
        yield replace(change, place=row, sourced_id=row["sourcedId"])


@SESSIONS.fault(
    "state-below-a-district",
    "OR-ORG-01",
    imitates="The exporter turned the tree of orgs round",
    importer="warn",
)
def _upside_down(source: Source, draw: Draw) -> Iterator[Change]:
    for row in rows_with(source, "orgs", draw, type="district"):
        new = {"sourcedId": draw.new_id(), "name": "State Board", "type": "state", "identifier": ""}
        yield added(row, "type", {"parentSourcedId": row["sourcedId"], **new})


@SESSIONS.fault(
    "school-without-district",
    "OR-ORG-04",
    imitates="A charter school that belongs to no district",
    importer="warn",
)
def _no_district(source: Source, draw: Draw) -> Iterator[Change]:
    district = next(rows_with(source, "orgs", draw, type="district"), None)
    for row in rows_with(source, "orgs", draw, type="school") if district else ():
        new = {"sourcedId": draw.new_id(), "name": "Charter School", "parentSourcedId": "", "identifier": ""}
        needs = [of_row(district)] if district else []
        yield added(row, "parentSourcedId", new, needs=needs)


@SESSIONS.fault(
    "district-called-local",
    "OR-ORG-03",
    imitates="The exporter still writes the word of OneRoster 1.0",
    importer="accept",
)
def _local(source: Source, draw: Draw) -> Iterator[Change]:
    for row in rows_with(source, "orgs", draw, type="district"):
        new = {"sourcedId": draw.new_id(), "name": "Local Board", "type": "local", "identifier": ""}
        yield added(row, "type", new)
