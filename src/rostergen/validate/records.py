"""The careful reading of a CSV file: every slip of form at its physical line, and a copy with all that can be known.

Slow, next to DuckDB, but sure: a million clean lines a second. A file is never held in memory: at most a chunk of it
and one record.
"""

from __future__ import annotations

import re
from itertools import count
from typing import TYPE_CHECKING

from rostergen.scratch import scratch_file
from rostergen.validate.fields import Record, is_clean
from rostergen.validate.finding import Finding
from rostergen.validate.lines import KEPT, Source, blocks
from rostergen.validate.mend import Mender
from rostergen.validate.screen import MAX_RECORD

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import BinaryIO

    from rostergen.spec import FileSpec
    from rostergen.validate.collector import Collector

_MOST_LINES = 1000
"""Lines that one record may spread over."""
_SHOWN = 200
_BREAK = re.compile(rb"[ \t]*[\r\n]+[ \t]*")


class CarefulReader:
    """Reads a file once, hands every record to `row`, and collects what is wrong with it."""

    def __init__(self, source: Source, spec: FileSpec | None, collector: Collector) -> None:
        self.source = source
        self.rows = 0
        self.changed = source.separator != b"," or source.line_end == b"\r" or source.wide
        """Whether DuckDB would read the original otherwise than it is meant."""
        self._collector = collector
        self._found: dict[tuple[str, str], tuple[list[Finding], list[int]]] = {}
        self._mender = Mender(spec, source.columns)
        self._own_from = 1 + max((i for i, c in enumerate(source.columns) if not c.startswith("metadata.")), default=-1)
        self._commas = len(source.columns) - 1
        self._out: BinaryIO | None = None
        self._open: Record | None = None
        self._pending: list[tuple[int, bytes]] = []
        """The lines of the record that is open."""
        self._pending_bytes = 0
        self.ragged: set[int] = set()
        """Lines of the first rows that have lost something: too long, or with too many or too few fields."""
        self._n_undecodable = int(source.undecodable)
        self._first_undecodable = source.line - 1
        self._like_cp1252 = True

    def read(self, copy: Path) -> None:
        """Read the file and write a copy in which every row begins with the number of its line."""
        with scratch_file(copy) as out:
            self._out = out
            quoted = ['"' + column.replace('"', '""') + '"' for column in self.source.columns]
            out.write(",".join(['"line"', *quoted]).encode() + b"\n")
            if self.source.line_end == b"\r":
                self._note("RG-CSV-06", 1)
            for number, block, whole in blocks(self.source):
                if not whole:
                    self._too_long(number, block)
                elif not self._open and not block.strip(b"\r\n"):
                    self._empty_block(number, block)
                elif self._open or not self._clean_block(number, block):
                    for n, line in enumerate(block.removesuffix(b"\n").split(b"\n"), number):
                        self._line(n, line, last=not block.endswith(b"\n"))
            self._recover()
        self._tell()

    # Lines

    def _empty_block(self, number: int, block: bytes) -> None:
        """Count lines that are empty: there may be millions of them, too many to be told one by one."""
        lines, most = block.count(b"\n") or 1, self._collector.max_examples
        for n in range(number, number + min(lines, most + 1)):
            self._note("RG-CSV-05", n)
        self._found["RG-CSV-05", ""][1][0] += max(0, lines - most - 1)

    def _clean_block(self, number: int, block: bytes) -> bool:
        """Write a run of lines if there is nothing about them; return whether that is so."""
        source = self.source
        if b"\0" in block or source.separator != b"," or not self._commas or source.wide:
            return False
        if not block.isascii():
            try:
                block.decode()
            except UnicodeDecodeError:
                return False
        if b"\r" in block or source.line_end == b"\r\n":
            ends = block.count(b"\r\n")
            if source.line_end != b"\r\n" or ends != block.count(b"\n") or ends != block.count(b"\r"):
                return False
            block = block.replace(b"\r\n", b"\n")
        lines = block.removesuffix(b"\n").split(b"\n")
        if not self._are_clean(lines, quotes=b'"' in block) or max(map(len, lines)) > MAX_RECORD:
            return False
        self._write(map(b"%d,%b\n".__mod__, zip(count(number), lines, strict=False)))
        self.rows += len(lines)
        return True

    def _are_clean(self, lines: list[bytes], *, quotes: bool) -> bool:
        commas = self._commas
        if quotes:
            return all(is_clean(line, commas) for line in lines)
        return {line.count(b",") for line in lines} == {commas}

    def _line(self, number: int, line: bytes, *, last: bool) -> None:
        """Take one line, as it is in the file but for its LF."""
        if len(line) > MAX_RECORD:
            self._too_long(number, line)
            return
        lf_alone = self.source.line_end == b"\r\n" and not last and not line.endswith(b"\r")
        open_before = self._open is not None
        line = self._without_cr(number, line, last=last)
        if b"\0" in line:
            self._note("RG-CSV-02", number)
            line = line.replace(b"\0", b"")
        line = self._as_utf8(number, line)
        if b"\r" in line:
            self._stray_cr(number, line)
        else:
            self._text(number, line)
        if lf_alone and not open_before and not self._open:
            self._note("OR-CSV-11", number)

    def _without_cr(self, number: int, line: bytes, *, last: bool) -> bytes:
        """Take the CR of its line end from a line; `last` is true where nothing follows, not even LF."""
        if line.endswith(b"\r"):
            line = line[:-1]
            self.changed = self.changed or self.source.line_end == b"\n" or last
            if last or line.endswith(b"\r"):
                self._note("RG-CSV-06", number)
                line = line.rstrip(b"\r")
        return line

    def _stray_cr(self, number: int, line: bytes) -> None:
        """Take a line with CRs inside: the ends of records if its pieces are records, else breaks within fields."""
        pieces = [piece for piece in line.split(b"\r") if piece]
        if not self._open and all(is_clean(piece, self._commas, self.source.separator) for piece in pieces):
            self._note("RG-CSV-06", number)
            for piece in pieces:
                self._text(number, piece)
        else:
            if not self._open:
                self._note("OR-CSV-09", number, value=line)
            self.changed = True
            self._text(number, _BREAK.sub(b" ", line).strip())

    def _as_utf8(self, number: int, line: bytes) -> bytes:
        """Return a line as UTF-8, whatever it was."""
        if line.isascii():
            return line
        try:
            text = line.decode()
        except UnicodeDecodeError:
            self.changed = True
            self._first_undecodable = self._first_undecodable if self._n_undecodable else number
            self._n_undecodable += 1
            text = line.decode(errors="replace")
            # Where more fails than succeeds, it is not damaged UTF-8 but another encoding.
            failed = text.count("\ufffd")
            if 2 * failed > sum(not c.isascii() for c in text):
                try:
                    return line.decode("cp1252").encode()
                except UnicodeDecodeError:
                    pass
            self._like_cp1252 = False
        return text.encode()

    # Records

    def _text(self, number: int, line: bytes) -> None:
        """Take a line of text: a record, the beginning of one, or more of the one that is open."""
        if is_clean(line, self._commas, self.source.separator) and (line.strip() or self._open):
            self._recover()
            self._clean(number, line)
        elif self._open:
            self._pending.append((number, line))
            self._pending_bytes += len(line)
            self._open.feed(line)
            if self._open.closed:
                self._joined()
            elif len(self._pending) > _MOST_LINES or self._pending_bytes > MAX_RECORD:
                self._recover()
        else:
            record = Record(self.source.separator)
            record.feed(line)
            if record.closed:
                self._single(number, line)
            else:
                self._open, self._pending, self._pending_bytes = record, [(number, line)], len(line)

    def _clean(self, number: int, line: bytes) -> None:
        if self.source.separator == b"," and not self.source.wide:
            self._write([b"%d,%b\n" % (number, line)])
            self.rows += 1
        else:
            self._single(number, line)

    def _single(self, number: int, line: bytes) -> None:
        """Take a line for a record of its own, whatever its quotes say."""
        if not line.strip():
            self._note("RG-CSV-05", number)
            return
        record = Record(self.source.separator)
        record.feed(line)
        if not record.closed or (record.problem and len(record.fields) != len(self.source.columns)):
            record = Record(self.source.separator, loose=True)
            record.feed(line)
            if not record.closed:
                record.give_up()
        self._row(number, record)

    def _joined(self) -> None:
        """Take several lines for one record if they make the right number of fields."""
        record, (number, _) = self._open, self._pending[0]
        assert record is not None
        if len(record.fields) != len(self.source.columns):
            self._recover()
            return
        self._open, self._pending = None, []
        if not record.problem:
            place = next((i for i, text in enumerate(record.fields) if b"\n" in text), 0)
            self._note("OR-CSV-09", number, place, record.fields[place])
        self._row(number, record)

    def _recover(self) -> None:
        """Take the lines of a record that was never closed one by one."""
        pending, self._open, self._pending = self._pending, None, []
        for number, line in pending:
            self._single(number, line)

    def _too_long(self, number: int, line: bytes) -> None:
        self._recover()
        if not self.source.wide:
            self._note("RG-CSV-04", number)
        self.changed = True
        self._lost(number)
        text = line[:KEPT].replace(b"\0", b"").replace(b"\r", b" ").decode(errors="ignore").encode()
        record = Record(self.source.separator, loose=True)
        record.feed(text)
        if not record.closed:
            record.give_up()
        self._fields(number, record.fields)

    def _row(self, number: int, record: Record) -> None:
        """Write a record that was taken apart, and tell what was wrong with it."""
        found, expected = len(record.fields), len(self.source.columns)
        if record.problem:
            text = record.fields[record.place] if record.place < found else None
            self._note("OR-CSV-08", number, record.place, text, problem=record.problem)
        elif found != expected and not self.source.wide:
            # Short by metadata columns alone: the row is whole as far as the standard goes.
            code = "OR-CSV-17" if self._own_from <= found < expected else self.source.ragged
            self._note(code, number, found=found, expected=expected, problem=f"the row has {found} cells")
            self._lost(number)
        self._fields(number, record.fields)

    def _lost(self, number: int) -> None:
        if len(self.ragged) < _MOST_LINES:
            self.ragged.add(number)

    def _fields(self, number: int, fields: list[bytes]) -> None:
        cells = self._mender.mend(fields, self.source.separator)
        self._write([b"%d,%b\n" % (number, b",".join(map(_quoted, cells)))])
        self.rows += 1

    def _write(self, lines: Iterator[bytes] | list[bytes]) -> None:
        assert self._out is not None
        self._out.writelines(lines)

    # Findings

    def _note(
        self, code: str, line: int, place: int | None = None, value: bytes | None = None, **fields: object
    ) -> None:
        """Note a slip; every one but the line end that RFC 4180 asks for makes a copy necessary."""
        self.changed = True
        columns = self.source.columns
        column = columns[place] if place is not None and place < len(columns) else ""
        examples, counted = self._found.setdefault((code, column), ([], [0]))
        counted[0] += 1
        if len(examples) < self._collector.max_examples:
            text = None if value is None else value[:_SHOWN].decode(errors="replace")
            examples.append(Finding(code, self.source.entry, line, column, text, fields))

    def _tell(self) -> None:
        for examples, (total,) in self._found.values():
            self._collector.fold(examples, total)
        if self._n_undecodable:
            lines = f"{self._n_undecodable:,} line{'s' * (self._n_undecodable > 1)}"
            problem = f"{lines} with other bytes"
            hint = "it looks like Windows-1252: save it as UTF-8" if self._like_cp1252 else ""
            self._collector.add("OR-CSV-01", self.source.entry, self._first_undecodable, hint=hint, problem=problem)


def _quoted(text: bytes) -> bytes:
    """Return a field as it is written, on one line."""
    if b"\n" in text or b"\r" in text:
        text = _BREAK.sub(b" ", text).strip()
    if b'"' in text or b"," in text:
        return b'"' + text.replace(b'"', b'""') + b'"'
    return text
