"""Streams depend on their seed, name and indices, and on nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rostergen.rng import philox, stream, weighted

if TYPE_CHECKING:
    from collections.abc import Sequence


class Fixed:
    """A generator whose numbers are known."""

    def __init__(self, numbers: Sequence[float]) -> None:
        self._numbers = np.array(numbers)

    def random(self, n: int) -> np.ndarray:
        assert n == len(self._numbers)
        return self._numbers


def fixed(*numbers: float) -> np.random.Generator:
    return Fixed(numbers)  # type: ignore[return-value]


def test_bits_are_pinned() -> None:
    # Whoever changes how a stream is keyed changes every district of every seed.
    assert philox(1, "ids.student").random_raw(2).tolist() == [2711061731950655087, 14595929546564675049]
    assert philox(2**63 - 1, "a.b", 3, 4).random_raw(1).tolist() == [799185427841503581]


def test_one_key_gives_one_stream() -> None:
    assert stream(7, "people.names", 3).random(5).tolist() == stream(7, "people.names", 3).random(5).tolist()


@pytest.mark.parametrize(
    "other",
    [(8, "plan.names"), (7, "plan.sizes"), (7, "plan.names", 0), (7, "plan.names", 1), (7, "plan.names", 0, 0)],
)
def test_another_key_gives_another_stream(other: tuple[int, str]) -> None:
    assert stream(7, "plan.names").random() != stream(*other).random()


def test_streams_do_not_move_each_other() -> None:
    alone = stream(7, "a").random(4).tolist()
    first, second = stream(7, "a"), stream(7, "b")
    found = [float((second.random(), first.random())[1]) for _ in range(4)]
    assert found == alone


def test_seeds_of_63_bits_are_told_apart() -> None:
    assert stream(2**63 - 1, "a").random() != stream(2**63 - 2, "a").random()


def test_weighted_draws_in_proportion() -> None:
    counts = np.bincount(weighted(stream(1, "test"), np.array([1, 0, 3, 6]), 20_000), minlength=4)
    assert counts[1] == 0
    assert np.abs(counts / 20_000 - [0.1, 0, 0.3, 0.6]).max() < 0.02


def test_weighted_draws_at_the_borders() -> None:
    # 0 never reaches an entry of weight 0 before the first one that has some, and a share ends where the next begins.
    assert weighted(fixed(0.0, 0.4999, 0.5, 0.9999), np.array([0, 1, 0, 1]), 4).tolist() == [1, 1, 3, 3]


def test_weighted_stays_within_although_sums_are_rounded() -> None:
    weights = np.array([0.1] * 10)
    assert weighted(fixed(np.nextafter(1.0, 0.0)), weights, 1).tolist() == [9]
    assert weighted(fixed(1.0), weights, 1).tolist() == [9]


@given(st.lists(st.floats(0.01, 1000), min_size=1, max_size=8), st.integers(0, 50), st.sampled_from([0.5, 4.0, 1024.0]))
def test_weighted_asks_for_the_proportion_only(weights: list[float], n: int, scale: float) -> None:
    one = weighted(stream(1, "test"), np.array(weights), n)
    assert one.shape == (n,)
    assert one.tolist() == weighted(stream(1, "test"), np.array(weights) * scale, n).tolist()
