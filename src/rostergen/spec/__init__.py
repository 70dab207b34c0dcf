"""OneRoster as data: the only place that knows its column names and vocabularies. Standard library only."""

from rostergen.spec.model import Column, FileSpec, Reference, Version
from rostergen.spec.v1p1 import V1P1
from rostergen.spec.v1p2 import V1P2

VERSIONS = {"1.1": V1P1, "1.2": V1P2}
"""The versions of the CSV binding by number, oldest first."""

BUNDLE_FILES = frozenset(f"{spec.name}.csv" for version in VERSIONS.values() for spec in version.files) | {
    "manifest.csv"
}
"""Names of the files that a bundle of any version may have."""

__all__ = ["BUNDLE_FILES", "V1P1", "V1P2", "VERSIONS", "Column", "FileSpec", "Reference", "Version"]
