"""The answer key: what was injected into a bundle, where it lies, and what an importer should say of it.

`key.schema.json` is its JSON Schema; docs/faults.md describes it for people.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from dataclasses import asdict, dataclass, fields
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from rostergen.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

KEY_VERSION = 1
"""Counts up when something is renamed, removed or given another meaning, not when something is added."""
NAME, TABLE = "faults.json", "faults.csv"
FORMATS = {"json": (NAME,), "csv": (NAME, TABLE)}
"""The files that hold the key: as CSV it is a table to look at, beside what grade reads."""

_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Consequence:
    """A rule that breaks along with a fault; `line` None where that can be anywhere in the file, `file` "" anywhere."""

    rule: str
    file: str
    line: int | None = None
    column: str = ""


@dataclass(frozen=True, slots=True)
class Touched:
    """A line that is not what it was, or new; `line` None for rows that were taken out, or for the whole file."""

    file: str
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Copy:
    """A row that was added as a copy of the one at line `of`, but for some values: what is wrong there may be here."""

    file: str
    line: int
    of: int


@dataclass(frozen=True, slots=True)
class Injected:
    """One fault in a bundle: where it is to be seen, and what was changed for it."""

    fault: str
    level: str
    rule: str
    severity: str
    importer: str
    scope: str
    file: str
    line: int | None
    column: str
    sourced_id: str
    before: str | None
    after: str | None
    against_base: bool = False
    touched: tuple[Touched, ...] = ()
    copies: tuple[Copy, ...] = ()
    consequences: tuple[Consequence, ...] = ()


@dataclass(frozen=True, slots=True)
class Key:
    """What was injected into one bundle, and how to do the same again."""

    bundle: str
    oneroster: str
    seed: int
    contents: str
    """The fingerprint of what was written: it tells whether a bundle is the one that the key is of."""
    faults: tuple[Injected, ...]


def as_json(key: Key, made_by: str) -> str:
    """Return the key as JSON."""
    return (
        json.dumps(
            {
                "version": KEY_VERSION,
                "rostergen": made_by,
                "bundle": key.bundle,
                "oneroster": key.oneroster,
                "seed": key.seed,
                "contents": key.contents,
                "faults": [_entry(injected) for injected in key.faults],
            },
            indent=2,
            ensure_ascii=False,
        )
        + "\n"
    )


_LISTS: dict[str, type] = {"touched": Touched, "copies": Copy, "consequences": Consequence}
_COLUMNS = (
    *("fault", "level", "rule", "severity", "importer", "scope"),
    *("file", "line", "column", "sourcedId", "before", "after", "againstBase", *_LISTS),
)


def _entry(injected: Injected) -> dict[str, Any]:
    entry = asdict(injected) | {"sourcedId": injected.sourced_id, "againstBase": injected.against_base}
    return {name: entry[name] for name in _COLUMNS}


def as_csv(key: Key) -> str:
    """Return the key as CSV: a row for each fault, with the rules that break along in one column."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, _COLUMNS, lineterminator="\r\n")
    writer.writeheader()
    for injected in key.faults:
        entry = _entry(injected)
        entry["touched"] = ",".join(each.file + (f":{each.line}" if each.line else "") for each in injected.touched)
        entry["copies"] = ",".join(f"{each.file}:{each.line}={each.of}" for each in injected.copies)
        entry["consequences"] = ",".join(dict.fromkeys(each.rule for each in injected.consequences))
        entry["againstBase"] = "true" if injected.against_base else "false"
        writer.writerow(entry)
    return out.getvalue()


def is_key(path: Path) -> bool:
    """Return whether a file is a key or a table of one, so that it may be replaced."""
    try:
        if path.name == TABLE:
            return path.read_bytes().startswith(",".join(_COLUMNS).encode())
        load_key(path)
    except (OSError, InputError):
        return False
    return True


def fingerprint(path: Path) -> str:
    """Return a hash of the names and contents of the files at a path."""
    found = [path] if path.is_file() else sorted(entry for entry in path.rglob("*") if entry.is_file())
    whole = hashlib.sha256()
    for entry in found:
        with entry.open("rb") as file:
            content = hashlib.file_digest(file, "sha256").hexdigest()
        name = "" if entry == path else entry.relative_to(path).as_posix()
        whole.update(f"{name} {content}\n".encode("utf-8", "surrogateescape"))
    return whole.hexdigest()


def shortened(text: str | None) -> str | None:
    """Return a value as the key shows it: on one line in JSON, and not endless."""
    if text is None or len(text) <= _LONGEST:
        return text
    return f"{text[:_LONGEST]}… ({len(text):,} characters)"


def schema() -> str:
    """Return the JSON Schema of the key."""
    return files("rostergen.faults").joinpath("key.schema.json").read_text(encoding="utf-8")


def load_key(path: Path) -> Key:
    """Read a key that `as_json` wrote. Raises InputError."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(f"cannot read the key {path}: {error.strerror or error}") from error
    except (ValueError, RecursionError) as error:
        raise InputError(f"the key {path} is not JSON: give the faults.json that 'rostergen break' wrote") from error
    if not isinstance(data, dict) or data.get("version") != KEY_VERSION:
        raise InputError(f"{path} is not a key of version {KEY_VERSION}: give the faults.json of 'rostergen break'")
    try:
        return _key(data)
    except (KeyError, TypeError, AttributeError) as error:
        raise InputError(f"the key {path} is damaged ({error}); make it again with 'rostergen break'") from error


def _key(data: Mapping[str, Any]) -> Key:
    faults = []
    for entry in data["faults"]:
        entry = {"sourced_id": entry["sourcedId"], "against_base": entry["againstBase"]} | entry
        lists = {name: tuple(_known(kind, each) for each in entry[name]) for name, kind in _LISTS.items()}
        if not isinstance(entry["line"], int | None):
            raise TypeError(f"{entry['line']!r} is no line")
        faults.append(_known(Injected, entry | lists))
    return Key(data["bundle"], data["oneroster"], data["seed"], data["contents"], tuple(faults))


def _known(kind: type, entry: Mapping[str, Any]) -> Any:
    """Return what an entry says, leaving out what is not known yet."""
    return kind(**{field.name: entry[field.name] for field in fields(kind)})
