"""Minimal bundles without a finding of any kind, in both versions, to be broken by tests in one place each."""

from __future__ import annotations

import csv
from copy import deepcopy
from typing import TYPE_CHECKING

from rostergen.spec import VERSIONS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

Row = dict[str, str]
Files = dict[str, list[Row]]
"""The rows of each file, by its name without ".csv"; a column that a row does not name is blank."""

_DISTRICT, _SCHOOL = "district", "school"
_URN = "urn:uuid:0b6b7d1e-55b8-4f2c-9a43-2f4f5a1f7c01"


def valid_bundle(version: str) -> Files:
    """Return every file that the version has, with a few rows each: one school, two classes, two students."""
    return deepcopy(_V1P1 if version == "1.1" else _V1P2)


def rostering_only(version: str) -> Files:
    """Return the same without gradebook and resources."""
    spec = VERSIONS[version]
    return {name: rows for name, rows in valid_bundle(version).items() if spec.file(name).group == "rostering"}


def row(files: Files, file: str, sourced_id: str) -> Row:
    """Return the row of a file with this sourcedId, to be changed in place."""
    (found,) = (row for row in files[file] if row["sourcedId"] == sourced_id)
    return found


def line(files: Files, file: str, sourced_id: str) -> int:
    """Return the physical line that the row will have."""
    (found,) = (i for i, row in enumerate(files[file], 2) if row["sourcedId"] == sourced_id)
    return found


def add(files: Files, file: str, like: str, sourced_id: str, **changes: str) -> int:
    """Append a copy of a row with another sourcedId and some cells changed; return its line."""
    files[file].append(row(files, file, like) | {"sourcedId": sourced_id} | changes)
    return len(files[file]) + 1


def drop(files: Files, file: str, *sourced_ids: str) -> None:
    """Remove rows by their sourcedId."""
    files[file] = [row for row in files[file] if row["sourcedId"] not in sourced_ids]


def as_delta(rows: Sequence[Row]) -> None:
    """Make the rows delta rows."""
    for each in rows:
        each |= {"status": "active", "dateLastModified": "2026-08-20T08:00:00.000Z"}


