"""Runs and groups of indices."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rostergen.world import first_of_each, ranges

runs = st.lists(st.tuples(st.integers(0, 1000), st.integers(0, 20), st.integers(1, 9)), max_size=12)


@given(runs)
def test_ranges(found: list[tuple[int, int, int]]) -> None:
    starts, counts, strides = (np.array([run[i] for run in found], np.int64) for i in range(3))
    expected = [start + i * stride for start, count, stride in found for i in range(count)]
    assert ranges(starts, counts, strides).tolist() == expected
    assert ranges(starts, counts).tolist() == [start + i for start, count, _ in found for i in range(count)]
    assert ranges(starts, counts, 3).tolist() == [start + 3 * i for start, count, _ in found for i in range(count)]


def test_ranges_are_int64() -> None:
    far = ranges(np.array([2**40]), np.array([2]), np.array([2**35]))
    assert far.tolist() == [2**40, 2**40 + 2**35]


@pytest.mark.parametrize(
    ("groups", "n_groups", "expected"),
    [([0, 0, 1, 3, 3, 3], 4, [0, 2, 3, 3, 6]), ([], 2, [0, 0, 0]), ([1], 2, [0, 0, 1])],
)
def test_first_of_each(groups: list[int], n_groups: int, expected: list[int]) -> None:
    assert first_of_each(np.array(groups, np.int32), n_groups).tolist() == expected
