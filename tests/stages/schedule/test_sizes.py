"""Students are cut into classes near the target, never over the cap, never empty."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rostergen.rng import stream
from rostergen.stages.schedule.sizes import (
    by_ability,
    class_sizes,
    n_classes,
    n_even_groups,
    rounds_of_sizes,
    still_owed,
    tracks_by_cohort,
)


@pytest.mark.parametrize(
    ("students", "target", "cap", "count"),
    [
        (1, 23.0, 30, 1),
        (23, 23.0, 30, 1),
        (31, 23.0, 30, 2),  # one class would do, but over the cap
        (30, 23.0, 31, 1),
        (100, 25.0, 25, 4),
        (101, 25.0, 25, 5),
        (108, 20.0, 30, 5),
        (115, 20.0, 30, 6),
        (7, 1.0, 1, 7),
        (3, 1.0, 40, 3),
    ],
)
def test_n_classes(students: int, target: float, cap: int, count: int) -> None:
    assert n_classes(students, target, cap) == count


@given(st.integers(1, 500), st.floats(1, 40), st.integers(0, 20), st.floats(-0.5, 0.5))
def test_any_number_of_classes_is_possible(students: int, target: float, room: int, owed: float) -> None:
    cap = int(target) + room
    count = n_classes(students, target, cap, owed)
    assert -(-students // cap) <= count <= students


@given(st.lists(st.integers(5, 60), min_size=4, max_size=12))
def test_classes_that_are_owed_come_with_the_next_grade(grades: list[int]) -> None:
    owed, total = 0.0, 0
    for students in grades:
        count = n_classes(students, 20.0, 60, owed)
        owed = still_owed(owed, students / 20.0, count)
        total += count
    # No grade is without a class, which is more than a small one needs.
    few = sum(max(0.0, 1 - students / 20.0) for students in grades)
    assert sum(grades) / 20.0 - total + few >= -0.51
    assert sum(grades) / 20.0 - total <= 0.51


@pytest.mark.parametrize(
    ("students", "most", "groups"),
    [
        (88, 3, 2),  # of 44, so classes of 22 and not of 29
        (240, 3, 3),
        (20, 3, 1),
        (1, 3, 1),
        (40, 1, 1),
    ],
)
def test_even_groups(students: int, most: int, groups: int) -> None:
    assert n_even_groups(students, most, 20.8) == groups


@given(st.integers(1, 400), st.integers(1, 40), st.integers(0, 12), st.integers(0, 2**32))
def test_class_sizes(students: int, parts: int, room: int, seed: int) -> None:
    parts = min(parts, students)
    cap = -(-students // parts) + room
    sizes = class_sizes(stream(seed, "test"), students, parts, cap)
    assert (sum(sizes), len(sizes)) == (students, parts)
    assert max(sizes) <= cap
    assert min(sizes) >= 1
    assert max(abs(size - students / parts) for size in sizes) <= 5


def test_classes_differ_in_size() -> None:
    assert len(set(class_sizes(stream(1, "test"), 240, 10, 35))) > 2


def test_full_classes_leave_no_room_to_differ() -> None:
    assert class_sizes(stream(1, "test"), 240, 10, 24) == [24] * 10
    assert class_sizes(stream(1, "test"), 30, 1, 30) == [30]


def test_a_class_that_is_not_full_takes_as_much_as_the_cap_allows() -> None:
    largest = [max(class_sizes(stream(seed, "test"), 200, 8, 27)) for seed in range(50)]
    assert max(largest) == 27


@given(st.lists(st.tuples(st.integers(1, 60), st.integers(1, 5)), min_size=1, max_size=5), st.integers(0, 2**32))
def test_rounds_of_sizes_are_drawn_as_one_after_the_other(groups: list[tuple[int, int]], seed: int) -> None:
    students = [max(n, parts) for n, parts in groups]
    parts = [parts for _, parts in groups]
    one, other = stream(seed, "test"), stream(seed, "test")
    rounds = rounds_of_sizes(one, students, parts, 30, 3)
    for sizes in rounds:
        expected = [class_sizes(other, n, count, 30) for n, count in zip(students, parts, strict=True)]
        assert sizes == [size for each in expected for size in each]
    assert one.random() == other.random()


def test_tracks() -> None:
    # Two cohorts in each of three residues: the abler one of each pair is the later.
    assert tracks_by_cohort(np.array([50, 50]), by_ability([2, 2, 2])) == [0, 1, 0, 1, 0, 1]
    assert tracks_by_cohort(np.array([2, 1]), by_ability([3, 3])) == [0, 0, 1, 0, 0, 1]
    assert tracks_by_cohort(np.array([1]), by_ability([1, 1])) == [0, 0]
    assert tracks_by_cohort(np.array([90, 5, 5]), by_ability([1, 1])) == [0, 0]


def test_the_only_class_is_for_those_in_the_middle() -> None:
    # Earth Science, Physical Science, Biology Honors: the last was that of everybody where it was liked best.
    assert tracks_by_cohort(np.array([22, 38, 40]), by_ability([1])) == [1]


@given(
    st.lists(st.integers(1, 100), min_size=1, max_size=5),
    st.lists(st.integers(0, 6), min_size=1, max_size=7).filter(any),
)
def test_tracks_follow_their_weights_and_rise_with_ability(weights: list[int], per_residue: list[int]) -> None:
    chosen = tracks_by_cohort(np.array(weights), by_ability(per_residue))
    wanted = np.array(weights) / sum(weights) * sum(per_residue)
    assert (np.abs(np.bincount(chosen, minlength=len(weights)) - wanted) < 1 + 1e-9).all()
    first = 0
    for count in per_residue:
        within = chosen[first : first + count]
        assert within == sorted(within)
        first += count
