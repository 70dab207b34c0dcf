"""A world as the tables of OneRoster 1.1."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rostergen.tables import materials, rostering
from rostergen.tables.persons import guardian_columns, staff_columns, student_columns

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rostergen.tables.files import Files
    from rostergen.tables.shared import Keys
    from rostergen.tables.table import Table
    from rostergen.world import World


def tables(world: World, keys: Keys, files: Files) -> Iterator[Table]:
    """Yield every table but enrollments, whole or in runs of rows, in an order that consumers can follow.

    Somebody in two roles is two users: 1.1 has one role a row.
    """
    yield rostering.sessions(world, keys, files)
    yield rostering.orgs(world, keys, files)
    yield rostering.courses(world, keys, files)
    yield rostering.classes(world, keys, files)
    for columns in (staff_columns(world, keys), student_columns(world, keys), guardian_columns(world, keys)):
        yield files.table("users", len(columns["role"]), **columns)
    yield rostering.demographics(world, keys, files)
    yield from materials.resources(world, keys, files)
