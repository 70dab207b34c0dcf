"""Faults of the CSV text of a whole file: its encoding, its separators, its line ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rostergen.faults.catalogue.packaging import optional_files
from rostergen.faults.changes import whole
from rostergen.faults.model import Change, Shelf
from rostergen.faults.sheet import split

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import BinaryIO

    from rostergen.faults.draw import Draw
    from rostergen.faults.sheet import Sheet
    from rostergen.faults.source import Source

WHOLE = Shelf("form")


def sheets(source: Source, draw: Draw) -> Iterator[Sheet]:
    """Yield the data files in a random order."""
    for name in draw.shuffled(source.names):
        sheet = source.sheet(name)
        if sheet is not None:
            yield sheet


def rows_rewritten(
    sheet: Sheet, change: Callable[[int, Sequence[bytes]], Sequence[bytes]], separator: bytes = b","
) -> Callable[[BinaryIO], None]:
    """Return a function that writes a sheet with the cells of every line changed; the header is line 1."""

    def rewrite(out: BinaryIO) -> None:
        for number in range(1, sheet.lines + 1):
            text = sheet.bytes_between(sheet.line_start(number), sheet.line_start(number + 1))
            line = text.rstrip(b"\r\n")
            start = sheet.header_start if number == 1 else 0
            spans = split(line[start:]) or [(0, len(line) - start)]
            cells = change(number, [line[start + a : start + b] for a, b in spans])
            out.write(line[:start] + separator.join(cells) + text[len(line) :])

    return rewrite


def _recoded(sheet: Sheet, recode: Callable[[bytes], bytes], first: bytes = b"") -> Callable[[BinaryIO], None]:
    """Return a function that writes a sheet line by line in other bytes, with `first` before all."""

    def rewrite(out: BinaryIO) -> None:
        out.write(first)
        for number in range(1, sheet.lines + 1):
            start = sheet.header_start if number == 1 else sheet.line_start(number)
            out.write(recode(sheet.bytes_between(start, sheet.line_start(number + 1))))

    return rewrite


@WHOLE.fault(
    "no-header",
    "OR-CSV-03",
    imitates="The exporter was told to write no header",
    importer="reject bundle",
)
def _no_header(source: Source, draw: Draw) -> Iterator[Change]:
    for sheet in sheets(source, draw):

        def rewrite(out: BinaryIO, sheet: Sheet = sheet) -> None:
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

        def rewrite(out: BinaryIO, sheet: Sheet = sheet) -> None:
            out.write(sheet.bytes_between(0, sheet.line_start(2)))

        yield whole(sheet, rewrite, line=None, before=f"{sheet.rows} rows")


@WHOLE.fault(
    "utf-16",
    "OR-CSV-01",
    imitates="Excel saved the file as Unicode text",
    importer="reject bundle",
)
def _utf16(source: Source, draw: Draw) -> Iterator[Change]:
    for sheet in sheets(source, draw):
        recode = _recoded(sheet, lambda text: text.decode(errors="replace").encode("utf-16-le"), b"\xff\xfe")
        yield whole(sheet, recode)


@WHOLE.fault(
    "byte-order-mark",
    "OR-CSV-02",
    imitates="Excel saved the file as CSV UTF-8, which begins with a mark",
    importer="accept",
)
def _bom(source: Source, draw: Draw) -> Iterator[Change]:
    for sheet in sheets(source, draw):
        if not sheet.bom:
            yield whole(sheet, _recoded(sheet, bytes, b"\xef\xbb\xbf"))


@WHOLE.fault(
    "semicolons",
    "RG-CSV-03",
    imitates="Excel with European settings separates by semicolons",
    importer="reject bundle",
)
def _semicolons(source: Source, draw: Draw) -> Iterator[Change]:
    for sheet in sheets(source, draw):

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
    for sheet in sheets(source, draw):

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
    for sheet in sheets(source, draw):
        yield whole(sheet, _recoded(sheet, lambda text: text.rstrip(b"\r\n") + b"\r"))


@WHOLE.fault(
    "line-ends-of-unix",
    "OR-CSV-11",
    imitates="The file was written or converted on Linux",
    importer="accept",
)
def _lf(source: Source, draw: Draw) -> Iterator[Change]:
    for sheet in sheets(source, draw):
        if sheet.line_end == b"\r\n":
            yield whole(sheet, _recoded(sheet, lambda text: text.replace(b"\r\n", b"\n")))
