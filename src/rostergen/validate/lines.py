"""A CSV file as runs of lines, with bounded memory whatever is in it.

Lines are what ends with LF; in files that have CR alone from the header on, what ends with that.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rostergen.validate.screen import CHUNK, MAX_RECORD

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import BinaryIO

KEPT = 1 << 16
"""Bytes that are kept of a record that is too long."""


@dataclass(frozen=True, slots=True)
class Source:
    """A CSV file to read carefully: where its records begin, and what its header says of them."""

    entry: str
    path: Path
    columns: tuple[str, ...]
    start: int
    """Offset of the first byte after the header."""
    line_end: bytes
    """How the header ends."""
    separator: bytes = b","
    line: int = 2
    """Number of the first line after the header."""
    wide: bool = False
    """Whether the header has more columns than are read: rows are cut without a word."""
    undecodable: bool = False
    """Whether the header is not UTF-8."""
    ragged: str = "OR-CSV-10"
    """The rule that a row with too many or too few fields breaks."""


def blocks(source: Source) -> Iterator[tuple[int, bytes, bool]]:
    """Yield runs of lines with the number of the first, and whether they are whole: a line that is too long comes cut.

    Only the last line of the file may lack its line end.
    """
    number, carry = source.line, b""
    skipping = False
    with source.path.open("rb") as file:
        file.seek(source.start)
        for chunk in _chunks(file, source.line_end):
            cut = chunk.rfind(b"\n") + 1
            if skipping and not cut:
                continue
            if skipping:
                yield number, carry, False
                chunk, carry = chunk[chunk.find(b"\n") + 1 :], b""
                number, cut, skipping = number + 1, chunk.rfind(b"\n") + 1, False
            if cut:
                block, carry = carry + chunk[:cut], chunk[cut:]
                yield number, block, True
                number += block.count(b"\n")
            else:
                carry += chunk
            if len(carry) > MAX_RECORD:
                carry, skipping = carry[:KEPT], True
    if carry:
        yield number, carry, not skipping


def _chunks(file: BinaryIO, line_end: bytes) -> Iterator[bytes]:
    """Yield the file in chunks, with LF for every line end if it is one of CRs."""
    if line_end != b"\r":
        while chunk := file.read(CHUNK):
            yield chunk
        return
    held = b""
    while chunk := file.read(CHUNK):
        chunk, held = held + chunk, b""
        if chunk.endswith(b"\r"):
            chunk, held = chunk[:-1], b"\r"
        yield chunk.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    if held:
        yield b"\n"
