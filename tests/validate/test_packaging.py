"""Names, places, and what manifest and bundle say of each other."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

import pytest

from .bundles import manifest_of, rostering_only, write_bundle, write_rows
from .opening import hints, opened

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(params=["1.1", "1.2"])
def folder(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    return write_bundle(tmp_path / "bundle", request.param, rostering_only(request.param))


def modes(folder: Path, version: str, *absent: str) -> None:
    """Write a manifest that calls every file of the folder bulk but some."""
    there = {path.stem: "bulk" for path in folder.glob("*.csv") if path.stem != "manifest" and path.stem not in absent}
    write_rows(folder / "manifest.csv", manifest_of(version, there))


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("academicSessions", "academicsessions.csv"),
        ("users", "USERS.CSV"),
        ("users", "Users.csv"),
        ("manifest", "Manifest.csv"),
        ("enrollments", "enrolments.csv"),
        ("demographics", "demographic.csv"),
    ],
)
def test_a_misnamed_file_is_one_finding_and_is_read(folder: Path, name: str, written: str) -> None:
    (folder / f"{name}.csv").rename(folder / written)
    bundle, found = opened(folder)
    assert found == [("OR-PKG-04", written, None)]
    assert name in bundle.sheets or name == "manifest"
    assert hints(folder)["OR-PKG-04"] == f"call it {name}.csv"


def test_without_a_manifest(folder: Path) -> None:
    (folder / "manifest.csv").unlink()
    bundle, found = opened(folder)
    assert found == [("OR-PKG-03", "", None)]
    assert bundle.version == ("1.2" if (folder / "roles.csv").exists() else "1.1")
    assert "users" in bundle.sheets
    assert set(bundle.modes.values()) == {None}


def test_an_enclosing_folder_is_one_finding(folder: Path) -> None:
    path = folder.parent / "bundle.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        out.mkdir("district")
        for file in sorted(folder.iterdir()):
            out.write(file, f"district/{file.name}")
    bundle, found = opened(path)
    assert found == [("OR-PKG-02", "district/", None)]
    assert "users" in bundle.sheets
    assert opened(folder.parent)[1] != []


def test_one_file_in_a_folder_is_not_read(folder: Path) -> None:
    (folder / "old").mkdir()
    (folder / "users.csv").rename(folder / "old" / "users.csv")
    bundle, found = opened(folder)
    assert found == [("OR-PKG-02", "old/", None)]
    assert bundle.unread == {"users"}


def test_a_zip_within(folder: Path) -> None:
    (folder / "more.zip").write_bytes(b"PK")
    assert opened(folder)[1] == [("OR-PKG-02", "more.zip", None)]


@pytest.mark.parametrize("name", [".DS_Store", "readme.txt", "._users.csv", "Thumbs.db"])
def test_foreign_entries(folder: Path, name: str) -> None:
    (folder / name).write_bytes(b"x")
    assert opened(folder)[1] == [("OR-PKG-08", name, None)]


def test_a_system_folder_is_one_finding(folder: Path) -> None:
    path = folder / "__MACOSX"
    path.mkdir()
    for name in ("._users.csv", "._orgs.csv"):
        (path / name).write_bytes(b"x")
    assert opened(folder)[1] == [("OR-PKG-08", "__MACOSX/", None)]


def test_files_that_the_version_does_not_have(tmp_path: Path) -> None:
    old = write_bundle(tmp_path / "old", "1.1", rostering_only("1.1"))
    new = write_bundle(tmp_path / "new", "1.2", rostering_only("1.2"))
    (old / "roles.csv").write_bytes((new / "roles.csv").read_bytes())
    (new / "cafeteria.csv").write_bytes(b"x")
    assert opened(old)[1] == [("OR11-PKG-05", "roles.csv", None)]
    assert opened(new)[1] == [("OR12-PKG-05", "cafeteria.csv", None)]


def test_there_but_absent_and_absent_but_there(folder: Path) -> None:
    version = opened(folder)[0].version
    modes(folder, version, "demographics")
    bundle, found = opened(folder)
    assert found == [("OR-PKG-06", "demographics.csv", None)]
    assert "demographics" in bundle.sheets
    modes(folder, version)
    (folder / "demographics.csv").unlink()
    bundle, found = opened(folder)
    assert found == [("OR-PKG-06", "demographics.csv", None)]
    assert bundle.unread == {"demographics"}


def test_nothing_but_a_manifest(folder: Path) -> None:
    version = opened(folder)[0].version
    for path in folder.glob("*.csv"):
        path.unlink()
    modes(folder, version)
    assert opened(folder)[1] == [("OR-PKG-07", "", None)]


def test_what_a_bulk_roster_cannot_do_without(folder: Path) -> None:
    version = opened(folder)[0].version
    (folder / "courses.csv").unlink()
    modes(folder, version)
    bundle, found = opened(folder)
    assert found == [(f"OR{version.replace('.', '')}-PKG-09", "courses.csv", None)]
    assert not bundle.unread


def test_an_empty_folder(tmp_path: Path) -> None:
    assert opened(tmp_path)[1] == [("OR-PKG-03", "", None)]
