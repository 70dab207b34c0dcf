"""Short ways to say what a fault changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rostergen.faults.model import Change, Claim, Effect
from rostergen.faults.sheet import Edit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import BinaryIO

    from rostergen.faults.sheet import Row, Sheet
    from rostergen.faults.source import Source

_SHARED = ("orgs", "academicSessions", "courses", "categories", "resources", "scoreScales")
"""Files whose rows many others refer to: to refer to one is not to take it."""


def of_row(row: Row) -> Claim:
    """Return the claim on a row."""
    return ("row", row.sheet.name, str(row.index))


def of_file(name: str) -> Claim:
    """Return the claim on a file."""
    return ("file", name)


def of_id(sourced_id: str) -> Claim:
    """Return the claim on an object, wherever it is named."""
    return ("id", sourced_id)


def one_mode(name: str) -> Claim:
    """Return the claim that the rows of a file are all bulk, or all delta."""
    return ("one mode", name)


def involved(source: Source, row: Row) -> frozenset[Claim]:
    """Return the claims on a row and on the users, classes and other objects that it names."""
    claims = {of_row(row), of_id(row["sourcedId"])}
    for column in source.spec(row.sheet.name).columns:
        if column.reference is not None and column.reference.file not in _SHARED:
            claims |= {of_id(item) for item in row.items(column.name)}
    return frozenset(claims)


def cell(
    source: Source,
    row: Row,
    column: str,
    value: str,
    *,
    raw: bytes | None = None,
    deep: bool = False,
    needs: Iterable[Claim] = (),
    effects: tuple[Effect, ...] = (),
) -> Change:
    """Return the change of one cell; `raw` are the bytes to write, where they are not those of the value.

    `deep` where the cell tells what the row has to do with others, which no other fault may touch then.
    """
    edit = row.set(column, value) if raw is None else row.write(column, raw)
    touches = involved(source, row) if deep else frozenset({of_row(row), of_id(row["sourcedId"])})
    return Change(
        f"{row.sheet.name}.csv",
        row,
        column,
        row["sourcedId"],
        row[column],
        value,
        (edit,),
        touches=touches,
        needs=frozenset(needs) | {of_file(row.sheet.name)},
        effects=effects,
    )


def line(row: Row, text: bytes, column: str = "") -> Change:
    """Return the change of a row as a whole, into these very bytes."""
    before = row.sheet.bytes_between(row.start, row.end).decode(errors="replace")
    return Change(
        f"{row.sheet.name}.csv",
        row,
        column,
        row["sourcedId"],
        before,
        text.decode(errors="replace"),
        (row.replaced(text),),
        touches=frozenset({of_row(row), of_id(row["sourcedId"])}),
        needs=frozenset({of_file(row.sheet.name)}),
    )


def added(
    like: Row,
    column: str,
    values: Mapping[str, str],
    *,
    touches: Iterable[Claim] = (),
    needs: Iterable[Claim] = (),
    effects: tuple[Effect, ...] = (),
) -> Change:
    """Return the change that adds a row like another one with other `values`, wrong in `column`."""
    sheet = like.sheet
    edit = like.copied(**values)
    return Change(
        f"{sheet.name}.csv",
        edit,
        column,
        values.get("sourcedId", like["sourcedId"]),
        None,
        values.get(column, like[column]),
        (edit,),
        touches=frozenset(touches),
        needs=frozenset(needs) | {of_file(sheet.name), of_row(like), of_id(like["sourcedId"])},
        effects=effects,
    )


def whole(
    sheet: Sheet,
    rewrite: Callable[[BinaryIO], None],
    *,
    line: int | None = 1,
    column: str = "",
    before: str | None = None,
    after: str | None = None,
    effects: tuple[Effect, ...] = (),
) -> Change:
    """Return the change that writes a file anew."""
    return Change(
        f"{sheet.name}.csv",
        line,
        column,
        "",
        before,
        after,
        rewrite=rewrite,
        touches=frozenset({of_file(sheet.name)}),
        effects=effects,
        scope="file",
    )


def at(change_row: Row, rule: str, column: str = "") -> Effect:
    """Return a further rule that breaks in a row."""
    return Effect(rule, f"{change_row.sheet.name}.csv", change_row, column=column)


def anywhere(rule: str, file: str) -> Effect:
    """Return a further rule that breaks somewhere in a file, "" for any."""
    return Effect(rule, f"{file}.csv" if file else "")


def header_edit(sheet: Sheet, text: bytes) -> Edit:
    """Return the edit that writes another header."""
    return Edit(sheet.name, sheet.header_start, sheet.header_start + len(sheet.header), text)
