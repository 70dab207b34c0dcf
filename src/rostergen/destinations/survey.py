"""What stands at a destination, and whether a bundle may take its place: the rules of a local target."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from rostergen.bundle.target import MANIFEST
from rostergen.errors import OutputError
from rostergen.pipeline import BUNDLE_FILES

if TYPE_CHECKING:
    from collections.abc import Callable

    from rostergen.destinations.place import Entry, Place

_ELSEWHERE = "choose another place with --out"


def is_bundle_file(name: str) -> bool:
    """Return whether a folder that is a bundle may hold a file of this name."""
    return name in BUNDLE_FILES


def is_zipped_bundle(file: BinaryIO) -> bool:
    """Return whether an open file is empty, or a zip with a manifest.csv at its root."""
    if not file.read(1):
        return True
    try:
        with zipfile.ZipFile(file) as archive:
            return MANIFEST in archive.namelist()
    except OSError:
        raise
    except Exception:  # zipfile raises half a dozen kinds for a damaged file, none of which makes it a bundle
        return False


@dataclass(frozen=True, slots=True)
class Kind:
    """What is published, and so what it may replace."""

    last: str = MANIFEST
    """The file of a folder that says that the folder is complete: it is there last, and goes first."""
    part: Callable[[str], bool] = is_bundle_file
    """Whether a folder of this kind may hold a file, by its path from the folder."""
    whole: Callable[[BinaryIO], bool] = is_zipped_bundle
    """Whether an open file is of this kind."""


BUNDLE = Kind()


def survey(place: Place, kind: Kind, *, folder: bool, force: bool) -> dict[str, Entry] | None:
    """Return what is to be replaced, files by name ("" for a file itself), None for nothing.

    Raises OutputError if what is there must stay.
    """
    found = place.look(place.path)
    if found is None:
        return None
    held = place.tree(place.path) if found.kind == "directory" and folder else {"": found}
    obstacle = _obstacle(place, kind, found, held, folder=folder)
    if obstacle is not None and force:
        raise OutputError(f"cannot replace {place.url}: it {obstacle}; {_ELSEWHERE}")
    if obstacle is not None:
        raise OutputError(f"cannot write {place.url}: it exists and {obstacle}; {_ELSEWHERE}")
    if not force:
        raise OutputError(f"cannot write {place.url}: it exists; add --force to replace it, or {_ELSEWHERE}")
    return held


def _obstacle(place: Place, kind: Kind, found: Entry, held: dict[str, Entry], *, folder: bool) -> str | None:
    if found.kind == "directory" and not folder:
        return "is a folder, where a file is to be written"
    if found.kind == "file" and folder:
        return "is a file, where a folder is to be written"
    if found.kind not in {"directory", "file"}:
        return "is neither a file nor a folder"
    if not folder:
        with place.reading(place.path) as file:
            return None if kind.whole(file) else "is not a bundle of that kind"
    for name, entry in held.items():
        if entry.kind != "file" or (name != kind.last and not kind.part(name)):
            return f"holds {name!a}, which is no file of such a bundle"
    return f"is not a bundle, having no {kind.last}" if held and kind.last not in held else None
