"""A whole state as a bundle for each district, in one folder with an index of them all."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rostergen import __version__
from rostergen.bundle.target import MANIFEST, OPTION, is_zip, output_errors, staged
from rostergen.bundle.tasks import Abandoned, context_for, run_tasks
from rostergen.errors import OutputError, UsageError
from rostergen.names import login_text
from rostergen.pipeline import (
    Summary,
    check_work,
    checked_version,
    current_school_year,
    write_parts_whole,
)
from rostergen.projection import DEFAULT_VERSION
from rostergen.spec import BUNDLE_FILES
from rostergen.state import MadeDistrict, Tally, district_part, seed_of, state_part, summary_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from os import PathLike

    from rostergen.bundle.packing import Compression
    from rostergen.bundle.parts import Part
    from rostergen.bundle.tasks import Step
    from rostergen.districts import District

INDEX = "index.json"
FORMS = ("folder", "zip")

_MOST_OF_A_NAME = 60
_BUNDLE = re.compile(r"\d+-[a-z0-9-]+(\.zip)?")


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
    compression: Compression = "fast",
    progress: Callable[[Step], None] | None = None,
) -> dict[str, Any]:
    """Write one district of a state as a bundle of its own, and return its entry of the index.

    It needs nothing of the other districts, and all it is given but `progress` can be pickled, so that it can run
    anywhere. The entry is plain data, with a `path` as in the folder of the index: the last part of `path`.

    Raises:
        UsageError: there is no such version, or the school year is out of range.
        OutputError: the path exists and `force` is not given, or it cannot be written.

    """
    target = Path(path)
    version = checked_version(oneroster)
    tally = Tally([district])
    parts: list[Part] = [partial(state_part, district.state, oneroster)] if district.state else []
    parts.append(partial(district_part, district, school_year, oneroster, gradebook=gradebook))
    rows, size = write_parts_whole(
        target, version, parts, force=force, compression=compression, progress=progress, made=tally.add
    )
    return {
        "number": district.number,
        "name": district.name,
        "identifier": district.identifier,
        "path": target.name,
        "schools": district.schools,
        "students": district.students,
        "persons": tally.persons,
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


def count(tally: Tally, entry: dict[str, Any]) -> None:
    """Count a district by its entry of the index."""
    tally.count(MadeDistrict(entry["students"], entry["persons"]), sum(entry["rows"].values()))


def summary_of_bundles(
    districts: Sequence[District],
    tally: Tally,
    path: Path,
    oneroster: str,
    school_year: int,
    entries: Iterable[dict[str, Any]],
) -> Summary:
    """Return what was written, by the entries of the index in the order of the districts."""
    rows: Counter[str] = Counter()
    n_bytes = 0
    for entry in entries:
        rows.update(entry["rows"])
        n_bytes += entry["bytes"]
    by_file = {spec.name: rows[spec.name] for spec in checked_version(oneroster).files if spec.name in rows}
    bundles = len(districts)
    return summary_of(districts, tally, path, oneroster, school_year, rows=by_file, n_bytes=n_bytes, bundles=bundles)


def write_per_district(
    districts: Sequence[District],
    path: str | PathLike[str],
    *,
    form: str = "folder",
    school_year: int | None = None,
    oneroster: str = DEFAULT_VERSION,
    gradebook: bool = False,
    force: bool = False,
    compression: Compression = "fast",
    jobs: int = 1,
    progress: Callable[[Step], None] | None = None,
    expect: Callable[[int], None] | None = None,
) -> Summary:
    """Write a folder with a bundle for each district, a "folder" or a "zip", and last of all `index.json`.

    The folder appears whole or not at all. `force` replaces such a folder, and nothing else. All else is as for
    `write_state`.

    Raises:
        UsageError: there is no such version, form or compression, or a number is out of range.
        OutputError: the path exists and `force` is not given, or it cannot be written.

    """
    target = Path(path)
    year = current_school_year() if school_year is None else school_year
    checked_version(oneroster)
    check_work(compression, jobs)
    if form not in FORMS:
        raise UsageError(f"form '{form}': must be one of {', '.join(FORMS)}")
    check_folder(target)
    tally = Tally(districts, expect)
    # What fails in the room where all are made is told of the place that the user knows.
    with (
        output_errors(target, OPTION),
        staged(target, force=force, replaceable=frozenset(), ours=is_per_district) as folder,
    ):
        task = partial(
            _write_one,
            districts,
            folder,
            form,
            {"school_year": year, "oneroster": oneroster, "gradebook": gradebook, "compression": compression},
        )
        jobs = min(jobs, len(districts))
        done = partial(count, tally)
        entries = run_tasks(task, len(districts), context_for(jobs), jobs=jobs, progress=progress, done=done)
        (folder / INDEX).write_text(index_text(districts, entries, year, oneroster), encoding="ascii")
    return summary_of_bundles(districts, tally, target, oneroster, year, entries)


def _write_one(
    districts: Sequence[District],
    folder: Path,
    form: str,
    options: Mapping[str, Any],
    number: int,
    progress: Callable[[Step], None],
    alive: Callable[[], bool],
) -> dict[str, Any]:
    district = districts[number]

    def hear(step: Step) -> None:
        if not alive():
            raise Abandoned
        progress(step)

    return write_district(district, folder / bundle_name(district, form), progress=hear, **options)


def check_folder(target: Path) -> None:
    """Raise OutputError if a name asks for a zip, which cannot hold bundles."""
    if is_zip(target):
        raise OutputError(
            f"cannot write {target}: a bundle for each district makes a folder; choose a name that does not end in .zip"
        )


def is_part(path: str) -> bool:
    """Return whether a file, by its path from the folder of all bundles, can be one of them or their index."""
    bundle, _, file = path.partition("/")
    if path == INDEX:
        return True
    return _BUNDLE.fullmatch(bundle) is not None and (file in BUNDLE_FILES if file else bundle.endswith(".zip"))


def is_per_district(target: Path) -> bool | str:
    """Return whether a folder holds the bundles of its index and nothing else, so that it may be replaced, or why not.

    Nothing at all it may hold, too.
    """
    if not target.is_dir():
        return "is a file, where a folder is to be written"
    names = {entry.name for entry in target.iterdir()}
    if not names:
        return True
    if MANIFEST in names:
        return "is a single bundle and no folder of districts (a run without --per-district replaces it)"
    try:
        index = json.loads((target / INDEX).read_text(encoding="utf-8"))
        known = {entry["path"] for entry in index["districts"]}
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return f"has no {INDEX} of districts"
    stranger = next(_strangers(target, known), None)
    return stranger is None or f"holds {stranger!a}, which is not of its {INDEX}"


def _strangers(folder: Path, known: set[str]) -> Iterator[str]:
    for bundle in sorted(folder.iterdir()):
        if bundle.name not in known or bundle.is_symlink():
            if bundle.name != INDEX:
                yield bundle.name
        elif bundle.is_dir():
            files = sorted(bundle.iterdir())
            yield from (f"{bundle.name}/{file.name}" for file in files if not _belongs(file))


def _belongs(file: Path) -> bool:
    return file.name in BUNDLE_FILES and file.is_file()
