"""Names of places and schools: invented, distinct, and as a signboard has them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from rostergen import places
from rostergen.rng import stream

if TYPE_CHECKING:
    import numpy as np

ALL_PLACES = 36 * 24


def rng(seed: int = 1) -> np.random.Generator:
    return stream(seed, "test.places")


def test_places_are_distinct_to_the_last() -> None:
    names = places.place_names(rng(), ALL_PLACES)
    assert len(set(names)) == ALL_PLACES
    assert all(re.fullmatch(r"[A-Z][a-z]+( [A-Z])?[a-z]+", name) for name in names)


def test_places_differ_from_seed_to_seed() -> None:
    assert places.place_names(rng(1), 5) == places.place_names(rng(1), 5)
    assert places.place_names(rng(1), 5) != places.place_names(rng(2), 5)


def test_a_district_is_named_after_a_place() -> None:
    names = {places.district_name(rng(seed)) for seed in range(60)}
    assert len(names) > 50
    ends = {re.sub(r"^.*?(?=Unified|Community|Public|Area)", "", name) for name in names}
    assert ends == {"Unified School District", "Community Schools", "Public Schools", "Area School District"}


@pytest.mark.parametrize(
    ("district", "place"),
    [
        ("Red Creek School District", "Red Creek"),
        ("North Elmwood Independent School District", "North Elmwood"),
        ("Old Mill Area School District", "Old Mill"),
        ("Ash Run ISD", "Ash Run"),
        ("Union School District", "Union"),
        ("Community Schools", "Community"),
    ],
)
def test_the_place_of_a_district(district: str, place: str) -> None:
    assert places.place_of(district) == place


def test_every_school_has_its_title_and_a_name_of_its_own() -> None:
    titles = ["Elementary School"] * 30 + ["High School"] * 9 + ["Elementary School"] * 20 + ["K-12 School"]
    names = places.school_names(rng(), titles)
    assert len(set(names)) == len(titles)
    for name, title in zip(names, titles, strict=True):
        assert name.endswith(f" {title}")
        assert len(name) > len(title) + 4


# As many names as there are known stems, one more, and many times as many.
@pytest.mark.parametrize("n", [925, 926, 927, 1852, 1853, 5000])
def test_more_schools_than_names(n: int) -> None:
    names = places.school_names(rng(), ["School"] * n)
    assert len(set(names)) == n
    numbered = sum(" No. " in name for name in names)
    assert numbered == max(0, n - 926)


def test_known_names_are_as_common_as_invented_ones() -> None:
    known = invented = 0
    for seed in range(40):
        for name in places.school_names(rng(seed), ["School"] * 12):
            stem = name.removesuffix(" School")
            if stem in places.place_names(rng(0), ALL_PLACES):
                invented += 1
            else:
                known += 1
    assert 0.2 < known / (known + invented) < 0.8


def test_names_of_one_kind_do_not_depend_on_another_kind() -> None:
    alone = places.school_names(rng(), ["High School"] * 3)
    mixed = places.school_names(rng(), ["High School", "Middle School", "High School", "High School"])
    assert [mixed[i] for i in (0, 2, 3)] == alone


@pytest.mark.parametrize("n", [1, 863, 864, 865, 1200, 10_000])
def test_districts_have_places_of_their_own(n: int) -> None:
    names = places.district_names(rng(), n, "School District", set())
    assert len(set(names)) == n
    assert all(name.endswith(" School District") for name in names)
    # North Elmwood and the like only where there are more districts than places.
    assert sum(name.startswith(("North ", "South ", "East ")) for name in names) == max(0, min(n - 864, 3 * 864))


def test_districts_take_no_name_that_is_taken() -> None:
    taken = {name.casefold() for name in places.district_names(rng(), 5, None, set())}
    others = places.district_names(rng(), 800, None, taken)
    assert not taken & {name.casefold() for name in others}
    assert len({name.split()[-2] for name in others}) > 1
