"""Whole things are divided exactly, and as near to the shares as whole things can be."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rostergen.apportion import apportion, apportion_above, apportion_within

weights_of_some = st.lists(st.one_of(st.just(0.0), st.floats(1e-3, 1e6)), min_size=1, max_size=30).filter(any)


@pytest.mark.parametrize(
    ("weights", "total", "counts"),
    [
        ([50, 30, 20], 10, [5, 3, 2]),
        ([1, 1, 1], 4, [2, 1, 1]),  # a tie goes to the earlier
        ([1, 1, 1], 2, [1, 1, 0]),
        ([0, 5, 0], 7, [0, 7, 0]),
        ([6, 3, 1], 4, [3, 1, 0]),  # quotas 2.4, 1.2, 0.4: a tie again, though not in binary
        ([60, 25, 15], 5, [3, 1, 1]),
        ([0.1, 0.2, 0.3, 0.4], 10, [1, 2, 3, 4]),
        ([3], 0, [0]),
        ([0, 1], 1, [0, 1]),
    ],
)
def test_apportion(weights: list[float], total: int, counts: list[int]) -> None:
    assert apportion(np.array(weights), total).tolist() == counts


@given(weights_of_some, st.integers(0, 2_000_000))
def test_apportion_is_exact_and_fair(weights: list[float], total: int) -> None:
    counts = apportion(np.array(weights), total)
    assert counts.dtype == np.int64
    assert counts.sum() == total
    quota = np.array(weights) * total / sum(weights)
    assert np.abs(counts - quota).max() < 1 + 1e-6
    assert (counts[np.array(weights) == 0] == 0).all()


@given(weights_of_some, st.integers(0, 1000))
def test_apportion_gives_to_the_largest_remainders(weights: list[float], total: int) -> None:
    counts, quota = apportion(np.array(weights), total), np.array(weights) * total / sum(weights)
    got, missed = quota[counts > quota] - np.floor(quota[counts > quota]), quota[counts < quota]
    if len(got) and len(missed):
        assert got.min() >= (missed - np.floor(missed)).max() - 1e-6


@pytest.mark.parametrize(
    ("floors", "weights", "total", "counts"),
    [
        ([1, 1, 1], [98, 1, 1], 10, [8, 1, 1]),
        ([1, 1, 1], [0, 0, 1], 3, [1, 1, 1]),
        ([0, 1, 1], [10, 45, 45], 2, [0, 1, 1]),
        ([0, 1], [50, 50], 11, [6, 5]),
        ([2, 0], [1, 9], 10, [2, 8]),
    ],
)
def test_apportion_above(floors: list[int], weights: list[float], total: int, counts: list[int]) -> None:
    assert apportion_above(np.array(floors), np.array(weights), total).tolist() == counts


bounded = st.tuples(st.integers(0, 50), st.integers(0, 50), st.floats(1e-3, 1e6))


@given(st.lists(bounded, min_size=1, max_size=30), st.data())
def test_apportion_within_is_exact_and_bounded(each: list[tuple[int, int, float]], data: st.DataObject) -> None:
    low = np.array([least for least, _, _ in each])
    high = low + np.array([more for _, more, _ in each])
    total = data.draw(st.integers(int(low.sum()), int(high.sum())))
    counts = apportion_within(low, high, np.array([weight for _, _, weight in each]), total)
    assert counts.sum() == total
    assert (counts >= low).all()
    assert (counts <= high).all()


def test_apportion_within_refuses_what_cannot_be() -> None:
    with pytest.raises(ValueError, match="12 is not between 2 and 11"):
        apportion_within(np.array([1, 1]), np.array([5, 6]), np.ones(2), 12)
