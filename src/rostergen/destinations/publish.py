"""A finished bundle to the place that a URL names: it appears there whole or not at all.

A run writes under a hidden name beside the target, `.NAME.XXXXXXXX.partial`, and there as locally (see `bundle.room`)
into new/ and old/. Where files can be renamed, new/ becomes the target. In an object store

- a file is one put, which shows the object when all of it is there;
- a folder is put file by file, and the one that says that it is complete is the last. Until then it is no bundle;
- a folder that replaces one is put into new/ and copied from there by the store, behind a copy of the old one to old/:
  from the moment when the last file of the old bundle goes to the one when that of the new comes, there is no bundle.
"""

from __future__ import annotations

from pathlib import Path
from time import monotonic, sleep
from typing import TYPE_CHECKING, NamedTuple

from rostergen.bundle.target import is_zip
from rostergen.destinations.survey import BUNDLE, survey
from rostergen.destinations.tidy import Tidy
from rostergen.destinations.url import Url, check_slashes, is_url
from rostergen.errors import InputError, OutputError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from os import PathLike

    from rostergen.destinations.place import Entry
    from rostergen.destinations.survey import Kind


_PATIENCE = 600
"""Seconds for a store to copy some objects."""

_UNTIL_NEXT_LOOK = 0.5


class Source(NamedTuple):
    """An object that a store is to copy, and its bytes if they are known."""

    path: str
    size: int | None


def publish(
    source: str | PathLike[str],
    url: str,
    *,
    force: bool = False,
    kind: Kind = BUNDLE,
    progress: Callable[[int], None] | None = None,
) -> None:
    """Upload a bundle, a zip or a folder of this machine, to a URL of fsspec; it appears there whole or not at all.

    Args:
        source: the file or folder; a folder with all that is below it.
        url: such as "s3://bucket/oneroster.zip" or "sftp://user@host/inbox/oneroster". Credentials come from the
            environment and the user's own configuration.
        force: replace what is there, if it is of the same kind.
        kind: what is published, by default a OneRoster bundle. `Kind(last="index.json", part=...)` publishes another
            tree of files whose index.json is there last.
        progress: is called with a number of bytes each time some have arrived; from another thread, perhaps.

    Raises:
        UsageError: it is no URL, its protocol is unknown or for reading only, or the extra `cloud` is not installed.
        InputError: there is no such source, or a folder without the file that goes last.
        OutputError: there is something already, or it cannot be written; nothing of this run is left then, or the
            message says what.

    """
    local = Path(source)
    destination = Destination(url, folder=local.is_dir(), force=force, kind=kind)
    try:
        destination.publish(local, progress)
    finally:
        destination.close()


