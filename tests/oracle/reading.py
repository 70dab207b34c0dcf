"""Reads a bundle, folder or zip, into tables of columns, and reports what is wrong with its bytes and records."""

import csv
import re
import zipfile
import zlib
from array import array
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from pathlib import Path
from types import ModuleType
from typing import IO

from oracle import standard_v1p1, standard_v1p2
from oracle.report import Report

UNREADABLE = (OSError, EOFError, RuntimeError, NotImplementedError, ValueError, zipfile.BadZipFile, zlib.error)
BOM = b"\xef\xbb\xbf"
FIELD = r'(?:[^",]*|"(?:[^"]|"")*")'
RECORD = re.compile(rf"{FIELD}(?:,{FIELD})*")
OPEN_RECORD = re.compile(rf'(?:{FIELD},)*"(?:[^"]|"")*')  # ends inside a quoted field
MUST_QUOTE = re.compile(r'[",\r\n]')
MOST_LINES_OF_A_RECORD = 100
CHUNK = 8192

Record = tuple[int, list[str]]  # line number of its first line, fields


@dataclass
class Table:
    """A data file as columns; a column that the file lacks reads as blanks."""

    name: str
    header: list[str] = field(default_factory=list)
    columns: dict[str, list[str]] = field(default_factory=dict)
    lines: "array[int]" = field(default_factory=lambda: array("L"))

    def __len__(self) -> int:
        return len(self.lines)

    def column(self, name: str) -> list[str]:
        return self.columns.get(name) or [""] * len(self)

    @cached_property
    def index(self) -> dict[str, int]:
        """sourcedId -> row number; the first row wins, and a blank id names nothing."""
        index: dict[str, int] = {}
        for row, sourced_id in enumerate(self.column("sourcedId")):
            if sourced_id:
                index.setdefault(sourced_id, row)
        return index


@dataclass
class Bundle:
    entries: list[str] = field(default_factory=list)
    manifest: list[Record] | None = None
    tables: dict[str, Table] = field(default_factory=dict)

    @cached_property
    def standard(self) -> ModuleType:
        """The version that the bundle is of: 1.2 if the manifest has a row for one of the files that are new in it."""
        rows = {fields[0] for _, fields in self.manifest or [] if fields}
        new = {f"file.{name.removesuffix('.csv')}" for name in standard_v1p1.FILES_ONLY_IN_V1P2}
        return standard_v1p2 if rows & new else standard_v1p1

    def table(self, name: str) -> Table:
        return self.tables.get(name) or Table(name)

    @cached_property
    def modes(self) -> dict[str, str]:
        """File -> processing mode, as the manifest states it."""
        rows = {fields[0]: fields[1] for _, fields in self.manifest or [] if len(fields) == 2}
        return {
            name: rows[key]
            for name, key in zip(self.standard.FILES, self.standard.MANIFEST_FILE_ROWS, strict=True)
            if key in rows
        }


def read_bundle(path: Path, report: Report) -> Bundle:
    bundle = Bundle()
    try:
        if path.is_dir():
            bundle.entries = _folder_entries(path)
            _read_files(bundle, lambda name: (path / name).open("rb"), report)
        else:
            with zipfile.ZipFile(path) as archive:
                bundle.entries = _zip_entries(path, archive, report)
                _read_files(bundle, archive.open, report)
    except zipfile.BadZipFile as error:
        report.add("OR-PKG-01", path.name, 0, f"not a zip file: {error}")
    except UNREADABLE as error:
        report.add("D-BND-00", path.name, 0, f"cannot be read: {error}")
    return bundle


def _read_files(bundle: Bundle, opener: Callable[[str], IO[bytes]], report: Report) -> None:
    def read(name: str) -> None:
        try:
            with opener(name) as stream:
                records = _records(stream, name, report)
                if name == standard_v1p1.MANIFEST:
                    bundle.manifest = list(records)
                else:
                    bundle.tables[name] = _table(name, records, report)
        except UNREADABLE as error:
            report.add("D-BND-00", name, 0, f"cannot be read: {error}")

    if standard_v1p1.MANIFEST in bundle.entries:
        read(standard_v1p1.MANIFEST)  # it says which files there can be
    for name in bundle.standard.FILES:
        if name in bundle.entries:
            read(name)


