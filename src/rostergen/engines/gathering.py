"""Where the bundles of all machines come together: checked, taken or left, and put in place at the end."""

from __future__ import annotations

import shutil
from contextlib import contextmanager, suppress
from pathlib import Path
from time import monotonic, sleep
from typing import TYPE_CHECKING, Any, Protocol

from rostergen.bundle.target import output_errors, staged
from rostergen.engines.job import OPEN, RemoteFolder, SharedFolder
from rostergen.errors import OutputError
from rostergen.per_district import INDEX, checksums, is_per_district

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from rostergen.destinations.gather import Gathering
    from rostergen.engines.job import Place

_PATIENCE = 5
"""Seconds for workers that were given up to notice it."""


class Meeting(Protocol):
    """The place as the one who waits there sees it."""

    @property
    def place(self) -> Place:
        """The same as the workers see it."""

    def close(self) -> None:
        """Say that nobody waits any more."""

    def arrived(self, part: str, entry: Mapping[str, Any]) -> bool:
        """Return whether a bundle is there with the bytes that its entry of the index names. Raises OutputError."""

    def settle(self, parts: Mapping[str, str], index: str) -> None:
        """Put the bundles that count, by their names, in place, and their index last. Raises OutputError."""


@contextmanager
def meeting(target: Path | Gathering, *, force: bool) -> Iterator[Meeting]:
    """Yield a hidden place beside the target where all machines write; if it is not settled, nothing remains of it.

    Raises UsageError and OutputError.
    """
    if not isinstance(target, Path):
        with target.room() as url:
            target.put(OPEN, b"")
            yield _AtUrl(target, RemoteFolder(url))
        return
    with staged(target, force=force, replaceable=frozenset(), ours=is_per_district) as folder:
        attempts = folder.with_name("attempts")  # beside what goes to the target, where late workers do no harm
        attempts.mkdir()
        (attempts / OPEN).touch()
        try:
            yield _InFolder(folder, SharedFolder(str(attempts), str(target)))
        finally:
            _remove(attempts)


def _remove(attempts: Path) -> None:
    """Remove a folder where some worker may still write, until it sees that nobody waits."""
    with suppress(OSError):
        (attempts / OPEN).unlink(missing_ok=True)
    end = monotonic() + _PATIENCE
    shutil.rmtree(attempts, ignore_errors=True)
    while attempts.exists() and monotonic() < end:
        sleep(0.05)
        shutil.rmtree(attempts, ignore_errors=True)


class _InFolder:
    def __init__(self, folder: Path, place: SharedFolder) -> None:
        self.place = place
        self._folder, self._attempts = folder, Path(place.path)

    def close(self) -> None:
        with output_errors(Path(self.place.shown)):
            (self._attempts / OPEN).unlink(missing_ok=True)

    def arrived(self, part: str, entry: Mapping[str, Any]) -> bool:
        try:
            return bool(checksums(self._attempts / part) == entry["sha256"])
        except OutputError:
            return False

    def settle(self, parts: Mapping[str, str], index: str) -> None:
        for name, part in parts.items():
            (self._attempts / part).rename(self._folder / name)
        (self._folder / INDEX).write_text(index, encoding="ascii")


class _AtUrl:
    def __init__(self, target: Gathering, place: RemoteFolder) -> None:
        self.place = place
        self._target = target

    def close(self) -> None:
        if self._target.sizes(OPEN):
            self._target.take_out(OPEN)

    def arrived(self, part: str, entry: Mapping[str, Any]) -> bool:
        sizes = self._target.sizes(part)
        return set(sizes) == set(entry["sha256"]) and sum(size or 0 for size in sizes.values()) == int(entry["bytes"])

    def settle(self, parts: Mapping[str, str], index: str) -> None:
        self._target.settle(parts, index.encode("ascii"))
