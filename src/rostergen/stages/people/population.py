"""The students and guardians of the district."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from rostergen import places
from rostergen.ordering import distinct
from rostergen.profile.persons import GROUPS, RACES
from rostergen.rng import stream, weighted
from rostergen.spec.vocab import CEDS_RESIDENCE
from rostergen.stages.people.births import birth_days, birthplaces
from rostergen.stages.people.families import make_guardians, make_households, name_students
from rostergen.stages.people.households import place_students
from rostergen.world import Calendar, Plan, Population, Students

if TYPE_CHECKING:
    from rostergen.names import NameSource
    from rostergen.profile.model import Profile
    from rostergen.profile.persons import Demographics

_N_CITIES = 30


def make_population(profile: Profile, plan: Plan, calendar: Calendar, source: NameSource, seed: int) -> Population:
    """Draw households, the students in them and their guardians."""
    placed = place_students(profile.families, plan, seed)
    household, n = placed.household, len(placed.household)
    homes = make_households(profile, source, int(household.max()) + 1, seed)
    demographics = profile.demographics
    birth = birth_days(demographics, calendar.school_year, household, placed.grade, seed)
    races, hispanic = _races(demographics, homes.group, seed)
    countries, states, country, state, city = birthplaces(profile, homes.group[household], _N_CITIES, seed)
    born = _first_born_with(household, birth)
    person = name_students(profile, source, homes, household, birth, seed)
    entry, leave = _presence(profile, calendar, n, seed)
    students = Students(
        school=placed.school,
        grade=placed.grade,
        household=household,
        person=person,
        sex=_sex(demographics, person.male, seed),
        birth=birth,
        races=races[household],
        hispanic=hispanic[household],
        birth_country=country[born],
        birth_state=state[born],
        birth_city=city[born],
        residence=_residence(demographics, len(homes.group), seed)[household],
        entry=entry,
        leave=leave,
    )
    cities = places.place_names(stream(seed, "people.cities"), _N_CITIES)
    return Population(students, make_guardians(profile, source, homes, seed), countries, states, cities)


def _first_born_with(household: np.ndarray, birth: np.ndarray) -> np.ndarray:
    """Return for each student the first of those born on one day in one household: the student itself, or a twin."""
    births = distinct(household.astype(np.int64) << 17 | (birth - birth.min()))
    twin: np.ndarray = births.first.take(births.which)
    return twin


def _races(demographics: Demographics, group: np.ndarray, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the race flags (uint8 bit mask over RACES) and the Hispanic flag (bool) of each household."""
    rng = stream(seed, "people.races")
    masks = np.zeros(len(group), np.uint8)
    for number, name in enumerate(GROUPS):
        mix = {"hispanic": demographics.hispanic_races, "two_or_more": demographics.two_or_more_races}.get(
            name, {name: 100.0}
        )
        options = np.array([_race_mask(text) for text in mix], np.uint8)
        chosen = np.flatnonzero(group == number)
        masks[chosen] = options[weighted(rng, np.array(list(mix.values())), len(chosen))]
    return masks, group == GROUPS.index("hispanic")


def _race_mask(text: str) -> int:
    return 0 if text == "none" else sum({1 << RACES.index(race) for race in text.split("+")})


def _sex(demographics: Demographics, male: np.ndarray, seed: int) -> np.ndarray:
    """Return the sex as recorded: for most the one that the name was drawn by."""
    other, unspecified, none = demographics.sex_other, demographics.sex_unspecified, demographics.sex_not_recorded
    luck = stream(seed, "people.sex").random(len(male)) * 100
    bounds = np.cumsum([other, unspecified, none])
    recorded = np.select([luck < bound for bound in bounds], [2, 3, -1], male)
    return recorded.astype(np.int8)


def _residence(demographics: Demographics, n: int, seed: int) -> np.ndarray:
    """Draw the residence status of each household."""
    rng = stream(seed, "people.residence")
    codes = np.array([CEDS_RESIDENCE.index(c) if c in CEDS_RESIDENCE else -1 for c in demographics.residence], np.int8)
    drawn: np.ndarray = codes[weighted(rng, np.array(list(demographics.residence.values())), n)]
    return drawn


def _presence(profile: Profile, calendar: Calendar, n: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Draw the first day of each student and the day after the last: two int32 arrays of days."""
    rng = stream(seed, "people.movers")
    first, after = int(calendar.starts[0]), int(calendar.ends[0])
    draw = rng.random(n) * 100
    late = draw < profile.movers.late_entry
    early = draw >= 100 - profile.movers.early_leave
    # Most late students come in the first weeks; leavers go at any time after the first month.
    entry = first + 3 + np.minimum(rng.exponential(45, n), (after - first) * 0.8).astype(np.int64)
    leave = rng.integers(first + 30, after - 10, n)
    return _weekday(np.where(late, entry, first)), np.where(early, _weekday(leave), after).astype(np.int32)


def _weekday(days: np.ndarray) -> np.ndarray:
    """Move days that fall on a weekend to Monday."""
    weekday = (days + 3) % 7  # 1970-01-01 was a Thursday
    return (days + np.where(weekday >= 5, 7 - weekday, 0)).astype(np.int32)
