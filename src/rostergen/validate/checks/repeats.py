"""Rows of one file that are equal in what should tell them apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rostergen.validate.checks.lookups import live
from rostergen.validate.engine import Check, Step

if TYPE_CHECKING:
    from collections.abc import Iterator


def first(expression: str) -> str:
    """Return what an expression is in the first of the equal rows, for the `unless` of `repeats`."""
    return f"arg_min({expression}, line) OVER same"


def repeats(
    code: str, file: str, column: str, keys: tuple[str, ...], *, where: str = "true", unless: str = "false"
) -> Iterator[Check | Step]:
    """Yield the question for rows that are equal to an earlier one in all keys, `unless` that is all right.

    Rows with a blank key and, as that is reported already, rows with one sourcedId are not compared.
    """
    together = keys[0] if len(keys) == 1 else f"hash({', '.join(keys)})"
    rows = f"{file} WHERE {where} AND {' AND '.join(f'{key} IS NOT NULL' for key in keys)} AND {live()}"
    table = f"equal {column} of {code}"
    yield Step(table, f"SELECT {together} AS together FROM {rows} GROUP BY ALL HAVING count(*) > 1", (file,))
    sql = f"""
        SELECT line, other_line
        FROM (
            SELECT line, sourcedId AS id, min(line) OVER same AS other_line, {first("sourcedId")} AS first_id,
                {unless} AS fine
            FROM {rows} AND {together} IN (FROM "{table}") WINDOW same AS (PARTITION BY {together})
        )
        WHERE id <> first_id AND NOT coalesce(fine, false)
    """
    yield Check(code, file, column, sql, (table,))
