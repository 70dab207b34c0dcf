"""A table is a file of the standard with a column for each of its headers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rostergen.spec import FileSpec
    from rostergen.tables.column import Column


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of one file, all of them or a run; `columns` are in the order of the file's header."""

    spec: FileSpec
    columns: tuple[Column, ...]
    n_rows: int

    @classmethod
    def of(cls, spec: FileSpec, n_rows: int, /, **columns: Column) -> Table:
        """Make a table from columns by header; ValueError unless they are exactly those of the file."""
        if set(columns) != set(spec.header):
            raise ValueError(f"{spec.name}: columns {sorted(set(columns) ^ set(spec.header))} do not match the header")
        if wrong := [name for name, column in columns.items() if len(column) != n_rows]:
            raise ValueError(f"{spec.name}: {wrong[0]} has {len(columns[wrong[0]])} rows, not {n_rows}")
        return cls(spec, tuple(columns[name] for name in spec.header), n_rows)
