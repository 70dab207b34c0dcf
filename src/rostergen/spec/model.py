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
    "float",
]


@dataclass(frozen=True, slots=True)
class Reference:
    """A column that holds the sourcedId of a row in `file`; `types` are the types that row may have (empty: any)."""

    file: str
    types: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a CSV file, in the standard's own words for name and values."""

    name: str
    type: Type
    required: Required
    meaning: str
    values: tuple[str, ...] = ()
    vocabulary: str = ""
    reference: Reference | None = None


@dataclass(frozen=True, slots=True)
class FileSpec:
    """One data file: `name` without ".csv", its columns in their binding order."""

    name: str
    group: Literal["rostering", "gradebook", "resources"]
    columns: tuple[Column, ...]

    @property
    def header(self) -> tuple[str, ...]:
        """Column names in order."""
        return tuple(column.name for column in self.columns)


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
