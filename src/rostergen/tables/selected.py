"""Some rows of another column."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from rostergen.tables.column import Column


class Selected:
    """The rows of a column that an ascending index (int) names; the cells of those between them are made too."""

    def __init__(self, column: Column, index: np.ndarray) -> None:
        self._column = column
        self._index = index
        self.template = column.template
        self.quotable = column.quotable
        self.padded = column.padded

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self._index)

    def _whole(self, rows: slice) -> tuple[slice, np.ndarray]:
        """Return the rows of the other column that hold some rows of this one, and which of them are those."""
        index = self._index[rows]
        if not len(index):
            return slice(0, 0), index
        return slice(int(index[0]), int(index[-1]) + 1), index - index[0]

    def fill(self, cells: np.ndarray, rows: slice) -> None:
        """Write the cells of some rows."""
        whole, index = self._whole(rows)
        made = np.frombuffer(bytearray(self.template) * (whole.stop - whole.start), cells.dtype)
        self._column.fill(made, whole)
        cells[:] = made.take(index)

    def quoted(self, rows: slice) -> np.ndarray:
        """Return which cells need quotes."""
        whole, index = self._whole(rows)
        quoted: np.ndarray = self._column.quoted(whole)[index]
        return quoted


def selected(columns: dict[str, Column], index: np.ndarray) -> dict[str, Column]:
    """Return the same rows of several columns of one length; an index of all rows leaves them as they are."""
    if all(len(column) == len(index) for column in columns.values()):
        return columns
    return {name: Selected(column, index) for name, column in columns.items()}
