"""The main path: a district in memory, a bundle on the disk, a summary of both."""

from __future__ import annotations

import csv
import zipfile
from datetime import date
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import rostergen
from rostergen import OutputError, Profile, ProfileError, UsageError, generate, load_profile, pipeline, write_bundle
from rostergen.spec import BUNDLE_FILES

if TYPE_CHECKING:
    from pathlib import Path

    from rostergen.bundle.tasks import Step
    from rostergen.world import World

IN_ORDER = [
    "academicSessions", "classes", "classResources", "courses", "courseResources", "demographics", "enrollments",
    "orgs", "resources", "users",
]  # fmt: skip
"""The order of the manifest."""
FILES = set(IN_ORDER)


@pytest.fixture(scope="module")
def world() -> World:
    return generate(load_profile("rural", schools=2, students=90), seed=5, school_year=2027)


def rows_of(path: Path) -> int:
    with path.open(encoding="utf-8", newline="") as file:
        return sum(1 for _ in csv.reader(file)) - 1


@pytest.mark.parametrize(
    ("today", "year"),
    [
        (date(2026, 6, 30), 2026),
        (date(2026, 7, 1), 2027),
        (date(2026, 12, 31), 2027),
        (date(2027, 1, 1), 2027),
    ],
)
def test_current_school_year(today: date, year: int) -> None:
    assert pipeline.current_school_year(today) == year


def test_the_school_year_is_the_current_one_unless_stated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "current_school_year", lambda: 2031)
    assert generate(load_profile(schools=1, students=1)).calendar.school_year == 2031


def test_the_seed_is_1_unless_stated() -> None:
    assert generate(load_profile(schools=1, students=1)).seed == 1


@pytest.mark.parametrize("seed", [-1, 2**63])
def test_seeds_out_of_range(seed: int) -> None:
    with pytest.raises(UsageError, match=f"seed {seed}: must be a whole number from 0 to {2**63 - 1}"):
        generate(load_profile(schools=1, students=1), seed=seed)


@pytest.mark.parametrize("number", ["a", "2027", 1.5, 2027.0, True])
def test_numbers_of_another_type(number: Any) -> None:
    profile = load_profile(schools=1, students=1)
    with pytest.raises(UsageError, match=r"seed .*: must be a whole number"):
        generate(profile, seed=number)
    with pytest.raises(UsageError, match=r"school year .*: must be a whole number"):
        generate(profile, school_year=number)


def test_a_profile_that_nobody_checked_may_name_an_unknown_locale() -> None:
    profile = Profile.model_validate({"names": {"locales": {"en_UK": 100}}, "schools": 1, "students": 5})
    with pytest.raises(ProfileError, match="'en_UK' is not a locale that Faker knows"):
        generate(profile, school_year=2027)


def test_a_district_shows_itself_in_a_line(world: World) -> None:
    assert repr(world).endswith(": 2 schools, 90 students, seed 5, school year 2027>")


@pytest.mark.parametrize("year", [1979, 2201, 27])
def test_school_years_out_of_range(year: int) -> None:
    with pytest.raises(UsageError, match=f"school year {year}: must be a whole number from 1980 to 2200"):
        generate(load_profile(schools=1, students=1), school_year=year)


@pytest.mark.parametrize(("seed", "year"), [(0, 1980), (2**63 - 1, 2200)])
def test_the_ends_of_the_ranges(seed: int, year: int, tmp_path: Path) -> None:
    summary = write_bundle(generate(load_profile(schools=1, students=1), seed=seed, school_year=year), tmp_path / "b")
    assert (summary.seed, summary.school_year, summary.students) == (seed, year, 1)


def test_the_summary_says_what_was_written(world: World, tmp_path: Path) -> None:
    summary = write_bundle(world, tmp_path / "b")
    assert summary.path == tmp_path / "b"
    assert (summary.schools, summary.students, summary.seed, summary.school_year) == (2, 90, 5, 2027)
    assert list(summary.rows) == IN_ORDER
    assert summary.rows == {name: rows_of(tmp_path / "b" / f"{name}.csv") for name in FILES}
    assert summary.versions == {
        "rostergen": rostergen.__version__,
        "faker": version("faker"),
        "numpy": np.__version__,
        "anyascii": version("anyascii"),
        "isal": version("isal"),
    }