def _folder_entries(path: Path) -> list[str]:
    top = sorted(path.iterdir())
    inner = [entry for folder in top if folder.is_dir() for entry in sorted(folder.iterdir())]
    return [entry.relative_to(path).as_posix() + ("/" if entry.is_dir() else "") for entry in top + inner]


def _zip_entries(path: Path, archive: zipfile.ZipFile, report: Report) -> list[str]:
    if path.suffix != ".zip":
        report.add("OR-PKG-01", path.name, 0, "the extension of the bundle is not zip")
    for info in archive.infolist():
        if info.compress_type != zipfile.ZIP_DEFLATED and not info.is_dir():
            report.add("OR-PKG-01", info.filename, 0, "not deflate compressed")
    return [info.filename for info in archive.infolist()]


def _records(stream: Iterable[bytes], file: str, report: Report) -> Iterator[Record]:
    """Split into records. A record that runs over several lines is reported and put together."""
    lines = enumerate(_crlf_lines(stream, file, report), 1)
    for number, raw in lines:
        text = _line(raw, file, number, report)
        if '"' not in text:
            yield number, text.split(",")
            continue
        if text.count('"') % 2 and OPEN_RECORD.fullmatch(text):
            report.add("OR-CSV-09", file, number, "line break inside a field")
            for later, more in islice(lines, MOST_LINES_OF_A_RECORD):
                text += "\n" + _line(more, file, later, report)
                if text.count('"') % 2 == 0:
                    break
        yield number, _quoted_record(text, file, number, report)


def _crlf_lines(stream: Iterable[bytes], file: str, report: Report) -> Iterator[bytes]:
    """The lines; those that end otherwise are reported once, at the first of them."""
    wrong = first = 0
    for number, raw in enumerate(stream, 1):
        if not raw.endswith(b"\r\n"):
            wrong, first = wrong + 1, first or number
        yield raw
    if wrong:
        report.add("OR-CSV-11", file, first, f"{wrong} lines do not end with CRLF, this is the first")


def _line(raw: bytes, file: str, number: int, report: Report) -> str:
    """A line without its end."""
    if number == 1 and raw.startswith(BOM):
        report.add("OR-CSV-02", file, number, "byte order mark")
        raw = raw.removeprefix(BOM)
    body = raw.removesuffix(b"\n").removesuffix(b"\r")
    if b"\r" in body:
        report.add("OR-CSV-09", file, number, "carriage return inside the line")
    try:
        return body.decode()
    except UnicodeDecodeError as error:
        report.add("OR-CSV-01", file, number, f"not UTF-8: {error.reason} at byte {error.start + 1} of the line")
        return body.decode(errors="replace")


def _quoted_record(text: str, file: str, number: int, report: Report) -> list[str]:
    if not RECORD.fullmatch(text):
        report.add("OR-CSV-08", file, number, "a quote that neither encloses a field nor is doubled inside one")
    try:
        fields = next(csv.reader([text]), [""])
    except csv.Error as error:
        report.add("OR-CSV-08", file, number, f"not a CSV record: {error}")
        return text.split(",")
    if RECORD.fullmatch(text) and ",".join(map(_quoted, fields)) != text:
        report.add("D-BND-05", file, number, "a field is quoted without need")
    return fields


def _quoted(value: str) -> str:
    return '"' + value.replace('"', '""') + '"' if MUST_QUOTE.search(value) else value


def _table(name: str, records: Iterator[Record], report: Report) -> Table:
    header = next(records, (1, []))[1]
    columns: list[list[str]] = [[] for _ in header]
    pools: list[dict[str, str]] = [{} for _ in header]  # equal values share one object
    table = Table(name, header)
    while chunk := list(islice(records, CHUNK)):
        table.lines.extend(number for number, _ in chunk)
        rows = [_fitted(fields, len(header), name, number, report) for number, fields in chunk]
        for place, (column, pool, values) in enumerate(zip(columns, pools, zip(*rows, strict=True), strict=True)):
            column.extend(map(pool.setdefault, values, values) if place else values)
    for title, column in zip(header, columns, strict=True):
        table.columns.setdefault(title, column)
    return table


def _fitted(fields: list[str], width: int, file: str, number: int, report: Report) -> list[str]:
    if len(fields) == width:
        return fields
    report.add("OR-CSV-10", file, number, f"{len(fields)} fields under a header of {width}")
    return (fields + [""] * width)[:width]
