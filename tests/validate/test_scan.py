"""What the scan asks of a row is cheap, and true wherever a condition is: else a finding would be missed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from rostergen.spec import VERSIONS
from rostergen.validate.database import Database
from rostergen.validate.engine import any_of
from rostergen.validate.rows import row_conditions
from rostergen.validate.sheet import Sheet
from rostergen.validate.storage import scanned, source
from rostergen.validate.values import cell_conditions

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
    sheet = Sheet(spec, path.name, path, spec.header, body=1, quotes=1, usual_dates=usual)
    exact = ", ".join(f"coalesce({condition.sql}, false)" for condition in conditions)
    with Database(tmp_path) as database:
        seen, _ = database.ask(f"SELECT coalesce({any_of(conditions)}, false) FROM {scanned(spec, sheet)}")
        answers, _ = database.ask(f"SELECT {exact} FROM {source(spec, sheet)}")
    assert len(seen) == len(answers) == 1 + len(TEXTS) * len(spec.header)
    for row, (wrong,), found in zip(rows(version, name), seen, answers, strict=True):
        missed = [condition for condition, holds in zip(conditions, found, strict=True) if holds and not wrong]
        assert not missed, (row, missed)
    if mode == "bulk":
        assert not seen[0][0]
