"""The tables of the standard in words: for people who write importers, as text, as plain data, and as differences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rostergen.spec import VERSIONS, manifest
from rostergen.spec.vocab import OWN_TERM

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rostergen.spec.model import Column, FileSpec, Version


def before(version: Version) -> Version | None:
    """Return the version before one, None for the first."""
    known = list(VERSIONS.values())
    place = known.index(version)
    return known[place - 1] if place else None


def file_differences(version: Version, spec: FileSpec) -> list[str]:
    """Return what a version changed in a file, a line for each column; none if nothing or if it is the first."""
    old = before(version)
    if old is None:
        return []
    if spec.name not in (was.name for was in old.files):
        return [f"the file is new in {version.number}"]
    return list(_differences(old.file(spec.name), spec))


def _differences(old: FileSpec, new: FileSpec) -> Iterator[str]:
    renamed = _renamed(old, new)
    yield from (f"{was} renamed {now}" for was, now in renamed.items())
    gone = [name for name in old.header if name not in new.header and name not in renamed]
    yield from (f"{name} removed" for name in gone)
    for column in new.columns:
        if column.name in renamed.values():
            continue
        if column.name not in old.header:
            yield f"{column.name} new"
        elif words := _changes(old.column(column.name), column):
            yield f"{column.name} {words}"


def _renamed(old: FileSpec, new: FileSpec) -> dict[str, str]:
    """Return columns that stand in one place under another name, with what they refer to unchanged."""
    return {
        was.name: now.name
        for was, now in zip(old.columns, new.columns, strict=False)
        if was.name not in new.header
        and now.name not in old.header
        and was.reference
        and now.reference
        and was.reference.file == now.reference.file
    }


def _changes(old: Column, new: Column) -> str:
    words = []
    if old.required != new.required:
        words.append({"yes": "required", "no": "optional", "delta": "for delta rows"}[new.required])
    if added := [value for value in new.values if value not in old.values]:
        words.append(f"may be {', '.join(added)}")
    if new.open and not old.open:
        words.append(f"open to {OWN_TERM} terms")
    return ", ".join(words)


def details(column: Column) -> list[str]:
    """Return what may stand in a column beside its type: values, vocabulary, and what it refers to."""
    words = []
    if column.values and column.type != "boolean":
        own = f", or a term of one's own that starts with {OWN_TERM}" if column.open else ""
        words.append(f"values: {', '.join(column.values)}{own}")
    if column.vocabulary:
        words.append(f"vocabulary: {column.vocabulary}")
    if column.reference:
        types = f" of type {' or '.join(column.reference.types)}" if column.reference.types else ""
        words.append(f"refers to: {column.reference.file}{types}")
    return words


def as_text(version: Version, spec: FileSpec) -> str:
    """Return a file as lines of text, one for each column."""
    rows = [(column.name, column.type, column.required, "; ".join([column.meaning.rstrip("."), *details(column)]))
            for column in spec.columns]  # fmt: skip
    head = f"{spec.name}.csv of OneRoster {version.number} ({spec.group}, {len(rows)} columns)"
    changes = file_differences(version, spec)
    older = before(version)
    since = [f"since {older.number}: {'; '.join(changes)}"] if older and changes else []
    return "\n".join([head, *since, "", *_aligned([("column", "type", "required", "meaning"), *rows])])


def overview(version: Version) -> str:
    """Return the files of a version as lines of text, in the order of the manifest."""
    rows = [(f"{spec.name}.csv", spec.group, str(len(spec.columns)), "; ".join(file_differences(version, spec)))
            for spec in version.files]  # fmt: skip
    older = before(version)
    head = f"OneRoster {version.number} (document {version.document}): {len(rows)} data files"
    title = ("file", "group", "columns", f"since {older.number}" if older else "")
    manifest_too = "The manifest says which of them a bundle has: rostergen spec manifest"
    return "\n".join([head, "", *_aligned([title, *rows]), "", manifest_too])


def manifest_as_text(version: Version) -> str:
    """Return the manifest as lines of text, one for each property."""
    rows = [(row.name, "yes" if row.required else "no", ", ".join(row.values) or "any text", row.meaning)
            for row in manifest.described(version)]  # fmt: skip
    head = f"manifest.csv of OneRoster {version.number}: {len(rows)} rows of {' and '.join(manifest.COLUMNS)}"
    return "\n".join([head, "", *_aligned([("property", "required", "value", "meaning"), *rows])])


def manifest_as_data(version: Version) -> dict[str, Any]:
    """Return the manifest as plain data for JSON."""
    rows = manifest.described(version)
    return {
        "oneroster": version.number,
        "document": version.document,
        "manifest": [row._asdict() | {"values": list(row.values)} for row in rows],
    }


def _aligned(rows: list[tuple[str, ...]]) -> list[str]:
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]) - 1)]
    return [
        "  ".join([*(cell.ljust(width) for cell, width in zip(row[:-1], widths, strict=True)), row[-1]]).rstrip()
        for row in rows
    ]


def as_data(version: Version, specs: list[FileSpec]) -> dict[str, Any]:
    """Return some files of a version as plain data for JSON."""
    return {
        "oneroster": version.number,
        "document": version.document,
        "files": [
            {
                "name": f"{spec.name}.csv",
                "group": spec.group,
                "differences": file_differences(version, spec),
                "columns": [_column_data(column) for column in spec.columns],
            }
            for spec in specs
        ],
    }


def _column_data(column: Column) -> dict[str, Any]:
    reference = column.reference
    return {
        "name": column.name,
        "type": column.type,
        "required": column.required,
        "values": list(column.values),
        "open": column.open,
        "vocabulary": column.vocabulary,
        "references": {"file": f"{reference.file}.csv", "types": list(reference.types)} if reference else None,
        "meaning": column.meaning,
    }
