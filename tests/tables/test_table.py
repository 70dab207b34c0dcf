"""A table has exactly the columns of its file, in the order of the header, all of one length."""

from __future__ import annotations

import pytest

from rostergen.spec import V1P1
from rostergen.tables.column import Column, Constant
from rostergen.tables.table import Table

ORGS = V1P1.file("orgs")


def columns(n: int) -> dict[str, Column]:
    return {name: Constant(name, n) for name in ORGS.header}


def test_columns_come_in_the_order_of_the_header() -> None:
    shuffled = dict(reversed(columns(2).items()))
    table = Table.of(ORGS, 2, **shuffled)
    assert [column.template.decode() for column in table.columns] == list(ORGS.header)
    assert (table.spec, table.n_rows) == (ORGS, 2)


def test_a_column_too_few() -> None:
    found = columns(2)
    del found["identifier"]
    with pytest.raises(ValueError, match=r"^orgs: columns \['identifier'\] do not match"):
        Table.of(ORGS, 2, **found)


def test_a_column_too_many() -> None:
    with pytest.raises(ValueError, match=r"^orgs: columns \['phone'\] do not match"):
        Table.of(ORGS, 2, **columns(2), phone=Constant("", 2))


def test_a_column_of_another_length() -> None:
    with pytest.raises(ValueError, match=r"^orgs: name has 3 rows, not 2"):
        Table.of(ORGS, 2, **columns(2) | {"name": Constant("", 3)})
