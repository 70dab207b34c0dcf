"""The districts of a state: exact totals, nothing shared, next to nothing to know of each other."""

from __future__ import annotations

import pickle
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from rostergen import ProfileError, generate, load_profile
from rostergen.districts import districts_of
from rostergen.profile.districts import span_of
from rostergen.profile.load import DEFAULT
from rostergen.stages.plan import make_plan

if TYPE_CHECKING:
    from rostergen.districts import District


def made(seed: int = 1, profile: str = DEFAULT, *settings: str, **counts: int) -> list[District]:
    return districts_of(load_profile(profile, settings=settings, **counts), seed)


@pytest.mark.parametrize(
    ("districts", "schools", "students"),
    [
        (2, 2, 2),
        (6, 20, 1500),
        (7, 30, 30),
        (200, 1500, 900_000),
        (1200, 9000, 5_500_000),
        (10_000, 50_000, 20_000_000),
    ],
)
def test_totals_are_exact_and_every_district_is_one(districts: int, schools: int, students: int) -> None:
    found = made(districts=districts, schools=schools, students=students)
    assert [district.number for district in found] == list(range(1, districts + 1))
    assert {district.of for district in found} == {districts}
    assert sum(district.schools for district in found) == schools
    assert sum(district.students for district in found) == students
    sizes = [district.students for district in found]
    assert sizes == sorted(sizes, reverse=True)
    assert all(1 <= district.schools <= district.students for district in found)
    assert all(district.students <= 20_000 * district.schools for district in found)


def test_what_has_to_be_unique_in_a_state_is() -> None:
    found = made(profile="texas")
    for each in ("name", "identifier", "code", "seed", "first_student"):
        assert len({getattr(district, each) for district in found}) == len(found), each
    for domain in ("student_domain", "staff_domain", "guardian_domain"):
        assert len({getattr(district.profile.accounts, domain) for district in found}) == len(found)
    assert all(district.identifier.startswith("48") and len(district.identifier) == 7 for district in found)
    starts = [district.first_student for district in found]
    assert starts == [sum(d.students for d in found[:i]) for i in range(len(found))]


@pytest.mark.parametrize("profile", ["texas", "california"])
def test_names_are_not_repeated(profile: str) -> None:
    """Districts of a whole state, and the schools of each of them, as people read names: small letters are as good."""
    found = made(profile=profile)
    assert len({district.name.casefold() for district in found}) == len(found)
    for district in found:
        plan = make_plan(district.profile, district.seed, district)
        names = [name.casefold() for name in plan.school_names]
        assert len(set(names)) == len(names) == district.schools


def test_a_village_has_one_school_of_its_own_name() -> None:
    small = [district for district in made(profile="texas") if district.students < 150]
    assert len(small) > 100
    for district in small:
        plan = make_plan(district.profile, district.seed, district)
        place = district.name.removesuffix(" Independent School District")
        assert plan.school_names == [f"{place} K-12 School"]


def test_sizes_follow_their_classes() -> None:
    found = made(profile="texas")
    assert [(district.name, district.students) for district in found[:3]] == [
        ("Houston Independent School District", 194_607),
        ("Dallas Independent School District", 143_558),
        ("Cypress-Fairbanks Independent School District", 117_217),
    ]
    sizes = [district.students for district in found[3:]]
    assert max(sizes) <= 105_000
    # What is drawn of the published classes is scaled to the total of the state: by a fifth for Texas.
    share = sum(1 for size in sizes if size < 2500) / len(sizes)
    assert 0.62 < share < 0.72
    assert {district.name.partition("Independent ")[2] for district in found[3:]} == {"School District"}


def test_schools_follow_students() -> None:
    found = made(profile="texas")
    ratio = {district.number: district.students / district.schools for district in found}
    assert 400 < ratio[1] < 1000
    assert ratio[1] > 3 * ratio[1150]


def test_named_districts_keep_what_they_state() -> None:
    lausd = made(profile="california")[0]
    assert (lausd.name, lausd.students, lausd.schools) == (
        "Los Angeles Unified School District", 435_958, 780,
    )  # fmt: skip
    assert lausd.profile.district.name == lausd.name
    named = "districts.named=[{name: A, students: 30}, {name: B, students: 20, schools: 2}]"
    both = made(1, DEFAULT, named, districts=2, schools=5, students=50)
    assert [(d.name, d.students, d.schools) for d in both] == [("A", 30, 3), ("B", 20, 2)]


