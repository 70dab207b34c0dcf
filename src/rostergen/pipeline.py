"""The main path on one page: profile -> plan -> world -> tables -> bundle."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from rostergen import __version__
from rostergen.bundle.target import MANIFEST, is_zip, output_errors, staged
from rostergen.bundle.write import write_manifest, write_tables
from rostergen.errors import UsageError
from rostergen.names import NameSource
from rostergen.spec import V1P1
from rostergen.stages.accounts import make_accounts
from rostergen.stages.calendar import make_calendar
from rostergen.stages.enroll import enroll_school
from rostergen.stages.people import make_population
from rostergen.stages.plan import make_plan
from rostergen.stages.resources import make_resources
from rostergen.stages.schedule import make_timetable
from rostergen.stages.staff import make_staff, name_staff
from rostergen.tables.project_v1p1 import enrollment_tables, tables
from rostergen.tables.shared import Keys
from rostergen.world import World

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from os import PathLike

    from rostergen.profile.model import Profile
    from rostergen.tables.table import Table

DEFAULT_SEED = 1
MAX_SEED = 2**63 - 1
FIRST_YEAR, LAST_YEAR = 1980, 2200

BUNDLE_FILES = frozenset(f"{spec.name}.csv" for spec in V1P1.files) | {MANIFEST}
"""Names of the files a bundle may have: what --force may replace."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What was written where."""

    path: Path
    rows: dict[str, int]
    """Data rows by file, in the order of the manifest."""
    bytes: int
    """The size of the zip, or of the files in the folder together."""
    schools: int
    students: int
    seed: int
    school_year: int

    @property
    def versions(self) -> dict[str, str]:
        """The versions that, with profile, seed and school year, determine the bytes."""
        from importlib.metadata import version  # takes longer to import than a small district to make

        return {"rostergen": __version__} | {name: version(name) for name in ("faker", "numpy", "anyascii")}


def current_school_year(today: date | None = None) -> int:
    """Return the school year (the calendar year it ends in) that contains a day; a school year starts on 1 July."""
    day = today or date.today()  # noqa: DTZ011 - the user's own calendar says which school year it is
    return day.year + (day.month >= 7)


def generate(profile: Profile, *, seed: int = DEFAULT_SEED, school_year: int | None = None) -> World:
    """Make a whole district in memory, but for its enrollments: `write_bundle` makes those school by school.

    Args:
        profile: what kind of district, from `load_profile`.
        seed: 0 to 2**63 - 1. One profile, seed and school year give one district, while the versions of rostergen,
            Faker and NumPy stay.
        school_year: the calendar year in which the school year ends; the one that contains today when left out.

    Raises:
        UsageError: seed or school year out of range.
        ProfileError: the profile names a locale that Faker does not know.

    """
    if not (_is_whole(seed) and 0 <= seed <= MAX_SEED):
        raise UsageError(f"seed {seed!r}: must be a whole number from 0 to {MAX_SEED}")
    year = current_school_year() if school_year is None else school_year
    if not (_is_whole(year) and FIRST_YEAR <= year <= LAST_YEAR):
        raise UsageError(
            f"school year {year!r}: must be a whole number from {FIRST_YEAR} to {LAST_YEAR} (the year it ends in)"
        )
    source = NameSource(profile)
    plan = make_plan(profile, seed)
    calendar = make_calendar(profile, year)
    timetable = make_timetable(profile, plan, calendar.n_terms, seed)
    staff = make_staff(profile, plan, timetable, seed)
    staff_person = name_staff(profile, staff, source, seed)
    population = make_population(profile, plan, calendar, source, seed)
    return World(
        profile=profile,
        seed=seed,
        plan=plan,
        calendar=calendar,
        timetable=timetable,
        staff=staff,
        staff_person=staff_person,
        population=population,
        names=source.pool,
        accounts=make_accounts(profile, source.pool, staff_person, population, seed),
        materials=make_resources(profile, timetable, seed),
    )


def _is_whole(number: object) -> bool:
    return isinstance(number, int) and not isinstance(number, bool)


def n_steps(world: World, path: str | PathLike[str]) -> int:
    """Return about how much `write_bundle` will tell its `progress`: every row, and for a zip every row again."""
    return n_rows(world) * (1 + is_zip(Path(path)))


def n_rows(world: World) -> int:
    """Return about how many rows the bundle of a world will have: a few enrollments of movers are not written."""
    sections, rosters = world.timetable.sections, world.timetable.rosters
    students, guardians = len(world.population.students.school), len(world.population.guardians.household)
    return 2 * students + guardians + 3 * len(sections.roster) + int(rosters.size[sections.roster].sum())


def all_tables(world: World) -> Iterator[Table]:
    """Yield every table of the bundle; enrollments come school by school."""
    keys = Keys(world)
    yield from tables(world, keys)
    for school in range(world.plan.n_schools):
        yield from enrollment_tables(world, keys, enroll_school(world, school), school)


def write_bundle(
    world: World, path: str | PathLike[str], *, force: bool = False, progress: Callable[[int], None] | None = None
) -> Summary:
    """Write the OneRoster 1.1 bundle of a district to a folder, or to a zip if the name ends in .zip.

    The bundle appears whole or not at all. `force` replaces an existing bundle, and nothing but a bundle. `progress` is
    called with a number of rows each time some were written, and again when they were packed.

    Raises:
        OutputError: the path exists and `force` is not given, or it cannot be written.

    """
    target = Path(path)
    rows: dict[str, int] = {}
    packed = 0

    def hear(part: float) -> None:
        nonlocal packed
        before, packed = packed, round(part * sum(rows.values()))
        if progress:
            progress(packed - before)

    with (
        staged(target, force=force, replaceable=BUNDLE_FILES, packing=hear) as folder,
        output_errors(target),
    ):
        rows = write_tables(folder, all_tables(world), progress)
        write_manifest(folder, V1P1, rows, ("rostergen", __version__))
    with output_errors(target):
        size = sum(file.stat().st_size for file in (target.iterdir() if target.is_dir() else [target]))
    return Summary(
        path=target,
        rows={spec.name: rows[spec.name] for spec in V1P1.files if spec.name in rows},
        bytes=size,
        schools=world.plan.n_schools,
        students=len(world.population.students.school),
        seed=world.seed,
        school_year=world.calendar.school_year,
    )
