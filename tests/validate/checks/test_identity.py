"""sourcedIds that come up again, and those that do not stay."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ..bundles import add, as_delta, row, valid_bundle, write_bundle
from ..judging import judge

if TYPE_CHECKING:
    from pathlib import Path

    from ..bundles import Files
    from .breaking import Breaking

BOTH = pytest.mark.parametrize("version", ["1.1", "1.2"])


@BOTH
@pytest.mark.parametrize("file", ["orgs", "enrollments", "resources", "results"])
def test_a_row_that_comes_up_again_is_reported_once(broken: Breaking, version: str, file: str) -> None:
    def repeat(files: Files) -> None:
        files[file].append(dict(files[file][0]))

    (found,) = broken(version, more=repeat)
    assert found[:2] == ("OR-ID-01", f"{file}.csv")
    assert found[2] == len(valid_bundle(version)[file]) + 2


@BOTH
def test_a_user_that_comes_up_again_does_not_spoil_what_refers_to_it(broken: Breaking, version: str) -> None:
    def repeat(files: Files) -> None:
        files["users"] += [dict(row(files, "users", "student-1"))] * 3

    assert broken(version, more=repeat) == [("OR-ID-01", "users.csv", n, "sourcedId") for n in (7, 8, 9)]


@BOTH
def test_a_second_row_of_demographics_has_a_rule_of_its_own(broken: Breaking, version: str) -> None:
    def repeat(files: Files) -> None:
        files["demographics"].append(dict(files["demographics"][0]))

    assert broken(version, more=repeat) == [("OR-DEM-01", "demographics.csv", 4, "sourcedId")]


@BOTH
def test_a_delta_has_one_row_for_each_id(broken: Breaking, version: str) -> None:
    def repeat(files: Files) -> None:
        files["orgs"].append(dict(files["orgs"][1]))
        for rows in files.values():
            as_delta(rows)

    assert broken(version, more=repeat) == [("OR-MODE-09", "orgs.csv", 4, "sourcedId")]


def test_a_change_in_the_future_is_no_change(broken: Breaking) -> None:
    def change(files: Files) -> None:
        for rows in files.values():
            as_delta(rows)
        files["orgs"][1]["dateLastModified"] = "2999-01-01T00:00:00.000Z"

    assert broken("1.1", more=change) == [("OR-MODE-09", "orgs.csv", 3, "dateLastModified")]


@BOTH
def test_two_files_share_an_id(broken: Breaking, version: str) -> None:
    def share(files: Files) -> None:
        files["classes"][1]["sourcedId"] = "student-1"
        for each in files["enrollments"]:
            each["classSourcedId"] = each["classSourcedId"].replace("band-1", "student-1")

    assert broken(version, more=share) == [("OR-ID-03", "users.csv", 4, "sourcedId")]


def test_ids_that_are_numbers_from_1_on_in_each_file_do_not_silence_other_questions(broken: Breaking) -> None:
    def number(files: Files) -> None:
        files["orgs"][0]["sourcedId"] = files["courses"][0]["sourcedId"] = "1"
        for file in ("orgs", "classes", "courses", "courseResources", "users"):
            for each in files[file]:
                for column, value in each.items():
                    if value in ("district", "algebra") and column.endswith("SourcedId"):
                        each[column] = "1"
                    elif column == "orgSourcedIds":
                        each[column] = value.replace("district", "1")
        row(files, "enrollments", "e-2")["beginDate"] = "2020-01-01"

    assert broken("1.1", more=number) == [
        ("OR-ENR-04", "enrollments.csv", 3, "beginDate"),
        ("OR-ID-03", "orgs.csv", 2, "sourcedId"),
    ]


@BOTH
@pytest.mark.parametrize(("file", "sourced_id"), [("users", "Parent-1"), ("orgs", "SCHOOL"), ("classResources", "A-b")])
def test_ids_that_differ_by_case_only(broken: Breaking, version: str, file: str, sourced_id: str) -> None:
    def change(files: Files) -> None:
        first = files[file][-1]
        again = add(files, file, first["sourcedId"], sourced_id)
        if file == "users":
            files[file][-1] |= {"username": "other", "identifier": "other", "email": "other@example.org"}
            files[file][-1]["agentSourcedIds"] = ""
            if version == "1.2":
                files[file][-1]["userMasterIdentifier"] = "other"
                add(files, "roles", "role-of-parent-1", "another", userSourcedId=sourced_id)
        assert again == len(files[file]) + 1

    found = broken(version, more=change)
    if file == "classResources":
        assert found == []
    else:
        assert found == [("RG-ID-01", f"{file}.csv", len(valid_bundle(version)[file]) + 2, "sourcedId")]


def test_upper_case_throughout_is_fine(broken: Breaking) -> None:
    def shout(files: Files) -> None:
        for each in files["resources"]:
            each["sourcedId"] = each["sourcedId"].upper()
        for file in ("classResources", "courseResources"):
            for each in files[file]:
                each["resourceSourcedId"] = each["resourceSourcedId"].upper()

    assert broken("1.1", more=shout) == []


@BOTH
def test_a_user_who_comes_back_under_another_id(tmp_path: Path, version: str) -> None:
    base = write_bundle(tmp_path / "base", version, valid_bundle(version))
    files = valid_bundle(version)
    for rows in files.values():
        for each in rows:
            for column, value in each.items():
                if column.endswith(("SourcedId", "sourcedId", "SourcedIds")) and value == "student-2":
                    each[column] = "student-22"
    found = judge(tmp_path, version, files, base=base)
    assert [each for each in found if each[0] != "OR-MODE-05"] == [("OR-ID-02", "users.csv", 5, "sourcedId")]
