"""One data file of a bundle made ready for DuckDB; bundle.py tells the protocol."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

from rostergen.validate.fields import Record
from rostergen.validate.header import MAX_COLUMNS, is_header, read_header
from rostergen.validate.lines import Source
from rostergen.validate.manifest import separator_name
from rostergen.validate.names import MARK, MARK_OF_OTHERS, name, text
from rostergen.validate.records import CarefulReader
from rostergen.validate.screen import BOM, Head, encoding_of, read_head, screen, transcode

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from rostergen.spec import FileSpec
    from rostergen.validate.collector import Collector

_SMALL = 1 << 16
"""Bytes of a file that is always read carefully: it costs nothing, and spares DuckDB a second try."""
_MANY = 200
"""Columns of a file that is read carefully for their number: DuckDB cannot add up a thousand at once."""
_SAMPLE, _FEW_DATES = 1 << 14, 6
_TOO_MUCH = 1 << 44
_MOST_BLANK_LINES = 1000
_SHOWN = 200


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
    """Lines after the header, counted only where the file is plain."""
    commas: int = -1
    """Commas after the header; -1 where the file is not plain: it has more than letters, digits and `PLAIN`."""

    ragged: frozenset[int] = frozenset()
    """Lines of rows that are not whole, as has been said: that cells of them are blank or long is no news."""
    usual_dates: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By column, dates that many of its cells have: one that is known need not be read."""
    null_words: bool = False
    """Whether words for "no value" are looked for in every cell: only where a row has one, since it takes long."""
    source: Source | None = None
    """How to read it carefully, as long as nobody has looked at what follows the header: see `look_through`."""
    suspicious: bool = False
    """Whether the header says already that it has to be read carefully."""

    @property
    def name(self) -> str:
        """Name without ".csv", as the specification writes it."""
        return self.spec.name

    @property
    def plain(self) -> bool:
        """Whether no cell has a character that a sourcedId may not have."""
        return self.commas >= 0

    @property
    def text(self) -> str:
        """SQL for all the text of a row: first the cells that the specification knows, with marks round each."""
        header = self.spec.header
        parts = [text(MARK)]
        for column in sorted(self.columns, key=lambda column: column not in header):
            parts += [name(column), text(MARK)] if column in header else [text(MARK_OF_OTHERS), name(column)]
        return f"concat({', '.join(parts)})"

    def weight(self, text: str) -> str:
        """Return SQL for what a row weighs: the bytes of its `text`, and far too much with a quote or line end in.

        The marks in it are as many as the commas of the row, and two.
        """
        if self.body < 0 or self.plain:
            return "0"
        if not self.quotes:
            return f"strlen({text})"
        odd = " OR ".join(f"contains({text}, '{character}')" for character in '"\r\n')
        return f"strlen({text}) + CASE WHEN {odd} THEN {_TOO_MUCH} ELSE 0 END"

    def fits(self, rows: int, weight: int | None = None) -> bool:
        """Return whether every byte of the file is found again in `rows` rows with a total `weight`."""
        if self.body < 0:
            return True
        if self.plain:
            return rows == self.lines and self.commas == rows * (len(self.columns) - 1)
        return weight is None or self.body == weight + rows * (self.line_end - 2) + self.quotes


def prepare(spec: FileSpec, version: str, entry: str, path: Path, collector: Collector, scratch: Path) -> Sheet | None:
    """Report what is wrong with the header of a file; None if it is blank. Raises OSError where it cannot be read."""
    if (encoding := encoding_of(path)) != "utf-8":
        source, path = path, scratch / f"{spec.name}.utf-8"
        transcode(source, encoding, path)
        collector.add("OR-CSV-01", entry, 1, hint="save it as UTF-8", problem="it looks like UTF-16")
    top = _Top(spec, version, entry, path, collector)
    if not top.found:
        collector.add("OR-CSV-03", entry, 1, hint="the file is empty: leave it out and call it absent in the manifest")
        return None
    return Sheet(spec, entry, path, top.columns, source=top.source, suspicious=top.suspicious)


def look_through(sheet: Sheet, collector: Collector, scratch: Path, *, small: int = _SMALL) -> Sheet:
    """Look at what follows the header, and report what is wrong with its form where it has to be read carefully.

    Returns a sheet that DuckDB may be given. Raises OSError where the file cannot be read.
    """
    source = sheet.source
    if source is None:
        return sheet
    trusted = not sheet.suspicious and len(sheet.columns) <= _MANY and sheet.path.stat().st_size >= small
    if not trusted or (screened := screen(sheet.path, head := read_head(sheet.path))) is None:
        return _read_carefully(sheet, source, collector, scratch, always_copy=sheet.suspicious)
    if not screened.body:
        collector.add("OR-CSV-07", sheet.entry)
    return replace(
        sheet,
        body=screened.body,
        line_end=len(head.line_end),
        quotes=screened.quotes,
        lines=screened.lines,
        commas=screened.commas,
        usual_dates=_usual_dates(sheet, head),
        source=None,
    )


