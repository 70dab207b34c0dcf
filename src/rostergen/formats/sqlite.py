"""SQLite databases, by the module of Python's standard library."""

from __future__ import annotations

import csv
import sqlite3
from contextlib import closing
from itertools import islice
from typing import TYPE_CHECKING

from rostergen.formats.sql import create, foreign_keys, name, primary_key

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from rostergen.formats.shape import Field, Kind, Shape

TYPES: dict[Kind, str] = {
    "text": "TEXT",
    "list": "TEXT",
    "boolean": "BOOLEAN",
    "date": "DATE",
    "timestamp": "TIMESTAMP",
    "integer": "INTEGER",
    "number": "REAL",
}
"""SQLite keeps what it does not know of these as text or whole numbers, and tools read the types from the schema."""

_SETTINGS = (
    # Until it is complete nobody sees the file, and one that is not is thrown away.
    "journal_mode = OFF",
    "synchronous = OFF",
    "locking_mode = EXCLUSIVE",
    # Keys come in no order: what they are sorted into should stay in memory, as long as it is not too much (kB).
    "cache_size = -200000",
    # They hold by construction, and to look at every row would take as long as to write it.
    "foreign_keys = OFF",
)

_BATCH = 50_000
"""How many rows are written before Ctrl-C is heard: a fraction of a second."""


def write_database(shapes: Sequence[Shape], file: Path) -> None:
    """Write a database file that does not exist yet. Raises OSError."""
    try:
        with closing(sqlite3.connect(file, isolation_level=None)) as db:
            for setting in _SETTINGS:
                db.execute(f"PRAGMA {setting}")
            for shape in shapes:
                _fill(db, shape)
    except sqlite3.OperationalError as error:
        raise OSError(str(error)) from error


def _fill(db: sqlite3.Connection, shape: Shape) -> None:
    db.execute(create(shape, TYPES, primary_key(shape), *foreign_keys(shape)))
    cells = ", ".join(map(_cell, shape.fields))
    with shape.file.open(encoding="utf-8", newline="") as lines:
        rows = csv.reader(lines)
        next(rows)
        db.execute("BEGIN")
        insert = f"INSERT INTO {name(shape.name)} VALUES ({cells})"
        while db.executemany(insert, islice(rows, _BATCH)).rowcount == _BATCH:
            pass
        db.execute("COMMIT")


def _cell(field: Field) -> str:
    """Return what becomes of the text of a cell; digits become numbers by the type of the column."""
    return "CASE ? WHEN 'true' THEN 1 WHEN 'false' THEN 0 END" if field.kind == "boolean" else "nullif(?, '')"


def tables_in(file: Path) -> set[str]:
    """Return the names of the tables of a database file; none if it is no such file, or cannot be opened."""
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as db:
            return {str(row[0]) for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    except sqlite3.Error:
        return set()
