"""A whole state as a bundle for each district, in one folder with an index of them all."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rostergen import __version__
from rostergen.bundle.target import is_zip, output_errors, staged
from rostergen.errors import OutputError
from rostergen.names import login_text
from rostergen.pipeline import (
    BUNDLE_FILES,
    DEFAULT_VERSION,
    Summary,
    all_tables,
    checked_version,
    current_school_year,
    write_tables_whole,
)
from rostergen.state import Tally, generate_district, seed_of, state_tables

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from os import PathLike

    from rostergen.districts import District

INDEX = "index.json"
FORMS = ("folder", "zip")

_MOST_OF_A_NAME = 60


def bundle_name(district: District, form: str) -> str:
    """Return the name of a district's bundle: 0042-elmwood-public-schools, with .zip where `form` is "zip"."""
    words = [word for part in re.split(r"[^\w]+", district.name) if part and (word := login_text(part)) != "x"]
    slug = "-".join(words)[:_MOST_OF_A_NAME].strip("-") or district.code
    return f"{district.padded_number}-{slug}" + (".zip" if form == "zip" else "")


def write_district(
    district: District,
    path: str | PathLike[str],
    *,
    school_year: int,
    oneroster: str = DEFAULT_VERSION,
    gradebook: bool = False,
    force: bool = False,
    progress: Callable[[int], None] | None = None,
    tally: Tally | None = None,
) -> dict[str, Any]:
    """Write one district of a state as a bundle of its own, and return its entry of the index.

    It needs nothing of the other districts, and all it is given but `progress` and `tally` can be pickled, so that it
    can run anywhere. The entry is plain data, with a `path` as in the folder of the index: the last part of `path`.

    Raises:
        UsageError: there is no such version, or the school year is out of range.
        OutputError: the path exists and `force` is not given, or it cannot be written.

    """
    target = Path(path)
    checked_version(oneroster)
    world = generate_district(district, school_year)
    tally = tally or Tally(district.profile.students, oneroster, gradebook=gradebook)
    before = tally.persons
    tally.add(world)
    tables = chain(state_tables(district, oneroster), all_tables(world, oneroster, gradebook=gradebook))
    rows, size = write_tables_whole(target, oneroster, tables, force=force, progress=progress)
    return {
        "number": district.number,
        "name": district.name,
        "identifier": district.identifier,
        "path": target.name,
        "schools": district.profile.schools,
        "students": district.profile.students,
        "persons": tally.persons - before,
        "rows": rows,
        "bytes": size,
        "sha256": checksums(target),
    }


def checksums(bundle: Path) -> dict[str, str]:
    """Return the SHA-256 of a zip, or of every file of a folder, by name. Raises OutputError."""
    with output_errors(bundle):
        files = sorted(bundle.iterdir()) if bundle.is_dir() else [bundle]
        sums = {}
        for file in files:
            with file.open("rb") as stream:
                sums[file.name] = hashlib.file_digest(stream, "sha256").hexdigest()
        return sums


def index_text(districts: Sequence[District], entries: Sequence[dict[str, Any]], year: int, oneroster: str) -> str:
    """Return the index of the bundles of a state, all ASCII; the entries of its districts may come in any order."""
    state = districts[0].state
    index = {
        "rostergen": __version__,
        "oneroster": oneroster,
        "seed": seed_of(districts),
        "schoolYear": year,
        "state": state.name if state else None,
        "schools": sum(entry["schools"] for entry in entries),
        "students": sum(entry["students"] for entry in entries),
        "bytes": sum(entry["bytes"] for entry in entries),
        "districts": sorted(entries, key=lambda entry: int(entry["number"])),
    }
    return json.dumps(index, indent=1) + "\n"


def write_per_district(
    districts: Sequence[District],
    path: str | PathLike[str],
    *,
    form: str = "folder",
    school_year: int | None = None,
    oneroster: str = DEFAULT_VERSION,
    gradebook: bool = False,
    force: bool = False,
    progress: Callable[[int], None] | None = None,
    expect: Callable[[int], None] | None = None,
) -> Summary:
    """Write a folder with a bundle for each district, a "folder" or a "zip", and last of all `index.json`.

    The folder appears whole or not at all. `force` replaces such a folder, and nothing else. All else is as for
    `write_state`.

    Raises:
        UsageError: there is no such version, or the school year is out of range.
        OutputError: the path exists and `force` is not given, or it cannot be written.

    """
    target = Path(path)
    year = current_school_year() if school_year is None else school_year
    checked_version(oneroster)
    check_folder(target)
    students = sum(district.profile.students for district in districts)
    tally = Tally(students, oneroster, gradebook=gradebook, expect=expect)
    with staged(target, force=force, replaceable=frozenset(), ours=is_per_district) as folder:
        entries = [
            write_district(
                district,
                folder / bundle_name(district, form),
                school_year=year,
                oneroster=oneroster,
                gradebook=gradebook,
                progress=progress,
                tally=tally,
            )
            for district in districts
        ]
        (folder / INDEX).write_text(index_text(districts, entries, year, oneroster), encoding="ascii")
    rows: Counter[str] = Counter()
    for entry in entries:
        rows.update(entry["rows"])
    return Summary(
        path=target,
        oneroster=oneroster,
        rows=dict(rows),
        persons=tally.persons,
        bytes=sum(entry["bytes"] for entry in entries),
        schools=sum(entry["schools"] for entry in entries),
        students=students,
        seed=seed_of(districts),
        school_year=year,
        districts=len(districts),
        bundles=len(districts),
    )


def check_folder(target: Path) -> None:
    """Raise OutputError if a name asks for a zip, which cannot hold bundles."""
    if is_zip(target):
        raise OutputError(
            f"cannot write {target}: a bundle for each district makes a folder; choose a name that does not end in .zip"
        )


def is_per_district(folder: Path) -> bool:
    """Return whether a folder holds the bundles of its index and nothing else, so that it may be replaced."""
    try:
        index = json.loads((folder / INDEX).read_text(encoding="utf-8"))
        known = {entry["path"] for entry in index["districts"]}
    except (OSError, ValueError, TypeError, KeyError):
        return False
    return all(_belongs(entry, known) for entry in folder.iterdir() if entry.name != INDEX)


def _belongs(bundle: Path, known: set[str]) -> bool:
    if bundle.name not in known or bundle.is_symlink():
        return False
    return bundle.is_file() or all(file.name in BUNDLE_FILES and file.is_file() for file in bundle.iterdir())
