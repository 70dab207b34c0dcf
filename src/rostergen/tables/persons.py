"""Staff, students and guardians as rows of users.csv."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from rostergen.ordering import distinct, stable_order
from rostergen.profile.fields import GRADES
from rostergen.profile.telephones import EACH, area_codes, of_offices
from rostergen.tables.column import Constant, Digits, IdLists, IdTexts, Joined, Spread, Texts, Where
from rostergen.world import GUARDIAN_ROLES, Job

if TYPE_CHECKING:
    from rostergen.tables.column import Column
    from rostergen.tables.shared import Keys
    from rostergen.world import People, World

_NUMBERS = 9_000_000
"""Person numbers have seven digits, more where there are more persons of a kind than those can tell apart.

They are dealt in an order that shows nothing of school or grade."""
_STATE_NUMBERS = 9_000_000_000
_STEP = 5_915_587
_STATE_STEP = 2_971_215_073
"""Primes, and so coprime to the ranges: i * step modulo range visits every number once."""

GUARDIAN_PREFIX = "G"
"""How the identifiers of guardians begin."""

_ROLE_OF_JOB = {
    Job.TEACHER: "teacher",
    Job.PRINCIPAL: "administrator",
    Job.ASSISTANT_PRINCIPAL: "administrator",
    Job.COUNSELOR: "administrator",
    Job.AIDE: "aide",
    Job.DISTRICT_ADMINISTRATOR: "administrator",
}
"""OneRoster 1.1 has no role for counselors and principals."""


def person_numbers(n: int, first: int = 0, of: int = 0) -> Spread:
    """Return the numbers of `n` persons from the `first` one on, of so many (or `n`) that share the numbers."""
    most = _NUMBERS
    while most < max(n, of):
        most *= 10
    return Spread(n, first, _STEP, most, most // 9)


def prefix_of(kind: str, world: World) -> str:
    """Return how the identifiers of a kind of person begin: in a state, with the number of their district."""
    return kind + world.district.padded_number if world.district else kind


def _state_numbers(n: int, first: int = 0) -> Spread:
    return Spread(n, first, _STATE_STEP, _STATE_NUMBERS, 1_000_000_000)


class Runs(NamedTuple):
    """A list of objects for each of some rows: of its count, from its start on in `objects`."""

    objects: np.ndarray
    starts: np.ndarray  # int32 (rows)
    counts: np.ndarray  # int32 (rows)


class _Person:
    """Columns that every kind of user has in common."""

    def __init__(
        self,
        world: World,
        keys: Keys,
        person: People,
        before: np.ndarray,
        *,
        domain: str,
        prefix: str = "",
        numbers: Spread | None = None,
    ) -> None:
        """`numbers` are unique over a state; without them, those of the district's own are told apart by `prefix`."""
        n = len(person.given)
        district = world.district
        self.prefix = prefix and prefix_of(prefix, world)
        self.number = Digits(person_numbers(n) if numbers is None else numbers)
        self.identifier = Joined(self.prefix, self.number) if prefix else self.number
        login = self._login(world, keys, person, before)
        numbered = world.profile.accounts.usernames == "number"  # and so unique over a state already
        self.username = login if district is None or numbered else Joined(login, f".{district.code}")
        self.email = Joined(login, f"@{domain}")
        self.columns: dict[str, Column] = {
            "enabledUser": Constant("true", n),
            "username": self.username,
            "givenName": Texts(keys.names.given, person.given),
            "familyName": _family(keys, person),
            "middleName": Texts(keys.names.given, person.middle),
            "identifier": self.identifier,
            "password": Constant("", n),
        }

    def _login(self, world: World, keys: Keys, person: People, before: np.ndarray) -> Column:
        style = world.profile.accounts.usernames
        if style == "number":
            return Joined(self.prefix.lower(), self.number) if self.prefix else self.number
        given, dot = (keys.names.initials, "") if style == "initial-family" else (keys.names.given_logins, ".")
        again = Texts(["", *map(str, range(2, int(before.max(initial=0)) + 2))], before)
        return Joined(Texts(given, person.given), dot, Texts(keys.names.family_logins, person.family), again)


def _family(keys: Keys, person: People) -> Column:
    family = Texts(keys.names.family, person.family)
    double = person.second_family >= 0
    if not double.any():
        return family
    joint = Texts(["-", " "], np.where(double, np.where(person.hyphen, 0, 1), -1))
    return Joined(family, joint, Texts(keys.names.family, person.second_family))


