"""Enrollments that do not fit their class, school or user."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ..bundles import add, row

if TYPE_CHECKING:
    from ..bundles import Files
    from .breaking import Breaking

BOTH = pytest.mark.parametrize("version", ["1.1", "1.2"])
E = "enrollments"


def _add_school(files: Files) -> None:
    add(files, "orgs", "school", "middle", identifier="179374000002")


@BOTH
@pytest.mark.parametrize("kind", ["schoolYear", "gradingPeriod"])
def test_classes_are_taught_in_terms(broken: Breaking, version: str, kind: str) -> None:
    session = {"schoolYear": "year", "gradingPeriod": "quarter-1"}[kind]
    cells = {("classes", "band-1", "termSourcedIds"): f"fall,spring,{session}"}
    assert broken(version, cells) == [("OR-REF-08", "classes.csv", 3, "termSourcedIds")]


@BOTH
@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("beginDate", "2026-08-16"),
        ("beginDate", "2027-06-05"),
        ("endDate", "2027-06-06"),
        ("endDate", "2026-08-17"),
    ],
)
def test_dates_lie_within_the_sessions_of_the_class(broken: Breaking, version: str, column: str, value: str) -> None:
    found = broken(version, {(E, "e-3", column): value})
    # A begin at the end, or the other way round, is also not before it.
    assert [each for each in found if each[0] != "OR-TYP-08"] == [("OR-ENR-04", f"{E}.csv", 4, column)]


@BOTH
@pytest.mark.parametrize(
    ("begin", "end"), [("2026-08-17", "2026-08-18"), ("2027-06-04", "2027-06-05"), ("", ""), ("2026-10-01", "")]
)
def test_dates_within_the_sessions_are_fine(broken: Breaking, version: str, begin: str, end: str) -> None:
    assert broken(version, {(E, "e-3", "beginDate"): begin, (E, "e-3", "endDate"): end}) == []


@BOTH
def test_the_school_is_that_of_the_class(broken: Breaking, version: str) -> None:
    def elsewhere(files: Files) -> None:
        _add_school(files)
        row(files, E, "e-3")["schoolSourcedId"] = "middle"

    # That the user does not belong there either follows from it.
    assert broken(version, more=elsewhere) == [("OR-ENR-05", f"{E}.csv", 4, "schoolSourcedId")]


@BOTH
def test_a_school_that_is_none_is_only_that(broken: Breaking, version: str) -> None:
    found = broken(version, {(E, "e-3", "schoolSourcedId"): "district"})
    assert found == [("OR-REF-10", f"{E}.csv", 4, "schoolSourcedId")]
    found = broken(version, {("classes", "algebra-1", "schoolSourcedId"): "district"})
    assert [each[0] for each in found if each[0] != "OR12-GRD-11"] == ["OR-REF-06"]


def _teach_elsewhere(files: Files) -> None:
    _add_school(files)
    row(files, "classes", "band-1")["schoolSourcedId"] = "middle"
    for each in ("e-4", "e-5"):
        row(files, E, each)["schoolSourcedId"] = "middle"


@pytest.mark.parametrize(("version", "code"), [("1.1", "OR11-ENR-07"), ("1.2", "OR12-ENR-07")])
def test_the_user_belongs_to_the_school(broken: Breaking, version: str, code: str) -> None:
    def student_stays(files: Files) -> None:
        _teach_elsewhere(files)
        if version == "1.1":
            row(files, "users", "teacher-1")["orgSourcedIds"] = "school,middle"
        else:
            # A role above the school will do.
            row(files, "roles", "role-of-teacher-1")["orgSourcedId"] = "district"
            row(files, "users", "teacher-1")["primaryOrgSourcedId"] = "district"

    assert broken(version, more=student_stays) == [(code, f"{E}.csv", 6, "schoolSourcedId")]


@BOTH
def test_a_user_may_belong_to_several_schools(broken: Breaking, version: str) -> None:
    def both_go(files: Files) -> None:
        _teach_elsewhere(files)
        for user in ("teacher-1", "student-1"):
            if version == "1.1":
                row(files, "users", user)["orgSourcedIds"] = "school,middle"
            else:
                add(files, "roles", f"role-of-{user}", f"second-role-of-{user}", orgSourcedId="middle")

    found = broken(version, more=both_go)
    assert [each[0] for each in found] == (["OR11-USR-05"] if version == "1.1" else [])


@pytest.mark.parametrize(
    ("user", "role", "fits"),
    [
        ("student-2", "teacher", False),
        ("parent-1", "teacher", False),
        ("teacher-1", "student", False),
        ("teacher-1", "administrator", False),
        ("principal-1", "administrator", True),
        ("principal-1", "teacher", True),
        ("principal-1", "proctor", True),
        ("teacher-1", "proctor", True),
    ],
)
def test_the_role_of_the_user_fits(broken: Breaking, user: str, role: str, fits: bool) -> None:
    def enroll(files: Files) -> None:
        add(files, E, "e-5", "e-6", userSourcedId=user, role=role, classSourcedId="algebra-1")

    def leave(files: Files) -> None:
        enroll(files)
        if user == "student-2":
            row(files, E, "e-3")["classSourcedId"] = "band-1"
            row(files, "results", "result-3")["studentSourcedId"] = "student-1"
            row(files, "results", "result-3")["lineItemSourcedId"] = "homework-1"
            files["results"].pop()

    found = [] if fits else [("OR11-ENR-07", f"{E}.csv", 7, "role")]
    assert broken("1.1", more=leave) == found


def test_in_1_2_any_role_fits(broken: Breaking) -> None:
    assert broken("1.2", more=lambda files: add(files, E, "e-5", "e-6", userSourcedId="parent-1", role="teacher")) == []


@BOTH
def test_the_grade_of_a_student_is_one_of_the_class(broken: Breaking, version: str) -> None:
    cells = {("classes", "algebra-1", "grades"): "10,11"}
    assert broken(version, cells) == [("RG-CLS-03", f"{E}.csv", 3, "userSourcedId")]


@BOTH
@pytest.mark.parametrize(("student", "section"), [("", "10"), ("09", ""), ("Other", "10"), ("09,10", "10,11")])
def test_grades_that_may_fit_are_fine(broken: Breaking, version: str, student: str, section: str) -> None:
    cells = {("users", "student-1", "grades"): student, ("classes", "band-1", "grades"): section}
    assert broken(version, cells) == []


def test_grades_of_another_vocabulary_are_not_compared(broken: Breaking) -> None:
    cells = {("users", "student-1", "grades"): "J1", ("classes", "band-1", "grades"): "J2"}
    assert {each[0] for each in broken("1.2", cells)} == {"OR12-VOC-01"}
