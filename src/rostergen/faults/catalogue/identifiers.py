"""Faults of identifiers: what has to be unique and is not."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from rostergen.faults.catalogue.values import lone_rows
from rostergen.faults.changes import added, cell, of_id, of_row
from rostergen.faults.model import Shelf

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rostergen.faults.draw import Draw
    from rostergen.faults.model import Change
    from rostergen.faults.sheet import Row
    from rostergen.faults.source import Source

IDENTIFIERS = Shelf("identifiers")


def _pairs(source: Source, name: str, draw: Draw) -> Iterator[tuple[Row, Row]]:
    """Yield two rows of a file, the earlier one first."""
    kept = None
    for row in source.walk(name, draw):
        if kept is None:
            kept = row
        elif kept.index != row.index:
            yield (kept, row) if kept.index < row.index else (row, kept)
            kept = None


@IDENTIFIERS.fault(
    "sourced-id-twice",
    "OR-ID-01",
    imitates="A join in the exporter brings a row twice, with another content",
    importer="reject row",
)
def _twice(source: Source, draw: Draw) -> Iterator[Change]:
    for row in lone_rows(source, draw):
        if row.sheet.name == "enrollments" or source.is_delta(row.sheet.name):
            continue
        for other in source.walk(row.sheet.name, draw):
            if other.index < row.index:
                needs = [of_row(other), of_id(other["sourcedId"])]
                yield cell(source, row, "sourcedId", other["sourcedId"], needs=needs)
                break


@IDENTIFIERS.fault(
    "row-twice",
    "OR-ID-01",
    imitates="Two exports were joined, and some rows are in both",
    importer="warn",
)
def _same_row(source: Source, draw: Draw) -> Iterator[Change]:
    for row in lone_rows(source, draw):
        if row.sheet.name in ("classResources", "courseResources", "userResources") and not source.is_delta(
            row.sheet.name
        ):
            yield added(row, "sourcedId", {}, touches=[of_row(row), of_id(row["sourcedId"])])


@IDENTIFIERS.fault(
    "demographics-twice",
    "OR-DEM-01",
    imitates="A student who changed schools has demographics of both",
    importer="reject row",
)
def _demographics(source: Source, draw: Draw) -> Iterator[Change]:
    if not source.is_delta("demographics"):
        for row in source.walk("demographics", draw):
            yield added(row, "sourcedId", {}, touches=[of_row(row), of_id(row["sourcedId"])])


@IDENTIFIERS.fault(
    "sourced-id-in-two-files",
    "OR-ID-03",
    imitates="The exporter takes the row numbers of its tables for ids",
    importer="warn",
)
def _two_files(source: Source, draw: Draw) -> Iterator[Change]:
    for row in source.walk("enrollments", draw):
        other = next(source.walk("courses", draw), None)
        if other is not None:
            change = cell(
                source, row, "sourcedId", other["sourcedId"], needs=[of_row(other), of_id(other["sourcedId"])]
            )
            # A second enrollment with this id would have it twice in its own file.
            yield replace(change, touches=change.touches | {("id taken", other["sourcedId"])})


@IDENTIFIERS.fault(
    "sourced-ids-that-differ-by-case",
    "RG-ID-01",
    imitates="Ids of letters in both cases, and an importer's database that folds them",
    importer="warn",
)
def _case(source: Source, draw: Draw) -> Iterator[Change]:
    for name in ("courseResources", "classResources", "resources", "courses", "orgs"):
        for first, second in _pairs(source, name, draw):
            other = first["sourcedId"].upper()
            if other != first["sourcedId"] and not source.is_referred_to(second):
                yield cell(source, second, "sourcedId", other, needs=[of_row(first), of_id(first["sourcedId"])])


@IDENTIFIERS.fault(
    "username-twice",
    "OR-ID-04",
    imitates="Two people of one name, and a rule that makes usernames of names",
    importer="warn",
)
def _username(source: Source, draw: Draw) -> Iterator[Change]:
    for first, second in _pairs(source, "users", draw):
        if first["username"] and first["username"] != second["username"]:
            needs = [of_row(first), of_id(first["sourcedId"])]
            yield cell(source, second, "username", first["username"], needs=needs)


@IDENTIFIERS.fault(
    "master-identifier-twice",
    "OR12-ID-05",
    imitates="One person came into the SIS twice",
    importer="warn",
)
def _master(source: Source, draw: Draw) -> Iterator[Change]:
    for first, second in _pairs(source, "users", draw):
        if first["userMasterIdentifier"]:
            needs = [of_row(first), of_id(first["sourcedId"])]
            yield cell(source, second, "userMasterIdentifier", first["userMasterIdentifier"], needs=needs)


@IDENTIFIERS.fault(
    "vendor-resource-twice",
    "OR-RES-01",
    imitates="A resource was added to the catalogue twice",
    importer="reject row",
)
def _resource(source: Source, draw: Draw) -> Iterator[Change]:
    for row in source.walk("resources", draw):
        if row["vendorId"] and row["vendorResourceId"]:
            yield added(row, "vendorResourceId", {"sourcedId": draw.new_id()})
