"""The target of a run that is a URL: the bundle is made in a temporary folder first, and then uploaded."""

from __future__ import annotations

import logging
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rostergen.bundle.target import is_zip, output_errors
from rostergen.bundle.temporary import temporary_folder
from rostergen.cli.target import Target
from rostergen.destinations.gather import Gathering
from rostergen.destinations.publish import Destination
from rostergen.destinations.survey import BUNDLE, Kind
from rostergen.destinations.troubles import while_waiting
from rostergen.destinations.url import Url
from rostergen.per_district import INDEX, is_part

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rostergen.cli.progress import Progress, Waiting
    from rostergen.pipeline import Summary


class _Remote(Target):
    def __init__(self, folder: Path, destination: Destination) -> None:
        # What a store or another machine takes for a name, this one may not.
        super().__init__(folder / ("bundle.zip" if is_zip(Path(destination.url.name)) else "bundle"))
        self._destination = destination
        self.url = str(destination.url)
        self.fleeting = destination.url.scheme == "memory"

    @property
    def name(self) -> str:
        return str(self.url)

    @property
    def complete(self) -> bool:
        return self._destination.complete

    def deliver(self, summary: Summary, shown: Progress) -> Summary:
        with output_errors(self.path):
            files = [file for file in (self.path, *self.path.rglob("*")) if file.is_file()]
            shown.phase("uploading it", sum(file.stat().st_size for file in files), unit="bytes")
        self._destination.publish(self.path, shown.advance)
        return summary


class _Gathered(_Remote):
    def __init__(self, gathering: Gathering) -> None:
        super().__init__(Path(), gathering)
        self.gathering = gathering


@contextmanager
def upload(out: str, *, force: bool, per_district: bool, gathered: bool, waiting: Waiting) -> Iterator[Target]:
    """Yield the target of a URL, checked before any work. Raises UsageError and OutputError."""
    # Libraries log what they raise, too; a program that has no handler would find it on its stderr.
    logging.getLogger().addHandler(logging.NullHandler())
    url, kind = Url(out), Kind(last=INDEX, part=is_part) if per_district else BUNDLE
    options: dict[str, Any] = {"folder": True if per_district else None, "force": force, "kind": kind}
    with ExitStack() as stack:
        if not gathered:
            folder = stack.enter_context(temporary_folder(", where what goes to a URL is made first"))
        with waiting(str(url), while_waiting(url)):
            destination = (Gathering if gathered else Destination)(out, **options)
            stack.callback(destination.close)
            destination.check()
        yield _Gathered(destination) if isinstance(destination, Gathering) else _Remote(folder, destination)
