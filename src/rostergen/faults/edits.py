"""Edits of a file put into it, and the lines where things lie afterwards."""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING

from rostergen.faults.sheet import Edit

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import BinaryIO

    from rostergen.faults.sheet import Row, Sheet


class Edited:
    """A sheet with its edits, which must not overlap."""

    def __init__(self, sheet: Sheet, edits: Sequence[Edit]) -> None:
        self._sheet = sheet
        self._edits = sorted(edits, key=lambda edit: (edit.start, edit.end))
        self._keys = [(edit.start, edit.end) for edit in self._edits]
        grown = (
            edit.text.count(b"\n") - sheet.bytes_between(edit.start, edit.end).count(b"\n") for edit in self._edits
        )
        self._shifts = [0, *accumulate(grown)]
        self._order = {id(edit): i for i, edit in enumerate(self._edits)}

    def line(self, place: Row | Edit) -> int:
        """Return the line, counted from 1, where a row or an inserted row lies in the end."""
        line = self._sheet.line_at(place.start) if place.start < self._sheet.size else self._sheet.lines + 1
        if not isinstance(place, Edit):
            return line + self._shifts[bisect_right(self._keys, (place.start, place.start))]
        # What is appended to a file without a last line end begins with one: that is counted in `lines` already.
        return line + self._shifts[self._order[id(place)]]

    def new_lines(self, edit: Edit) -> Sequence[int]:
        """Return the lines that an edit wrote or changed, none where it took one out."""
        if not edit.text and b"\n" in self._sheet.bytes_between(edit.start, edit.end):
            return ()
        first = self.line(edit)
        return range(first, first + edit.text.strip(b"\r\n").count(b"\n") + 1)

    def write(self, out: BinaryIO) -> None:
        """Write the file as it is in the end."""
        at = 0
        for edit in self._edits:
            self._copy(at, edit.start, out)
            out.write(edit.text)
            at = edit.end
        self._copy(at, self._sheet.size, out)

    def _copy(self, start: int, end: int, out: BinaryIO) -> None:
        step = 1 << 20
        for at in range(start, end, step):
            out.write(self._sheet.bytes_between(at, min(at + step, end)))
