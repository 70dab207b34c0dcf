"""Headers: every slip is one finding, and the columns come out as they were meant."""

from __future__ import annotations

import pytest

from rostergen.spec import VERSIONS
from rostergen.validate.collector import Collector
from rostergen.validate.header import is_header, read_header

from .opening import found, read


def columns(name: str, header: list[str], version: str = "1.1") -> tuple[list[str], list[tuple[str, str, str]]]:
    """Return the columns as they were meant, and code, column and advice of what is found."""
    collector = Collector()
    names = read_header(VERSIONS[version].file(name), version, f"{name}.csv", header, 1, collector)
    found(collector)
    findings = [(f.code, f.column, f.hint) for group in collector.groups(()) for f in group.examples]
    return list(names), sorted(findings)


def header(name: str, version: str = "1.1") -> list[str]:
    return list(VERSIONS[version].file(name).header)


def replaced(name: str, old: str, new: str, version: str = "1.1") -> list[str]:
    return [new if column == old else column for column in header(name, version)]


@pytest.mark.parametrize("version", VERSIONS)
def test_the_headers_of_the_standard_are_right(version: str) -> None:
    for spec in VERSIONS[version].files:
        assert columns(spec.name, list(spec.header), version) == (list(spec.header), [])


@pytest.mark.parametrize(
    ("file", "column", "written", "code"),
    [
        ("users", "sourcedId", "SourcedId", "OR-CSV-05"),
        ("demographics", "birthDate", "birthdate", "OR-CSV-05"),
        ("demographics", "sourcedId", "userSourcedId", "OR-CSV-04"),
        ("users", "dateLastModified", "dateModified", "OR-CSV-04"),
        ("users", "agentSourcedIds", "agents", "OR-CSV-04"),
        ("classes", "grades", "grade", "OR-CSV-04"),
        ("courses", "schoolYearSourcedId", "schoolYearId", "OR-CSV-04"),
        ("users", "familyName", "family_name", "OR-CSV-04"),
        ("users", "familyName", " familyName", "OR-CSV-04"),
        ("users", "identifier", "identifer", "OR-CSV-04"),
        ("users", "sourcedId", "id", "OR-CSV-04"),
        ("orgs", "type", "kind", "OR-CSV-04"),
        ("lineItems", "gradingPeriodSourcedId", "academicSessionSourcedId", "OR-CSV-04"),
    ],
)
def test_a_misnamed_column_is_one_finding_with_the_name_that_was_meant(
    file: str, column: str, written: str, code: str
) -> None:
    names, findings = columns(file, replaced(file, column, written))
    assert names == header(file)
    assert findings == [(code, written, f"did you mean {column}?")]


def test_the_name_of_1_1_in_a_1_2_file() -> None:
    written = replaced("lineItems", "academicSessionSourcedId", "gradingPeriodSourcedId", "1.2")
    names, findings = columns("lineItems", written, "1.2")
    assert names == header("lineItems", "1.2")
    assert findings == [("OR-CSV-04", "gradingPeriodSourcedId", "did you mean academicSessionSourcedId?")]


def test_a_missing_column() -> None:
    names, findings = columns("orgs", [c for c in header("orgs") if c != "identifier"])
    assert names == [c for c in header("orgs") if c != "identifier"]
    assert findings == [("OR-CSV-04", "identifier", "it follows type")]


def test_only_the_column_that_moved_is_out_of_order() -> None:
    moved = [*header("users")[1:], "sourcedId"]
    assert columns("users", moved) == (moved, [("OR-CSV-04", "sourcedId", "it is the first column")])


def test_a_column_twice() -> None:
    names, findings = columns("orgs", [*header("orgs"), "name"])
    assert names == [*header("orgs"), "(8)"]
    assert [finding[:2] for finding in findings] == [("OR-CSV-06", "name")]


def test_a_column_twice_but_for_case() -> None:
    names, findings = columns("orgs", [*header("orgs"), "Name"])
    assert names == [*header("orgs"), "(8)"]
    assert [finding[:2] for finding in findings] == [("OR-CSV-06", "Name")]


def test_metadata_columns_at_the_end_are_right() -> None:
    own = ["metadata.b", "metadata.a", "metadata.Ünicode x"]
    assert columns("orgs", header("orgs") + own) == (header("orgs") + own, [])


@pytest.mark.parametrize("name", ["ext_color", "metadata.", "", " "])
def test_foreign_columns(name: str) -> None:
    names, findings = columns("orgs", [*header("orgs"), name])
    assert names == [*header("orgs"), "(8)"]
    assert [finding[:2] for finding in findings] == [("OR-CSV-16", name)]


