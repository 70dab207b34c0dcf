"""A world as the tables of OneRoster 1.2: the district of 1.1, and what 1.1 has no place for."""

from __future__ import annotations

import csv
import io
from collections import Counter, defaultdict
from functools import cache

import numpy as np
import pytest

from rostergen import generate, load_profile
from rostergen.bundle.encode import encode, header
from rostergen.projection import Projection
from rostergen.tables.shared import Keys, decoded
from rostergen.world import PRONOUNS, SEXES, Job, World

Row = dict[str, str]
Bundle = dict[str, list[Row]]
PROFILES = ("rural", "suburban", "urban")
SAME_FILES = (
    "academicSessions", "orgs", "courses", "classes", "enrollments", "resources", "courseResources", "classResources",
)  # fmt: skip


@cache
def world_of(profile: str = "rural", *settings: str) -> World:
    return generate(load_profile(profile, schools=5, students=600, settings=settings), seed=8, school_year=2027)


@cache
def bundle_of(version: str, profile: str = "rural", *settings: str) -> Bundle:
    files: Bundle = defaultdict(list)
    for table in Projection(world_of(profile, *settings), version).tables():
        text = b"".join([header(table.spec), *encode(table)]).decode()
        files[table.spec.name] += csv.DictReader(io.StringIO(text, newline=""), strict=True)
    return {name: rows for name, rows in files.items() if rows}


def by_id(rows: list[Row]) -> dict[str, Row]:
    return {row["sourcedId"]: row for row in rows}


def items(text: str) -> list[str]:
    return text.split(",") if text else []


def person_of(profile: str) -> dict[str, str]:
    """The user of 1.2 that each user of 1.1 is."""
    world = world_of(profile)
    keys = Keys(world)
    staff, guardians = decoded(keys.staff), decoded(keys.guardians)
    both = {guardians[g]: staff[s] for s, g in enumerate(world.staff_guardian.tolist()) if g >= 0}
    return {
        row["sourcedId"]: both.get(row["sourcedId"], row["sourcedId"]) for row in bundle_of("1.1", profile)["users"]
    }


each_profile = pytest.mark.parametrize("profile", PROFILES)


@each_profile
def test_the_files(profile: str) -> None:
    new = {"roles", "userProfiles", "userResources"}
    assert set(bundle_of("1.2", profile)) == {*SAME_FILES, "users", "demographics"} | new


@each_profile
def test_classes_and_what_they_hold_are_the_same(profile: str) -> None:
    for name in SAME_FILES:
        assert bundle_of("1.2", profile)[name] == bundle_of("1.1", profile)[name], name


@each_profile
def test_every_person_is_there_once(profile: str) -> None:
    old, new = (bundle_of(version, profile)["users"] for version in ("1.1", "1.2"))
    person = person_of(profile)
    assert {row["sourcedId"] for row in new} == set(person.values())
    assert len(by_id(new)) == len(new) == len(set(person.values())) < len(old)


@each_profile
def test_every_person_is_the_same(profile: str) -> None:
    person, old = person_of(profile), bundle_of("1.1", profile)["users"]
    rows_of: dict[str, list[Row]] = defaultdict(list)
    for row in old:
        rows_of[person[row["sourcedId"]]].append(row)
    for now in bundle_of("1.2", profile)["users"]:
        rows = rows_of[now["sourcedId"]]
        [own] = [row for row in rows if row["sourcedId"] == now["sourcedId"]]
        same = ["username", "identifier", "email", "sms", "phone", "grades"]
        assert [now[name] for name in same] == [own[name] for name in same]
        for row in rows:
            same = ["givenName", "familyName", "middleName", "enabledUser", "password"]
            assert [now[name] for name in same] == [row[name] for name in same]
        assert now["userIds"] == ",".join(row["userIds"] for row in rows)
        agents = [person[agent] for row in rows for agent in items(row["agentSourcedIds"])]
        assert sorted(items(now["agentSourcedIds"])) == sorted(agents)


@each_profile
def test_every_role_of_1_1_is_a_row_of_roles(profile: str) -> None:
    person = person_of(profile)
    roles: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in bundle_of("1.2", profile)["roles"]:
        roles[row["userSourcedId"], row["orgSourcedId"]].append(row)
    used = set()
    more = {"administrator": {"principal", "siteAdministrator", "counselor", "districtAdministrator"}}
    for row in bundle_of("1.1", profile)["users"]:
        for org in items(row["orgSourcedIds"]):
            found = [
                role
                for role in roles[person[row["sourcedId"]], org]
                if role["role"] in more.get(row["role"], {row["role"]})
            ]
            assert len(found) == 1
            used.add(found[0]["sourcedId"])
    rest = [row for row in bundle_of("1.2", profile)["roles"] if row["sourcedId"] not in used]
    assert [(row["role"], row["roleType"]) for row in rest] == [("systemAdministrator", "secondary")]


