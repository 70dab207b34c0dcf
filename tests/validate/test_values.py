"""One wrong cell gives one finding, of its rule, at its line and column."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from .bundles import as_delta, line, row, valid_bundle

if TYPE_CHECKING:
    from .bundles import Files
    from .judging import Judged

LONG = "x" * 256
CELLS = [
    # types
    ("OR-TYP-01", "1.1", "resources", "book", "sourcedId", LONG),
    ("OR11-TYP-02", "1.1", "orgs", "unused", "sourcedId", "has blank"),
    ("OR12-TYP-02", "1.2", "orgs", "unused", "sourcedId", "has:colon"),
    ("OR-TYP-03", "1.1", "enrollments", "e-2", "beginDate", "8/24/2026"),
    ("OR-TYP-03", "1.1", "enrollments", "e-2", "endDate", "2027-02-30"),
    ("OR-TYP-03", "1.1", "demographics", "student-1", "birthDate", "2012-3-5"),
    ("OR-TYP-03", "1.1", "lineItems", "homework-1", "assignDate", "2026-09-01T00:00:00.000Z"),
    ("OR-TYP-03", "1.2", "results", "result-1", "scoreDate", "2026/09/10"),
    ("OR-TYP-03", "1.1", "demographics", "student-1", "birthDate", "infinity"),
    ("OR-TYP-03", "1.1", "demographics", "student-1", "birthDate", "5881580-07-10"),
    ("OR-TYP-03", "1.1", "demographics", "student-1", "birthDate", "0044-03-15 (BC)"),
    ("OR-TYP-07", "1.1", "results", "result-1", "score", "1e3"),
    ("OR-TYP-07", "1.1", "results", "result-1", "score", "nan"),
    ("OR-LST-01", "1.1", "classes", "band-1", "termSourcedIds", "fall;spring"),
    ("OR-CSV-12", "1.1", "users", "student-2", "agentSourcedIds", "NULL"),
    ("OR-TYP-05", "1.1", "academicSessions", "quarter-1", "schoolYear", "2026-2027"),
    ("OR-TYP-06", "1.1", "users", "student-1", "enabledUser", "TRUE"),
    ("OR-TYP-06", "1.1", "demographics", "student-1", "asian", "1"),
    ("OR-TYP-06", "1.2", "results", "result-1", "late", "no"),
    ("OR-TYP-07", "1.1", "results", "result-1", "score", "95%"),
    ("OR-TYP-07", "1.1", "lineItems", "homework-1", "resultValueMin", "zero"),
    # blanks and their stand-ins
    ("OR-CSV-12", "1.1", "users", "student-1", "middleName", "NULL"),
    ("OR-CSV-12", "1.1", "users", "student-1", "sms", "N/A"),
    ("OR-CSV-12", "1.1", "orgs", "district", "parentSourcedId", "null"),
    ("OR-CSV-12", "1.1", "demographics", "student-1", "birthDate", "NULL"),
    ("OR-CSV-12", "1.1", "demographics", "student-1", "sex", "NULL"),
    ("OR-CSV-13", "1.1", "users", "student-1", "givenName", ""),
    ("OR-CSV-13", "1.1", "orgs", "school", "name", ""),
    ("OR-CSV-13", "1.2", "userProfiles", "profile-1", "credentialType", ""),
    ("OR-CSV-14", "1.1", "courses", "band", "title", LONG),
    ("OR-CSV-15", "1.1", "users", "student-1", "familyName", "Park "),
    ("OR-CSV-15", "1.1", "classes", "band-1", "location", "\tRoom 2"),
    ("OR-CSV-15", "1.1", "classes", "band-1", "location", "Room 2\u00a0"),
    ("RG-CSV-08", "1.1", "users", "student-1", "givenName", "JosÃ©"),
    ("RG-CSV-08", "1.1", "courses", "band", "title", "BandÂ\u00a01"),
    ("RG-CSV-08", "1.2", "users", "student-1", "familyName", "Oâ€™Brien"),
    ("RG-CSV-09", "1.1", "users", "student-1", "identifier", "1.23E+11"),
    ("RG-CSV-09", "1.2", "classes", "band-1", "classCode", "4E+05"),
    ("RG-TRU-01", "1.1", "users", "student-1", "username", "u" * 65),
    # lists
    ("OR-LST-01", "1.1", "classes", "band-1", "grades", "09;10"),
    ("OR-LST-02", "1.1", "classes", "band-1", "periods", '2,"3"'),
    ("OR-LST-03", "1.1", "courses", "band", "grades", "09, 10"),
    ("OR-LST-03", "1.1", "classes", "algebra-1", "grades", "09,10,09"),
    ("OR-LST-03", "1.1", "classes", "algebra-1", "grades", "09,10,"),
    ("OR-LST-06", "1.1", "users", "student-1", "userIds", "LDAP:abc"),
    ("OR-LST-06", "1.1", "users", "student-1", "userIds", "{LDAP:a},LTI:b"),
    ("OR12-LST-07", "1.2", "scoreScales", "letters", "scoreScaleValue", "{A:90-100},B=80-89"),
    ("OR-LST-08", "1.1", "users", "principal-1", "orgSourcedIds", ","),
    # terms
    ("OR-ENUM-01", "1.1", "academicSessions", "quarter-1", "type", "quarter"),
    ("OR-ENUM-02", "1.1", "orgs", "district", "type", "District"),
    ("OR-ENUM-03", "1.1", "classes", "band-1", "classType", "Homeroom"),
    ("OR-ENUM-04", "1.1", "enrollments", "e-3", "role", "aide"),
    ("OR11-ENUM-05", "1.1", "users", "principal-1", "role", "principal"),
    ("OR12-ENUM-05", "1.2", "roles", "role-of-principal-1", "role", "administrator"),
    ("OR12-ENUM-06", "1.2", "roles", "role-of-parent-1", "roleType", "main"),
    ("OR11-ENUM-07", "1.1", "demographics", "student-1", "sex", "other"),
    ("OR12-ENUM-07", "1.2", "demographics", "student-1", "sex", "Female"),
    ("OR-ENUM-08", "1.1", "resources", "book", "importance", "main"),
    ("OR-ENUM-08", "1.2", "resources", "book", "roles", "student,principal"),
    ("OR-ENUM-09", "1.1", "results", "result-1", "scoreStatus", "Fully Graded"),
    ("OR12-ENUM-10", "1.2", "resultLearningObjectiveIds", "objective-of-result-1", "source", "CASE"),
    ("OR12-ENUM-11", "1.2", "roles", "role-of-parent-1", "roleType", "ext:third"),
    ("OR11-ENUM-11", "1.1", "academicSessions", "quarter-1", "type", "ext:sixWeeks"),
    # vocabularies
    ("OR11-VOC-01", "1.1", "courses", "band", "grades", "9"),
    ("OR11-VOC-01", "1.1", "classes", "algebra-1", "grades", "09,10,K"),
    ("OR12-VOC-01", "1.2", "courses", "band", "grades", "Ninth"),
    ("OR11-VOC-02", "1.1", "courses", "band", "subjectCodes", "5101"),
    ("OR12-VOC-02", "1.2", "courses", "band", "subjectCodes", "MUS"),
    ("OR11-VOC-03", "1.1", "demographics", "student-1", "countryOfBirthCode", "USA"),
    ("OR11-VOC-03", "1.1", "demographics", "student-1", "stateOfBirthAbbreviation", "Illinois"),
    ("OR11-VOC-03", "1.1", "demographics", "student-1", "publicSchoolResidenceStatus", "1652"),
]


def broken_cell(version: str, file: str, sourced_id: str, column: str, value: str) -> tuple[Files, int]:
    """Return the valid bundle with another value in one cell, and the line of its row."""
    files = valid_bundle(version)
    if sourced_id == "unused":  # an org to which nothing refers, so that its id may change
        files["orgs"].append(
            {"sourcedId": sourced_id, "name": "Annex", "type": "department", "parentSourcedId": "school"}
        )
    if (file, column) == ("resources", "sourcedId"):
        files["classResources"] = files["courseResources"] = []
        files.pop("userResources", None)
    place = line(files, file, sourced_id)
    row(files, file, sourced_id)[column] = value
    return files, place


@pytest.mark.parametrize(("code", "version", "file", "sourced_id", "column", "value"), CELLS)
def test_one_wrong_cell(
    judged: Judged, code: str, version: str, file: str, sourced_id: str, column: str, value: str
) -> None:
    files, place = broken_cell(version, file, sourced_id, column, value)
    assert judged(version, files) == [(code, f"{file}.csv", place, column)]


@pytest.mark.parametrize("version", ["1.1", "1.2"])
def test_nothing_is_found_where_nothing_is_wrong(judged: Judged, version: str) -> None:
    assert judged(version, valid_bundle(version)) == []


@pytest.mark.parametrize(
    ("version", "file", "sourced_id", "column", "value"),
    [
        ("1.1", "users", "student-1", "familyName", "Null"),
        ("1.1", "users", "student-1", "familyName", "O'Brien-Ñandú"),
        ("1.1", "users", "student-1", "familyName", "GALVÃO"),
        ("1.1", "users", "student-1", "givenName", "Ågot"),
        ("1.1", "users", "student-1", "identifier", "E+11"),
        ("1.1", "users", "student-1", "userIds", "{SIS:1},{State:2}"),
        ("1.1", "classes", "band-1", "grades", "Other"),
        ("1.1", "demographics", "student-1", "birthDate", "2012-02-29"),
        ("1.1", "results", "result-1", "score", "90.25"),
        ("1.2", "roles", "role-of-parent-1", "role", "ext:neighbour"),
        ("1.2", "classes", "band-1", "classType", "ext:ensemble"),
        ("1.2", "demographics", "student-1", "sex", "unspecified"),
    ],
)
def test_what_is_allowed(judged: Judged, version: str, file: str, sourced_id: str, column: str, value: str) -> None:
    files, _ = broken_cell(version, file, sourced_id, column, value)
    assert judged(version, files) == []


def test_bulk_rows_leave_status_and_date_blank(judged: Judged) -> None:
    files = valid_bundle("1.1")
    row(files, "orgs", "school")["dateLastModified"] = "2026-08-20T08:00:00.000Z"
    assert judged("1.1", files) == [("OR-MODE-01", "orgs.csv", 3, "dateLastModified")]


DELTA_CELLS = [
    ("OR-MODE-02", "1.1", "status", ""),
    ("OR-MODE-02", "1.2", "dateLastModified", ""),
    ("OR-MODE-03", "1.1", "status", "Active"),
    ("OR-MODE-03", "1.2", "status", "inactive"),
    ("OR11-MODE-04", "1.1", "status", "inactive"),
    ("OR-TYP-04", "1.1", "dateLastModified", "2026-08-20T08:00:00Z"),
    ("OR-TYP-04", "1.2", "dateLastModified", "2026-08-20T10:00:00.000+02:00"),
    ("OR-TYP-04", "1.2", "dateLastModified", "2026-08-32T08:00:00.000Z"),
]


@pytest.mark.parametrize(("code", "version", "column", "value"), DELTA_CELLS)
def test_delta_rows(judged: Judged, code: str, version: str, column: str, value: str) -> None:
    files = valid_bundle(version)
    for rows in files.values():
        as_delta(rows)
    row(files, "users", "student-1")[column] = value
    found = judged(version, files)
    assert found == [(code, "users.csv", line(files, "users", "student-1"), column)]


def test_a_term_of_ones_own_in_an_open_column_must_have_its_form(judged: Judged) -> None:
    files = valid_bundle("1.2")
    row(files, "classes", "band-1")["classType"] = "ext:big band"
    assert judged("1.2", files) == [("OR12-ENUM-11", "classes.csv", 3, "classType")]
