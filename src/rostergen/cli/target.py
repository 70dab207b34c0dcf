"""Where a run writes: to a place of this machine, or into a temporary folder and from there to a URL."""

from __future__ import annotations

from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from rostergen.bundle.target import check_target, output_errors
from rostergen.destinations.url import is_url
from rostergen.errors import OutputError
from rostergen.per_district import INDEX, check_folder, is_part, is_per_district
from rostergen.pipeline import BUNDLE_FILES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rostergen.cli.progress import Progress
    from rostergen.destinations.gather import Gathering
    from rostergen.destinations.publish import Destination

_OPTION, _VARIABLE = "with --out", "with TMPDIR, where what goes to a URL is made first"


class Target:
    """A target on this machine, which was looked at and may be written to."""

    url: str | None = None
    """The URL where the bundle goes in the end, without secrets; None if it stays here."""

    gathering: Gathering | None = None
    """What takes the bundles of many machines to that URL, where they make them; nothing comes to `path` then."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._before = _stamp(path)

    @property
    def name(self) -> str:
        """What the target is called."""
        return str(self.path)

    @property
    def complete(self) -> bool:
        """Whether the new bundle is where it was to go."""
        return _stamp(self.path) != self._before

    def deliver(self, shown: Progress) -> None:
        """Bring the bundle from `path` to where it is to go."""


class _Remote(Target):
    def __init__(self, folder: str, destination: Destination) -> None:
        super().__init__(Path(folder, destination.url.name))
        self._destination = destination
        self.url = str(destination.url)

    @property
    def name(self) -> str:
        return str(self.url)

    @property
    def complete(self) -> bool:
        return self._destination.complete

    def deliver(self, shown: Progress) -> None:
        with output_errors(self.path):
            files = [file for file in (self.path, *self.path.rglob("*")) if file.is_file()]
            shown.phase("uploading it", sum(file.stat().st_size for file in files))
        self._destination.publish(self.path, shown.advance)


class _Gathered(_Remote):
    def __init__(self, gathering: Gathering) -> None:
        super().__init__("", gathering)
        self.gathering = gathering


@contextmanager
def target(out: str, *, force: bool, per_district: bool = False, gathered: bool = False) -> Iterator[Target]:
    """Yield the target that --out names, checked before any work. Raises UsageError and OutputError.

    With `gathered` many machines write what is per district, and a URL is no matter of this one's temporary folder.
    """
    if not is_url(out):
        path = Path(out)
        if per_district:
            check_folder(path)
            check_target(path, force=force, replaceable=frozenset(), ours=is_per_district)
        else:
            check_target(path, force=force, replaceable=BUNDLE_FILES)
        yield Target(path)
        return
    import logging

    # Libraries log what they raise, too; a program that has no handler would find it on its stderr.
    logging.getLogger().addHandler(logging.NullHandler())
    from rostergen.destinations.publish import Destination
    from rostergen.destinations.survey import BUNDLE, Kind

    kind = Kind(last=INDEX, part=is_part) if per_district else BUNDLE
    if gathered:
        from rostergen.destinations.gather import Gathering

        with closing(Gathering(out, folder=True, force=force, kind=kind)) as gathering:
            gathering.check()
            yield _Gathered(gathering)
        return
    destination = Destination(out, folder=True if per_district else None, force=force, kind=kind)
    try:
        destination.check()
        with _temporary() as folder:
            yield _Remote(folder, destination)
    finally:
        destination.close()


@contextmanager
def _temporary() -> Iterator[str]:
    """Yield a temporary folder; what cannot be written there is told so that one knows where that is."""
    from tempfile import TemporaryDirectory, gettempdir

    try:
        with output_errors(Path(gettempdir())):
            made = TemporaryDirectory(prefix="rostergen-upload-", ignore_cleanup_errors=True)
        with made as folder:
            yield folder
    except OutputError as error:
        if gettempdir() not in str(error):
            raise
        raise OutputError(str(error).replace(_OPTION, _VARIABLE)) from error


def _stamp(path: Path) -> tuple[int, int] | None:
    """Return what tells one bundle at a path from another, None if there is none."""
    try:
        status = path.lstat()
    except OSError:
        return None
    return status.st_ino, status.st_mtime_ns
