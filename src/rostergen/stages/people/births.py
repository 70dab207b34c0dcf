"""When and where students were born."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from rostergen.ordering import distinct
from rostergen.profile.persons import GROUPS
from rostergen.profile.states import STATE_FIPS
from rostergen.rng import stream, weighted

if TYPE_CHECKING:
    from rostergen.profile.model import Profile
    from rostergen.profile.persons import Demographics

_AGE_OF_FIRST_GRADE = 4
"""A child of the first grade number (PK) has turned 4 by the cutoff."""


def birth_days(
    demographics: Demographics, school_year: int, household: np.ndarray, grade: np.ndarray, seed: int
) -> np.ndarray:
    """Draw birth dates (int32 days) that fit the grade.

    Siblings of one grade are twins, born on one day; others are nine months apart at least.
    """
    # A birth is a household and a grade; births are sorted by household, then grade.
    keys, child_of, _ = distinct(household.astype(np.int64) * 64 + grade)
    home, level = keys // 64, keys % 64
    rng = stream(seed, "people.birth_days")
    part = rng.random(len(keys))
    # Siblings in neighboring grades were born about a year apart, so they share a season.
    season = rng.random(int(home[-1]) + 1)[home]
    part = np.where(_has_sibling_within(home, level, 1), season * 0.8 + part * 0.2, part)

    # A year older or younger than the grade, where no sibling is so near that this could not be.
    apart = ~_has_sibling_within(home, level, 3)
    draw = stream(seed, "people.off_year").random(len(keys)) * 100 * max(float(apart.mean()), 0.01)
    year = school_year - 1 - _AGE_OF_FIRST_GRADE - level
    year -= apart & (draw < demographics.older)
    year += apart & (draw >= demographics.older) & (draw < demographics.older + demographics.younger)
    birth = _cutoff_days(demographics.birth_cutoff, year) - np.floor(part * 365).astype(np.int64)
    of_child: np.ndarray = birth[child_of].astype(np.int32)
    return of_child


def _has_sibling_within(home: np.ndarray, level: np.ndarray, most: int) -> np.ndarray:
    """Return which births have another of the same household at most `most` grades away: bool."""
    close = (home[1:] == home[:-1]) & (np.diff(level) <= most)
    flags = np.zeros(len(home), bool)
    flags[1:] |= close
    flags[:-1] |= close
    return flags


def _cutoff_days(month_day: str, year: np.ndarray) -> np.ndarray:
    years = (year - 1970).astype("datetime64[Y]")
    months = years.astype("datetime64[M]") + np.timedelta64(int(month_day[:2]) - 1, "M")
    return months.astype("datetime64[D]").astype(np.int64) + int(month_day[3:]) - 1


def birthplaces(
    profile: Profile, group: np.ndarray, n_cities: int, seed: int
) -> tuple[list[str], list[str], np.ndarray, np.ndarray, np.ndarray]:
    """Draw where students were born.

    Returns the country codes and state abbreviations, and for each student the index of the country (int16), of the
    state (int8) and of the city (int16), -1 where it is not recorded.
    """
    place = profile.demographics.birthplace
    rng = stream(seed, "people.birthplace")
    n = len(group)
    countries = ["US", *sorted({code for mix in place.countries.values() for code in mix} - {"US"})]
    states = [profile.district.state, *(state for state in STATE_FIPS if state != profile.district.state)]
    draw = rng.random(n) * 100
    country = np.zeros(n, np.int16)
    for name, mix in place.countries.items():
        chosen = np.flatnonzero((draw < place.abroad) & (group == GROUPS.index(name)))
        codes = np.array([countries.index(code) for code in mix], np.int16)
        country[chosen] = codes[weighted(rng, np.array(list(mix.values())), len(chosen))]
    abroad = country > 0
    elsewhere = ~abroad & (draw >= place.abroad + place.same_state)
    state = np.where(elsewhere, rng.integers(1, len(states), n), 0).astype(np.int8)
    # Most people of a state come from few of its cities.
    city = np.minimum(rng.geometric(0.12, n) - 1, n_cities - 1).astype(np.int16)
    unknown = rng.random(n) * 100 < place.unknown
    country[unknown] = -1
    state[unknown | abroad] = -1
    city[unknown | abroad | elsewhere | (rng.random(n) * 100 < place.city_unknown)] = -1
    return countries, states, country, state, city
