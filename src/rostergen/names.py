"""Weighted name pools: Faker's names of the profile's locales, from which persons are drawn with numpy."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from math import fsum
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from rostergen.locales import faker_names
from rostergen.world import NamePool, People

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from rostergen.profile.model import Profile


_APOSTROPHES = {
    "O'Connor": 12, "O'Brien": 12, "O'Neal": 8, "O'Neill": 7, "O'Donnell": 6, "O'Neil": 5, "O'Reilly": 4, "D'Angelo": 4,
    "O'Connell": 4, "O'Keefe": 3, "D'Amico": 3, "O'Leary": 3, "O'Hara": 3, "D'Agostino": 2, "O'Malley": 2, "O'Dell": 2,
    "O'Rourke": 2, "O'Shea": 2, "O'Sullivan": 2, "D'Andrea": 1, "O'Toole": 1, "O'Grady": 1, "O'Bryan": 1, "O'Hare": 1,
    "D'Souza": 1, "D'Alessandro": 1, "O'Callaghan": 1, "O'Meara": 1,
}  # fmt: skip
"""Surnames that Faker's list of the United States, made from a census without punctuation, cannot have.

The weights are the project's judgment (2026)."""
_MC = re.compile("(?<=^Mc)[a-z]")
"""Where a McDonald of that list, which knows one capital a name, has the other."""
_GUIDE = 4096
_NO_LETTERS = re.compile("[^a-z]+")


def locales_of(profile: Profile) -> list[str]:
    """Return the Faker locales that a profile names, in its order."""
    mixes = (profile.names.locales, *profile.names.by_group.values())
    return list(dict.fromkeys(code for mix in mixes for code in mix))


class _Weighted(NamedTuple):
    """Indices into a pool (int32) with their cumulative weights; `guide` says where to start looking for a weight."""

    names: np.ndarray
    cumulative: np.ndarray
    guide: np.ndarray

    def draw(self, rng: np.random.Generator, n: int) -> np.ndarray:
        part = rng.random(n)
        place = self.guide.take((part * _GUIDE).astype(np.intp))
        weight = part * self.cumulative[-1]
        # The right name is at the start or a few places behind it: several times faster than a binary search.
        while (before := self.cumulative.take(place) <= weight).any():
            place += before
        drawn: np.ndarray = self.names.take(place)
        return drawn


def _drawn(rng: np.random.Generator, number: np.ndarray, pools: Sequence[_Weighted]) -> np.ndarray:
    """Return names (int32), each from the pool that has its number."""
    names = np.empty(len(number), np.int32)
    for pool in np.flatnonzero(np.bincount(number)).tolist():  # in a small district nobody is of most kinds
        rows = np.flatnonzero(number == pool)
        names[rows] = pools[pool].draw(rng, len(rows))
    return names


class NameSource:
    """Draws names for persons, each from the locale of the person."""

    def __init__(self, profile: Profile) -> None:
        """Fill the pools of the profile's locales. Raises ProfileError if Faker does not know one of them."""
        self.locales = locales_of(profile)
        self._middle = profile.names.middle / 100
        self._hyphenated = profile.names.hyphenated / 100
        accented, apostrophes = profile.names.diacritics / 100, profile.names.apostrophes / 100
        self.pool, self._pools = _loaded(faker_names, tuple(self.locales), accented, apostrophes)

    def draw_given(self, rng: np.random.Generator, locale: np.ndarray, male: np.ndarray) -> np.ndarray:
        """Draw a given name (int32) for persons of a locale (index into `locales`) and sex."""
        return _drawn(rng, locale * 2 + male, [pool for women, men, _ in self._pools for pool in (women, men)])

    def draw_family(self, rng: np.random.Generator, locale: np.ndarray) -> np.ndarray:
        """Draw a family name (int32) for each locale (index into `locales`)."""
        return _drawn(rng, locale, [family for _, _, family in self._pools])

    def draw_people(self, rng: np.random.Generator, locale: np.ndarray, male: np.ndarray) -> People:
        """Draw whole names for unrelated persons of a locale (index into `locales`) and sex."""
        n = len(locale)
        middle = np.full(n, -1, np.int32)
        with_middle = np.flatnonzero(rng.random(n) < self._middle)
        middle[with_middle] = self.draw_given(rng, locale[with_middle], male[with_middle])
        family = self.draw_family(rng, locale)
        second = self.draw_second_family(rng, locale, family, rng.random(n) < self._hyphenated)
        given = self.draw_given(rng, locale, male)
        return People(male, given, apart(middle, given), family, second, hyphen=second >= 0)

    def draw_second_family(
        self, rng: np.random.Generator, locale: np.ndarray, family: np.ndarray, wanted: np.ndarray
    ) -> np.ndarray:
        """Draw a second family name (int32) where `wanted`; -1 elsewhere, and where it would repeat the first."""
        second = np.full(len(locale), -1, np.int32)
        rows = np.flatnonzero(wanted)
        drawn = self.draw_family(rng, locale[rows])
        second[rows] = np.where(drawn == family[rows], -1, drawn)
        return second


