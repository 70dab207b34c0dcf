"""Faults of the header of a file, and of its columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rostergen.faults.catalogue.whole import rows_rewritten, sheets
from rostergen.faults.changes import header_edit, of_file, whole
from rostergen.faults.model import Change, Shelf

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rostergen.faults.draw import Draw
    from rostergen.faults.sheet import Sheet
    from rostergen.faults.source import Source

COLUMNS = Shelf("form")

_MANY = tuple(b"metadata.%d" % n for n in range(1, 1001))
_BLANK = (b"",) * len(_MANY)

_IDLE = {
    "users": ("middleName", "sms"),
    "classes": ("location", "classCode"),
    "courses": ("courseCode",),
    "resources": ("applicationId",),
    "classResources": ("title",),
    "courseResources": ("title",),
    "demographics": ("cityOfBirth",),
}
"""Columns that no rule but those of form asks about."""


def _idle(source: Source, draw: Draw) -> Iterator[tuple[Sheet, str]]:
    for sheet in sheets(source, draw):
        for column in _IDLE.get(sheet.name, ()):
            yield sheet, column


def _header(sheet: Sheet, column: str, name: str) -> Change:
    """Return the change that calls a column otherwise in the header."""
    columns = [name if c == column else c for c in sheet.columns]
    return Change(
        f"{sheet.name}.csv",
        1,
        name,
        "",
        column,
        name,
        (header_edit(sheet, ",".join(columns).encode()),),
        touches=frozenset({("header", sheet.name)}),
        needs=frozenset({of_file(sheet.name)}),
        scope="file",
    )


@COLUMNS.fault(
    "column-misspelt",
    "OR-CSV-04",
    imitates="A slip of the pen in the exporter",
    importer="reject bundle",
)
def _misspelt(source: Source, draw: Draw) -> Iterator[Change]:
    for sheet, column in _idle(source, draw):
        if len(column) > 6:
            yield _header(sheet, column, column[:-2] + column[-1] + column[-2])


@COLUMNS.fault(
    "column-in-lower-case",
    "OR-CSV-05",
    imitates="A database that folds the names of columns",
    importer="warn",
)
def _lower(source: Source, draw: Draw) -> Iterator[Change]:
    for sheet in sheets(source, draw):
        yield _header(sheet, "dateLastModified", "datelastmodified")


@COLUMNS.fault(
    "column-missing",
    "OR-CSV-04",
    imitates="The exporter leaves out the columns that it has nothing for",
    importer="reject bundle",
)
def _missing(source: Source, draw: Draw) -> Iterator[Change]:
    for sheet, column in _idle(source, draw):
        place = sheet.place(column)

        def without(number: int, cells: Sequence[bytes], place: int = place) -> list[bytes]:
            return [*cells[:place], *cells[place + 1 :]]

        yield whole(sheet, rows_rewritten(sheet, without), column=column, before=column)


@COLUMNS.fault(
    "column-twice",
    "OR-CSV-06",
    imitates="A join of two tables brought a column twice",
    importer="reject bundle",
)
def _twice(source: Source, draw: Draw) -> Iterator[Change]:
    for sheet, column in _idle(source, draw):
        place = sheet.place(column)

        def doubled(number: int, cells: Sequence[bytes], place: int = place) -> list[bytes]:
            return [*cells, cells[place] if place < len(cells) else b""]

        yield whole(sheet, rows_rewritten(sheet, doubled), column=column, after=column)


@COLUMNS.fault(
    "columns-reordered",
    "OR-CSV-04",
    imitates="The exporter sorts the columns as it likes",
    importer="reject bundle",
)
def _reordered(source: Source, draw: Draw) -> Iterator[Change]:
    for sheet in sheets(source, draw):
        if len(sheet.columns) > 5:
            first, second = sheet.columns[3:5]
            before, after = f"{first},{second}", f"{second},{first}"
            rewrite = rows_rewritten(sheet, lambda _, cells: [*cells[:3], *cells[4:5], *cells[3:4], *cells[5:]])
            yield whole(sheet, rewrite, column=second, before=before, after=after)


@COLUMNS.fault(
    "foreign-column",
    "OR-CSV-16",
    imitates="The exporter adds a column of its own without calling it metadata",
    importer="accept",
)
def _foreign(source: Source, draw: Draw) -> Iterator[Change]:
    for sheet in sheets(source, draw):
        rewrite = rows_rewritten(sheet, lambda number, cells: [*cells, b"busRoute" if number == 1 else b"7"])
        yield whole(sheet, rewrite, column="busRoute", after="busRoute")


@COLUMNS.fault(
    "metadata-missing-in-a-row",
    "OR-CSV-17",
    imitates="The exporter writes a column of its own only where there is something in it",
    importer="warn",
)
def _metadata(source: Source, draw: Draw) -> Iterator[Change]:
    for sheet in sheets(source, draw):
        if sheet.rows < 2 or not all(column in source.spec(sheet.name).header for column in sheet.columns):
            continue
        row = next(sheet.walk(draw), None)
        if row is None:
            continue
        lacking = row.index + 2

        def noted(number: int, cells: Sequence[bytes], lacking: int = lacking) -> list[bytes]:
            more = [b"metadata.busRoute" if number == 1 else b"7"]
            return [*cells, *(more if number != lacking else [])]

        yield whole(sheet, rows_rewritten(sheet, noted), line=lacking)


@COLUMNS.fault(
    "thousand-columns",
    "RG-CSV-07",
    imitates="Data ended up in the header row",
    importer="reject bundle",
)
def _columns(source: Source, draw: Draw) -> Iterator[Change]:
    for sheet in sheets(source, draw):
        yield whole(sheet, rows_rewritten(sheet, lambda number, cells: [*cells, *(_MANY if number == 1 else _BLANK)]))
