"""How people want to be called: preferred names and pronouns, which OneRoster 1.1 does not ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from rostergen.nicknames import NICKNAMES
from rostergen.rng import stream
from rostergen.world import PRONOUNS, SEXES, Identities, Identity

if TYPE_CHECKING:
    from rostergen.world import People, World

_FIRST_SURNAME = 5
"""How much more often people with two surnames go by the first of them than by another given name: judgment (2026)."""
_SWAPPED = 40
"""Percentage of those who go by their middle name who have the given name as the middle one: judgment (2026)."""


def make_identities(world: World) -> Identities:
    """Draw preferred names and pronouns of students and staff."""
    given = world.names.given
    names = list(dict.fromkeys(NICKNAMES[name] for name in given if name in NICKNAMES))
    place = {name: number for number, name in enumerate(names)}
    nickname = np.array([place.get(NICKNAMES.get(name, ""), -1) for name in given], np.int32)
    students = world.population.students
    staff_sex = world.staff_person.male.astype(np.int8)
    return Identities(
        names=[*names, *given],
        staff=_identity(world, "staff", world.staff_person, staff_sex, nickname, len(names)),
        students=_identity(world, "students", students.person, students.sex, nickname, len(names), students.grade),
    )


def _identity(
    world: World,
    group: str,
    person: People,
    sex: np.ndarray,
    nickname: np.ndarray,
    n_nicknames: int,
    grade: np.ndarray | None = None,
) -> Identity:
    rng = stream(world.seed, f"identities.{group}")
    n = len(sex)
    # Who has no short form goes by the middle name.
    short = nickname[person.given]
    other = (person.middle >= 0) & (person.middle != person.given)
    called = np.where(short >= 0, short, np.where(other, person.middle + n_nicknames, -1))
    can = called >= 0
    preferred = world.profile.names.preferred
    differs = can & (rng.random(n) < preferred / 100 / max(float(can.mean()) if n else 0.0, 0.01))
    first_only = (person.second_family >= 0) & (rng.random(n) * 100 < _FIRST_SURNAME * preferred)

    demographics = world.profile.demographics
    silent = 1 - demographics.pronouns / 100
    if grade is not None:  # the older, the more often, with the rate of the profile on the whole
        silent = silent ** ((grade + 1) / (grade + 1).mean())
    stated = rng.random(n) >= silent
    neither = (rng.random(n) * 100 < demographics.they_them) | ~np.isin(
        sex, [SEXES.index("female"), SEXES.index("male")]
    )
    pronouns = np.where(neither, PRONOUNS.index("they/them"), sex)
    swapped = differs & (short < 0) & (rng.random(n) * 100 < _SWAPPED)
    return Identity(
        given=np.where(differs, called, -1).astype(np.int32),
        middle=np.where(swapped, person.given + n_nicknames, -1).astype(np.int32),
        family=np.where(first_only, person.family, -1).astype(np.int32),
        pronouns=np.where(stated, pronouns, -1).astype(np.int8),
    )
