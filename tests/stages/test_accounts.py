"""Logins: the first of a name has it as it is, those after it are counted."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from rostergen import generate, load_profile
from rostergen.names import login_text
from rostergen.profile.fields import GRADES
from rostergen.stages.accounts import make_accounts
from rostergen.world import NamePool, People, World


@pytest.fixture(scope="module")
def world() -> World:
    return generate(load_profile(schools=3, students=900), seed=3, school_year=2027)


def everybody(world: World) -> list[tuple[str, str]]:
    people = (world.staff_person, world.population.students.person, world.population.guardians.person)
    return [
        (login_text(world.names.given[given]), login_text(world.names.family[family]))
        for person in people
        for given, family in zip(person.given, person.family, strict=True)
    ]


@pytest.mark.parametrize("style", ["given.family", "initial-family"])
def test_equal_logins_are_counted_over_everybody(world: World, style: str) -> None:
    profile = load_profile(settings=[f"accounts.usernames={style}"])
    accounts = make_accounts(profile, world.names, world.staff_person, world.population, 3)
    counted = [*accounts.staff.tolist(), *accounts.students.tolist(), *accounts.guardians.tolist()]
    seen: dict[tuple[str, str], int] = {}
    expected = []
    for given, family in everybody(world):
        login = (given[0] if style == "initial-family" else given, family)
        expected.append(seen.get(login, 0))
        seen[login] = seen.get(login, 0) + 1
    assert counted == expected
    assert max(counted) > 0


def test_names_that_become_one_login_are_counted_together(world: World) -> None:
    names = NamePool(("José", "Jose", "JO-SE", "Ana"), ("Núñez", "Nunez"))
    zero = np.zeros(4, np.int32)
    person = People(zero > 0, np.array([0, 1, 2, 3]), zero - 1, np.array([0, 1, 0, 1]), zero - 1, zero > 0)
    none = People(*(part[:0] for part in (person.male, person.given, zero, person.family, zero, person.male)))
    population = replace(
        world.population,
        students=replace(world.population.students, person=none, grade=zero[:0]),
        guardians=replace(world.population.guardians, person=none),
    )
    accounts = make_accounts(load_profile(), names, person, population, 3)
    assert accounts.staff.tolist() == [0, 1, 2, 0]


@pytest.mark.parametrize("share", [0.0, 40.0, 100.0])
def test_students_without_email_by_grade(world: World, share: float) -> None:
    setting = f"accounts.students_without_email={{PK-05: {share}, 09: 100}}"
    accounts = make_accounts(load_profile(settings=[setting]), world.names, world.staff_person, world.population, 3)
    grade = world.population.students.grade
    young, ninth = grade <= GRADES.index("05"), grade == GRADES.index("09")
    assert (~accounts.student_has_email[young]).mean() == pytest.approx(share / 100, abs=0.06)
    assert not accounts.student_has_email[ninth].any()
    assert accounts.student_has_email[~young & ~ninth].all()
