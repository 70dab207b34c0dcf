"""A tree whose parts come from many machines, in one place that a URL names: there whole or not at all.

Every machine publishes its part below a hidden folder beside the target, each time below another name. The one that
gathers them chooses which of them count, writes the file that says that all are there, and puts them in place: where
files can be renamed, by renaming, and in an object store by copies that the store makes, that file the last of them.
"""

from __future__ import annotations

import hashlib
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from rostergen.destinations.place import Place
from rostergen.destinations.publish import Destination, Source
from rostergen.destinations.url import Url
from rostergen.errors import RostergenError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


class Gathering(Destination):
    """The target of a run whose parts others publish. Raises as `publish` does."""

    @contextmanager
    def room(self) -> Iterator[str]:
        """Yield the hidden folder of this run as a URL, secrets and all; it goes at the end with all that is in it."""
        with self._telling_what_is_left():
            self._before = self._survey()
            with self._room() as room:
                self._shelter = room
                try:
                    yield f"{self.url.typed.rstrip('/').rpartition('/')[0]}/{room.rpartition('/')[2]}"
                finally:
                    with suppress(RostergenError):  # those of workers that were lost; not everybody may list them
                        self._place.forget_parts(room)

    def put(self, name: str, content: bytes) -> None:
        """Write a small file into the room."""
        self._place.write(f"{self._shelter}/{name}", content)

    def take_out(self, name: str) -> None:
        """Remove a file from the room."""
        self._place.remove([f"{self._shelter}/{name}"])

    def sizes(self, name: str) -> dict[str, int | None]:
        """Return the bytes of a file in the room, or of all that are in a folder, by name; empty if it is not there."""
        path = f"{self._shelter}/{name}"
        found = self._place.look(path)
        if found is None:
            return {}
        if found.kind == "directory":
            return {name: entry.size for name, entry in self._place.tree(path).items()}
        return {name.rpartition("/")[2]: found.size}

    def settle(self, parts: Mapping[str, str], last: bytes) -> None:
        """Put parts of the room, by their names at the target, in place, behind them the file that says so."""
        new, old = f"{self._shelter}/new", f"{self._shelter}/old"
        if self._place.renames:
            self._place.make_folder(new)
            for name, part in parts.items():
                self._place.move(f"{self._shelter}/{part}", f"{new}/{name}")
            self._place.write(f"{new}/{self._kind.last}", last)
            self._rename(new, old, replaces=self._before is not None)
            return
        self._place.write(f"{new}/{self._kind.last}", last)
        sources = {self._kind.last: Source(f"{new}/{self._kind.last}", len(last))}
        for name, part in parts.items():
            path = f"{self._shelter}/{part}"
            files = self._place.tree(path)
            sources |= {f"{name}/{file}": Source(f"{path}/{file}", entry.size) for file, entry in files.items()}
            if not files:
                found = self._place.look(path)
                sources[name] = Source(path, found.size if found else None)
        if self._before:
            self._replace(sources, self._before, old)
            return
        try:
            self._copy(sources, self._target)
        except BaseException:
            self._clean(lambda: self._take_away(list(sources)), self._target)
            raise
        self.complete = True


def is_there(url: str) -> bool:
    """Return whether something stands at a URL. Raises UsageError and OutputError."""
    place = Place(Url(url))
    try:
        return place.look(place.path) is not None
    finally:
        place.close()


def checksums_at(url: str) -> dict[str, str]:
    """Return the SHA-256 of a file at a URL, or of every file of a folder, by name, all of it read again."""
    place = Place(Url(url))
    try:
        found = place.look(place.path)
        folder = found is not None and found.kind == "directory"
        paths = [f"{place.path}/{name}" for name in place.tree(place.path)] if folder else [place.path]
        sums = {}
        for path in paths:
            with place.reading(path) as file:
                digest = hashlib.sha256()
                while block := file.read(1 << 20):
                    digest.update(block)
            sums[path.rpartition("/")[2]] = digest.hexdigest()
        return sums
    finally:
        place.close()
