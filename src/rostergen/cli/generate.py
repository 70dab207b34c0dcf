"""What `rostergen` does without a command: one district, or those of a state, into bundles."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

import numpy as np

from rostergen.bundle.target import check_target, is_zip
from rostergen.cli.output import put, say
from rostergen.cli.progress import progress
from rostergen.cli.summary import as_json, as_text, gradebook_to_come
from rostergen.cli.texts import one_of
from rostergen.cli.validate import check_written
from rostergen.districts import districts_of
from rostergen.errors import OutputError, UsageError
from rostergen.per_district import FORMS, INDEX, check_folder, is_per_district, write_per_district
from rostergen.pipeline import (
    BUNDLE_FILES,
    DEFAULT_SEED,
    DEFAULT_VERSION,
    FIRST_YEAR,
    LAST_YEAR,
    MAX_SEED,
    Summary,
    generate,
    gradebook_size,
    n_steps,
    write_bundle,
)
from rostergen.profile.districts import MAX_DISTRICTS
from rostergen.profile.load import DEFAULT, Counts, Spelling, read_profile
from rostergen.profile.model import MAX_SCHOOLS, MAX_STUDENTS
from rostergen.profile.problems import found
from rostergen.spec import VERSIONS
from rostergen.state import write_state

if TYPE_CHECKING:
    from rostergen.profile.model import Profile

_MOST_KEPT = 31 << 20
"""glibc learns from blocks of less than 32 MB only."""


_OPTIONS = Spelling("--set", "--schools", "--students", "--districts")


@dataclass(frozen=True, slots=True)
class Request:
    """The options as they were typed; None or empty for those that were not."""

    profile: str | None
    schools: str | None
    students: str | None
    districts: str | None
    seed: str | None
    school_year: str | None
    settings: tuple[str, ...]
    oneroster: str
    gradebook: bool
    out: str
    per_district: str | None
    force: bool
    quiet: bool
    json: bool
    check: bool

    @property
    def again(self) -> list[str]:
        """The options that determine the district, but for seed and school year."""
        typed = {
            "--profile": self.profile,
            "--districts": self.districts,
            "--schools": self.schools,
            "--students": self.students,
        }
        if self.oneroster != DEFAULT_VERSION:
            typed["--oneroster"] = self.oneroster
        typed["--per-district"] = self.per_district
        options = [part for name, value in typed.items() if value is not None for part in (name, value)]
        options += ["--gradebook"] * self.gradebook
        return options + [part for setting in self.settings for part in ("--set", setting)]


def run(request: Request) -> None:
    """Make the district that the options ask for, write it and say so.

    What can be wrong is looked for in the order of what it costs to find out, and nothing is written before all of it
    was looked for.
    """
    started = perf_counter()
    seed, year = _seed(request), _whole("--school-year", request.school_year, FIRST_YEAR, LAST_YEAR)
    if request.oneroster not in VERSIONS:
        raise UsageError(f"--oneroster: {found(request.oneroster, ' or '.join(VERSIONS))}")
    if request.per_district is not None:
        one_of("--per-district", request.per_district, FORMS)
    profile = _profile(request)
    out = _out(request)
    _check_place(request, profile, out)
    before = _stamp(out)
    try:
        summary = _make(request, profile, seed, year, out)
        seconds = perf_counter() - started
        if request.json:
            _put(as_json(summary, seconds), out)
        elif not request.quiet:
            say(as_text(summary, seconds, year_given=year is not None, again=request.again))
        if request.check:
            check_written(_bundles(request, out), quiet=request.quiet)
    except KeyboardInterrupt:
        if _stamp(out) == before:
            raise
        raise KeyboardInterrupt("the bundle is complete") from None


def _put(text: str, out: Path) -> None:
    """Print the summary; if that fails, say that the bundle did not."""
    try:
        put(text)
    except OutputError as error:
        raise OutputError(f"{error}; the bundle is complete: {out}") from error


def _make(request: Request, profile: Profile, seed: int, year: int | None, out: Path) -> Summary:
    # On freeing this much at once glibc learns to keep what is freed, up to twice as much. Without it, every array of a
    # megabyte or more comes from the system anew, one page fault for every 4 kB of it. Nothing is written to this one.
    np.empty(_MOST_KEPT, np.uint8)
    if profile.districts.number > 1:
        return _make_state(request, profile, seed, year, out)
    with progress(wanted=not request.quiet) as shown:
        shown.phase("making the district")
        world = generate(profile, seed=seed, school_year=year)
        if request.gradebook and not request.quiet:
            say(gradebook_to_come(*gradebook_size(world, request.oneroster)))
        shown.phase(
            "writing and packing it" if is_zip(out) else "writing it",
            n_steps(world, out, request.oneroster, gradebook=request.gradebook),
        )
        return write_bundle(
            world,
            out,
            oneroster=request.oneroster,
            gradebook=request.gradebook,
            force=request.force,
            progress=shown.advance,
        )


def _make_state(request: Request, profile: Profile, seed: int, year: int | None, out: Path) -> Summary:
    districts = districts_of(profile, seed)
    passes = 2 if request.per_district == "zip" or is_zip(out) else 1  # rows are written, and then packed
    with progress(wanted=not request.quiet) as shown:
        shown.phase(f"making and writing {len(districts):,} districts")
        common: dict[str, Any] = {
            "school_year": year,
            "oneroster": request.oneroster,
            "gradebook": request.gradebook,
            "force": request.force,
            "progress": shown.advance,
            "expect": lambda rows: shown.expect(rows * passes),
        }
        if request.per_district is None:
            return write_state(districts, out, **common)
        return write_per_district(districts, out, form=request.per_district, **common)


def _check_place(request: Request, profile: Profile, out: Path) -> None:
    """Raise OutputError or UsageError if what the options ask for cannot be put there."""
    if request.per_district is None:
        check_target(out, force=request.force, replaceable=BUNDLE_FILES)
        return
    if profile.districts.number == 1:
        raise UsageError("--per-district: the profile has one district; add --districts N, or leave it out")
    check_folder(out)
    check_target(out, force=request.force, replaceable=frozenset(), ours=is_per_district)


def _bundles(request: Request, out: Path) -> list[str]:
    """Return the paths of what was written."""
    if request.per_district is None:
        return [request.out]
    index = json.loads((out / INDEX).read_text(encoding="utf-8"))
    return [str(out / entry["path"]) for entry in index["districts"]]


def _profile(request: Request) -> Profile:
    return read_profile(
        DEFAULT if request.profile is None else request.profile,
        request.settings,
        Counts(
            _count("--schools", request.schools, MAX_SCHOOLS),
            _count("--students", request.students, MAX_STUDENTS),
            _count("--districts", request.districts, MAX_DISTRICTS),
        ),
        _OPTIONS,
    )


def _out(request: Request) -> Path:
    if not request.out:
        raise UsageError("--out: found ''; allowed the name of a folder, or of a zip file that ends in .zip")
    return Path(request.out)


def _seed(request: Request) -> int:
    seed = _whole("--seed", request.seed, 0, MAX_SEED)
    return DEFAULT_SEED if seed is None else seed


def _whole(option: str, text: str | None, least: int, most: int) -> int | None:
    """Return the number that an option gives, None if it was not given."""
    number = _number(text)
    if text is not None and (number is None or not least <= number <= most):
        raise UsageError(f"{option}: {found(text, f'a whole number from {least} to {most}')}")
    return number


def _count(option: str, text: str | None, most: int) -> int | None:
    """Return the count that an option gives; its range `read_profile` checks, with all the rest."""
    number = _number(text)
    if text is not None and number is None:
        raise UsageError(f"{option}: {found(text, f'a whole number from 1 to {most}')}")
    return number


def _number(text: str | None) -> int | None:
    # int() takes more than people mean: 1_000, digits of other scripts, and too many of them
    return int(text) if text is not None and re.fullmatch(r"[-+]?[0-9]{1,40}", text) else None


def _stamp(path: Path) -> tuple[int, int] | None:
    """Return what tells one bundle at a path from another, None if there is none."""
    try:
        status = path.lstat()
    except OSError:
        return None
    return status.st_ino, status.st_mtime_ns
