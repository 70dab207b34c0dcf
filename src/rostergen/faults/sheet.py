"""A CSV file of somebody else's, by its lines: where every row and cell lies, so that the rest stays as it is.

The file is searched where it lies, never held in memory as a whole: 8 bytes a row are kept. A row is a line that is a
record on its own, quoted as RFC 4180 says and with as many fields as the header; other lines are left alone.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from rostergen.faults.draw import Draw

_CHUNK = 1 << 20
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Edit:
    """Bytes `start` to `end` of a file are replaced by `text`; an insertion where the two are equal."""

    file: str
    start: int
    end: int
    text: bytes
    like: Row | None = None
    """The row of which an inserted one is a copy, but for some values."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a sheet: `index` counts from 0, `start` and `end` are its bytes without the line end."""

    sheet: Sheet
    index: int
    start: int
    end: int
    cells: tuple[bytes, ...]
    """The cells as they are written, with their quotes."""
    offsets: tuple[int, ...] = field(repr=False)
    """Where each cell begins."""

    def __getitem__(self, column: str) -> str:
        """Return the value of a column, "" where the sheet has no such column."""
        try:
            return plain(self.cells[self.sheet.place(column)])
        except KeyError:
            return ""

    @property
    def text(self) -> bytes:
        """The row as it is written."""
        return b",".join(self.cells)

    def items(self, column: str) -> list[str]:
        """Return the items of a list."""
        return [item for item in self[column].split(",") if item]

    def set(self, column: str, value: str) -> Edit:
        """Return the edit that gives a column another value."""
        return self.write(column, written(value, quoted=self.cells[self.sheet.place(column)].startswith(b'"')))

    def write(self, column: str, text: bytes) -> Edit:
        """Return the edit that writes these very bytes into a column."""
        place = self.sheet.place(column)
        start = self.offsets[place]
        return Edit(self.sheet.name, start, start + len(self.cells[place]), text)

    def replaced(self, text: bytes) -> Edit:
        """Return the edit that writes these very bytes instead of the row."""
        return Edit(self.sheet.name, self.start, self.end, text)

    def removed(self) -> Edit:
        """Return the edit that takes the row out."""
        return Edit(self.sheet.name, self.start, self.sheet.line_start(self.sheet.line_at(self.start) + 1), b"")

    def copied(self, **changes: str) -> Edit:
        """Return the edit that adds a row like this one with other values in some columns."""
        cells = list(self.cells)
        for column, value in changes.items():
            cells[self.sheet.place(column)] = written(value)
        return replace(self.sheet.append(b",".join(cells)), like=self)


