"""Tables of one version of the standard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rostergen.tables.column import Constant
from rostergen.tables.table import Table

if TYPE_CHECKING:
    from rostergen.spec import Version
    from rostergen.tables.column import Column


class Files:
    """Makes the tables of one version, all of them bulk."""

    def __init__(self, version: Version) -> None:
        self.version = version

    def table(self, name: str, n_rows: int, /, **columns: Column) -> Table:
        """Return rows of the file `name`; what every file has in bulk, a blank status and date, is added."""
        blank = Constant("", n_rows)
        return Table.of(self.version.file(name), n_rows, status=blank, dateLastModified=blank, **columns)

    def fitting(self, name: str, n_rows: int, /, **columns: Column) -> Table:
        """Return rows of the file `name` with those of the columns that it has in this version."""
        header = self.version.file(name).header
        return self.table(name, n_rows, **{title: column for title, column in columns.items() if title in header})