class Destination(Tidy):
    """The target of a run, looked at before the work and written to at its end. Raises as `publish` does."""

    def __init__(self, url: str, *, folder: bool | None = None, force: bool = False, kind: Kind = BUNDLE) -> None:
        """Connect. Without `folder`, a name that ends in .zip asks for a file, any other for a folder."""
        check_slashes("url", url)
        if not is_url(url):
            raise UsageError(f"'{url}' is no URL; write PROTOCOL://PLACE/NAME, as in s3://bucket/oneroster.zip")
        super().__init__(Url(url))
        self._force, self._kind = force, kind
        self._folder = not is_zip(Path(self.url.name)) if folder is None else folder

    def check(self) -> None:
        """Find out whether a bundle can be written there, as far as that shows before; nothing is left there."""
        with self._telling_what_is_left():
            self._survey()
            if self._place.renames:
                with self._room():
                    return
            trial = self._hidden()
            self._place.write(trial, b"")
            self._clean(lambda: self._place.remove([trial]), trial)

    def publish(self, source: Path, progress: Callable[[int], None] | None = None) -> None:
        """Upload the file or folder `source`; `progress` hears of bytes that arrived."""
        files = _files(source, self._kind.last)
        hear = progress or (lambda _: None)
        with self._telling_what_is_left():
            before = self._survey()
            if self._place.renames:
                self._by_renaming(files, hear, replaces=before is not None)
            elif self._folder and before:
                self._by_copying(files, hear, before)
            else:
                self._directly(files, hear, replaces=bool(before))

    def _survey(self) -> dict[str, Entry] | None:
        return survey(self._place, self._kind, folder=self._folder, force=self._force)

    def _by_renaming(self, files: Mapping[str, Path], hear: Callable[[int], None], *, replaces: bool) -> None:
        with self._room() as room:
            new, old = f"{room}/new", f"{room}/old"
            if self._folder:
                for folder in ["", *sorted({f"/{parent}" for name in files for parent in _parents(name)})]:
                    self._place.make_folder(f"{new}{folder}")
            self._upload(files, new, hear)
            self._rename(new, old, replaces=replaces)

    def _rename(self, new: str, old: str, *, replaces: bool) -> None:
        """Put what is at `new` in place, what it replaces at `old`."""
        if not replaces:
            self._place.move(new, self._target)
        elif self._folder or not self._place.replace(new, self._target):
            with self._putting_back(lambda: self._move_back(old), old):
                self._place.move(self._target, old)
                self._place.move(new, self._target)
        self.complete = True

    def _move_back(self, old: str) -> None:
        if self._place.look(old) is not None and self._place.look(self._target) is None:
            self._place.move(old, self._target)

    def _directly(self, files: Mapping[str, Path], hear: Callable[[int], None], *, replaces: bool) -> None:
        """Put a file in place, or a folder where there is none, the last file behind all others."""
        try:
            self._upload(files, self._target, hear)
        except BaseException:
            self._clean(lambda: self._take_away([] if replaces else list(files)), self._target)
            raise
        self.complete = True

    def _take_away(self, names: list[str]) -> None:
        if self._folder:
            there = self._place.tree(self._target)
            self._remove([name for name in names if name in there])
            if set(there) <= set(names):
                self._place.remove_folder(self._target)
        elif names and self._place.look(self._target) is not None:
            self._place.remove([self._target])

    def _by_copying(self, files: Mapping[str, Path], hear: Callable[[int], None], before: Mapping[str, Entry]) -> None:
        """Put a folder aside, and have the store copy it over the one that it replaces."""
        with self._room() as room:
            new, old = f"{room}/new", f"{room}/old"
            self._upload(files, new, hear)
            self._replace(
                {name: Source(f"{new}/{name}", file.stat().st_size) for name, file in files.items()}, before, old
            )

    def _replace(self, sources: Mapping[str, Source], before: Mapping[str, Entry], old: str) -> None:
        """Have the store copy objects, by their names at the target, over those that are there and go to `old`."""
        self._copy({name: Source(f"{self._target}/{name}", entry.size) for name, entry in before.items()}, old)
        was = {name: Source(f"{old}/{name}", entry.size) for name, entry in before.items()}
        with self._putting_back(lambda: self._swap(was, sources), old):
            self._swap(sources, before)
        self.complete = True

    def _swap(self, sources: Mapping[str, Source], stale: Iterable[str]) -> None:
        """Copy objects, by their names at the target, to there, in the place of those that may be there."""
        there = self._place.tree(self._target)
        self._remove([name for name in stale if name in there and (name not in sources or name == self._kind.last)])
        self._copy(sources, self._target)

    def _remove(self, names: list[str]) -> None:
        """Remove files of the target, that which says that the others are complete before them."""
        for some in ([self._kind.last] if self._kind.last in names else [], set(names) - {self._kind.last}):
            self._place.remove(f"{self._target}/{name}" for name in sorted(some))

    def _copy(self, sources: Mapping[str, Source], target: str) -> None:
        """Copy files into a folder, by their names there; that which says that the others are complete goes last."""
        for some in (set(sources) - {self._kind.last}, {self._kind.last} & set(sources)):
            self._place.copy((sources[name].path, f"{target}/{name}") for name in sorted(some))
            self._wait_for({name: sources[name].size for name in some}, target)

    def _wait_for(self, sizes: Mapping[str, int | None], target: str) -> None:
        """Wait until copies are whole: Azure says that it has begun, and the source has to stay until it is done."""
        end = monotonic() + _PATIENCE
        while sizes:
            try:
                self._expect(sizes, self._place.tree(target))
            except OutputError:
                if monotonic() > end:
                    raise
                sleep(_UNTIL_NEXT_LOOK)
            else:
                return

    def _upload(self, files: Mapping[str, Path], target: str, hear: Callable[[int], None]) -> None:
        """Upload files, the last behind all others, which have to have arrived by then."""
        paths = {name: f"{target}/{name}" if name else target for name in files}
        sizes = {name: file.stat().st_size for name, file in files.items()}
        *others, last = files
        try:
            if others:
                self._place.upload([(files[name], paths[name]) for name in others], hear)
                self._expect({name: sizes[name] for name in others}, self._place.tree(target))
            self._place.upload([(files[last], paths[last])], hear)
        except BaseException:
            self._clean(lambda: self._place.forget_parts(target), target)
            raise
        self._expect({last: sizes[last]}, {last: self._place.look(paths[last])})

    def _expect(self, sizes: Mapping[str, int | None], arrived: Mapping[str, Entry | None]) -> None:
        for name, size in sizes.items():
            entry = arrived.get(name)
            if entry is None or entry.size != size:
                arrived_of_it = f"{0 if entry is None else entry.size or 0:,} of {size or 0:,} bytes"
                raise OutputError(
                    f"cannot write {self.url}: of {name or self.url.name} {arrived_of_it} arrived; try again"
                )


def _files(source: Path, last: str) -> dict[str, Path]:
    """Return the files to upload, by their paths from the source; that which goes last is the last."""
    if source.is_file():
        return {"": source}
    if not source.is_dir():
        raise InputError(f"{source}: there is no such file or folder")
    files = {path.relative_to(source).as_posix(): path for path in sorted(source.rglob("*")) if path.is_file()}
    if last not in files:
        raise InputError(f"{source}: there is no {last} in it")
    return dict(sorted(files.items(), key=lambda item: item[0] == last))


def _parents(name: str) -> list[str]:
    parts = name.split("/")[:-1]
    return ["/".join(parts[: n + 1]) for n in range(len(parts))]