@lru_cache(1)  # the districts of a state have one profile, and filling pools takes longer than to make a small district
def _loaded(
    names_of: Callable[[str], dict[str, dict[str, float]]],
    locales: tuple[str, ...],
    accented: float,
    apostrophes: float,
) -> tuple[NamePool, list[tuple[_Weighted, _Weighted, _Weighted]]]:
    """Return all names, in the order of their indices, and the pools of each locale: female, male and family names."""
    given: dict[str, int] = {}
    family: dict[str, int] = {}
    pools = []
    for locale in locales:
        names = {part: _spelled(pool, accented) for part, pool in names_of(locale).items()}
        if locale == "en_US":
            family_names = {_MC.sub(_upper, name): weight for name, weight in names["family"].items()}
            names["family"] = _mixed(family_names, _APOSTROPHES, apostrophes)
        pools.append(
            (
                _weighted(names["female"], given),
                _weighted(names["male"], given),
                _weighted(names["family"], family),
            )
        )
    return NamePool(tuple(given), tuple(family)), pools


def _upper(letter: re.Match[str]) -> str:
    return letter[0].upper()


def apart(middle: np.ndarray, given: np.ndarray) -> np.ndarray:
    """Return middle names (int32 or -1) without those that repeat the given name."""
    different: np.ndarray = np.where(middle == given, np.int32(-1), middle)
    return different


def _mixed(names: Mapping[str, float], others: Mapping[str, float], share: float) -> dict[str, float]:
    """Return names of which a `share` (0 to 1) are from among the others."""
    scale = share / fsum(others.values()) * fsum(names.values())
    mixed = {name: weight * (1 - share) for name, weight in names.items()}
    return mixed | {name: mixed.get(name, 0.0) + weight * scale for name, weight in others.items() if scale}


def _spelled(names: Mapping[str, float], accented: float) -> dict[str, float]:
    """Return names with their weights, those with diacritics also without: `accented` (0 to 1) is the share with."""
    spelled: dict[str, float] = {}
    for name, weight in names.items():
        if name.isascii():
            spelled[name] = spelled.get(name, 0.0) + weight
            continue
        plain = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
        # Only what is a Latin name without them: 김 or Ørsted are not misspelled by leaving something out.
        share = accented if plain != name and plain.isascii() else 1.0
        spelled[name] = spelled.get(name, 0.0) + weight * share
        if share < 1:
            spelled[plain] = spelled.get(plain, 0.0) + weight * (1 - share)
    return {name: weight for name, weight in spelled.items() if weight > 0}


def _weighted(names: Mapping[str, float], pool: dict[str, int]) -> _Weighted:
    index = np.array([pool.setdefault(name, len(pool)) for name in names], np.int32)
    cumulative = np.cumsum(np.array(list(names.values()), np.float64))
    guide = np.searchsorted(cumulative, np.arange(_GUIDE) / _GUIDE * cumulative[-1], side="right")
    return _Weighted(index, cumulative, guide)


@lru_cache(maxsize=8)
def login_texts(names: tuple[str, ...]) -> tuple[str, ...]:
    """Return names as logins have them."""
    return tuple(map(login_text, names))


@cache
def login_text(name: str) -> str:
    """Return a name as a login has it: lower case, ASCII letters only; "x" where nothing is left."""
    if name.isascii():
        if name.isalpha():
            return name.lower()
    else:
        from anyascii import anyascii

        name = anyascii(name)
    return _NO_LETTERS.sub("", name.lower()) or "x"
