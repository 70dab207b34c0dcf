"""Faults of the CSV text of one row or cell."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from rostergen.faults.changes import cell, line, of_file, of_id, of_row
from rostergen.faults.model import Change, Shelf

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rostergen.faults.draw import Draw
    from rostergen.faults.sheet import Row
    from rostergen.faults.source import Source

FORM = Shelf("form")

NAMES = (
    *(("users", "givenName"), ("users", "familyName"), ("classes", "title"), ("courses", "title")),
    *(("classResources", "title"), ("courseResources", "title"), ("resources", "title"), ("orgs", "name")),
)
"""Columns for people to read: no rule but those of form asks what stands in them."""
FREE_TEXTS = (
    *(("users", "middleName"), ("classes", "location"), ("classes", "classCode"), ("courses", "courseCode")),
    *(("demographics", "cityOfBirth"), ("classResources", "title"), ("courseResources", "title")),
    *(("resources", "title"), ("results", "comment"), ("lineItems", "description")),
)
"""The same where they may be blank."""


def filled(source: Source, draw: Draw, columns: Iterable[tuple[str, str]]) -> Iterator[tuple[Row, str]]:
    """Yield rows in which one of the columns is filled, with that column: column by column, rows in a random order."""
    for name, column in draw.shuffled(list(columns)):
        for row in source.walk(name, draw):
            if row[column].strip():
                yield row, column


@FORM.fault(
    "ragged-row-short",
    "OR-CSV-10",
    imitates="The exporter leaves out the last columns where they are blank",
    importer="reject row",
)
def _short(source: Source, draw: Draw) -> Iterator[Change]:
    for name in draw.shuffled(source.names):
        for row in source.walk(name, draw):
            # With two columns between the last filled one and the end it is plain which one is missing.
            if row.cells[-2:] == (b"", b"") and len(row.cells) > 6:
                yield line(row, b",".join(row.cells[:-1]))


@FORM.fault(
    "ragged-row-long",
    "OR-CSV-10",
    imitates="A comma within a name, and a writer that does not quote",
    importer="reject row",
)
def _long(source: Source, draw: Draw) -> Iterator[Change]:
    for row, column in filled(source, draw, NAMES):
        # A blank last cell would make it doubtful whether there is a comma too many within or at the end.
        if "," not in row[column] and row.cells[-1]:
            cells = list(row.cells)
            cells[row.sheet.place(column)] += b", Jr."
            yield line(row, b",".join(cells), column)


@FORM.fault(
    "bare-quote",
    "OR-CSV-08",
    imitates="A nickname in quotes, and a writer that does not double them",
    importer="reject row",
)
def _bare_quote(source: Source, draw: Draw) -> Iterator[Change]:
    for row, column in filled(source, draw, NAMES):
        value = row[column]
        if "," not in value and '"' not in value:
            yield cell(source, row, column, f'{value} "Jo"', raw=f'{value} "Jo"'.encode())


@FORM.fault(
    "unterminated-quote",
    "OR-CSV-08",
    imitates="A text was cut at its maximal length, with its closing quote",
    importer="reject row",
)
def _unterminated(source: Source, draw: Draw) -> Iterator[Change]:
    for row, column in filled(source, draw, NAMES):
        value = row[column]
        # The reader looks for the end of the quote in the next line.
        following = row.sheet.row(row.index + 1)
        if following is not None and "," not in value and b'"' not in row.text:
            needs = (of_row(following), of_id(following["sourcedId"]))
            yield cell(source, row, column, f'"{value}', raw=f'"{value}'.encode(), needs=needs)


@FORM.fault(
    "line-break-in-field",
    "OR-CSV-09",
    imitates="Somebody pressed Enter in a form of the SIS",
    importer="reject row",
)
def _line_break(source: Source, draw: Draw) -> Iterator[Change]:
    for row, column in filled(source, draw, NAMES):
        value = row[column]
        if '"' not in value:
            first, blank, rest = value.partition(" ")
            value = f"{first}\n{rest}" if blank and rest.strip() else f"{value}\nJo"
            yield cell(source, row, column, value)


@FORM.fault(
    "windows-1252-bytes",
    "OR-CSV-01",
    imitates="Excel saved the file as CSV, not as CSV UTF-8",
    importer="reject row",
)
def _cp1252(source: Source, draw: Draw) -> Iterator[Change]:
    for row, column in filled(source, draw, NAMES):
        value = f"{row[column]}é"
        if '"' not in value and "," not in value and row[column].isascii():
            change = cell(source, row, column, value, raw=value.encode("cp1252"))
            # It is said once for a file.
            yield replace(change, touches=change.touches | {("encoding", row.sheet.name)})


@FORM.fault(
    "letters-misread",
    "RG-CSV-08",
    imitates="A program opened the UTF-8 file as Windows-1252 and saved it as UTF-8 again",
    importer="warn",
)
def _misread(source: Source, draw: Draw) -> Iterator[Change]:
    for row, column in filled(source, draw, NAMES):
        if row[column].isascii():
            yield cell(source, row, column, row[column] + "é".encode().decode("cp1252"))


@FORM.fault(
    "nul-byte",
    "RG-CSV-02",
    imitates="A database pads its texts with NUL, and the exporter hands them on",
    importer="reject row",
)
def _nul(source: Source, draw: Draw) -> Iterator[Change]:
    for row, column in filled(source, draw, NAMES):
        value = row[column]
        if '"' not in value and "," not in value:
            yield cell(source, row, column, f"{value}\0", raw=f"{value}\0".encode())


@FORM.fault(
    "empty-line",
    "RG-CSV-05",
    imitates="The exporter ends the file with an empty line",
    importer="accept",
)
def _empty_line(source: Source, draw: Draw) -> Iterator[Change]:
    for name in draw.shuffled(source.names):
        sheet = source.sheet(name)
        if sheet is None or not sheet.ends_well:
            continue
        edit = sheet.append(b"")
        touches, needs = frozenset({("tail", name)}), frozenset({of_file(name)})
        yield Change(f"{name}.csv", edit, "", "", None, "", (edit,), touches=touches, needs=needs)


@FORM.fault(
    "null-word",
    "OR-CSV-12",
    imitates="The database's NULL was written as a word",
    importer="reject row",
)
def _null(source: Source, draw: Draw) -> Iterator[Change]:
    for name, column in draw.shuffled(list(FREE_TEXTS)):
        for row in source.walk(name, draw):
            yield cell(source, row, column, "NULL")


@FORM.fault(
    "blank-required-field",
    "OR-CSV-13",
    imitates="A person without a surname, a course without a title",
    importer="reject row",
)
def _blank(source: Source, draw: Draw) -> Iterator[Change]:
    for row, column in filled(source, draw, NAMES):
        if source.spec(row.sheet.name).column(column).required == "yes":
            yield cell(source, row, column, "", raw=b"")


@FORM.fault(
    "padded-value",
    "OR-CSV-15",
    imitates="A column of fixed width, or a name pasted with a blank behind it",
    importer="warn",
)
def _padded(source: Source, draw: Draw) -> Iterator[Change]:
    for row, column in filled(source, draw, NAMES):
        yield cell(source, row, column, f"{row[column]} ")


@FORM.fault(
    "text-over-255",
    "OR-CSV-14",
    imitates="A description where a title belongs",
    importer="accept",
)
def _long_text(source: Source, draw: Draw) -> Iterator[Change]:
    for row, column in filled(source, draw, NAMES):
        yield cell(source, row, column, f"{row[column]} " + "and so on " * 29 + "without end")
