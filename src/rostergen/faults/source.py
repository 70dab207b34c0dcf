"""The bundle that is going to be broken: its files as they are, unpacked where it is a zip."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from rostergen.errors import InputError, RostergenError
from rostergen.faults.sheet import Row, Sheet
from rostergen.scratch import scratch_file
from rostergen.spec import VERSIONS
from rostergen.spec import manifest as standard

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rostergen.faults.draw import Draw
    from rostergen.spec import FileSpec, Version

MANIFEST = "manifest"
_REPAIR = "break a bundle that is valid; 'rostergen validate' says what is wrong with this one"


class Source:
    """An opened bundle. `entries` are its files by name in it; `version` and `modes` what its manifest says."""

    def __init__(self, path: Path, scratch: Path) -> None:
        self.path = path
        self.zipped = path.is_file()
        self.entries = _unpacked(path, scratch) if self.zipped else _listed(path)
        if f"{MANIFEST}.csv" not in self.entries:
            raise InputError(f"{path} has no manifest.csv at its root; {_REPAIR}")
        self._sheets: dict[str, Sheet | None] = {}
        self._deltas: dict[str, bool] = {}
        try:
            self.manifest = self._manifest()
            self.version, self.modes = self._told()
        except BaseException:
            self.close()
            raise

    def _manifest(self) -> Sheet:
        manifest = self.sheet(MANIFEST)
        if manifest is None:
            columns = ",".join(standard.COLUMNS)
            raise InputError(f"the manifest of {self.path} does not begin with {columns}; {_REPAIR}")
        return manifest

    def _told(self) -> tuple[Version, dict[str, str]]:
        """Return the version and the mode of each file that the manifest tells."""
        said = {row["propertyName"]: row["value"] for row in self.manifest.in_order()}
        if said.get(standard.VERSION) not in VERSIONS:
            numbers = " or ".join(VERSIONS)
            raise InputError(f"the manifest of {self.path} does not say {standard.VERSION},{numbers}; {_REPAIR}")
        version = VERSIONS[said[standard.VERSION]]
        return version, {spec.name: said.get(standard.FILE + spec.name, "") for spec in version.files}

    def close(self) -> None:
        """Let go of all files."""
        for sheet in self._sheets.values():
            if sheet is not None:
                sheet.close()

    @property
    def names(self) -> list[str]:
        """The data files that are there and can be read, in the order of the manifest."""
        return [spec.name for spec in self.version.files if self.sheet(spec.name) is not None]

    def spec(self, name: str) -> FileSpec:
        """Return what the standard says of a data file."""
        return self.version.file(name)

    def sheet(self, name: str) -> Sheet | None:
        """Return a file by its name without ".csv"; None if it is not there or has not all columns of the standard."""
        if name not in self._sheets:
            sheet = None
            if path := self.entries.get(f"{name}.csv"):
                sheet = Sheet(name, path)
                header = standard.COLUMNS if name == MANIFEST else self.version.file(name).header
                if sheet.columns[: len(header)] != tuple(header) or not sheet.rows:
                    sheet.close()
                    sheet = None
            self._sheets[name] = sheet
        return self._sheets[name]

    def walk(self, name: str, draw: Draw) -> Iterator[Row]:
        """Yield the rows of a file in a random order; none if it is not there."""
        sheet = self.sheet(name)
        if sheet is not None:
            yield from sheet.walk(draw)

    def where(self, name: str, column: str, value: str) -> Iterator[Row]:
        """Yield the rows of a file with a value in a column, alone or in a list."""
        sheet = self.sheet(name)
        if sheet is not None and value:
            yield from sheet.where(column, value)

    def get(self, name: str, sourced_id: str) -> Row | None:
        """Return the row of a file with a sourcedId, None if there is none or more than one."""
        found = [row for row in self.where(name, "sourcedId", sourced_id) if row["sourcedId"] == sourced_id]
        return found[0] if len(found) == 1 else None

    def referrers(self, name: str) -> list[tuple[str, str]]:
        """Return the files and columns that may refer to a file, of those that are there."""
        return [
            (other, column.name)
            for other in self.names
            for column in self.spec(other).columns
            if column.reference is not None and column.reference.file == name
        ]

    def is_referred_to(self, row: Row) -> bool:
        """Return whether any row refers to this one."""
        own = row["sourcedId"]
        return any(
            other.index != row.index or name != row.sheet.name
            for name, column in self.referrers(row.sheet.name)
            for other in self.where(name, column, own)
        )

    def manifest_row(self, name: str) -> Row | None:
        """Return the row of the manifest about a property."""
        return next((row for row in self.manifest.in_order() if row["propertyName"] == name), None)

    def is_delta(self, name: str) -> bool:
        """Return whether the rows of a file are those of a delta: they decide, whatever the manifest says."""
        if name not in self._deltas:
            sheet = self.sheet(name)
            rows = [] if sheet is None else [row for row in map(sheet.row, range(min(sheet.rows, 20))) if row]
            filled = bool(rows) and all(row["status"] and row["dateLastModified"] for row in rows)
            blank = bool(rows) and not any(row["status"] or row["dateLastModified"] for row in rows)
            self._deltas[name] = filled or (self.modes.get(name) == "delta" and not blank)
        return self._deltas[name]

    @property
    def is_whole(self) -> bool:
        """Whether the bundle says everything: in a delta, what is not there may have been sent before."""
        return not any(map(self.is_delta, self.names))


def _listed(path: Path) -> dict[str, Path]:
    if not path.is_dir():
        reason = "there is nothing there" if not path.exists() else "it is neither a folder nor a zip"
        raise InputError(f"cannot read the bundle {path}: {reason}")
    try:
        found = sorted(entry for entry in path.rglob("*") if entry.is_file())
    except OSError as error:
        raise InputError(f"cannot read the bundle {path}: {error.strerror or error}") from error
    return {entry.relative_to(path).as_posix(): entry for entry in found}


def _unpacked(path: Path, scratch: Path) -> dict[str, Path]:
    entries: dict[str, Path] = {}
    try:
        with zipfile.ZipFile(path) as archive:
            for i, member in enumerate(archive.infolist()):
                parts = PurePosixPath(member.filename).parts
                if member.filename in entries or ".." in parts or member.filename.startswith("/"):
                    raise InputError(f"{path} holds {member.filename!r}, which cannot be unpacked safely; {_REPAIR}")
                if member.is_dir():
                    continue
                target = scratch / f"{i}.member"
                with archive.open(member) as source, scratch_file(target) as out:
                    shutil.copyfileobj(source, out, 1 << 20)
                entries[member.filename] = target
    except RostergenError:
        raise
    except OSError as error:
        raise InputError(f"cannot read the bundle {path}: {error.strerror or error}") from error
    except Exception as error:  # zipfile raises half a dozen kinds for a damaged file
        raise InputError(f"{path} is not a zip that can be read; {_REPAIR}") from error
    return entries
