"""Short ways to open a bundle, or read one file, as the judge does before it asks any question."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

import duckdb

from rostergen.spec import VERSIONS
from rostergen.validate.bundle import Bundle, Sheet, open_bundle, repair
from rostergen.validate.collector import Collector
from rostergen.validate.sheet import look_through, prepare

Place = tuple[str, str, int | None]
Cells = tuple[str | None, ...]

CATEGORIES = b"sourcedId,status,dateLastModified,title\r\n"


def found(collector: Collector) -> list[Place]:
    """Return code, file and line of all that was found; every message has to render."""
    findings = [finding for group in collector.groups(()) for finding in group.examples]
    for finding in findings:
        assert finding.message, finding
    return sorted(((f.code, f.file, f.line) for f in findings), key=str)


def opened(path: Path, version: str | None = None) -> tuple[Bundle, list[Place]]:
    """Open a bundle; return it and what is found. The files of the bundle are gone afterwards."""
    collector = Collector()
    with tempfile.TemporaryDirectory() as scratch:
        bundle = open_bundle(path, collector, version=version, scratch=Path(scratch))
        sheets = {name: look_through(sheet, collector, Path(scratch)) for name, sheet in bundle.sheets.items()}
        return replace(bundle, sheets=sheets), found(collector)


def hints(path: Path) -> dict[str, str]:
    """Return the last advice given for every code."""
    collector = Collector()
    with tempfile.TemporaryDirectory() as scratch:
        for sheet in open_bundle(path, collector, scratch=Path(scratch)).sheets.values():
            look_through(sheet, collector, Path(scratch))
    return {finding.code: finding.advice for group in collector.groups(()) for finding in group.examples}


def rows_of(sheet: Sheet) -> list[tuple[int, Cells]] | None:
    """Return the rows that DuckDB reads, each with its physical line; None where it refuses or bytes are missing."""
    columns = dict.fromkeys(sheet.columns, "VARCHAR")
    if sheet.numbered:
        columns = {"line": "VARCHAR"} | columns
    struct = ", ".join(f"'{name.replace(chr(39), chr(39) * 2)}': '{kind}'" for name, kind in columns.items())
    query = (
        f"SELECT *, {sheet.weight(sheet.text)} FROM read_csv('{sheet.path}', delim = ',', quote = '\"', escape = '\"', "
        f"header = true, auto_detect = false, strict_mode = true, columns = {{{struct}}})"
    )
    try:
        rows = _DB.execute(query).fetchall()
    except duckdb.Error:
        return None
    if not sheet.fits(len(rows), sum(row[-1] for row in rows)):
        return None
    if sheet.numbered:
        return [(int(row[0]), row[1:-1]) for row in rows]
    return [(line, row[:-1]) for line, row in enumerate(rows, 2)]


def read(
    data: bytes, name: str = "categories", version: str = "1.1", *, small: int = 1 << 16
) -> tuple[list[tuple[int, Cells]], list[Place]]:
    """Return the rows of a file with their lines as they are handed on at last, and what is found."""
    collector = Collector()
    with tempfile.TemporaryDirectory() as folder:
        path, scratch = Path(folder) / "original.csv", Path(folder)
        path.write_bytes(data)
        sheet = prepare(VERSIONS[version].file(name), version, f"{name}.csv", path, collector, scratch)
        if sheet is None:
            return [], found(collector)
        sheet = look_through(sheet, collector, scratch, small=small)
        rows = rows_of(sheet)
        if rows is None:
            rows = rows_of(repair(sheet, collector, scratch))
        assert rows is not None, "DuckDB refuses a repaired file"
        return rows, found(collector)


_DB = duckdb.connect()
