"""OneRoster as data: the only place that knows its column names and vocabularies. Standard library only."""

from rostergen.spec.model import Column, FileSpec, Reference, Version
from rostergen.spec.v1p1 import V1P1

__all__ = ["V1P1", "Column", "FileSpec", "Reference", "Version"]
