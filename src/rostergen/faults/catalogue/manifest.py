"""Faults of the manifest."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import TYPE_CHECKING

from rostergen.faults.changes import anywhere, header_edit, of_file, of_row, one_mode
from rostergen.faults.model import Change, Shelf

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rostergen.faults.draw import Draw
    from rostergen.faults.model import Effect
    from rostergen.faults.sheet import Edit, Row
    from rostergen.faults.source import Source

MANIFEST = Shelf("manifest")

_FILE = "manifest.csv"


def _of_row(row: Row, column: str, after: str | None, *edits: Edit, effects: tuple[Effect, ...] = ()) -> Change:
    """Return the change of one row of the manifest."""
    return Change(
        _FILE,
        row,
        column,
        "",
        row[column],
        after,
        edits,
        touches=frozenset({of_row(row), ("property", row["propertyName"])}),
        needs=frozenset({of_file("manifest")}),
        effects=effects,
    )


def _new_row(source: Source, name: str, value: str) -> Change:
    edit = source.manifest.append(f"{name},{value}".encode())
    touches = frozenset({("property", name)})
    return Change(
        _FILE, edit, "propertyName", "", None, name, (edit,), touches=touches, needs=frozenset({of_file("manifest")})
    )


def _value(source: Source, name: str, value: str) -> Iterator[Change]:
    row = source.manifest_row(name)
    if row is not None:
        yield _of_row(row, "value", value, row.set("value", value))


def _files(source: Source, draw: Draw, *modes: str) -> Iterator[Row]:
    """Yield the rows of files with one of these modes, or of all, in a random order."""
    for spec in draw.shuffled(source.version.files):
        row = source.manifest_row(f"file.{spec.name}")
        if row is not None and (not modes or row["value"] in modes):
            yield row


@MANIFEST.fault(
    "manifest-version-1",
    "OR-MAN-03",
    imitates="Excel saved the manifest and made 1 of 1.0",
    importer="warn",
)
def _version_1(source: Source, draw: Draw) -> Iterator[Change]:
    yield from _value(source, "manifest.version", "1")


@MANIFEST.fault(
    "oneroster-version-of-document",
    "OR11-MAN-04",
    "OR12-MAN-04",
    imitates="The exporter writes the number of the document, 1.1.1 or 1.2.1, instead of the version",
    importer="warn",
)
def _document(source: Source, draw: Draw) -> Iterator[Change]:
    yield from _value(source, "oneroster.version", source.version.document)


@MANIFEST.fault(
    "manifest-header",
    "OR-MAN-01",
    imitates="The exporter calls the columns of the manifest as it likes",
    importer="reject bundle",
    once=True,
)
def _header(source: Source, draw: Draw) -> Iterator[Change]:
    sheet = source.manifest
    text = b"property,value"
    yield Change(
        _FILE,
        1,
        "",
        "",
        sheet.header.decode(errors="replace"),
        text.decode(),
        (header_edit(sheet, text),),
        touches=frozenset({("header", "manifest")}),
        needs=frozenset({of_file("manifest")}),
        scope="file",
    )


@MANIFEST.fault(
    "manifest-third-cell",
    "OR-MAN-01",
    imitates="Excel saved the manifest with an empty third column",
    importer="warn",
)
def _third_cell(source: Source, draw: Draw) -> Iterator[Change]:
    for row in _files(source, draw):
        yield _of_row(row, "value", f"{row['value']},", row.write("value", row.cells[1] + b","))


@MANIFEST.fault(
    "manifest-row-missing",
    "OR-MAN-02",
    imitates="The exporter lists only the files that it has",
    importer="warn",
)
def _row_missing(source: Source, draw: Draw) -> Iterator[Change]:
    bulk = [row for row in _files(source, draw, "bulk") if not source.is_delta(row["propertyName"][len("file.") :])]
    for row in [*_files(source, draw, "absent"), *bulk]:
        touches = frozenset({of_row(row), ("property", row["propertyName"])})
        yield Change(
            _FILE,
            None,
            "propertyName",
            "",
            row["propertyName"],
            None,
            (row.removed(),),
            touches=touches,
            needs=frozenset({of_file("manifest")}),
            scope="file",
        )


@MANIFEST.fault(
    "mode-in-capitals",
    "OR-MAN-05",
    imitates="Somebody wrote the manifest by hand",
    importer="warn",
)
def _mode_case(source: Source, draw: Draw) -> Iterator[Change]:
    for row in _files(source, draw, "bulk", "absent"):
        value = row["value"].capitalize()
        yield _of_row(row, "value", value, row.set("value", value))


@MANIFEST.fault(
    "mode-unknown",
    "OR-MAN-05",
    imitates="The exporter writes full instead of bulk",
    importer="reject bundle",
)
def _mode_unknown(source: Source, draw: Draw) -> Iterator[Change]:
    for row in _files(source, draw, "bulk"):
        if not source.is_delta(row["propertyName"].removeprefix("file.")):
            yield _of_row(row, "value", "full", row.set("value", "full"))


@MANIFEST.fault(
    "file-property-in-lower-case",
    "OR-MAN-06",
    imitates="The exporter turns names into lower case",
    importer="warn",
)
def _property_case(source: Source, draw: Draw) -> Iterator[Change]:
    for row in _files(source, draw):
        name = row["propertyName"]
        if name != name.lower():
            yield _of_row(row, "propertyName", name.lower(), row.set("propertyName", name.lower()))


@MANIFEST.fault(
    "manifest-unknown-property",
    "OR-MAN-07",
    imitates="The exporter adds a property of its own",
    importer="accept",
)
def _unknown_property(source: Source, draw: Draw) -> Iterator[Change]:
    for name in ("export.timestamp", "export.school", "export.user", "export.job"):
        yield _new_row(source, name, "2026-08-20")


@MANIFEST.fault(
    "manifest-property-twice",
    "OR-MAN-07",
    imitates="Two exports were merged, and so were their manifests",
    importer="warn",
)
def _property_twice(source: Source, draw: Draw) -> Iterator[Change]:
    for row in _files(source, draw):
        yield _new_row(source, row["propertyName"], row["value"])


@MANIFEST.fault(
    "mode-against-rows",
    "OR-MAN-09",
    imitates="The manifest of the nightly delta was sent with a full export",
    importer="warn",
    also=("OR-MAN-11",),
)
def _mode_against_rows(source: Source, draw: Draw) -> Iterator[Change]:
    for row in _files(source, draw, "bulk"):
        name = row["propertyName"].removeprefix("file.")
        if source.sheet(name) and not source.is_delta(name):
            effects = (anywhere("OR-MAN-11", "manifest"),)
            change = _of_row(row, "value", "delta", row.set("value", "delta"), effects=effects)
            # What all rows are decides; one that is otherwise would turn the scale.
            yield replace(change, needs=change.needs | {of_file(name), one_mode(name)})


@MANIFEST.fault(
    "manifest-out-of-order",
    "OR-MAN-10",
    imitates="The exporter lists the files in an order of its own",
    importer="accept",
    once=True,
)
def _out_of_order(source: Source, draw: Draw) -> Iterator[Change]:
    names = [spec.name for spec in source.version.files]
    for upper, lower in itertools.pairwise(names):
        first, second = source.manifest_row(f"file.{upper}"), source.manifest_row(f"file.{lower}")
        if first is None or second is None or second.index != first.index + 1:
            continue
        if source.modes[upper] == source.modes[lower]:
            edits = (first.set("propertyName", f"file.{lower}"), second.set("propertyName", f"file.{upper}"))
            touches = frozenset({of_row(first), of_row(second), ("property", f"file.{upper}")})
            yield Change(
                _FILE,
                second,
                "propertyName",
                "",
                f"file.{lower}",
                f"file.{upper}",
                edits,
                touches=touches | {("property", f"file.{lower}")},
                needs=frozenset({of_file("manifest")}),
            )


@MANIFEST.fault(
    "no-source-system",
    "OR-MAN-08",
    imitates="The export does not say which system it is from",
    importer="accept",
    once=True,
)
def _no_source(source: Source, draw: Draw) -> Iterator[Change]:
    row = source.manifest_row("source.systemName")
    if row is not None:
        change = _of_row(row, "propertyName", None, row.removed())
        yield replace(change, place=None, scope="file")
