"""Birth dates fit the grade, siblings cannot be born too soon after each other, and birthplaces follow the profile."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rostergen import load_profile
from rostergen.profile.fields import GRADES
from rostergen.profile.model import Profile
from rostergen.profile.persons import GROUPS, Demographics
from rostergen.stages.people.births import birth_days, birthplaces
from rostergen.stages.people.households import place_students
from rostergen.stages.plan import make_plan

EPOCH = date(1970, 1, 1)


def years_off(born: int, grade: int, autumn: int, cutoff: str) -> int:
    """How many years a child is older (or, negative, younger) than those of the grade, counted on the cutoff day."""
    birth = EPOCH + timedelta(days=born)
    age = autumn - birth.year - ((birth.month, birth.day) > (int(cutoff[:2]), int(cutoff[3:])))
    return age - (grade + 4)


def demographics(**keys: Any) -> Demographics:
    return Demographics.model_validate(keys)


cutoffs = st.sampled_from(["09-01", "01-01", "12-31", "02-28", "03-01", "07-31"])
children = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 13)), min_size=1, max_size=40)


@given(children, cutoffs, st.integers(1980, 2200), st.integers(0, 2**32), st.sampled_from([(8, 1), (25, 25), (50, 0)]))
def test_any_families(
    found: list[tuple[int, int]], cutoff: str, year: int, seed: int, off: tuple[float, float]
) -> None:
    household, grade = (np.array(part) for part in zip(*found, strict=True))
    rules = demographics(birth_cutoff=cutoff, older=off[0], younger=off[1])
    born = birth_days(rules, year, household, grade, seed)
    assert born.dtype == np.int32
    homes: defaultdict[int, dict[int, int]] = defaultdict(dict)
    for home, level, day in zip(household.tolist(), grade.tolist(), born.tolist(), strict=True):
        assert abs(years_off(day, level, year - 1, cutoff)) <= 1
        assert homes[home].setdefault(level, day) == day  # siblings of one grade are twins
    for levels in homes.values():
        days = [levels[level] for level in sorted(levels)]
        assert all(older - younger >= 270 for younger, older in zip(days[1:], days, strict=False))


@pytest.mark.parametrize("seed", range(4))
def test_siblings_of_a_whole_district(seed: int) -> None:
    profile = load_profile("rural", schools=5, students=4000)
    placed = place_students(profile.families, make_plan(profile, seed), seed)
    born = birth_days(profile.demographics, 2027, placed.household, placed.grade, seed)
    order = np.lexsort((born, placed.household))
    same = placed.household[order][1:] == placed.household[order][:-1]
    gaps = np.diff(born[order].astype(int))[same]
    assert same.sum() > 1500
    assert gaps[gaps > 0].min() >= 270
    assert (gaps == 0).mean() < 0.1


@pytest.mark.parametrize(("older", "younger"), [(8.0, 1.0), (0.0, 0.0), (20.0, 10.0)])
def test_some_are_a_year_off(older: float, younger: float) -> None:
    placed = place_students(load_profile().families, make_plan(load_profile(), 1), 1)
    born = birth_days(demographics(older=older, younger=younger), 2027, placed.household, placed.grade, 1)
    off = Counter(
        years_off(day, grade, 2026, "09-01") for day, grade in zip(born.tolist(), placed.grade.tolist(), strict=True)
    )
    assert off[1] / len(born) == pytest.approx(older / 100, abs=0.012)
    assert off[-1] / len(born) == pytest.approx(younger / 100, abs=0.012)
    assert set(off) <= {-1, 0, 1}


def test_birthdays_are_spread_over_the_year() -> None:
    grade = np.full(6000, 5)
    born = birth_days(demographics(), 2027, np.arange(6000), grade, 1)
    months = Counter((EPOCH + timedelta(days=int(day))).month for day in born)
    assert min(months.values()) > 0.8 * 6000 / 12
    assert max(months.values()) < 1.2 * 6000 / 12


def test_the_day_of_the_cutoff_counts() -> None:
    # The youngest of a grade are born on the cutoff day, the oldest on the day after, a year before.
    born = birth_days(demographics(older=0.0, younger=0.0), 2027, np.arange(20_000), np.full(20_000, 1), 1)
    days = {EPOCH + timedelta(days=int(day)) for day in born}
    assert max(days) == date(2021, 9, 1)
    assert min(days) == date(2020, 9, 2)


# Birthplaces


def district(**keys: Any) -> Profile:
    return Profile.model_validate({"district": {"state": "NJ"}, "demographics": {"birthplace": keys}})


def test_countries_of_those_born_abroad() -> None:
    mixes = {"asian": {"IN": 75, "US": 25}, "black": {"HT": 100}}
    profile = district(same_state=0.0, abroad=100.0, unknown=0.0, countries=mixes)
    group = np.repeat([GROUPS.index("asian"), GROUPS.index("black"), GROUPS.index("white")], 2000)
    countries, _, country, state, city = birthplaces(profile, group, 30, 1)
    named = np.array(countries)[country]
    assert (named[:2000] == "IN").mean() == pytest.approx(0.75, abs=0.04)
    assert set(named[2000:4000]) == {"HT"}
    assert set(named[4000:]) == {"US"}  # a group without a mix is born in the country
    assert (state[country > 0] == -1).all()
    assert (city[country > 0] == -1).all()


def test_states_and_cities() -> None:
    profile = district(same_state=60.0, abroad=0.0, unknown=0.0, city_unknown=0.0)
    countries, states, country, state, city = birthplaces(profile, np.zeros(5000, int), 30, 1)
    assert (countries[0], states[0]) == ("US", "NJ")
    assert sorted(states) == sorted(set(states))
    assert (country == 0).all()
    assert (state == 0).mean() == pytest.approx(0.6, abs=0.03)
    assert len(set(state.tolist())) == len(states)
    assert ((city >= 0) == (state == 0)).all()
    assert city.max() <= 29
    common = Counter(city[city >= 0].tolist())
    assert common[0] > common[5] > common[20]


@pytest.mark.parametrize("unknown", [0.0, 30.0, 100.0])
def test_what_is_not_recorded(unknown: float) -> None:
    profile = district(same_state=80.0, abroad=10.0, unknown=unknown, city_unknown=40.0)
    _, _, country, state, city = birthplaces(profile, np.zeros(5000, int), 30, 1)
    assert (country == -1).mean() == pytest.approx(unknown / 100, abs=0.03)
    assert (state[country == -1] == -1).all()
    assert (city[country == -1] == -1).all()
    at_home = state == 0
    if at_home.any():
        assert (city[at_home] == -1).mean() == pytest.approx(0.4, abs=0.04)


def test_grades_have_ages() -> None:
    grade = np.arange(len(GRADES))
    born = birth_days(demographics(older=0.0, younger=0.0), 2027, grade, grade, 1)
    assert [years_off(int(day), int(level), 2026, "09-01") for day, level in zip(born, grade, strict=True)] == [0] * 14
    assert 17 <= 2026 - (EPOCH + timedelta(days=int(born[-1]))).year <= 18
