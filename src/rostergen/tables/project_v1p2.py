"""A world as the tables of OneRoster 1.2: the same district, ids and dates as in 1.1, and what 1.1 has no place for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rostergen.tables import materials, rostering
from rostergen.tables.roles import roles, user_profiles
from rostergen.tables.users_v1p2 import PersonKeys, Persons

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np

    from rostergen.tables.files import Files
    from rostergen.tables.table import Table
    from rostergen.world import Identities, World


def tables(world: World, keys: PersonKeys, files: Files, identities: Identities, given: np.ndarray) -> Iterator[Table]:
    """Yield every table but enrollments and the gradebook, in an order that consumers can follow.

    Somebody in two roles is one user: 1.2 has roles in a file of their own. `given` are the resources that students
    have of their own, int32 (links, 2): student, resource.
    """
    yield rostering.sessions(world, keys, files)
    yield rostering.orgs(world, keys, files)
    yield rostering.courses(world, keys, files)
    yield rostering.classes(world, keys, files)
    persons = Persons(world, keys, identities)
    for columns in persons.users():
        yield files.table("users", len(columns["username"]), **columns)
    yield from user_profiles(world, keys, files, persons)
    yield from roles(world, keys, files, persons)
    yield rostering.demographics(world, keys, files)
    yield from materials.resources(world, keys, files)
    yield from materials.user_resources(world, keys, files, given)
