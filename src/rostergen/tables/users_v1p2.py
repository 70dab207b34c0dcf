"""Persons as rows of the 1.2 users.csv: one row each, whatever roles they have."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from rostergen.ids import uuid_words
from rostergen.tables.column import Constant, Digits, IdLists, Ids, IdTexts, Joined, Texts, Where
from rostergen.tables.persons import (
    GUARDIAN_PREFIX,
    Runs,
    children_of_guardians,
    guardian_columns,
    nth,
    orgs_of_guardians,
    person_numbers,
    prefix_of,
    staff_columns,
    student_columns,
)
from rostergen.tables.selected import selected
from rostergen.tables.shared import Keys
from rostergen.world import PRONOUNS

if TYPE_CHECKING:
    from rostergen.tables.column import Column
    from rostergen.world import Identities, Identity, World

_MOVED = ("orgSourcedIds", "role")
"""Columns of 1.1 that roles.csv takes over."""


class PersonKeys(Keys):
    """Ids of persons: a guardian who is also staff has the id of the member of staff."""

    @cached_property
    def guardians(self) -> np.ndarray:
        """Guardians."""
        ids, staff_guardian = super().guardians, self._world.staff_guardian
        staff = np.flatnonzero(staff_guardian >= 0)
        ids[staff_guardian[staff]] = self.staff[staff]
        return ids


class Persons:
    """The users of a world by kind, as columns, with what other files say about them.

    Columns of guardians stand for all of them, those who are also staff included.
    """

    def __init__(self, world: World, keys: PersonKeys, identities: Identities) -> None:
        self._world = world
        self._keys = keys
        self._identities = identities
        self.staff = staff_columns(world, keys)
        self.students = student_columns(world, keys)
        self.guardians = guardian_columns(world, keys)
        self.guardian_orgs = orgs_of_guardians(world)

    def users(self) -> list[dict[str, Column]]:
        """Return the users.csv columns of staff, students and those guardians who are nothing else."""
        world, keys, identities = self._world, self._keys, self._identities
        staff = _person(self.staff, world, "staff") | _called(keys, identities, identities.staff)
        staff["primaryOrgSourcedId"] = IdTexts(keys.orgs, world.staff.school + 1)
        staff["agentSourcedIds"] = IdLists(keys.students, *_children_of_staff(world))
        staff["userIds"] = _ids_of_both_users(world, staff["userIds"])

        students = _person(self.students, world, "students") | _called(keys, identities, identities.students)
        students["primaryOrgSourcedId"] = IdTexts(keys.orgs, world.population.students.school + 1)

        n = len(keys.guardians)
        blank = Constant("", n)
        guardians = _person(self.guardians, world, "guardians") | {
            "preferredGivenName": blank,
            "preferredMiddleName": blank,
            "preferredFamilyName": blank,
            "primaryOrgSourcedId": IdTexts(keys.orgs, nth(self.guardian_orgs, 0)),
            "pronouns": blank,
        }
        others = np.setdiff1d(np.arange(n), world.staff_guardian)
        return [staff, students, selected(guardians, others)]


def _person(columns: dict[str, Column], world: World, kind: str) -> dict[str, Column]:
    """Return what 1.1 says of users and 1.2 still does, with an identifier that is unique over all systems."""
    n = len(columns["username"])
    kept = {name: column for name, column in columns.items() if name not in _MOVED}
    return kept | {"userMasterIdentifier": Ids(uuid_words(world.seed, f"person.{kind}", 0, n))}


def _called(keys: Keys, identities: Identities, called: Identity) -> dict[str, Column]:
    return {
        "preferredGivenName": Texts(identities.names, called.given),
        "preferredMiddleName": Texts(identities.names, called.middle),
        "preferredFamilyName": Texts(keys.names.family, called.family),
        "pronouns": Texts(PRONOUNS, called.pronouns),
    }


def _ids_of_both_users(world: World, of_staff: Column) -> Column:
    """Return the identifiers of staff, and those that 1.1 gives the second user of who is also a guardian."""
    guardian = world.staff_guardian
    if (guardian < 0).all():
        return of_staff
    number = person_numbers(len(world.population.guardians.household))[:][guardian]
    prefix = prefix_of(GUARDIAN_PREFIX, world)
    return Joined(of_staff, Where(guardian >= 0, Joined(f",{{SIS:{prefix}", Digits(number), "}")))


def _children_of_staff(world: World) -> Runs:
    """Return the students whose guardian a member of staff is."""
    children, guardian = children_of_guardians(world), world.staff_guardian
    starts, counts = (np.append(each, np.int32(0))[guardian] for each in children[1:])  # -1 reaches nobody's at the end
    return Runs(children.objects, starts, counts)
