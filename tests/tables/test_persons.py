"""Staff, students and guardians as rows of users.csv."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from math import gcd
from typing import TYPE_CHECKING

import numpy as np
import pytest
from filled import texts_of as texts

from rostergen import generate, load_profile
from rostergen.profile.fields import GRADES
from rostergen.profile.telephones import area_codes
from rostergen.tables import persons
from rostergen.tables.persons import (
    _runs,
    _schools,
    _state_numbers,
    guardian_columns,
    person_numbers,
    staff_columns,
    student_columns,
)
from rostergen.tables.shared import Keys, decoded
from rostergen.world import GUARDIAN_ROLES, Job, World

if TYPE_CHECKING:
    from collections.abc import Callable

    from rostergen.tables.column import Column, Spread


@cache
def world_of(*settings: str) -> World:
    return generate(load_profile("urban", schools=6, students=700, settings=settings), seed=8, school_year=2027)


def everybody(world: World) -> list[dict[str, Column]]:
    keys = Keys(world)
    return [staff_columns(world, keys), student_columns(world, keys), guardian_columns(world, keys)]


def column(world: World, name: str) -> list[list[str]]:
    """A column of staff, students and guardians."""
    return [texts(columns[name]) for columns in everybody(world)]


# Names and accounts


def test_names() -> None:
    world = world_of("names.hyphenated=20", "families.two_surnames_hispanic=60")
    people = [world.staff_person, world.population.students.person, world.population.guardians.person]
    found = zip(
        people, column(world, "givenName"), column(world, "familyName"), column(world, "middleName"), strict=True
    )
    for person, given, family, middle in found:
        assert given == [world.names.given[i] for i in person.given]
        assert middle == ["" if i < 0 else world.names.given[i] for i in person.middle]
        for i, name in enumerate(family):
            first, second = world.names.family[person.family[i]], person.second_family[i]
            joint = "-" if person.hyphen[i] else " "
            assert name == (first if second < 0 else f"{first}{joint}{world.names.family[second]}")
    students = " ".join(column(world, "familyName")[1])
    assert "-" in students


def test_given_and_family_name_make_a_username() -> None:
    world = world_of("accounts.usernames=given.family")
    found = [name for part in column(world, "username") for name in part]
    assert len(set(found)) == len(found)
    assert all(re.fullmatch(r"[a-z]+\.[a-z]+([2-9]|[1-9][0-9]+)?", name) for name in found)
    counts = Counter(re.sub("[0-9]+$", "", name) for name in found)
    for stem, count in counts.items():
        numbers = [stem, *(f"{stem}{i}" for i in range(2, count + 1))]
        assert set(numbers) <= set(found)
    assert max(counts.values()) > 1


def test_initial_and_family_name_make_a_username() -> None:
    world = world_of("accounts.usernames=initial-family")
    for usernames, given, family in zip(
        *(column(world, name) for name in ("username", "givenName", "familyName")), strict=True
    ):
        for username, first, last in zip(usernames, given, family, strict=True):
            if first.isascii() and last.isascii() and last.isalpha():
                assert re.fullmatch(f"{first[0]}{last}[0-9]*".lower(), username)
    found = [name for part in column(world, "username") for name in part]
    assert len(set(found)) == len(found)


def test_a_number_makes_a_username() -> None:
    world = world_of("accounts.usernames=number")
    staff, students, guardians = column(world, "username")
    assert all(re.fullmatch("e[0-9]{7}", name) for name in staff)
    assert all(re.fullmatch("[0-9]{7}", name) for name in students)
    assert all(re.fullmatch("g[0-9]{7}", name) for name in guardians)
    assert [name.upper() for name in staff] == column(world, "identifier")[0]


def test_identifiers() -> None:
    staff, students, guardians = column(world_of(), "identifier")
    assert all(re.fullmatch("E[0-9]{7}", name) for name in staff)
    assert all(re.fullmatch("[0-9]{7}", name) for name in students)
    assert all(re.fullmatch("G[0-9]{7}", name) for name in guardians)
    assert len({*staff, *students, *guardians}) == len(staff) + len(students) + len(guardians)


def test_user_ids() -> None:
    world = world_of()
    for i, (identifiers, ids) in enumerate(zip(column(world, "identifier"), column(world, "userIds"), strict=True)):
        for identifier, found in zip(identifiers, ids, strict=True):
            pattern = rf"\{{SIS:{identifier}\}}" + (r",\{State:[0-9]{10}\}" if i == 1 else "")
            assert re.fullmatch(pattern, found)
    assert len(set(column(world, "userIds")[1])) == 700


def test_numbers_of_districts_are_those_of_one_run() -> None:
    whole, parts = person_numbers(50, of=90)[:], [person_numbers(20, 0, 90)[:], person_numbers(30, 20, 90)[:]]
    assert np.concatenate(parts).tolist() == whole.tolist()
    many = 10_000_000
    assert len(np.unique(np.concatenate([person_numbers(5, 0, many)[:], person_numbers(5, many - 5, many)[:]]))) == 10
    assert person_numbers(5, many - 5, many)[:].min() >= 10_000_000
    assert _state_numbers(30, 20)[:].tolist() == _state_numbers(50)[20:].tolist()


@pytest.mark.parametrize(("numbers", "digits"), [(person_numbers, 7), (_state_numbers, 10)])
def test_numbers_are_distinct_and_say_nothing(numbers: Callable[[int], Spread], digits: int) -> None:
    found = numbers(200_000)[:]
    assert len(set(found.tolist())) == 200_000
    assert {len(str(number)) for number in found.tolist()} == {digits}
    assert (np.diff(found) > 0).mean() < 0.9
    assert not str(found[0]).endswith("000")  # the first student was number 1000000
    assert numbers(3)[:].tolist() == found[:3].tolist()
    assert numbers(200_000)[7:9].tolist() == found[7:9].tolist()


def test_every_number_is_dealt_before_one_comes_again() -> None:
    assert gcd(persons._STEP, persons._NUMBERS * 10) == gcd(persons._STATE_STEP, persons._STATE_NUMBERS) == 1


def test_numbers_get_longer_where_there_are_too_few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(persons, "_NUMBERS", 9_000)
    found = person_numbers(9_005)[:]
    assert len(found) == len(np.unique(found))
    assert (found.min() >= 10_000, len(str(found.max()))) == (True, 5)


# Email and telephone


def test_email() -> None:
    domains = {"staff": "staff.test", "student": "kids.example", "guardian": "home.example.net"}
    world = world_of(
        *(f"accounts.{who}_domain={domain}" for who, domain in domains.items()), "families.without_email=30"
    )
    there = [
        np.ones(len(world.staff.job), bool), world.accounts.student_has_email, world.population.guardians.has_email,
    ]  # fmt: skip
    for usernames, emails, has, domain in zip(
        column(world, "username"), column(world, "email"), there, domains.values(), strict=True
    ):
        assert emails == [f"{name}@{domain}" if have else "" for name, have in zip(usernames, has, strict=True)]
    assert not world.accounts.student_has_email.all()
    assert not world.population.guardians.has_email.all()


def test_telephone() -> None:
    world = world_of("accounts.area_code='312'")
    staff, students, guardians = column(world, "phone")
    assert all(re.fullmatch("312-555-01[0-9]{2}", number) for number in staff)
    assert len(set(staff)) == world.plan.n_schools + 1
    assert set(students) == {""}
    codes = area_codes(world.profile)
    expected = [
        "" if number < 0 else f"{codes[number // 100]}-555-01{number % 100:02d}"
        for number in world.population.guardians.phone
    ]
    assert guardians == column(world, "sms")[2] == expected
    assert "" in guardians
    assert len(set(guardians)) == len(guardians) - guardians.count("") + 1


# Roles, schools, families


def test_roles() -> None:
    world = world_of()
    staff, students, guardians = column(world, "role")
    jobs = {
        Job.TEACHER: "teacher", Job.PRINCIPAL: "administrator", Job.ASSISTANT_PRINCIPAL: "administrator",
        Job.COUNSELOR: "administrator", Job.AIDE: "aide", Job.DISTRICT_ADMINISTRATOR: "administrator",
    }  # fmt: skip
    assert staff == [jobs[Job(job)] for job in world.staff.job]
    assert set(staff) == set(jobs.values())
    assert set(students) == {"student"}
    assert guardians == [GUARDIAN_ROLES[role] for role in world.population.guardians.role]


def test_grades_are_for_students() -> None:
    staff, students, guardians = column(world_of(), "grades")
    assert students == [GRADES[grade] for grade in world_of().population.students.grade]
    assert {*staff, *guardians} == {""}


def test_orgs() -> None:
    world = world_of()
    orgs = decoded(Keys(world).orgs)
    staff, students, guardians = column(world, "orgSourcedIds")
    assert staff == [
        ",".join([orgs[own + 1], *([orgs[second + 1]] if second >= 0 else [])])
        for own, second in zip(world.staff.school, world.staff.second_school, strict=True)
    ]
    assert staff[0] == orgs[0]
    assert any("," in found for found in staff)
    assert students == [orgs[school + 1] for school in world.population.students.school]
    pupils = world.population.students
    for home, found in zip(world.population.guardians.household, guardians, strict=True):
        schools = {orgs[school + 1] for school in pupils.school[pupils.household == home]}
        assert len(found.split(",")) == len(schools)
        assert set(found.split(",")) == schools
    assert any("," in found for found in guardians)


def test_staff_of_a_single_school() -> None:
    world = world_of("staffing.two_schools=0")
    orgs = decoded(Keys(world).orgs)
    assert column(world, "orgSourcedIds")[0] == [orgs[school + 1] for school in world.staff.school]


def test_families_point_at_each_other() -> None:
    world = world_of()
    keys = Keys(world)
    students, guardians = decoded(keys.students), decoded(keys.guardians)
    staff, of_student, of_guardian = column(world, "agentSourcedIds")
    assert set(staff) == {""}
    pupils, grown = world.population.students, world.population.guardians
    for home, listed in zip(pupils.household, of_student, strict=True):
        assert listed == ",".join(guardians[i] for i in np.flatnonzero(grown.household == home))
    for home, listed in zip(grown.household, of_guardian, strict=True):
        assert listed == ",".join(students[i] for i in np.flatnonzero(pupils.household == home))
    assert "" in of_student  # some have no guardian


def test_enabled_and_without_password() -> None:
    assert {text for part in column(world_of(), "enabledUser") for text in part} == {"true"}
    assert {text for part in column(world_of(), "password") for text in part} == {""}


def test_nobody_has_a_guardian() -> None:
    world = world_of("families.guardians=0")
    assert [len(part) for part in column(world, "agentSourcedIds")] == [len(world.staff.job), 700, 0]
    assert set(column(world, "agentSourcedIds")[1]) == {""}


# Lists


def test_runs() -> None:
    starts, counts = _runs(np.array([5, 0, 2, 0]), np.array([2, 0, 1, 5, 0]))
    assert counts.tolist() == [1, 2, 0, 1, 2]
    assert [start for start, count in zip(starts.tolist(), counts.tolist(), strict=True) if count] == [2, 0, 3, 0]
    nobody = np.array([], np.int32)
    assert _runs(nobody, np.array([0, 1]))[1].tolist() == [0, 0]
    assert [len(part) for part in _runs(np.array([0, 1]), nobody)] == [0, 0]


def test_schools_of_a_household() -> None:
    home, school = _schools(np.array([3, 1, 3, 1, 3]), np.array([0, 4, 2, 4, 0]))
    assert list(zip(home.tolist(), school.tolist(), strict=True)) == [(1, 4), (3, 2), (3, 0)]
