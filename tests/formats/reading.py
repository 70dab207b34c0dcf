"""The tables of a bundle read back: from CSV with the csv module, from the other formats by their libraries.

What is compared are whole tables, rows in their order, cells as Python objects.
"""

from __future__ import annotations

import csv
import sqlite3
from contextlib import closing
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import duckdb

from rostergen.spec import VERSIONS

if TYPE_CHECKING:
    from pathlib import Path

Tables = dict[str, tuple[list[str], list[tuple[Any, ...]]]]
"""Columns and rows by table."""

_PARSERS = {
    "date": date.fromisoformat,
    "datetime": datetime.fromisoformat,
    "boolean": {"true": True, "false": False}.__getitem__,
    "year": int,
    "integer": int,
    "float": float,
    "guid_ref_list": lambda text: text.split(","),
    "string_list": lambda text: text.split(","),
    "enum_list": lambda text: text.split(","),
}


def of_csv(folder: Path, oneroster: str) -> Tables:
    """The tables of a bundle, each cell what its type says, blank ones None."""
    tables: Tables = {}
    types = {(spec.name, column.name): column.type for spec in VERSIONS[oneroster].files for column in spec.columns}
    for path in folder.iterdir():
        with path.open(encoding="utf-8", newline="") as lines:
            header, *rows = csv.reader(lines)
        parsers: list[Any] = [_PARSERS.get(types.get((path.stem, title), "string"), str) for title in header]
        cells = [tuple(parse(cell) if cell else None for parse, cell in zip(parsers, row, strict=True)) for row in rows]
        tables[path.stem] = (header, cells)
    return tables


def of_parquet(folder: Path) -> Tables:
    assert all(path.suffix == ".parquet" for path in folder.iterdir())
    with duckdb.connect() as db:
        return {path.stem: _all(db.execute("FROM read_parquet(?)", [str(path)])) for path in folder.iterdir()}


def of_duckdb(file: Path) -> Tables:
    with duckdb.connect(str(file), read_only=True) as db:
        names = [row[0] for row in db.execute("SELECT table_name FROM duckdb_tables()").fetchall()]
        return {name: _all(db.execute(f'FROM "{name}"')) for name in names}


def of_sqlite(file: Path) -> Tables:
    with closing(sqlite3.connect(file)) as db:
        names = [row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: _all(db.execute(f'SELECT * FROM "{name}" ORDER BY rowid')) for name in names}


def as_sqlite_has_it(tables: Tables) -> Tables:
    """What a read table is in SQLite, which has neither dates nor booleans nor lists."""

    def cell(value: Any) -> Any:
        if isinstance(value, list):
            return ",".join(value)
        return value.isoformat() if isinstance(value, date) else value

    return {name: (titles, [tuple(map(cell, row)) for row in rows]) for name, (titles, rows) in tables.items()}


def _all(cursor: Any) -> tuple[list[str], list[tuple[Any, ...]]]:
    return [column[0] for column in cursor.description], cursor.fetchall()