@each_profile
def test_one_primary_role_in_each_org(profile: str) -> None:
    orgs_of: dict[str, set[str]] = defaultdict(set)
    primary: Counter[tuple[str, str]] = Counter()
    for row in bundle_of("1.2", profile)["roles"]:
        orgs_of[row["userSourcedId"]].add(row["orgSourcedId"])
        primary[row["userSourcedId"], row["orgSourcedId"]] += row["roleType"] == "primary"
    assert set(primary.values()) == {1}
    for row in bundle_of("1.2", profile)["users"]:
        assert row["primaryOrgSourcedId"] in orgs_of[row["sourcedId"]]


def test_the_roles_of_jobs() -> None:
    world, roles = world_of(), defaultdict(set)
    for row in bundle_of("1.2")["roles"]:
        roles[row["userSourcedId"]].add(row["role"])
    words = {
        Job.TEACHER: "teacher", Job.PRINCIPAL: "principal", Job.ASSISTANT_PRINCIPAL: "siteAdministrator",
        Job.COUNSELOR: "counselor", Job.AIDE: "aide", Job.DISTRICT_ADMINISTRATOR: "districtAdministrator",
    }  # fmt: skip
    for sourced_id, job in zip(decoded(Keys(world).staff), world.staff.job, strict=True):
        assert words[Job(job)] in roles[sourced_id]
    assert any({"teacher", "parent"} <= found for found in roles.values())


def test_dates_of_roles() -> None:
    world, rows = world_of(), bundle_of("1.2")["roles"]
    first, after = (str(np.datetime64(int(day), "D")) for day in (world.calendar.starts[0], world.calendar.ends[0]))
    students = [row for row in rows if row["role"] == "student"]
    assert {(row["beginDate"], row["endDate"]) for row in students} > {(first, after)}
    assert all(first <= row["beginDate"] < row["endDate"] <= after for row in students)
    guardians = [row for row in rows if row["role"] in ("parent", "guardian", "relative")]
    assert {(row["beginDate"], row["endDate"]) for row in guardians} == {("", "")}
    all_year = {"principal", "siteAdministrator", "districtAdministrator", "systemAdministrator"}
    for row in rows:
        if row["role"] in all_year:
            assert (row["beginDate"], row["endDate"]) == ("2026-07-01", "2027-07-01")
        elif row not in students and row not in guardians:
            assert (row["beginDate"], row["endDate"]) == (first, after)


@each_profile
def test_user_profiles(profile: str) -> None:
    world, bundle = world_of(profile), bundle_of("1.2", profile)
    users = by_id(bundle["users"])
    by_title: dict[str, list[Row]] = defaultdict(list)
    for row in bundle["userProfiles"]:
        by_title[row["profileType"]].append(row)
        assert row["userSourcedId"] in users
        assert row["password"] == ""
        assert all(row[name] for name in ("profileType", "vendorId", "credentialType", "username"))
    assert set(by_title) == {application.title for application in world.profile.applications.values()}
    young = {sourced_id for sourced_id, row in users.items() if row["grades"] in ("PK", "KG", "01", "02")}
    badges = by_title["Classroom Badge"]
    assert {row["userSourcedId"] for row in badges} == young
    assert all(row["username"] == users[row["userSourcedId"]]["identifier"] for row in badges)
    # A member of staff with a child has the login of a guardian too.
    portal = {row["userSourcedId"]: row["username"] for row in by_title["Family Portal"]}
    staff = decoded(Keys(world).staff)
    both = [staff[s] for s in np.flatnonzero(world.staff_guardian >= 0)]
    assert both
    assert all(portal[who] != users[who]["username"] for who in both)


@each_profile
def test_roles_name_a_profile_of_their_user(profile: str) -> None:
    owner = {row["sourcedId"]: row["userSourcedId"] for row in bundle_of("1.2", profile)["userProfiles"]}
    for row in bundle_of("1.2", profile)["roles"]:
        assert owner[row["userProfileSourcedId"]] == row["userSourcedId"]


