"""How OneRoster's CSV tables are described: plain data, so that writer, validator and docs read one source."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Required = Literal["yes", "no", "delta"]
"""yes: never blank. no: may be blank. delta: filled in delta rows, blank in bulk rows."""

Type = Literal[
    "guid",
    "guid_ref",
    "guid_ref_list",
    "id",
    "string",
    "string_list",
    "braced_pair_list",
    "enum",
    "enum_list",
    "boolean",
    "date",
    "datetime",
    "year",
    "integer",
    "float",
]


Group = Literal["rostering", "gradebook", "resources"]
"""The service of the standard that a file belongs to."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A column that holds the sourcedId of a row in `file`; `types` are the types that row may have (empty: any).

    Whether another type is an error or only advised against is a matter of the rule, not of the table.
    """

    file: str
    types: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a CSV file, in the standard's own words for name and values.

    `open` says that a producer may add terms of its own to `values`, each starting with "ext:".
    """

    name: str
    type: Type
    required: Required
    meaning: str
    values: tuple[str, ...] = ()
    vocabulary: str = ""
    reference: Reference | None = None
    open: bool = False


@dataclass(frozen=True, slots=True)
class FileSpec:
    """One data file: `name` without ".csv", its columns in their binding order."""

    name: str
    group: Group
    columns: tuple[Column, ...]

    @property
    def header(self) -> tuple[str, ...]:
        """Column names in order."""
        return tuple(column.name for column in self.columns)

    def column(self, name: str) -> Column:
        """Return the column called `name`; KeyError if this file has none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)


@dataclass(frozen=True, slots=True)
class Version:
    """One version of the CSV binding: its data files in the order of the manifest."""

    number: str
    document: str
    files: tuple[FileSpec, ...]

    def file(self, name: str) -> FileSpec:
        """Return the file called `name` (without ".csv"); KeyError if this version has none."""
        for spec in self.files:
            if spec.name == name:
                return spec
        raise KeyError(name)
