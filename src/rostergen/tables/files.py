"""Tables of one version of the standard, with columns and terms beyond it where they are asked for."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from rostergen.spec.model import Column as Header
from rostergen.spec.vocab import OWN_COLUMN
from rostergen.tables.column import Constant, Texts
from rostergen.tables.table import Table

if TYPE_CHECKING:
    from rostergen.profile.extensions import Terms
    from rostergen.spec import FileSpec, Version
    from rostergen.tables.column import Column
    from rostergen.world import Extras


class Files:
    """Makes the tables of one version, all of them bulk."""

    def __init__(self, version: Version, terms: Terms | None = None, extras: Extras | None = None) -> None:
        """`terms` are used in the lists that the version leaves open, `extras` are added to demographics.csv."""
        self.version = version
        self._terms = terms
        self._extras = extras or {}
        self._file = cache(version.file)

    def table(self, name: str, n_rows: int, /, **columns: Column) -> Table:
        """Return rows of the file `name`; what every file has in bulk, a blank status and date, is added."""
        blank = Constant("", n_rows)
        return Table.of(self._file(name), n_rows, status=blank, dateLastModified=blank, **columns)

    def fitting(self, name: str, n_rows: int, /, **columns: Column) -> Table:
        """Return rows of the file `name` with those of the columns that it has in this version."""
        header = self._file(name).header
        return self.table(name, n_rows, **{title: column for title, column in columns.items() if title in header})

    def demographics(self, n_rows: int, /, **columns: Column) -> Table:
        """Return demographics.csv with the columns beyond the standard behind all others, sorted."""
        table = self.table("demographics", n_rows, **columns)
        names = sorted(self._extras)
        more = tuple(Texts(*self._extras[name]) for name in names)
        return replace(table, spec=_extended(table.spec, names), columns=table.columns + more) if names else table

    def term(self, file: str, column: str, usual: str, own: str) -> str:
        """Return the profile's own term `own` for an open column of this version, the `usual` one if there is none."""
        term = getattr(self._terms, own, None)
        return term if term and self._file(file).column(column).open else usual


def _extended(spec: FileSpec, names: list[str]) -> FileSpec:
    more = tuple(Header(f"{OWN_COLUMN}{name}", "string", "no", "Beyond the standard.") for name in names)
    return replace(spec, columns=spec.columns + more)
