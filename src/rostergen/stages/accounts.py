"""Logins: how often each was taken before, so that all are unique."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from rostergen.names import login_text
from rostergen.ordering import earlier_equals
from rostergen.profile.fields import grades_of
from rostergen.rng import stream
from rostergen.world import Accounts, NamePool, People, Population

if TYPE_CHECKING:
    from rostergen.profile.model import Profile


def make_accounts(profile: Profile, names: NamePool, staff: People, population: Population, seed: int) -> Accounts:
    """Count, for staff, students and guardians in this order, how many before have the same login."""
    given, family = _login_keys(names.given), _login_keys(names.family)
    if profile.accounts.usernames == "initial-family":
        given = _keys([login_text(name)[:1] for name in names.given])
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


def _login_keys(names: list[str]) -> np.ndarray:
    return _keys([login_text(name) for name in names])


def _keys(texts: list[str]) -> np.ndarray:
    """Return a number for each text (int64), the same for equal texts."""
    numbers: dict[str, int] = {}
    return np.array([numbers.setdefault(text, len(numbers)) for text in texts], np.int64)


def _has_email(profile: Profile, grade: np.ndarray, seed: int) -> np.ndarray:
    without = np.zeros(64)
    for span, share in profile.accounts.students_without_email.items():
        without[list(grades_of(span))] = share
    has_email: np.ndarray = stream(seed, "accounts.student_email").random(len(grade)) * 100 >= without[grade]
    return has_email
