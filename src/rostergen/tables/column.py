"""A column is a pool of distinct texts and an index per row, an id, or a few of those side by side.

Texts are escaped for CSV once in their pool, never per row. Columns hand out their cells as fixed-width bytes padded
with NUL, which no text may contain; whoever writes rows drops the padding.
"""

from __future__ import annotations

import itertools
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

import numpy as np

from rostergen.ids import UUID_LENGTH, uuid_text
from rostergen.tables.pool import Pool, layout, with_blank

if TYPE_CHECKING:
    from collections.abc import Sequence

_DIGITS = np.arange(10_000)[:, None] // 10 ** np.arange(3, -1, -1) % 10 + ord("0")
# Text of every number below 10,000: four digits as one 32-bit number.
_FOUR_DIGITS = np.ascontiguousarray(_DIGITS.astype(np.uint8)).view(np.uint32).ravel()


class Column(Protocol):
    """One column of a table: anything that knows its length, its width and its cells."""

    @property
    def width(self) -> int:
        """Most bytes a cell takes, without enclosing quotes."""

    @property
    def quotable(self) -> bool:
        """Whether a cell may need to be enclosed in quotes."""

    @property
    def padded(self) -> bool:
        """Whether a cell may be narrower than the width."""

    def __len__(self) -> int:
        """Return the number of rows."""

    def cells(self, rows: slice) -> np.ndarray:
        """Return the cells of some rows: dtype V{width} (rows), padded with NUL, quotes inside doubled."""

    def quoted(self, rows: slice) -> np.ndarray:
        """Return which cells of some rows need quotes: bool (rows)."""


class Texts:
    """A pool and, for each row, an index into it; -1 is blank."""

    def __init__(self, pool: Pool | Sequence[str], index: np.ndarray) -> None:
        if not isinstance(pool, Pool):
            pool = Pool(pool)
        if len(index) and index.min() < 0:
            pool, index = with_blank(pool), index + 1
        self._pool = pool
        self._index = index
        self.width = pool.width
        self.quotable = pool.any_quotes
        self.padded = not pool.even

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self._index)

    def cells(self, rows: slice) -> np.ndarray:
        """Return the texts of some rows."""
        cells: np.ndarray = self._pool.bytes[self._index[rows]]
        return cells

    def quoted(self, rows: slice) -> np.ndarray:
        """Return which cells need quotes."""
        quoted: np.ndarray = self._pool.needs_quotes[self._index[rows]]
        return quoted


class _Plain:
    """A column whose cells never need quotes, and all have its width."""

    quotable = False
    padded = False

    def quoted(self, rows: slice) -> np.ndarray:
        """Return which cells need quotes: none."""
        raise AssertionError("asked only of quotable columns")


class Constant(_Plain):
    """The same text in every row: blank, or letters and digits."""

    def __init__(self, text: str, n: int) -> None:
        assert not set(text) & set(',"\r\n')
        self._cell = np.array([text.encode() or b"\0"], f"S{max(len(text), 1)}").view(f"V{max(len(text), 1)}")
        self.width = len(text)
        self._n = n

    def __len__(self) -> int:
        """Return the number of rows."""
        return self._n

    def cells(self, rows: slice) -> np.ndarray:
        """Return the text for some rows."""
        return np.broadcast_to(self._cell, len(range(*rows.indices(self._n))))


class Ids(_Plain):
    """One sourcedId a row: the words of all ids of a kind, uint64 (objects, 2), and an index a row.

    Without an index row i is id i.
    """

    width = UUID_LENGTH

    def __init__(self, words: np.ndarray, index: np.ndarray | None = None) -> None:
        self._words = words
        self._index = index

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self._words if self._index is None else self._index)

    def cells(self, rows: slice) -> np.ndarray:
        """Return the ids of some rows as text."""
        return uuid_text(self._words[rows] if self._index is None else self._words[self._index[rows]])


class IdTexts(_Plain):
    """One sourcedId a row out of few: all texts, V36 (objects), are at hand. -1 is blank."""

    width = UUID_LENGTH

    def __init__(self, words: np.ndarray, index: np.ndarray) -> None:
        self._texts = np.append(uuid_text(words), np.zeros(1, f"V{UUID_LENGTH}"))
        self._index = index
        self.padded = bool((index < 0).any())

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self._index)

    def cells(self, rows: slice) -> np.ndarray:
        """Return the ids of some rows as text; index -1 reaches the blank at the end."""
        cells: np.ndarray = self._texts[self._index[rows]]
        return cells