def _usual_dates(sheet: Sheet, head: Head) -> dict[str, tuple[str, ...]]:
    """Return the dates that come up again in the first rows, where they are few: terms begin and end for everybody."""
    with sheet.path.open("rb") as file:
        file.seek(head.start)
        rows = [line.rstrip(b"\r").split(b",") for line in file.read(_SAMPLE).split(b"\n")[:-1]]
    usual = {}
    for place, column in enumerate(sheet.columns):
        if column in sheet.spec.header and sheet.spec.column(column).type == "date":
            seen = Counter(row[place].decode(errors="replace") for row in rows if len(row) == len(sheet.columns))
            if len(seen) <= _FEW_DATES:
                usual[column] = tuple(text for text, _ in seen.most_common() if _is_date(text))
    return usual


def _is_date(text: str) -> bool:
    """Return whether a text is a date as YYYY-MM-DD."""
    try:
        return str(date.fromisoformat(text)) == text
    except ValueError:
        return False


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
        return replace(sheet, path=copy, numbered=True, body=-1, ragged=frozenset(reader.ragged), source=None)
    copy.unlink()
    return replace(sheet, body=-1, source=None)


class _Top:
    """The header of a file: which bytes it is, and what they say."""

    def __init__(self, spec: FileSpec, version: str, entry: str, path: Path, collector: Collector) -> None:
        self.entry = entry
        self.path = path
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
        cells = self._cells(spec)
        if not is_header(spec, cells) and head.line_end:
            cells = self._cells_below(spec, cells)
        wide = len(cells) > MAX_COLUMNS
        body, line = self.head.start, self.line + 1
        if is_header(spec, cells):
            self._tell_slips(wide=wide)
            self.columns = read_header(spec, version, entry, cells, self.line, collector)
        else:
            collector.add("OR-CSV-03", entry, self.line, "", ",".join(cells)[:_SHOWN])
            beyond = range(len(spec.header), min(len(cells), MAX_COLUMNS))
            self.columns = (*spec.header[: len(cells)], *(f"({place + 1})" for place in beyond))
            # What is wrong with the line is told when it is read again, as the first row.
            body, line, self.undecodable = start + len(BOM) * head.bom, self.line, False
        self.suspicious = wide or bool(self._slips) or self.undecodable or line != 2
        self.source = Source(
            entry,
            path,
            self.columns,
            body,
            head.line_end,
            self.separator,
            line,
            wide=wide,
            undecodable=self.undecodable,
        )

    def _cells_below(self, spec: FileSpec, cells: list[str]) -> list[str]:
        """Return the cells of the second line if that is the header: a title or "sep=," stands above it."""
        above = self.head
        self.head = read_head(self.path, above.start)
        below = self._cells(spec)
        if not is_header(spec, below):
            self.head = above
            return self._cells(spec)
        self.collector.add("OR-CSV-03", self.entry, self.line, "", ",".join(cells)[:_SHOWN], hint="delete this line")
        self.line += 1
        return below

    def _marks(self, head: Head) -> None:
        if head.bom:
            self.collector.add("OR-CSV-02", self.entry, 1)
        if head.line_end == b"\n":
            self.collector.add("OR-CSV-11", self.entry, 1)

    def _cells(self, spec: FileSpec) -> list[str]:
        """Return the cells of the header; find out what separates them and what is wrong with the line."""
        raw, whole = self.head.raw, self.head.whole
        self._slips: list[tuple[str, str]] = [] if whole else [("RG-CSV-04", "")]
        if b"\0" in raw:
            self._slips.append(("RG-CSV-02", ""))
            raw = raw.replace(b"\0", b"")
        self.undecodable = False
        try:
            text = raw.decode(errors="strict" if whole else "ignore")
        except UnicodeDecodeError:
            text, self.undecodable = raw.decode("cp1252", "replace"), True
        self.separator = self.head.separator
        cells, problem = _split(text, self.separator)
        if self.separator != b"," and is_header(spec, cells):
            self._slips.append(("RG-CSV-03", separator_name(self.separator)))
        elif self.separator != b",":
            self.separator = b","
            cells, problem = _split(text, self.separator)
        if problem:
            self._slips.append(("OR-CSV-08", problem))
        return cells

    def _tell_slips(self, *, wide: bool) -> None:
        for code, problem in self._slips:
            if code != "RG-CSV-04" or not wide:  # a header of too many columns is also too long
                self.collector.add(code, self.entry, self.line, problem=problem)


def _split(text: str, separator: bytes) -> tuple[list[str], str]:
    record = Record(separator)
    record.feed(text.encode())
    if not record.closed:
        record.give_up()
    return [cell.decode() for cell in record.fields], record.problem
