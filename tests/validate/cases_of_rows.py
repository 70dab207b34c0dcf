"""Cases of the rules of what rows say: cells of the valid bundle are changed, rows added and removed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .bundles import as_delta, row
from .cases import Case, added, all_as_delta, cell, dropped, together, without

if TYPE_CHECKING:
    from .bundles import Files
    from .cases import Change

E, F, L, R = "enrollments", "academicSessions", "lineItems", "results"


def _again(file: str) -> Change:
    """Return the change that repeats the first row."""
    return lambda files: files[file].append(dict(files[file][0]))


def _only_demographics(files: Files) -> None:
    (first, *_) = files["demographics"]
    files.clear()
    files["demographics"] = [first]
    as_delta([first])


def _summer_term(files: Files) -> None:
    row(files, F, "spring")["endDate"] = "2027-06-01"
    for enrollment in files[E]:
        enrollment["endDate"] = ""
    added(F, "spring", "summer", startDate="2027-06-01", endDate="2027-06-05")(files)


def _middle_school(files: Files) -> None:
    added("orgs", "school", "middle", identifier="179374000002")(files)


def _band_at_middle_school(files: Files) -> None:
    _middle_school(files)
    row(files, "classes", "band-1")["schoolSourcedId"] = "middle"
    for enrollment in ("e-4", "e-5"):
        row(files, E, enrollment)["schoolSourcedId"] = "middle"


def _second_teacher_of_band(files: Files) -> None:
    added(E, "e-4", "e-6", userSourcedId="principal-1")(files)


def _test_of_band(files: Files) -> None:
    row(files, L, "test-1")["classSourcedId"] = "band-1"
    row(files, R, "result-2")["studentSourcedId"] = "student-2"


ROW_CASES = {
    # identifiers, bulk and delta
    "OR-ID-01": Case("1.1", ("results.csv", 5, "sourcedId"), _again("results")),
    "OR-ID-02": Case(
        "1.1",
        ("users.csv", 2, "sourcedId"),
        cell("users", "principal-1", "sourcedId", "principal-9"),
        based=True,
        # The earlier sourcedId is gone.
        consequences=(("OR-MODE-05", "users.csv", None, "sourcedId"),),
    ),
    "OR-ID-03": Case("1.1", ("resources.csv", 2, "sourcedId"), added("categories", "tests", "book")),
    "OR-ID-04": Case("1.1", ("users.csv", 5, "username"), cell("users", "student-2", "username", "lena.park")),
    "OR12-ID-05": Case(
        "1.2",
        ("users.csv", 5, "userMasterIdentifier"),
        cell("users", "student-2", "userMasterIdentifier", "M-student-1"),
    ),
    "OR-MODE-01": Case(
        "1.1",
        ("orgs.csv", 3, "dateLastModified"),
        cell("orgs", "school", "dateLastModified", "2026-08-20T08:00:00.000Z"),
    ),
    "OR-MODE-05": Case("1.1", ("results.csv", None, "sourcedId"), dropped(R, "result-2"), based=True),
    "OR-MODE-06": Case("1.1", ("classResources.csv", 2, "resourceSourcedId"), without("resources", "courseResources")),
    "OR-MODE-07": Case("1.1", ("demographics.csv", 2, "sourcedId"), _only_demographics),
    "OR-MODE-09": Case("1.1", ("orgs.csv", 4, "sourcedId"), together(_again("orgs"), all_as_delta)),
    "RG-ID-01": Case("1.1", ("orgs.csv", 4, "sourcedId"), added("orgs", "school", "SCHOOL")),
    # references
    "OR-REF-08": Case(
        "1.1", ("classes.csv", 3, "termSourcedIds"), cell("classes", "band-1", "termSourcedIds", "fall,spring,year")
    ),
    "OR-REF-09": Case("1.1", (f"{E}.csv", 2, "userSourcedId"), cell(E, "e-1", "userSourcedId", "nowhere")),
    "OR12-REF-13": Case(
        "1.2", ("roles.csv", 2, "orgSourcedId"), cell("roles", "role-of-principal-1", "orgSourcedId", "nowhere")
    ),
    "OR-REF-19": Case(
        "1.1", ("results.csv", 3, "studentSourcedId"), cell(R, "result-2", "studentSourcedId", "teacher-1")
    ),
    "RG-REF-01": Case(
        "1.1", ("lineItems.csv", 3, "gradingPeriodSourcedId"), cell(L, "test-1", "gradingPeriodSourcedId", "fall")
    ),
    "RG-REF-02": Case("1.2", ("lineItems.csv", 3, "schoolSourcedId"), cell(L, "test-1", "schoolSourcedId", "district")),
    "RG-REF-03": Case("1.2", ("results.csv", 2, "classSourcedId"), cell(R, "result-1", "classSourcedId", "band-1")),
    "RG-REF-04": Case(
        "1.1", ("users.csv", 4, "agentSourcedIds"), cell("users", "student-1", "agentSourcedIds", "parent-1,student-1")
    ),
    # sessions and orgs
    "OR-SES-01": Case(
        "1.1",
        (f"{F}.csv", 3, "endDate"),
        together(
            cell(F, "fall", "endDate", "2027-01-10"),
            cell(F, "quarter-1", "endDate", "2026-10-25"),
            cell(F, "quarter-2", "endDate", "2027-01-10"),
        ),
        # One free day alone may be a holiday.
        consequences=(("OR-SES-01", f"{F}.csv", 5, "endDate"),),
    ),
    "OR-SES-02": Case("1.1", (f"{F}.csv", 5, "schoolYear"), cell(F, "quarter-1", "schoolYear", "2026")),
    "OR-SES-03": Case("1.1", (f"{F}.csv", 2, "parentSourcedId"), cell(F, "year", "parentSourcedId", "year")),
    "OR-SES-04": Case(
        "1.1", (f"{F}.csv", 7, "type"), added(F, "year", "inner", parentSourcedId="year", startDate="2026-08-18")
    ),
    "OR-SES-05": Case("1.1", (f"{F}.csv", 6, "startDate"), cell(F, "quarter-2", "startDate", "2026-10-25")),
    "OR-SES-06": Case("1.1", (f"{F}.csv", 2, "type"), _summer_term),
    "OR-ORG-01": Case(
        "1.1",
        ("orgs.csv", 4, "type"),
        added("orgs", "school", "annex", parentSourcedId="school", identifier="179374000002"),
    ),
    "OR-ORG-02": Case("1.1", ("orgs.csv", 3, "parentSourcedId"), cell("orgs", "school", "parentSourcedId", "school")),
    "OR-ORG-04": Case("1.1", ("orgs.csv", 3, "parentSourcedId"), cell("orgs", "school", "parentSourcedId", "")),
    # users and roles
    "OR-USR-01": Case("1.1", ("users.csv", 4, "agentSourcedIds"), cell("users", "parent-1", "agentSourcedIds", "")),
    "OR-USR-02": Case(
        "1.1",
        ("users.csv", 4, "agentSourcedIds"),
        together(
            cell("users", "student-1", "agentSourcedIds", "parent-1,teacher-1"),
            cell("users", "teacher-1", "agentSourcedIds", "student-1"),
        ),
    ),
    "OR11-USR-04": Case(
        "1.1", ("users.csv", 7, "email"), added("users", "teacher-1", "teacher-1-as-parent", role="parent")
    ),
    "OR11-USR-05": Case(
        "1.1",
        ("users.csv", 4, "orgSourcedIds"),
        together(_middle_school, cell("users", "student-1", "orgSourcedIds", "school,middle")),
    ),
    "OR12-USR-04": Case(
        "1.2", ("roles.csv", 7, "roleType"), added("roles", "role-of-teacher-1", "another", role="proctor")
    ),
    "OR12-USR-05": Case("1.2", ("users.csv", 2, "sourcedId"), dropped("roles", "role-of-principal-1")),
    "OR12-USR-06": Case(
        "1.2", ("users.csv", 2, "primaryOrgSourcedId"), cell("users", "principal-1", "primaryOrgSourcedId", "district")
    ),
    "OR12-USR-07": Case(
        "1.2",
        ("roles.csv", 5, "userProfileSourcedId"),
        cell("roles", "role-of-student-2", "userProfileSourcedId", "profile-1"),
    ),
    "OR12-USR-08": Case(
        "1.2", ("users.csv", 6, "sourcedId"), cell("roles", "role-of-parent-1", "roleType", "secondary")
    ),
    "OR12-USR-09": Case(
        "1.2", ("roles.csv", 7, "role"), added("roles", "role-of-parent-1", "another", roleType="secondary")
    ),
    "RG-USR-02": Case("1.1", ("users.csv", 5, "sourcedId"), together(dropped(E, "e-3"), dropped(R, "result-3"))),
    # enrollments and classes
    "OR-ENR-02": Case("1.1", (f"{E}.csv", 7, "primary"), _second_teacher_of_band),
    "OR-ENR-03": Case("1.1", ("classes.csv", 3, "sourcedId"), cell(E, "e-4", "primary", "")),
    "OR-ENR-04": Case("1.1", (f"{E}.csv", 4, "beginDate"), cell(E, "e-3", "beginDate", "2026-08-16")),
    "OR-ENR-05": Case(
        "1.1", (f"{E}.csv", 4, "schoolSourcedId"), together(_middle_school, cell(E, "e-3", "schoolSourcedId", "middle"))
    ),
    "OR-ENR-06": Case("1.1", (f"{E}.csv", 7, "classSourcedId"), added(E, "e-3", "e-6")),
    "OR11-ENR-07": Case(
        "1.1",
        (f"{E}.csv", 6, "schoolSourcedId"),
        together(_band_at_middle_school, cell("users", "teacher-1", "orgSourcedIds", "school,middle")),
    ),
    "OR12-ENR-07": Case(
        "1.2",
        (f"{E}.csv", 6, "schoolSourcedId"),
        together(_band_at_middle_school, added("roles", "role-of-teacher-1", "another", orgSourcedId="middle")),
    ),
    "RG-TIM-01": Case(
        "1.1",
        (f"{E}.csv", 6, "userSourcedId"),
        together(cell("classes", "band-1", "periods", "1"), cell(E, "e-4", "userSourcedId", "principal-1")),
    ),
    "RG-TIM-02": Case(
        "1.1",
        (f"{E}.csv", 4, "userSourcedId"),
        together(
            cell("classes", "band-1", "periods", "1"),
            dropped(E, "e-3"),
            cell(E, "e-5", "userSourcedId", "student-2"),
            dropped(R, "result-3"),
        ),
    ),
    "RG-CLS-01": Case("1.1", ("classes.csv", 3, "sourcedId"), dropped(E, "e-5")),
    "RG-CLS-02": Case("1.1", ("classes.csv", 3, "sourcedId"), dropped(E, "e-4")),
    "RG-CLS-03": Case("1.1", (f"{E}.csv", 3, "userSourcedId"), cell("classes", "algebra-1", "grades", "10,11")),
    # demographics
    "OR-DEM-01": Case("1.1", ("demographics.csv", 4, "sourcedId"), _again("demographics")),
    "OR-DEM-04": Case(
        "1.1", ("demographics.csv", 2, "birthDate"), cell("demographics", "student-1", "birthDate", "1995-03-05")
    ),
    # gradebook and resources
    "OR-GRD-02": Case("1.1", ("results.csv", 2, "score"), cell(R, "result-1", "score", "100.5")),
    "OR11-GRD-03": Case("1.1", ("results.csv", 2, "score"), cell(R, "result-1", "score", "")),
    "OR12-GRD-04": Case("1.2", ("results.csv", 2, "textScore"), cell(R, "result-1", "textScore", "C")),
    "OR-GRD-05": Case("1.1", ("results.csv", 3, "studentSourcedId"), _test_of_band),
    "OR-GRD-07": Case("1.1", ("results.csv", 5, "lineItemSourcedId"), added(R, "result-1", "result-4")),
    "OR12-GRD-11": Case(
        "1.2", ("scoreScales.csv", 2, "courseSourcedId"), cell("scoreScales", "letters", "courseSourcedId", "band")
    ),
    "OR-RES-01": Case("1.1", ("resources.csv", 3, "vendorResourceId"), added("resources", "book", "book-2")),
    "OR12-RES-02": Case(
        "1.2",
        ("userResources.csv", 2, "orgSourcedId"),
        cell("userResources", "book-of-student-1", "orgSourcedId", "district"),
    ),
}
