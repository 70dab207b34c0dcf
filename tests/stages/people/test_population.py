"""Who the students are, and when they are there."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rostergen.names import NameSource
from rostergen.profile.model import Profile
from rostergen.profile.persons import GROUPS, RACES, Demographics
from rostergen.spec.vocab import CEDS_RESIDENCE
from rostergen.stages.calendar import make_calendar
from rostergen.stages.people.population import _presence, _race_mask, _races, _residence, _sex, make_population
from rostergen.stages.plan import make_plan

N = 5000
EPOCH = date(1970, 1, 1)


def demographics(**keys: Any) -> Demographics:
    return Demographics.model_validate(keys)


# Races


@pytest.mark.parametrize(
    ("text", "flags"),
    [("none", []), ("white", ["white"]), ("white+black", ["black", "white"]), ("asian+asian", ["asian"])],
)
def test_race_mask(text: str, flags: list[str]) -> None:
    assert [race for bit, race in enumerate(RACES) if _race_mask(text) >> bit & 1] == flags


def test_races_of_groups() -> None:
    rules = demographics(
        hispanic_races={"none": 40, "white": 60}, two_or_more_races={"white+asian": 50, "black+white+asian": 50}
    )
    group = np.repeat(np.arange(len(GROUPS)), N)
    races, hispanic = _races(rules, group, 1)
    assert (hispanic == (group == GROUPS.index("hispanic"))).all()
    for number, name in enumerate(GROUPS):
        own = Counter(races[group == number].tolist())
        if name == "hispanic":
            assert own[0] / N == pytest.approx(0.4, abs=0.03)
            assert own[_race_mask("white")] == N - own[0]
        elif name == "two_or_more":
            assert set(own) == {_race_mask("white+asian"), _race_mask("white+asian+black")}
        else:
            assert own == {_race_mask(name): N}


def test_residence() -> None:
    codes = _residence(demographics(residence={"01652": 70, "none": 20, "01656": 10}), N, 1)
    assert (codes == CEDS_RESIDENCE.index("01652")).mean() == pytest.approx(0.7, abs=0.03)
    assert (codes == CEDS_RESIDENCE.index("01656")).mean() == pytest.approx(0.1, abs=0.02)
    assert (codes == -1).mean() == pytest.approx(0.2, abs=0.03)


# Presence


def presence(year: int = 2027, **keys: Any) -> tuple[np.ndarray, np.ndarray, int, int]:
    profile = Profile.model_validate(keys)
    calendar = make_calendar(profile, year)
    entry, leave = _presence(profile, calendar, N, 1)
    return entry, leave, int(calendar.starts[0]), int(calendar.ends[0])


@pytest.mark.parametrize(("late", "early"), [(0.0, 0.0), (6.0, 5.0), (50.0, 0.0), (0.0, 50.0), (25.0, 25.0)])
def test_movers(late: float, early: float) -> None:
    entry, leave, first, after = presence(movers={"late_entry": late, "early_leave": early})
    came, left = entry > first, leave < after
    assert came.mean() == pytest.approx(late / 100, abs=0.03)
    assert left.mean() == pytest.approx(early / 100, abs=0.03)
    assert not (came & left).any()
    assert entry.min() >= first
    assert leave.max() <= after


@given(
    st.sampled_from([("10-01", "01-02"), ("08-20", "06-05"), ("03-30", "06-30"), ("07-01", "06-30")]),
    st.integers(1980, 2200),
)
def test_movers_of_any_year(span: tuple[str, str], year: int) -> None:
    movers = {"late_entry": 25.0, "early_leave": 25.0}
    entry, leave, first, after = presence(year, movers=movers, calendar={"start": span[0], "end": span[1]})
    assert (entry < leave).all()
    assert entry.max() < after - 7
    assert leave.min() > first + 28
    moved = {*entry[entry > first].tolist(), *leave[leave < after].tolist()}
    assert all((EPOCH + timedelta(days=day)).weekday() < 5 for day in moved)


def test_most_come_in_the_first_weeks_and_leavers_go_at_any_time() -> None:
    entry, leave, first, after = presence(movers={"late_entry": 25.0, "early_leave": 25.0})
    came, left = entry[entry > first] - first, leave[leave < after] - first
    assert (came < 60).mean() > 0.6
    assert np.median(left) == pytest.approx((after - first + 20) / 2, rel=0.1)


# Sex


@pytest.mark.parametrize("shares", [(0.0, 0.0, 0.0), (10.0, 20.0, 5.0), (100.0, 0.0, 0.0)])
def test_sex_as_recorded(shares: tuple[float, float, float]) -> None:
    other, unspecified, none = shares
    rules = demographics(sex_other=other, sex_unspecified=unspecified, sex_not_recorded=none)
    male = np.arange(N) % 2 == 0
    sex = _sex(rules, male, 1)
    found = [(sex == value).mean() * 100 for value in (2, 3, -1)]
    assert found == pytest.approx(shares, abs=3)
    stated = (sex == 0) | (sex == 1)
    assert (sex[stated] == male[stated]).all()


# The whole


def test_population() -> None:
    profile = Profile.model_validate(
        {"schools": 4, "students": 1200, "names": {"locales": {"en_US": 100}, "by_group": {}}}
    )
    plan, calendar = make_plan(profile, 1), make_calendar(profile, 2027)
    population = make_population(profile, plan, calendar, NameSource(profile), 1)
    students, guardians = population.students, population.guardians
    assert len(students.school) == 1200
    counts = np.zeros_like(plan.seats)
    np.add.at(counts, (students.school, students.grade), 1)
    assert counts.tolist() == plan.seats.tolist()
    for part in (students.birth, students.races, students.entry, students.person.given, students.birth_city):
        assert len(part) == 1200
    assert set(guardians.household.tolist()) <= set(students.household.tolist())
    # Children of one household share their group, and so their races.
    for home in np.flatnonzero(np.bincount(students.household) > 1)[:50]:
        own = students.household == home
        assert len(set(students.races[own].tolist())) == len(set(students.hispanic[own].tolist())) == 1
        assert len(set(students.residence[own].tolist())) == 1
    births = students.household.astype(np.int64) << 17 | students.birth
    places = [students.birth_country, students.birth_state, students.birth_city]
    twins = np.flatnonzero(np.bincount(np.unique(births, return_inverse=True)[1]) > 1)
    assert len(twins) > 10
    for twin in twins:
        own = births == np.unique(births)[twin]
        assert all(len(set(part[own].tolist())) == 1 for part in places)
    assert len(population.cities) == len(set(population.cities)) == 30
    assert students.birth_city.max() < 30
