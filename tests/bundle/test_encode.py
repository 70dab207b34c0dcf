"""CSV as Python's csv module reads it: every text comes back, and nothing is quoted without need."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rostergen.bundle import encode as module
from rostergen.bundle.encode import encode, header
from rostergen.spec import V1P1, Column, FileSpec
from rostergen.tables.column import Constant, Digits, Texts
from rostergen.tables.table import Table

if TYPE_CHECKING:
    from rostergen.tables import column as columns

texts = st.text(st.characters(exclude_characters="\0\r\n", exclude_categories=["Cs"]), max_size=12)
awkward = st.text(st.sampled_from(list("\",' ;\t\\é名𝄞a")), max_size=8)


def spec(n_columns: int) -> FileSpec:
    return FileSpec("test", "rostering", tuple(Column(f"c{i}", "string", "no", "") for i in range(n_columns)))


def table(*given: columns.Column) -> Table:
    return Table(spec(len(given)), given, len(given[0]))


def rows_of(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode(), newline=""), strict=True))


def column_of(values: list[str]) -> Texts:
    pool = list(dict.fromkeys(values))
    return Texts(pool, np.array([pool.index(value) for value in values]))


def test_header() -> None:
    assert header(V1P1.file("orgs")) == (b"sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId\r\n")


@given(st.lists(st.tuples(texts | awkward, awkward, st.integers(0, 99)), min_size=1, max_size=30))
def test_whatever_is_written_is_read_again(rows: list[tuple[str, str, int]]) -> None:
    one, two, three = zip(*rows, strict=True)
    made = table(column_of(list(one)), Constant("", len(rows)), column_of(list(two)), Digits(np.array(three), pad=2))
    data = b"".join(encode(made))
    assert rows_of(data) == [[a, "", b, f"{c:02d}"] for a, b, c in rows]
    assert data.count(b"\r\n") == len(rows)


@given(st.lists(awkward, min_size=1, max_size=30))
def test_quotes_are_those_that_csv_writes(values: list[str]) -> None:
    # A second column stands beside, because csv quotes a blank field that is all there is in a row.
    expected = io.StringIO(newline="")
    csv.writer(expected, lineterminator="\r\n").writerows([value, "-"] for value in values)
    assert b"".join(encode(table(column_of(values), Constant("-", len(values))))).decode() == expected.getvalue()


@pytest.mark.parametrize("rows", [1, 255, 256, 257, 511, 512, 513, 1000])
def test_blocks_join_without_a_seam(rows: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_BLOCK_BYTES", 1)  # so a block has its fewest rows, 256
    values = [f"{i},{'x' * (i % 7)}" if i % 3 else f"{i}" for i in range(rows)]
    made = table(column_of(values), Digits(np.arange(rows), pad=4), Texts(["", "a"], np.arange(rows) % 2))
    blocks = list(encode(made))
    assert len(blocks) == -(-rows // 256)
    assert rows_of(b"".join(blocks)) == [[values[i], f"{i:04d}", "a" if i % 2 else ""] for i in range(rows)]


def test_the_size_of_a_block_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    values = [f"name {i}" for i in range(3000)]
    made = table(column_of(values), Constant("true", 3000))
    whole = b"".join(encode(made))
    for size in (1, 10_000, 100_000):
        monkeypatch.setattr(module, "_BLOCK_BYTES", size)
        assert b"".join(encode(made)) == whole


def test_a_long_table_comes_in_blocks() -> None:
    n = 200_000
    blocks = list(encode(table(Constant("x" * 60, n))))
    assert len(blocks) > 5
    assert max(map(len, blocks)) <= 1 << 21
    assert b"".join(blocks) == (b"x" * 60 + b"\r\n") * n


def test_blank_columns_leave_commas() -> None:
    made = table(Constant("", 2), Constant("", 2), Texts(["a"], np.array([-1, 0])), Constant("", 2))
    assert b"".join(encode(made)) == b",,,\r\n,,a,\r\n"


def test_a_blank_in_a_column_of_texts_with_commas_has_no_quotes() -> None:
    assert b"".join(encode(table(Texts(["a,b"], np.array([-1, 0, -1]))))) == b'\r\n"a,b"\r\n\r\n'


def test_quotes_of_one_block_do_not_stay_for_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_BLOCK_BYTES", 1)
    values = ["a,b"] * 256 + ["longest of all, and quoted"] * 256 + ["c"] * 300
    lines = b"".join(encode(table(column_of(values)))).decode().split("\r\n")
    assert lines == ['"a,b"'] * 256 + ['"longest of all, and quoted"'] * 256 + ["c"] * 300 + [""]


def test_no_rows() -> None:
    assert list(encode(table(Texts(["a"], np.array([], np.int64))))) == []


def test_bytes_of_other_scripts_are_utf_8() -> None:
    data = b"".join(encode(table(column_of(["Zoë", "김", "𝄞"]))))
    assert data == "Zoë\r\n김\r\n𝄞\r\n".encode()
    assert not re.search(rb"\0|\xef\xbb\xbf", data)
