"""Sorting helpers give what the plain definition gives."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from rostergen.ordering import distinct, earlier_equals, stable_order

keys = arrays.arrays(
    st.sampled_from([np.int8, np.int32, np.int64]), st.integers(0, 60), elements=st.integers(0, 6), fill=st.nothing()
) | arrays.arrays(np.int64, st.integers(0, 60), elements=st.integers(0, 2**50), fill=st.nothing())


@given(keys)
def test_stable_order(values: np.ndarray) -> None:
    expected = sorted(range(len(values)), key=lambda i: int(values[i]))
    assert stable_order(values).tolist() == expected


@given(keys)
def test_earlier_equals(values: np.ndarray) -> None:
    listed = values.tolist()
    found = earlier_equals(values)
    assert found.dtype == np.int32
    assert found.tolist() == [listed[:i].count(value) for i, value in enumerate(listed)]


@given(keys)
def test_distinct(values: np.ndarray) -> None:
    found, which, first = distinct(values)
    assert found.tolist() == sorted(set(values.tolist()))
    assert found[which].tolist() == values.tolist()
    assert first.tolist() == [values.tolist().index(value) for value in found.tolist()]


# Values of one digit to four.
@pytest.mark.parametrize("n", [1, 2, 255, 256, 257, 65_536, 70_000])
def test_many_rows(n: int) -> None:
    values = np.arange(n, dtype=np.int64) * 7919 % 1000
    for large in (values, values << 40, values << 52):
        assert stable_order(large).tolist() == np.argsort(large, kind="stable").tolist()
