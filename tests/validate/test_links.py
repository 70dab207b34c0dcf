"""A reference that leads nowhere, or to something it may not lead to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from rostergen.spec import VERSIONS

from .bundles import as_delta, line, row, valid_bundle, write_bundle
from .judging import judge, places

if TYPE_CHECKING:
    from pathlib import Path

    from .bundles import Files

REFERENCES = [
    (version, spec.name, column.name)
    for version, tables in VERSIONS.items()
    for spec in tables.files
    for column in spec.columns
    if column.reference is not None
]


def _filled(files: Files, file: str, column: str) -> str:
    """Return the sourcedId of the first row in which a column is filled; fill it in the last row if none has it."""
    for each in files[file]:
        if each.get(column):
            return each["sourcedId"]
    return files[file][-1]["sourcedId"]


@pytest.mark.parametrize(("version", "file", "column"), REFERENCES)
def test_every_reference_must_lead_somewhere(tmp_path: Path, version: str, file: str, column: str) -> None:
    files = valid_bundle(version)
    sourced_id = _filled(files, file, column)
    place = line(files, file, sourced_id)
    row(files, file, sourced_id)[column] = "nowhere"
    found = [each for each in judge(tmp_path, version, files) if "-REF-" in each[0] and each[2] == place]
    assert len(found) == 1
    code, *where = found[0]
    assert where == [f"{file}.csv", place, column]
    assert code.startswith(("OR-", "OR" + version.replace(".", "")))


@pytest.mark.parametrize(
    ("code", "version", "file", "sourced_id", "column", "value"),
    [
        ("OR-REF-04", "1.1", "courses", "band", "schoolYearSourcedId", "fall"),
        ("OR-REF-06", "1.1", "classes", "band-1", "schoolSourcedId", "district"),
        ("OR-REF-10", "1.2", "enrollments", "e-3", "schoolSourcedId", "district"),
    ],
)
def test_some_references_ask_for_a_type(
    tmp_path: Path, code: str, version: str, file: str, sourced_id: str, column: str, value: str
) -> None:
    files = valid_bundle(version)
    row(files, file, sourced_id)[column] = value
    found = judge(tmp_path, version, files)
    assert (code, f"{file}.csv", line(files, file, sourced_id), column) in found


def test_an_item_of_a_list_is_a_reference(tmp_path: Path) -> None:
    files = valid_bundle("1.1")
    row(files, "classes", "band-1")["termSourcedIds"] = "fall,summer"
    assert judge(tmp_path, "1.1", files) == [("OR-REF-07", "classes.csv", 3, "termSourcedIds")]


def test_blanks_in_a_list_do_not_break_its_references(tmp_path: Path) -> None:
    files = valid_bundle("1.1")
    row(files, "classes", "band-1")["termSourcedIds"] = "fall, spring"
    assert judge(tmp_path, "1.1", files) == [("OR-LST-03", "classes.csv", 3, "termSourcedIds")]


def test_a_bulk_bundle_is_closed(tmp_path: Path) -> None:
    files = valid_bundle("1.1")
    del files["resources"]
    assert judge(tmp_path, "1.1", files) == [
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


def test_a_delta_cannot_change_what_a_row_in_it_is(tmp_path: Path) -> None:
    files = valid_bundle("1.1")
    for rows in files.values():
        as_delta(rows)
    row(files, "courses", "band")["schoolYearSourcedId"] = "spring"
    assert judge(tmp_path, "1.1", files) == [("OR-REF-04", "courses.csv", 3, "schoolYearSourcedId")]


def test_a_bulk_file_deletes_what_it_does_not_have(tmp_path: Path) -> None:
    bulk = write_bundle(tmp_path / "bulk", "1.1", valid_bundle("1.1"))
    files = valid_bundle("1.1")
    files["results"] = [each for each in files["results"] if each["sourcedId"] != "result-2"]
    assert judge(tmp_path, "1.1", files, base=bulk) == [("OR-MODE-05", "results.csv", None, "sourcedId")]
