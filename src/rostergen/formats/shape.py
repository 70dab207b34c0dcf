"""What the files of a bundle are as tables: columns with kinds and keys, from the specification and the files' headers.

Tables and columns have the names that they have in the CSV, `metadata.` columns too; the manifest is a table as well.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from graphlib import TopologicalSorter
from typing import TYPE_CHECKING, Literal

from rostergen.spec import VERSIONS, FileSpec, Version
from rostergen.spec.manifest import COLUMNS as MANIFEST_COLUMNS

if TYPE_CHECKING:
    from pathlib import Path

    from rostergen.spec.model import Column, Type

Kind = Literal["text", "list", "boolean", "date", "timestamp", "integer", "number"]
"""What the cells of a column are: a list is one of texts."""

_KINDS: dict[Type, Kind] = {
    "guid_ref_list": "list",
    "string_list": "list",
    "enum_list": "list",
    "boolean": "boolean",
    "date": "date",
    "datetime": "timestamp",
    "year": "integer",
    "integer": "integer",
    "float": "number",
}
"""All others are text; so are pairs in braces, for which no database has a type."""

MANIFEST = "manifest"
KNOWN = frozenset(spec.name for version in VERSIONS.values() for spec in version.files) | {MANIFEST}
"""Names of the tables that a bundle of any version may have."""


@dataclass(frozen=True, slots=True)
class Field:
    """A column of a table."""

    name: str
    kind: Kind
    required: bool
    meaning: str
    values: tuple[str, ...] = ()
    """All that may stand in it, empty if that is not known."""
    refers_to: str | None = None
    """The table of the bundle that holds the row whose sourcedId this is."""


@dataclass(frozen=True, slots=True)
class Shape:
    """A table, the file that its rows are in, and what is said of it where tables can have a comment."""

    name: str
    file: Path
    fields: tuple[Field, ...]
    meaning: str

    @property
    def key(self) -> str:
        """The column that tells the rows apart, the first one."""
        return self.fields[0].name


def shapes(folder: Path, version: Version) -> list[Shape]:
    """Return the tables of a bundle in a folder, each behind those that it refers to. Raises OSError."""
    specs = {spec.name: spec for spec in version.files if (folder / f"{spec.name}.csv").is_file()}
    made = {MANIFEST: _manifest(folder, version)}
    made |= {name: _shape(folder, version, spec, specs.keys()) for name, spec in specs.items()}
    order = {name: {field.refers_to for field in shape.fields} - {None, name} for name, shape in made.items()}
    return [made[name] for name in TopologicalSorter(order).static_order() if name is not None]


def _manifest(folder: Path, version: Version) -> Shape:
    name, value = MANIFEST_COLUMNS
    fields = (Field(name, "text", required=True, meaning=""), Field(value, "text", required=False, meaning=""))
    return Shape(MANIFEST, folder / f"{MANIFEST}.csv", fields, _meaning(MANIFEST, version))


def _shape(folder: Path, version: Version, spec: FileSpec, present: object) -> Shape:
    file = folder / f"{spec.name}.csv"
    with file.open(encoding="utf-8", newline="") as lines:
        header = next(csv.reader(lines))
    known = {column.name: column for column in spec.columns}
    fields = tuple(_field(known[name], present) if name in known else _own(name) for name in header)
    return Shape(spec.name, file, fields, _meaning(spec.name, version))


def _meaning(name: str, version: Version) -> str:
    return f"{name}.csv of OneRoster {version.number}"


def _field(column: Column, present: object) -> Field:
    kind = _KINDS.get(column.type, "text")
    # The elements of a list cannot be references for any of these databases.
    refers_to = column.reference.file if column.reference is not None and kind == "text" else None
    return Field(
        column.name,
        kind,
        column.required == "yes",
        column.meaning,
        column.values if kind == "text" and not column.open else (),
        refers_to if refers_to in present else None,  # type: ignore[operator]
    )


def _own(name: str) -> Field:
    return Field(name, "text", required=False, meaning="Beyond the standard.")
