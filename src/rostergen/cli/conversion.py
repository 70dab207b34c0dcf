"""The target of a run with --format or a database: the bundle is made as CSV first, and then converted."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import gettempdir
from typing import TYPE_CHECKING

from rostergen.bundle.target import output_errors
from rostergen.cli.target import CSV, Target
from rostergen.errors import OutputError, UsageError
from rostergen.formats.export import check, export, room_for_csv
from rostergen.formats.forms import FORMS, POSTGRES
from rostergen.formats.url import database_url, is_database
from rostergen.spec import VERSIONS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rostergen.cli.progress import Progress
    from rostergen.pipeline import Summary

_TEMPORARY = ("with --out", "with TMPDIR, where the tables are made first")


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
    home, csv = place if form in FORMS else gettempdir(), Path()
    try:
        with output_errors(Path(home)), room_for_csv(place) as csv:
            yield _Converted(csv, place, form, force=force)
    except OutputError as error:
        # What is wrong with the CSV is told of what people know: the target, or where temporary files are.
        message = str(error)
        if form in FORMS:
            raise OutputError(message.replace(str(csv), place)) from error
        raise OutputError(message.replace(str(csv), home).replace(*_TEMPORARY)) from error
