"""The manifest of a bundle, in both versions: its columns and its properties in the order of the document."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from rostergen.spec.model import Version

COLUMNS = ("propertyName", "value")
FORMAT_VERSION, FORMAT_NUMBER = "manifest.version", "1.0"
VERSION = "oneroster.version"
FILE = "file."
"""How the property of a data file begins; its name without ".csv" follows."""
SOURCE_NAME, SOURCE_CODE = "source.systemName", "source.systemCode"
MODES = ("absent", "bulk", "delta")

NEEDED_FOR_BULK = {
    "1.1": ("academicSessions", "classes", "courses", "enrollments", "orgs", "users"),
    "1.2": ("academicSessions", "classes", "courses", "enrollments", "orgs", "roles", "users"),
}
"""What a bulk rostering bundle cannot do without, by version."""


class Property(NamedTuple):
    """One row of the manifest: the values it may have (none: any text), and whether it has to be there."""

    name: str
    required: bool
    values: tuple[str, ...]
    meaning: str


def described(version: Version) -> list[Property]:
    """Return the rows of a manifest of the version, in order."""
    rest = [
        Property(FILE + file.name, True, MODES, f"Whether {file.name}.csv is there, and how.") for file in version.files
    ]
    return [
        Property(FORMAT_VERSION, True, (FORMAT_NUMBER,), "Version of the manifest itself."),
        Property(VERSION, True, (version.number,), "Version of OneRoster."),
        *rest,
        Property(SOURCE_NAME, False, (), "Name of the system that made the bundle."),
        Property(SOURCE_CODE, False, (), "Its code."),
    ]


def properties(version: Version) -> tuple[str, ...]:
    """Return all properties that a manifest of the version may have, in order."""
    return tuple(row.name for row in described(version))
