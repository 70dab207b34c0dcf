"""What `rostergen` does without a command: one district, or those of a state, into bundles."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from functools import partial
from time import perf_counter
from typing import TYPE_CHECKING, Any

from rostergen.bundle.packing import COMPRESSIONS
from rostergen.bundle.target import is_zip
from rostergen.cli.output import put, say
from rostergen.cli.progress import progress, waiting
from rostergen.cli.summary import as_json, as_text, gradebook_to_come
from rostergen.cli.target import CSV, Target, target
from rostergen.cli.texts import one_of
from rostergen.cli.validate import check_written
from rostergen.cores import usable_cores
from rostergen.destinations.url import is_url
from rostergen.districts import districts_of
from rostergen.errors import OutputError, UsageError
from rostergen.formats.url import is_database
from rostergen.memory import keep_freed
from rostergen.per_district import FORMS, INDEX, write_per_district
from rostergen.pipeline import (
    DEFAULT_SEED,
    FIRST_YEAR,
    LAST_YEAR,
    MAX_SEED,
    Summary,
    generate,
    gradebook_size,
    n_rows,
    write_bundle,
)
from rostergen.profile.districts import MAX_DISTRICTS
from rostergen.profile.load import DEFAULT, Counts, Spelling, read_profile
from rostergen.profile.model import MAX_SCHOOLS, MAX_STUDENTS
from rostergen.profile.problems import found
from rostergen.projection import DEFAULT_VERSION
from rostergen.scratch import scratch_folder
from rostergen.spec import VERSIONS
from rostergen.state import write_state

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager
    from pathlib import Path

    from rostergen.bundle.packing import Compression
    from rostergen.cli.progress import Progress
    from rostergen.profile.model import Profile

    _Watched = Callable[[], AbstractContextManager[Progress]]

ENGINES = ("dask",)

_MOST_JOBS = 1024

_OF_GRADEBOOK = ("gradebook.", "categories.")

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
    out: str | None
    form: str
    per_district: str | None
    compression: str | None
    jobs: str | None
    engine: str | None
    scheduler: str | None
    force: bool
    quiet: bool
    json: bool
    check: bool

    def again(self, out: Target) -> list[str]:
        """Return the options that make the same bundle in the same place, but for seed and school year."""
        typed = {
            "--profile": self.profile,
            "--districts": self.districts,
            "--schools": self.schools,
            "--students": self.students,
        }
        if self.oneroster != DEFAULT_VERSION:
            typed["--oneroster"] = self.oneroster
        typed |= {
            "--format": self.form if self.form != CSV else None,
            "--per-district": self.per_district,
            "--compression": self.compression,
            "--out": None if self.out is None else out.url or self.out,  # a password is not said again
        }
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
    _check(request)
    request = _with_engine(request)
    jobs = _whole("--jobs", request.jobs, 1, _MOST_JOBS) or usable_cores()
    profile = _profile(request)
    if request.per_district is not None and profile.districts.number == 1:
        option = "--per-district" if request.engine is None else f"--engine {request.engine}"
        to_do = "it takes 2 or more" if request.districts else "add --districts with 2 or more"
        raise UsageError(f"{option}: there is one district; {to_do}, or leave {option.split()[0]} out")
    options = _Options(seed, year, _compression(request), jobs)
    idle = [key for setting in request.settings if (key := setting.partition("=")[0].strip()).startswith(_OF_GRADEBOOK)]
    if idle and not (request.gradebook or request.quiet or request.json):
        say(f"Without --gradebook, --set {idle[0]} does nothing")
    whole = {"force": request.force, "per_district": request.per_district is not None}
    shown: dict[str, Any] = {"wanted": not request.quiet, "lines": request.json, "since": started}
    watched, heard = partial(progress, **shown), partial(waiting, **shown)
    with target(request.out, request.form, **whole, gathered=request.engine is not None, waiting=heard) as out:
        try:
            summary = _make(request, profile, options, out, watched)
            seconds = perf_counter() - started
            if request.json:
                _put(as_json(summary, seconds, out), out)
            elif not request.quiet:
                say(as_text(summary, seconds, out, year_given=year is not None, again=request.again(out)))
            if request.check:
                check_written(_bundles(request, out.path), watched(), quiet=request.quiet, name=out.name)
        except KeyboardInterrupt:
            if not out.complete:
                raise
            raise KeyboardInterrupt("the bundle is complete") from None


def _check(request: Request) -> None:
    """Raise UsageError or OutputError for what can be told at once."""
    if request.oneroster not in VERSIONS:
        raise UsageError(f"--oneroster: {found(request.oneroster, ' or '.join(VERSIONS))}")
    if request.per_district is not None:
        one_of("--per-district", request.per_district, FORMS)
    if request.check:
        with scratch_folder():  # the judge would miss it only when all is written
            pass


def _put(text: str, out: Target) -> None:
    """Print the summary; if that fails, say that the bundle did not."""
    try:
        put(text)
    except OutputError as error:
        raise OutputError(f"{error}; the bundle is complete: {out.name}") from error


@dataclass(frozen=True, slots=True)
class _Options:
    """What the options say, understood."""

    seed: int
    year: int | None
    compression: Compression
    jobs: int


def _make(request: Request, profile: Profile, options: _Options, out: Target, watched: _Watched) -> Summary:
    keep_freed()
    if profile.districts.number > 1:
        return _make_state(request, profile, options, out, watched)
    with watched() as shown:
        shown.phase("making the district")
        world = generate(profile, seed=options.seed, school_year=options.year)
    if request.gradebook and not (request.quiet or request.json):
        say(gradebook_to_come(*gradebook_size(world, request.oneroster), packed=is_zip(out.path)))
    with watched() as shown:
        shown.phase("writing it", n_rows(world, request.oneroster, gradebook=request.gradebook))
        summary = write_bundle(world, out.path, packing=shown.packed, **_how(request, options, shown))
        return out.deliver(summary, shown)


def _make_state(request: Request, profile: Profile, options: _Options, out: Target, watched: _Watched) -> Summary:
    districts = districts_of(profile, options.seed)
    with watched() as shown:
        shown.phase(f"writing {len(districts):,} districts")
        common = _how(request, options, shown) | {"school_year": options.year, "expect": shown.expect}
        if request.per_district is None:
            summary = write_state(districts, out.path, packing=shown.packed, **common)
        elif request.engine is not None:
            from rostergen.engines.run import write_by_cluster

            place, form = out.gathering or out.path, request.per_district
            return write_by_cluster(districts, place, scheduler=request.scheduler, form=form, **common)
        else:
            summary = write_per_district(districts, out.path, form=request.per_district, **common)
        return out.deliver(summary, shown)


def _how(request: Request, options: _Options, shown: Progress) -> dict[str, Any]:
    """Return how whatever is made is written."""
    return {
        "oneroster": request.oneroster,
        "gradebook": request.gradebook,
        "force": request.force,
        "compression": options.compression,
        "jobs": options.jobs,
        "progress": shown.wrote,
    }


def _with_engine(request: Request) -> Request:
    """Return the request with what its engine implies. Raises UsageError for what contradicts it."""
    if request.engine is None:
        if request.scheduler is not None:
            raise UsageError("--scheduler: it is for --engine dask alone; add that, or leave it out")
        return request
    one_of("--engine", request.engine, ENGINES)
    if request.form != CSV:
        raise UsageError(f"--format: the engine writes bundles of CSV; leave --engine or --format {request.form} out")
    if request.scheduler is not None and request.jobs is not None:
        raise UsageError("--jobs: the cluster of --scheduler has its own workers; leave out one of the two")
    if request.check and request.out is not None and is_url(request.out):
        raise UsageError("--check: with --engine dask and a URL nothing is left here to judge; leave it out")
    import rostergen.engines.cluster  # noqa: F401 - is it installed?

    return replace(request, per_district=request.per_district or "zip")


def _bundles(request: Request, out: Path) -> list[str]:
    """Return the paths of what was written."""
    if request.per_district is None:
        return [str(out)]
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


def _compression(request: Request) -> Compression:
    if request.compression is None:
        return "fast"
    if request.compression not in COMPRESSIONS:
        raise UsageError(f"--compression: {found(request.compression, ', '.join(COMPRESSIONS))}")
    if request.form != CSV:
        raise UsageError(f"--compression: it is for zips of CSV; leave it out, or --format {request.form}")
    if is_database(request.out or ""):
        raise UsageError("--compression: it is for zips of CSV, and --out is a database; leave it out")
    if request.per_district == "folder":
        raise UsageError("--compression: a folder is not compressed; ask for --per-district zip, or leave it out")
    if request.per_district is None and not (request.out or "").rstrip("/").lower().endswith(".zip"):
        raise UsageError("--compression: a folder is not compressed; name an --out that ends in .zip, or leave it out")
    return COMPRESSIONS[COMPRESSIONS.index(request.compression)]


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
