"""The first look: what it trusts DuckDB with, and that what it counts adds up."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

import pytest

from rostergen.spec import VERSIONS
from rostergen.validate import screen as module
from rostergen.validate.collector import Collector
from rostergen.validate.screen import Screened, encoding_of, read_head, screen, transcode
from rostergen.validate.sheet import look_through, prepare
from rostergen.validate.values import GUID

from .opening import CATEGORIES, read, rows_of

ROWS = b'a,,,Tests\r\nb,,,"Quizzes, short"\r\n'


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "categories.csv"


def look(path: Path, data: bytes) -> Screened | None:
    path.write_bytes(data)
    return screen(path, read_head(path))


@pytest.mark.parametrize("chunk", [1, 5, 1 << 18])
def test_what_is_counted(path: Path, chunk: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "CHUNK", chunk)
    assert look(path, CATEGORIES + b"a,,,x z\r\nb,,,y") == Screened(16)
    assert look(path, CATEGORIES + ROWS) == Screened(len(ROWS), 2)
    assert look(path, CATEGORIES + ROWS[:-2]) == Screened(len(ROWS), 2)
    assert look(path, CATEGORIES.strip()) == Screened(0)
    assert look(path, CATEGORIES.replace(b"\r", b"") + b"a,,,x z\n") == Screened(8)


@pytest.mark.parametrize("chunk", [8, 1 << 18])
def test_of_a_plain_file_commas_are_counted(path: Path, chunk: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "CHUNK", chunk)
    assert look(path, CATEGORIES) == Screened(0, lines=0, commas=0)
    assert look(path, CATEGORIES + b"a,,,x\r\nb,,,y") == Screened(14, lines=2, commas=6)
    assert look(path, CATEGORIES.replace(b"\r", b"") + b"a,,,x\n\n") == Screened(7, lines=2, commas=3)
    assert look(path, CATEGORIES + b"a,,,x\nb,,,y\r\n") == Screened(13)  # DuckDB refuses what ends now so, now so


@pytest.mark.parametrize("slip", [b"b,,,x,\r\n", b"b,,,x,,,\r\n", b"\r\n", b"b,,\r\n", b"b,,,x\n", b"b,,\r,x\r\n"])
def test_where_a_plain_file_is_not_all_read_its_commas_tell(slip: bytes, path: Path) -> None:
    path.write_bytes(CATEGORIES + b"a,,,x\r\n" * 9000 + slip + b"c,,,z\r\n")
    rows, found = read(path.read_bytes())
    assert rows[-1][1] == ("c", None, None, "z")
    assert found
    assert found == read(path.read_bytes(), small=1 << 30)[1]


def test_what_is_plain_may_stand_in_a_sourced_id() -> None:
    assert re.fullmatch(GUID, module.PLAIN.decode())


@pytest.mark.parametrize(
    "body",
    [
        b"a,,,x\0\r\n",
        b"a,,," + b"x" * module.MAX_RECORD + b"\r\n",
    ],
)
def test_what_is_suspicious(path: Path, body: bytes) -> None:
    assert look(path, CATEGORIES + ROWS + body) is None
    assert look(path, CATEGORIES + ROWS + body + ROWS) is None


def test_a_cr_at_the_end_of_a_file(path: Path) -> None:
    assert look(path, CATEGORIES + ROWS + b"a,,,x\r") is None


def test_a_cr_where_lines_end_with_lf(path: Path) -> None:
    assert look(path, CATEGORIES.replace(b"\r", b"") + b"a,,,x\ra,,,y\n") is None


def test_the_head_of_a_file(path: Path) -> None:
    path.write_bytes(b"\xef\xbb\xbfa,b\r\n1,2\r\n")
    head = read_head(path)
    assert (head.raw, head.start, head.line_end, head.bom, head.whole) == (b"a,b", 8, b"\r\n", True, True)
    path.write_bytes(b"x" * (module.MAX_RECORD + 5) + b"\nnext")
    head = read_head(path)
    assert (len(head.raw), head.start, head.line_end, head.whole) == (
        module.MAX_RECORD,
        module.MAX_RECORD + 6,
        b"\n",
        False,
    )
    path.write_bytes(b"a;b;c\r1;2,5;3\r")
    head = read_head(path)
    assert (head.raw, head.start, head.line_end, head.separator) == (b"a;b;c", 6, b"\r", b";")


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("bom", ["", "\ufeff"])
def test_utf_16(path: Path, encoding: str, bom: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "CHUNK", 7)
    path.write_bytes((bom + "a,b\r\nÜ,😀\r\n").encode(encoding) + b"\xd8")
    assert encoding_of(path) == encoding
    transcode(path, encoding, path.with_suffix(".out"))
    assert path.with_suffix(".out").read_bytes().decode() == "a,b\r\nÜ,😀\r\n\ufffd"


@pytest.mark.parametrize(
    "slip",
    [
        b"b,,,x,\r\n",
        b"b,,,x,,,\r\n",
        b'b,,, "x"\r\n',
        b'b,,,"x" \r\n',
        b'b,,,x"y\r\n',
        b'b,,,"x\ny"\r\n',
        b"\r\n",
        b'b,,,"x\ry"\r\n',
        b'b,,,"x"\n',
    ],
)
def test_duckdb_drops_it_without_a_word_and_the_bytes_do_not_add_up(slip: bytes, path: Path) -> None:
    """What makes the sums necessary: each of these is read by DuckDB's strict mode as if it were right."""
    path.write_bytes(CATEGORIES + b"a,,,x\r\n" * 9000 + slip + b"c,,,z\r\n")
    with tempfile.TemporaryDirectory() as scratch:
        spec, collector = VERSIONS["1.1"].file("categories"), Collector()
        sheet = prepare(spec, "1.1", "categories.csv", path, collector, Path(scratch))
        assert sheet is not None
        sheet = look_through(sheet, collector, Path(scratch))
        if sheet.body >= 0:
            assert rows_of(sheet) is None
    rows, found = read(path.read_bytes())
    assert rows[-1] == (9003 + slip.count(b"\n") - 1, ("c", None, None, "z"))
    assert [line for _, _, line in found] == [9002]


def test_a_quote_that_is_doubled_is_read_again_and_nothing_is_found() -> None:
    rows, found = read(CATEGORIES + b"a,,,x\r\n" * 9000 + b'b,,,"a ""b"""\r\n')
    assert rows[-1] == (9002, ("b", None, None, 'a "b"'))
    assert found == []
