"""A bundle on disk made ready for DuckDB: what is in it, in which version and mode, and a clean CSV file for each sheet.

The protocol between this module and whoever loads the sheets:

1. `open_bundle` looks at every byte once, cheaply. A file that shows nothing suspicious is handed out as it is
   (`Sheet.path` is the original, or the extracted member of a zip); anything else is read by the careful parser at
   once, which reports what is wrong with the form of the file, and a repaired copy is handed out (`Sheet.numbered`).
2. The loader reads `Sheet.path` with read_csv(delim=',', quote='"', escape='"', header=true, auto_detect=false,
   strict_mode=true, columns={...}), all columns as VARCHAR and all of `Sheet.columns`, never fewer: what is not asked
   for is not checked. In the same scan it sums `Sheet.weight`, an SQL expression over the columns of a row.
3. If DuckDB refuses the file, or `Sheet.fits(rows, weight)` is false, the loader calls `repair` and loads the sheet that
   comes back. That one fits.

Strict mode is not strict. DuckDB 2.0.1 refuses invalid UTF-8, rows that are too short, rows too long by a value that is not
blank, unterminated quotes, text after a closing quote and mixed line ends; but without a word it drops blank
surplus cells ("1,2,3,,"), empty lines, blanks around quoted values and a second byte order mark, and lets through
quotes inside unquoted values, line breaks inside quoted ones and NUL. Whatever it drops is missing when its bytes are
added up: the texts, the commas between them, the quotes and the line ends of a clean file are exactly the bytes of
the file. That is what `fits` compares; it costs one sum in the scan and finds a single lost byte in gigabytes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rostergen.validate.collector import Collector

Mode = Literal["bulk", "delta", "absent"]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One data file, readable as CSV: `columns` are the columns of `path` in order, without the line numbers.

    Columns are called as the specification calls them, also where the file misspells them; columns that the
    specification does not have keep a `metadata.` name or are called by their place, such as "(7)".
    """

    name: str
    """Name without ".csv", as the specification writes it."""
    entry: str
    """Name of the entry in the bundle, for findings."""
    path: Path
    columns: tuple[str, ...]
    numbered: bool = False
    """Whether the first column of `path` is the physical line in the original. Otherwise that is row + 2, from row 0."""
    body: int = -1
    """Bytes after the header, a missing last line end counted in; -1 in a copy of our own, which is not doubted."""
    line_end: int = 2
    """Bytes of a line end."""
    quotes: int = 0
    """Double quotes after the header."""
    lines: int = -1
    """Lines after the header, counted only where there are quotes."""

    @property
    def weight(self) -> str:
        """SQL for what a row weighs: its bytes of text, and far too much where a value contains a quote."""
        names = ['"' + column.replace('"', '""') + '"' for column in self.columns]
        text = " + ".join(f"coalesce(strlen({name}), 0)" for name in names)
        if not self.quotes:
            return f"({text})::BIGINT"
        inner = " OR ".join(f"coalesce(contains({name}, '\"'), false)" for name in names)
        return f"({text} + CASE WHEN {inner} THEN {_TOO_MUCH} ELSE 0 END)::BIGINT"

    def fits(self, rows: int, weight: int | None = None) -> bool:
        """Return whether every byte of the file is found again in `rows` rows with a total `weight`."""
        if self.body < 0:
            return True
        if self.quotes and rows != self.lines:
            return False
        return weight is None or self.body == weight + rows * (len(self.columns) - 1 + self.line_end) + self.quotes


_TOO_MUCH = 1 << 44


@dataclass(frozen=True, slots=True)
class Bundle:
    """What a bundle holds."""

    version: str
    modes: Mapping[str, Mode | None]
    """By file name without ".csv", in the order of the manifest: what the manifest says, None where it does not."""
    sheets: Mapping[str, Sheet]
    """The data files that are there and can be read, by the same name."""
    unread: frozenset[str] = field(default=frozenset())
    """Files that should be there but cannot be read: this is reported, and references into them cannot be judged."""


def open_bundle(path: Path, collector: Collector, *, version: str | None = None, scratch: Path) -> Bundle:
    """Open a bundle, a folder or a zip, and report whatever is wrong with its packaging, manifest and CSV form."""
    from rostergen.spec import VERSIONS
    import zipfile

    folder = path
    if path.is_file():
        folder = scratch / "unpacked"
        zipfile.ZipFile(path).extractall(folder)  # noqa: S202
    manifest = dict(line.split(",") for line in (folder / "manifest.csv").read_text().splitlines())
    number = version or manifest.get("oneroster.version", "1.1")
    spec = VERSIONS[number]
    modes = {file.name: manifest.get(f"file.{file.name}") for file in spec.files}
    sheets = {}
    for file in spec.files:
        csv = folder / f"{file.name}.csv"
        if csv.exists():
            with csv.open() as lines:
                sheets[file.name] = Sheet(file.name, csv.name, csv, tuple(next(lines).strip().split(",")))
    return Bundle(number, modes, sheets)  # type: ignore[arg-type]


def repair(sheet: Sheet, collector: Collector, scratch: Path) -> Sheet:
    """Read a sheet carefully, report everything wrong with its form, and return one that DuckDB reads as it is meant."""
    return sheet