def test_a_metadata_column_before_the_last_of_the_standard() -> None:
    written = [*header("orgs")[:3], "metadata.a", *header("orgs")[3:]]
    assert columns("orgs", written) == (written, [("OR-CSV-16", "metadata.a", "put it after parentSourcedId")])


def test_a_metadata_column_in_other_case() -> None:
    _, findings = columns("orgs", [*header("orgs"), "Metadata.color"])
    assert findings == [("OR-CSV-05", "Metadata.color", "write metadata.color")]


def test_what_1_2_withdrew_and_what_it_moved() -> None:
    _, findings = columns("users", [*header("users", "1.2"), "resourceSourcedIds", "role"], "1.2")
    assert findings == [
        ("OR-CSV-16", "role", "1.2 says it in roles.csv, column role"),
        ("OR12-RES-03", "resourceSourcedIds", ""),
    ]


def test_more_columns_than_any_roster_has() -> None:
    many = [*header("orgs"), *(f"column{i}" for i in range(200_000))]
    names, findings = columns("orgs", header("orgs") + many)
    assert len(names) == len({name.casefold() for name in names}) == 1000
    assert [finding[0] for finding in findings] == ["RG-CSV-07"]


def test_rows_of_a_file_with_too_many_columns_are_cut_without_a_word() -> None:
    wide = b",".join([b"sourcedId,status,dateLastModified,title", *[b"x%d" % i for i in range(5000)]])
    row = b",".join([b"a,,,Tests", *[b""] * 5000])
    rows, findings = read(wide + b"\r\n" + row + b"\r\n")
    assert [(line, cells[:4]) for line, cells in rows] == [(2, ("a", None, None, "Tests"))]
    assert findings == [("RG-CSV-07", "categories.csv", 1)]


def test_names_are_unlike_each_other_as_duckdb_compares_them() -> None:
    names, _ = columns("orgs", [*header("orgs"), "metadata.a", "metadata.A", "line", "LINE", "(8)"])
    assert len({name.casefold() for name in names}) == len(names)
    assert "line" not in names


def test_data_is_not_a_header() -> None:
    spec = VERSIONS["1.1"].file("orgs")
    assert not is_header(spec, ["o1", "", "", "Name", "school", "12", ""])
    assert not is_header(spec, ["id", "label"])
    assert is_header(spec, ["ID", "name", "kind"])


def test_a_file_without_a_header_keeps_its_first_row() -> None:
    rows, findings = read(b"a,,,Tests\r\nb,,,Quizzes\r\n")
    assert rows == [(1, ("a", None, None, "Tests")), (2, ("b", None, None, "Quizzes"))]
    assert findings == [("OR-CSV-03", "categories.csv", 1)]


def test_a_first_row_that_is_damaged_too() -> None:
    rows, findings = read(b"\xef\xbb\xbfa\xe9,,,Te\0sts\r\nb,,,Quizzes\r\n")
    assert rows == [(1, ("aé", None, None, "Tests")), (2, ("b", None, None, "Quizzes"))]
    assert [code for code, _, line in findings if line == 1] == ["OR-CSV-01", "OR-CSV-02", "OR-CSV-03", "RG-CSV-02"]


@pytest.mark.parametrize("data", [b"", b"\xef\xbb\xbf", b"\r\n\r\n", b" \n"])
def test_a_file_without_anything(data: bytes) -> None:
    rows, findings = read(data)
    assert rows == []
    assert [finding for finding in findings if finding[0] != "OR-CSV-02"] in (
        [("OR-CSV-03", "categories.csv", 1)],
        [("OR-CSV-03", "categories.csv", 1), ("OR-CSV-11", "categories.csv", 1)],
    )


def test_a_header_after_empty_lines() -> None:
    rows, findings = read(b"\r\n\r\nsourcedId,status,dateLastModified,title\r\na,,,Tests\r\n")
    assert rows == [(4, ("a", None, None, "Tests"))]
    assert findings == [("RG-CSV-05", "categories.csv", 1), ("RG-CSV-05", "categories.csv", 2)]


@pytest.mark.parametrize(
    ("written", "code"),
    [
        (b'sourcedId,status,dateLastModified,"title', "OR-CSV-08"),
        (b"sourcedId,status,dateLastModified,tit\0le", "RG-CSV-02"),
        (b"sourcedId,status,dateLastModified,title,metadata.\xe9", "OR-CSV-01"),
    ],
)
def test_a_damaged_header(written: bytes, code: str) -> None:
    rows, findings = read(written + b"\r\na,,,Tests" + b"," * (written.count(b",") - 3) + b"\r\n")
    assert [cells[:4] for _, cells in rows] == [("a", None, None, "Tests")]
    assert findings == [(code, "categories.csv", 1)]
