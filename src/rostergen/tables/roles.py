"""Who is what, where and when, and with which logins: roles.csv and userProfiles.csv, new in 1.2."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from rostergen.ids import uuid_words
from rostergen.profile.fields import grades_of
from rostergen.tables.column import Constant, Ids, IdTexts, Texts, Where
from rostergen.tables.persons import nth
from rostergen.tables.selected import selected
from rostergen.tables.shared import dates
from rostergen.world import GUARDIAN_ROLES, Job

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rostergen.tables.column import Column
    from rostergen.tables.files import Files
    from rostergen.tables.persons import Runs
    from rostergen.tables.table import Table
    from rostergen.tables.users_v1p2 import PersonKeys, Persons
    from rostergen.world import World

_ROLE_OF_JOB = {
    Job.TEACHER: "teacher",
    Job.PRINCIPAL: "principal",
    Job.ASSISTANT_PRINCIPAL: "siteAdministrator",
    Job.COUNSELOR: "counselor",
    Job.AIDE: "aide",
    Job.DISTRICT_ADMINISTRATOR: "districtAdministrator",
}
_ALL_YEAR = (Job.PRINCIPAL, Job.ASSISTANT_PRINCIPAL, Job.DISTRICT_ADMINISTRATOR)
"""Who works the summer too, from 1 July to 30 June: common practice, judgment (2026)."""
_PRIMARY, _SECONDARY = 0, 1
_ROLE_TYPES = ("primary", "secondary")


def user_profiles(world: World, keys: PersonKeys, files: Files, persons: Persons) -> Iterator[Table]:
    """Yield the logins of each application for each kind of person."""
    people = {
        "staff": (persons.staff, keys.staff),
        "students": (persons.students, keys.students),
        "guardians": (persons.guardians, keys.guardians),
    }
    for name, application in world.profile.applications.items():
        for kind in dict.fromkeys(application.users):
            columns, ids = people[kind]
            n = len(ids)
            rows = np.arange(n) if kind != "students" else _students_of(world, application.grades)
            made: dict[str, Column] = {
                "sourcedId": Ids(_profile_words(world, name, kind, n)),
                "userSourcedId": IdTexts(ids),
                "username": columns[application.login],
            }
            texts = {
                "profileType": application.title,
                "vendorId": application.vendor,
                "applicationId": application.application or "",
                "description": application.description or "",
                "credentialType": application.credential,
            }
            repeated = {column: Texts([text], np.zeros(len(rows), np.int8)) for column, text in texts.items()}
            blank = Constant("", len(rows))
            yield files.table("userProfiles", len(rows), **selected(made, rows), **repeated, password=blank)


def _students_of(world: World, grades: str) -> np.ndarray:
    """Return the students of a span of grades."""
    span = grades_of(grades)
    grade = world.population.students.grade
    return np.flatnonzero((grade >= span.start) & (grade < span.stop))


def _profile_words(world: World, application: str, kind: str, n: int) -> np.ndarray:
    return uuid_words(world.seed, f"userProfile.{application}.{kind}", 0, n)


def _main_profile(world: World, kind: str, n: int) -> Column:
    """Return the profile that the roles of a kind of person name: of the first application they have."""
    for name, application in world.profile.applications.items():
        if kind in application.users:
            words = Ids(_profile_words(world, name, kind, n))
            if kind != "students":
                return words
            there = np.zeros(n, bool)
            there[_students_of(world, application.grades)] = True
            return Where(there, words)
    return Constant("", n)


def roles(world: World, keys: PersonKeys, files: Files, persons: Persons) -> Iterator[Table]:
    """Yield the roles of staff, students and guardians. Each person has one primary role in each org."""
    yield from _staff_roles(world, keys, files)
    students = world.population.students
    n = len(students.school)
    yield files.table(
        "roles",
        n,
        sourcedId=Ids(uuid_words(world.seed, "role.student", 0, n)),
        userSourcedId=IdTexts(keys.students),
        roleType=Constant(_ROLE_TYPES[_PRIMARY], n),
        role=Constant("student", n),
        beginDate=keys.school_dates(students.entry),
        endDate=keys.school_dates(students.leave),
        orgSourcedId=IdTexts(keys.orgs, students.school + 1),
        userProfileSourcedId=_main_profile(world, "students", n),
    )
    yield from _guardian_roles(world, keys, files, persons.guardian_orgs)


def _staff_roles(world: World, keys: PersonKeys, files: Files) -> Iterator[Table]:
    staff, n = world.staff, len(world.staff.job)
    word_of = dict(_ROLE_OF_JOB)
    assistant = word_of[Job.ASSISTANT_PRINCIPAL]
    word_of[Job.ASSISTANT_PRINCIPAL] = files.term("roles", "role", assistant, "assistant_principal")
    words = list(dict.fromkeys(word_of.values()))
    of_job = np.array([words.index(word_of[job]) for job in Job])
    everybody, travelling = np.arange(n), np.flatnonzero(staff.second_school >= 0)
    profile = _main_profile(world, "staff", n)
    begin, end = _contracts(world)
    # The first official of the district also runs its systems: a second role in one org.
    for kind, rows, role, role_type, school in (
        ("staff", everybody, Texts(words, of_job[staff.job]), _PRIMARY, staff.school),
        ("staff.second", travelling, Constant("teacher", n), _PRIMARY, staff.second_school),
        ("staff.systems", everybody[:1], Constant("systemAdministrator", n), _SECONDARY, staff.school),
    ):
        columns: dict[str, Column] = {
            "sourcedId": Ids(uuid_words(world.seed, f"role.{kind}", 0, n)),
            "userSourcedId": IdTexts(keys.staff),
            "roleType": Constant(_ROLE_TYPES[role_type], n),
            "role": role,
            "beginDate": begin,
            "endDate": end,
            "orgSourcedId": IdTexts(keys.orgs, school + 1),
            "userProfileSourcedId": profile,
        }
        yield files.table("roles", len(rows), **selected(columns, rows))


def _contracts(world: World) -> tuple[Column, Column]:
    """Return the first day of every member of staff and the day after the last: the school year or twelve months."""
    year = world.calendar.school_year
    all_year = np.isin(world.staff.job, _ALL_YEAR)
    first, after = (int(np.datetime64(f"{y}-07-01", "D").astype(np.int64)) for y in (year - 1, year))
    begin, end = world.calendar.starts[0], world.calendar.ends[0]
    return dates(np.where(all_year, first, begin)), dates(np.where(all_year, after, end))


def _guardian_roles(world: World, keys: PersonKeys, files: Files, orgs: Runs) -> Iterator[Table]:
    """Yield a role for each school of each guardian's children: secondary where the guardian is also staff there."""
    n = len(orgs.counts)
    works_at = np.full((n, 2), -1, np.int32)
    also = np.flatnonzero(world.staff_guardian >= 0)
    works_at[world.staff_guardian[also]] = np.stack([world.staff.school, world.staff.second_school], axis=1)[also] + 1
    profile = _main_profile(world, "guardians", n)
    for place in range(int(orgs.counts.max(initial=0))):
        org = nth(orgs, place)
        rows = np.flatnonzero(org >= 0)
        columns: dict[str, Column] = {
            "sourcedId": Ids(uuid_words(world.seed, f"role.guardian.{place}", 0, n)),
            "userSourcedId": IdTexts(keys.guardians),
            "roleType": Texts(_ROLE_TYPES, (works_at == org[:, None]).any(axis=1).astype(np.int8)),
            "role": Texts(GUARDIAN_ROLES, world.population.guardians.role),
            "beginDate": Constant("", n),
            "endDate": Constant("", n),
            "orgSourcedId": IdTexts(keys.orgs, org),
            "userProfileSourcedId": profile,
        }
        yield files.table("roles", len(rows), **selected(columns, rows))
