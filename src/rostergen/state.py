"""A whole state as one bundle: its districts one after the other, never two of them in memory."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from rostergen.pipeline import (
    DEFAULT_VERSION,
    Summary,
    all_tables,
    checked_version,
    current_school_year,
    generate,
    n_persons,
    n_rows,
    write_tables_whole,
)
from rostergen.spec import VERSIONS
from rostergen.tables.files import Files
from rostergen.tables.rostering import state_org

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from os import PathLike

    from rostergen.districts import District
    from rostergen.tables.table import Table
    from rostergen.world import World


def generate_district(district: District, school_year: int) -> World:
    """Make one of the districts that `districts_of` returns, but for its enrollments."""
    within = district if district.state else None
    return generate(district.profile, seed=district.seed, school_year=school_year, district=within)


def state_tables(district: District, oneroster: str) -> list[Table]:
    """Return what comes before the tables of a district, or once before those of all: the org of the state."""
    return [state_org(district.state, Files(VERSIONS[oneroster]))] if district.state else []


class Tally:
    """Counts the persons of the districts that were made, and foretells the rows of all from them."""

    def __init__(
        self, students: int, oneroster: str, *, gradebook: bool, expect: Callable[[int], None] | None = None
    ) -> None:
        """`students` are those of all districts; `expect` hears how many rows there will be, each time that changes."""
        self.persons = 0
        self._students, self._students_so_far, self._rows_so_far = students, 0, 0
        self._oneroster, self._gradebook, self._expect = oneroster, gradebook, expect

    def add(self, world: World) -> None:
        """Count a district that was made and is not written yet."""
        self.persons += n_persons(world)
        if self._expect:
            self._students_so_far += world.profile.students
            self._rows_so_far += n_rows(world, self._oneroster, gradebook=self._gradebook)
            self._expect(round(self._rows_so_far * self._students / self._students_so_far))


def write_state(
    districts: Sequence[District],
    path: str | PathLike[str],
    *,
    school_year: int | None = None,
    oneroster: str = DEFAULT_VERSION,
    gradebook: bool = False,
    force: bool = False,
    progress: Callable[[int], None] | None = None,
    expect: Callable[[int], None] | None = None,
) -> Summary:
    """Write the districts that `districts_of` returns as one OneRoster bundle, the largest first.

    A district is made when those before it are written and gone, so memory is that of the largest. `expect` hears about
    how many rows there will be, after every district better. All else is as for `write_bundle`, and a single district
    has the same bytes.

    Raises:
        UsageError: there is no such version, or the school year is out of range.
        OutputError: the path exists and `force` is not given, or it cannot be written.

    """
    year = current_school_year() if school_year is None else school_year
    checked_version(oneroster)
    students = sum(district.profile.students for district in districts)
    tally = Tally(students, oneroster, gradebook=gradebook, expect=expect)
    rows, size = write_tables_whole(
        Path(path),
        oneroster,
        _one_after_the_other(districts, year, oneroster, gradebook=gradebook, tally=tally),
        force=force,
        progress=progress,
    )
    return Summary(
        path=Path(path),
        oneroster=oneroster,
        rows=rows,
        persons=tally.persons,
        bytes=size,
        schools=sum(district.profile.schools for district in districts),
        students=students,
        seed=seed_of(districts),
        school_year=year,
        districts=len(districts),
    )


def seed_of(districts: Sequence[District]) -> int:
    """Return the seed that the districts came from."""
    first = districts[0]
    return first.state.seed if first.state else first.seed


def _one_after_the_other(
    districts: Sequence[District], school_year: int, oneroster: str, *, gradebook: bool, tally: Tally
) -> Iterator[Table]:
    yield from state_tables(districts[0], oneroster)
    for district in districts:
        world = generate_district(district, school_year)
        tally.add(world)
        yield from all_tables(world, oneroster, gradebook=gradebook)
        del world  # before the next one is made
