"""One record of CSV text: is it clean after RFC 4180, and if not, which fields were meant."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

BARE = "a double quote stands in a field that is not quoted"
TRAILING = "text follows a closing quote"
BLANKS = "blanks stand round a quoted field"
UNTERMINATED = "a quote is opened and never closed"

_MOST_FIELDS = 10_000
"""What follows beyond is not looked at: it is noise, and there may be a million of them in every line."""
_BLANKS = re.compile(rb" *")


def is_clean(line: bytes, commas: int, separator: bytes = b",") -> bool:
    """Return whether a line is a record of `commas` + 1 fields on its own, quoted as it should be."""
    if b'"' not in line:
        return line.count(separator) == commas
    # Between quotes, every other part is inside a field. What is outside begins and ends with a comma, but for the
    # ends of the line, and is empty between two halves of a doubled quote.
    parts = line.split(b'"')
    if not len(parts) % 2:
        return False
    outside = parts[::2]
    first, last = outside[0], outside[-1]
    if (first and first[-1:] != separator) or (last and last[:1] != separator):
        return False
    for part in outside[1:-1]:
        if part and (part[:1] != separator or part[-1:] != separator):
            return False
    return sum(part.count(separator) for part in outside) == commas


@dataclass(slots=True)
class Record:
    """A record in the reading. Feed it lines until it is closed, or give up."""

    separator: bytes
    loose: bool = False
    """Whether a quote within a quoted field ends it, whatever follows up to the next separator."""
    fields: list[bytes] = field(default_factory=list)
    problem: str = ""
    """The first thing that is wrong with its quoting."""
    place: int = 0
    """The field, from 0, that has it."""
    _open: list[bytes] | None = None
    """What a quoted field holds so far, while its closing quote is still to come."""

    @property
    def closed(self) -> bool:
        """Whether no quote is open."""
        return self._open is None

    def feed(self, line: bytes) -> None:
        """Take a line: the first of the record, or the next one while a quote is open."""
        at = 0
        if self._open is not None:
            self._open.append(b"\n")
            at = self._quoted(line, 0)
        elif b'"' not in line:
            self.fields = line.split(self.separator)
            return
        while at >= 0 and len(self.fields) < _MOST_FIELDS:
            at = self._field(line, at)

    def give_up(self) -> None:
        """Take the quote that is still open for a character that got there by mistake."""
        text = b"".join(self._open or [])
        self._note(UNTERMINATED)
        self._open = None
        self.fields.extend(text.split(self.separator))

    def _note(self, problem: str) -> None:
        if not self.problem:
            self.problem, self.place = problem, len(self.fields)

    def _field(self, line: bytes, at: int) -> int:
        """Read the field that begins at `at`; return where the next begins, -1 at the end of the line."""
        if line[at : at + 1] == b'"':
            self._open = []
            return self._quoted(line, at + 1)
        end = line.find(self.separator, at)
        text = line[at:] if end < 0 else line[at:end]
        if b'"' in text:
            if text.lstrip(b" ")[:1] == b'"':
                self._note(BLANKS)
                self._open = []
                return self._quoted(line, line.index(b'"', at) + 1)
            self._note(BARE)
        self.fields.append(text)
        return end + 1 if end >= 0 else -1

    def _quoted(self, line: bytes, at: int) -> int:
        """Read on inside a quoted field; return where the next field begins, -1 at the end of the line."""
        held = self._open
        assert held is not None
        while (end := line.find(b'"', at)) >= 0:
            after = line[end + 1 : end + 2]
            if after == b'"':
                held.append(line[at : end + 1])
                at = end + 2
            elif after in (b"", self.separator):
                return self._close(held, line[at:end], end + 1, line)
            elif after == b" " and (beyond := self._beyond_blanks(line, end + 1)) >= 0:
                self._note(BLANKS)
                return self._close(held, line[at:end], beyond, line)
            elif self.loose:
                self._note(TRAILING)
                beyond = line.find(self.separator, end)
                beyond = len(line) if beyond < 0 else beyond
                return self._close(held, line[at:beyond], beyond, line)
            else:
                self._note(TRAILING)
                held.append(line[at : end + 1])
                at = end + 1
        held.append(line[at:])
        return -1

    def _close(self, held: list[bytes], rest: bytes, at: int, line: bytes) -> int:
        held.append(rest)
        self.fields.append(b"".join(held))
        self._open = None
        return at + 1 if at < len(line) else -1

    def _beyond_blanks(self, line: bytes, at: int) -> int:
        """Return where a separator or the end of the line follows nothing but blanks, else -1."""
        blanks = _BLANKS.match(line, at)
        end = blanks.end() if blanks else at
        return end if line[end : end + 1] in (b"", self.separator) else -1
