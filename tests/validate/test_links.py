"""A reference that leads nowhere, or to something it may not lead to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from rostergen.spec import VERSIONS
from rostergen.validate.run import validate_bundle

from .bundles import add, as_delta, line, row, valid_bundle, write_bundle
from .judging import judge, places

if TYPE_CHECKING:
    from pathlib import Path

    from .bundles import Files
    from .judging import Judged

LINKS = {
    ("academicSessions", "parentSourcedId"): "OR-REF-01",
    ("orgs", "parentSourcedId"): "OR-REF-02",
    ("courses", "orgSourcedId"): "OR-REF-03",
    ("courses", "schoolYearSourcedId"): "OR-REF-04",
    ("classes", "courseSourcedId"): "OR-REF-05",
    ("classes", "schoolSourcedId"): "OR-REF-06",
    ("classes", "termSourcedIds"): "OR-REF-07",
    ("enrollments", "classSourcedId"): "OR-REF-09",
    ("enrollments", "userSourcedId"): "OR-REF-09",
    ("enrollments", "schoolSourcedId"): "OR-REF-10",
    ("demographics", "sourcedId"): "OR-REF-11",
    ("users", "agentSourcedIds"): "OR-REF-12",
    ("users", "orgSourcedIds"): "OR11-REF-13",
    ("roles", "userSourcedId"): "OR12-REF-13",
    ("roles", "orgSourcedId"): "OR12-REF-13",
    ("roles", "userProfileSourcedId"): "OR12-REF-13",
    ("classResources", "classSourcedId"): "OR-REF-14",
    ("classResources", "resourceSourcedId"): "OR-REF-14",
    ("courseResources", "courseSourcedId"): "OR-REF-15",
    ("courseResources", "resourceSourcedId"): "OR-REF-15",
    ("lineItems", "classSourcedId"): "OR-REF-16",
    ("lineItems", "categorySourcedId"): "OR-REF-16",
    ("lineItems", "gradingPeriodSourcedId"): "OR11-REF-17",
    ("lineItems", "academicSessionSourcedId"): "OR12-REF-17",
    ("results", "lineItemSourcedId"): "OR-REF-18",
    ("results", "studentSourcedId"): "OR-REF-18",
    ("lineItems", "schoolSourcedId"): "OR12-REF-20",
    ("users", "primaryOrgSourcedId"): "OR12-REF-21",
    ("userProfiles", "userSourcedId"): "OR12-REF-22",
    ("userResources", "userSourcedId"): "OR12-REF-23",
    ("userResources", "resourceSourcedId"): "OR12-REF-23",
    ("userResources", "orgSourcedId"): "OR12-REF-23",
    ("userResources", "classSourcedId"): "OR12-REF-23",
    ("scoreScales", "orgSourcedId"): "OR12-REF-24",
    ("scoreScales", "courseSourcedId"): "OR12-REF-24",
    ("scoreScales", "classSourcedId"): "OR12-REF-24",
    ("lineItemScoreScales", "lineItemSourcedId"): "OR12-REF-25",
    ("lineItemScoreScales", "scoreScaleSourcedId"): "OR12-REF-25",
    ("resultScoreScales", "resultSourcedId"): "OR12-REF-25",
    ("resultScoreScales", "scoreScaleSourcedId"): "OR12-REF-25",
    ("lineItemLearningObjectiveIds", "lineItemSourcedId"): "OR12-REF-26",
    ("resultLearningObjectiveIds", "resultSourcedId"): "OR12-REF-26",
    ("results", "classSourcedId"): "OR12-REF-27",
}
"""The rule of every reference, from the documents and not from the code."""

REFERENCES = [
    (version, spec.name, column.name)
    for version, tables in VERSIONS.items()
    for spec in tables.files
    for column in spec.columns
    if column.reference is not None
]


def first_filled(files: Files, file: str, column: str) -> str:
    """Return the sourcedId of the first row in which a column is filled, of the last row if none has it."""
    return next((each for each in files[file] if each.get(column)), files[file][-1])["sourcedId"]


MISSED = {("enrollments", "classSourcedId"), ("roles", "userSourcedId")}
"""Where a row leads elsewhere, a class lacks its teacher or a user the role, and that is found too: so add a row."""


def led_astray(files: Files, file: str, column: str) -> int:
    """Let a reference of one row lead nowhere, and nothing miss it; return its line."""
    sourced_id = first_filled(files, file, column)
    if (file, column) in MISSED:
        return add(files, file, sourced_id, "one-more", **{column: "nowhere"})
    place = line(files, file, sourced_id)
    row(files, file, sourced_id)[column] = "nowhere"
    return place


def test_the_table_has_every_reference() -> None:
    assert set(LINKS) == {(file, column) for _, file, column in REFERENCES}


@pytest.mark.parametrize(("version", "file", "column"), REFERENCES)
def test_every_reference_must_lead_somewhere(judged: Judged, version: str, file: str, column: str) -> None:
    files = valid_bundle(version)
    place = led_astray(files, file, column)
    assert judged(version, files) == [(LINKS[file, column], f"{file}.csv", place, column)]


def test_what_misses_the_row_is_found_as_well(judged: Judged) -> None:
    files = valid_bundle("1.1")
    row(files, "enrollments", "e-1")["classSourcedId"] = "nowhere"
    expected = [("RG-CLS-02", "classes.csv", 2, "sourcedId"), ("OR-REF-09", "enrollments.csv", 2, "classSourcedId")]
    assert judged("1.1", files) == expected
    files = valid_bundle("1.2")
    row(files, "roles", first_filled(files, "roles", "userSourcedId"))["userSourcedId"] = "nowhere"
    expected = [("OR12-REF-13", "roles.csv", 2, "userSourcedId"), ("OR12-USR-05", "users.csv", 2, "sourcedId")]
    assert judged("1.2", files) == expected


@pytest.mark.parametrize(
    ("code", "version", "file", "sourced_id", "column", "value"),
    [
        ("OR-REF-04", "1.1", "courses", "band", "schoolYearSourcedId", "fall"),
        ("OR-REF-06", "1.1", "classes", "band-1", "schoolSourcedId", "district"),
        ("OR-REF-10", "1.2", "enrollments", "e-3", "schoolSourcedId", "district"),
    ],
)
def test_some_references_ask_for_a_type(
    judged: Judged, code: str, version: str, file: str, sourced_id: str, column: str, value: str
) -> None:
    files = valid_bundle(version)
    row(files, file, sourced_id)[column] = value
    found = judged(version, files)
    assert (code, f"{file}.csv", line(files, file, sourced_id), column) in found


def test_an_item_of_a_list_is_a_reference(judged: Judged) -> None:
    files = valid_bundle("1.1")
    row(files, "classes", "band-1")["termSourcedIds"] = "fall,summer"
    assert judged("1.1", files) == [("OR-REF-07", "classes.csv", 3, "termSourcedIds")]


def test_blanks_in_a_list_do_not_break_its_references(judged: Judged) -> None:
    files = valid_bundle("1.1")
    row(files, "classes", "band-1")["termSourcedIds"] = "fall, spring"
    assert judged("1.1", files) == [("OR-LST-03", "classes.csv", 3, "termSourcedIds")]


def test_a_bulk_bundle_is_closed(judged: Judged) -> None:
    files = valid_bundle("1.1")
    del files["resources"]
    assert judged("1.1", files) == [
        ("OR-MODE-06", "classResources.csv", 2, "resourceSourcedId"),
        ("OR-MODE-06", "courseResources.csv", 2, "resourceSourcedId"),
    ]


def test_a_delta_may_refer_to_what_was_sent_before(tmp_path: Path) -> None:
    bulk = write_bundle(tmp_path / "bulk", "1.1", valid_bundle("1.1"))
    files = {"enrollments": [row(valid_bundle("1.1"), "enrollments", "e-2")]}
    as_delta(files["enrollments"])
    delta = write_bundle(tmp_path / "delta", "1.1", files)
    columns = {"classSourcedId", "schoolSourcedId", "userSourcedId"}
    assert set(places(delta)) == {("OR-MODE-07", "enrollments.csv", 2, column) for column in columns}
    assert places(delta, base=bulk) == []


def test_a_delta_is_wrong_about_what_was_never_sent(tmp_path: Path) -> None:
    bulk = write_bundle(tmp_path / "bulk", "1.1", valid_bundle("1.1"))
    files = {"enrollments": [row(valid_bundle("1.1"), "enrollments", "e-2") | {"userSourcedId": "nobody"}]}
    as_delta(files["enrollments"])
    delta = write_bundle(tmp_path / "delta", "1.1", files)
    assert places(delta, base=bulk) == [("OR-REF-09", "enrollments.csv", 2, "userSourcedId")]


def test_a_delta_cannot_change_what_a_row_in_it_is(judged: Judged) -> None:
    files = valid_bundle("1.1")
    for rows in files.values():
        as_delta(rows)
    row(files, "courses", "band")["schoolYearSourcedId"] = "spring"
    assert judged("1.1", files) == [("OR-REF-04", "courses.csv", 3, "schoolYearSourcedId")]


def test_a_bulk_file_deletes_what_it_does_not_have(tmp_path: Path) -> None:
    bulk = write_bundle(tmp_path / "bulk", "1.1", valid_bundle("1.1"))
    files = valid_bundle("1.1")
    files["results"] = [each for each in files["results"] if each["sourcedId"] != "result-2"]
    assert judge(tmp_path, "1.1", files, base=bulk) == [("OR-MODE-05", "results.csv", None, "sourcedId")]


def test_a_blank_that_is_none_to_sql_is_an_item(judged: Judged) -> None:
    files = valid_bundle("1.1")
    row(files, "users", "student-1")["agentSourcedIds"] = "parent-1,\u00a0"
    assert ("OR-REF-12", "users.csv", 4, "agentSourcedIds") in judged("1.1", files)


def test_what_a_delta_deletes_cannot_be_referred_to(tmp_path: Path) -> None:
    bulk = write_bundle(tmp_path / "bulk", "1.1", valid_bundle("1.1"))
    files = {
        "classes": [row(valid_bundle("1.1"), "classes", "band-1")],
        "enrollments": [row(valid_bundle("1.1"), "enrollments", "e-5") | {"sourcedId": "e-9"}],
    }
    for rows in files.values():
        as_delta(rows)
    files["classes"][0]["status"] = "tobedeleted"
    delta = write_bundle(tmp_path / "delta", "1.1", files)
    assert ("OR-REF-09", "enrollments.csv", 2, "classSourcedId") in places(delta, base=bulk)
    files["enrollments"][0]["status"] = "tobedeleted"
    delta = write_bundle(tmp_path / "delta", "1.1", files)
    assert not [each for each in places(delta, base=bulk) if "-REF-" in each[0]]


def test_many_rows_of_one_id_are_not_multiplied(tmp_path: Path) -> None:
    files = valid_bundle("1.1")
    files["orgs"] += [row(files, "orgs", "district") for _ in range(300)]
    files["enrollments"] += [
        row(files, "enrollments", "e-2") | {"sourcedId": f"x-{i}", "schoolSourcedId": "district"} for i in range(300)
    ]
    report = validate_bundle(write_bundle(tmp_path / "b", "1.1", files), select=["OR-REF-10"])
    assert [group.count for group in report.groups] == [300]
