"""Surnames and guardians: families share what families share."""

from __future__ import annotations

from typing import Any, cast

import numpy as np
import pytest

from rostergen import names
from rostergen.names import NameSource
from rostergen.profile.model import Profile
from rostergen.profile.persons import GROUPS
from rostergen.rng import stream
from rostergen.stages.people.families import (
    Household,
    _distinct_given,
    _telephones,
    locale_by_group,
    make_guardians,
    make_households,
    name_students,
)
from rostergen.world import GUARDIAN_ROLES, Guardians, People

N = 4000
POOLS = {
    locale: {
        "female": {f"{letter}{a}{b}a": 1.0 for a in "aeiou" for b in "lmnrst"},
        "male": {f"{letter}{a}{b}o": 1.0 for a in "aeiou" for b in "lmnrst"},
        "family": {f"{letter}{a}{b}{c}s": 1.0 for a in "aeiou" for b in "lmnrst" for c in "bdfgk"},
    }
    for locale, letter in (("aa", "A"), ("bb", "B"))
}


@pytest.fixture(autouse=True)
def pools(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(names, "faker_names", POOLS.__getitem__)


def profile_of(**families: Any) -> Profile:
    own = {key: families.pop(key) for key in ("groups",) if key in families}
    mixes = {"locales": {"aa": 100}, "by_group": {"hispanic": {"bb": 100}}, "hyphenated": 0.0}
    mixes |= families.pop("names", {})
    return Profile.model_validate({"families": families, "names": mixes, "demographics": own})


def guardians_of(**families: Any) -> tuple[Household, Guardians]:
    profile = profile_of(**families)
    source = NameSource(profile)
    homes = make_households(profile, source, N, 1)
    return homes, make_guardians(profile, source, homes, 1)


def people(given: list[int], male: list[bool]) -> People:
    zero = np.zeros(len(given), np.int32)
    return People(np.array(male), np.array(given, np.int32), zero - 1, zero, zero - 1, zero > 0)


# Households


def test_groups_and_locales() -> None:
    profile = profile_of(groups={"white": 70.0, "hispanic": 30.0})
    source = NameSource(profile)
    homes = make_households(profile, source, N, 1)
    hispanic = homes.group == GROUPS.index("hispanic")
    assert hispanic.mean() == pytest.approx(0.3, abs=0.03)
    assert (homes.locale == hispanic).all()
    families = np.array(source.pool.family)[homes.family]
    assert {name[0] for name in families[hispanic]} == {"B"}
    assert {name[0] for name in families[~hispanic]} == {"A"}


def test_locale_by_group_follows_the_mix() -> None:
    profile = profile_of(names={"locales": {"aa": 25, "bb": 75}, "by_group": {"asian": {"aa": 100}}})
    source = NameSource(profile)
    group = np.repeat([GROUPS.index("white"), GROUPS.index("asian")], N)
    locale = locale_by_group(profile, source, group, stream(1, "test"))
    assert locale[:N].mean() == pytest.approx(0.75, abs=0.03)
    assert not locale[N:].any()


@pytest.mark.parametrize("share", [0.0, 40.0, 100.0])
def test_two_surnames(share: float) -> None:
    profile = profile_of(groups={"white": 50.0, "hispanic": 50.0}, two_surnames_hispanic=share)
    homes = make_households(profile, NameSource(profile), N, 1)
    hispanic = homes.group == GROUPS.index("hispanic")
    double = homes.second_family >= 0
    assert double[hispanic].mean() == pytest.approx(share / 100, abs=0.05)
    assert not double[~hispanic].any()
    assert not homes.hyphen.any()
    assert (homes.second_family != homes.family).all()


def test_hyphens() -> None:
    profile = profile_of(names={"hyphenated": 30.0}, two_surnames_hispanic=100.0, groups={"hispanic": 100.0})
    homes = make_households(profile, NameSource(profile), N, 1)
    assert homes.hyphen.mean() == pytest.approx(0.3, abs=0.03)
    assert (homes.second_family[homes.hyphen] >= 0).all()
    assert (homes.second_family >= 0).mean() > 0.98  # those without a hyphen have two surnames side by side


# Students


@pytest.mark.parametrize("share", [0.0, 50.0, 100.0])
def test_siblings_share_the_surname_of_the_eldest(share: float) -> None:
    profile = profile_of(shared_sibling_surname=share)
    source = NameSource(profile)
    homes = make_households(profile, source, N, 1)
    household = np.repeat(np.arange(N), 2)
    birth = np.tile([5000, 4000], N)  # the second is the elder
    person = name_students(profile, source, homes, household, birth, 1)
    assert person.family[1::2].tolist() == homes.family.tolist()
    shared = person.family[::2] == homes.family
    assert shared.mean() == pytest.approx(share / 100 + (1 - share / 100) / 150, abs=0.03)


def test_whoever_shares_the_surname_shares_all_of_it() -> None:
    profile = profile_of(groups={"hispanic": 100.0}, two_surnames_hispanic=60.0, shared_sibling_surname=100.0)
    source = NameSource(profile)
    homes = make_households(profile, source, N, 1)
    household = np.arange(N)
    person = name_students(profile, source, homes, household, household, 1)
    assert person.second_family.tolist() == homes.second_family.tolist()
    assert person.hyphen.tolist() == homes.hyphen.tolist()


@pytest.mark.parametrize("share", [0.0, 51.3, 100.0])
def test_boys(share: float) -> None:
    profile = profile_of().model_copy(
        update={"demographics": Profile().demographics.model_copy(update={"male": share})}
    )
    source = NameSource(profile)
    homes = make_households(profile, source, N, 1)
    person = name_students(profile, source, homes, np.arange(N), np.arange(N), 1)
    assert person.male.mean() == pytest.approx(share / 100, abs=0.03)
    last = {name[-1] for name in np.array(source.pool.given)[person.given[person.male]]}
    assert last <= {"o"}


def test_siblings_have_different_given_names() -> None:
    profile = profile_of()
    source = NameSource(profile)
    homes = make_households(profile, source, 400, 1)
    household = np.repeat(np.arange(400), 8)  # eight children who choose from thirty names of a sex
    person = name_students(profile, source, homes, household, np.arange(3200), 1)
    pairs = set(zip(household.tolist(), person.given.tolist(), strict=True))
    assert len(pairs) == 3200


class Source:
    """Hands out the numbers it was made with."""

    def __init__(self, *drawn: list[int]) -> None:
        self.drawn = list(drawn)
        self.asked: list[list[bool]] = []

    def draw_given(self, rng: object, locale: np.ndarray, male: np.ndarray) -> np.ndarray:
        self.asked.append(male.tolist())
        return np.array(self.drawn.pop(0), np.int32)


def distinct(source: Source, person: People, household: list[int]) -> list[int]:
    locale = np.zeros(len(household), np.int16)
    given = _distinct_given(cast("NameSource", source), stream(1, "test"), person, locale, np.array(household))
    return cast("list[int]", given.tolist())


def test_only_those_who_would_share_a_name_draw_again() -> None:
    source = Source([9, 5], [6])
    person = people([5, 5, 5, 7, 5], [True, False, True, True, True])
    # Households 0 and 1: rows 0, 2 and 4 of household 0 share a name; the first keeps it.
    assert distinct(source, person, [0, 1, 0, 1, 0]) == [5, 5, 9, 7, 6]
    assert source.asked == [[True, True], [True]]
    assert person.given.tolist() == [5, 5, 5, 7, 5]


def test_a_pool_too_small_ends_in_the_last_draw() -> None:
    source = Source(*[[5]] * 40)
    assert distinct(source, people([5, 5], [True, True]), [0, 0]) == [5, 5]
    assert 10 <= len(source.asked) <= 40


# Guardians


def test_numbers_of_guardians() -> None:
    homes, guardians = guardians_of(guardians={"dist": "choices", "weights": {0: 10, 1: 30, 2: 40, 5: 20}})
    counts = np.bincount(guardians.household, minlength=N)
    shares = 100 * np.bincount(counts) / N
    assert shares.tolist() == pytest.approx([10, 30, 40, 0, 0, 20], abs=2.5)
    assert (np.diff(guardians.household) >= 0).all()
    assert len(homes.family) == N


def test_couples_and_single_guardians() -> None:
    _, guardians = guardians_of(guardians={"dist": "choices", "weights": {1: 50, 2: 50}})
    male, household = guardians.person.male, guardians.household
    single = np.bincount(household)[household] == 1
    assert (~male[single]).mean() == pytest.approx(0.82, abs=0.03)
    first = male[~single][::2]
    second = male[~single][1::2]
    assert (first == second).mean() == pytest.approx(0.012, abs=0.01)
    assert first.mean() == pytest.approx(0.5, abs=0.04)


def test_roles() -> None:
    _, guardians = guardians_of(guardians=2, roles={"parent": 60, "relative": 40})
    role = guardians.role
    assert (role == GUARDIAN_ROLES.index("parent")).mean() == pytest.approx(0.6, abs=0.04)
    assert not (role == GUARDIAN_ROLES.index("guardian")).any()
    assert (role[::2] == role[1::2]).all()  # a couple is what it is together


@pytest.mark.parametrize(
    ("nobody", "both", "expected"),
    [
        (0.0, 100.0, (0.0, 0.0, 1.0)),
        (100.0, 0.0, (1.0, 0.0, 0.0)),
        (0.0, 0.0, (0.0, 1.0, 0.0)),
        (20.0, 50.0, (0.2, 0.3, 0.5)),
    ],
)
def test_surnames_of_couples(nobody: float, both: float, expected: tuple[float, float, float]) -> None:
    homes, guardians = guardians_of(
        guardians=2,
        no_guardian_shares_surname=nobody,
        both_guardians_share_surname=both,
        two_surnames_hispanic=0.0,
    )
    shares = (guardians.person.family == homes.family[guardians.household]).reshape(-1, 2).sum(axis=1)
    assert (np.bincount(shares, minlength=3) / N).tolist() == pytest.approx(expected, abs=0.04)


def test_single_guardians_share_the_surname_unless_nobody_does() -> None:
    homes, guardians = guardians_of(guardians=1, no_guardian_shares_surname=10.0)
    shares = guardians.person.family == homes.family[guardians.household]
    assert shares.mean() == pytest.approx(0.9, abs=0.03)


def test_children_with_two_surnames_have_one_of_each_guardian() -> None:
    homes, guardians = guardians_of(
        guardians=2, groups={"hispanic": 100.0}, two_surnames_hispanic=100.0, no_guardian_shares_surname=0.0
    )
    double = homes.second_family >= 0
    first, second = guardians.person.family[::2], guardians.person.family[1::2]
    assert (first[double] == homes.family[double]).all()
    assert (second[double] == homes.second_family[double]).all()
    assert (guardians.person.second_family.reshape(-1, 2)[double] == -1).all()


@pytest.mark.parametrize("share", [0.0, 12.0, 100.0])
def test_email_and_telephone(share: float) -> None:
    _, guardians = guardians_of(guardians=2, without_email=share, without_phone=share)
    assert (~guardians.has_email).mean() == pytest.approx(share / 100, abs=0.02)
    assert (guardians.phone == -1).mean() == pytest.approx(share / 100, abs=0.02)
    there = guardians.phone[guardians.phone >= 0]
    if len(there):
        assert set(there.tolist()) == set(range(13, 1700))  # those before are of 12 schools and the district


def test_no_telephone_number_comes_again_before_all_were_dealt() -> None:
    """A hundred strangers shared one in a district of 8,000 students: every area code of the state has its own."""
    _, guardians = guardians_of(guardians=2, without_phone=5)
    there = guardians.phone[guardians.phone >= 0].tolist()
    for start in range(0, len(there), 1687):
        assert len(set(there[start : start + 1687])) == len(there[start : start + 1687])
    assert there[:87] != sorted(there[:87])


def test_no_more_area_codes_than_it_takes() -> None:
    profile = profile_of().model_copy(update={"schools": 1})
    phones = _telephones(stream(1, "test"), np.ones(98, bool), profile)
    assert sorted(phones.tolist()) == list(range(2, 100))
    assert _telephones(stream(1, "test"), np.ones(99, bool), profile).max() >= 100


@pytest.mark.parametrize(("schools", "first"), [(1, 2), (12, 13), (300, 301), (2000, 850)])
def test_the_first_numbers_are_of_the_offices(schools: int, first: int) -> None:
    profile = profile_of().model_copy(update={"schools": schools})
    source = NameSource(profile)
    guardians = make_guardians(profile, source, make_households(profile, source, N, 1), 1)
    assert min(number for number in guardians.phone.tolist() if number >= 0) == first


def test_nobody_at_all() -> None:
    _, guardians = guardians_of(guardians=0)
    assert len(guardians.household) == 0
