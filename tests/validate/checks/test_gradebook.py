"""Line items, results and scales."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ..bundles import add, row, valid_bundle, write_bundle
from ..judging import places

if TYPE_CHECKING:
    from pathlib import Path

    from ..bundles import Files
    from .breaking import Breaking

BOTH = pytest.mark.parametrize("version", ["1.1", "1.2"])
L, R = "lineItems", "results"
SESSION = {"1.1": "gradingPeriodSourcedId", "1.2": "academicSessionSourcedId"}


@BOTH
@pytest.mark.parametrize(("score", "wrong"), [("100", False), ("0", False), ("100.5", True), ("-1", True)])
def test_a_score_lies_within_the_limits(broken: Breaking, version: str, score: str, wrong: bool) -> None:
    found = broken(version, {(R, "result-1", "score"): score})
    assert found == ([("OR-GRD-02", f"{R}.csv", 2, "score")] if wrong else [])


def test_one_limit_may_be_left_open(broken: Breaking) -> None:
    cells = {(L, "homework-1", "resultValueMax"): "", (R, "result-1", "score"): "1000"}
    assert broken("1.2", cells) == []
    assert broken("1.2", cells | {(R, "result-1", "score"): "-1"}) == [("OR-GRD-02", f"{R}.csv", 2, "score")]


@BOTH
def test_results_are_of_students(broken: Breaking, version: str) -> None:
    found = broken(version, {(R, "result-2", "studentSourcedId"): "teacher-1"})
    assert found == [("OR-REF-19", f"{R}.csv", 3, "studentSourcedId")]


@BOTH
def test_results_are_of_students_of_the_class(broken: Breaking, version: str) -> None:
    def elsewhere(files: Files) -> None:
        row(files, L, "test-1")["classSourcedId"] = "band-1"
        if version == "1.2":
            row(files, R, "result-2")["classSourcedId"] = ""
            for category in files["categories"]:
                category["weight"] = "100"
        row(files, R, "result-2")["studentSourcedId"] = "student-2"

    assert broken(version, more=elsewhere) == [("OR-GRD-05", f"{R}.csv", 3, "studentSourcedId")]


@BOTH
@pytest.mark.parametrize(
    ("column", "value", "wrong"),
    [
        ("assignDate", "2026-08-17", False),
        ("assignDate", "2026-08-16", True),
        ("dueDate", "2026-10-25", False),
        ("dueDate", "2026-10-26", True),
    ],
)
def test_dates_lie_within_the_session(broken: Breaking, version: str, column: str, value: str, wrong: bool) -> None:
    found = broken(version, {(L, "homework-1", column): value})
    assert found == ([("OR-GRD-06", f"{L}.csv", 2, column)] if wrong else [])


@BOTH
def test_one_result_of_a_student_for_a_line_item(broken: Breaking, version: str) -> None:
    found = broken(version, more=lambda files: add(files, R, "result-1", "result-4"))
    assert found == [("OR-GRD-07", f"{R}.csv", 5, "lineItemSourcedId")]


@BOTH
@pytest.mark.parametrize("session", ["year", "fall"])
def test_the_session_of_a_line_item_is_short(broken: Breaking, version: str, session: str) -> None:
    found = broken(version, {(L, "test-1", SESSION[version]): session})
    wrong = session == "year" or version == "1.1"
    assert found == ([("RG-REF-01", f"{L}.csv", 3, SESSION[version])] if wrong else [])


def test_the_school_of_a_line_item_is_one(broken: Breaking) -> None:
    found = broken("1.2", {(L, "test-1", "schoolSourcedId"): "district"})
    assert found == [("RG-REF-02", f"{L}.csv", 3, "schoolSourcedId")]


def test_the_class_of_a_result_is_that_of_the_line_item(broken: Breaking) -> None:
    assert broken("1.2", {(R, "result-1", "classSourcedId"): "band-1"}) == [
        ("RG-REF-03", f"{R}.csv", 2, "classSourcedId")
    ]
    assert broken("1.2", {(R, "result-1", "classSourcedId"): ""}) == []


@pytest.mark.parametrize(("weight", "wrong"), [("60", False), ("50", True), ("70", True), ("", False)])
def test_weights_add_up(broken: Breaking, weight: str, wrong: bool) -> None:
    found = broken("1.2", {("categories", "tests", "weight"): weight})
    assert found == ([("OR12-GRD-09", "classes.csv", 2, "sourcedId")] if wrong else [])


@pytest.mark.parametrize("result", ["result-1", "result-2"])
@pytest.mark.parametrize(("text", "wrong"), [("B", False), ("80-89", False), ("C", True), ("", False), ("'", True)])
def test_words_are_of_the_scale_of_the_result_or_its_line_item(
    broken: Breaking, result: str, text: str, wrong: bool
) -> None:
    found = broken("1.2", {(R, result, "textScore"): text})
    line = {"result-1": 2, "result-2": 3}[result]
    assert found == ([("OR12-GRD-04", f"{R}.csv", line, "textScore")] if wrong else [])


def test_the_scale_of_the_result_comes_first(broken: Breaking) -> None:
    def own_scale(files: Files) -> None:
        add(files, "scoreScales", "letters", "marks", scoreScaleValue="{pass:50-100},{fail:0-49}")
        row(files, "resultScoreScales", "letters-of-result-2")["scoreScaleSourcedId"] = "marks"
        add(files, "lineItemScoreScales", "letters-of-homework-1", "letters-of-test-1", lineItemSourcedId="test-1")

    assert broken("1.2", more=own_scale) == [("OR12-GRD-04", f"{R}.csv", 3, "textScore")]


def test_nothing_is_said_of_words_where_the_scales_of_results_cannot_be_read(tmp_path: Path) -> None:
    files = valid_bundle("1.2")
    row(files, R, "result-2")["textScore"] = "of a scale of its own"
    bundle = write_bundle(tmp_path / "bundle", "1.2", files)
    (bundle / "resultScoreScales.csv").unlink()
    assert {code for code, *_ in places(bundle)} == {"OR-PKG-06"}


def test_any_words_will_do_without_a_scale(broken: Breaking) -> None:
    def without(files: Files) -> None:
        files["resultScoreScales"] = []
        row(files, R, "result-2")["textScore"] = "fine"

    assert broken("1.2", more=without) == []


def test_the_class_of_a_scale_is_of_its_course_and_org(broken: Breaking) -> None:
    found = broken("1.2", {("scoreScales", "letters", "courseSourcedId"): "band"})
    assert found == [("OR12-GRD-11", "scoreScales.csv", 2, "courseSourcedId")]
    assert broken("1.2", {("scoreScales", "letters", "orgSourcedId"): "district"}) == []

    def other_school(files: Files) -> None:
        add(files, "orgs", "school", "middle", identifier="179374000002")
        row(files, "scoreScales", "letters")["orgSourcedId"] = "middle"

    assert broken("1.2", more=other_school) == [("OR12-GRD-11", "scoreScales.csv", 2, "orgSourcedId")]
