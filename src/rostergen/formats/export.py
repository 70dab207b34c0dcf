"""A bundle in a folder, the way `pipeline` writes it, into another form: whole or not at all, as bundles are."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from rostergen.bundle.target import check_target, output_errors, staged
from rostergen.errors import UsageError
from rostergen.formats import postgres
from rostergen.formats.forms import FORMS, fits
from rostergen.formats.shape import KNOWN, MANIFEST, Shape, shapes
from rostergen.formats.url import database_url, is_database

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rostergen.spec import Version


def check(form: str, target: str, *, force: bool) -> None:
    """Raise OutputError or UsageError if a target cannot be written, so that a run can stop before any work.

    Arguments are those of `export`. Nothing is left at the target.
    """
    if is_database(target):
        postgres.check(database_url(target), force=force)
        return
    if not fits(form, target):
        endings = " or ".join(FORMS[form].endings)
        wanted = f"a file whose name ends in {endings}" if endings else "a folder, and such a name is one of a file"
        raise UsageError(f"--out: found '{target}'; {form} is {wanted}")
    check_target(Path(target), force=force, replaceable=frozenset(), ours=partial(_judged, form))


def export(folder: Path, version: Version, form: str, target: str, *, force: bool = False) -> int:
    """Write the tables of a valid bundle in a folder to `target`; return how many bytes they take there.

    Args:
        folder: the bundle, all of it bulk.
        version: the one it is of.
        form: a key of FORMS; of no account where the target is a database.
        target: a folder or a file that does not exist, or the URL of a PostgreSQL database.
        force: replace what is there, if it is of the same form and holds a bundle and nothing else.

    Raises:
        OutputError: there is something that must stay, or the target cannot be written. It is as it was then.
        UsageError: psycopg is not installed, or the URL is none.

    """
    if is_database(target):
        with output_errors(folder):
            return postgres.load(shapes(folder, version), database_url(target), force=force)
    path = Path(target)
    is_file = bool(FORMS[form].endings)
    with output_errors(path):
        tables = shapes(folder, version)

        def write(new: Path) -> None:
            with TemporaryDirectory(dir=folder.parent) as scratch:
                _write(form, tables, new, Path(scratch))
            if is_file:
                with new.open("rb") as made:
                    os.fsync(made.fileno())

        with staged(
            path,
            force=force,
            replaceable=frozenset(),
            ours=partial(_judged, form),
            pack=write if is_file else None,
            as_file=is_file,
        ) as new:
            if not is_file:
                write(new)
        return sum(file.stat().st_size for file in (path.iterdir() if path.is_dir() else [path]))


def _write(form: str, tables: Sequence[Shape], new: Path, scratch: Path) -> None:
    # Each where it is needed: DuckDB takes longer to import than a small district to make.
    if form == "sqlite":
        from rostergen.formats import sqlite

        sqlite.write_database(tables, new)
        return
    from rostergen.formats import duck

    if form == "duckdb":
        duck.write_database(tables, new, scratch)
    else:
        duck.write_parquet(tables, new, scratch)


def _judged(form: str, path: Path) -> bool | str:
    """Return whether what is at a path may be replaced, or why not."""
    return _is_ours(form, path) or f"is no {FORMS[form].noun} of a OneRoster bundle"


def _is_ours(form: str, path: Path) -> bool:
    """Return whether what is at a path may be replaced: a bundle in the same form and nothing else, or nothing."""
    if not FORMS[form].endings:
        return path.is_dir() and _is_of_bundle(_tables_of(path))
    if not path.is_file() or path.is_symlink():
        return False
    if path.stat().st_size == 0:
        return True
    if form == "sqlite":
        from rostergen.formats.sqlite import tables_in
    else:
        from rostergen.formats.duck import tables_in
    tables = tables_in(path)
    return bool(tables) and _is_of_bundle(tables)


def _tables_of(folder: Path) -> set[str]:
    """Return the tables of a folder of Parquet files; what is none keeps its whole name, which no table has."""
    return {
        entry.stem if entry.suffix == ".parquet" and entry.is_file() and not entry.is_symlink() else f"{entry.name}/"
        for entry in folder.iterdir()
    }


def _is_of_bundle(tables: set[str]) -> bool:
    return tables <= KNOWN and (MANIFEST in tables or not tables)
