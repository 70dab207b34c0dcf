"""Roles of 1.2, and users in their light."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..bundles import add, drop

if TYPE_CHECKING:
    from ..bundles import Files
    from .breaking import Breaking


def test_one_primary_role_for_each_org(broken: Breaking) -> None:
    def second(files: Files) -> None:
        add(files, "roles", "role-of-teacher-1", "another", role="proctor")

    assert broken("1.2", more=second) == [("OR12-USR-04", "roles.csv", 7, "roleType")]


def test_a_primary_role_in_each_of_two_orgs(broken: Breaking) -> None:
    def second(files: Files) -> None:
        add(files, "roles", "role-of-teacher-1", "another", orgSourcedId="district")
        add(files, "roles", "role-of-teacher-1", "a-third", role="proctor", roleType="secondary")

    assert broken("1.2", more=second) == []


def test_every_user_has_a_role(broken: Breaking) -> None:
    found = broken("1.2", more=lambda files: drop(files, "roles", "role-of-principal-1"))
    assert found == [("OR12-USR-05", "users.csv", 2, "sourcedId")]


def test_the_primary_org_is_one_of_those_of_the_roles(broken: Breaking) -> None:
    cells = {("users", "principal-1", "primaryOrgSourcedId"): "district"}
    assert broken("1.2", cells) == [("OR12-USR-06", "users.csv", 2, "primaryOrgSourcedId")]


def test_a_role_uses_a_profile_of_its_user(broken: Breaking) -> None:
    cells = {("roles", "role-of-student-2", "userProfileSourcedId"): "profile-1"}
    assert broken("1.2", cells) == [("OR12-USR-07", "roles.csv", 5, "userProfileSourcedId")]


def test_one_role_of_a_user_is_primary(broken: Breaking) -> None:
    cells = {("roles", "role-of-parent-1", "roleType"): "secondary"}
    assert broken("1.2", cells) == [("OR12-USR-08", "users.csv", 6, "sourcedId")]


def test_the_same_role_twice(broken: Breaking) -> None:
    def again(**changes: str) -> list[tuple[str, str, int | None, str]]:
        return broken(
            "1.2",
            more=lambda files: add(files, "roles", "role-of-parent-1", "another", roleType="secondary", **changes),
        )

    assert again() == [("OR12-USR-09", "roles.csv", 7, "role")]
    assert again(endDate="2027-01-01") == []
    assert again(role="relative") == []


def test_only_students_have_grades(broken: Breaking) -> None:
    assert broken("1.2", {("users", "teacher-1", "grades"): "09"}) == [("OR-USR-03", "users.csv", 3, "grades")]
    own_role = {("users", "teacher-1", "grades"): "09", ("roles", "role-of-teacher-1", "role"): "ext:tutor"}
    assert broken("1.2", own_role) == []
