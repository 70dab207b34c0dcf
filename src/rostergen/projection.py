"""A world as the tables of a bundle, in parts that can be made one by one, anywhere, in any order."""

from __future__ import annotations

import itertools
from functools import cached_property, partial
from typing import TYPE_CHECKING, NamedTuple

from rostergen.memory import give_back
from rostergen.spec import VERSIONS
from rostergen.stages.enroll import ability_of, enroll_school
from rostergen.tables.enrollments import enrollment_tables
from rostergen.tables.files import Files
from rostergen.tables.shared import Keys

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rostergen.bundle.parts import Part
    from rostergen.tables.table import Table
    from rostergen.world import Enrollments, Extras, World

DEFAULT_VERSION = "1.1"

_PART_ROWS = 1 << 15
"""Rows of the tables of a whole district in a part, about."""
_PART_STUDENTS = 4096
"""Students of the schools of a part, at least: they have some 30,000 enrollments."""

_LARGE = 300_000
"""Students of a district whose making leaves so much memory behind that it is worth giving back."""


class Projection:
    """The tables of a world in one version. Tables of the whole district are made once, those of a school on demand.

    Where it is pickled, the tables of the district are made again from the world.
    """

    def __init__(self, world: World, oneroster: str = DEFAULT_VERSION, *, gradebook: bool = False) -> None:
        self._world = world
        self._oneroster = oneroster
        self._gradebook = gradebook

    def __getstate__(self) -> dict[str, object]:
        return {name: self.__dict__[name] for name in ("_world", "_oneroster", "_gradebook")}

    def parts(self) -> list[Part]:
        """Return parts that together are the bundle. They depend on the world alone."""
        large = len(self._world.population.students.school) > _LARGE
        if large:
            give_back()
        parts = [*self._parts_of_district(), *self._parts_of_schools()]
        if large:
            give_back()
        return parts

    def tables(self) -> Iterator[Table]:
        """Yield every table; enrollments and the gradebook come school by school."""
        yield from self._district.tables
        for school in range(self._world.plan.n_schools):
            yield from self._of_school(school)

    def _parts_of_district(self) -> Iterator[Part]:
        """Yield runs of the tables of the district; a large table makes several parts, small ones share one."""
        runs: list[tuple[int, range]] = []
        left = _PART_ROWS
        for i, table in enumerate(self._district.tables):
            start = 0
            while start < table.n_rows:
                run = range(start, min(start + left, table.n_rows))
                runs.append((i, run))
                start, left = run.stop, left - len(run)
                if not left:
                    yield partial(self._some, runs)
                    runs, left = [], _PART_ROWS
        if runs:
            yield partial(self._some, runs)

    def _some(self, runs: list[tuple[int, range]]) -> Iterator[tuple[Table, range]]:
        for i, run in runs:
            yield self._district.tables[i], run

    def _parts_of_schools(self) -> Iterator[Part]:
        students = self._world.plan.seats.sum(axis=1).tolist()
        first = waiting = 0
        for school, n in enumerate(students):
            waiting += n
            if waiting >= _PART_STUDENTS or school == len(students) - 1:
                yield partial(self._schools, range(first, school + 1))
                first, waiting = school + 1, 0

    def _schools(self, schools: range) -> Iterator[tuple[Table, range]]:
        for table in itertools.chain.from_iterable(map(self._of_school, schools)):
            yield table, range(table.n_rows)

    @cached_property
    def _district(self) -> _District:
        world = self._world
        files = Files(VERSIONS[self._oneroster], world.profile.extensions.terms, _extras(world))
        if self._oneroster == "1.1":
            from rostergen.tables import project_v1p1

            keys = Keys(world)
            tables = list(project_v1p1.tables(world, keys, files))
        else:
            from rostergen.stages.identities import make_identities
            from rostergen.stages.resources import individual_resources
            from rostergen.tables import project_v1p2
            from rostergen.tables.users_v1p2 import PersonKeys

            keys = persons = PersonKeys(world)
            own = individual_resources(world)
            tables = list(project_v1p2.tables(world, persons, files, make_identities(world), own))
        if self._gradebook:
            from rostergen.stages.gradebook import used_categories
            from rostergen.tables.gradebook import categories

            tables.append(categories(world, files, used_categories(world)))
        return _District(keys, files, tables)

    def _of_school(self, school: int) -> Iterator[Table]:
        world, (keys, files, _) = self._world, self._district
        enrollments = enroll_school(world, school)
        yield from enrollment_tables(world, keys, files, enrollments, school)
        if self._gradebook:
            yield from _gradebook_tables(world, keys, files, enrollments, school)


class _District(NamedTuple):
    keys: Keys
    files: Files
    tables: list[Table]


def _extras(world: World) -> Extras:
    if not world.profile.extensions.columns:
        return {}
    from rostergen.stages.extensions import make_extensions

    return make_extensions(world)


def _gradebook_tables(world: World, keys: Keys, files: Files, enrollments: Enrollments, school: int) -> Iterator[Table]:
    from rostergen.stages.gradebook import line_items, results
    from rostergen.tables.gradebook import SchoolGradebook

    items = line_items(world, school)
    book = SchoolGradebook(world, keys, files, school, items)
    yield from book.items()
    for block in results(world, school, enrollments, items, ability_of(world, school)):
        yield from book.results(block)
