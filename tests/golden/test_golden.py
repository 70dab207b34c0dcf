"""The bytes of a few tiny districts are pinned by the SHA-256 of every file.

One version, profile, seed and school year give one district. A change that moves a byte is either a mistake or a new
district for every user, and then belongs into the changelog. If it is meant, pin the districts anew with

    PYTHONPATH=src python -m tests.golden.regenerate

and look at what `git diff tests/golden/tiny.json` says: files that should not have changed show what else did.
The districts have fixed names and version, so that new releases of Faker and rostergen change nothing here.
"""

from __future__ import annotations

import csv
import json
import unicodedata
import zipfile
from typing import TYPE_CHECKING

import pytest

from .bundles import CASES, PINNED, Case, hashes, write
from .fixed_names import fixed_names

if TYPE_CHECKING:
    from pathlib import Path

cases = pytest.mark.parametrize("name", CASES)


def pinned(name: str) -> dict[str, str]:
    found: dict[str, str] = json.loads(PINNED.read_text("utf-8"))[name]
    return found


@cases
def test_no_byte_has_changed(name: str, tmp_path: Path) -> None:
    assert hashes(CASES[name], tmp_path / "bundle") == pinned(name)


@cases
def test_a_zip_holds_the_files_of_the_folder(name: str, tmp_path: Path) -> None:
    write(CASES[name], tmp_path / "bundle")
    write(CASES[name], tmp_path / "bundle.zip")
    with zipfile.ZipFile(tmp_path / "bundle.zip") as archive:
        members = {member: archive.read(member) for member in archive.namelist()}
    assert members == {path.name: path.read_bytes() for path in (tmp_path / "bundle").iterdir()}


@cases
def test_a_zip_has_the_same_bytes_every_time(name: str, tmp_path: Path) -> None:
    write(CASES[name], tmp_path / "one.zip")
    write(CASES[name], tmp_path / "two.zip")
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()


def test_the_names_are_the_fixed_ones(tmp_path: Path) -> None:
    write(CASES["suburban"], tmp_path / "bundle")
    with (tmp_path / "bundle" / "users.csv").open(encoding="utf-8", newline="") as file:
        given = {row["givenName"] for row in csv.DictReader(file)}
    pools = [fixed_names(locale)[sex] for locale in ("en_US", "es_MX") for sex in ("female", "male")]
    assert given <= {spelled for pool in pools for name in pool for spelled in (name, plain(name))}


def plain(name: str) -> str:
    return unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()


def test_every_file_of_a_bundle_is_pinned() -> None:
    files = {
        "manifest.csv", "academicSessions.csv", "orgs.csv", "courses.csv", "classes.csv", "users.csv",
        "demographics.csv", "enrollments.csv", "resources.csv", "courseResources.csv", "classResources.csv",
    }  # fmt: skip
    assert set(json.loads(PINNED.read_text("utf-8"))) == set(CASES)
    new = {"roles.csv", "userProfiles.csv", "userResources.csv"}
    graded = {
        "categories.csv", "lineItems.csv", "results.csv", "scoreScales.csv", "lineItemScoreScales.csv",
        "resultScoreScales.csv", "lineItemLearningObjectiveIds.csv", "resultLearningObjectiveIds.csv",
    }  # fmt: skip
    for name, case in CASES.items():
        more = (new if case.oneroster == "1.2" else set()) | (graded if case.gradebook else set())
        assert set(pinned(name)) == files | more, name
    first = [name for name, case in CASES.items() if case.oneroster == "1.1"]
    hashes_of_all = [digest for name in first for file, digest in pinned(name).items() if file != "manifest.csv"]
    assert len(set(hashes_of_all)) == len(hashes_of_all)


def test_both_versions_describe_one_district() -> None:
    old, new = pinned("suburban"), pinned("suburban, 1.2")
    assert {file for file in old if old[file] != new[file]} <= {"manifest.csv", "users.csv", "demographics.csv"}


def test_another_district_has_other_bytes(tmp_path: Path) -> None:
    case = CASES["suburban"]
    other = Case(case.profile, case.schools, case.students, case.seed + 1, case.year)
    same = {file for file, digest in hashes(other, tmp_path / "b").items() if pinned("suburban")[file] == digest}
    assert same == {"manifest.csv"}