@pytest.mark.parametrize("districts", [3, 20, 100, 1199])
def test_in_a_smaller_state_the_named_districts_are_the_largest_that_are_drawn(districts: int) -> None:
    found = made(1, "texas", districts=districts)
    assert [district.name.split()[0] for district in found[:3]] == ["Houston", "Dallas", "Cypress-Fairbanks"]
    sizes = [district.students for district in found]
    assert sizes == sorted(sizes, reverse=True)
    assert sum(sizes) == load_profile("texas", districts=districts).students
    if districts >= 20:
        assert sizes[0] < 0.4 * sum(sizes)
        assert max(sizes[3:]) <= 105_000
        assert sizes[3] > sum(sizes) / len(sizes)


def test_of_more_names_than_districts_the_largest_stay() -> None:
    assert [district.name.split()[0] for district in made(1, "texas", districts=2)] == ["Houston", "Dallas"]
    assert made(1, "california", districts=4)[0].name == "Los Angeles Unified School District"
    (single,) = made(1, "texas", districts=1)
    assert single.state is None
    assert made(1, "texas", "students=400000")[0].name.startswith("Houston")


def test_a_larger_state_keeps_the_sizes_of_those_that_are_named() -> None:
    assert made(1, "texas", districts=1300)[0].students == 194_607
    assert made(1, "texas", districts=100, students=5_500_000)[0].students == 194_607


def test_what_options_say_of_names_stays() -> None:
    named = "districts.named=[{name: A, students: 30}, {name: B}]"
    first, second, third = made(1, "texas", named, districts=3, schools=5, students=60)
    assert (first.name, first.students) == ("A", 30)
    assert (second.name, third.students <= second.students) == ("B", True)


def test_one_seed_gives_one_state_and_another_another() -> None:
    assert made(7, districts=50) == made(7, districts=50)
    other = made(8, districts=50)
    assert {district.name for district in made(7, districts=50)} != {district.name for district in other}
    assert not {district.seed for district in made(7, districts=50)} & {district.seed for district in other}


def test_a_district_can_be_sent_anywhere() -> None:
    district = made(districts=5)[3]
    sent = pickle.loads(pickle.dumps(district))
    assert sent == district
    assert len(pickle.dumps(district)) < 200_000


def test_codes_are_initials_that_differ() -> None:
    named = "districts.named=[{name: Elm Hill Schools, students: 3}, {name: Elk-Hill Schools, students: 2}, {name: '7', students: 1}]"  # fmt: skip  # noqa: E501
    assert [d.code for d in made(1, DEFAULT, named, districts=3, schools=3, students=6)] == ["ehs", "ehs2", "d"]


def test_a_single_district_is_the_one_that_generate_makes() -> None:
    profile = load_profile("rural", schools=2, students=30)
    (district,) = districts_of(profile, 5)
    plan = generate(profile, seed=5, school_year=2027).plan
    assert (district.name, district.identifier) == (plan.district_name, plan.district_identifier)
    assert (district.profile, district.seed, district.state, district.of) == (profile, 5, None, 1)


def test_too_few_and_too_many_schools_for_the_districts_as_drawn() -> None:
    with pytest.raises(
        ProfileError, match=r"^schools: 4 are fewer than the districts .*, which is \d+ to .*; ask for more"
    ):
        made(districts=3, schools=4, students=80_000)
    named = "districts.named=[{name: A, students: 30, schools: 2}]"
    with pytest.raises(
        ProfileError, match=r"^schools: 30 are more than the districts .* is 3 to 12; ask for fewer schools"
    ):
        made(1, DEFAULT, named, districts=2, schools=30, students=40)


@pytest.mark.parametrize("text", ["300", "300-", "-300", "a-b", "5-1", "0-9", "1-9999999", "1-2-3"])
def test_what_is_no_size_class(text: str) -> None:
    with pytest.raises(ValueError, match="size class"):
        span_of(text)
    assert span_of("300-599") == (300, 599)


def test_it_needs_no_names() -> None:
    code = "import sys; import rostergen.districts; sys.exit('faker' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
