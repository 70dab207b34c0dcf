"""Names are drawn by the weights of their pools, by locale and sex."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rostergen import names
from rostergen.names import NameSource, locales_of, login_text
from rostergen.profile.model import Profile
from rostergen.rng import stream

POOLS = {
    "aa": {
        "female": {"Ana": 3.0, "Kim": 1.0},
        "male": {"Ben": 1.0, "Kim": 1.0},
        "family": {"Ash": 1.0, "Elm": 3.0},
    },
    "bb": {
        "female": {"Zoë": 1.0},
        "male": {"José": 1.0, "Ben": 1.0},
        "family": {"Elm": 1.0, "Núñez": 1.0, "Jose": 2.0},
    },
}


@pytest.fixture
def pools(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(names, "faker_names", POOLS.__getitem__)


def profile(**keys: float) -> Profile:
    """A profile whose people are all of locale aa, but Hispanic ones of bb."""
    return Profile.model_validate({"names": {"locales": {"aa": 100}, "by_group": {"hispanic": {"bb": 100}}, **keys}})


def test_locales_in_the_order_of_the_profile() -> None:
    mixes = {"locales": {"it_IT": 60, "en_US": 40}, "by_group": {"asian": {"vi_VN": 50, "en_US": 50}}}
    assert locales_of(Profile.model_validate({"names": mixes})) == ["it_IT", "en_US", "vi_VN"]


@pytest.mark.usefixtures("pools")
def test_a_pool_holds_every_name_once() -> None:
    pool = NameSource(profile(diacritics=100.0)).pool
    assert pool.given == ("Ana", "Kim", "Ben", "Zoë", "José")
    assert pool.family == ("Ash", "Elm", "Núñez", "Jose")


def test_names_of_the_united_states_have_the_capitals_that_their_list_lacks() -> None:
    family = set(NameSource(Profile.model_validate({"names": {"locales": {"en_US": 100}}})).pool.family)
    assert {"McDonald", "McCoy", "O'Connor", "Mack", "Macias"} <= family
    assert not any(name.startswith("Mc") and name[2].islower() for name in family)


@pytest.mark.usefixtures("pools")
def test_given_names_follow_locale_sex_and_weight() -> None:
    source = NameSource(profile())
    n = 4000
    locale, male = np.repeat([0, 1], n), np.tile([False, True], n)
    drawn = np.array(source.pool.given)[source.draw_given(stream(1, "test"), locale, male)]
    assert drawn.shape == (2 * n,)
    assert set(drawn[(locale == 0) & male]) == {"Ben", "Kim"}
    assert set(drawn[(locale == 1) & ~male]) == {"Zoë", "Zoe"}
    assert set(drawn[(locale == 1) & male]) == {"José", "Jose", "Ben"}
    assert (drawn[(locale == 0) & ~male] == "Ana").mean() == pytest.approx(0.75, abs=0.03)


@pytest.mark.usefixtures("pools")
def test_family_names_follow_locale_and_weight() -> None:
    source = NameSource(profile())
    locale = np.array([0, 1] * 4000)
    drawn = np.array(source.pool.family)[source.draw_family(stream(1, "test"), locale)]
    assert set(drawn[locale == 0]) == {"Ash", "Elm"}
    assert (drawn[locale == 0] == "Elm").mean() == pytest.approx(0.75, abs=0.03)
    assert (drawn[locale == 1] == "Jose").mean() == pytest.approx(0.5, abs=0.03)


@pytest.mark.usefixtures("pools")
@pytest.mark.parametrize("share", [0.0, 30.0, 100.0])
def test_clerks_type_diacritics_at_the_rate_of_the_profile(share: float) -> None:
    source = NameSource(profile(diacritics=share))
    drawn = np.array(source.pool.given)[source.draw_given(stream(2, "test"), np.ones(4000, int), np.zeros(4000, bool))]
    assert (drawn == "Zoë").mean() == pytest.approx(share / 100, abs=0.03)
    assert set(drawn) <= {"Zoë", "Zoe"}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("José", {"José": 0.6, "Jose": 1.4}),
        ("Nguyễn", {"Nguyễn": 0.6, "Nguyen": 1.4}),
        ("Smith", {"Smith": 2.0}),
        ("O'Neil", {"O'Neil": 2.0}),
        ("김", {"김": 2.0}),  # no Latin name is left without the marks
        ("Ørsted", {"Ørsted": 2.0}),
        ("Łukasz", {"Łukasz": 2.0}),
    ],
)
def test_spelled(name: str, expected: dict[str, float]) -> None:
    assert names._spelled({name: 2.0}, 0.3) == pytest.approx(expected)


def test_spellings_that_meet_add_up() -> None:
    assert names._spelled({"Jose": 1.0, "José": 2.0}, 0.25) == pytest.approx({"Jose": 2.5, "José": 0.5})


@pytest.mark.usefixtures("pools")
def test_people() -> None:
    source = NameSource(profile(middle=60.0, hyphenated=40.0))
    locale, male = np.zeros(5000, int), np.arange(5000) % 2 == 0
    people = source.draw_people(stream(3, "test"), locale, male)
    assert people.male is male
    # A middle name that repeats the given name is left out: 5 of 9 girls' of Ana and Kim, 5 of 8 boys' of Ben and Kim.
    assert (people.middle != people.given).all()
    there = people.middle >= 0
    given_names = np.array(source.pool.given)
    assert set(given_names[people.middle[there & male]]) == {"Ben", "Kim"}
    # Two equal names are not joined: 3 of 8 pairs of Ash and Elm differ.
    assert people.hyphen.mean() == pytest.approx(0.4 * 3 / 8, abs=0.03)
    assert ((people.second_family >= 0) == people.hyphen).all()
    assert (people.second_family != people.family).all()


@pytest.mark.usefixtures("pools")
def test_people_depend_on_their_stream_alone() -> None:
    first, second = (NameSource(profile()) for _ in range(2))
    locale, male = np.array([0, 1] * 50), np.array([True, True, False, False] * 25)
    one, two = (source.draw_people(stream(3, "test"), locale, male) for source in (first, second))
    assert one.given.tolist() == two.given.tolist()
    assert one.family.tolist() == two.family.tolist()
    assert one.middle.tolist() == two.middle.tolist()


@pytest.mark.parametrize(
    ("name", "login"),
    [
        ("Ana", "ana"),
        ("O'Neil-Smith", "oneilsmith"),
        ("Núñez Ōta", "nunezota"),
        ("Straße", "strasse"),
        ("김", "gim"),
        ("Ægir", "aegir"),
        ("'", "x"),
        ("", "x"),
    ],
)
def test_login_text(name: str, login: str) -> None:
    assert login_text(name) == login


@given(st.text(max_size=20))
def test_logins_are_small_ascii_letters(name: str) -> None:
    login = login_text(name)
    assert login.isascii()
    assert login.isalpha()
    assert login == login.lower()
