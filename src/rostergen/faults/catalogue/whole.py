"""Faults of the CSV text of a whole file: its header, its columns, its encoding, its line ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rostergen.faults.catalogue.packaging import optional_files
from rostergen.faults.changes import header_edit, of_file, whole
from rostergen.faults.model import Change, Shelf
from rostergen.faults.sheet import split

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from rostergen.faults.draw import Draw
    from rostergen.faults.sheet import Sheet
    from rostergen.faults.source import Source

WHOLE = Shelf("form")

_IDLE = {
    "users": ("middleName", "sms"),
    "classes": ("location", "classCode"),
    "courses": ("courseCode",),
    "resources": ("applicationId",),
    "classResources": ("title",),
    "courseResources": ("title",),
    "demographics": ("cityOfBirth",),
}
"""Columns that no rule but those of form asks about."""


def _sheets(source: Source, draw: Draw) -> Iterator[Sheet]:
    for name in draw.shuffled(source.names):
        sheet = source.sheet(name)
        if sheet is not None:
            yield sheet


def _idle(source: Source, draw: Draw) -> Iterator[tuple[Sheet, str]]:
    for sheet in _sheets(source, draw):
        for column in _IDLE.get(sheet.name, ()):
            yield sheet, column


def _header(sheet: Sheet, column: str, name: str) -> Change:
    """Return the change that calls a column otherwise in the header."""
    columns = [name if c == column else c for c in sheet.columns]
    return Change(
        f"{sheet.name}.csv",
        1,
        name,
        "",
        column,
        name,
        (header_edit(sheet, ",".join(columns).encode()),),
        touches=frozenset({("header", sheet.name)}),
        needs=frozenset({of_file(sheet.name)}),
        scope="file",
    )


def rows_rewritten(
    sheet: Sheet, change: Callable[[int, Sequence[bytes]], Sequence[bytes]], separator: bytes = b","
) -> Callable[[Path], None]:
    """Return a function that writes a sheet with the cells of every line changed; the header is line 1."""

    def rewrite(target: Path) -> None:
        with target.open("wb") as out:
            for number in range(1, sheet.lines + 1):
                text = sheet.bytes_between(sheet.line_start(number), sheet.line_start(number + 1))
                line = text.rstrip(b"\r\n")
                start = sheet.header_start if number == 1 else 0
                spans = split(line[start:]) or [(0, len(line) - start)]
                cells = change(number, [line[start + a : start + b] for a, b in spans])
                out.write(line[:start] + separator.join(cells) + text[len(line) :])

    return rewrite


def _recoded(sheet: Sheet, recode: Callable[[bytes], bytes], first: bytes = b"") -> Callable[[Path], None]:
    """Return a function that writes a sheet line by line in other bytes, with `first` before all."""

    def rewrite(target: Path) -> None:
        with target.open("wb") as out:
            out.write(first)
            for number in range(1, sheet.lines + 1):
                start = sheet.header_start if number == 1 else sheet.line_start(number)
                out.write(recode(sheet.bytes_between(start, sheet.line_start(number + 1))))

    return rewrite


@WHOLE.fault(
    "column-misspelt",
    "OR-CSV-04",
    imitates="A slip of the pen in the exporter",
    importer="reject bundle",
)
def _misspelt(source: Source, draw: Draw) -> Iterator[Change]:
    for sheet, column in _idle(source, draw):
        if len(column) > 6:
            yield _header(sheet, column, column[:-2] + column[-1] + column[-2])


@WHOLE.fault(
    "column-in-lower-case",
    "OR-CSV-05",
    imitates="A database that folds the names of columns",
    importer="warn",
)
def _lower(source: Source, draw: Draw) -> Iterator[Change]:
    for sheet in _sheets(source, draw):
        yield _header(sheet, "dateLastModified", "datelastmodified")


@WHOLE.fault(
    "column-missing",
    "OR-CSV-04",
    imitates="The exporter leaves out the columns that it has nothing for",
    importer="reject bundle",
)
def _missing(source: Source, draw: Draw) -> Iterator[Change]:
    for sheet, column in _idle(source, draw):
        place = sheet.place(column)
        assert place is not None

        def without(number: int, cells: Sequence[bytes], place: int = place) -> list[bytes]:
            return [*cells[:place], *cells[place + 1 :]]

        yield whole(sheet, rows_rewritten(sheet, without), column=column, before=column)


@WHOLE.fault(
    "column-twice",
    "OR-CSV-06",
    imitates="A join of two tables brought a column twice",
    importer="reject bundle",
)
def _twice(source: Source, draw: Draw) -> Iterator[Change]:
    for sheet, column in _idle(source, draw):
        place = sheet.place(column)
        assert place is not None

        def doubled(number: int, cells: Sequence[bytes], place: int = place) -> list[bytes]:
            return [*cells, cells[place] if place < len(cells) else b""]

        yield whole(sheet, rows_rewritten(sheet, doubled), column=column, after=column)


@WHOLE.fault(
    "columns-reordered",
    "OR-CSV-04",
    imitates="The exporter sorts the columns as it likes",
    importer="reject bundle",
)
def _reordered(source: Source, draw: Draw) -> Iterator[Change]:
    for sheet in _sheets(source, draw):
        if len(sheet.columns) > 5:

            def swapped(number: int, cells: Sequence[bytes]) -> list[bytes]:
                return [*cells[:3], *cells[4:5], *cells[3:4], *cells[5:]]

            first, second = sheet.columns[3:5]
            before, after = f"{first},{second}", f"{second},{first}"
            rewrite = rows_rewritten(sheet, swapped)
            yield whole(sheet, rewrite, column=second, before=before, after=after)


@WHOLE.fault(
    "foreign-column",
    "OR-CSV-16",
    imitates="The exporter adds a column of its own without calling it metadata",
    importer="accept",
)
def _foreign(source: Source, draw: Draw) -> Iterator[Change]:
    for sheet in _sheets(source, draw):

        def noted(number: int, cells: Sequence[bytes]) -> list[bytes]:
            return [*cells, b"busRoute" if number == 1 else b"7"]

        yield whole(sheet, rows_rewritten(sheet, noted), column="busRoute", after="busRoute")


@WHOLE.fault(
    "metadata-missing-in-a-row",
    "OR-CSV-17",
    imitates="The exporter writes a column of its own only where there is something in it",
    importer="warn",
)
def _metadata(source: Source, draw: Draw) -> Iterator[Change]:
    for sheet in _sheets(source, draw):
        if sheet.rows < 2 or not all(column in source.spec(sheet.name).header for column in sheet.columns):
            continue
        row = next(sheet.walk(draw), None)
        if row is None:
            continue
        lacking = row.index + 2

        def noted(number: int, cells: Sequence[bytes], lacking: int = lacking) -> list[bytes]:
            more = [b"metadata.busRoute" if number == 1 else b"7"]
            return [*cells, *(more if number != lacking else [])]

        yield whole(sheet, rows_rewritten(sheet, noted), line=lacking)


@WHOLE.fault(
    "no-header",
    "OR-CSV-03",
    imitates="The exporter was told to write no header",
    importer="reject bundle",
)
def _no_header(source: Source, draw: Draw) -> Iterator[Change]:
    for sheet in _sheets(source, draw):

        def rewrite(target: Path, sheet: Sheet = sheet) -> None:
            with target.open("wb") as out:
                for at in range(sheet.line_start(2), sheet.size, 1 << 20):
                    out.write(sheet.bytes_between(at, min(at + (1 << 20), sheet.size)))

        yield whole(sheet, rewrite, before=sheet.header.decode(errors="replace"))


@WHOLE.fault(
    "header-only",
    "OR-CSV-07",
    imitates="A query found nothing, and the exporter wrote the file all the same",
    importer="reject bundle",
)
def _header_only(source: Source, draw: Draw) -> Iterator[Change]:
    for name in optional_files(source, draw):
        sheet = source.sheet(name)
        if sheet is None or source.referrers(name):
            continue

        def rewrite(target: Path, sheet: Sheet = sheet) -> None:
            target.write_bytes(sheet.bytes_between(0, sheet.line_start(2)))

        yield whole(sheet, rewrite, line=None, before=f"{sheet.rows} rows")


@WHOLE.fault(
    "utf-16",
    "OR-CSV-01",
    imitates="Excel saved the file as Unicode text",
    importer="reject bundle",
)
def _utf16(source: Source, draw: Draw) -> Iterator[Change]:
    for sheet in _sheets(source, draw):
        recode = _recoded(sheet, lambda text: text.decode(errors="replace").encode("utf-16-le"), b"\xff\xfe")
        yield whole(sheet, recode)


@WHOLE.fault(
    "byte-order-mark",
    "OR-CSV-02",
    imitates="Excel saved the file as CSV UTF-8, which begins with a mark",
    importer="accept",
)
def _bom(source: Source, draw: Draw) -> Iterator[Change]:
    for sheet in _sheets(source, draw):
        if not sheet.bom:
            yield whole(sheet, _recoded(sheet, bytes, b"\xef\xbb\xbf"))


@WHOLE.fault(
    "semicolons",
    "RG-CSV-03",
    imitates="Excel with European settings separates by semicolons",
    importer="reject bundle",
)
def _semicolons(source: Source, draw: Draw) -> Iterator[Change]:
    for sheet in _sheets(source, draw):

        def quoted(number: int, cells: Sequence[bytes]) -> list[bytes]:
            return [b'"' + c + b'"' if b";" in c and not c.startswith(b'"') else c for c in cells]

        yield whole(sheet, rows_rewritten(sheet, quoted, b";"), before=",", after=";")


@WHOLE.fault(
    "tabs",
    "RG-CSV-03",
    imitates="The file was exported as tab-separated text",
    importer="reject bundle",
)
def _tabs(source: Source, draw: Draw) -> Iterator[Change]:
    for sheet in _sheets(source, draw):

        def same(number: int, cells: Sequence[bytes]) -> Sequence[bytes]:
            return [b'"' + c + b'"' if b"\t" in c and not c.startswith(b'"') else c for c in cells]

        yield whole(sheet, rows_rewritten(sheet, same, b"\t"), before=",", after="\t")


@WHOLE.fault(
    "line-ends-of-an-old-macintosh",
    "RG-CSV-06",
    imitates="The file was saved as CSV (Macintosh)",
    importer="reject bundle",
)
def _cr(source: Source, draw: Draw) -> Iterator[Change]:
    for sheet in _sheets(source, draw):
        yield whole(sheet, _recoded(sheet, lambda text: text.rstrip(b"\r\n") + b"\r"))


@WHOLE.fault(
    "line-ends-of-unix",
    "OR-CSV-11",
    imitates="The file was written or converted on Linux",
    importer="accept",
)
def _lf(source: Source, draw: Draw) -> Iterator[Change]:
    for sheet in _sheets(source, draw):
        if sheet.line_end == b"\r\n":
            yield whole(sheet, _recoded(sheet, lambda text: text.replace(b"\r\n", b"\n")))


@WHOLE.fault(
    "thousand-columns",
    "RG-CSV-07",
    imitates="Data ended up in the header row",
    importer="reject bundle",
)
def _columns(source: Source, draw: Draw) -> Iterator[Change]:
    for sheet in _sheets(source, draw):

        def widened(number: int, cells: Sequence[bytes]) -> list[bytes]:
            return [*cells, *(b"metadata.%d" % n if number == 1 else b"" for n in range(1, 1001))]

        yield whole(sheet, rows_rewritten(sheet, widened))
