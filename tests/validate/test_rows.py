"""What cells of one row show together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from .bundles import line, row, valid_bundle

if TYPE_CHECKING:
    from .judging import Judged

BROKEN: list[tuple[str, str, str, str, str, dict[str, str]]] = [
    # code, version, file, sourcedId, column of the finding, changed cells
    ("OR-TYP-08", "1.1", "academicSessions", "quarter-1", "endDate", {"endDate": "2026-08-17"}),
    ("OR-TYP-08", "1.2", "roles", "role-of-parent-1", "endDate", {"endDate": "2026-08-16"}),
    ("OR-LST-04", "1.1", "courses", "band", "subjectCodes", {"subjects": "Band,Choir"}),
    ("OR-LST-05", "1.1", "courses", "band", "subjectCodes", {"subjects": ""}),
    ("OR-LST-05", "1.2", "classes", "band-1", "subjectCodes", {"subjectCodes": ""}),
    ("OR-USR-03", "1.1", "users", "teacher-1", "grades", {"grades": "09"}),
    ("OR-USR-10", "1.1", "users", "student-1", "email", {"email": "lena@gmail.com"}),
    ("OR-USR-10", "1.1", "users", "student-1", "email", {"email": "lena@notexample.org.uk"}),
    ("OR-USR-10", "1.1", "users", "student-1", "phone", {"phone": "312-555-2368"}),
    ("OR-USR-10", "1.2", "users", "student-1", "password", {"password": "secret"}),
    ("RG-USR-01", "1.1", "users", "student-1", "email", {"email": "lena.park"}),
    ("RG-USR-01", "1.1", "users", "student-1", "email", {"email": "lena park@example.org"}),
    ("OR-MODE-08", "1.1", "users", "parent-1", "enabledUser", {"enabledUser": "false"}),
    ("OR-ORG-03", "1.1", "orgs", "district", "type", {"type": "local"}),
    ("OR-VOC-04", "1.1", "orgs", "school", "identifier", {"identifier": "HS-1"}),
    ("OR-ENR-01", "1.1", "enrollments", "e-2", "primary", {"primary": "true"}),
    ("OR-DEM-02", "1.1", "demographics", "student-1", "hispanicOrLatinoEthnicity", {"hispanicOrLatinoEthnicity": ""}),
    ("OR-DEM-03", "1.1", "demographics", "student-1", "demographicRaceTwoOrMoreRaces", {"white": "false"}),
    (
        "OR-DEM-03",
        "1.2",
        "demographics",
        "student-2",
        "demographicRaceTwoOrMoreRaces",
        {"demographicRaceTwoOrMoreRaces": "false"},
    ),
    ("OR-GRD-01", "1.2", "lineItems", "homework-1", "resultValueMax", {"resultValueMin": "100", "resultValueMax": "9"}),
    ("OR-GRD-06", "1.1", "lineItems", "homework-1", "dueDate", {"dueDate": "2026-08-31"}),
    ("OR12-GRD-03", "1.2", "results", "result-2", "score", {"score": "", "textScore": ""}),
    (
        "OR12-GRD-08",
        "1.2",
        "lineItemLearningObjectiveIds",
        "objective-of-homework-1",
        "learningObjectiveId",
        {"learningObjectiveId": "A.1"},
    ),
    ("OR12-GRD-09", "1.2", "categories", "homework", "weight", {"weight": "140"}),
    ("OR12-GRD-10", "1.2", "results", "result-1", "scoreStatus", {"missing": "true"}),
]


@pytest.mark.parametrize(("code", "version", "file", "sourced_id", "column", "cells"), BROKEN)
def test_one_wrong_row(
    judged: Judged, code: str, version: str, file: str, sourced_id: str, column: str, cells: dict[str, str]
) -> None:
    files = valid_bundle(version)
    row(files, file, sourced_id).update(cells)
    found = judged(version, files)
    assert (code, f"{file}.csv", line(files, file, sourced_id), column) in found
    assert {each[0] for each in found} == {code}


def test_a_result_of_1_1_needs_a_score_whatever_its_status(judged: Judged) -> None:
    files = valid_bundle("1.1")
    row(files, "results", "result-1").update(score="", scoreStatus="exempt")
    codes = {each[0] for each in judged("1.1", files)}
    assert codes == {"OR11-GRD-03"}


@pytest.mark.parametrize(
    ("file", "sourced_id", "cells"),
    [
        ("users", "student-1", {"email": "lena@students.juniper.EXAMPLE.org"}),
        ("users", "student-1", {"phone": "(555) 555-0142"}),
        ("users", "student-1", {"sms": "lena@sms.example.org"}),
        ("enrollments", "e-1", {"beginDate": "", "endDate": ""}),
        ("demographics", "student-1", {"demographicRaceTwoOrMoreRaces": "false", "white": "false"}),
    ],
)
def test_what_is_allowed(judged: Judged, file: str, sourced_id: str, cells: dict[str, str]) -> None:
    files = valid_bundle("1.1")
    row(files, file, sourced_id).update(cells)
    assert judged("1.1", files) == []
