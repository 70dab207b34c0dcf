"""What `rostergen` does without a command: one district into one bundle."""

from __future__ import annotations

import re
from dataclasses import dataclass
from time import perf_counter
from typing import TYPE_CHECKING

import numpy as np

from rostergen.bundle.target import is_zip
from rostergen.cli.output import put, say
from rostergen.cli.progress import progress
from rostergen.cli.summary import as_json, as_text, gradebook_to_come
from rostergen.cli.target import Target, target
from rostergen.cli.validate import check_written
from rostergen.errors import OutputError, UsageError
from rostergen.pipeline import (
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
from rostergen.profile.load import DEFAULT, Spelling, read_profile
from rostergen.profile.model import MAX_SCHOOLS, MAX_STUDENTS
from rostergen.profile.problems import found
from rostergen.spec import VERSIONS

if TYPE_CHECKING:
    from rostergen.profile.model import Profile

_MOST_KEPT = 31 << 20
"""glibc learns from blocks of less than 32 MB only."""


_OPTIONS = Spelling("--set", "--schools", "--students")


@dataclass(frozen=True, slots=True)
class Request:
    """The options as they were typed; None or empty for those that were not."""

    profile: str | None
    schools: str | None
    students: str | None
    seed: str | None
    school_year: str | None
    settings: tuple[str, ...]
    oneroster: str
    gradebook: bool
    out: str | None
    form: str
    force: bool
    quiet: bool
    json: bool
    check: bool

    @property
    def again(self) -> list[str]:
        """The options that determine the district, but for seed and school year."""
        typed = {"--profile": self.profile, "--schools": self.schools, "--students": self.students}
        if self.oneroster != DEFAULT_VERSION:
            typed["--oneroster"] = self.oneroster
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
    profile = _profile(request)
    with target(request.out, request.form, force=request.force) as out:
        try:
            summary = _make(request, profile, seed, year, out)
            seconds = perf_counter() - started
            if request.json:
                _put(as_json(summary, seconds, out), out)
            elif not request.quiet:
                say(as_text(summary, seconds, out, year_given=year is not None, again=request.again))
            if request.check:
                check_written(str(out.path), quiet=request.quiet, name=out.name)
        except KeyboardInterrupt:
            if not out.complete:
                raise
            raise KeyboardInterrupt("the bundle is complete") from None


def _put(text: str, out: Target) -> None:
    """Print the summary; if that fails, say that the bundle did not."""
    try:
        put(text)
    except OutputError as error:
        raise OutputError(f"{error}; the bundle is complete: {out.name}") from error


def _make(request: Request, profile: Profile, seed: int, year: int | None, out: Target) -> Summary:
    # On freeing this much at once glibc learns to keep what is freed, up to twice as much. Without it, every array of a
    # megabyte or more comes from the system anew, one page fault for every 4 kB of it. Nothing is written to this one.
    np.empty(_MOST_KEPT, np.uint8)
    with progress(wanted=not request.quiet) as shown:
        shown.phase("making the district")
        world = generate(profile, seed=seed, school_year=year)
        if request.gradebook and not request.quiet:
            say(gradebook_to_come(*gradebook_size(world, request.oneroster)))
        shown.phase(
            "writing and packing it" if is_zip(out.path) else "writing it",
            n_steps(world, out.path, request.oneroster, gradebook=request.gradebook),
        )
        summary = write_bundle(
            world,
            out.path,
            oneroster=request.oneroster,
            gradebook=request.gradebook,
            force=request.force,
            progress=shown.advance,
        )
        return out.deliver(summary, shown)


def _profile(request: Request) -> Profile:
    return read_profile(
        DEFAULT if request.profile is None else request.profile,
        request.settings,
        _count("--schools", request.schools, MAX_SCHOOLS),
        _count("--students", request.students, MAX_STUDENTS),
        _OPTIONS,
    )


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
