"""An importer's report on a bundle, as CSV or JSON: which file, which line or sourcedId, which message.

The JSON and JSON lines of `rostergen validate` are read too.
"""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rostergen.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

_LISTS = ("findings", "errors", "issues", "messages", "rows", "report")
_FOLDED = "some findings are only counted, not listed: run 'rostergen validate' again with --max-per-rule 100000"
_ALLOWED = "allowed CSV or JSON with file, line or sourcedId, and message"
_NAMES = {
    "file": ("file", "filename", "entry"),
    "line": ("line", "linenumber", "row"),
    "sourced_id": ("sourcedid", "id"),
    "message": ("message", "error", "text", "description"),
    "rule": ("code", "rule"),
    "severity": ("severity", "level"),
}
"""What the columns may be called, without regard to case and underscores."""
_PLACE = {*_NAMES["file"], *_NAMES["sourced_id"]}
_KNOWN = {*_PLACE, *_NAMES["message"]}


@dataclass(frozen=True, slots=True)
class Reported:
    """One thing that an importer says of a bundle; "" and None for what it does not say."""

    file: str = ""
    line: int | None = None
    sourced_id: str = ""
    message: str = ""
    rule: str = ""
    severity: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """All that an importer says, and of which bundle, "" if it does not say."""

    rows: list[Reported]
    bundle: str = ""


def load_report(path: Path) -> Report:
    """Read a report. Raises InputError."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise InputError(f"cannot read the report {path}: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise InputError(f"cannot read the report {path}: it is not UTF-8") from error
    try:
        return _read(text)
    except ValueError as error:
        allowed = "" if str(error) == _FOLDED else f"; {_ALLOWED}"
        raise InputError(f"cannot read the report {path}: {error}{allowed}") from error


def from_mappings(rows: Iterable[Mapping[str, object]]) -> list[Reported]:
    """Return what an importer says, given as mappings. Raises ValueError for a line that is no number."""
    return list(map(_reported, rows))


def _read(text: str) -> Report:
    if not text.strip():
        raise ValueError("it is empty, and one that found nothing has a header, or is []")
    if text.lstrip()[0] in "[{":
        data = _json(text)
        bundle = data.get("path") if isinstance(data, dict) and "groups" in data else ""
        return Report(list(map(_reported, _objects(data))), str(bundle or ""))
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    try:
        known = {_plain(name) for name in reader.fieldnames or ()}
        if not known & _PLACE:
            raise ValueError("its first line is no header that names a file or a sourcedId")
        return Report(list(map(_reported, reader)))
    except csv.Error as error:
        raise ValueError(f"after line {reader.line_num}, {error}") from error


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        return [json.loads(line) for line in text.splitlines() if line.strip()]
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error


def _objects(data: Any) -> Iterator[Mapping[str, Any]]:
    for each in _unfolded(data) if isinstance(data, dict) else data:
        if not isinstance(each, dict):
            raise ValueError("it holds something else than objects")
        if "folded" in each:
            if each.get("severity") != "info":
                raise ValueError(_FOLDED)
        elif not _KNOWN & set(map(_plain, each)):
            raise ValueError(f"it holds an object with none of these, but {', '.join(each)[:80] or 'nothing'}")
        else:
            yield each


def _unfolded(data: dict[str, Any]) -> Iterator[Any]:
    """Yield the objects of a report that is one object."""
    for group in _list(data, "groups"):
        findings = _list(group, "findings")
        if group.get("count") not in (None, len(findings)) and group.get("severity") != "info":
            raise ValueError(_FOLDED)
        for finding in findings:
            yield group | finding if isinstance(finding, dict) else finding
    if "groups" not in data:
        yield from next((data[name] for name in _LISTS if isinstance(data.get(name), list)), [data])


def _list(data: Any, name: str) -> list[Any]:
    found = data.get(name, []) if isinstance(data, dict) else None
    if not isinstance(found, list):
        raise ValueError(f"its '{name}' is no list of objects")
    return found


def _reported(entry: Mapping[Any, Any]) -> Reported:
    cells = {_plain(name): value for name, value in entry.items() if isinstance(name, str)}

    def value(field: str) -> str:
        found = next((cells[name] for name in _NAMES[field] if cells.get(name) not in (None, "")), "")
        return str(found).strip()

    line = re.fullmatch(r"([0-9]{1,15})(?:\.0+)?|", value("line"))  # 7.0 is what a table with blanks makes of 7
    if line is None:
        raise ValueError(f"found {value('line')[:40]!r} for a line")
    return Reported(
        value("file"),
        int(line[1]) if line[1] else None,
        value("sourced_id"),
        value("message"),
        value("rule"),
        value("severity"),
    )


def _plain(name: str) -> str:
    return name.replace("_", "").replace(" ", "").casefold()
