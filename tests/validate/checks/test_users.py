"""Users who share what is theirs alone, and agents."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ..bundles import add, row

if TYPE_CHECKING:
    from ..bundles import Files
    from .breaking import Breaking

BOTH = pytest.mark.parametrize("version", ["1.1", "1.2"])
AGENTS = "agentSourcedIds"


@BOTH
def test_a_username_is_unique(broken: Breaking, version: str) -> None:
    found = broken(version, {("users", "student-2", "username"): "lena.park"})
    assert found == [("OR-ID-04", "users.csv", 5, "username")]


def test_rows_of_one_person_with_two_roles_may_share_the_username(broken: Breaking) -> None:
    def second_role(files: Files) -> None:
        add(files, "users", "teacher-1", "teacher-1-as-parent", role="parent")

    # It is worth knowing all the same.
    assert [each[:3] for each in broken("1.1", more=second_role)] == [("OR11-USR-04", "users.csv", 7)]


def test_the_same_user_with_the_same_role_has_the_username_twice(broken: Breaking) -> None:
    def again(files: Files) -> None:
        add(files, "users", "parent-1", "parent-2", agentSourcedIds="")

    assert broken("1.1", more=again) == [("OR-ID-04", "users.csv", 7, "username")]


@pytest.mark.parametrize("shared", ["email", "identifier"])
def test_rows_that_look_like_one_person(broken: Breaking, shared: str) -> None:
    def again(files: Files) -> None:
        another = f"another-by-{shared}"
        other = {"username": another, "email": f"{another}@example.org", "identifier": another}
        add(
            files,
            "users",
            "parent-1",
            "parent-2",
            agentSourcedIds="",
            **{k: v for k, v in other.items() if k != shared},
        )

    assert broken("1.1", more=again) == [("OR11-USR-04", "users.csv", 7, shared)]


def test_people_who_share_a_name_or_an_address_are_several(broken: Breaking) -> None:
    cells = {("users", "student-2", "givenName"): "Lena", ("users", "student-2", "familyName"): "Park"}
    assert broken("1.1", cells) == []
    assert broken("1.1", {("users", "student-1", "email"): "mina.park@example.org"}) == []


def test_a_master_identifier_is_unique_where_it_is_filled(broken: Breaking) -> None:
    column = "userMasterIdentifier"
    assert broken("1.2", {("users", "student-2", column): "M-student-1"}) == [("OR12-ID-05", "users.csv", 5, column)]
    assert broken("1.2", {("users", "student-2", column): "", ("users", "student-1", column): ""}) == []


@BOTH
def test_a_link_to_an_agent_in_one_direction(broken: Breaking, version: str) -> None:
    assert broken(version, {("users", "parent-1", AGENTS): ""}) == [("OR-USR-01", "users.csv", 4, AGENTS)]


@BOTH
def test_an_agent_of_a_student_is_no_student(broken: Breaking, version: str) -> None:
    cells = {("users", "student-1", AGENTS): "parent-1,teacher-1", ("users", "teacher-1", AGENTS): "student-1"}
    assert broken(version, cells) == [("OR-USR-02", "users.csv", 4, AGENTS)]


@BOTH
def test_no_user_is_their_own_agent(broken: Breaking, version: str) -> None:
    cells = {("users", "student-1", AGENTS): "parent-1,student-1"}
    assert broken(version, cells) == [("RG-REF-04", "users.csv", 4, AGENTS)]


def test_a_student_of_several_schools(broken: Breaking) -> None:
    def add_school(files: Files) -> None:
        add(files, "orgs", "school", "middle", identifier="179374000002")
        row(files, "users", "student-1")["orgSourcedIds"] = "school,middle"
        row(files, "users", "teacher-1")["orgSourcedIds"] = "school,middle"
        row(files, "users", "student-2")["orgSourcedIds"] = "district,school"

    assert broken("1.1", more=add_school) == [("OR11-USR-05", "users.csv", 4, "orgSourcedIds")]


def test_an_agent_of_thousands(broken_alone: Breaking) -> None:
    """Of each pair only the two are kept: not also all 10,000 others, which is more than memory holds."""

    def add_hub(files: Files) -> None:
        ids = [f"u{n}" for n in range(10_000)]
        hub, user = row(files, "users", "parent-1"), row(files, "users", "teacher-1")
        files["users"].append(hub | {"sourcedId": "hub", "username": "hub", AGENTS: ",".join(f"x{i}" for i in ids)})
        files["users"] += [user | {"sourcedId": i, "username": i, AGENTS: "hub"} for i in ids]

    found = broken_alone("1.1", more=add_hub)
    # The links of the hub lead nowhere, so nobody knows whether they were meant to lead back.
    assert {each[0] for each in found if each[3] == AGENTS} == {"OR-REF-12"}
