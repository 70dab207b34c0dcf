"""Faults of bulk and delta rows."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from rostergen.faults.changes import added, cell, of_id, of_row, one_mode
from rostergen.faults.model import Shelf

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rostergen.faults.draw import Draw
    from rostergen.faults.model import Change, Places
    from rostergen.faults.sheet import Row
    from rostergen.faults.source import Source

MODES = Shelf("modes")


def _rows(source: Source, draw: Draw, *, delta: bool) -> Iterator[Row]:
    """Yield rows of files that are all delta or all bulk, and stay so when one row changes."""
    for name in draw.shuffled(source.names):
        sheet = source.sheet(name)
        # What the manifest says has to be so too, for a single row that differs must not turn the scale.
        said = (source.modes[name] == "delta") == delta
        if sheet is not None and source.is_delta(name) == delta and (sheet.rows > 1 or said):
            yield from source.walk(name, draw)


def _shared(change: Change) -> Change:
    """Return the change of a status with the claim that not all of the file is bulk, or delta, any more."""
    return replace(change, shares=frozenset({one_mode(change.file.removesuffix(".csv"))}))


def _wrong(column: str, value: str, *, delta: bool) -> Places:
    """Return the places of a fault that writes a value into a column of delta rows, or of bulk rows."""

    def places(source: Source, draw: Draw) -> Iterator[Change]:
        for row in _rows(source, draw, delta=delta):
            yield _shared(cell(source, row, column, value))

    return places


MODES.fault(
    "status-in-bulk-row",
    "OR-MODE-01",
    imitates="The exporter writes active into every export",
    importer="warn",
)(_wrong("status", "active", delta=False))


MODES.fault(
    "date-in-bulk-row",
    "OR-MODE-01",
    imitates="The exporter says of every row when it was changed",
    importer="warn",
)(_wrong("dateLastModified", "2026-08-20T08:00:00.000Z", delta=False))


def _delta_rows(source: Source, draw: Draw) -> Iterator[Row]:
    """Yield delta rows of files that the manifest calls delta files too."""
    for row in _rows(source, draw, delta=True):
        if source.modes[row.sheet.name] == "delta":
            yield row


@MODES.fault(
    "delta-row-without-date",
    "OR-MODE-02",
    imitates="A row that was never changed since it came into the SIS",
    importer="reject row",
)
def _no_date(source: Source, draw: Draw) -> Iterator[Change]:
    for row in _delta_rows(source, draw):
        yield _shared(cell(source, row, "dateLastModified", "", raw=b""))


@MODES.fault(
    "delta-row-without-status",
    "OR-MODE-02",
    imitates="The exporter knows when a row was changed, not how",
    importer="reject row",
)
def _no_status(source: Source, draw: Draw) -> Iterator[Change]:
    for row in _delta_rows(source, draw):
        if row["status"] == "active":
            yield _shared(cell(source, row, "status", "", raw=b""))


MODES.fault(
    "status-of-the-sis",
    "OR-MODE-03",
    imitates="The exporter writes deleted instead of tobedeleted",
    importer="reject row",
)(_wrong("status", "Deleted", delta=True))


MODES.fault(
    "status-inactive",
    "OR11-MODE-04",
    imitates="The exporter still writes the word of OneRoster 1.0",
    importer="warn",
)(_wrong("status", "inactive", delta=True))


MODES.fault(
    "date-of-change-without-zone",
    "OR-TYP-04",
    imitates="The exporter writes the time of its own clock, in no time zone",
    importer="reject row",
)(_wrong("dateLastModified", "2026-08-20 08:00:00", delta=True))


MODES.fault(
    "changed-in-the-future",
    "OR-MODE-09",
    imitates="The clock of a server is wrong",
    importer="warn",
)(_wrong("dateLastModified", "2199-01-01T00:00:00.000Z", delta=True))


@MODES.fault(
    "delta-row-twice",
    "OR-MODE-09",
    imitates="A row was changed twice since the last export, and both changes are sent",
    importer="warn",
)
def _twice(source: Source, draw: Draw) -> Iterator[Change]:
    for row in _rows(source, draw, delta=True):
        if row.sheet.name in ("classResources", "courseResources", "orgs"):
            touches = [of_row(row), of_id(row["sourcedId"])]
            yield added(row, "sourcedId", {"dateLastModified": "2026-08-21T08:00:00.000Z"}, touches=touches)
