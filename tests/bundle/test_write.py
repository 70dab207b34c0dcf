"""Tables go to the files of their names, rows are counted, the manifest states what is there."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import numpy as np
import pytest

from rostergen.bundle import write
from rostergen.bundle.write import write_manifest, write_tables
from rostergen.spec import V1P1
from rostergen.tables.column import Column, Constant, Texts
from rostergen.tables.table import Table

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def table(file: str, name: str, n: int) -> Table:
    spec = V1P1.file(file)
    columns: dict[str, Column] = {title: Constant("", n) for title in spec.header}
    return Table.of(spec, n, **columns | {"sourcedId": Texts([name], np.zeros(n, np.int8))})


def lines(path: Path) -> list[str]:
    return path.read_bytes().decode().split("\r\n")


def test_tables_of_one_file_follow_each_other(tmp_path: Path) -> None:
    rows = write_tables(tmp_path, [table("orgs", "a", 2), table("categories", "c", 1), table("orgs", "b", 1)])
    assert rows == {"orgs": 3, "categories": 1}
    header = "sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId"
    assert lines(tmp_path / "orgs.csv") == [header, "a,,,,,,", "a,,,,,,", "b,,,,,,", ""]
    assert lines(tmp_path / "categories.csv") == ["sourcedId,status,dateLastModified,title", "c,,,", ""]


def test_a_table_without_rows_makes_no_file(tmp_path: Path) -> None:
    heard: list[int] = []
    tables = [table("orgs", "a", 0), table("categories", "c", 1), table("categories", "c", 0)]
    assert write_tables(tmp_path, tables, heard.append) == {"categories": 1}
    assert [path.name for path in tmp_path.iterdir()] == ["categories.csv"]
    assert heard == [1]


def test_progress_hears_of_every_table_when_it_is_written(tmp_path: Path) -> None:
    heard: list[int] = []

    def tables() -> Iterator[Table]:
        yield table("orgs", "a", 3)
        assert heard == [3]
        yield table("orgs", "b", 2)
        assert heard == [3, 2]

    write_tables(tmp_path, tables(), heard.append)
    assert heard == [3, 2]


def test_an_existing_file_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "categories.csv").write_text("old" * 100)
    write_tables(tmp_path, [table("categories", "c", 1)])
    assert lines(tmp_path / "categories.csv")[1:] == ["c,,,", ""]


def test_what_goes_wrong_on_the_way_is_not_hidden(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="nowhere"):
        write_tables(tmp_path / "nowhere", [table("orgs", "a", 1)])


class Slow(io.BytesIO):
    """A file that takes no more than 7 bytes at a time, as a pipe or a full disk may."""

    def write(self, data: object) -> int:
        return super().write(bytes(data)[:7])  # type: ignore[call-overload]


def test_a_file_that_takes_a_block_in_parts() -> None:
    file = Slow()
    write._write_all(file, memoryview(bytes(range(100))))
    assert file.getvalue() == bytes(range(100))


def test_the_manifest(tmp_path: Path) -> None:
    write_manifest(tmp_path, V1P1, {"orgs": 3, "users": 10}, ("rostergen", "1.2"))
    assert (tmp_path / "manifest.csv").read_bytes().decode() == (
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
