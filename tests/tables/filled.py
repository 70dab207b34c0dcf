"""The cells that columns fill."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from rostergen.tables.column import Column


def filled(column: Column, rows: slice = slice(None)) -> list[bytes]:
    """Return the cells of some rows with their padding.

    They are filled twice, first with other rows, as a block is that stands for many.
    """
    n = len(range(*rows.indices(len(column))))
    if not column.template:
        return [b""] * n
    cells = np.frombuffer(bytearray(column.template * n), f"V{len(column.template)}")
    column.fill(cells, slice(len(column) - n, len(column)))
    column.fill(cells, rows)
    return [cell.tobytes() for cell in cells]


def texts_of(column: Column, rows: slice = slice(None)) -> list[str]:
    """Return the cells of some rows as text, with quotes inside doubled."""
    return [cell.replace(b"\0", b"").decode() for cell in filled(column, rows)]
