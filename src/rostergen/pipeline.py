"""The main path on one page: profile -> plan -> world -> tables -> bundle."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from rostergen import __version__
from rostergen.bundle.packing import COMPRESSIONS
from rostergen.bundle.target import output_errors
from rostergen.bundle.write import write_whole
from rostergen.errors import UsageError
from rostergen.names import NameSource
from rostergen.profile.fields import grades_of
from rostergen.projection import DEFAULT_VERSION, Projection
from rostergen.spec import BUNDLE_FILES, VERSIONS
from rostergen.stages.accounts import make_accounts
from rostergen.stages.calendar import make_calendar
from rostergen.stages.itinerant import share_teachers
from rostergen.stages.people import make_population
from rostergen.stages.plan import make_plan
from rostergen.stages.relations import staff_parents
from rostergen.stages.resources import make_resources
from rostergen.stages.schedule import make_timetable
from rostergen.stages.staff import make_staff, name_staff
from rostergen.world import World

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from os import PathLike

    from rostergen.bundle.packing import Compression
    from rostergen.bundle.parts import Made, Part
    from rostergen.bundle.tasks import Step
    from rostergen.districts import District
    from rostergen.profile.model import Profile
    from rostergen.spec import Version

DEFAULT_SEED = 1
MAX_SEED = 2**63 - 1
FIRST_YEAR, LAST_YEAR = 1980, 2200

_BYTES_OF_A_RESULT = {"1.1": 150, "1.2": 230}
"""With its part of all other files of the gradebook: measured (2026)."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What was written where."""

    path: Path
    oneroster: str
    """The version of the standard."""
    rows: dict[str, int]
    """Data rows by file, in the order of the manifest."""
    persons: int
    """In 1.1 a person in two roles is two rows of users.csv."""
    bytes: int
    """The size of the zip, or of the files in the folder together."""
    schools: int
    students: int
    seed: int
    school_year: int
    districts: int = 1
    bundles: int = 1
    """More than one where every district has its own; `path` is then the folder of all, with an index."""

    @property
    def versions(self) -> dict[str, str]:
        """The versions that, with profile, seed and school year, determine the bytes."""
        from importlib.metadata import version  # takes longer to import than a small district to make

        return {"rostergen": __version__} | {name: version(name) for name in ("faker", "numpy", "anyascii", "isal")}


def current_school_year(today: date | None = None) -> int:
    """Return the school year (the calendar year it ends in) that contains a day; a school year starts on 1 July."""
    day = today or date.today()  # noqa: DTZ011 - the user's own calendar says which school year it is
    return day.year + (day.month >= 7)


def generate(
    profile: Profile, *, seed: int = DEFAULT_SEED, school_year: int | None = None, district: District | None = None
) -> World:
    """Make a whole district in memory, but for its enrollments: `write_bundle` makes those school by school.

    Args:
        profile: what kind of district, from `load_profile`.
        seed: 0 to 2**63 - 1. One profile, seed and school year give one district, while the versions of rostergen,
            Faker and NumPy stay.
        school_year: the calendar year in which the school year ends; the one that contains today when left out.
        district: what keeps the district apart from the others of its state, where there is one; `profile` and `seed`
            are those of the district then.

    Raises:
        UsageError: seed or school year out of range, or the profile is that of a state.
        ProfileError: the profile names a locale that Faker does not know.

    """
    if not (_is_whole(seed) and 0 <= seed <= MAX_SEED):
        raise UsageError(f"seed {seed!r}: must be a whole number from 0 to {MAX_SEED}")
    year = current_school_year() if school_year is None else school_year
    if not (_is_whole(year) and FIRST_YEAR <= year <= LAST_YEAR):
        raise UsageError(
            f"school year {year!r}: must be a whole number from {FIRST_YEAR} to {LAST_YEAR} (the year it ends in)"
        )
    if profile.districts.number > 1:
        raise UsageError(f"the profile has {profile.districts.number} districts: write_state makes one after the other")
    source = NameSource(profile)
    plan = make_plan(profile, seed, district)
    calendar = make_calendar(profile, year)
    timetable = make_timetable(profile, plan, calendar, seed)
    staff = share_teachers(profile, timetable, make_staff(profile, plan, timetable, seed), seed)
    staff_person = name_staff(profile, staff, source, seed)
    population = make_population(profile, plan, calendar, source, seed)
    staff_guardian, staff_person = staff_parents(profile, staff_person, population.guardians, seed)
    return World(
        profile=profile,
        seed=seed,
        plan=plan,
        calendar=calendar,
        timetable=timetable,
        staff=staff,
        staff_person=staff_person,
        staff_guardian=staff_guardian,
        population=population,
        names=source.pool,
        accounts=make_accounts(profile, source.pool, staff_person, population, seed),
        materials=make_resources(profile, timetable, seed),
        district=district,
    )


def _is_whole(number: object) -> bool:
    return isinstance(number, int) and not isinstance(number, bool)


def n_persons(world: World) -> int:
    """Return the number of persons: staff, students, and guardians who are not staff."""
    staff, students = len(world.staff.job), len(world.population.students.school)
    return staff + students + len(world.population.guardians.household) - int((world.staff_guardian >= 0).sum())


