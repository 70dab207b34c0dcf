"""An elective band takes every student once, in sections that follow uptake, size and cap."""

from __future__ import annotations

import itertools
from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from rostergen.profile.schools import ClassSize, Course
from rostergen.rng import stream
from rostergen.stages.schedule.electives import Band, Offer, _rotations, _vary


def offer(
    rng: np.random.Generator,
    courses: list[Course],
    uptake: np.ndarray,
    usual: ClassSize,
    students: int,
    n_terms: int,
    owed: float = 0.0,
) -> Offer:
    return Band(courses, uptake.tolist(), usual, n_terms).offer(rng, students, owed)


CAPPED = ClassSize.model_validate({"target": 24, "cap": 40})
USUAL = ClassSize.model_validate({"target": 24, "cap": 32})


def course(length: str = "year", size: int | None = None, *, support: bool = False, uptake: float = 10) -> Course:
    return Course.model_validate(
        {
            "title": "Art", "grades": "09-12", "sced": "05154", "department": "art", "kind": "elective",
            "length": length, "size": size, "support": support, "uptake": uptake,
        }
    )  # fmt: skip


@st.composite
def bands(draw: st.DrawFn) -> tuple[list[Course], np.ndarray]:
    found = draw(
        st.lists(
            st.tuples(
                st.sampled_from(["year", "term"]),
                st.sampled_from([None, 1, 12, 20, 36, 120]),
                st.booleans(),
                st.floats(0.5, 20),
            ),
            min_size=1,
            max_size=12,
        )
    )
    courses = [
        course("year" if support else length, size, support=support, uptake=uptake)
        for length, size, support, uptake in found
    ]
    return courses, np.array([uptake for *_, uptake in found])


@settings(deadline=None)
@given(bands(), st.integers(1, 400), st.integers(2, 4), st.integers(0, 2**32))
def test_offer(band: tuple[list[Course], np.ndarray], students: int, n_terms: int, seed: int) -> None:
    courses, uptake = band
    offered = offer(stream(seed, "test"), courses, uptake, USUAL, students, n_terms)
    assert len(offered.courses) == len(offered.sizes)
    assert sum(offered.sizes) == students
    assert min(offered.sizes) >= 1
    for row, size in zip(offered.courses, offered.sizes, strict=True):
        taken = [courses[i] for i in row]
        if len(row) == 1:
            assert taken[0].length == "year"
        else:
            assert len(row) == n_terms
            assert {each.length for each in taken} == {"term"}
        assert size <= min(each.cap or USUAL.cap for each in taken)
    for i, each in enumerate(courses):
        if each.support and not all(other.support for other in courses):
            assert sum(n for row, n in zip(offered.courses, offered.sizes, strict=True) if i in row) <= (
                students * each.uptake / 100
            )


def test_sections_follow_uptake_and_size() -> None:
    # 480 students, half of them in a course of 12: 20 sections of it, and 10 of the usual 24.
    offered = offer(stream(1, "test"), [course(), course(size=12)], np.array([50.0, 50.0]), USUAL, 480, 2)
    counts = Counter(row[0] for row in offered.courses)
    assert counts[0] == pytest.approx(10, abs=2)
    assert counts[1] == pytest.approx(20, abs=3)
    sizes = np.array([[offered.sizes[i], row[0]] for i, row in enumerate(offered.courses)])
    assert sizes[sizes[:, 1] == 0, 0].mean() == pytest.approx(24, rel=0.15)
    assert sizes[sizes[:, 1] == 1, 0].mean() == pytest.approx(12, rel=0.15)


@pytest.mark.parametrize("own", [10, 40])
def test_a_course_has_the_size_of_its_own(own: int) -> None:
    sizes = []
    for seed in range(40):
        offered = offer(stream(seed, "test"), [course(), course(size=own), course()], np.ones(3), USUAL, 70, 2)
        sizes += [size for size, row in zip(offered.sizes, offered.courses, strict=True) if row == [1]]
    assert np.mean(sizes) == pytest.approx(own, rel=0.1)
    assert max(sizes) <= 1.2 * own


def test_what_a_band_has_too_few_of_the_next_gets() -> None:
    """Bands of 36 students: one section and two in turn, so that all together have the usual size."""
    owed, count = 0.0, 0
    for seed in range(10):
        offered = offer(stream(seed, "test"), [course(), course()], np.ones(2), CAPPED, 36, 2, owed)
        owed, count = offered.owed, count + len(offered.sizes)
    assert 360 / count == pytest.approx(24, rel=0.05)


