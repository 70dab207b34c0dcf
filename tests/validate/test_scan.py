"""What the scan asks of a row is cheap, and true wherever a condition is: else a finding would be missed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from rostergen.spec import VERSIONS
from rostergen.validate.database import Database
from rostergen.validate.engine import any_of
from rostergen.validate.hints import MEANT
from rostergen.validate.kinds import kept_type
from rostergen.validate.names import ROW_HAS_NULL_WORDS
from rostergen.validate.rows import row_conditions
from rostergen.validate.sheet import Sheet
from rostergen.validate.storage import scanned, source
from rostergen.validate.values import NULL_WORDS, cell_conditions

from .bundles import valid_bundle, write_rows

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

WORDS = r"""
    null NULL N/A #N/A \N a"b a;b a|b , ,a a, a,,b a,a a,b,a 09,10 09,09 9 UG {a:b} {a:b},{a:b} {a:b},{c:d},{a:b} {a}
    true false TRUE yes 1 -1.5 1e3 1.23E+11 JosÃ© Oâ€™B GALVÃO ä 2026-08-24 2026-8-24 2026/08/24 02026-8-24 20260824
    infinity 2026-08-20T08:00:00.000Z 2099-01-01T00:00:00.000Z 2027 27 student teacher primary school local case
    ext:own tobedeleted inactive 52052 5205 52052,52053 US us a@example.org a@b 555-0123 555-9999 A-B.C_d/e@f
"""
BLANKS = ["", " ", "x ", "\tx", "x\u00a0", "A B", "a, b", "a ,b", "{a:b}, {c:d}", "ext:not own", "a b@c"]
TEXTS = (*WORDS.split(), *BLANKS, "x" * 65, "x" * 256, "ü" * 130)
FILES = [(version, spec.name) for version, tables in VERSIONS.items() for spec in tables.files]


def rows(version: str, name: str) -> Iterator[dict[str, str]]:
    """Yield a valid row, and with every text in every cell of it."""
    valid = valid_bundle(version)[name][0]
    yield valid
    for column in VERSIONS[version].file(name).header:
        yield from ({**valid, column: text} for text in TEXTS)


def test_what_is_meant_by_other_spellings_of_a_boolean_is_what_duckdb_reads(tmp_path: Path) -> None:
    words = [word for texts in MEANT.values() for word in (*texts, *map(str.upper, texts))]
    odd = ["", " true", "on", "off", "2", "1.0"]
    with Database(tmp_path) as database:
        columns = ", ".join(f"try_cast('{word}' AS BOOLEAN)" for word in (*words, *odd))
        ((*read,),), _ = database.ask(f"SELECT {columns}")
    meant = {word: value for value, texts in MEANT.items() for word in texts}
    assert read == [meant[word.lower()] for word in words] + [None] * len(odd)


@pytest.mark.parametrize(("version", "name"), FILES)
def test_a_row_with_a_word_for_nothing_is_seen_before_they_are_looked_for(
    tmp_path: Path, version: str, name: str
) -> None:
    # Also where all of a file is plain, and by where the word stands.
    spec = VERSIONS[version].file(name)
    valid = valid_bundle(version)[name][0]
    hashed = [column.name for column in spec.columns if kept_type(spec, column).startswith("UBIGINT")]
    wrong = [{**valid, column: word} for column in hashed for word in NULL_WORDS]
    path = tmp_path / f"{name}.csv"
    write_rows(path, [spec.header, *([row.get(c, "") for c in spec.header] for row in (valid, *wrong))])
    with Database(tmp_path) as database:
        for commas in (-1, 0):  # 0: as in a plain file
            sheet = Sheet(spec, path.name, path, spec.header, body=1, commas=commas)
            seen, _ = database.ask(f"SELECT {ROW_HAS_NULL_WORDS} FROM {scanned(spec, sheet)}")
            assert [bool(found) for (found,) in seen] == [False] + [True] * len(wrong)


@pytest.mark.parametrize("mode", ["bulk", "delta"])
@pytest.mark.parametrize(("version", "name"), FILES)
def test_the_scan_sees_every_row_with_which_anything_is_wrong(
    tmp_path: Path, version: str, name: str, mode: str
) -> None:
    tables = VERSIONS[version]
    spec = tables.file(name)
    path = tmp_path / f"{name}.csv"
    write_rows(path, [spec.header, *([row.get(c, "") for c in spec.header] for row in rows(version, name))])
    conditions = [*cell_conditions(tables, spec, mode), *row_conditions(tables, spec)]
    usual = {column.name: ("2026-08-24",) for column in spec.columns if column.type == "date"}
    sheet = Sheet(spec, path.name, path, spec.header, body=1, quotes=1, usual_dates=usual, null_words=True)
    exact = ", ".join(f"coalesce({condition.sql}, false)" for condition in conditions)
    # Each by itself: the others may not be wanted.
    asked = ", ".join(f"coalesce({any_of([condition])}, false)" for condition in conditions)
    with Database(tmp_path) as database:
        seen, _ = database.ask(f"SELECT {asked} FROM {scanned(spec, sheet, asked)}")
        answers, _ = database.ask(f"SELECT {exact} FROM {source(spec, sheet)}")
    assert len(seen) == len(answers) == 1 + len(TEXTS) * len(spec.header)
    for row, suspected, found in zip(rows(version, name), seen, answers, strict=True):
        each = zip(conditions, suspected, found, strict=True)
        missed = [condition for condition, suspicious, holds in each if holds and not suspicious]
        assert not missed, (row, missed)
    if mode == "bulk":
        assert not any(seen[0])
