"""The careful reading: every slip of form at its line, and a row for whatever can be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rostergen.validate import lines, records, screen
from rostergen.validate.fields import is_clean

from .opening import CATEGORIES, read

if TYPE_CHECKING:
    from .opening import Place

FILE = "categories.csv"
A, B, C = (1, ("a", None, None, "Tests")), (2, ("b", None, None, "Quizzes")), (3, ("c", None, None, "Homework"))


def categories(*text: bytes) -> tuple[list[tuple[str | None, ...]], list[int], list[Place]]:
    """Return cells, lines and findings of a file with these lines after its header."""
    rows, found = read(CATEGORIES + b"".join(text))
    return [cells for _, cells in rows], [line for line, _ in rows], found


ROW, LAST = b"a,,,Tests\r\n", b"z,,,Last\r\n"
ROW_CELLS, LAST_CELLS = ("a", None, None, "Tests"), ("z", None, None, "Last")


@pytest.mark.parametrize(
    ("slip", "code", "cells"),
    [
        (b'b,,,a 6" ruler\r\n', "OR-CSV-08", ("b", None, None, 'a 6" ruler')),
        (b'b,,,"a "new" test"\r\n', "OR-CSV-08", ("b", None, None, 'a "new" test')),
        (b'b,,,"Tests"x\r\n', "OR-CSV-08", ("b", None, None, 'Tests"x')),
        (b'b,"x"y,"z"\r\n', "OR-CSV-08", ("b", 'x"y', None, "z")),
        (b'b,,, "Tests, big"\r\n', "OR-CSV-08", ("b", None, None, "Tests, big")),
        (b'b,, "" ,Tests\r\n', "OR-CSV-08", ("b", None, None, "Tests")),
        (b'b,,,"Tests\r\n', "OR-CSV-08", ("b", None, None, "Tests")),
        (b'"b,,,Tests\r\n', "OR-CSV-08", ("b", None, None, "Tests")),
        (b'b,,,"Tests\r\nand more"\r\n', "OR-CSV-09", ("b", None, None, "Tests and more")),
        (b'b,,,"Tests\n\n\nand more\n"\r\n', "OR-CSV-09", ("b", None, None, "Tests and more")),
        (b"b,,,Tests\rand more\r\n", "OR-CSV-09", ("b", None, None, "Tests and more")),
        (b"b,,,Tests,,\r\n", "OR-CSV-10", ("b", None, None, "Tests")),
        (b"b,,,Tests, big\r\n", "OR-CSV-10", ("b", None, None, "Tests, big")),
        (b"b,,Tests\r\n", "OR-CSV-10", ("b", None, None, "Tests")),
        (b"b\r\n", "OR-CSV-10", ("b", None, None, None)),
        (b"b,,,Te\0sts\r\n", "RG-CSV-02", ("b", None, None, "Tests")),
        (b"b,,,T\xe9sts\r\n", "OR-CSV-01", ("b", None, None, "Tésts")),
        (b"b,,,Tests\n", "OR-CSV-11", ("b", None, None, "Tests")),
        (b"b,,,Tests\r\r\n", "RG-CSV-06", ("b", None, None, "Tests")),
        (b"b,,," + b"x" * 1_100_000 + b"\r\n", "RG-CSV-04", None),
    ],
    ids=range(20),
)
def test_a_slip_is_one_finding_at_its_line_and_keeps_its_row(
    slip: bytes, code: str, cells: tuple[str | None, ...] | None
) -> None:
    rows, at, found = categories(ROW, slip, LAST)
    assert found == [(code, FILE, 3)]
    assert rows[0] == ROW_CELLS
    assert rows[-1] == LAST_CELLS
    assert rows[1][0] == "b"
    assert cells is None or rows[1] == cells
    assert at == [2, 3, 3 + slip.count(b"\n")]


@pytest.mark.parametrize("blank", [b"\r\n", b"  \r\n", b"\t\r\n"])
def test_an_empty_line_is_no_record(blank: bytes) -> None:
    rows, at, found = categories(ROW, blank, LAST, blank)
    assert (rows, at) == ([ROW_CELLS, LAST_CELLS], [2, 4])
    assert found == [("RG-CSV-05", FILE, 3), ("RG-CSV-05", FILE, 5)]


def test_a_record_may_end_with_the_file() -> None:
    assert categories(ROW, LAST.strip()) == ([ROW_CELLS, LAST_CELLS], [2, 3], [])


def test_a_cr_at_the_very_end_is_alone() -> None:
    rows, _, found = categories(ROW, b"z,,,Last\r")
    assert rows == [ROW_CELLS, LAST_CELLS]
    assert found == [("RG-CSV-06", FILE, 3)]


def test_records_that_end_with_cr_between_others() -> None:
    rows, at, found = categories(ROW, b"b,,,x\rc,,,y\r\n", LAST)
    assert [row[0] for row in rows] == ["a", "b", "c", "z"]
    assert at == [2, 3, 3, 4]
    assert found == [("RG-CSV-06", FILE, 3)]


@pytest.mark.parametrize("size", [3, screen.CHUNK])
def test_an_old_macintosh_file(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "CHUNK", size)
    rows, found = read((CATEGORIES + ROW + LAST).replace(b"\r\n", b"\r"))
    assert rows == [(2, ROW_CELLS), (3, LAST_CELLS)]
    assert found == [("RG-CSV-06", FILE, 1)]


def test_lf_throughout_is_worth_one_word() -> None:
    rows, found = read((CATEGORIES + ROW + LAST).replace(b"\r\n", b"\n"))
    assert rows == [(2, ROW_CELLS), (3, LAST_CELLS)]
    assert found == [("OR-CSV-11", FILE, 1)]


def test_crlf_after_a_header_with_lf() -> None:
    rows, found = read(CATEGORIES.replace(b"\r\n", b"\n") + ROW + LAST)
    assert rows == [(2, ROW_CELLS), (3, LAST_CELLS)]
    assert found == [("OR-CSV-11", FILE, 1)]


def test_a_byte_order_mark_is_skipped() -> None:
    assert read(b"\xef\xbb\xbf" + CATEGORIES + ROW) == ([(2, ROW_CELLS)], [("OR-CSV-02", FILE, 1)])


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-16"])
def test_utf_16_is_read_as_such(encoding: str) -> None:
    rows, found = read((CATEGORIES + ROW + b"b,,,T\xc3\xa9sts\r\n").decode().encode(encoding))
    assert rows == [(2, ROW_CELLS), (3, ("b", None, None, "Tésts"))]
    assert found == [("OR-CSV-01", FILE, 1)]


def test_windows_1252_is_read_as_such_and_told_once() -> None:
    rows, _, found = categories(ROW, *[f"b{i},,,Prüfung “groß”\r\n".encode("cp1252") for i in range(50)], LAST)
    assert {cells[3] for cells in rows} == {"Tests", "Prüfung “groß”", "Last"}
    assert found == [("OR-CSV-01", FILE, 3)]


def test_damaged_utf_8_is_not_taken_for_another_encoding() -> None:
    rows, _, found = categories("b,,,Schüler".encode() + b"\xc3\r\n")
    assert rows == [("b", None, None, "Schüler\ufffd")]
    assert found == [("OR-CSV-01", FILE, 2)]


@pytest.mark.parametrize("separator", [b";", b"\t", b"|"])
def test_another_separator_is_told_once(separator: bytes) -> None:
    rows, found = read(CATEGORIES.replace(b",", separator) + separator.join([b"a", b"", b"", b"Tests, big"]) + b"\r\n")
    assert rows == [(2, ("a", None, None, "Tests, big"))]
    assert found == [("RG-CSV-03", FILE, 1)]


def test_a_quote_that_is_never_closed_costs_its_own_line_alone() -> None:
    rows, at, found = categories(b'"b,,,Tests\r\n', *[b"%d,,,x\r\n" % i for i in range(5000)])
    assert len(rows) == 5001
    assert at[-1] == 5002
    assert found == [("OR-CSV-08", FILE, 2)]


def test_lines_that_never_close_and_never_parse_are_given_up() -> None:
    rows, _, found = categories(b'b,,,"Tests\r\n', *[b"text\r\n"] * 1500, LAST)
    assert rows[0] == ("b", None, None, "Tests")
    assert rows[-1] == LAST_CELLS
    assert ("OR-CSV-08", FILE, 2) in found


def test_a_line_longer_than_memory_allows_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(records, "MAX_RECORD", 100)
    monkeypatch.setattr(lines, "MAX_RECORD", 100)
    monkeypatch.setattr(lines, "CHUNK", 64)
    rows, at, found = categories(ROW, b"b,,," + b"x" * 5000 + b"\r\n", LAST, b"c,,," + b'"' * 999)
    assert [cells[0] for cells in rows] == ["a", "b", "z", "c"]
    assert at == [2, 3, 4, 5]
    assert found == [("RG-CSV-04", FILE, 3), ("RG-CSV-04", FILE, 5)]


def test_a_comma_that_was_not_quoted_is_found_by_the_look_of_the_cells() -> None:
    header = b"sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId\r\n"
    rows, found = read(header + b"o1,,,Lincoln, Abraham, School,school,,o0\r\no2,,Park,school,,\r\n", "orgs")
    assert [cells for _, cells in rows] == [
        ("o1", None, None, "Lincoln, Abraham, School", "school", None, "o0"),
        ("o2", None, None, "Park", "school", None, None),
    ]
    assert found == [("OR-CSV-10", "orgs.csv", 2), ("OR-CSV-10", "orgs.csv", 3)]


def test_a_row_that_lacks_metadata_alone_is_whole_as_far_as_the_standard_goes() -> None:
    header = CATEGORIES.strip() + b",metadata.a,metadata.b\r\n"
    rows, found = read(header + b"a,,,Tests,1,2\r\nb,,,Tests,1\r\nc,,,Tests\r\nd,,\r\n")
    assert [cells[0] for _, cells in rows] == ["a", "b", "c", "d"]
    assert found == [("OR-CSV-10", FILE, 5), ("OR-CSV-17", FILE, 3), ("OR-CSV-17", FILE, 4)]


def test_a_file_without_rows() -> None:
    for end in (b"", b"\r\n"):
        assert read(CATEGORIES.strip() + end) == ([], [("OR-CSV-07", FILE, None)])


@pytest.mark.parametrize(
    ("line", "clean"),
    [
        (b"a,b,c", True),
        (b"a,b", False),
        (b'"a",b,"c"', True),
        (b'"a, b",,c', True),
        (b'"a ""b""",,""', True),
        (b'"""a""","",""""', True),
        (b'a,"b"c,d', False),
        (b'a, "b",c', False),
        (b'a,b"c,d', False),
        (b'a,"b,c', False),
        (b'"a""b",c,d', True),
        (b'"a" "b",c,d', False),
        (b'a,"b"",c",d', True),
        (b'"a","b"","c"', False),
    ],
)
def test_what_is_clean(line: bytes, clean: bool) -> None:
    assert is_clean(line, 2) == clean