class Sheet:
    """One CSV file. `name` is that of the file without ".csv", `columns` its header."""

    def __init__(self, name: str, path: Path) -> None:
        self.name = name
        self.path = path
        self.size = path.stat().st_size
        self._file = path.open("rb", buffering=0)  # closed by close
        self._starts = array("Q", self._line_starts())
        self.bom = self.bytes_between(0, len(_BOM)) == _BOM
        first = self.bytes_between(0, self.line_start(2))
        self.line_end = b"\r\n" if first.endswith(b"\r\n") else b"\n"
        self.header_start = len(_BOM) if self.bom else 0
        self.header = first.rstrip(b"\r\n")[self.header_start :]
        self.columns = tuple(plain(self.header[a:b]) for a, b in split(self.header) or [])
        self._places = {column: i for i, column in enumerate(self.columns)}

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    @property
    def lines(self) -> int:
        """How many lines there are, the header included."""
        return len(self._starts)

    @property
    def rows(self) -> int:
        """How many lines follow the header."""
        return max(0, self.lines - 1)

    @property
    def ends_well(self) -> bool:
        """Whether the last line has a line end."""
        return self.bytes_between(max(0, self.size - 1), self.size) in (b"\n", b"")

    def place(self, column: str) -> int:
        """Return the place of a column. Raises KeyError if there is none."""
        return self._places[column]

    def has(self, *columns: str) -> bool:
        """Return whether there are these columns."""
        return all(column in self._places for column in columns)

    def bytes_between(self, start: int, end: int) -> bytes:
        """Return a part of the file."""
        self._file.seek(start)
        return self._file.read(end - start) or b""

    def line_start(self, line: int) -> int:
        """Return where a line, counted from 1, begins; the size of the file for those behind the last."""
        return self._starts[line - 1] if line <= len(self._starts) else self.size

    def line_at(self, offset: int) -> int:
        """Return the line, counted from 1, in which a byte lies."""
        return bisect_right(self._starts, offset)

    def row(self, index: int) -> Row | None:
        """Return a row by its index from 0, None if the line is no row."""
        start, end = self.line_start(index + 2), self.line_start(index + 3)
        line = self.bytes_between(start, end).rstrip(b"\r\n")
        spans = split(line)
        if spans is None or len(spans) != len(self.columns) or b"\0" in line:
            return None
        try:
            line.decode()
        except UnicodeDecodeError:
            return None
        cells = tuple(line[a:b] for a, b in spans)
        return Row(self, index, start, start + len(line), cells, tuple(start + a for a, _ in spans))

    def in_order(self) -> Iterator[Row]:
        """Yield all rows."""
        yield from filter(None, map(self.row, range(self.rows)))

    def walk(self, draw: Draw) -> Iterator[Row]:
        """Yield all rows in a random order."""
        yield from filter(None, map(self.row, draw.order(self.rows)))

    def where(self, column: str, value: str) -> Iterator[Row]:
        """Yield the rows with a value in a column, alone or among others in a list."""
        last = -1
        for offset in self._occurrences(value.encode()):
            index = self.line_at(offset) - 2
            if index > last and (row := self.row(index)) and value in (row[column], *row.items(column)):
                yield row
            last = max(last, index)

    def mentions(self, text: str, times: int = 1) -> bool:
        """Return whether a text stands in the file, at least so many times."""
        return any(n >= times for n, _ in enumerate(self._occurrences(text.encode()), 1))

    def append(self, text: bytes) -> Edit:
        """Return the edit that adds a row at the end."""
        text = text + self.line_end if self.ends_well else self.line_end + text
        return Edit(self.name, self.size, self.size, text)

    def chunks(self) -> Iterator[bytes]:
        """Yield the whole file, a piece at a time."""
        for start in range(0, self.size, _CHUNK):
            yield self.bytes_between(start, min(start + _CHUNK, self.size))

    def _line_starts(self) -> Iterator[int]:
        if self.size:
            yield 0
        offset = 0
        for chunk in self.chunks():
            at = chunk.find(b"\n")
            while at >= 0:
                if offset + at + 1 < self.size:
                    yield offset + at + 1
                at = chunk.find(b"\n", at + 1)
            offset += len(chunk)

    def _occurrences(self, text: bytes) -> Iterator[int]:
        if not text:
            return
        for start in range(0, self.size, _CHUNK):
            chunk = self.bytes_between(start, min(start + _CHUNK + len(text) - 1, self.size))
            at = chunk.find(text)
            while at >= 0:
                yield start + at
                at = chunk.find(text, at + 1)


def split(line: bytes) -> list[tuple[int, int]] | None:
    """Return where the fields of a record begin and end, None if it is not one after RFC 4180."""
    if b'"' not in line:
        spans, at = [], 0
        for cell in line.split(b","):
            spans.append((at, at + len(cell)))
            at += len(cell) + 1
        return spans
    spans, at, end = [], 0, len(line)
    while True:
        stop = _field_end(line, at)
        if stop < 0:
            return None
        spans.append((at, stop))
        if stop == end:
            return spans
        at = stop + 1


def _field_end(line: bytes, at: int) -> int:
    """Return where the field ends that begins at `at`, -1 if it is not written as it should be."""
    if line[at : at + 1] != b'"':
        stop = line.find(b",", at)
        stop = len(line) if stop < 0 else stop
        return -1 if b'"' in line[at:stop] else stop
    stop = at + 1
    while True:
        stop = line.find(b'"', stop)
        if stop < 0:
            return -1
        if line[stop + 1 : stop + 2] != b'"':
            return stop + 1 if line[stop + 1 : stop + 2] in (b"", b",") else -1
        stop += 2


def plain(cell: bytes) -> str:
    """Return the value of a cell as it is written."""
    if cell.startswith(b'"'):
        cell = cell[1:-1].replace(b'""', b'"')
    return cell.decode(errors="replace")


def written(value: str, *, quoted: bool = False) -> bytes:
    """Return a value as a cell is written, with quotes where they are needed."""
    if quoted or any(c in value for c in ',"\r\n'):
        value = '"' + value.replace('"', '""') + '"'
    return value.encode()
