"""The specification is the standard as the oracle has it, which was typed by hand from the same document.

Writer and validator both read `rostergen.spec`, so a slip there would fool them together; it cannot fool this.
"""

from __future__ import annotations

import pytest
from oracle import standard_v1p1 as oracle

from rostergen.spec import V1P1, Column, FileSpec, Reference, Version, vocab

FILES = [spec.name for spec in V1P1.files]
COLUMNS = [
    pytest.param(column, typed, id=f"{spec.name}.{typed.name}")
    for spec in V1P1.files
    for column, typed in zip(spec.columns, oracle.FILES.get(f"{spec.name}.csv", ()), strict=False)
]
ALWAYS = ("sourcedId", "status", "dateLastModified")
VOCABULARIES = {
    "grades": "ceds_entry_grade_level",
    "sced": "sced_course_code",
    "country": "ceds_country_code",
    "state": "ceds_state_abbreviation",
    "residence": "ceds_public_school_residence_status",
    "": "",
}


def test_the_files_in_the_order_of_the_manifest() -> None:
    assert [f"file.{name}" for name in FILES] == list(oracle.MANIFEST_FILE_ROWS)


@pytest.mark.parametrize("name", FILES)
def test_headers(name: str) -> None:
    assert list(V1P1.file(name).header) == oracle.HEADERS[f"{name}.csv"]


@pytest.mark.parametrize(("column", "typed"), COLUMNS)
def test_columns(column: Column, typed: oracle.Column) -> None:
    assert column.name == typed.name
    assert column.type == typed.kind
    delta = typed.name in ("status", "dateLastModified")
    assert column.required == ("delta" if delta else "yes" if typed.required else "no")
    assert column.values == (oracle.BOOLEANS if typed.kind == "boolean" else typed.values)
    assert column.meaning


@pytest.mark.parametrize(("column", "typed"), COLUMNS)
def test_references(column: Column, typed: oracle.Column) -> None:
    target = typed.target.removesuffix(".csv")
    assert column.reference == (Reference(target, typed.types) if target else None)


@pytest.mark.parametrize(("column", "typed"), COLUMNS)
def test_vocabularies(column: Column, typed: oracle.Column) -> None:
    # Titles of courses have a vocabulary too, which the oracle cannot check.
    expected = "sced_course_title" if typed.name == "subjects" else VOCABULARIES[typed.vocabulary]
    assert column.vocabulary == expected


def test_every_column_was_compared() -> None:
    assert len(COLUMNS) == sum(map(len, oracle.FILES.values()))


def test_every_file_starts_alike() -> None:
    assert {spec.header[:3] for spec in V1P1.files} == {ALWAYS}


def test_groups() -> None:
    gradebook = {f"{spec.name}.csv" for spec in V1P1.files if spec.group == "gradebook"}
    assert gradebook == set(oracle.GRADEBOOK_FILES)
    resources = {spec.name for spec in V1P1.files if spec.group == "resources"}
    assert resources == {"resources", "courseResources", "classResources"}


def test_version() -> None:
    assert V1P1.number == oracle.MANIFEST_VERSIONS["oneroster.version"][0]


def test_vocab() -> None:
    assert vocab.CEDS_GRADES == oracle.GRADES
    assert vocab.CEDS_RESIDENCE == oracle.RESIDENCE_STATUSES
    assert vocab.USER_ROLE == oracle.USER_ROLES
    assert vocab.STATUS == oracle.DELTA_STATUS


def test_a_file_is_found_by_its_name() -> None:
    small = FileSpec("a", "rostering", (Column("x", "string", "no", "."), Column("y", "string", "no", ".")))
    version = Version("9", "9", (small,))
    assert version.file("a") is small
    assert small.column("y") is small.columns[1]
    assert small.header == ("x", "y")
    with pytest.raises(KeyError):
        version.file("a.csv")
    with pytest.raises(KeyError):
        small.column("z")
