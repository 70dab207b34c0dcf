from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from rostergen.faults.draw import Draw
from rostergen.faults.edits import Edited
from rostergen.faults.sheet import Edit, Row, Sheet, plain, split, written

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

TEXT = b'\xef\xbb\xbfsourcedId,name,list\r\na,"Doe, J","x,y"\r\nb,Plain,\r\nc,"say ""hi""",z\r\n'


@pytest.fixture
def sheet_of(tmp_path: Path) -> Iterator[Callable[[bytes], Sheet]]:
    opened: list[Sheet] = []

    def open_sheet(text: bytes) -> Sheet:
        path = tmp_path / "users.csv"
        path.write_bytes(text)
        opened.append(Sheet("users", path))
        return opened[-1]

    yield open_sheet
    for sheet in opened:
        sheet.close()


@pytest.fixture
def sheet(sheet_of: Callable[[bytes], Sheet]) -> Sheet:
    return sheet_of(TEXT)


def row(sheet: Sheet, index: int) -> Row:
    found = sheet.row(index)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("line", "cells"),
    [
        (b"", [""]),
        (b"a,b,", ["a", "b", ""]),
        (b'"a,b",c', ["a,b", "c"]),
        (b'"a ""b"" c"', ['a "b" c']),
        (b'"",', ["", ""]),
    ],
)
def test_split(line: bytes, cells: list[str]) -> None:
    spans = split(line)
    assert spans is not None
    assert [plain(line[a:b]) for a, b in spans] == cells


@pytest.mark.parametrize("line", [b'"a', b'a"b,c', b'"a"b,c', b'"a" ,b', b'a,"b"c'])
def test_what_is_no_record_is_not_split(line: bytes) -> None:
    assert split(line) is None


def test_a_sheet_knows_its_form(sheet: Sheet) -> None:
    assert sheet.bom
    assert sheet.columns == ("sourcedId", "name", "list")
    assert (sheet.rows, sheet.lines, sheet.line_end, sheet.ends_well) == (3, 4, b"\r\n", True)
    assert [r["name"] for r in sheet.in_order()] == ["Doe, J", "Plain", 'say "hi"']
    assert row(sheet, 0).items("list") == ["x", "y"]
    assert row(sheet, 0)["missing"] == ""


def test_rows_that_are_none_are_left_out(sheet_of: Callable[[bytes], Sheet]) -> None:
    sheet = sheet_of(b'a,b\n1,2\n1\n"x,2\n\xff,2\n1,2,3\n3,4')
    assert [r["a"] for r in sheet.in_order()] == ["1", "3"]
    assert not sheet.ends_well


def test_where_finds_values_alone_and_in_lists(sheet: Sheet) -> None:
    assert [r["sourcedId"] for r in sheet.where("list", "y")] == ["a"]
    assert [r["sourcedId"] for r in sheet.where("list", "z")] == ["c"]
    assert list(sheet.where("list", "Plain")) == []


def test_every_row_is_walked_once(sheet: Sheet) -> None:
    assert sorted(r["sourcedId"] for r in sheet.walk(Draw(1, "w"))) == ["a", "b", "c"]


def edited(sheet: Sheet, folder: Path, *edits: Edit) -> bytes:
    with (folder / "out.csv").open("wb") as out:
        Edited(sheet, edits).write(out)
    return (folder / "out.csv").read_bytes()


def test_edits_change_what_they_name_and_nothing_else(sheet: Sheet, tmp_path: Path) -> None:
    a, b = row(sheet, 0), row(sheet, 1)
    text = edited(sheet, tmp_path, b.set("name", "A, B"), a.set("name", "Roe"), a.write("list", b"x,y"))
    assert text == TEXT.replace(b'"Doe, J","x,y"', b'"Roe",x,y').replace(b"Plain", b'"A, B"')
    assert edited(sheet, tmp_path) == TEXT


def test_rows_are_added_and_removed(sheet: Sheet, tmp_path: Path) -> None:
    b = row(sheet, 1)
    text = edited(sheet, tmp_path, b.removed(), b.copied(sourcedId="d", list="p,q"))
    assert text == TEXT.replace(b"b,Plain,\r\n", b"") + b'd,Plain,"p,q"\r\n'


def test_lines_are_counted_after_all_edits(sheet: Sheet) -> None:
    a, b, c = (row(sheet, i) for i in range(3))
    broken, first, second = a.set("name", "two\nlines"), sheet.append(b"x,,"), sheet.append(b"y,,")
    lines = Edited(sheet, [broken, first, second])
    assert [lines.line(place) for place in (a, b, c, first, second)] == [2, 4, 5, 6, 7]
    assert Edited(sheet, [a.removed()]).line(b) == 2


def test_what_is_appended_without_a_last_line_end(sheet_of: Callable[[bytes], Sheet], tmp_path: Path) -> None:
    sheet = sheet_of(b"a,b\n1,2")
    edits = [sheet.append(b"3,4"), sheet.append(b"5,6")]
    assert edited(sheet, tmp_path, *edits) == b"a,b\n1,2\n3,4\n5,6"
    assert [Edited(sheet, edits).line(edit) for edit in edits] == [3, 4]


def test_values_are_written_with_the_quotes_they_need() -> None:
    assert written("a") == b"a"
    assert written('a "b"') == b'"a ""b"""'
    assert written("a", quoted=True) == b'"a"'
