"""What SQL the databases have in common: names, texts, and the parts of CREATE TABLE."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from rostergen.formats.shape import Field, Kind, Shape


def name(text: str) -> str:
    """Return a name of a table or column, in quotes: OneRoster's have capitals, and some a dot."""
    return '"' + text.replace('"', '""') + '"'


def text(value: str) -> str:
    """Return a text as a literal."""
    return "'" + value.replace("'", "''") + "'"


def create(shape: Shape, types: Mapping[Kind, str], *constraints: str) -> str:
    """Return the statement that makes an empty table, with a type for each kind of column."""
    parts = [_column(field, types[field.kind]) for field in shape.fields]
    return f"CREATE TABLE {name(shape.name)} ({', '.join([*parts, *constraints])})"


def _column(field: Field, kind: str) -> str:
    required = " NOT NULL" if field.required else ""
    values = ", ".join(map(text, field.values))
    return f"{name(field.name)} {kind}{required}" + (f" CHECK ({name(field.name)} IN ({values}))" if values else "")


def primary_key(shape: Shape) -> str:
    """Return the constraint that a key is there once."""
    return f"PRIMARY KEY ({name(shape.key)})"


def foreign_keys(shape: Shape) -> Iterator[str]:
    """Yield the constraints that references lead to rows of other tables, or of the same."""
    for field in shape.fields:
        if field.refers_to is not None:
            yield f"FOREIGN KEY ({name(field.name)}) REFERENCES {name(field.refers_to)}"


def comments(shape: Shape, mark: str = "") -> Iterator[str]:
    """Yield the statements that say what a table and its columns are; `mark` is added to what is said of the table."""
    yield f"COMMENT ON TABLE {name(shape.name)} IS {text(shape.meaning + mark)}"
    for field in shape.fields:
        if field.meaning:
            yield f"COMMENT ON COLUMN {name(shape.name)}.{name(field.name)} IS {text(field.meaning)}"
