"""One data file of a bundle made ready for DuckDB; bundle.py tells the protocol."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rostergen.validate.fields import Record
from rostergen.validate.header import MAX_COLUMNS, is_header, read_header
from rostergen.validate.manifest import separator_name
from rostergen.validate.records import CarefulReader, Source
from rostergen.validate.screen import Head, encoding_of, read_head, screen, transcode

if TYPE_CHECKING:
    from pathlib import Path

    from rostergen.spec import FileSpec
    from rostergen.validate.collector import Collector

_SMALL = 1 << 16
"""Bytes of a file that is always read carefully: it costs nothing, and spares DuckDB a second try."""
_MANY = 200
"""Columns of a file that is read carefully for their number: DuckDB cannot add up a thousand at once."""
_TOO_MUCH = 1 << 44
_MOST_BLANK_LINES = 1000


@dataclass(frozen=True, slots=True)
class Sheet:
    """One data file, readable as CSV: `columns` are the columns of `path` in order, without the line numbers.

    Columns are called as the specification calls them, also where the file misspells them; columns that the
    specification does not have keep a `metadata.` name or are called by their place, such as "(7)".
    """

    spec: FileSpec
    entry: str
    """Name of the entry in the bundle, for findings."""
    path: Path
    columns: tuple[str, ...]
    numbered: bool = False
    """Whether the first column of `path` is the physical line in the original. Else that is row + 2, from row 0."""
    body: int = -1
    """Bytes after the header, a missing last line end counted in; -1 where the form is known to be clean."""
    line_end: int = 2
    """Bytes of a line end."""
    quotes: int = 0
    """Double quotes after the header."""
    lines: int = -1
    """Lines after the header, counted only where there are quotes."""

    @property
    def name(self) -> str:
        """Name without ".csv", as the specification writes it."""
        return self.spec.name

    @property
    def weight(self) -> str:
        """SQL for what a row weighs: its bytes of text, and far too much where a value contains a quote."""
        if self.body < 0:
            return "0"
        names = ['"' + column.replace('"', '""') + '"' for column in self.columns]
        text = " + ".join(f"coalesce(strlen({name}), 0)" for name in names)
        if not self.quotes:
            return f"({text})"
        inner = " OR ".join(f"coalesce(contains({name}, '\"'), false)" for name in names)
        return f"({text} + CASE WHEN {inner} THEN {_TOO_MUCH} ELSE 0 END)"

    def fits(self, rows: int, weight: int | None = None) -> bool:
        """Return whether every byte of the file is found again in `rows` rows with a total `weight`."""
        if self.body < 0:
            return True
        if self.quotes and rows != self.lines:
            return False
        return weight is None or self.body == weight + rows * (len(self.columns) - 1 + self.line_end) + self.quotes


def prepare(
    spec: FileSpec, version: str, entry: str, path: Path, collector: Collector, scratch: Path, *, small: int = _SMALL
) -> Sheet | None:
    """Report what is wrong with the header of a file and, where it is suspicious, with its form; None if it is blank.

    Raises OSError where the file cannot be read.
    """
    if (encoding := encoding_of(path)) != "utf-8":
        source, path = path, scratch / f"{spec.name}.utf-8"
        transcode(source, encoding, path)
        collector.add("OR-CSV-01", entry, 1, hint="save it as UTF-8", problem="it looks like UTF-16")
    top = _Top(spec, version, entry, path, collector)
    if not top.found:
        collector.add("OR-CSV-03", entry, 1, hint="the file is empty: leave it out and call it absent in the manifest")
        return None
    sheet = Sheet(spec, entry, path, top.columns)
    trusted = not top.suspicious and len(top.columns) <= _MANY and path.stat().st_size >= small
    if trusted and (screened := screen(path, top.head)):
        if not screened.body:
            collector.add("OR-CSV-07", entry)
        ends, quotes, lines = len(top.head.line_end), screened.quotes, screened.lines
        return replace(sheet, body=screened.body, line_end=ends, quotes=quotes, lines=lines)
    return _read_carefully(sheet, top.source, collector, scratch, always_copy=top.suspicious)


def repair(sheet: Sheet, collector: Collector, scratch: Path) -> Sheet:
    """Report what is wrong with the form of a sheet that DuckDB refused, or read otherwise than its bytes add up to.

    Returns a sheet that DuckDB reads as it is meant.
    """
    head = read_head(sheet.path)
    source = Source(sheet.entry, sheet.path, sheet.columns, head.start, head.line_end)
    return _read_carefully(sheet, source, collector, scratch, always_copy=True)


def _read_carefully(sheet: Sheet, source: Source, collector: Collector, scratch: Path, *, always_copy: bool) -> Sheet:
    copy = scratch / f"{sheet.name}.rows"
    reader = CarefulReader(source, sheet.spec, collector)
    reader.read(copy)
    if not reader.rows:
        collector.add("OR-CSV-07", sheet.entry)
    if always_copy or reader.changed or source.line != 2:
        return replace(sheet, path=copy, numbered=True, body=-1)
    copy.unlink()
    return replace(sheet, body=-1)


class _Top:
    """The header of a file: which bytes it is, and what they say."""

    def __init__(self, spec: FileSpec, version: str, entry: str, path: Path, collector: Collector) -> None:
        self.entry = entry
        self.collector = collector
        self.line, start = 1, 0
        head = read_head(path)
        self._marks(head)
        while not head.raw.strip() and head.line_end and self.line <= _MOST_BLANK_LINES:
            self.line, start = self.line + 1, head.start
            head = read_head(path, start)
        self.head = head
        self.found = bool(head.raw.strip())
        if not self.found:
            return
        for line in range(1, self.line):
            collector.add("RG-CSV-05", entry, line)
        self.suspicious = self.line > 1
        cells, separator, undecodable = self._cells(spec)
        if is_header(spec, cells):
            self.columns = read_header(spec, version, entry, cells, self.line, collector)
            body, line = head.start, self.line + 1
        else:
            collector.add("OR-CSV-03", entry, self.line, "", ",".join(cells)[:200])
            self.suspicious = True
            beyond = range(len(spec.header), min(len(cells), MAX_COLUMNS))
            self.columns = (*spec.header[: len(cells)], *(f"({place + 1})" for place in beyond))
            body, line = start, self.line
        wide = len(cells) > MAX_COLUMNS
        if not head.whole and not wide:
            collector.add("RG-CSV-04", entry, self.line)
        self.suspicious = self.suspicious or wide or not head.whole or separator != b","
        self.source = Source(
            entry, path, self.columns, body, head.line_end, separator, line, wide=wide, undecodable=undecodable
        )

    def _marks(self, head: Head) -> None:
        if head.bom:
            self.collector.add("OR-CSV-02", self.entry, 1)
        if head.line_end == b"\n":
            self.collector.add("OR-CSV-11", self.entry, 1)

    def _cells(self, spec: FileSpec) -> tuple[list[str], bytes, bool]:
        """Return the cells of the header, what separates them, and whether they are something else than UTF-8."""
        raw = self.head.raw
        if b"\0" in raw:
            self.collector.add("RG-CSV-02", self.entry, self.line)
            raw, self.suspicious = raw.replace(b"\0", b""), True
        try:
            text, undecodable = raw.decode(errors="strict" if self.head.whole else "ignore"), False
        except UnicodeDecodeError:
            text, undecodable = raw.decode("cp1252", "replace"), True
            self.suspicious = True
        separator = self.head.separator
        cells, problem = _split(text, separator)
        if separator != b",":
            if is_header(spec, cells):
                self.collector.add("RG-CSV-03", self.entry, self.line, problem=separator_name(separator))
            else:
                separator = b","
                cells, problem = _split(text, separator)
        if problem:
            self.collector.add("OR-CSV-08", self.entry, self.line, "", text[:200], problem=problem)
            self.suspicious = True
        return cells, separator, undecodable


def _split(text: str, separator: bytes) -> tuple[list[str], str]:
    record = Record(separator)
    record.feed(text.encode())
    if not record.closed:
        record.give_up()
    return [cell.decode() for cell in record.fields], record.problem
