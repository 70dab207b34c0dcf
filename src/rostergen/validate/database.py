"""DuckDB in this process, started in the background: that takes as long as importing all the rest of the judge."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any

try:
    # All but DataFrames and the like. What `import duckdb` brings besides takes longer to import than DuckDB itself.
    import _duckdb as duckdb
except ImportError:  # no part of what DuckDB promises to keep
    import duckdb  # type: ignore[no-redef]

from rostergen.errors import InputError
from rostergen.validate.threads import Begun

if TYPE_CHECKING:
    from pathlib import Path

_MEMORY = "1GB"

DatabaseError = duckdb.Error
"""What a statement may raise: DuckDB cannot do it."""


class Database(AbstractContextManager["Database"]):
    """An empty database in memory, which spills to a folder, and is closed at the end of its context.

    It gives each query one core until it is told to `use_all_cores`.
    """

    def __init__(self, scratch: Path) -> None:
        settings: dict[str, Any] = {
            "memory_limit": _MEMORY,
            "temp_directory": str(scratch),
            "autoinstall_known_extensions": "false",
            "threads": "1",
        }
        self._connection = Begun(lambda: duckdb.connect(":memory:", config=settings))

    def __exit__(self, *_: object) -> None:
        self._connection.get().close()

    def use_all_cores(self) -> None:
        """Give each query all the cores there are."""
        self.ask("RESET threads")

    def ask(self, sql: str) -> tuple[list[tuple[Any, ...]], list[str]]:
        """Run a statement and return its rows and the names of their columns. Several threads may ask at a time.

        Raises InputError where memory or disk space runs out, DatabaseError for anything else.
        """
        try:
            cursor = self._connection.get().cursor().execute(sql)
            return cursor.fetchall(), [str(column[0]) for column in cursor.description or ()]
        except (duckdb.OutOfMemoryException, duckdb.IOException) as error:
            what = str(error).partition("\n")[0]
            to_do = "free some memory or disk space, or set TMPDIR to a roomier place"
            raise InputError(f"the bundle cannot be judged here: {what}; {to_do}") from error
