"""A column is a pool of distinct texts and an index per row, an id, or a few of those side by side.

Texts are escaped for CSV once in their pool, never per row. A column writes its cells where the row will have them, as
bytes of one width padded with NUL, which no text may contain; whoever writes rows drops the padding. What is the same
in every row stands in the template that rows start as, and is not written again.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

import numpy as np

from rostergen.ids import UUID_LENGTH, UUID_TEMPLATE, write_uuids
from rostergen.tables.pool import Pool, layout, needs_quotes, pool_of, with_blank

if TYPE_CHECKING:
    from collections.abc import Sequence

_DIGITS = (np.arange(10_000)[:, None] // 10 ** np.arange(3, -1, -1) % 10 + ord("0")).astype(np.uint8)
_FOUR_DIGITS = _DIGITS.view("V4").ravel()
_TEN_THOUSAND = np.uint64(10_000)


def _narrow(numbers: np.ndarray) -> np.ndarray:
    """Return whole numbers in the least memory that holds them: a large district has many columns at a time."""
    least, most = int(numbers.min(initial=0)), int(numbers.max(initial=0))
    for bits, narrow in ((8, np.int8), (16, np.int16), (32, np.int32)):
        half = 1 << bits - 1
        if numbers.itemsize * 8 > bits and -half <= least and most < half:
            return numbers.astype(narrow)
    return numbers


def _unless_wide(numbers: np.ndarray) -> np.ndarray:
    """Return numbers of 32 bits as they are, for the world may have them already: a copy would be no gain."""
    return _narrow(numbers) if numbers.dtype == np.int64 else numbers


class Column(Protocol):
    """One column of a table: anything that knows its length, its template and how to fill cells."""

    @property
    def template(self) -> bytes:
        """What every cell starts as: the bytes that all rows share where they stand, NUL elsewhere; without quotes."""

    @property
    def quotable(self) -> bool:
        """Whether a cell may need to be enclosed in quotes."""

    @property
    def padded(self) -> bool:
        """Whether a filled cell may hold NUL."""

    def __len__(self) -> int:
        """Return the number of rows."""

    def fill(self, cells: np.ndarray, rows: slice) -> None:
        """Write some rows into `cells`: dtype V{width of the template} (rows), quotes inside doubled.

        The cells hold the template, or what this column wrote there before.
        """

    def quoted(self, rows: slice) -> np.ndarray:
        """Return which cells of some rows need quotes: bool (rows)."""


class Texts:
    """A pool and, for each row, an index into it; -1 is blank."""

    def __init__(self, pool: Pool | Sequence[str], index: np.ndarray) -> None:
        if not isinstance(pool, Pool):
            pool = pool_of(tuple(pool))
        if len(index) and index.min() < 0:
            pool, index = with_blank(pool), _narrow(index + 1)
        self._pool = pool
        self._index = _unless_wide(index)
        self.template = bytes(pool.width)
        self.quotable = pool.any_quotes
        self.padded = not pool.even

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self._index)

    def fill(self, cells: np.ndarray, rows: slice) -> None:
        """Write the texts of some rows."""
        cells[:] = self._pool.bytes.take(self._index[rows])  # much faster than brackets

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
        self.template = text.encode()
        self._n = n

    def __len__(self) -> int:
        """Return the number of rows."""
        return self._n

    def fill(self, cells: np.ndarray, rows: slice) -> None:
        """Write nothing: the template says it all."""


class Ids(_Plain):
    """A sourcedId a row that no other row refers to: words, uint64 (rows, 2), which become text where they stand."""

    template = UUID_TEMPLATE

    def __init__(self, words: np.ndarray) -> None:
        self._words = words

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self._words)

    def fill(self, cells: np.ndarray, rows: slice) -> None:
        """Write the ids of some rows as text."""
        write_uuids(self._words[rows], cells)


class IdTexts(_Plain):
    """A sourcedId a row: the texts of all ids of a kind, V36 (objects), and an index a row; -1 is blank.

    Without an index row i has id i.
    """

    template = bytes(UUID_LENGTH)

    def __init__(self, texts: np.ndarray, index: np.ndarray | None = None) -> None:
        self._texts = texts
        self._index = index
        if index is not None and index.min(initial=0) < 0:
            self._texts = np.append(texts, np.zeros(1, texts.dtype))  # index -1 reaches the blank at the end
            self.padded = True

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self._texts if self._index is None else self._index)

    def fill(self, cells: np.ndarray, rows: slice) -> None:
        """Write the ids of some rows."""
        cells[:] = self._texts[rows] if self._index is None else self._texts.take(self._index[rows])


class IdLists:
    """A list of sourcedIds a row: of the `counts` (rows) objects that stand from `starts` (rows) on in `objects`.

    `texts` are the ids of all objects: V36.
    """

    padded = True

    def __init__(self, texts: np.ndarray, objects: np.ndarray, starts: np.ndarray, counts: np.ndarray) -> None:
        self._texts = texts
        self._objects = _unless_wide(objects)
        self._starts = starts
        self._counts = _narrow(counts)
        self._most = int(counts.max(initial=0))
        self.template = bytes(max(self._most * (UUID_LENGTH + 1) - 1, 0))
        self.quotable = self._most > 1

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self._starts)

    def fill(self, cells: np.ndarray, rows: slice) -> None:
        """Write the lists of some rows, items separated by commas."""
        cells[:] = np.zeros(1, cells.dtype)
        items = cells.view(self._layout)
        starts, counts = self._starts[rows], self._counts[rows]
        for i in range(self._most):
            there = np.flatnonzero(counts > i)  # in most rows a list is shorter than the longest
            items[f"id{i}"][there] = self._texts.take(self._objects.take(starts.take(there) + i))
            if i:
                items[f"comma{i}"][there] = ord(",")

    @cached_property
    def _layout(self) -> np.dtype[np.void]:
        ids = {f"id{i}": (f"V{UUID_LENGTH}", i * (UUID_LENGTH + 1)) for i in range(self._most)}
        commas = {f"comma{i}": ("u1", i * (UUID_LENGTH + 1) - 1) for i in range(1, self._most)}
        return layout(ids | commas, len(self.template))

    def quoted(self, rows: slice) -> np.ndarray:
        """Return which lists have two items or more."""
        quoted: np.ndarray = self._counts[rows] > 1
        return quoted


@dataclass(frozen=True, slots=True)
class Spread:
    """Numbers that jump about in a range and never repeat: `n` of them, worked out (int64) when they are asked for."""

    n: int
    first: int
    step: int
    modulo: int
    least: int

    def __len__(self) -> int:
        return self.n

    def __getitem__(self, rows: slice) -> np.ndarray:
        start, stop, _ = rows.indices(self.n)
        first = self.first + 1  # nought would be dealt the least, a round number
        return np.arange(first + start, first + stop, dtype=np.int64) * self.step % self.modulo + self.least


class Digits(_Plain):
    """A whole number a row, with leading zeros up to the width of the largest, and up to `pad` at least."""

    def __init__(self, values: np.ndarray | Spread, *, pad: int = 1) -> None:
        self._values = values if isinstance(values, Spread) else _unless_wide(values)
        width = max(pad, len(str(int(values[:].max(initial=0)))))
        self.template = bytes(width)
        first = (width - 1) % 4 + 1  # digits before the last whole groups of four
        self._first = np.ascontiguousarray(_DIGITS[:, -first:]).view(f"V{first}").ravel()
        fours = {f"four{start}": ("V4", start) for start in range(first, width, 4)}
        self._last_first = list(reversed(fours))
        self._layout = layout({"first": (f"V{first}", 0)} | fours, width)

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self._values)

    def fill(self, cells: np.ndarray, rows: slice) -> None:
        """Write the numbers of some rows."""
        parts = cells.view(self._layout)
        left = self._values[rows].astype(np.uint64)
        for four in self._last_first:
            before, left = left, left // _TEN_THOUSAND  # with the next line several times faster than divmod
            parts[four] = _FOUR_DIGITS.take((before - left * _TEN_THOUSAND).view(np.int64))
        parts["first"] = self._first.take(left.view(np.int64))


class Joined:
    """Columns side by side in one cell, as in an address: quoted as a whole if a part needs it."""

    def __init__(self, *parts: Column | str) -> None:
        n = next(len(part) for part in parts if not isinstance(part, str))
        self._parts: list[Column] = [_literal(part, n) if isinstance(part, str) else part for part in parts]
        self.template = b"".join(part.template for part in self._parts)
        self.quotable = any(part.quotable for part in self._parts)
        self.padded = any(part.padded for part in self._parts)

    @cached_property
    def _layout(self) -> np.dtype[np.void]:
        widths = [len(part.template) for part in self._parts]
        places = enumerate(zip(widths, itertools.accumulate(widths, initial=0), strict=False))
        return layout({f"p{i}": (f"V{width}", start) for i, (width, start) in places if width}, sum(widths))

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self._parts[0])

    def fill(self, cells: np.ndarray, rows: slice) -> None:
        """Write the parts of some rows side by side."""
        parts = cells.view(self._layout)
        for i, part in enumerate(self._parts):
            if part.template:
                part.fill(parts[f"p{i}"], rows)

    def quoted(self, rows: slice) -> np.ndarray:
        """Return which cells have a part that needs quotes."""
        quoted: np.ndarray = np.logical_or.reduce([part.quoted(rows) for part in self._parts if part.quotable])
        return quoted


def _literal(text: str, n: int) -> Column:
    """Return a column that repeats a text, quotes and commas included."""
    return Texts([text], np.zeros(n, np.int8)) if needs_quotes(text) else Constant(text, n)


class Where:
    """A column that is blank in some rows."""

    padded = True

    def __init__(self, there: np.ndarray, column: Column) -> None:
        self._there = there
        self._column = column
        self.template = column.template
        self.quotable = column.quotable

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self._column)

    def fill(self, cells: np.ndarray, rows: slice) -> None:
        """Write some rows, blank where they are not there."""
        cells[:] = np.frombuffer(self.template, cells.dtype)  # the rows before these may have been blank
        self._column.fill(cells, rows)
        cells[~self._there[rows]] = np.zeros(1, cells.dtype)

    def quoted(self, rows: slice) -> np.ndarray:
        """Return which cells need quotes."""
        quoted: np.ndarray = np.logical_and(self._column.quoted(rows), self._there[rows])
        return quoted