def test_a_bundle_holds_its_files_and_nothing_else(world: World, tmp_path: Path) -> None:
    write_bundle(world, tmp_path / "b")
    assert {path.name for path in (tmp_path / "b").iterdir()} == {f"{name}.csv" for name in FILES | {"manifest"}}
    assert [path.name for path in tmp_path.iterdir()] == ["b"]
    assert {f"{name}.csv" for name in FILES | {"manifest"}} <= BUNDLE_FILES


def test_the_manifest_names_the_source(world: World, tmp_path: Path) -> None:
    write_bundle(world, tmp_path / "b")
    manifest = dict(csv.reader((tmp_path / "b" / "manifest.csv").read_text("utf-8").splitlines()))
    assert manifest["source.systemName"] == "rostergen"
    assert manifest["source.systemCode"] == rostergen.__version__
    assert manifest["file.users"] == "bulk"
    assert manifest["file.results"] == "absent"


def test_a_folder_and_a_zip_hold_the_same_files(world: World, tmp_path: Path) -> None:
    write_bundle(world, tmp_path / "b")
    write_bundle(world, str(tmp_path / "b.zip"))
    with zipfile.ZipFile(tmp_path / "b.zip") as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    assert members == {path.name: path.read_bytes() for path in (tmp_path / "b").iterdir()}


def test_what_exists_is_replaced_only_by_force(world: World, tmp_path: Path) -> None:
    write_bundle(world, tmp_path / "b")
    before = (tmp_path / "b" / "users.csv").read_bytes()
    other = generate(load_profile("rural", schools=2, students=90), seed=6, school_year=2027)
    with pytest.raises(OutputError):
        write_bundle(other, tmp_path / "b")
    assert (tmp_path / "b" / "users.csv").read_bytes() == before
    write_bundle(other, tmp_path / "b", force=True)
    assert (tmp_path / "b" / "users.csv").read_bytes() != before


@pytest.mark.parametrize(
    ("options", "words"),
    [({"compression": "best"}, "compression 'best': must be one of store"), ({"jobs": 0}, "jobs 0")],
)
def test_what_cannot_be(options: dict[str, Any], words: str, world: World, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=words):
        write_bundle(world, tmp_path / "b.zip", **options)
    assert list(tmp_path.iterdir()) == []


def test_progress_counts_every_row(world: World, tmp_path: Path) -> None:
    heard: list[Step] = []
    summary = write_bundle(world, tmp_path / "b", progress=heard.append)
    assert sum(step.rows for step in heard) == sum(summary.rows.values())
    texts = [file.read_bytes() for file in (tmp_path / "b").iterdir() if file.name != "manifest.csv"]
    assert sum(step.size for step in heard) == sum(len(text.partition(b"\n")[2]) for text in texts)
    assert len(heard) > len(FILES)  # enrollments come school by school


def test_the_rows_to_come_are_known_beforehand(tmp_path: Path) -> None:
    for name, students in (("suburban", 900), ("rural", 300), ("rural", 20)):
        world = generate(load_profile(name, schools=3, students=students), seed=2, school_year=2027)
        written = sum(write_bundle(world, tmp_path / f"{name}-{students}").rows.values())
        assert pipeline.n_rows(world) == pytest.approx(written, rel=0.03)


def test_no_file_is_written_for_nothing(tmp_path: Path) -> None:
    nothing = [f"resources.{key}=0" for key in ("teacher_edition", "digital", "shared_digital", "class_exceptions")]
    profile = load_profile(schools=1, students=5, settings=[*nothing, "levels.middle=null", "levels.high=null"])
    rows = write_bundle(generate(profile, school_year=2027), tmp_path / "b").rows
    assert set(rows) == FILES - {"resources", "courseResources", "classResources"}
    manifest = (tmp_path / "b" / "manifest.csv").read_text("utf-8")
    assert "file.resources,absent" in manifest
    assert not (tmp_path / "b" / "resources.csv").exists()


def test_unknown_versions(world: World, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"OneRoster version '2\.0': must be one of 1\.1, 1\.2"):
        write_bundle(world, tmp_path / "b", oneroster="2.0")
    assert not list(tmp_path.iterdir())


def test_the_rows_of_1_2_are_known_beforehand(world: World, tmp_path: Path) -> None:
    written = write_bundle(world, tmp_path / "b", oneroster="1.2")
    assert pipeline.n_rows(world, "1.2") == pytest.approx(sum(written.rows.values()), rel=0.1)
    assert written.persons == written.rows["users"]
    assert write_bundle(world, tmp_path / "c").persons == written.persons
