"""A whole state as one bundle: its districts one after the other, never two of them in memory."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from rostergen.pipeline import (
    Summary,
    checked_version,
    current_school_year,
    generate,
    n_persons,
    write_parts_whole,
)
from rostergen.projection import DEFAULT_VERSION, Projection
from rostergen.spec import VERSIONS
from rostergen.tables.files import Files
from rostergen.tables.rostering import state_org

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Sequence
    from os import PathLike

    from rostergen.bundle.packing import Compression
    from rostergen.bundle.parts import Made, Part
    from rostergen.bundle.tasks import Step
    from rostergen.districts import District, State
    from rostergen.tables.table import Table
    from rostergen.world import World


def generate_district(district: District, school_year: int) -> World:
    """Make one of the districts that `districts_of` returns, but for its enrollments."""
    within = district if district.state else None
    return generate(district.profile, seed=district.seed, school_year=school_year, district=within)


def district_part(
    district: District, school_year: int, oneroster: str, *, gradebook: bool
) -> Generator[tuple[Table, range], None, MadeDistrict]:
    """Make a district and its tables, the largest in runs; it is complete without any other."""
    world = generate_district(district, school_year)
    persons = n_persons(world)
    for table in Projection(world, oneroster, gradebook=gradebook).tables():
        yield table, range(table.n_rows)
    return MadeDistrict(district.students, persons)


def state_part(state: State, oneroster: str) -> Generator[tuple[Table, range], None, None]:
    """Make what comes once before the tables of all districts: the org of the state."""
    table = state_org(state, Files(VERSIONS[oneroster]))
    yield table, range(table.n_rows)


class MadeDistrict(NamedTuple):
    """What there is to say of a district that was made."""

    students: int
    persons: int


class Tally:
    """Counts the persons of the districts that are complete, and foretells the rows of all from theirs."""

    def __init__(self, districts: Sequence[District], expect: Callable[[int], None] | None = None) -> None:
        """`districts` are all there will be; `expect` hears how many rows there will be, each time that changes."""
        self.persons = 0
        self.students = sum(district.students for district in districts)
        self._students_so_far, self._rows_so_far, self._expect = 0, 0, expect

    def add(self, made: Made) -> None:
        """Count a part that is complete."""
        if isinstance(made.note, MadeDistrict):
            self.count(made.note, sum(file.rows for file in made.files.values()))

    def count(self, district: MadeDistrict, rows: int) -> None:
        """Count a district with so many rows."""
        self.persons += district.persons
        self._students_so_far += district.students
        self._rows_so_far += rows
        if self._expect:
            self._expect(round(self._rows_so_far * self.students / self._students_so_far))


def write_state(
    districts: Sequence[District],
    path: str | PathLike[str],
    *,
    school_year: int | None = None,
    oneroster: str = DEFAULT_VERSION,
    gradebook: bool = False,
    force: bool = False,
    compression: Compression = "fast",
    jobs: int = 1,
    progress: Callable[[Step], None] | None = None,
    expect: Callable[[int], None] | None = None,
    packing: Callable[[int, int], None] | None = None,
) -> Summary:
    """Write the districts that `districts_of` returns as one OneRoster bundle, the largest first.

    A process makes one district after the other, so memory is that of the `jobs` largest. `expect` hears about how many
    rows there will be, after every district better. All else is as for `write_bundle`, and a single district has the
    same bytes.

    Raises:
        UsageError: there is no such version, or the school year is out of range.
        OutputError: the path exists and `force` is not given, or it cannot be written.

    """
    year = current_school_year() if school_year is None else school_year
    version = checked_version(oneroster)
    tally = Tally(districts, expect)
    state = districts[0].state
    parts: list[Part] = [partial(state_part, state, oneroster)] if state else []
    parts += [partial(district_part, district, year, oneroster, gradebook=gradebook) for district in districts]
    rows, size = write_parts_whole(
        Path(path),
        version,
        parts,
        force=force,
        compression=compression,
        jobs=jobs,
        progress=progress,
        made=tally.add,
        packing=packing,
    )
    return summary_of(districts, tally, Path(path), oneroster, year, rows=rows, n_bytes=size)


def summary_of(
    districts: Sequence[District],
    tally: Tally,
    path: Path,
    oneroster: str,
    school_year: int,
    *,
    rows: dict[str, int],
    n_bytes: int,
    bundles: int = 1,
) -> Summary:
    """Return what was written, once all districts are tallied."""
    return Summary(
        path=path,
        oneroster=oneroster,
        rows=rows,
        persons=tally.persons,
        bytes=n_bytes,
        schools=sum(district.schools for district in districts),
        students=tally.students,
        seed=seed_of(districts),
        school_year=school_year,
        districts=len(districts),
        bundles=bundles,
    )


def seed_of(districts: Sequence[District]) -> int:
    """Return the seed that the districts came from."""
    first = districts[0]
    return first.state.seed if first.state else first.seed
