"""A table as CSV bytes: RFC 4180, CRLF, quotes only where needed, a block of rows at a time.

A block is a matrix of bytes. It starts as copies of the row's template, which holds the commas and all else that rows
share; every column writes its fixed-width cells in between, and the padding is dropped at the end. Blocks of a megabyte
or two are written fastest: smaller ones spend their time between the columns, larger ones spill out of the caches.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from rostergen.tables.pool import layout

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rostergen.spec import FileSpec
    from rostergen.tables.table import Table

_BLOCK_BYTES = 1 << 21


def header(spec: FileSpec) -> bytes:
    """Return the header row of a file."""
    return (",".join(spec.header) + "\r\n").encode()


def encode(table: Table, run: range | None = None) -> Iterator[memoryview]:
    """Yield the rows of a table, or a run of them, as CSV without the header.

    A block is valid until the next is asked for.
    """
    run = range(table.n_rows) if run is None else run
    row = _Row(table)
    step = max(256, _BLOCK_BYTES // row.width)
    block = np.frombuffer(bytearray(row.template) * min(step, len(run)), np.uint8)
    for start in range(run.start, run.stop, step):
        rows = slice(start, min(start + step, run.stop))
        part = block[: (rows.stop - rows.start) * row.width]
        row.fill(part.view(row.dtype), rows)
        yield (part[part != 0] if row.padded else part).data


class _Row:
    """Where the cells of a row stand: [quote]cell[quote] for each column, with a comma or the line end behind it."""

    def __init__(self, table: Table) -> None:
        template = bytearray()
        fields: dict[str, tuple[str, int]] = {}
        self._columns = []
        for i, column in enumerate(table.columns):
            if i:
                template += b","
            if column.quotable:
                fields[f"open{i}"] = ("u1", len(template))
                template += b"\0"
            if column.template:
                fields[f"cell{i}"] = (f"V{len(column.template)}", len(template))
                template += column.template
                self._columns.append((i, column))
            if column.quotable:
                fields[f"close{i}"] = ("u1", len(template))
                template += b"\0"
        template += b"\r\n"
        self.padded = any(column.padded or column.quotable for column in table.columns)
        self.template = bytes(template)
        self.width = len(template)
        self.dtype = layout(fields, self.width)

    def fill(self, block: np.ndarray, rows: slice) -> None:
        """Write the cells of some rows into a block of as many records."""
        for i, column in self._columns:
            column.fill(block[f"cell{i}"], rows)
            if column.quotable:
                quotes = column.quoted(rows) * np.uint8(ord('"'))
                block[f"open{i}"] = quotes
                block[f"close{i}"] = quotes
