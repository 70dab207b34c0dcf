from __future__ import annotations

import pytest

from rostergen.faults.draw import Draw


@pytest.mark.parametrize("n", [0, 1, 2, 3, 4, 7, 12, 64, 97, 1000])
def test_an_order_has_every_number_once(n: int) -> None:
    assert sorted(Draw(1, "a").order(n)) == list(range(n))


def test_a_stream_depends_on_seed_and_name_alone() -> None:
    assert [Draw(1, "a").below(1000) for _ in range(2)] == [Draw(1, "a").below(1000)] * 2
    assert Draw(1, "a").new_id() != Draw(2, "a").new_id() != Draw(2, "b").new_id()
    assert Draw(1, "a").bits() == 16674629245697190289549979698525520664  # never to change: keys hold places


def test_shuffled_loses_nothing() -> None:
    assert sorted(Draw(3, "x").shuffled(range(20))) == list(range(20))


def test_new_ids_look_like_ids() -> None:
    parts = Draw(1, "id").new_id().split("-")
    assert list(map(len, parts)) == [8, 4, 4, 4, 12]
