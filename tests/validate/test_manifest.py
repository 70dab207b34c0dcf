"""The manifest: every rule about it, the version that is found, and the modes that are understood."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from .bundles import manifest_of, rostering_only, write_bundle, write_rows
from .opening import hints, opened

if TYPE_CHECKING:
    from pathlib import Path

    from .opening import Place

Rows = list[tuple[str, ...]]
M = "manifest.csv"


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    return write_bundle(tmp_path / "bundle", "1.1", rostering_only("1.1"))


def rows(bundle: Path) -> Rows:
    lines = (bundle / M).read_text().split("\n")
    return [tuple(line.strip().split(",")) for line in lines if line]


def write(bundle: Path, manifest: Rows) -> list[Place]:
    write_rows(bundle / M, manifest)
    return opened(bundle)[1]


def changed(bundle: Path, name: str, *cells: str) -> list[Place]:
    """Return what is found where the row of a property has other cells; none: where it is left out."""
    return write(bundle, [cells if row[0] == name else row for row in rows(bundle) if cells or row[0] != name])


def line(bundle: Path, name: str) -> int:
    return [row[0] for row in rows(bundle)].index(name) + 1


@pytest.mark.parametrize("version", ["1.1", "1.2"])
def test_a_valid_manifest(version: str, tmp_path: Path) -> None:
    path = write_bundle(tmp_path / "bundle", version, rostering_only(version))
    bundle, found = opened(path)
    assert found == []
    assert bundle.version == version
    assert bundle.modes["users"] == "bulk"
    assert bundle.modes["results"] == "absent"
    assert list(bundle.modes) == [name.removeprefix("file.") for name, _ in manifest_of(version, {})[3:-2]]


@pytest.mark.parametrize(
    ("name", "cells", "code"),
    [
        ("propertyName", ("PropertyName", "value"), "OR-MAN-01"),
        ("propertyName", ("property", "value", ""), "OR-MAN-01"),
        ("file.users", ("file.users",), "OR-MAN-01"),
        ("file.users", ("file.users", "bulk", "x"), "OR-MAN-01"),
        ("manifest.version", ("manifest.version", "1"), "OR-MAN-03"),
        ("oneroster.version", ("oneroster.version", "1.1.1"), "OR11-MAN-04"),
        ("oneroster.version", ("oneroster.version", "v1.1"), "OR11-MAN-04"),
        ("oneroster.version", ("oneroster.version", "2"), "OR11-MAN-04"),
        ("oneroster.version", ("oneroster.version", ""), "OR11-MAN-04"),
        ("file.users", ("file.users", "Bulk"), "OR-MAN-05"),
        ("file.users", ("file.users", " bulk"), "OR-MAN-05"),
        ("file.users", ("file.users", "full"), "OR-MAN-05"),
        ("file.users", ("file.Users", "bulk"), "OR-MAN-06"),
        ("file.users", ("file.users.csv", "bulk"), "OR-MAN-06"),
        ("file.users", ("file.users*", "bulk"), "OR-MAN-06"),
        ("file.academicSessions", ("file.academicsessions", "bulk"), "OR-MAN-06"),
        ("file.courseResources", ("file.courseResourses", "absent"), "OR-MAN-06"),
        ("source.systemName", ("source.systemname", "Test SIS"), "OR-MAN-07"),
        ("source.systemCode", ("source.color", "x"), "OR-MAN-07"),
        ("source.systemCode", ("file.roles", "absent"), "OR-MAN-07"),
        ("source.systemCode", ("file.users", "bulk"), "OR-MAN-07"),
    ],
)
def test_a_slip_is_one_finding_at_its_line(bundle: Path, name: str, cells: tuple[str, ...], code: str) -> None:
    there = line(bundle, name)
    assert changed(bundle, name, *cells) == [(code, M, there)]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("manifest.version", "OR-MAN-03"),
        ("oneroster.version", "OR11-MAN-04"),
        ("file.results", "OR-MAN-02"),
        ("file.users", "OR-MAN-02"),
        ("source.systemName", "OR-MAN-08"),
    ],
)
def test_what_is_missing_has_no_line(bundle: Path, name: str, code: str) -> None:
    assert changed(bundle, name) == [(code, M, None)]


def test_another_order(bundle: Path) -> None:
    head, *properties = rows(bundle)
    assert write(bundle, [head, *properties[-2:], *properties[:-2]]) == [("OR-MAN-10", M, 4)]


def test_bulk_and_delta_side_by_side(bundle: Path) -> None:
    assert changed(bundle, "file.users", "file.users", "delta") == [("OR-MAN-11", M, None)]


def test_1_2_says_so_under_its_own_code(tmp_path: Path) -> None:
    path = write_bundle(tmp_path / "bundle", "1.2", rostering_only("1.2"))
    assert changed(path, "oneroster.version", "oneroster.version", "1.2.1") == [("OR12-MAN-04", M, 3)]
    assert opened(path)[0].version == "1.2"


def test_without_a_version_the_files_tell(tmp_path: Path) -> None:
    path = write_bundle(tmp_path / "bundle", "1.2", rostering_only("1.2"))
    assert changed(path, "oneroster.version") == [("OR12-MAN-04", M, None)]


def test_the_version_asked_for_wins(bundle: Path) -> None:
    opening, found = opened(bundle, version="1.2")
    assert opening.version == "1.2"
    assert ("OR12-MAN-04", M, 3) in found


def test_a_mode_that_is_nearly_right_is_understood(bundle: Path) -> None:
    changed(bundle, "file.users", "file.Users", "BULK ")
    opening, _ = opened(bundle)
    assert opening.modes["users"] == "bulk"
    assert hints(bundle)["OR-MAN-06"] == "did you mean file.users?"
    assert hints(bundle)["OR-MAN-05"] == "did you mean bulk?"


def test_a_manifest_without_a_header_is_read(bundle: Path) -> None:
    assert write(bundle, rows(bundle)[1:]) == [("OR-MAN-01", M, 1)]


@pytest.mark.parametrize("content", [b"", b"\r\n", b"\0" * 5000, b'"', b"x" * 3_000_000, b"\xff\xfe", b"a;b\nc;d\n"])
def test_a_manifest_that_is_none(bundle: Path, content: bytes) -> None:
    (bundle / M).write_bytes(content)
    opening, found = opened(bundle)
    assert opening.version == "1.1"
    assert "users" in opening.sheets
    assert ("OR-MAN-01", M, 1) in found


def test_a_manifest_in_another_form(bundle: Path) -> None:
    text = (bundle / M).read_bytes()
    (bundle / M).write_bytes(text.replace(b",", b";"))
    assert opened(bundle)[1] == [("RG-CSV-03", M, 1)]
    (bundle / M).write_bytes(text.decode().encode("utf-16"))
    assert opened(bundle)[1] == [("OR-CSV-01", M, 1)]
    (bundle / M).write_bytes(b"\xef\xbb\xbf" + text)
    assert opened(bundle)[1] == [("OR-CSV-02", M, 1)]
    (bundle / M).write_bytes(text.replace(b"\r\n", b"\n"))
    assert opened(bundle)[1] == [("OR-CSV-11", M, 1)]
