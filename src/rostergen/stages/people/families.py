"""Surnames within families, and guardians."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from rostergen.names import apart
from rostergen.ordering import earlier_equals, stable_order
from rostergen.profile.persons import GROUPS
from rostergen.profile.telephones import EACH, area_codes, of_offices
from rostergen.rng import stream, weighted
from rostergen.world import GUARDIAN_ROLES, Guardians, People

if TYPE_CHECKING:
    from rostergen.names import NameSource
    from rostergen.profile.model import Profile

_FEMALE_SINGLE = 0.82
"""Share of single guardians who are women: 22 of 27, Forum on Child and Family Statistics FAM1.A (CPS 2022)."""
_SAME_SEX_COUPLES = 0.012


class Household(NamedTuple):
    """What the members of each household have in common; arrays over households."""

    group: np.ndarray  # int8, index into GROUPS
    locale: np.ndarray  # int16, index into NameSource.locales
    family: np.ndarray  # int32: surname of the children
    second_family: np.ndarray  # int32: second part of it, or -1
    hyphen: np.ndarray  # bool


def locale_by_group(profile: Profile, source: NameSource, group: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Draw the name locale (int16 index into `source.locales`) of persons by their group."""
    locale = np.empty(len(group), np.int16)
    for number, name in enumerate(GROUPS):
        mix = profile.names.by_group.get(name, profile.names.locales)
        codes = np.array([source.locales.index(code) for code in mix], np.int16)
        chosen = np.flatnonzero(group == number)
        locale[chosen] = codes[weighted(rng, np.array(list(mix.values())), len(chosen))]
    return locale


def make_households(profile: Profile, source: NameSource, n: int, seed: int) -> Household:
    """Draw group, name locale and surname of `n` households."""
    families = profile.families
    rng = stream(seed, "people.households")
    shares = np.array([profile.demographics.groups.get(name, 0.0) for name in GROUPS])
    group = weighted(rng, shares, n).astype(np.int8)
    locale = locale_by_group(profile, source, group, rng)
    rng = stream(seed, "people.surnames")
    family = source.draw_family(rng, locale)
    hyphen = rng.random(n) * 100 < profile.names.hyphenated
    hispanic = group == GROUPS.index("hispanic")
    double = ~hyphen & hispanic & (rng.random(n) * 100 < families.two_surnames_hispanic)
    second = source.draw_second_family(rng, locale, family, hyphen | double)
    return Household(group, locale, family, second, hyphen & (second >= 0))


def name_students(
    profile: Profile, source: NameSource, homes: Household, household: np.ndarray, birth: np.ndarray, seed: int
) -> People:
    """Name the students: siblings usually share a surname and never a given name."""
    rng = stream(seed, "people.student_names")
    n = len(household)
    male = rng.random(n) * 100 < profile.demographics.male
    person = source.draw_people(rng, homes.locale[household], male)
    eldest = np.empty(n, bool)
    day = birth - birth.min()
    by_age = stable_order(household.astype(np.int64) * (int(day.max()) + 1) + day)
    home = household[by_age]
    eldest[by_age] = np.concatenate([[True], home[1:] != home[:-1]])
    shares = eldest | (rng.random(n) * 100 < profile.families.shared_sibling_surname)
    person = replace(
        person,
        family=np.where(shares, homes.family[household], person.family),
        second_family=np.where(shares, homes.second_family[household], person.second_family).astype(np.int32),
        hyphen=np.where(shares, homes.hyphen[household], person.hyphen),
    )
    given = _distinct_given(source, rng, person, homes.locale[household], household)
    return replace(person, given=given, middle=apart(person.middle, given))


def _distinct_given(
    source: NameSource, rng: np.random.Generator, person: People, locale: np.ndarray, household: np.ndarray
) -> np.ndarray:
    """Draw again for siblings who would share a given name; a pool too small for that keeps the last draw."""
    given = person.given.copy()
    rows = np.arange(len(given))
    for _ in range(20):
        keys = household[rows].astype(np.int64) * (int(given.max()) + 1) + given[rows]
        again = rows[earlier_equals(keys) > 0]
        if not len(again):
            break
        given[again] = source.draw_given(rng, locale[again], person.male[again])
        drew = np.zeros(int(household.max()) + 1, bool)
        drew[household[again]] = True
        rows = rows[drew[household[rows]]]
    return given


def make_guardians(profile: Profile, source: NameSource, homes: Household, seed: int) -> Guardians:
    """Draw the guardians of every household, ordered by household."""
    families = profile.families
    rng = stream(seed, "people.guardians")
    n_homes = len(homes.family)
    count = np.rint(families.guardians.draw(rng, n_homes)).astype(np.int64).clip(0, 8)
    household = np.repeat(np.arange(n_homes), count)
    n = len(household)
    starts = np.cumsum(count) - count
    place = np.arange(n) - np.repeat(starts, count)  # 0 the first guardian of the household, 1 the second, …
    single = (count == 1)[household]

    first_is_female = rng.random(n_homes) < np.where(count == 1, _FEMALE_SINGLE, 0.5)
    same_sex = rng.random(n_homes) < _SAME_SEX_COUPLES
    female = first_is_female[household] ^ ((place == 1) & ~same_sex[household])
    male = np.where(place > 1, rng.random(n) < 0.5, ~female)
    person = source.draw_people(rng, homes.locale[household], male)

    # Couples: both have the children's surname, or one, or nobody. Single guardians: they or nobody.
    luck = rng.random(n_homes) * 100
    nobody = luck < families.no_guardian_shares_surname
    both = luck >= 100 - families.both_guardians_share_surname
    by_first = rng.random(n_homes) < np.where(first_is_female, 0.25, 0.75)
    bearer = (place == 0) & (single | by_first[household]) | (place == 1) & ~by_first[household]
    shares = ~nobody[household] & ((both[household] & (place < 2)) | bearer)
    double = (homes.second_family >= 0)[household] & (place < 2) & ~nobody[household]
    shares |= double & (place == 0)
    of_second = double & (place == 1)
    family = np.select([of_second, shares], [homes.second_family[household], homes.family[household]], person.family)
    second = np.where(of_second | shares, -1, person.second_family)

    roles = np.array([families.roles.get(role, 0.0) for role in GUARDIAN_ROLES])
    return Guardians(
        household=household.astype(np.int32),
        role=np.where(place < 2, weighted(rng, roles, n_homes)[household], weighted(rng, roles, n)).astype(np.int8),
        person=replace(person, family=family.astype(np.int32), second_family=second.astype(np.int32)),
        has_email=rng.random(n) * 100 >= families.without_email,
        phone=_telephones(rng, rng.random(n) * 100 >= families.without_phone, profile),
    )


def _telephones(rng: np.random.Generator, has: np.ndarray, profile: Profile) -> np.ndarray:
    """Deal numbers (int16) to those who have one, -1 to the others, so that none comes again before all were dealt.

    The first numbers are left to the offices, and no more area codes used than it takes.
    """
    first, n = of_offices(profile), int(np.count_nonzero(has))
    n_codes = min(-(-max(first + n, 2 * first) // EACH), len(area_codes(profile)))
    numbers = first + rng.permutation(n_codes * EACH - first)
    dealt = np.full(len(has), -1, np.int16)
    dealt[has] = np.resize(numbers, n)
    return dealt
