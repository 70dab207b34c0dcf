"""Faults of lists within a cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rostergen.faults.changes import cell, line
from rostergen.faults.model import Shelf

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rostergen.faults.draw import Draw
    from rostergen.faults.model import Change
    from rostergen.faults.source import Source

LISTS = Shelf("form")


@LISTS.fault(
    "unquoted-list",
    "OR-CSV-10",
    imitates="A list of grades written without the quotes round it",
    importer="reject row",
)
def _unquoted_list(source: Source, draw: Draw) -> Iterator[Change]:
    for row in source.walk("courses", draw):
        # A row with a date of change would leave it open which of its commas is too many.
        if len(row.items("grades")) > 1 and not row["dateLastModified"]:
            cells = list(row.cells)
            cells[row.sheet.place("grades")] = row["grades"].encode()
            yield line(row, b",".join(cells), "grades")


@LISTS.fault(
    "list-by-semicolons",
    "OR-LST-01",
    imitates="The exporter separates the items of a list by semicolons, to do without quotes",
    importer="reject row",
)
def _semicolon_list(source: Source, draw: Draw) -> Iterator[Change]:
    for row in source.walk("courses", draw):
        if grades := row.items("grades"):
            yield cell(source, row, "grades", ";".join(grades if len(grades) > 1 else [*grades, *grades]))


@LISTS.fault(
    "comma-in-list-item",
    "OR-LST-02",
    imitates="A subject with a comma in its name, quoted within the list",
    importer="reject row",
    also=("OR-LST-04",),
)
def _comma_in_item(source: Source, draw: Draw) -> Iterator[Change]:
    for row in source.walk("courses", draw):
        if len(row.items("subjects")) == 1 == len(row.items("subjectCodes")) and '"' not in row["subjects"]:
            yield cell(source, row, "subjects", f'"{row["subjects"]},Honors"')


@LISTS.fault(
    "untidy-list",
    "OR-LST-03",
    imitates="A list with blanks behind its commas, as people write lists",
    importer="warn",
)
def _untidy_list(source: Source, draw: Draw) -> Iterator[Change]:
    for row in source.walk("courses", draw):
        if grades := row.items("grades"):
            yield cell(source, row, "grades", ", ".join(grades) if len(grades) > 1 else f"{grades[0]},")


@LISTS.fault(
    "subjects-without-their-codes",
    "OR-LST-04",
    imitates="Two codes for one subject",
    importer="reject row",
)
def _uneven_subjects(source: Source, draw: Draw) -> Iterator[Change]:
    for name in ("courses", "classes"):
        for row in source.walk(name, draw):
            if len(row.items("subjects")) == len(row.items("subjectCodes")) > 0:
                yield cell(source, row, "subjectCodes", f"{row['subjectCodes']},02999")


@LISTS.fault(
    "subject-codes-blank",
    "OR-LST-05",
    imitates="The SIS knows the names of the subjects, not their codes",
    importer="warn",
)
def _codes_blank(source: Source, draw: Draw) -> Iterator[Change]:
    for name in ("courses", "classes"):
        for row in source.walk(name, draw):
            if row["subjects"] and row["subjectCodes"]:
                yield cell(source, row, "subjectCodes", "", raw=b"")


@LISTS.fault(
    "user-ids-without-braces",
    "OR-LST-06",
    imitates="The exporter writes the id alone instead of {type:id}",
    importer="reject row",
)
def _braces(source: Source, draw: Draw) -> Iterator[Change]:
    for row in source.walk("users", draw):
        if row["userIds"].startswith("{"):
            yield cell(source, row, "userIds", row["userIds"].strip("{}").split("}")[0].replace(",", " "))


@LISTS.fault(
    "list-of-nothing",
    "OR-LST-08",
    imitates="Two blank ids were joined by a comma",
    importer="reject row",
)
def _no_items(source: Source, draw: Draw) -> Iterator[Change]:
    if source.version.number == "1.1":
        for row in source.walk("users", draw):
            if row["role"] != "student" and not any(source.where("enrollments", "userSourcedId", row["sourcedId"])):
                yield cell(source, row, "orgSourcedIds", ",", deep=True)
    for row in source.walk("classes", draw):
        yield cell(source, row, "termSourcedIds", ",", deep=True)
