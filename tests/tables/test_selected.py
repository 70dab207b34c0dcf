"""Some rows of a column are those rows."""

from __future__ import annotations

import numpy as np
import pytest
from filled import texts_of as texts

from rostergen.tables.column import Digits, Texts
from rostergen.tables.selected import Selected, selected


@pytest.mark.parametrize("index", [[], [0], [2, 3, 7], [9], list(range(10)), [0, 9]])
def test_the_rows_of_an_index(index: list[int]) -> None:
    words = ["a", 'b"', "c,", "", "e"]
    whole = Texts(words, np.arange(10) % 5)
    column = Selected(whole, np.array(index, np.int64))
    assert len(column) == len(index)
    for rows in (slice(0, 10), slice(1, 2), slice(0, 0)):
        assert texts(column, rows) == [words[i % 5].replace('"', '""') for i in index[rows]]
        assert column.quoted(rows).tolist() == [i % 5 in (1, 2) for i in index[rows]]
    assert (column.template, column.quotable, column.padded) == (whole.template, whole.quotable, whole.padded)


def test_all_rows_are_the_columns_themselves() -> None:
    columns = {"a": Digits(np.arange(4)), "b": Digits(np.arange(4) + 10)}
    assert selected(dict(columns), np.arange(4)) == columns
    some = selected(dict(columns), np.array([1, 3]))
    assert [len(column) for column in some.values()] == [2, 2]
