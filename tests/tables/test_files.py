"""Tables of a version, with columns and terms beyond it where they are asked for."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from functools import cache

import numpy as np
import pytest

from rostergen import generate, load_profile
from rostergen.bundle.encode import encode, header
from rostergen.profile.extensions import Terms
from rostergen.projection import Projection
from rostergen.spec import V1P1, V1P2, VERSIONS
from rostergen.tables.column import Constant
from rostergen.tables.files import Files

Row = dict[str, str]
TERMS = (
    "extensions.terms.co_teacher=ext:coTeacher",
    "extensions.terms.special=ext:special",
    "extensions.terms.assistant_principal=ext:assistantPrincipal",
)
COLUMNS = "extensions.columns=[mealStatus, iep]"


@cache
def bundle_of(version: str, *settings: str) -> dict[str, list[Row]]:
    profile = load_profile("suburban", schools=3, students=1500, settings=settings)
    files: dict[str, list[Row]] = defaultdict(list)
    for table in Projection(generate(profile, seed=2, school_year=2027), version).tables():
        text = b"".join([header(table.spec), *encode(table)]).decode()
        files[table.spec.name] += csv.DictReader(io.StringIO(text, newline=""), strict=True)
    return files


@pytest.mark.parametrize("version", VERSIONS)
def test_columns_come_last_and_sorted(version: str) -> None:
    usual, found = bundle_of(version), bundle_of(version, COLUMNS)
    names = list(VERSIONS[version].file("demographics").header)
    assert list(found["demographics"][0]) == [*names, "metadata.iep", "metadata.mealStatus"]
    assert [{name: row[name] for name in names} for row in found["demographics"]] == usual["demographics"]
    assert {row["metadata.mealStatus"] for row in found["demographics"]} == {"free", "reduced", "paid"}
    assert {name: rows for name, rows in found.items() if name != "demographics"} == {
        name: rows for name, rows in usual.items() if name != "demographics"
    }


def test_1_1_has_no_terms_of_its_own() -> None:
    assert bundle_of("1.1", *TERMS) == bundle_of("1.1")


def test_terms() -> None:
    usual, found = bundle_of("1.2"), bundle_of("1.2", *TERMS)
    changes = {
        ("classes", "classType", "scheduled", "ext:special"),
        ("enrollments", "role", "teacher", "ext:coTeacher"),
        ("roles", "role", "siteAdministrator", "ext:assistantPrincipal"),
    }
    seen = {
        (file, name, before[name], after[name])
        for file in usual
        for before, after in zip(usual[file], found[file], strict=True)
        for name in before
        if before[name] != after[name]
    }
    assert seen == changes
    assert {row["primary"] for row in found["enrollments"] if row["role"] == "ext:coTeacher"} == {"false"}


def test_a_term_is_for_an_open_column() -> None:
    terms = Terms(special="ext:special")
    assert Files(V1P2, terms).term("classes", "classType", "scheduled", "special") == "ext:special"
    assert Files(V1P1, terms).term("classes", "classType", "scheduled", "special") == "scheduled"
    assert Files(V1P2).term("classes", "classType", "scheduled", "special") == "scheduled"
    assert Files(V1P2, terms).term("classes", "title", "scheduled", "special") == "scheduled"


def test_fitting() -> None:
    columns = {name: Constant("x", 2) for name in ("sourcedId", "title", "weight")}
    assert Files(V1P2).fitting("categories", 2, **columns).spec.header[-1] == "weight"
    assert Files(V1P1).fitting("categories", 2, **columns).spec.header[-1] == "title"
    with pytest.raises(ValueError, match="title"):
        Files(V1P1).fitting("categories", 2, sourcedId=columns["sourcedId"])


def test_extras_of_a_table() -> None:
    extras = {"b": (["no", "yes"], np.array([0, 1])), "a": (["x"], np.array([0, -1]))}
    blank = Constant("", 2)
    names = [name for name in V1P1.file("demographics").header if name not in ("status", "dateLastModified")]
    table = Files(V1P1, None, extras).demographics(2, **dict.fromkeys(names, blank))
    assert table.spec.header[-2:] == ("metadata.a", "metadata.b")
    assert b"".join(encode(table)).split(b"\r\n")[1].endswith(b",,yes")