def gradebook_size(world: World, oneroster: str = DEFAULT_VERSION) -> tuple[int, int]:
    """Return about how many results the gradebook of a world has, and how many bytes it takes in a folder."""
    from rostergen.stages.gradebook import n_results

    results = n_results(world)
    return results, results * _BYTES_OF_A_RESULT[oneroster]


def n_rows(world: World, oneroster: str = DEFAULT_VERSION, *, gradebook: bool = False) -> int:
    """Return about how many rows the bundle of a world will have: a few enrollments of movers are not written."""
    if gradebook:
        per_result = 1.05 if oneroster == "1.1" else 1.15
        return n_rows(world, oneroster) + round(per_result * gradebook_size(world, oneroster)[0])
    sections, rosters, materials = world.timetable.sections, world.timetable.rosters, world.materials
    students, guardians = len(world.population.students.school), len(world.population.guardians.household)
    counts = {"staff": len(world.staff.job), "students": students, "guardians": guardians}
    rows = sum(counts.values()) + students  # demographics
    rows += 2 * len(sections.roster) + int((world.staff.co_teacher >= 0).sum() + rosters.size[sections.roster].sum())
    rows += int(np.count_nonzero(np.bincount(sections.course)))  # courses that are taught
    rows += len(materials.title) + len(materials.course_links) + len(materials.section_links)
    if oneroster == "1.1":
        return rows
    by_grade = world.plan.seats.sum(axis=0)
    for application in world.profile.applications.values():
        span = slice(grades_of(application.grades).start, grades_of(application.grades).stop)
        rows += sum(int(by_grade[span].sum()) if kind == "students" else counts[kind] for kind in application.users)
    return rows + sum(counts.values())  # a role for everybody


def write_bundle(
    world: World,
    path: str | PathLike[str],
    *,
    oneroster: str = DEFAULT_VERSION,
    gradebook: bool = False,
    force: bool = False,
    compression: Compression = "fast",
    jobs: int = 1,
    progress: Callable[[Step], None] | None = None,
    packing: Callable[[int, int], None] | None = None,
) -> Summary:
    """Write the OneRoster bundle of a district to a folder, or to a zip if the name ends in .zip.

    The bundle appears whole or not at all. `oneroster` is the version of the standard, "1.1" or "1.2". `gradebook` adds
    the gradebook, which is many times as large as all the rest. `force` replaces an existing bundle, and nothing but a
    bundle. `compression` of a zip is "store", "fast" or "small". So many `jobs`, which are processes, share the work;
    the bytes do not depend on how many. Where processes are spawned and not forked, a script that asks for several has
    to guard its main part by `if __name__ == "__main__"`. `progress` is called with a
    `Step`, which has `rows` and `size` (bytes of CSV), each time some rows were made. `packing` is called while a zip
    is put together behind the last rows, with the bytes that were added and with how many there will be.

    Raises:
        UsageError: there is no such version or compression, or the number of jobs is none.
        OutputError: the path exists and `force` is not given, or it cannot be written.

    """
    target = Path(path)
    version = checked_version(oneroster)
    parts = Projection(world, version.number, gradebook=gradebook).parts()
    rows, size = write_parts_whole(
        target,
        version,
        parts,
        force=force,
        compression=compression,
        jobs=jobs,
        progress=progress,
        packing=packing,
    )
    return Summary(
        path=target,
        oneroster=oneroster,
        rows=rows,
        persons=n_persons(world),
        bytes=size,
        schools=world.plan.n_schools,
        students=len(world.population.students.school),
        seed=world.seed,
        school_year=world.calendar.school_year,
    )


def checked_version(oneroster: str) -> Version:
    """Return a version of the standard. Raises UsageError."""
    if oneroster not in VERSIONS:
        raise UsageError(f"OneRoster version '{oneroster}': must be one of {', '.join(VERSIONS)}")
    return VERSIONS[oneroster]


def check_work(compression: str, jobs: int) -> None:
    """Raise UsageError if there is no such compression, or the number of processes is none."""
    if compression not in COMPRESSIONS:
        raise UsageError(f"compression '{compression}': must be one of {', '.join(COMPRESSIONS)}")
    if not (_is_whole(jobs) and jobs > 0):
        raise UsageError(f"jobs {jobs!r}: must be a whole number from 1 on")


def write_parts_whole(
    target: Path,
    version: Version,
    parts: Sequence[Part],
    *,
    force: bool = False,
    compression: Compression = "fast",
    jobs: int = 1,
    progress: Callable[[Step], None] | None = None,
    made: Callable[[Made], None] | None = None,
    packing: Callable[[int, int], None] | None = None,
) -> tuple[dict[str, int], int]:
    """Write parts as one bundle, whole or not at all; return the rows by file, in manifest order, and the bytes.

    Arguments and errors are those of `write_bundle`.
    """
    check_work(compression, jobs)
    files = write_whole(
        parts,
        target,
        version,
        ("rostergen", __version__),
        force=force,
        replaceable=BUNDLE_FILES,
        compression=compression,
        jobs=jobs,
        progress=progress,
        made=made,
        packing=packing,
    )
    with output_errors(target):
        size = sum(file.stat().st_size for file in (target.iterdir() if target.is_dir() else [target]))
    return {spec.name: files[spec.name].rows for spec in version.files if spec.name in files}, size
