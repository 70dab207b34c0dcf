"""The standard in words: every column is there, and the differences are those of the document."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rostergen.spec import V1P1, V1P2, VERSIONS, Column, FileSpec, Reference
from rostergen.spec.describe import (
    as_data,
    as_text,
    before,
    details,
    file_differences,
    manifest_as_data,
    manifest_as_text,
    overview,
)
from rostergen.spec.manifest import properties
from rostergen.spec.page import markdown

PAGE = Path(__file__).parents[2] / "docs" / "spec.md"


def test_the_page_is_the_generated_one() -> None:
    assert PAGE.read_text("utf-8") == markdown()


@pytest.mark.parametrize("version", VERSIONS.values(), ids=VERSIONS)
def test_a_line_for_every_column(version: object) -> None:
    assert version in (V1P1, V1P2)
    found = V1P1 if version is V1P1 else V1P2
    for spec in found.files:
        lines = as_text(found, spec).splitlines()
        table = lines[lines.index("") + 2 :]
        assert [line.split()[:3] for line in table] == [[c.name, c.type, c.required] for c in spec.columns]
        assert all(line == line.rstrip() for line in lines)


def test_the_page_has_every_column_of_every_version() -> None:
    chapters = {part.split("\n", 1)[0]: part for part in markdown().split("\n## ")[1:]}
    assert list(chapters) == ["manifest.csv", *(f"{spec.name}.csv" for spec in V1P2.files)]
    for number, version in enumerate(VERSIONS.values()):
        for spec in version.files:
            rows = [line.split(" | ") for line in chapters[f"{spec.name}.csv"].splitlines() if line.startswith("| `")]
            asked = {row[0].strip("| `"): row[2 + number] for row in rows}
            assert {name: word for name, word in asked.items() if len(word) > 1} == {
                column.name: column.required for column in spec.columns
            }


def test_the_columns_of_each_version_are_in_its_order() -> None:
    chapters = {part.split("\n", 1)[0]: part for part in markdown().split("\n## ")[1:]}
    for number, version in enumerate(VERSIONS.values()):
        for spec in version.files:
            rows = [line.split(" | ") for line in chapters[f"{spec.name}.csv"].splitlines() if line.startswith("| `")]
            assert [row[0].strip("| `") for row in rows if len(row[2 + number]) > 1] == list(spec.header)


def test_the_manifest() -> None:
    lines = manifest_as_text(V1P2).splitlines()
    assert lines[0] == "manifest.csv of OneRoster 1.2: 25 rows of propertyName and value"
    assert [line.split()[0] for line in lines[3:]] == list(properties(V1P2))
    data = json.loads(json.dumps(manifest_as_data(V1P1)))
    assert data["manifest"][1] == {
        "name": "oneroster.version", "required": True, "values": ["1.1"], "meaning": "Version of OneRoster.",
    }  # fmt: skip
    page = markdown().split("\n## ")[1].splitlines()
    rows = {line.split(" | ")[0].strip("| `"): line.split(" | ")[1:3] for line in page if line.startswith("| `")}
    assert list(rows) == list(properties(V1P2))
    assert [name for name, (old, _) in rows.items() if len(old) > 1] == [
        name for name in properties(V1P2) if name in properties(V1P1)
    ]


def test_before() -> None:
    assert before(V1P2) is V1P1
    assert before(V1P1) is None


def test_nothing_comes_before_the_first() -> None:
    assert not any(file_differences(V1P1, spec) for spec in V1P1.files)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("classResources", []),
        ("orgs", ["type open to ext: terms"]),
        ("categories", ["weight new"]),
        ("demographics", ["sex may be unspecified, other, open to ext: terms"]),
        ("roles", ["the file is new in 1.2"]),
        (
            "lineItems",
            ["gradingPeriodSourcedId renamed academicSessionSourcedId", "resultValueMin optional",
             "resultValueMax optional", "schoolSourcedId new"],
        ),
        (
            "users",
            ["orgSourcedIds removed", "role removed", "userMasterIdentifier new", "preferredGivenName new",
             "preferredMiddleName new", "preferredFamilyName new", "primaryOrgSourcedId new", "pronouns new"],
        ),
    ],
)  # fmt: skip
def test_differences(name: str, expected: list[str]) -> None:
    assert file_differences(V1P2, V1P2.file(name)) == expected


def test_details() -> None:
    assert details(Column("a", "string", "no", ".")) == []
    assert details(Column("a", "boolean", "no", ".", ("true", "false"))) == []
    assert details(Column("a", "enum", "yes", ".", ("x", "y"), open=True)) == [
        "values: x, y, or a term of one's own that starts with ext:"
    ]
    assert details(Column("a", "string", "no", ".", vocabulary="v")) == ["vocabulary: v"]
    assert details(Column("a", "guid_ref", "no", ".", reference=Reference("f", ("t", "u")))) == [
        "refers to: f of type t or u"
    ]


def test_data() -> None:
    data = json.loads(json.dumps(as_data(V1P2, [V1P2.file("roles")])))
    assert (data["oneroster"], data["document"]) == ("1.2", "1.2.1")
    (file,) = data["files"]
    assert (file["name"], file["group"], file["differences"]) == ("roles.csv", "rostering", ["the file is new in 1.2"])
    assert [column["name"] for column in file["columns"]] == list(V1P2.file("roles").header)
    role = file["columns"][5]
    assert (role["name"], role["open"], role["values"][0], role["references"]) == ("role", True, "aide", None)
    assert file["columns"][3]["references"] == {"file": "users.csv", "types": []}


def test_overview() -> None:
    lines = overview(V1P2).splitlines()
    assert lines[0] == "OneRoster 1.2 (document 1.2.1): 21 data files"
    assert [line.split()[0] for line in lines[3:-2]] == [f"{spec.name}.csv" for spec in V1P2.files]
    assert "since" not in overview(V1P1)


def test_a_column_of_a_small_file() -> None:
    small = FileSpec("users", "rostering", (Column("x", "string", "no", "Something."),))
    assert as_text(V1P1, small).splitlines()[-1] == "x       string  no        Something"
