"""A file that is damaged in one place: one finding, and nothing follows from it in this file or another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from rostergen.spec import VERSIONS

from .bundles import rostering_only, write_bundle
from .judging import places
from .opening import opened

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Spoil = Callable[[list[bytes]], list[bytes]]


@pytest.fixture(params=["1.1", "1.2"])
def folder(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    return write_bundle(tmp_path / "bundle", request.param, rostering_only(request.param))


def third(change: Callable[[bytes], bytes]) -> Spoil:
    """Return what changes the third line alone."""
    return lambda lines: [change(line) if i == 2 else line for i, line in enumerate(lines)]


def name(change: Callable[[bytes], bytes]) -> Spoil:
    """Return what changes the first name in the third line, as in: Ada."""

    def changed(line: bytes) -> bytes:
        found = next(cell for cell in line.split(b",") if cell.istitle())
        return line.replace(found, change(found), 1)

    return third(changed)


@pytest.mark.parametrize(
    ("spoil", "found"),
    [
        (name(lambda given: b'"' + given), ("OR-CSV-08", 3)),
        (name(lambda given: given + b', Jr "x"'), ("OR-CSV-08", 3)),
        (name(lambda given: given + b", Jr"), ("OR-CSV-10", 3)),
        (name(lambda given: b'"' + given + b'\r\nx"'), ("OR-CSV-09", 3)),
        (third(lambda line: line.strip() + b",,,\r\n"), ("OR-CSV-10", 3)),
        (name(lambda given: given + b"\xe9"), ("OR-CSV-01", 3)),
        (name(lambda given: given + b"\0"), ("RG-CSV-02", 3)),
        (third(lambda line: b"\r\n" + line), ("RG-CSV-05", 3)),
        (third(lambda line: line.strip() + b"\r\r\n"), ("RG-CSV-06", 3)),
        (lambda lines: [line.replace(b"\r\n", b"\n") for line in lines], ("OR-CSV-11", 1)),
        (lambda lines: [line.replace(b"\r\n", b"\r") for line in lines], ("RG-CSV-06", 1)),
        (lambda lines: [b"".join(lines).decode().encode("utf-16")], ("OR-CSV-01", 1)),
        (lambda lines: [b"\xef\xbb\xbf", *lines], ("OR-CSV-02", 1)),
        (lambda lines: [lines[0].replace(b"familyName", b"FamilyName"), *lines[1:]], ("OR-CSV-05", 1)),
        (lambda lines: [lines[0].replace(b"agentSourcedIds", b"agents"), *lines[1:]], ("OR-CSV-04", 1)),
        (lambda lines: [line.strip() + b",x\r\n" for line in lines], ("OR-CSV-16", 1)),
        (lambda lines: [lines[0].replace(b"sourcedId,", b"id,", 1), *lines[1:]], ("OR-CSV-04", 1)),
        (lambda lines: lines[1:], ("OR-CSV-03", 1)),
    ],
    ids=range(18),
)
def test_one_slip_is_one_finding(folder: Path, spoil: Spoil, found: tuple[str, int]) -> None:
    path = folder / "users.csv"
    path.write_bytes(b"".join(spoil(path.read_bytes().splitlines(keepends=True))))
    assert [(code, file, line) for code, file, line, _ in places(folder)] == [(found[0], "users.csv", found[1])]


@pytest.mark.parametrize("name", ["users.csv", "orgs.csv", "academicSessions.csv"])
def test_a_file_that_cannot_be_read_is_one_finding(folder: Path, name: str) -> None:
    (folder / name).unlink()
    (folder / name).symlink_to(folder.parent / "nowhere")
    assert {(code, file) for code, file, _, _ in places(folder)} == {("RG-ZIP-04", name)}


def test_every_file_of_a_valid_bundle_is_handed_out_as_it_is(folder: Path) -> None:
    bundle, found = opened(folder)
    assert found == []
    for name, sheet in bundle.sheets.items():
        assert sheet.path == folder / f"{name}.csv"
        assert sheet.columns == VERSIONS[bundle.version].file(name).header
        assert not sheet.numbered