def manifest_of(version: str, modes: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return the rows of a manifest, header included; files without a mode are absent."""
    return [
        ("propertyName", "value"),
        ("manifest.version", "1.0"),
        ("oneroster.version", version),
        *((f"file.{spec.name}", modes.get(spec.name, "absent")) for spec in VERSIONS[version].files),
        ("source.systemName", "Test SIS"),
        ("source.systemCode", "test-sis"),
    ]


def write_rows(path: Path, records: Sequence[Sequence[str]]) -> None:
    """Write a CSV file as the standard wants it."""
    with path.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out, lineterminator="\r\n").writerows(records)


def write_bundle(folder: Path, version: str, files: Files) -> Path:
    """Write a folder with the files that have rows, and a manifest that says of each whether its rows are a delta."""
    folder.mkdir(parents=True, exist_ok=True)
    modes: dict[str, str] = {}
    for name, rows in files.items():
        if rows:
            header = VERSIONS[version].file(name).header
            write_rows(folder / f"{name}.csv", [header, *([each.get(c, "") for c in header] for each in rows)])
            modes[name] = "delta" if any(each.get("status") for each in rows) else "bulk"
    write_rows(folder / "manifest.csv", manifest_of(version, modes))
    return folder


def _session(sourced_id: str, kind: str, start: str, end: str, parent: str = "") -> Row:
    title = sourced_id.replace("-", " ").title()
    return {
        "sourcedId": sourced_id,
        "title": title,
        "type": kind,
        "startDate": start,
        "endDate": end,
        "parentSourcedId": parent,
        "schoolYear": "2027",
    }


def _user(sourced_id: str, role: str, given: str, family: str, **more: str) -> Row:
    username = f"{given}.{family}".lower()
    return {
        "sourcedId": sourced_id,
        "enabledUser": "true",
        "orgSourcedIds": _SCHOOL,
        "role": role,
        "username": username,
        "userIds": f"{{SIS:{sourced_id}}}",
        "givenName": given,
        "familyName": family,
        "identifier": f"N-{sourced_id}",
        "email": f"{username}@example.org",
        "phone": "555-555-0100",
    } | more


def _enrollment(sourced_id: str, class_id: str, user: str, role: str, primary: str = "") -> Row:
    return {
        "sourcedId": sourced_id,
        "classSourcedId": class_id,
        "schoolSourcedId": _SCHOOL,
        "userSourcedId": user,
        "role": role,
        "primary": primary,
        "beginDate": "2026-08-17",
        "endDate": "2027-06-05",
    }


def _demographics(user: str, sex: str, birth_date: str) -> Row:
    return {
        "sourcedId": user,
        "birthDate": birth_date,
        "sex": sex,
        "americanIndianOrAlaskaNative": "false",
        "asian": "true",
        "blackOrAfricanAmerican": "false",
        "nativeHawaiianOrOtherPacificIslander": "false",
        "white": "true",
        "demographicRaceTwoOrMoreRaces": "true",
        "hispanicOrLatinoEthnicity": "false",
        "countryOfBirthCode": "US",
        "stateOfBirthAbbreviation": "IL",
        "cityOfBirth": "Juniper Lake",
        "publicSchoolResidenceStatus": "01652",
    }


def _course(sourced_id: str, title: str, subject: str, code: str) -> Row:
    return {
        "sourcedId": sourced_id,
        "schoolYearSourcedId": "year",
        "title": title,
        "courseCode": sourced_id.upper(),
        "grades": "09,10",
        "orgSourcedId": _DISTRICT,
        "subjects": subject,
        "subjectCodes": code,
    }


def _class(sourced_id: str, title: str, course: str, period: str, subject: str, code: str) -> Row:
    return {
        "sourcedId": sourced_id,
        "title": title,
        "grades": "09,10",
        "courseSourcedId": course,
        "classCode": sourced_id.upper(),
        "classType": "scheduled",
        "location": f"Room {period}",
        "schoolSourcedId": _SCHOOL,
        "termSourcedIds": "fall,spring",
        "subjects": subject,
        "subjectCodes": code,
        "periods": period,
    }


def _line_item(sourced_id: str, title: str, category: str) -> Row:
    return {
        "sourcedId": sourced_id,
        "title": title,
        "description": "Chapter 1",
        "assignDate": "2026-09-01",
        "dueDate": "2026-09-08",
        "classSourcedId": "algebra-1",
        "categorySourcedId": category,
        "gradingPeriodSourcedId": "quarter-1",
        "resultValueMin": "0.0",
        "resultValueMax": "100.0",
    }


def _result(sourced_id: str, line_item: str, student: str, score: str) -> Row:
    return {
        "sourcedId": sourced_id,
        "lineItemSourcedId": line_item,
        "studentSourcedId": student,
        "scoreStatus": "fully graded",
        "score": score,
        "scoreDate": "2026-09-10",
        "comment": "Well done",
    }


_V1P1: Files = {
    "academicSessions": [
        _session("year", "schoolYear", "2026-08-17", "2027-06-05"),
        _session("fall", "semester", "2026-08-17", "2027-01-11", "year"),
        _session("spring", "semester", "2027-01-11", "2027-06-05", "year"),
        _session("quarter-1", "gradingPeriod", "2026-08-17", "2026-10-26", "fall"),
        _session("quarter-2", "gradingPeriod", "2026-10-26", "2027-01-11", "fall"),
    ],
    "categories": [
        {"sourcedId": "homework", "title": "Homework"},
        {"sourcedId": "tests", "title": "Tests"},
    ],
    "classes": [
        _class("algebra-1", "Algebra I", "algebra", "1", "Algebra I", "02052"),
        _class("band-1", "Band", "band", "2", "Band", "05101"),
    ],
    "classResources": [
        {
            "sourcedId": "algebra-1-book",
            "title": "Algebra I",
            "classSourcedId": "algebra-1",
            "resourceSourcedId": "book",
        },
    ],
    "courses": [
        _course("algebra", "Algebra I", "Algebra I", "02052"),
        _course("band", "Band", "Band", "05101"),
    ],
    "courseResources": [
        {
            "sourcedId": "algebra-book",
            "title": "Algebra I",
            "courseSourcedId": "algebra",
            "resourceSourcedId": "book",
        },
    ],
    "demographics": [
        _demographics("student-1", "female", "2012-03-05"),
        _demographics("student-2", "male", "2010-11-30"),
    ],
    "enrollments": [
        _enrollment("e-1", "algebra-1", "teacher-1", "teacher", "true"),
        _enrollment("e-2", "algebra-1", "student-1", "student"),
        _enrollment("e-3", "algebra-1", "student-2", "student"),
        _enrollment("e-4", "band-1", "teacher-1", "teacher", "true"),
        _enrollment("e-5", "band-1", "student-1", "student"),
    ],
    "lineItems": [
        _line_item("homework-1", "Homework 1", "homework"),
        _line_item("test-1", "Test 1", "tests"),
    ],
    "orgs": [
        {
            "sourcedId": _DISTRICT,
            "name": "Juniper Lake School District",
            "type": "district",
            "identifier": "1793740",
        },
        {
            "sourcedId": _SCHOOL,
            "name": "Juniper Lake High School",
            "type": "school",
            "identifier": "179374000001",
            "parentSourcedId": _DISTRICT,
        },
    ],
    "resources": [
        {
            "sourcedId": "book",
            "vendorResourceId": "algebra-1-book",
            "title": "Algebra I Book",
            "roles": "student,teacher",
            "importance": "primary",
            "vendorId": "vendor-1",
            "applicationId": "reader",
        },
    ],
    "results": [
        _result("result-1", "homework-1", "student-1", "95.5"),
        _result("result-2", "test-1", "student-1", "81"),
        _result("result-3", "homework-1", "student-2", "85"),
    ],
    "users": [
        _user("principal-1", "administrator", "Grace", "Moss", orgSourcedIds=f"{_DISTRICT},{_SCHOOL}"),
        _user("teacher-1", "teacher", "Ada", "Reed"),
        _user("student-1", "student", "Lena", "Park", agentSourcedIds="parent-1", grades="09"),
        _user("student-2", "student", "Theo", "Quill", grades="10"),
        _user("parent-1", "parent", "Mina", "Park", agentSourcedIds="student-1"),
    ],
}


def _made_v1p2() -> Files:
    files: Files = deepcopy(_V1P1)
    roles = {"administrator": "principal"}
    files["roles"] = [
        {
            "sourcedId": f"role-of-{user['sourcedId']}",
            "userSourcedId": user["sourcedId"],
            "roleType": "primary",
            "role": roles.get(user["role"], user["role"]),
            "beginDate": "2026-08-17",
            "endDate": "2027-06-05",
            "orgSourcedId": _SCHOOL,
        }
        for user in files["users"]
    ]
    for user in files["users"]:
        del user["role"], user["orgSourcedIds"]
        user |= {
            "userMasterIdentifier": f"M-{user['sourcedId']}",
            "preferredGivenName": user["givenName"],
            "primaryOrgSourcedId": _SCHOOL,
            "pronouns": "they/them",
        }
    files["userProfiles"] = [
        {
            "sourcedId": "profile-1",
            "userSourcedId": "student-1",
            "profileType": "reader",
            "vendorId": "vendor-1",
            "applicationId": "reader",
            "description": "Account of the reader",
            "credentialType": "username",
            "username": "lena.park",
        },
    ]
    row(files, "roles", "role-of-student-1")["userProfileSourcedId"] = "profile-1"
    files["userResources"] = [
        {
            "sourcedId": "book-of-student-1",
            "userSourcedId": "student-1",
            "orgSourcedId": _SCHOOL,
            "classSourcedId": "algebra-1",
            "resourceSourcedId": "book",
        },
    ]
    for category, weight in zip(files["categories"], ("40", "60"), strict=True):
        category["weight"] = weight
    for item in files["lineItems"]:
        item |= {"academicSessionSourcedId": item.pop("gradingPeriodSourcedId"), "schoolSourcedId": _SCHOOL}
    for result, letter in zip(files["results"], "ABB", strict=True):
        result |= {"textScore": letter, "classSourcedId": "algebra-1", "inProgress": "false", "missing": "false"}
    files["scoreScales"] = [
        {
            "sourcedId": "letters",
            "title": "Letters",
            "type": "letter",
            "orgSourcedId": _SCHOOL,
            "courseSourcedId": "algebra",
            "classSourcedId": "algebra-1",
            "scoreScaleValue": "{A:90-100},{B:80-89}",
        },
    ]
    files["lineItemScoreScales"] = [
        {
            "sourcedId": "letters-of-homework-1",
            "title": "Letters",
            "lineItemSourcedId": "homework-1",
            "scoreScaleSourcedId": "letters",
        },
    ]
    files["resultScoreScales"] = [
        {
            "sourcedId": "letters-of-result-2",
            "title": "Letters",
            "resultSourcedId": "result-2",
            "scoreScaleSourcedId": "letters",
        },
    ]
    files["lineItemLearningObjectiveIds"] = [
        {
            "sourcedId": "objective-of-homework-1",
            "lineItemSourcedId": "homework-1",
            "source": "case",
            "learningObjectiveId": _URN,
        },
    ]
    files["resultLearningObjectiveIds"] = [
        {
            "sourcedId": "objective-of-result-1",
            "resultSourcedId": "result-1",
            "source": "unknown",
            "learningObjectiveId": "A.1",
            "score": "3",
            "textScore": "mastered",
        },
    ]
    return {spec.name: files[spec.name] for spec in VERSIONS["1.2"].files}


_V1P2 = _made_v1p2()