class IdLists:
    """A list of sourcedIds a row: index is int (rows, most), -1 where a list is shorter, with the -1s last."""

    padded = True

    def __init__(self, words: np.ndarray, index: np.ndarray) -> None:
        self._texts = np.append(uuid_text(words), np.zeros(1, f"V{UUID_LENGTH}"))
        self._index = index
        self.width = max(index.shape[1] * (UUID_LENGTH + 1) - 1, 0)
        self.quotable = index.shape[1] > 1

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self._index)

    def cells(self, rows: slice) -> np.ndarray:
        """Return the lists of some rows, items separated by commas."""
        index = self._index[rows]
        cells = np.zeros(len(index), self._layout)
        for i in range(index.shape[1]):
            cells[f"id{i}"] = self._texts[index[:, i]]  # -1 reaches the blank at the end
            if i:
                cells[f"comma{i}"] = (index[:, i] >= 0) * np.uint8(ord(","))
        return cells.view(f"V{max(self.width, 1)}")

    @cached_property
    def _layout(self) -> np.dtype[np.void]:
        ids = {f"id{i}": (f"V{UUID_LENGTH}", i * (UUID_LENGTH + 1)) for i in range(self._index.shape[1])}
        commas = {f"comma{i}": ("u1", i * (UUID_LENGTH + 1) - 1) for i in range(1, self._index.shape[1])}
        return layout(ids | commas, self.width)

    def quoted(self, rows: slice) -> np.ndarray:
        """Return which lists have two items or more."""
        return self._index[rows][:, 1] >= 0


class Digits(_Plain):
    """A whole number a row; `pad` writes leading zeros up to that width at least, without it 0 is blank."""

    def __init__(self, values: np.ndarray, *, pad: int = 0) -> None:
        most, least = (int(values.max()), int(values.min())) if len(values) else (0, 0)
        self._values = values
        self.width = max(pad, len(str(most)))
        self.padded = not pad and least < 10 ** (self.width - 1)

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self._values)

    def cells(self, rows: slice) -> np.ndarray:
        """Return the numbers of some rows."""
        left = values = self._values[rows].astype(np.int64)
        fours = np.empty((len(values), -(-self.width // 4)), np.uint32)
        for place in range(fours.shape[1] - 1, -1, -1):
            left, low = np.divmod(left, 10_000)
            fours[:, place] = _FOUR_DIGITS[low]
        digits = fours.view(np.uint8)[:, -self.width :]
        if self.padded:
            digits[values[:, None] < 10 ** np.arange(self.width - 1, -1, -1)] = 0
        return np.ascontiguousarray(digits).view(f"V{self.width}").ravel()


class Joined:
    """Columns side by side in one cell, as in an address: quoted as a whole if a part needs it."""

    def __init__(self, *parts: Column | str) -> None:
        n = next(len(part) for part in parts if not isinstance(part, str))
        self._parts: list[Column] = [_literal(part, n) if isinstance(part, str) else part for part in parts]
        self.width = sum(part.width for part in self._parts)
        self.quotable = any(part.quotable for part in self._parts)
        self.padded = any(part.padded for part in self._parts)

    @cached_property
    def _layout(self) -> np.dtype[np.void]:
        ends = itertools.accumulate((part.width for part in self._parts), initial=0)
        parts = enumerate(zip(self._parts, ends, strict=False))
        return layout({f"p{i}": (f"V{part.width}", start) for i, (part, start) in parts if part.width}, self.width)

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self._parts[0])

    def cells(self, rows: slice) -> np.ndarray:
        """Return the parts of some rows side by side."""
        n = len(range(*rows.indices(len(self))))
        cells = np.zeros(n, self._layout)
        for i, part in enumerate(self._parts):
            if part.width:
                cells[f"p{i}"] = part.cells(rows)
        return cells.view(f"V{max(self.width, 1)}")

    def quoted(self, rows: slice) -> np.ndarray:
        """Return which cells have a part that needs quotes."""
        quoted: np.ndarray = np.logical_or.reduce([part.quoted(rows) for part in self._parts if part.quotable])
        return quoted


def _literal(text: str, n: int) -> Column:
    """Return a column that repeats a text, quotes and commas included."""
    return Texts([text], np.zeros(n, np.int8))


class Where:
    """A column that is blank in some rows."""

    padded = True

    def __init__(self, there: np.ndarray, column: Column) -> None:
        self._there = there
        self._column = column
        self.width = column.width
        self.quotable = column.quotable

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self._column)

    def cells(self, rows: slice) -> np.ndarray:
        """Return the cells of some rows, blank where they are not there."""
        cells = self._column.cells(rows).copy()
        cells[~self._there[rows]] = np.zeros(1, cells.dtype)
        return cells

    def quoted(self, rows: slice) -> np.ndarray:
        """Return which cells need quotes."""
        quoted: np.ndarray = np.logical_and(self._column.quoted(rows), self._there[rows])
        return quoted
