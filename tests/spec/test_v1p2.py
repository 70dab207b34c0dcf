"""The specification of 1.2 is the standard as the oracle has it, which was typed by hand from the same document."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from oracle import standard_v1p2 as oracle

from rostergen.spec import V1P1, V1P2, VERSIONS, Column, Reference, vocab

if TYPE_CHECKING:
    from oracle.standard_v1p1 import Column as TypedColumn

FILES = [spec.name for spec in V1P2.files]
COLUMNS = [
    pytest.param(column, typed, id=f"{spec.name}.{typed.name}")
    for spec in V1P2.files
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
UNCHANGED = ("classResources", "courses", "courseResources")
"""Files that the document says 1.2 left as they were."""


def test_versions() -> None:
    assert VERSIONS == {"1.1": V1P1, "1.2": V1P2}
    assert [version.number for version in VERSIONS.values()] == list(VERSIONS)
    assert V1P2.number == oracle.MANIFEST_VERSIONS["oneroster.version"][0]


def test_the_files_in_the_order_of_the_manifest() -> None:
    assert [f"file.{name}" for name in FILES] == list(oracle.MANIFEST_FILE_ROWS)


@pytest.mark.parametrize("name", FILES)
def test_headers(name: str) -> None:
    assert list(V1P2.file(name).header) == oracle.HEADERS[f"{name}.csv"]
    assert V1P2.file(name).header[:3] == ALWAYS


@pytest.mark.parametrize(("column", "typed"), COLUMNS)
def test_columns(column: Column, typed: TypedColumn) -> None:
    assert column.name == typed.name
    assert column.type == typed.kind
    delta = typed.name in ("status", "dateLastModified")
    assert column.required == ("delta" if delta else "yes" if typed.required else "no")
    assert column.values == (oracle.BOOLEANS if typed.kind == "boolean" else typed.values)
    assert column.open == typed.open
    assert column.meaning


@pytest.mark.parametrize(("column", "typed"), COLUMNS)
def test_references(column: Column, typed: TypedColumn) -> None:
    target = typed.target.removesuffix(".csv")
    assert column.reference == (Reference(target, typed.types) if target else None)


@pytest.mark.parametrize(("column", "typed"), COLUMNS)
def test_vocabularies(column: Column, typed: TypedColumn) -> None:
    expected = "sced_course_title" if typed.name == "subjects" else VOCABULARIES[typed.vocabulary]
    assert column.vocabulary == expected


def test_every_column_was_compared() -> None:
    assert len(COLUMNS) == sum(map(len, oracle.FILES.values()))


def test_groups() -> None:
    gradebook = {f"{spec.name}.csv" for spec in V1P2.files if spec.group == "gradebook"}
    assert gradebook == set(oracle.GRADEBOOK_FILES)
    resources = {spec.name for spec in V1P2.files if spec.group == "resources"}
    assert resources == {"resources", "courseResources", "classResources", "userResources"}


def test_what_stays_of_1_1() -> None:
    assert {spec.name for spec in V1P2.files if spec in V1P1.files} == set(UNCHANGED)
    assert not any(column.open for spec in V1P1.files for column in spec.columns)


def test_what_the_meanings_say_holds_in_1_2() -> None:
    """A text carried over from 1.1 must not say what 1.2 changed."""
    carried = [column.meaning for spec in V1P2.files for column in spec.columns]
    assert not [meaning for meaning in carried if "male or female" in meaning or "Required whatever" in meaning]


def test_vocab() -> None:
    assert vocab.ROLE == oracle.ROLES
    assert vocab.SEX_V1P2 == oracle.SEXES
