"""Where a run writes: a place of this machine, or a folder of its own and from there a URL or another form."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from rostergen.bundle.target import check_target, is_zip
from rostergen.cli.texts import one_of
from rostergen.destinations.url import check_slashes, is_url
from rostergen.errors import UsageError
from rostergen.per_district import check_folder, is_per_district
from rostergen.spec import BUNDLE_FILES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rostergen.cli.progress import Progress, Waiting
    from rostergen.destinations.gather import Gathering
    from rostergen.pipeline import Summary

CSV = "csv"
_USUAL = "oneroster"


class Target:
    """A target on this machine, which was looked at and may be written to."""

    url: str | None = None
    """The URL where the bundle goes in the end, without secrets; None if it stays here."""
    ending = ".csv"
    """What is added to the names of the files in the summary."""

    fleeting = False
    """Whether what is there goes when this process ends."""

    gathering: Gathering | None = None
    """What takes the bundles of many machines to that URL, where they make them; nothing comes to `path` then."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._before = _stamp(path)

    @property
    def name(self) -> str:
        """What the target is called."""
        return str(self.path)

    @property
    def form(self) -> str:
        """In which form the tables are there, for programs."""
        return "zip" if is_zip(self.path) else "folder"

    @property
    def noun(self) -> str:
        """In which form the tables are there, for people."""
        return self.form

    @property
    def complete(self) -> bool:
        """Whether the new bundle is where it was to go."""
        return _stamp(self.path) != self._before

    def deliver(self, summary: Summary, shown: Progress) -> Summary:
        """Bring the bundle from `path` to where it is to go, and return what is there."""
        return summary


@contextmanager
def target(
    out: str | None,
    form: str,
    *,
    force: bool,
    per_district: bool = False,
    gathered: bool = False,
    waiting: Waiting,
) -> Iterator[Target]:
    """Yield the target that --out and --format name, checked before any work. Raises UsageError and OutputError.

    With `gathered` many machines write what is per district, and a URL is no matter of this one's temporary folder.
    `waiting` is around what another machine has to answer.
    """
    from rostergen.formats.forms import FORMS
    from rostergen.formats.url import is_database

    one_of("--format", form, (CSV, *FORMS))
    if out == "":
        raise UsageError(
            "--out: found ''; allowed the name of a folder, of a zip file that ends in .zip, of a file that fits "
            "--format, or a URL"
        )
    if out is not None:
        check_slashes("--out", out)
    if form != CSV or (out is not None and is_database(out)):
        if per_district:
            raise UsageError("--per-district: writes bundles of CSV; leave --format or the database out")
        if out is not None and is_url(out) and not is_database(out):
            raise UsageError(f"--format {form}: is written to this machine only; name a path with --out")
        from rostergen.cli.conversion import conversion

        with conversion(out, form, force=force) as converted:
            yield converted
    elif out is not None and is_url(out):
        from rostergen.cli.upload import upload

        with upload(out, force=force, per_district=per_district, gathered=gathered, waiting=waiting) as uploaded:
            yield uploaded
    else:
        yield _here(out or _USUAL, force=force, per_district=per_district)


def _here(out: str, *, force: bool, per_district: bool) -> Target:
    from rostergen.formats.forms import FORMS, fits

    path = Path(out)
    if per_district:
        check_folder(path)
        check_target(path, force=force, replaceable=frozenset(), ours=is_per_district)
        return Target(path)
    for other in FORMS:
        if FORMS[other].endings and fits(other, out):
            raise UsageError(f"--out: found '{out}', a name for --format {other}; add that, or choose another name")
    check_target(path, force=force, replaceable=BUNDLE_FILES)
    return Target(path)


def _stamp(path: Path) -> tuple[int, int] | None:
    """Return what tells one bundle at a path from another, None if there is none."""
    try:
        status = path.lstat()
    except OSError:
        return None
    return status.st_ino, status.st_mtime_ns
