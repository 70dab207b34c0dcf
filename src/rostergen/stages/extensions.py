"""What schools know of their students and the standard has no column for: language, disability, meals."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from rostergen.profile.fields import grades_of
from rostergen.profile.persons import RACES
from rostergen.rng import stream, weighted

if TYPE_CHECKING:
    from rostergen.world import Extras, World

_GROUPS = ("hispanic", "asian", "black", "other")
_TIMES = {"hispanic": 30.0, "asian": 8.0, "black": 1.0, "other": 1.0}
_TIMES_ABROAD = 6.0
"""How many times as often households of a group, or with a child born abroad, speak another language: judgment (2026).

Of English learners about three in four are Hispanic then.
"""
_SPOKEN_BY = {
    "hispanic": ("spa",),
    "asian": ("zho", "vie", "hmn", "kor", "tgl", "hin", "guj", "pan", "urd", "ben", "tel", "tam", "jpn", "khm", "lao"),
    "black": ("som", "hat", "amh", "yor", "swa", "ibo", "tir", "lin"),
    "other": ("ara", "rus", "ukr", "por", "pol", "deu", "fra", "ita", "fas"),
}
"""Languages (ISO 639-2) that go to households of one group first."""


def make_extensions(world: World) -> Extras:
    """Return the columns that the profile asks for, by name: texts, and for each student an index into them."""
    wanted = set(world.profile.extensions.columns)
    if not wanted:
        return {}
    learner, language, languages = _languages(world)
    flag = ["false", "true"]
    made: Extras = {
        "englishLearner": (flag, learner.astype(np.int8)),
        "homeLanguage": (languages, language),
        "iep": (flag, _iep(world).astype(np.int8)),
        "mealStatus": _meals(world),
    }
    return {name: made[name] for name in sorted(wanted)}


def _languages(world: World) -> tuple[np.ndarray, np.ndarray, list[str]]:
    """Return who is an English learner (bool), and the home language as an index into a list of codes.

    A household has a place on a scale, and its children are English learners below the rate of their grade: so
    siblings learn it together, and the younger of them more often. All households below the highest rate have a
    language of their own: theirs are the children who have learned English.
    """
    rules, students = world.profile.extensions, world.population.students
    n_homes = int(students.household.max()) + 1
    group = _groups(world, n_homes)
    abroad = np.zeros(n_homes, bool)
    born = np.array([*(country != "US" for country in world.population.countries), False])  # the last one is for -1
    abroad[students.household[born[students.birth_country]]] = True
    rng = stream(world.seed, "extensions.languages")
    times = np.array([_TIMES[name] for name in _GROUPS])[group] * np.where(abroad, _TIMES_ABROAD, 1.0)
    luck = rng.standard_exponential(n_homes) / times
    place = np.empty(n_homes)
    place[np.argsort(luck, kind="stable")] = np.arange(n_homes) / n_homes * 100

    rate = np.zeros(64)
    for span, share in rules.english_learners.items():
        rate[list(grades_of(span))] = share
    learner = place[students.household] < rate[students.grade]

    codes = list(rules.home_languages)
    speaker = {code: number for number, name in enumerate(_GROUPS) for code in _SPOKEN_BY[name]}
    spoken_by = np.array([speaker.get(code, -1) for code in codes])
    language = np.full(n_homes, len(codes))
    learning = np.zeros(n_homes, bool)
    learning[students.household[learner]] = True
    for homes in (np.flatnonzero(learning), np.flatnonzero(~learning & (place < rate.max()))):
        drawn = weighted(rng, np.array(list(rules.home_languages.values())), len(homes))
        language[homes] = _dealt(drawn, spoken_by[drawn], group[homes])
    return learner, language[students.household], [*codes, "eng"]


def _groups(world: World, n_homes: int) -> np.ndarray:
    """Return what group each household is of: int64 (households), index into _GROUPS."""
    students = world.population.students
    has = {race: (students.races >> RACES.index(race) & 1).astype(bool) for race in ("asian", "black")}
    group = np.full(n_homes, _GROUPS.index("other"))
    group[students.household] = np.select([students.hispanic, has["asian"], has["black"]], [0, 1, 2], 3)
    return group


def _dealt(languages: np.ndarray, spoken_by: np.ndarray, group: np.ndarray) -> np.ndarray:
    """Return languages in another order: for each household one that its group speaks, as far as there are any.

    Three int64 arrays of one length; the shares of the languages stay as drawn.
    """
    dealt = np.full(len(group), -1)
    left = np.ones(len(languages), bool)
    for number in range(len(_GROUPS)):
        homes, own = np.flatnonzero(group == number), np.flatnonzero(spoken_by == number)
        n = min(len(homes), len(own))
        dealt[homes[:n]] = languages[own[:n]]
        left[own[:n]] = False
    # What is over goes to the last groups first, so that no Asian household speaks Spanish while others can.
    homes = np.flatnonzero(dealt < 0)
    strangers = np.argsort(-group[homes], kind="stable")
    dealt[homes[strangers]] = languages[left][np.argsort(spoken_by[left] < 0, kind="stable")]
    return dealt


def _iep(world: World) -> np.ndarray:
    """Return who has an individualized education program: bool."""
    rules, male = world.profile.extensions, world.population.students.person.male
    boys = max(float(male.mean()), 0.01)
    rates = np.array([(1 - rules.iep_male / 100) / max(1 - boys, 0.01), rules.iep_male / 100 / boys]) * rules.iep
    found: np.ndarray = stream(world.seed, "extensions.iep").random(len(male)) * 100 < rates[male.astype(np.int8)]
    return found


def _meals(world: World) -> tuple[list[str], np.ndarray]:
    household = world.population.students.household
    meals = world.profile.extensions.meals
    rng = stream(world.seed, "extensions.meals")
    return list(meals), weighted(rng, np.array(list(meals.values())), int(household.max()) + 1)[household]