PIECES = st.sampled_from(
    [
        *(b"a", b"1", b",", b'"', b'""', b"\r\n", b"\n", b"\r", b" ", b',"', b'",', b"\xc3\xa9", b"\xe9", b"\0"),
        *(b"\xef\xbb\xbf", b"1,,,x", b"\r\n2,,,y\r\n", b'3,"","",z', b",,,", b'a ""b"""', b'"x,y"'),
    ]
)
CLEAN = st.sampled_from(
    [b"7,,,t\r\n", b'8,,,"q, r"\r\n', b"9,,,\r\n", b"9,,,\xc3\xa9\r\n", b'"z",,,"a ""b"""\r\n', b"5,,,no line end"]
)
SLIPS = st.lists(PIECES, max_size=12).map(b"".join)
TEXT = st.one_of(SLIPS, st.lists(st.one_of(CLEAN, CLEAN, CLEAN, SLIPS), max_size=8).map(b"".join))


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(body=TEXT, crlf=st.booleans(), chunk=st.sampled_from([3, 50, 1 << 18]))
def test_the_fast_way_and_the_careful_way_read_the_same(body: bytes, crlf: bool, chunk: int) -> None:
    """Whatever the bytes: DuckDB, where it is trusted, reads the rows and lines that the careful reader reads."""
    data = CATEGORIES + body
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lines, "CHUNK", chunk)
        patch.setattr(screen, "CHUNK", chunk)
        data = data if crlf else data.replace(b"\r\n", b"\n")
        assert read(data, small=0) == read(data)
