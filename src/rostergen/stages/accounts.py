"""Logins: how often each was taken before, so that all are unique."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from rostergen.names import login_texts
from rostergen.ordering import earlier_equals
from rostergen.profile.fields import grades_of
from rostergen.rng import stream
from rostergen.world import Accounts, NamePool, People, Population

if TYPE_CHECKING:
    from rostergen.profile.model import Profile


def make_accounts(profile: Profile, names: NamePool, staff: People, population: Population, seed: int) -> Accounts:
    """Count, for staff, students and guardians in this order, how many before have the same login."""
    given, family = _keys(login_texts(names.given)), _keys(login_texts(names.family))
    if profile.accounts.usernames == "initial-family":
        given = _keys(tuple(login[:1] for login in login_texts(names.given)))
    people = (staff, population.students.person, population.guardians.person)
    keys = np.concatenate([given[p.given] * (int(family.max()) + 1) + family[p.family] for p in people])
    before = earlier_equals(keys)
    n_staff, n_students = len(staff.given), len(population.students.grade)
    return Accounts(
        staff=before[:n_staff],
        students=before[n_staff : n_staff + n_students],
        guardians=before[n_staff + n_students :],
        student_has_email=_has_email(profile, population.students.grade, seed),
    )


@lru_cache(maxsize=8)
def _keys(texts: tuple[str, ...]) -> np.ndarray:
    """Return a number for each text (int64), the same for equal texts."""
    numbers: dict[str, int] = {}
    return np.array([numbers.setdefault(text, len(numbers)) for text in texts], np.int64)


def _has_email(profile: Profile, grade: np.ndarray, seed: int) -> np.ndarray:
    without = np.zeros(64)
    for span, share in profile.accounts.students_without_email.items():
        without[list(grades_of(span))] = share
    has_email: np.ndarray = stream(seed, "accounts.student_email").random(len(grade)) * 100 >= without[grade]
    return has_email
