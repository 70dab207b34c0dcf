"""Whom a class has, and who is in one class twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ..bundles import add, as_delta, drop, row

if TYPE_CHECKING:
    from ..bundles import Files
    from .breaking import Breaking

pytestmark = pytest.mark.parametrize("version", ["1.1", "1.2"])
E = "enrollments"


def _add_teacher(files: Files) -> None:
    names = {"givenName": "Iris", "familyName": "Bloom", "username": "iris.bloom", "email": "iris.bloom@example.org"}
    add(files, "users", "teacher-1", "teacher-2", identifier="N-teacher-2", **names)
    if "roles" in files:
        files["users"][-1]["userMasterIdentifier"] = "M-teacher-2"
        add(files, "roles", "role-of-teacher-1", "role-of-teacher-2", userSourcedId="teacher-2")


def _share(files: Files, **changes: str) -> None:
    _add_teacher(files)
    add(files, E, "e-4", "e-6", userSourcedId="teacher-2", **changes)


def test_one_primary_teacher_at_a_time(broken: Breaking, version: str) -> None:
    assert broken(version, more=_share) == [("OR-ENR-02", f"{E}.csv", 7, "primary")]


@pytest.mark.parametrize(
    ("begin", "end", "wrong"), [("2027-01-11", "", False), ("2027-01-10", "", True), ("", "", True)]
)
def test_one_primary_teacher_after_the_other(broken: Breaking, version: str, begin: str, end: str, wrong: bool) -> None:
    def follow(files: Files) -> None:
        _share(files, beginDate=begin, endDate=end)
        row(files, E, "e-4")["endDate"] = "2027-01-11"

    # The later of the two is reported, and a blank begin is the earliest.
    line = 7 if begin else 5
    assert broken(version, more=follow) == ([("OR-ENR-02", f"{E}.csv", line, "primary")] if wrong else [])


def test_other_teachers_are_not_primary(broken: Breaking, version: str) -> None:
    assert broken(version, more=lambda files: _share(files, primary="false")) == []


def test_a_class_with_teachers_has_a_primary_one(broken: Breaking, version: str) -> None:
    assert broken(version, {(E, "e-4", "primary"): ""}) == [("OR-ENR-03", "classes.csv", 3, "sourcedId")]


def test_a_class_has_students_and_a_teacher(broken: Breaking, version: str) -> None:
    found = broken(version, more=lambda files: drop(files, E, "e-5"))
    assert found == [("RG-CLS-01", "classes.csv", 3, "sourcedId")]
    found = broken(version, more=lambda files: drop(files, E, "e-4"))
    assert found == [("RG-CLS-02", "classes.csv", 3, "sourcedId")]


def test_in_a_delta_the_others_may_be_there_already(broken: Breaking, version: str) -> None:
    def change(files: Files) -> None:
        drop(files, E, "e-1", "e-3", "e-4", "e-5")
        for rows in files.values():
            as_delta(rows)

    assert broken(version, more=change) == []


def test_a_student_is_in_some_class(broken: Breaking, version: str) -> None:
    def leave(files: Files) -> None:
        drop(files, E, "e-3")
        drop(files, "results", "result-3")

    assert broken(version, more=leave) == [("RG-USR-02", "users.csv", 5, "sourcedId")]


@pytest.mark.parametrize(("begin", "end"), [("", ""), ("2026-09-01", "2026-10-01"), ("2027-06-04", "")])
def test_nobody_is_in_a_class_twice(broken: Breaking, version: str, begin: str, end: str) -> None:
    def again(files: Files) -> None:
        add(files, E, "e-3", "e-6", beginDate=begin, endDate=end)

    line = 7 if begin else 4
    assert broken(version, more=again) == [("OR-ENR-06", f"{E}.csv", line, "classSourcedId")]


def test_whoever_leaves_may_come_back(broken: Breaking, version: str) -> None:
    def come_back(files: Files) -> None:
        add(files, E, "e-3", "e-6", beginDate="2027-01-11")
        row(files, E, "e-3")["endDate"] = "2027-01-11"

    assert broken(version, more=come_back) == []


def test_classes_without_periods_count_as_well(broken: Breaking, version: str) -> None:
    def again(files: Files) -> None:
        for each in files["classes"]:
            each["periods"] = ""
        add(files, E, "e-3", "e-6")

    assert broken(version, more=again) == [("OR-ENR-06", f"{E}.csv", 7, "classSourcedId")]


def test_a_deleted_enrollment_is_none(broken: Breaking, version: str) -> None:
    def move(files: Files) -> None:
        add(files, E, "e-3", "e-6")
        for rows in files.values():
            as_delta(rows)
        row(files, E, "e-3")["status"] = "tobedeleted"

    assert broken(version, more=move) == []
