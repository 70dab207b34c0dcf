"""The manifest of a bundle, in both versions: its columns and its properties in the order of the document."""

from __future__ import annotations

from typing import TYPE_CHECKING

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


def properties(version: Version) -> tuple[str, ...]:
    """Return all properties that a manifest of the version may have, in order."""
    return (FORMAT_VERSION, VERSION, *(FILE + file.name for file in version.files), SOURCE_NAME, SOURCE_CODE)
