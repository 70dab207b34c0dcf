"""What a bundle is packed in, a folder or a zip: its entries, and each of them as a file that is safe to read.

Nothing is believed, and nothing read that is not a plain file within the bundle.
"""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol

from rostergen.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from zipfile import ZipInfo

    from rostergen.validate.collector import Collector

_MAX_ENTRIES = 10_000
_MAX_DEPTH = 3
KINDS = {stat.S_IFLNK: "a symbolic link", stat.S_IFIFO: "a named pipe", stat.S_IFSOCK: "a socket"}
"""What an entry can be that is neither a file nor a folder nor a device."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a bundle: `parts` of its path, and `name`, how it is shown. Only plain files can be read."""

    name: str
    parts: tuple[str, ...]
    kind: Literal["file", "folder", "refused"]
    where: Path | ZipInfo


class Archive(Protocol):
    """Something that holds entries."""

    @property
    def entries(self) -> Sequence[Entry]:
        """All entries, folders too."""

    def fetch(self, entry: Entry, target: Path) -> Path | None:
        """Return a file with the bytes of an entry, unpacked to `target` if need be; None, reported, if it fails."""

    def close(self) -> None:
        """Close what is open."""


def open_archive(path: Path, collector: Collector) -> Archive | None:
    """Open a folder or a zip and report unsafe entries; None, reported, where a zip cannot be opened.

    Raises:
        InputError: there is nothing at `path`, or neither a folder nor a zip.

    """
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            return _Folder(path, collector)
        if not stat.S_ISREG(mode):
            raise InputError(f"{path} is neither a folder nor a zip")
        with path.open("rb") as file:
            first = file.read(4)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise InputError(f"cannot read the bundle {path}: {reason}") from error
    if first[:2] != b"PK":
        raise InputError(f"{path} is neither a folder nor a zip: give the folder or the zip that holds manifest.csv")
    if path.suffix.lower() != ".zip":
        collector.add("OR-PKG-01", path.name, problem="its name does not end in .zip")
    from rostergen.validate.zipped import open_zip  # only now: zipfile and what it needs take time to import

    return open_zip(path, collector)


def shown(name: str) -> str:
    """Return a name that is safe to print: without control characters, and not endless."""
    return "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in name[:200])


class _Folder:
    """A bundle that is not packed."""

    def __init__(self, root: Path, collector: Collector) -> None:
        self._root = root
        self._collector = collector
        self._real = root.resolve()
        self.entries: list[Entry] = []
        self._walk(root, ())

    def _walk(self, folder: Path, parts: tuple[str, ...]) -> None:
        try:
            found = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except OSError as error:
            if not parts:
                raise
            self._collector.add("RG-CSV-01", shown("/".join(parts)), problem=error.strerror or "unknown")
            return
        for entry in found:
            if len(self.entries) == _MAX_ENTRIES:
                return
            path, names = Path(entry.path), (*parts, entry.name)
            name = shown("/".join(names))
            if entry.is_dir(follow_symlinks=False):
                self.entries.append(Entry(name, names, "folder", path))
                if len(names) < _MAX_DEPTH:
                    self._walk(path, names)
            elif problem := self._problem(entry):
                self._collector.add("RG-ZIP-04", name, problem=problem)
                self.entries.append(Entry(name, names, "refused", path))
            else:
                self.entries.append(Entry(name, names, "file", path))

    def _problem(self, entry: os.DirEntry[str]) -> str:
        """Return why an entry must not be opened, "" if it may."""
        try:
            mode = entry.stat(follow_symlinks=False).st_mode
            if stat.S_ISLNK(mode):
                target = Path(entry.path).resolve(strict=True)
                if not target.is_relative_to(self._real):
                    return "a symbolic link that leads out of the bundle"
                mode = target.stat().st_mode
        except (OSError, RuntimeError):
            return "a symbolic link that leads nowhere"
        return "" if stat.S_ISREG(mode) else KINDS.get(stat.S_IFMT(mode), "a device or a link to a folder")

    def fetch(self, entry: Entry, target: Path) -> Path | None:
        path = entry.where
        assert isinstance(path, Path)
        try:
            with path.open("rb") as file:
                file.read(1)
        except OSError as error:
            self._collector.add("RG-CSV-01", entry.name, problem=error.strerror or "unknown")
            return None
        return path

    def close(self) -> None:
        pass
