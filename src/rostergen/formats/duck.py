"""Parquet files and DuckDB databases, both made by DuckDB, which reads the CSV files as a stream."""

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import TYPE_CHECKING

import duckdb

from rostergen.formats.sql import comments, create, foreign_keys, name, primary_key, text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from rostergen.formats.shape import Kind, Shape

_MEMORY = "1GB"
_MOST_KEYED = 256_000_000
"""How many bytes of CSV are given keys. DuckDB holds the indexes of keys in memory: they take up to twice as much."""

TYPES: dict[Kind, str] = {
    "text": "VARCHAR",
    "list": "VARCHAR[]",
    "boolean": "BOOLEAN",
    "date": "DATE",
    "timestamp": "TIMESTAMPTZ",
    "integer": "INTEGER",
    "number": "DOUBLE",
}


def write_parquet(shapes: Sequence[Shape], folder: Path, scratch: Path) -> None:
    """Write a Parquet file for each table into an empty folder; `scratch` may be used meanwhile. Raises OSError."""
    with _connected(":memory:", scratch) as db:
        for shape in shapes:
            file = text(str(folder / f"{shape.name}.parquet"))
            about = f"KV_METADATA {{oneroster: {text(shape.meaning)}}}"
            db.execute(f"COPY ({_rows(shape)}) TO {file} (FORMAT parquet, COMPRESSION zstd, {about})")


def write_database(shapes: Sequence[Shape], file: Path, scratch: Path) -> None:
    """Write a database file that does not exist yet; `scratch` may be used meanwhile. Raises OSError."""
    keyed = sum(shape.file.stat().st_size for shape in shapes) <= _MOST_KEYED
    with _connected(str(file), scratch) as db:
        for shape in shapes:
            db.execute(create(shape, TYPES, *(_keys(shape) if keyed else ())))
            db.execute(f"INSERT INTO {name(shape.name)} {_rows(shape)}")
            for comment in comments(shape):
                db.execute(comment)


def tables_in(file: Path) -> set[str]:
    """Return the names of the tables of a database file; none if it is no such file, or cannot be opened."""
    try:
        with duckdb.connect(str(file), read_only=True) as db:
            return {str(row[0]) for row in db.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
    except duckdb.Error:
        return set()


def _keys(shape: Shape) -> Iterator[str]:
    yield primary_key(shape)
    # Rows that come in one statement cannot refer to each other.
    itself = f"REFERENCES {name(shape.name)}"
    yield from (key for key in foreign_keys(shape) if not key.endswith(itself))


def _rows(shape: Shape) -> str:
    """Return the query for the rows of a file, with their types, in their order."""
    lists = [name(field.name) for field in shape.fields if field.kind == "list"]
    split = ", ".join(f"string_split({column}, ',') AS {column}" for column in lists)
    kinds = {field.name: "VARCHAR" if field.kind == "list" else TYPES[field.kind] for field in shape.fields}
    columns = ", ".join(f"{text(column)}: {text(kind)}" for column, kind in kinds.items())
    # What a path says must not be taken for a pattern of many, nor for columns.
    path = re.sub(r"([*?\[])", r"[\1]", str(shape.file))
    return (
        f"SELECT *{f' REPLACE ({split})' if split else ''} FROM read_csv({text(path)}, delim = ',', quote = '\"', "
        f"escape = '\"', header = true, auto_detect = false, hive_partitioning = false, columns = {{{columns}}})"
    )


@contextmanager
def _connected(database: str, scratch: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    config: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": _MEMORY,
        "temp_directory": str(scratch),
        "autoinstall_known_extensions": False,
    }
    try:
        with duckdb.connect(database, config=config) as db:
            yield db
    except (duckdb.IOException, duckdb.OutOfMemoryException) as error:
        raise OSError(str(error).partition("\n")[0]) from error
