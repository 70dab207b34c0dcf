"""Persons as rows of the 1.2 users.csv: one row each, whatever roles they have."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from rostergen.ids import uuid_words
from rostergen.tables.column import Constant, IdLists, Ids, IdTexts, Texts
from rostergen.tables.persons import children_of_guardians, guardian_columns, schools_of, staff_columns, student_columns
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
        words, staff_guardian = super().guardians.copy(), self._world.staff_guardian
        staff = np.flatnonzero(staff_guardian >= 0)
        words[staff_guardian[staff]] = self.staff[staff]
        return words


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
        self.children = children_of_guardians(world)
        self.guardian_schools = schools_of(world, self.children)
        """Schools of each guardian's children: int64 (guardians, most), -1 where there are no more."""

    def users(self) -> list[dict[str, Column]]:
        """Return the users.csv columns of staff, students and those guardians who are nothing else."""
        world, keys, identities = self._world, self._keys, self._identities
        staff = _person(self.staff, world, "staff") | _called(keys, identities, identities.staff)
        staff["primaryOrgSourcedId"] = IdTexts(keys.orgs, world.staff.school + 1)
        children = _children_of_staff(self.children, world.staff_guardian)
        staff["agentSourcedIds"] = IdLists(keys.students, children)

        students = _person(self.students, world, "students") | _called(keys, identities, identities.students)
        students["primaryOrgSourcedId"] = IdTexts(keys.orgs, world.population.students.school + 1)

        n = len(self.guardian_schools)
        blank = Constant("", n)
        first = self.guardian_schools[:, 0] if self.guardian_schools.shape[1] else np.full(n, -1)
        guardians = _person(self.guardians, world, "guardians") | {
            "preferredGivenName": blank,
            "preferredMiddleName": blank,
            "preferredFamilyName": blank,
            "primaryOrgSourcedId": IdTexts(keys.orgs, np.where(first < 0, -1, first + 1)),
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
        "preferredMiddleName": Constant("", len(called.given)),
        "preferredFamilyName": Texts(keys.family_names, called.family),
        "pronouns": Texts(PRONOUNS, called.pronouns),
    }


def _children_of_staff(children: np.ndarray, staff_guardian: np.ndarray) -> np.ndarray:
    """Return the students whose guardian a member of staff is: int64 (staff, most), padded with -1."""
    padded = np.concatenate([children, np.full((1, children.shape[1]), -1)])
    found: np.ndarray = padded[staff_guardian]  # -1 reaches the row of nobody's at the end
    return found