def test_a_course_of_one_term_takes_a_term_of_its_students() -> None:
    # As many take the two courses of a term as the one of a year, but for half the year each.
    courses = [course(), course("term"), course("term")]
    offered = offer(stream(1, "test"), courses, np.array([20.0, 20.0, 20.0]), USUAL, 480, 2)
    whole = sum(int(size) for row, size in zip(offered.courses, offered.sizes, strict=True) if len(row) == 1)
    assert whole == pytest.approx(240, abs=30)


def test_an_elective_too_small_for_a_section_dissolves() -> None:
    offered = offer(stream(1, "test"), [course(), course(), course()], np.array([49.0, 49.0, 2.0]), USUAL, 48, 2)
    assert sorted(row[0] for row in offered.courses) == [0, 1]


def test_a_large_ensemble_may_be_larger_than_the_cap() -> None:
    offered = offer(stream(1, "test"), [course(size=36)], np.array([5.0]), USUAL, 36, 2)
    assert offered.sizes == [36]
    offered = offer(stream(1, "test"), [course(size=36)], np.array([5.0]), USUAL, 44, 2)
    assert len(offered.sizes) == 2  # 1.2 times 36 is 43


def test_half_year_courses_share_rosters() -> None:
    courses = [course(), course("term"), course("term"), course()]
    offered = offer(stream(1, "test"), courses, np.array([50.0, 50.0, 50.0, 2.0]), USUAL, 96, 2)
    assert [row for row in offered.courses if len(row) == 1] == [[0], [0]]
    assert sorted(taken for row in offered.courses if len(row) == 2 for taken in row) == [1, 1, 2, 2]


@pytest.mark.parametrize(("students", "sizes"), [(48, []), (120, [6]), (420, [21]), (460, [12, 11])])
def test_support_is_for_those_who_need_it(students: int, sizes: list[int]) -> None:
    """Nobody needs the other courses much: support had all the students of a small school."""
    courses = [course(size=18, support=True, uptake=5), course(), course("term"), course("term")]
    offered = offer(stream(1, "test"), courses, np.array([5.0, 2.0, 2.0, 2.0]), USUAL, students, 2)
    found = [size for row, size in zip(offered.courses, offered.sizes, strict=True) if row == [0]]
    assert found == sizes
    assert sum(offered.sizes) == students


def test_support_is_for_the_whole_year() -> None:
    # For a term, the same students would have been given it again in the next.
    with pytest.raises(ValidationError, match="who needs it needs it all year; leave out length"):
        course("term", support=True)


@given(
    st.lists(st.floats(0.1, 50), min_size=1, max_size=8),
    st.integers(0, 30),
    st.integers(2, 4),
)
def test_rotations(demand: list[float], count: int, n_terms: int) -> None:
    courses = np.arange(100, 100 + len(demand))
    rows = _rotations(courses.tolist(), demand, count, n_terms)
    assert len(rows) == count
    for row in rows:
        assert len(row) == n_terms
        assert set(row) <= set(courses.tolist())
        if len(courses) >= n_terms:
            assert len(set(row)) == n_terms
        elif len(courses) > 1:
            assert all(one != two for one, two in itertools.pairwise(row))


def test_rotations_follow_demand() -> None:
    rows = _rotations([5, 6, 7], [3.0, 2.0, 1.0], 12, 2)
    assert Counter(course for row in rows for course in row) == {5: 12, 6: 8, 7: 4}


def test_no_course_takes_more_than_each_roster_once() -> None:
    rows = _rotations([5, 6, 7], [98.0, 1.0, 1.0], 4, 2)
    assert Counter(course for row in rows for course in row)[5] == 4


@given(
    st.lists(st.tuples(st.integers(1, 40), st.integers(0, 10)), min_size=1, max_size=15),
    st.integers(0, 2**32),
)
def test_vary(sections: list[tuple[int, int]], seed: int) -> None:
    sizes = [size for size, _ in sections]
    limits = [size + room for size, room in sections]
    varied = _vary(stream(seed, "test"), sizes, limits)
    assert sum(varied) == sum(sizes)
    assert all(size <= limit for size, limit in zip(varied, limits, strict=True))
    assert min(varied) >= 1
    assert max(abs(size - before) for size, before in zip(varied, sizes, strict=True)) <= 6


def test_vary_varies_and_leaves_its_input_alone() -> None:
    sizes = [24] * 20
    varied = _vary(stream(1, "test"), sizes, [32] * 20)
    assert len(set(varied)) > 3
    assert sizes == [24] * 20