def test_roles_without_a_profile() -> None:
    mine = "applications={only: {title: One, vendor: EX-1, credential: PIN, users: [students], grades: 09-12}}"
    nulls = [f"applications.{name}=null" for name in ("directory", "portal", "badge", "learngrid")]
    bundle = bundle_of("1.2", "rural", *nulls, mine)
    users = by_id(bundle["users"])
    high = {row["sourcedId"] for row in bundle["users"] if row["grades"] in ("09", "10", "11", "12")}
    assert {row["userSourcedId"] for row in bundle["userProfiles"]} == high
    for row in bundle["roles"]:
        assert bool(row["userProfileSourcedId"]) == (row["userSourcedId"] in high)
        assert row["userSourcedId"] in users


@each_profile
def test_what_1_1_does_not_say_of_persons(profile: str) -> None:
    world, rows = world_of(profile), bundle_of("1.2", profile)["users"]
    assert len({row["userMasterIdentifier"] for row in rows} - {""}) == len(rows)
    assert {"", "she/her", "he/him"} <= {row["pronouns"] for row in rows} <= {"", *PRONOUNS}
    preferred = [row for row in rows if row["preferredGivenName"]]
    assert 0.02 < len(preferred) / (len(world.staff.job) + 600) < 0.14
    assert all(row["preferredGivenName"] != row["givenName"] for row in preferred)
    middle = [row for row in rows if row["preferredMiddleName"]]
    assert middle
    for row in middle:  # called by the middle name, and so with the given name behind it
        assert (row["preferredGivenName"], row["preferredMiddleName"]) == (row["middleName"], row["givenName"])
    for row in rows:
        if row["preferredFamilyName"]:
            assert row["familyName"].startswith(row["preferredFamilyName"])
            assert row["familyName"] != row["preferredFamilyName"]
    # Of the guardians only those who are also staff are asked.
    assert not [row for row in preferred if row["identifier"].startswith("G")]


@each_profile
def test_demographics_differ_in_sex_alone(profile: str) -> None:
    old, new = (bundle_of(version, profile)["demographics"] for version in ("1.1", "1.2"))
    sex = world_of(profile).population.students.sex
    assert [row["sex"] for row in new] == ["" if s < 0 else SEXES[s] for s in sex]
    for before, now in zip(old, new, strict=True):
        assert before["sex"] == (now["sex"] if now["sex"] in ("male", "female") else "")
        assert before | {"sex": ""} == now | {"sex": ""}


def test_sex_beyond_two_words() -> None:
    settings = ("demographics.sex_other=20", "demographics.sex_unspecified=20", "demographics.sex_not_recorded=20")
    assert {row["sex"] for row in bundle_of("1.2", "rural", *settings)["demographics"]} == {*SEXES, ""}
    assert {row["sex"] for row in bundle_of("1.1", "rural", *settings)["demographics"]} == {"male", "female", ""}


@each_profile
def test_user_resources(profile: str) -> None:
    bundle = bundle_of("1.2", profile)
    resources, classes, users = (by_id(bundle[name]) for name in ("resources", "classes", "users"))
    teaches = {
        (row["classSourcedId"], row["userSourcedId"]) for row in bundle["enrollments"] if row["primary"] == "true"
    }
    by_class = [row for row in bundle["userResources"] if row["classSourcedId"]]
    assert by_class
    for row in by_class:
        assert (row["classSourcedId"], row["userSourcedId"]) in teaches
        assert row["orgSourcedId"] == classes[row["classSourcedId"]]["schoolSourcedId"]
        assert resources[row["resourceSourcedId"]]["roles"] == "teacher"
    own = [row for row in bundle["userResources"] if not row["classSourcedId"]]
    assert 0 < len(own) < 0.06 * 600
    for row in own:
        assert users[row["userSourcedId"]]["primaryOrgSourcedId"] == row["orgSourcedId"]
        assert "student" in resources[row["resourceSourcedId"]]["roles"]


def test_no_guardians_no_applications_no_resources() -> None:
    nothing = [f"resources.{key}=0" for key in ("teacher_edition", "digital", "shared_digital", "class_exceptions")]
    nulls = [f"applications.{name}=null" for name in ("directory", "portal", "badge", "learngrid")]
    bundle = bundle_of("1.2", "suburban", *nothing, *nulls, "families.guardians=0", "staffing.two_schools=0")
    assert set(bundle) == {*SAME_FILES, "users", "demographics", "roles"} - {"classResources"}
    assert {row["role"] for row in bundle["roles"]}.isdisjoint({"parent", "guardian", "relative"})
