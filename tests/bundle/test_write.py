"""Parts become a folder or a zip with a manifest, whole or not at all."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

import numpy as np
import pytest

from rostergen.bundle.write import manifest_of, write_whole
from rostergen.spec import V1P1
from rostergen.tables.column import Column, Constant, Texts
from rostergen.tables.table import Table

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from rostergen.bundle.parts import Part, Written

HEADER = b"sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId\r\n"


def part_of(*runs: tuple[str, str, int]) -> Part:
    def part() -> Iterator[tuple[Table, range]]:
        for file, name, n in runs:
            spec = V1P1.file(file)
            columns: dict[str, Column] = {title: Constant("", n) for title in spec.header}
            columns["sourcedId"] = Texts([name], np.zeros(n, np.int8))
            yield Table.of(spec, n, **columns), range(n)

    return part


def write(path: Path, *parts: Part, force: bool = False) -> dict[str, Written]:
    replaceable = frozenset({"manifest.csv", "orgs.csv", "categories.csv"})
    return write_whole(parts, path, V1P1, ("rostergen", "1.2"), force=force, replaceable=replaceable)


PARTS = (part_of(("orgs", "a", 2), ("categories", "c", 1)), part_of(("orgs", "b", 1), ("users", "u", 0)))


def test_a_folder(tmp_path: Path) -> None:
    files = write(tmp_path / "b", *PARTS)
    assert {name: file.rows for name, file in files.items()} == {"orgs": 3, "categories": 1}
    assert (tmp_path / "b" / "orgs.csv").read_bytes() == HEADER + b"a,,,,,,\r\na,,,,,,\r\nb,,,,,,\r\n"
    assert sorted(path.name for path in (tmp_path / "b").iterdir()) == ["categories.csv", "manifest.csv", "orgs.csv"]
    assert b"file.users,absent" in (tmp_path / "b" / "manifest.csv").read_bytes()


def test_a_zip_holds_the_files_of_the_folder_the_manifest_first(tmp_path: Path) -> None:
    write(tmp_path / "b", *PARTS)
    write(tmp_path / "b.zip", *PARTS)
    with zipfile.ZipFile(tmp_path / "b.zip") as archive:
        assert archive.testzip() is None
        assert archive.namelist() == ["manifest.csv", "categories.csv", "orgs.csv"]
        for name in archive.namelist():
            assert archive.read(name) == (tmp_path / "b" / name).read_bytes()


@pytest.mark.parametrize("name", ["b", "b.zip"])
def test_a_part_that_fails_leaves_what_was_there(name: str, tmp_path: Path) -> None:
    write(tmp_path / name, PARTS[0])
    before = (tmp_path / name / "orgs.csv" if name == "b" else tmp_path / name).read_bytes()

    def broken() -> Iterator[tuple[Table, range]]:
        yield from PARTS[0]()
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write(tmp_path / name, PARTS[1], broken, force=True)
    assert (tmp_path / name / "orgs.csv" if name == "b" else tmp_path / name).read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_the_manifest() -> None:
    assert manifest_of(V1P1, {"orgs": 3, "users": 10}, ("rostergen", "1.2")).decode() == (
        "propertyName,value\r\n"
        "manifest.version,1.0\r\n"
        "oneroster.version,1.1\r\n"
        "file.academicSessions,absent\r\n"
        "file.categories,absent\r\n"
        "file.classes,absent\r\n"
        "file.classResources,absent\r\n"
        "file.courses,absent\r\n"
        "file.courseResources,absent\r\n"
        "file.demographics,absent\r\n"
        "file.enrollments,absent\r\n"
        "file.lineItems,absent\r\n"
        "file.orgs,bulk\r\n"
        "file.resources,absent\r\n"
        "file.results,absent\r\n"
        "file.users,bulk\r\n"
        "source.systemName,rostergen\r\n"
        "source.systemCode,1.2\r\n"
    )
