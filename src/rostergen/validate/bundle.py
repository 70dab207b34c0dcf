"""A bundle on disk made ready for DuckDB: what is in it, its version and modes, and a clean CSV file for each sheet.

The protocol between this module and whoever loads the sheets:

1. `open_bundle` reads manifest and headers. The loader gives each sheet to `look_through`, which looks at every byte
   once, cheaply. A file that shows nothing suspicious comes back as it is (`Sheet.path` is the original, or the
   extracted member of a zip); anything else is read by the careful parser at once, which reports what is wrong with the
   form of the file, and a repaired copy comes back (`Sheet.numbered`).
2. The loader reads `Sheet.path` with read_csv(delim=',', quote='"', escape='"', header=true, auto_detect=false,
   strict_mode=true, columns={...}), all columns as VARCHAR and all of `Sheet.columns`, never fewer: what is not asked
   for is not checked. In the same scan it sums `Sheet.weight`, an SQL expression over the columns of a row.
3. If DuckDB refuses the file, or `Sheet.fits(rows, weight)` is false, the loader calls `repair` and loads the sheet
   that comes back. That one fits.

Strict mode is not strict. DuckDB 2.0.1 refuses invalid UTF-8, rows that are too short, rows too long by a value that is
not blank, unterminated quotes, text after a closing quote and mixed line ends; but without a word it drops blank
surplus cells ("1,2,3,,"), empty lines, blanks around quoted values and a second byte order mark, and lets through
quotes inside unquoted values, line breaks inside quoted ones and NUL. Whatever it drops is missing when its bytes are
added up: the texts, the commas between them, the quotes and the line ends of a clean file are exactly the bytes of
the file. That is what `fits` compares; it costs one sum in the scan and finds a single lost byte in gigabytes. A quote
or a line end in a text, which might make up for a lost byte, outweighs everything. Where cells hold nothing but
letters, digits and the signs of an id, there is no blank and no quote to lose: if there are as many rows as lines, and
as many commas as these have, nothing is missing, and the scan is spared the sum.
"""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rostergen.spec import VERSIONS
from rostergen.validate.archive import open_archive
from rostergen.validate.manifest import Manifest, Mode, judge_manifest, read_manifest
from rostergen.validate.packaging import MANIFEST, Contents, judge_contents, sort_entries
from rostergen.validate.sheet import Sheet, look_through, prepare, repair

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from rostergen.validate.archive import Archive
    from rostergen.validate.collector import Collector

__all__ = ["Bundle", "Mode", "Sheet", "look_through", "open_bundle", "repair"]


@dataclass(frozen=True, slots=True)
class Bundle:
    """What a bundle holds."""

    version: str
    modes: Mapping[str, Mode | None]
    """By file name without ".csv", in the order of the manifest: what the manifest says, None where it does not."""
    sheets: Mapping[str, Sheet]
    """The data files that are there and have a header, by the same name; `look_through` makes them ready."""
    unread: frozenset[str] = field(default=frozenset())
    """Files that should be there but cannot be read: this is reported, and references into them cannot be judged."""
    lines: Mapping[str, int] = field(default_factory=dict)
    """By file name, the line of the manifest that says its mode."""


def open_bundle(path: Path, collector: Collector, *, version: str | None = None, scratch: Path) -> Bundle:
    """Open a bundle, a folder or a zip, and report whatever is wrong with packaging, manifest and headers.

    Args:
        path: the bundle.
        collector: takes the findings.
        version: "1.1" or "1.2", whatever the manifest says.
        scratch: an empty folder for unpacked and repaired files, which must outlive the sheets.

    Raises:
        InputError: there is nothing at `path`, or neither a folder nor a zip.

    """
    archive = open_archive(path, collector)
    if archive is None:
        number = version or next(iter(VERSIONS))
        return Bundle(number, {}, {}, frozenset(file.name for file in VERSIONS[number].files))
    with closing(archive):
        return _read(archive, collector, version, scratch)


def _read(archive: Archive, collector: Collector, version: str | None, scratch: Path) -> Bundle:
    contents = sort_entries(archive.entries, collector)
    manifest = _manifest(archive, contents, collector, scratch)
    number = version or (manifest.version if manifest else "") or _likely_version(contents)
    modes: Mapping[str, Mode | None] = {file.name: None for file in VERSIONS[number].files}
    if manifest:
        modes = judge_manifest(manifest, number, collector)
    judge_contents(contents, number, modes, collector)
    sheets = {}
    for spec in VERSIONS[number].files:
        if entry := contents.files.get(spec.name):
            sheet = None
            if found := archive.fetch(entry, scratch / f"{spec.name}.csv"):
                try:
                    sheet = prepare(spec, number, entry.name, found, collector, scratch)
                except OSError as error:
                    collector.add("RG-CSV-01", entry.name, problem=error.strerror or str(error))
            if sheet is None:
                contents.lost.add(spec.name)
            else:
                sheets[spec.name] = sheet
    lines = {row.name.removeprefix("file."): row.line for row in reversed(manifest.rows)} if manifest else {}
    return Bundle(number, modes, sheets, frozenset(contents.lost) - set(sheets), lines)


def _manifest(archive: Archive, contents: Contents, collector: Collector, scratch: Path) -> Manifest | None:
    """Read the manifest; None, reported, if there is none or it cannot be read."""
    entry = contents.files.get(MANIFEST)
    if entry is None:
        if MANIFEST not in contents.lost:
            collector.add("OR-PKG-03", "")
        return None
    try:
        found = archive.fetch(entry, scratch / "manifest.csv")
        return read_manifest(entry.name, found, collector, scratch) if found else None
    except OSError as error:
        collector.add("RG-CSV-01", entry.name, problem=error.strerror or str(error))
        return None


def _likely_version(contents: Contents) -> str:
    """Return the version that has the most of the files there are, the oldest of several."""
    return max(VERSIONS, key=lambda number: sum(file.name in contents.files for file in VERSIONS[number].files))
