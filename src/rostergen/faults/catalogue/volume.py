"""Faults of amount: far too much, or far too little."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from rostergen.faults.catalogue.form import NAMES
from rostergen.faults.changes import anywhere, cell, whole
from rostergen.faults.model import EVERYTHING, Change, Shelf

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

    from rostergen.faults.draw import Draw
    from rostergen.faults.sheet import Edit, Row
    from rostergen.faults.source import Source

VOLUME = Shelf("volume")

_HUGE = 10 << 20


@VOLUME.fault(
    "field-of-ten-megabytes",
    "RG-CSV-04",
    imitates="A picture ended up in a column of text",
    importer="reject row",
    also=("OR-CSV-13", "OR-CSV-14"),
)
def _huge_field(source: Source, draw: Draw) -> Iterator[Change]:
    for name, column in draw.shuffled(list(NAMES)):
        for row in source.walk(name, draw):
            text = row.cells[row.sheet.place(column)]
            # What such a row says is lost, and a guardian would no more link back.
            if not text.startswith(b'"') and not row["agentSourcedIds"]:
                change = cell(source, row, column, row[column] + "x" * _HUGE, raw=text + b"x" * _HUGE)
                # Ten of them would make a zip bomb of the file.
                yield replace(change, touches=change.touches | {("huge", name)})


@VOLUME.fault(
    "file-cut-short",
    "OR-CSV-10",
    imitates="The transfer of a file broke off in the middle of a row",
    importer="reject bundle",
)
def _cut(source: Source, draw: Draw) -> Iterator[Change]:
    sheet = source.sheet("demographics")
    row = sheet.row(sheet.rows * 2 // 3) if sheet is not None and sheet.rows > 2 else None
    if sheet is None or row is None:
        return
    end = row.offsets[14] - 1

    def rewrite(out: BinaryIO) -> None:
        out.write(sheet.bytes_between(0, end))

    yield whole(sheet, rewrite, line=row.index + 2, before=f"{sheet.rows} rows", after=f"{row.index + 1} rows")


@VOLUME.fault(
    "half-the-users-gone",
    "OR-MODE-05",
    imitates="The SIS exported half of its users, and all that is left fits together",
    importer="reject bundle",
    alone=True,
    against_base=True,
)
def _half_gone(source: Source, draw: Draw) -> Iterator[Change]:
    users = source.sheet("users")
    if users is None or users.rows < 4 or not source.is_whole:
        return
    half = users.rows // 2
    first = draw.below(users.rows - half + 1)
    gone = {row["sourcedId"] for i in range(first, first + half) if (row := users.row(i)) is not None}
    edits = _without(source, {"users": gone})
    effects = tuple(anywhere(rule, "") for rule in _LEFT_BEHIND)
    yield Change(
        "users.csv",
        None,
        "sourcedId",
        before=f"{users.rows} rows",
        after=f"{users.rows - half} rows",
        edits=tuple(edits),
        touches=frozenset({EVERYTHING}),
        effects=effects,
        scope="bundle",
    )


_LEFT_BEHIND = ("OR-MODE-05", "RG-CLS-01", "RG-CLS-02", "OR-ENR-03", "RG-USR-02", "OR-CSV-07")
"""What is said of those who stay: classes without students or teachers, students without classes."""


def _without(source: Source, gone: dict[str, set[str]]) -> list[Edit]:
    """Return the edits that take rows out, and everything that cannot be without them, file by file until it fits."""
    removed: dict[tuple[str, int], Row] = {}
    changed: dict[tuple[str, int, str], Edit] = {}
    todo = True
    while todo:
        todo = False
        for name in source.names:
            sheet = source.sheet(name)
            for row in sheet.in_order() if sheet is not None else ():
                if (name, row.index) in removed:
                    continue
                if row["sourcedId"] in gone.get(name, ()) or _hangs(source, row, gone, changed):
                    removed[name, row.index] = row
                    gone.setdefault(name, set()).add(row["sourcedId"])
                    todo = True
    kept = [edit for (name, index, _), edit in changed.items() if (name, index) not in removed]
    return [*kept, *(row.removed() for row in removed.values())]


def _hangs(source: Source, row: Row, gone: dict[str, set[str]], changed: dict[tuple[str, int, str], Edit]) -> bool:
    """Return whether a row cannot be without what is gone; note the edits of those that can."""
    for column in source.spec(row.sheet.name).columns:
        if column.reference is None or not (away := gone.get(column.reference.file)):
            continue
        items = row.items(column.name)
        left = [item for item in items if item not in away]
        if len(left) < len(items):
            if column.required == "yes" and not left:
                return True
            changed[row.sheet.name, row.index, column.name] = row.set(column.name, ",".join(left))
    return False
