"""What a worker does: one district into a place that all machines see. It is sent there, so all of it can be pickled.

Every attempt writes under a name of its own. A worker that was thought lost can do no harm then: its work is not taken.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from importlib import metadata
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, Protocol

from rostergen import __version__
from rostergen.bundle.packing import packer
from rostergen.bundle.target import OPTION, output_errors
from rostergen.bundle.tasks import Abandoned, Step
from rostergen.bundle.temporary import temporary_folder
from rostergen.errors import OutputError, RostergenError, UsageError
from rostergen.per_district import bundle_name, write_district

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from rostergen.bundle.packing import Compression
    from rostergen.districts import District

OPEN = "open"
"""The file in the place that says that somebody waits for what comes there."""

_ONE_AT_A_TIME = Lock()
"""A worker of several threads makes one district after the other, so that memory is that of one."""


class Place(Protocol):
    """Where workers write, as they see it."""

    def is_open(self) -> bool:
        """Return whether this machine sees the place, and somebody waits for what comes there."""

    def write(self, name: str, attempt: str, make: Callable[[Path], dict[str, Any]]) -> dict[str, Any]:
        """Have a bundle made and keep it as `attempt`/`name`; return its entry of the index. Raises OutputError."""


@dataclass(frozen=True, slots=True)
class SharedFolder:
    """A folder of a file system that all machines share."""

    path: str
    shown: str
    """What the user calls the place."""

    def is_open(self) -> bool:
        """Look for the mark."""
        return Path(self.path, OPEN).exists()

    def write(self, name: str, attempt: str, make: Callable[[Path], dict[str, Any]]) -> dict[str, Any]:
        """Make the bundle where it stays."""
        folder = Path(self.path, attempt)
        with output_errors(Path(self.shown, name), OPTION):
            folder.mkdir()  # without those above it, which are gone once nobody waits
            return make(folder / name)


@dataclass(frozen=True, slots=True)
class RemoteFolder:
    """A folder that a URL names; credentials are those of the worker."""

    url: str = field(repr=False)
    """With the password, if it was typed; Dask logs and shows what it is given to do."""

    def is_open(self) -> bool:
        """Look for the mark."""
        from rostergen.destinations.gather import is_there

        return is_there(f"{self.url}/{OPEN}")

    def write(self, name: str, attempt: str, make: Callable[[Path], dict[str, Any]]) -> dict[str, Any]:
        """Make the bundle in a temporary folder, publish it, and read it again."""
        from rostergen.destinations.gather import checksums_at
        from rostergen.destinations.publish import publish

        url = f"{self.url}/{attempt}/{name}"
        with temporary_folder(" of the workers, where what goes to a URL is made first") as folder:
            entry = make(folder / name)
            if not self.is_open():
                raise Abandoned
            publish(folder / name, url)
        if checksums_at(url) != entry["sha256"]:
            raise OutputError(f"{name} arrived with other bytes than it was sent with; try again")
        return entry


@dataclass(frozen=True, slots=True)
class Job:
    """What all districts of a run have in common."""

    place: Place
    form: str
    options: Mapping[str, Any]
    """Those of `write_district`."""
    versions: Mapping[str, str]
    """Those that determine the bytes, where the run was started."""
    canary: str
    """What `canary` says there."""

    def hindrance(self) -> str | None:
        """Return why this process cannot take part, None if it can."""
        here = versions()
        other = [
            f"{name} {here[name]} and not {wanted}" for name, wanted in self.versions.items() if here[name] != wanted
        ]
        if other:
            return f"has {', '.join(other)}, which makes other bytes; install the same versions everywhere"
        if self.canary != canary(self.form, self.options["compression"]):
            return (
                "has the same versions and compresses to other bytes, for its processor or its build of a library is "
                "another; take machines of one kind, or --compression store"
            )
        try:
            if not self.place.is_open():
                return "does not see the place to write to; choose a folder that all machines share, or a URL"
        except RostergenError as error:
            return str(error)
        return None

    def __call__(self, district: District) -> tuple[str, dict[str, Any], Step]:
        """Make a district; return the path of its bundle in the place, its entry of the index and what was done.

        Raises:
            UsageError: this process cannot take part: it came behind the first look at all.
            OutputError: it cannot be written.

        """
        with _ONE_AT_A_TIME:
            hindrance = self.hindrance()
            if hindrance is not None:
                raise UsageError(f"one of the workers {hindrance}")
            attempt, name = secrets.token_hex(8), bundle_name(district, self.form)
            steps: list[Step] = []

            def hear(step: Step) -> None:
                if isinstance(self.place, SharedFolder) and not self.place.is_open():
                    raise Abandoned
                steps.append(step)

            def make(path: Path) -> dict[str, Any]:
                return write_district(district, path, progress=hear, **self.options)

            entry = self.place.write(name, attempt, make)
            done = Step(sum(step.rows for step in steps), sum(step.size for step in steps))
            return f"{attempt}/{name}", entry, done


@cache
def versions() -> dict[str, str]:
    """Return the versions that determine the bytes, those of zips too."""
    return {"rostergen": __version__} | {
        name: metadata.version(name) for name in ("faker", "numpy", "anyascii", "isal")
    }


@cache
def canary(form: str, compression: Compression) -> str:
    """Return a digest of what bundles of a form become here: with the same versions, compressors still differ.

    isal has one for each kind of processor, and of the library behind `zlib` there are several.
    """
    rows = [f"{sha256(b'%d' % n).hexdigest()[:36]},student,{n % 7:04},false\r\n" for n in range(200)]
    return sha256(packer(compression if form == "zip" else None)("".join(rows).encode()).data).hexdigest()
