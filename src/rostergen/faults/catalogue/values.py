"""Faults of single values: dates, numbers, booleans, terms, codes."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from rostergen.faults.changes import cell
from rostergen.faults.model import Shelf

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rostergen.faults.draw import Draw
    from rostergen.faults.model import Change, Places
    from rostergen.faults.sheet import Row
    from rostergen.faults.source import Source

VALUES = Shelf("values")

_DATES = (("demographics", "birthDate"), ("results", "scoreDate"))
"""Dates that no rule compares with those of other rows, but for the age of a student."""
_LONE = ("classResources", "courseResources", "enrollments", "results", "roles", "userResources")
"""Files to whose rows hardly anything refers."""


def changed_values(
    source: Source, draw: Draw, file: str, column: str, other: Callable[[str], str | None]
) -> Iterator[Change]:
    """Yield the change of a filled column into what `other` makes of it, where it makes anything."""
    for row in source.walk(file, draw):
        if row[column] and (value := other(row[column])) is not None:
            yield cell(source, row, column, value)


def changing(file: str, column: str, other: Callable[[str], str | None]) -> Places:
    """Return the places of a fault that is such a change."""
    return lambda source, draw: changed_values(source, draw, file, column, other)


def _dates(other: Callable[[str], str]) -> Places:
    """Return the places of a fault that writes dates in another way."""

    def places(source: Source, draw: Draw) -> Iterator[Change]:
        for file, column in _DATES:
            yield from changed_values(source, draw, file, column, lambda date: other(date) if len(date) == 10 else None)

    return places


def lone_rows(source: Source, draw: Draw) -> Iterator[Row]:
    """Yield rows to which nothing refers."""
    for name in draw.shuffled(_LONE):
        for row in source.walk(name, draw):
            if not source.is_referred_to(row):
                yield row


VALUES.fault(
    "date-as-in-the-us",
    "OR-TYP-03",
    imitates="Excel saved the file with the dates of its own settings",
    importer="reject row",
)(_dates(lambda value: f"{value[5:7]}/{value[8:]}/{value[:4]}"))


VALUES.fault(
    "date-that-is-no-day",
    "OR-TYP-03",
    imitates="30 February, typed into a form that checks nothing",
    importer="reject row",
)(_dates(lambda value: f"{value[:4]}-02-30"))


VALUES.fault(
    "date-with-time",
    "OR-TYP-03",
    imitates="The exporter writes a date of its database with the time",
    importer="reject row",
)(_dates(lambda value: f"{value}T00:00:00.000Z"))


@VALUES.fault(
    "year-as-a-range",
    "OR-TYP-05",
    imitates="The SIS calls the school year 2026-27, and so does the export",
    importer="reject row",
)
def _year(source: Source, draw: Draw) -> Iterator[Change]:
    for row in source.walk("academicSessions", draw):
        year = row["schoolYear"]
        if len(year) == 4 and year.isdigit() and row["parentSourcedId"]:
            yield cell(source, row, "schoolYear", f"{int(year) - 1}-{year[2:]}")


VALUES.fault(
    "boolean-in-capitals",
    "OR-TYP-06",
    imitates="Excel turned true into TRUE",
    importer="reject row",
)(changing("users", "enabledUser", lambda value: "TRUE" if value == "true" else None))


VALUES.fault(
    "boolean-as-number",
    "OR-TYP-06",
    imitates="The exporter writes 1 and 0 as its database does",
    importer="reject row",
)(changing("users", "enabledUser", lambda value: "1" if value == "true" else None))


@VALUES.fault(
    "identifier-rounded",
    "RG-CSV-09",
    imitates="Excel shows a long number as a power of ten, and saves it as it shows it",
    importer="warn",
)
def _rounded(source: Source, draw: Draw) -> Iterator[Change]:
    for row in source.walk("users", draw):
        if re.fullmatch("[1-9][0-9]{3,30}", row["identifier"]):
            rounded = f"{int(row['identifier']):.2E}"
            change = cell(source, row, "identifier", rounded)
            # Of two people of one name and one identifier it is said that they look like the same.
            person = ("person", rounded, row["givenName"], row["familyName"])
            yield replace(change, touches=change.touches | {person})


VALUES.fault(
    "number-with-percent-sign",
    "OR-TYP-07",
    imitates="The exporter writes a score as the gradebook shows it",
    importer="reject row",
)(changing("results", "score", lambda value: f"{value}%"))


VALUES.fault(
    "number-with-decimal-comma",
    "OR-TYP-07",
    imitates="A server with European settings writes 95,5",
    importer="reject row",
)(changing("results", "score", lambda value: f"{value.partition('.')[0]},5"))


@VALUES.fault(
    "sourced-id-over-255",
    "OR-TYP-01",
    imitates="The exporter joins the ids of everything that is involved",
    importer="reject row",
)
def _long_id(source: Source, draw: Draw) -> Iterator[Change]:
    for row in lone_rows(source, draw):
        yield cell(source, row, "sourcedId", "-".join([row["sourcedId"], *(draw.new_id() for _ in range(7))]))


@VALUES.fault(
    "sourced-id-with-blank",
    "OR11-TYP-02",
    "OR12-TYP-02",
    imitates="The exporter makes ids of names",
    importer="warn",
)
def _odd_id(source: Source, draw: Draw) -> Iterator[Change]:
    for row in lone_rows(source, draw):
        yield cell(source, row, "sourcedId", f"{row['sourcedId'][:40]} (1)")


VALUES.fault(
    "identifier-over-64",
    "RG-TRU-01",
    imitates="An identifier that many databases cut",
    importer="accept",
)(changing("users", "identifier", lambda value: f"{value}-" + "0" * 70))


@VALUES.fault(
    "grade-without-zero",
    "OR11-VOC-01",
    "OR12-VOC-01",
    imitates="The SIS exported grade 9 without its zero, or Excel took it away",
    importer="warn",
)
def _grade(source: Source, draw: Draw) -> Iterator[Change]:
    for row in source.walk("users", draw):
        if len(row["grades"]) == 2 and row["grades"].startswith("0"):
            yield cell(source, row, "grades", row["grades"][1:])
    for row in source.walk("courses", draw):
        if row["grades"].startswith("0"):
            yield cell(source, row, "grades", row["grades"][1:])


@VALUES.fault(
    "kindergarten-as-k",
    "OR11-VOC-01",
    "OR12-VOC-01",
    imitates="The SIS writes K where the standard has KG",
    importer="warn",
)
def _kindergarten(source: Source, draw: Draw) -> Iterator[Change]:
    yield from changed_values(source, draw, "users", "grades", lambda value: "K" if value == "KG" else None)
    yield from changed_values(source, draw, "courses", "grades", lambda value: "K" if value == "KG" else None)


@VALUES.fault(
    "subject-code-without-zero",
    "OR11-VOC-02",
    "OR12-VOC-02",
    imitates="Excel took the zero of a subject code away",
    importer="warn",
)
def _code(source: Source, draw: Draw) -> Iterator[Change]:
    for file in ("courses", "classes"):
        yield from changed_values(
            source, draw, file, "subjectCodes", lambda value: value[1:] if len(value) == 5 else None
        )


VALUES.fault(
    "country-by-name",
    "OR11-VOC-03",
    imitates="The SIS has a free text where the standard has a code",
    importer="accept",
)(changing("demographics", "countryOfBirthCode", lambda _: "Mexico"))


@VALUES.fault(
    "school-number-of-the-sis",
    "OR-VOC-04",
    imitates="The SIS exports its own number of a school, not that of NCES",
    importer="accept",
)
def _nces(source: Source, draw: Draw) -> Iterator[Change]:
    for row in source.walk("orgs", draw):
        if (row["type"], len(row["identifier"])) in {("school", 12), ("district", 7)}:
            yield cell(source, row, "identifier", "101")


VALUES.fault(
    "email-without-at",
    "RG-USR-01",
    imitates="A telephone number or a name in the field of the address",
    importer="warn",
)(changing("users", "email", lambda value: value.replace("@", ".") if "@" in value else None))


@VALUES.fault(
    "password-in-the-export",
    "OR-USR-10",
    imitates="The exporter sends passwords as they are",
    importer="warn",
)
def _password(source: Source, draw: Draw) -> Iterator[Change]:
    for row in source.walk("users", draw):
        if not row["password"]:
            yield cell(source, row, "password", "Spring2026!")


VALUES.fault(
    "user-disabled",
    "OR-MODE-08",
    imitates="A user who may not sign in, but is still in the roster",
    importer="accept",
)(changing("users", "enabledUser", lambda value: "false" if value == "true" else None))
