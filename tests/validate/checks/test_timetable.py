"""Students and teachers in two classes at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from rostergen.validate.checks.timetable import _STRETCHES

from ..bundles import add, row

if TYPE_CHECKING:
    from ..bundles import Files
    from .breaking import Breaking

pytestmark = pytest.mark.parametrize("version", ["1.1", "1.2"])
E, C, F = "enrollments", "classes", "academicSessions"
CLASH = [("RG-TIM-01", f"{E}.csv", 6, "userSourcedId"), ("RG-TIM-02", f"{E}.csv", 5, "userSourcedId")]
"""The student and the teacher who are in both classes."""


@pytest.mark.parametrize(
    ("one", "other", "clash"),
    [
        ("1", "1", True),
        ("1,2", "2,3", True),
        ("1", "2", False),
        ("1,2", "3,4", False),
        ("", "", False),
        ("4", "4(T)", True),
        ("4(M)", "4(T)", False),
        ("4(MW)", "4(WF)", True),
        ("4(MWF)", "4(TTh)", False),
        ("4(T)", "4(Th)", False),
        ("4(TuTh)", "4(R)", True),
        ("4(M)", "5(M)", False),
        ("1,2,4,5", "3(M)", False),
        (" 1", "1 ", True),
        ("1(A-C)", "1(A-C)", True),
        ("Morning", "Morning", True),
    ],
)
def test_periods_and_days(broken: Breaking, version: str, one: str, other: str, clash: bool) -> None:
    found = broken(version, {(C, "algebra-1", "periods"): one, (C, "band-1", "periods"): other})
    assert [each for each in found if each[0].startswith("RG-")] == (CLASH if clash else [])


@pytest.mark.parametrize(("one", "other", "clash"), [("fall", "spring", False), ("fall", "fall,spring", True)])
def test_terms(broken: Breaking, version: str, one: str, other: str, clash: bool) -> None:
    def change(files: Files) -> None:
        for section, terms in (("algebra-1", one), ("band-1", other)):
            row(files, C, section).update({"periods": "1", "termSourcedIds": terms})
        for each in files[E]:
            each |= {"beginDate": "", "endDate": ""}

    assert broken(version, more=change) == (CLASH if clash else [])


@pytest.mark.parametrize(
    ("left", "came", "clash"), [("2026-10-01", "2026-10-01", False), ("2026-10-02", "2026-10-01", True)]
)
def test_a_student_may_change_classes(broken: Breaking, version: str, left: str, came: str, clash: bool) -> None:
    def change(files: Files) -> None:
        row(files, C, "band-1")["periods"] = "1"
        row(files, E, "e-2")["endDate"] = left
        row(files, E, "e-5")["beginDate"] = came
        row(files, E, "e-1")["endDate"] = "2026-10-01"
        row(files, E, "e-4")["beginDate"] = "2026-10-01"

    assert broken(version, more=change) == (CLASH[:1] if clash else [])


def test_in_two_roles_or_as_two_people(broken: Breaking, version: str) -> None:
    def change(files: Files) -> None:
        row(files, C, "band-1")["periods"] = "1"
        row(files, E, "e-5")["userSourcedId"] = "student-2"
        row(files, E, "e-3")["userSourcedId"] = "student-1"
        row(files, E, "e-2").update({"userSourcedId": "principal-1", "role": "administrator"})
        row(files, E, "e-4").update({"userSourcedId": "principal-1"})
        for result in files["results"]:
            result["studentSourcedId"] = "student-1"
        files["results"].pop()
        if version == "1.1":
            row(files, "users", "principal-1")["orgSourcedIds"] = "school"

    assert broken(version, more=change) == []


def test_the_same_class_twice_is_another_question(broken: Breaking, version: str) -> None:
    found = broken(version, more=lambda files: add(files, E, "e-5", "e-6"))
    assert found == [("OR-ENR-06", f"{E}.csv", 7, "classSourcedId")]


def test_a_class_of_the_whole_day_clashes_once(broken: Breaking, version: str) -> None:
    cells = {(C, "algebra-1", "periods"): "1,2,3,4,5,6,7", (C, "band-1", "periods"): "1,2,3,4,5,6,7"}
    assert broken(version, cells) == CLASH


def _many_sessions(files: Files) -> None:
    """Cut the spring into more pieces than stretches are told apart."""
    for n in range(2 * _STRETCHES):
        add(files, F, "quarter-2", f"day-{n}", startDate=f"2027-02-{1 + n // 2:02}", endDate="2027-03-01")
        files[F][-1] |= {"type": "ext:day" if "roles" in files else "term", "parentSourcedId": "spring"}


@pytest.mark.parametrize("clash", [False, True])
def test_more_periods_than_bits_and_more_sessions_than_stretches(broken: Breaking, version: str, clash: bool) -> None:
    def change(files: Files) -> None:
        _many_sessions(files)
        days = ",".join(f"day-{n}" for n in range(0, 2 * _STRETCHES, 2))
        row(files, C, "band-1")["termSourcedIds"] = "fall,spring"
        add(files, C, "band-1", "band-2", termSourcedIds=days, periods=",".join(f"P{n}" for n in range(10)))
        row(files, C, "algebra-1")["periods"] = ",".join(f"Q{n}" for n in range(80))
        row(files, C, "band-1")["periods"] = "Q79" if clash else "Q80"

    found = broken(version, more=change)
    assert [each for each in found if each[0].startswith("RG-TIM")] == (CLASH if clash else [])
