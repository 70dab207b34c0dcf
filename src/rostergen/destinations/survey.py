"""What stands at a destination, and whether a bundle may take its place: the rules of a local target."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from rostergen.bundle.target import MANIFEST, is_zipped_bundle, refuse
from rostergen.spec import BUNDLE_FILES

if TYPE_CHECKING:
    from collections.abc import Callable

    from rostergen.destinations.place import Entry, Place


@dataclass(frozen=True, slots=True)
class Kind:
    """What is published, and so what it may replace."""

    last: str = MANIFEST
    """The file of a folder that says that the folder is complete: it is there last, and goes first."""
    part: Callable[[str], bool] = BUNDLE_FILES.__contains__
    """Whether a folder of this kind may hold a file, by its path from the folder."""
    whole: Callable[[BinaryIO], bool] = is_zipped_bundle
    """Whether an open file, not empty, is of this kind."""


BUNDLE = Kind()


def survey(place: Place, kind: Kind, *, folder: bool, force: bool) -> dict[str, Entry] | None:
    """Return what is to be replaced, files by name ("" for a file itself), None for nothing.

    Raises OutputError if what is there must stay.
    """
    found = place.look(place.path)
    if found is None:
        return None
    held = place.tree(place.path) if found.kind == "directory" and folder else {"": found}
    refuse(place.url, _obstacle(place, kind, found, held, folder=folder), force=force)
    return held


def _obstacle(place: Place, kind: Kind, found: Entry, held: dict[str, Entry], *, folder: bool) -> str | None:
    if found.kind == "directory" and not folder:
        return "is a folder, where a file is to be written"
    if found.kind == "file" and folder:
        return "is a file, where a folder is to be written"
    if found.kind not in {"directory", "file"}:
        return "is neither a file nor a folder"
    if not folder:
        if found.size == 0:
            return None
        with place.reading(place.path) as file:
            return None if kind.whole(file) else "is not a bundle of that kind"
    for name, entry in held.items():
        if entry.kind != "file" or (name != kind.last and not kind.part(name)):
            return f"holds {name!a}, which is no file of such a bundle"
    return f"is not a bundle, having no {kind.last}" if held and kind.last not in held else None
