"""The target of a run with --format or a database: the bundle is made as CSV first, and then converted."""

from __future__ import annotations

import os
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from rostergen.bundle.room import room_beside
from rostergen.bundle.target import OPTION, output_errors
from rostergen.bundle.temporary import temporary_folder
from rostergen.cli.target import CSV, Target
from rostergen.errors import UsageError
from rostergen.formats.export import check, export
from rostergen.formats.forms import FORMS, POSTGRES
from rostergen.formats.url import database_url, is_database
from rostergen.spec import VERSIONS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rostergen.cli.progress import Progress
    from rostergen.pipeline import Summary


class _Converted(Target):
    """A folder for the CSV, and what becomes of it."""

    def __init__(self, csv: Path, out: str, form: str, *, force: bool) -> None:
        super().__init__(csv)
        self._out, self._form, self._force = out, form, force
        self._delivered = False
        self.ending = ".parquet" if form == "parquet" else ""
        if form == POSTGRES:
            self.url = str(database_url(out))

    @property
    def name(self) -> str:
        return self.url or self._out

    @property
    def form(self) -> str:
        return self._form

    @property
    def noun(self) -> str:
        return FORMS[self._form].noun if self._form in FORMS else "PostgreSQL schema"

    @property
    def complete(self) -> bool:
        return self._delivered

    def deliver(self, summary: Summary, shown: Progress) -> Summary:
        shown.phase("loading it" if self.url else "converting it")
        size = export(self.path, VERSIONS[summary.oneroster], self._form, self._out, force=self._force)
        self._delivered = True
        return replace(summary, bytes=size)


@contextmanager
def conversion(out: str | None, form: str, *, force: bool) -> Iterator[Target]:
    """Yield a target that becomes a form other than CSV, checked before any work. Raises UsageError and OutputError."""
    if out is not None and is_database(out):
        if form != CSV:
            raise UsageError(f"--format: found {form}, but --out is the URL of a database; leave one of them out")
        form = POSTGRES
    place = FORMS[form].usual if out is None else out
    check(form, place, force=force)
    with _room_for_csv(form, place) as folder:
        yield _Converted(folder / "csv", place, form, force=force)


@contextmanager
def _room_for_csv(form: str, place: str) -> Iterator[Path]:
    """Yield a folder for the bundle to convert, on the disk of the target where there is one; it goes at the end.

    What cannot be written there is told of what people know: the target, or where temporary files are.
    """
    if form == POSTGRES:
        with temporary_folder(", where the tables are made first") as folder:
            yield folder
        return
    target = Path(place)
    with output_errors(target, OPTION), room_beside(Path(os.path.realpath(target.parent), target.name)) as room:
        yield room
