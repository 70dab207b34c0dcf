"""An importer's report on a bundle, as CSV or JSON: which file, which line or sourcedId, which message.

The JSON and JSON lines of `rostergen validate` are read too.
"""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rostergen.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

_LISTS = ("findings", "errors", "issues", "messages", "rows", "report")
_FOLDED = "some findings are only counted; validate with a higher --max-per-rule"
_NAMES = {
    "file": ("file", "filename", "entry"),
    "line": ("line", "linenumber", "row"),
    "sourced_id": ("sourcedid", "id"),
    "message": ("message", "error", "text", "description"),
    "rule": ("code", "rule"),
    "severity": ("severity", "level"),
}
"""What the columns may be called, without regard to case and underscores."""


@dataclass(frozen=True, slots=True)
class Reported:
    """One thing that an importer says of a bundle; "" and None for what it does not say."""

    file: str = ""
    line: int | None = None
    sourced_id: str = ""
    message: str = ""
    rule: str = ""
    severity: str = ""


def load_report(path: Path) -> list[Reported]:
    """Read a report. Raises InputError."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise InputError(f"cannot read the report {path}: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise InputError(f"cannot read the report {path}: it is not UTF-8") from error
    try:
        return list(_read(text))
    except ValueError as error:
        raise InputError(
            f"cannot read the report {path}: {error}; allowed CSV or JSON with file, line or sourcedId, and message"
        ) from error


def from_mappings(rows: Iterable[Mapping[str, object]]) -> list[Reported]:
    """Return what an importer says, given as mappings. Raises ValueError for a line that is no number."""
    return list(map(_reported, rows))


def _read(text: str) -> Iterator[Reported]:
    if not text.strip():
        return
    if text.lstrip()[0] in "[{":
        yield from map(_reported, _objects(text))
        return
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    known = {_plain(name) for name in reader.fieldnames or ()}
    if not known & {*_NAMES["file"], *_NAMES["line"], *_NAMES["sourced_id"]}:
        raise ValueError("its first line is no header that names a file, a line or a sourcedId")
    try:
        yield from map(_reported, reader)
    except csv.Error as error:
        raise ValueError(str(error)) from error


def _objects(text: str) -> Iterator[Mapping[str, Any]]:
    try:
        data = json.loads(text)
    except json.JSONDecodeError:
        data = [json.loads(line) for line in text.splitlines() if line.strip()]
    if isinstance(data, dict):
        data = _unfolded(data)
    for each in data:
        if not isinstance(each, dict):
            raise ValueError("it holds something else than objects")
        if "folded" not in each:
            yield each
        elif each.get("severity") != "info":
            raise ValueError(_FOLDED)


def _unfolded(data: dict[str, Any]) -> list[Any]:
    """Return the objects of a report that is one object."""
    if isinstance(groups := data.get("groups"), list):
        found = []
        for group in groups:
            if group.get("count", 0) > len(group.get("findings", ())) and group.get("severity") != "info":
                raise ValueError(_FOLDED)
            found += [group | finding for finding in group.get("findings", ())]
        return found
    for name in _LISTS:
        if isinstance(data.get(name), list):
            return list(data[name])
    return [data]


def _reported(entry: Mapping[Any, Any]) -> Reported:
    cells = {_plain(name): value for name, value in entry.items() if isinstance(name, str)}

    def value(field: str) -> str:
        found = next((cells[name] for name in _NAMES[field] if cells.get(name) not in (None, "")), "")
        return str(found).strip()

    line = value("line")
    if line and not line.isdigit():
        raise ValueError(f"found '{line[:40]}' for a line")
    return Reported(
        value("file"),
        int(line) if line else None,
        value("sourced_id"),
        value("message"),
        value("rule"),
        value("severity"),
    )


def _plain(name: str) -> str:
    return name.replace("_", "").replace(" ", "").casefold()
