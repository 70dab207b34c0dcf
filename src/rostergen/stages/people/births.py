"""When and where students were born."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from rostergen.profile.sections import GROUPS
from rostergen.profile.states import STATE_FIPS
from rostergen.rng import stream, weighted

if TYPE_CHECKING:
    from rostergen.profile.model import Profile
    from rostergen.profile.sections import Demographics

_AGE_OF_FIRST_GRADE = 4
"""A child of the first grade number (PK) has turned 4 by the cutoff."""


def birth_days(
    demographics: Demographics, school_year: int, household: np.ndarray, grade: np.ndarray, seed: int
) -> np.ndarray:
    """Draw birth dates (int32 days) that fit the grade, with siblings either twins or nine months apart at least."""
    n = len(grade)
    order, twin, near = _kinship(household, grade)
    rng = stream(seed, "people.birth_days")
    part = rng.random(n)
    # Siblings in neighbouring grades were born about a year apart, so they share a season.
    season = rng.random(int(household.max()) + 1)[household]
    part = np.where(near, (season * 0.8 + part * 0.2), part)

    # A year older or younger, where no sibling is so near that it could not be.
    apart = ~near & ~twin & ~_within(household, grade, order, 2)
    draw = stream(seed, "people.off_year").random(n) * 100 * (apart.mean() if apart.any() else 1.0)
    year = school_year - 1 - _AGE_OF_FIRST_GRADE - grade.astype(np.int64)
    year = year - (apart & (draw < demographics.older))
    year = year + (apart & (draw >= demographics.older) & (draw < demographics.older + demographics.younger))
    birth = _cutoff_days(demographics.birth_cutoff, year) - np.floor(part * 365).astype(np.int64)
    return _same_for_twins(birth, household, grade, order, twin).astype(np.int32)


def _cutoff_days(month_day: str, year: np.ndarray) -> np.ndarray:
    months = (year - 1970).astype("datetime64[Y]").astype("datetime64[M]") + (int(month_day[:2]) - 1)
    return months.astype("datetime64[D]").astype(np.int64) + int(month_day[3:]) - 1


def _kinship(household: np.ndarray, grade: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the order by household and grade, who has a sibling in the same grade, and who in the next one."""
    order = np.lexsort((grade, household))
    twin = _flag_neighbours(household, grade, order, 0, 0)
    return order, twin, _flag_neighbours(household, grade, order, 1, 1)


def _within(household: np.ndarray, grade: np.ndarray, order: np.ndarray, most: int) -> np.ndarray:
    return _flag_neighbours(household, grade, order, 0, most)


def _flag_neighbours(
    household: np.ndarray, grade: np.ndarray, order: np.ndarray, least: int, most: int
) -> np.ndarray:
    """Return who has a sibling, next in grade, `least` to `most` grades away: bool."""
    same = household[order][1:] == household[order][:-1]
    gap = np.diff(grade[order].astype(np.int64))
    close = same & (gap >= least) & (gap <= most)
    flags = np.zeros(len(order), bool)
    flags[order[1:][close]] = True
    flags[order[:-1][close]] = True
    return flags


def _same_for_twins(
    birth: np.ndarray, household: np.ndarray, grade: np.ndarray, order: np.ndarray, twin: np.ndarray
) -> np.ndarray:
    """Give siblings of one grade the birth date of the first of them."""
    key = household[order].astype(np.int64) * 64 + grade[order]
    starts = np.flatnonzero(np.concatenate([[True], key[1:] != key[:-1]]))
    leader = np.repeat(starts, np.diff(np.append(starts, len(key))))
    shared = birth.copy()
    shared[order] = birth[order[leader]]
    return np.where(twin, shared, birth)


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