def _telephone(world: World, phone: np.ndarray) -> Column:
    """Return the numbers of one area code of the district after the other; -1 is blank."""
    codes = area_codes(world.profile)[: int(phone.max(initial=0)) // EACH + 1]
    return Texts([f"{code}-555-01{number:02d}" for code in codes for number in range(EACH)], phone)


def staff_columns(world: World, keys: Keys) -> dict[str, Column]:
    """Return the users.csv columns of the staff."""
    staff, n = world.staff, len(world.staff.job)
    person = _Person(
        world, keys, world.staff_person, world.accounts.staff, domain=world.profile.accounts.staff_domain, prefix="E"
    )
    roles = list(dict.fromkeys(_ROLE_OF_JOB.values()))
    role_of_job = np.array([roles.index(_ROLE_OF_JOB[job]) for job in Job])
    return person.columns | {
        "sourcedId": IdTexts(keys.staff),
        "orgSourcedIds": _staff_orgs(world, keys),
        "role": Texts(roles, role_of_job[staff.job]),
        "userIds": Joined("{SIS:", person.identifier, "}"),
        "email": person.email,
        "sms": Constant("", n),
        "phone": _telephone(world, (staff.school + 1) % of_offices(world.profile)),
        "agentSourcedIds": Constant("", n),
        "grades": Constant("", n),
    }


def _staff_orgs(world: World, keys: Keys) -> Column:
    own, second = world.staff.school + 1, world.staff.second_school
    if (second < 0).all():
        return IdTexts(keys.orgs, own)
    pairs = np.stack([own, second + 1], axis=1).ravel()
    return IdLists(keys.orgs, pairs, np.arange(0, len(pairs), 2), 1 + (second >= 0))


def student_columns(world: World, keys: Keys) -> dict[str, Column]:
    """Return the users.csv columns of the students; their agents are the guardians of the household."""
    students, n = world.population.students, len(world.population.students.school)
    first, of = world.district.numbering if world.district else (0, n)
    person = _Person(
        world,
        keys,
        students.person,
        world.accounts.students,
        domain=world.profile.accounts.student_domain,
        numbers=person_numbers(n, first, of),
    )
    guardians = world.population.guardians.household
    own = np.arange(len(guardians), dtype=np.int32)
    return person.columns | {
        "sourcedId": IdTexts(keys.students),
        "orgSourcedIds": IdTexts(keys.orgs, students.school + 1),
        "role": Constant("student", n),
        "userIds": Joined("{SIS:", person.identifier, "},{State:", Digits(_state_numbers(n, first)), "}"),
        "email": Where(world.accounts.student_has_email, person.email),
        "sms": Constant("", n),
        "phone": Constant("", n),
        "agentSourcedIds": IdLists(keys.guardians, own, *_runs(guardians, students.household)),
        "grades": Texts(GRADES, students.grade),
    }


def guardian_columns(world: World, keys: Keys) -> dict[str, Column]:
    """Return the users.csv columns of the guardians; their agents are the students of the household."""
    guardians, n = world.population.guardians, len(world.population.guardians.household)
    person = _Person(
        world,
        keys,
        guardians.person,
        world.accounts.guardians,
        domain=world.profile.accounts.guardian_domain,
        prefix=GUARDIAN_PREFIX,
    )
    children = children_of_guardians(world)
    phone = _telephone(world, guardians.phone)
    return person.columns | {
        "sourcedId": IdTexts(keys.guardians),
        "orgSourcedIds": IdLists(keys.orgs, *orgs_of_guardians(world)),
        "role": Texts(GUARDIAN_ROLES, guardians.role),
        "userIds": Joined("{SIS:", person.identifier, "}"),
        "email": Where(guardians.has_email, person.email),
        "sms": phone,
        "phone": phone,
        "agentSourcedIds": IdLists(keys.students, *children),
        "grades": Constant("", n),
    }


def children_of_guardians(world: World) -> Runs:
    """Return the students of each guardian's household."""
    students, homes = world.population.students.household, world.population.guardians.household
    return Runs(stable_order(students), *_runs(students, homes))


def orgs_of_guardians(world: World) -> Runs:
    """Return the orgs (school + 1) of each guardian's children, without those that come again, the last first."""
    students, homes = world.population.students, world.population.guardians.household
    home_of_school, schools = _schools(students.household, students.school)
    return Runs(schools + 1, *_runs(home_of_school, homes))


def nth(runs: Runs, place: int) -> np.ndarray:
    """Return the object at one place of each list: int64 (rows), -1 where a list is not that long."""
    found = np.full(len(runs.counts), -1)
    rows = np.flatnonzero(runs.counts > place)
    found[rows] = runs.objects[runs.starts[rows] + place]
    return found


def _runs(household_of_object: np.ndarray, households: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return where the objects of each of `households` start, in their order by household, and how many there are.

    Two int32 arrays of the length of `households`.
    """
    n_homes = 1 + max(int(household_of_object.max(initial=-1)), int(households.max(initial=-1)))
    counts = np.bincount(household_of_object, minlength=n_homes).astype(np.int32)
    starts = np.cumsum(counts, dtype=np.int32) - counts
    return starts[households], counts[households]


def _schools(household: np.ndarray, school: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the distinct pairs of students' household and school by household, in it the last school first."""
    n_schools = int(school.max(initial=0)) + 1
    pairs = distinct(household.astype(np.int64) * n_schools + (n_schools - 1 - school)).values
    return pairs // n_schools, n_schools - 1 - pairs % n_schools
